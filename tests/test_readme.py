"""What the README tells people to type works."""

import re
from pathlib import Path

import pytest

from stages.commands.composition import composed
from tests.pipeline import ROOT, Clone

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [
    block for block in re.findall(r"```bash\n(.*?)```", README, re.DOTALL) if "make" not in block
]
FILES = dict(re.findall(r"```(?:python|yaml)\n# (\S+)\n(.*?)```", README, re.DOTALL))
# Those with a plus add what the reader writes.
EXPERIMENTS = re.findall(r"`dvc exp run ((?:-S [^`+]+?)+)`", README)


def test_the_readme_has_blocks_files_and_experiments_to_try() -> None:
    assert len(BLOCKS) >= 3
    assert list(FILES) == ["mine.py", "conf/encoders/mine.yaml"]
    assert len(EXPERIMENTS) >= 7


def test_a_file_of_the_readme_has_ten_lines_at_most() -> None:
    assert {name: len(text.splitlines()) + 1 for name, text in FILES.items()} == {
        "mine.py": 10,
        "conf/encoders/mine.yaml": 4,
    }


def test_the_encoder_of_the_readme_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml
    from hydra.utils import instantiate

    from stages.encoders.checks import check_vectors
    from stages.encoders.contract import Encoder
    from stages.encoders.identity import encoder_identity

    (tmp_path / "mine.py").write_text(FILES["mine.py"], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    encoder = instantiate(yaml.safe_load(FILES["conf/encoders/mine.yaml"])["mine"])
    assert isinstance(encoder, Encoder)
    assert encoder_identity(encoder)["class"] == "mine.LetterCounts"
    for texts in ([], ["The age is 45 years.", "The sex is male."]):
        check_vectors(encoder, encoder.encode(texts), len(texts))


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_a_block_of_the_readme_runs(finished: Clone, tmp_path: Path, block: str) -> None:
    clone = finished.copy(tmp_path / "clone")
    for name, text in FILES.items():
        (clone.folder / name).write_text(text, encoding="utf-8")
    clone.run("bash", "-euo", "pipefail", "-c", block)


def test_every_file_that_the_readme_shows_is_there_and_the_picture_is_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).stat().st_size < 150_000 for picture in pictures)


def test_nothing_stands_between_the_first_sentence_and_the_commands_but_a_picture() -> None:
    screen = README.split("make repro")[0]
    assert screen.count("\n#") == 0
    assert len(screen.split()) < 150


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_experiment_of_the_readme_composes(experiment: str) -> None:
    overrides = [part.strip().strip("'") for part in experiment.split("-S ") if part.strip()]
    assert composed(ROOT, overrides).tree


def test_the_pipeline_table_names_the_stages_of_dvc_yaml() -> None:
    import yaml

    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    named = re.findall(r"^\| `([a-z]+)[`@]", README, re.MULTILINE)
    assert [name for name in named if name in stages] == list(stages)


def test_every_command_of_the_readme_exists() -> None:
    for command in set(re.findall(r"python -m stages\.commands\.(\w+)", README)):
        assert (ROOT / f"stages/commands/{command}.py").is_file(), command
