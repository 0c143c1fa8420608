"""What earlier selections left behind goes; a person's own files stay."""

from pathlib import Path

from stages.storage.left_overs import remove_others


def written(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_folders_outside_the_selection_go_and_the_others_stay(tmp_path: Path) -> None:
    written(tmp_path / "lr", "trials.parquet")
    gone = [
        written(tmp_path / "rf", "trials.parquet", ".CA.parquet.7.tmp"),
        written(tmp_path / "xgb"),
    ]
    assert remove_others(tmp_path, ["lr"]) == gone
    assert [path.name for path in tmp_path.iterdir()] == ["lr"]


def test_a_person_s_own_files_stay(tmp_path: Path) -> None:
    written(tmp_path / "notes", "trials.parquet", "read me.txt")
    (tmp_path / "todo.parquet").touch()
    (tmp_path / "link").symlink_to(written(tmp_path / "lr", "trials.parquet"))
    assert remove_others(tmp_path, ["lr"]) == []
    assert (tmp_path / "link").is_symlink()


def test_a_folder_that_is_not_there_has_nothing_left(tmp_path: Path) -> None:
    assert remove_others(tmp_path / "none", []) == []
