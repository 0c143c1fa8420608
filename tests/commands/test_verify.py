"""verify: corrupted objects of the cache are found, whatever DVC trusts."""

import os
from pathlib import Path

import pytest

from stages.commands.cache import cache_objects, verdicts
from stages.commands.usage import RefusalError
from stages.commands.verify import main
from tests.commands.conftest import Project

CACHE = Path(".dvc/cache/files/md5")


def corrupt(path: Path) -> None:
    """Other bytes of the same length in a read-only object, as a failing disk leaves them."""
    path.chmod(0o644)
    path.write_bytes(b"\0" * path.stat().st_size)
    path.chmod(0o444)


def objects(ending: str) -> list[Path]:
    found = (item.path for item in cache_objects(CACHE))
    return [path for path in found if path.name.endswith(".dir") == (ending == ".dir")]


def test_a_sound_cache_passes(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr()
    count = len(objects("")) + len(objects(".dir"))
    assert count >= 6
    assert shown.out.startswith(f"{count} objects, ")
    assert shown.out.endswith("0 bad.\n")
    assert shown.err == ""


@pytest.mark.parametrize("ending", ["", ".dir"])
def test_a_corrupted_object_is_named_and_kept(
    repository: Project, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    victim = objects(ending)[0]
    corrupt(victim)
    assert main([]) == 1
    assert f"{victim} holds other bytes" in capsys.readouterr().out
    assert victim.exists()


def test_deleted_objects_let_dvc_repro_mend_the_project(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = (repository.root / "dvc.lock").read_bytes()
    victims = [objects("")[0], objects(".dir")[0]]
    for victim in victims:
        corrupt(victim)
    assert main(["--delete"]) == 1
    assert "dvc repro" in capsys.readouterr().out
    assert not any(victim.exists() for victim in victims)
    repository.done("dvc", "repro", "--quiet")
    assert main([]) == 0
    assert all(victim.exists() for victim in victims)
    assert (repository.root / "dvc.lock").read_bytes() == lock


def flip_a_bit(path: Path) -> None:
    """Another byte, with the time, size and inode of before: what DVC does not see."""
    before = path.stat()
    path.chmod(0o644)
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    path.chmod(before.st_mode)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    ("name", "stage"),
    [("artifacts/vectors/wide/all.txt", "embed@wide"), ("reports/metrics.json", "audit")],
)
def test_an_out_that_dvc_trusts_is_named_with_its_stage_and_mended(
    repository: Project, capsys: pytest.CaptureFixture[str], name: str, stage: str
) -> None:
    victim = repository.root / name
    before = victim.read_bytes()
    repository.done("dvc", "status")  # DVC hashes what it has not met, and remembers
    flip_a_bit(victim)
    assert "up to date" in repository.done("dvc", "status")
    assert main(["--delete"]) == 1
    assert f"{name} is not what the stage {stage} wrote" in capsys.readouterr().out
    assert not victim.exists()
    repository.done("dvc", "repro", "--quiet")
    assert victim.read_bytes() == before
    assert main([]) == 0


def test_an_out_that_is_not_there_is_no_damage(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.root / "reports/metrics.json").unlink()
    assert main([]) == 0


def test_a_file_for_a_folder_and_a_stray_file_are_named(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("artifacts/predictions/wide/tree/stray.txt", "mine")
    (repository.root / "artifacts/vectors/wide/all.txt").unlink()
    (repository.root / "artifacts/vectors/wide").rmdir()
    repository.write("artifacts/vectors/wide", "a file")
    assert main([]) == 1
    said = capsys.readouterr().out
    assert "tree/stray.txt is not what the stage train@wide-tree wrote" in said
    assert "artifacts/vectors/wide is not what the stage embed@wide wrote" in said


def test_a_damaged_lock_is_refused_with_its_cure(repository: Project) -> None:
    repository.write("dvc.lock", "schema: '2.0'\nstages:\n  embed@wide:\n    cm")
    with pytest.raises(RefusalError, match=r"git checkout dvc\.lock"):
        main([])


def test_links_are_named_and_never_followed(
    repository: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    treasure = outside / "folder" / ("0" * 30)
    treasure.write_bytes(b"not of this cache")
    (CACHE / "00").mkdir(exist_ok=True)
    (CACHE / "00" / ("1" * 30)).symlink_to(treasure)
    (CACHE / "ee").exists() or (CACHE / "ee").symlink_to(outside / "folder")
    assert main(["--delete"]) == 1
    said = capsys.readouterr().out
    assert "not followed" in said
    assert treasure.read_bytes() == b"not of this cache"
    assert not (CACHE / "00" / ("1" * 30)).is_symlink()


def test_files_that_are_no_objects_are_let_alone(tmp_path: Path) -> None:
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "temporary").write_bytes(b"x")
    (tmp_path / "ab" / ("c" * 30)).mkdir()
    (tmp_path / "notes").mkdir()
    assert cache_objects(tmp_path) == []
    assert cache_objects(tmp_path / "absent") == []


def test_an_empty_object_has_the_md5_of_nothing(tmp_path: Path) -> None:
    name = "d41d8cd98f00b204e9800998ecf8427e"
    (tmp_path / name[:2]).mkdir()
    (tmp_path / name[:2] / name[2:]).touch()
    (verdict,) = verdicts(cache_objects(tmp_path))
    assert (verdict.item.name, verdict.fault) == (name, None)


def test_the_cache_is_where_dvc_config_says(
    repository: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    Path(".dvc/cache").rename(elsewhere)
    repository.write(".dvc/config.local", f"[cache]\n    dir = {elsewhere}\n")
    assert main([]) == 0
    corrupt(next(item.path for item in cache_objects(elsewhere / "files" / "md5")))
    assert main([]) == 1


def test_outside_a_project_and_with_a_wrong_option_it_refuses(
    repository: Project, tmp_path: Path
) -> None:
    wrong = repository.command("verify", "--delet")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Nearest: --delete" in wrong.stderr
    lost = Project(tmp_path).command("verify")
    assert (lost.returncode, lost.stderr.count("\n")) == (2, 1)
    assert "No DVC project" in lost.stderr
