"""tidy: dvc.lock and artifacts/ without stages that are no more."""

from pathlib import Path

import pytest
import yaml
from dvc.utils.serialize import dumps_yaml

from stages.commands.compose import main as compose
from stages.commands.lockfile import Live, below, parsed, pruned
from stages.commands.tidy import main
from stages.commands.usage import RefusalError
from stages.storage.leases import lease
from tests.commands.conftest import Project

LOCK = """schema: '2.0'
stages:
  old:
    cmd: run old
    outs:
    - path: artifacts/old
      hash: md5
      md5: 68b329da9893e34099c7d8ad5cb9c940.dir
      size: 1
    - path: artifacts/shared
      md5: 68b329da9893e34099c7d8ad5cb9c940
  new:
    cmd: run new
    params:
      params.yaml:
        text: no
        tiny: 1e-05
    outs:
    - path: artifacts/new
      md5: 68b329da9893e34099c7d8ad5cb9c940
"""


def stages_of(project: Project) -> list[str]:
    return list(yaml.safe_load((project.root / "dvc.lock").read_text(encoding="utf-8"))["stages"])


def test_an_unneeded_tidy_leaves_every_byte(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = repository.root / "dvc.lock"
    before = (lock.read_bytes(), lock.stat().st_mtime_ns, repository.tree())
    assert main([]) == 0
    assert (lock.read_bytes(), lock.stat().st_mtime_ns, repository.tree()) == before
    assert capsys.readouterr().out == "Nothing to tidy.\n"


def test_the_formatting_is_dvcs_own(repository: Project) -> None:
    text = (repository.root / "dvc.lock").read_text(encoding="utf-8")
    assert dumps_yaml(parsed(text)) == text


def test_vanished_stages_go_and_the_rest_is_what_dvc_would_write(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    compose(["roster=[tree]"])
    repository.done("dvc", "repro", "--quiet")
    assert "train@wide-line" in stages_of(repository)
    capsys.readouterr()
    assert main(["--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "would go: dvc.lock: train@wide-line",
        "would go: artifacts/predictions/wide/line",
    ]
    assert "train@wide-line" in stages_of(repository)
    assert Path("artifacts/predictions/wide/line").is_dir()
    assert main([]) == 0
    assert capsys.readouterr().out == said.replace("would go", "gone")
    assert sorted(stages_of(repository)) == ["audit", "embed@wide", "train@wide-tree"]
    assert not Path("artifacts/predictions/wide/line").exists()
    assert Path("artifacts/predictions/wide/tree/all.txt").is_file()
    tidied = (repository.root / "dvc.lock").read_bytes()
    repository.done("dvc", "repro", "--quiet")
    assert (repository.root / "dvc.lock").read_bytes() == tidied


def test_an_encoder_that_left_takes_its_empty_folders_with_it(repository: Project) -> None:
    compose(["encoder=narrow"])
    assert main([]) == 0
    assert stages_of(repository) == ["audit"]
    assert repository.tree(["artifacts"]) == set()
    assert sorted(path.name for path in Path("artifacts").iterdir()) == []
    assert Path("reports/metrics.json").is_file()


def test_only_paths_that_no_live_stage_has_are_left_over() -> None:
    present = Live(frozenset({"new"}), frozenset({"artifacts/new", "artifacts/shared/part"}))
    result = pruned(parsed(LOCK), present)
    assert (result.stages, result.outs) == (("old",), ("artifacts/old",))
    assert result.text == LOCK.replace(LOCK[LOCK.index("  old") : LOCK.index("  new")], "")


def test_a_lock_without_entries_is_no_file() -> None:
    assert pruned(parsed(LOCK), Live(frozenset(), frozenset())).text is None


@pytest.mark.parametrize(
    "text", ["", "stages:\n  a: [", LOCK[: LOCK.index("md5: 68") + 2], "- 1\n"]
)
def test_a_damaged_lock_is_refused_with_its_cure(repository: Project, text: str) -> None:
    repository.write("dvc.lock", text)
    with pytest.raises(RefusalError, match=r"git checkout dvc\.lock"):
        main([])


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("artifacts/counts/lsa/rf", True),
        ("reports/metrics.json", True),
        ("artifacts", False),
        ("stages/families/rf.py", False),
        ("artifacts/../stages", False),
        ("/etc/passwd", False),
        ("link/file", False),
        ("artifacts/link/file", False),
        ("artifacts/link", True),
    ],
)
def test_nothing_outside_artifacts_and_reports_is_ever_removed(
    tmp_path: Path, path: str, inside: bool
) -> None:
    (tmp_path / "artifacts").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "artifacts" / "x")
    (tmp_path / "artifacts" / "link").symlink_to(tmp_path / "elsewhere")
    assert below(tmp_path, path, ["artifacts", "reports"]) is inside


def test_pieces_are_emptied_and_counted(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    piece = repository.write(".flatline/pieces/ab/abcd", "x" * 1234)
    assert main(["--pieces", "--dry-run"]) == 0
    assert piece.exists()
    assert main(["--pieces"]) == 0
    assert not piece.exists()
    assert capsys.readouterr().out.count("1,234 bytes of .flatline/pieces") == 2
    assert main(["--pieces"]) == 0


def test_clouds_that_a_killed_dial_left_go_with_the_pieces(repository: Project) -> None:
    cloud = repository.write(".flatline/clouds/tmp1/vectors.npy", "x")
    assert main(["--pieces", "--dry-run"]) == 0
    assert cloud.exists()
    assert main(["--pieces"]) == 0
    assert not cloud.parent.parent.exists()


def test_pieces_in_use_are_not_emptied(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    piece = repository.write(".flatline/pieces/ab/abcd", "x")
    with lease(Path(".flatline/pieces")), pytest.raises(RefusalError, match="1 running stage"):
        main(["--pieces"])
    assert piece.exists()
    assert main(["--pieces"]) == 0
    assert "gone: 1 pieces, 1 bytes of .flatline/pieces" in capsys.readouterr().out


def test_a_broken_params_yaml_is_a_refusal_not_a_traceback(repository: Project) -> None:
    repository.write("params.yaml", "arm: wide\n")
    with pytest.raises(RefusalError, match="DVC refused"):
        main([])
