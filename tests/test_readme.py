"""What the README tells people to type works, and what it quotes is said."""

import ast
import re
import shlex
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import yaml
from hydra.utils import instantiate

from stages.commands.composition import composed
from stages.encoders.checks import check_vectors
from stages.encoders.contract import Encoder
from stages.encoders.identity import encoder_identity
from stages.families.contract import Sharing
from stages.families.groups import fit_group, groups_of
from tests.families.made_arm import rows
from tests.pipeline import ROOT, Clone

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = {
    path: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
SHELL = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
[SHARE] = [block for block in SHELL if "dvc push" in block]
BLOCKS = [block for block in SHELL if block != SHARE and "make" not in block]
NAMED_FILE = re.compile(r"```(?:python|yaml)\n# (\S+)\n(.*?)```", re.DOTALL)
FILES = dict(NAMED_FILE.findall(README))
[(KNN, ENGINE)] = NAMED_FILE.findall(GUIDES[ROOT / "docs/engines.md"])
[KNN_AUDIT] = [block for block in BLOCKS if "knn" in block]
EXPERIMENTS = re.findall(r"`dvc exp run ((?:-S [^`]+?)+)`", README)
SYMPTOMS = README.split("## When something goes wrong")[1].split("## Platforms")[0]
QUOTES = [
    (owner.rstrip(": "), quote)
    for row in re.findall(r"^\| (.+?) \| ", SYMPTOMS, re.MULTILINE)
    for owner, quote in re.findall(r"(DVC: |Git: )?`([^`]+)`", row)
]


def test_the_readme_has_blocks_files_experiments_and_symptoms_to_try() -> None:
    assert len(BLOCKS) >= 6
    assert len(EXPERIMENTS) >= 14
    assert len(QUOTES) >= 20


def test_what_readers_write_has_ten_lines_at_most() -> None:
    lengths = {name: len(text.splitlines()) for name, text in FILES.items()}
    assert list(lengths) == [
        "loans.yaml", "mine.py", "conf/encoders/mine.yaml", "export.py",
        "stages/families/knn.py", "conf/families/knn/quick.yaml", "conf/remedies/robust.yaml",
    ]  # fmt: skip
    assert max(lengths.values()) <= 10


def loans() -> str:
    """A table by formula: incomes and risks decide, another share of them in every branch."""
    lines = ["customer,branch,income,job,risk,repaid"]
    for place in range(400):
        branch, job = ("north", "south", "east")[place % 3], ("clerk", "nurse")[place % 2]
        risk, income = ("low", "fair", "high")[place * 7 // 5 % 3], 800 + place * 1733 % 5000
        repaid = income - 900 * (risk == "high") - 200 * (branch == "east") + place % 11 * 90 > 2900
        lines.append(f"{place},{branch},{income},{job},{risk},{'yes' if repaid else 'no'}")
    return "\n".join(lines) + "\n"


YOURS = "from mine import LetterCounts\nencode = LetterCounts(26).encode\n"


def follow(clone: Clone) -> None:
    """Write the files that a reader writes or has."""
    for name, text in {**FILES, "loans.csv": loans(), "yours.py": YOURS}.items():
        path = clone.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_the_encoder_of_the_readme_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.py").write_text(FILES["mine.py"], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    encoder = instantiate(yaml.safe_load(FILES["conf/encoders/mine.yaml"])["mine"])
    assert isinstance(encoder, Encoder)
    assert encoder_identity(encoder)["class"] == "mine.LetterCounts"
    for texts in ([], ["The age is 45 years.", "The sex is male."]):
        check_vectors(encoder, encoder.encode(texts), len(texts))


def executed(text: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module with this source."""
    module = ModuleType("stages.families.knn")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(text, vars(module))
    return module


def test_the_engine_of_the_guide_agrees_with_its_oracle_in_any_company(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = executed(FILES[KNN], monkeypatch).NearestNeighbours
    engine = executed(ENGINE, monkeypatch).NearestNeighbours
    settings = yaml.safe_load(FILES["conf/families/knn/quick.yaml"])
    del settings["_target_"]
    shared, oracle, (x, y), (new, _) = engine(**settings), plain(**settings), rows(200), rows(90, 1)
    assert isinstance(shared, Sharing)
    assert not isinstance(oracle, Sharing)
    [group] = groups_of(shared, shared.plan([0]))
    together = fit_group(shared, group, x, y).answers(new).margins
    for trial, margin in zip(group, together, strict=True):
        assert np.array_equal(margin > 0, oracle.fit(trial, x, y).margin(new) > 0)
        assert fit_group(shared, [trial], x, y).answers(new).margins.tobytes() == margin.tobytes()


def test_the_engine_of_the_guide_is_the_family_of_the_readme_and_a_dozen_lines() -> None:
    before, after = (
        [line for line in text.splitlines() if line and not line.startswith(("from", "import"))]
        for text in (FILES[KNN], ENGINE)
    )
    assert after[: len(before)] == before
    assert len(after) - len(before) <= 12


@pytest.mark.slow
def test_the_engine_of_the_guide_trains_its_grid_in_an_audit(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    follow(clone)
    (clone.folder / KNN).write_text(ENGINE, encoding="utf-8")
    clone.run("bash", "-euo", "pipefail", "-c", KNN_AUDIT)
    trials = pd.read_parquet(clone.folder / "artifacts/predictions/tabular/knn/trials.parquet")
    assert trials["status"].tolist() == ["ok"] * 8


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[-1])
def test_a_block_of_the_readme_runs(finished: Clone, tmp_path: Path, block: str) -> None:
    clone = finished.copy(tmp_path / "clone")
    follow(clone)
    clone.run("bash", "-euo", "pipefail", "-c", block)
    assert (clone.folder / "reports/index.html").is_file()


@pytest.mark.slow
def test_results_are_shared_through_a_remote(
    finished: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone, theirs = finished.copy(tmp_path / "clone"), Clone(tmp_path / "theirs")
    monkeypatch.setenv("STORE", str(tmp_path / "store"))
    add, push, pull = SHARE.splitlines()
    for line in (add, push, f"git clone -q . {theirs.folder}"):
        clone.run("bash", "-euo", "pipefail", "-c", line)
    theirs.run("bash", "-euo", "pipefail", "-c", pull)
    assert theirs.files("reports") == clone.files("reports")
    assert theirs.repro() == []


@cache
def said() -> tuple[str, ...]:
    """Every text of the code, with … for what is filled in; and what make says."""
    found = [(ROOT / ".ci/preflight").read_text(encoding="utf-8").replace("$missing", "…")]
    for file in sorted((ROOT / "stages").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.append(
                    "".join(
                        str(getattr(part, "value", "…")) if isinstance(part, ast.Constant) else "…"
                        for part in node.values
                    )
                )
    return tuple(found)


@pytest.mark.parametrize("quote", [quote for owner, quote in QUOTES if not owner])
def test_a_message_that_the_readme_quotes_is_one_of_the_code(quote: str) -> None:
    pattern = ".*".join(re.escape(piece) for piece in quote.split("…"))
    assert any(re.search(pattern, text, re.DOTALL) for text in said())


@pytest.mark.parametrize("quote", [quote for owner, quote in QUOTES if owner == "DVC"])
def test_a_message_of_dvc_is_still_dvcs(quote: str) -> None:
    folders = [Path(str(find_spec(name).origin)).parent for name in ("dvc", "dvc_data")]
    files = (file for folder in folders for file in folder.rglob("*.py"))
    assert any(quote in file.read_text(encoding="utf-8") for file in files)


def test_every_file_that_the_readme_shows_is_there_and_the_picture_is_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).stat().st_size < 150_000 for picture in pictures)


def anchors(text: str) -> set[str]:
    """What links to the headings of a page may end in."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-") for name in headings}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_link_leads_to_a_file_and_a_heading(guide: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", GUIDES[guide])
    for file, heading in links:
        there = (guide.parent / file).resolve() if file else guide
        assert there.is_file(), file
        assert not heading or heading in anchors(GUIDES[there]), heading


def test_nothing_stands_between_the_first_sentence_and_the_commands_but_a_picture() -> None:
    screen = README.split("make repro")[0]
    assert screen.count("\n#") == 0
    assert len(screen.split()) < 150


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_experiment_of_the_readme_composes(experiment: str) -> None:
    words = shlex.split(experiment)
    assert composed(ROOT, [word for word in words if word != "-S"]).tree


def test_the_pipeline_table_names_the_stages_of_dvc_yaml() -> None:
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    named = re.findall(r"^\| `([a-z]+)[`@]", README, re.MULTILINE)
    assert [name for name in named if name in stages] == list(stages)


def test_every_command_of_the_readme_exists_and_every_command_is_in_it() -> None:
    named = set(re.findall(r"python -m stages\.commands\.(\w+)", README))
    for command in named:
        assert (ROOT / f"stages/commands/{command}.py").is_file(), command
    there = {
        file.stem
        for file in (ROOT / "stages/commands").glob("*.py")
        if "__main__" in file.read_text(encoding="utf-8")
    }
    assert there - named <= {"preflight"}  # make's own
