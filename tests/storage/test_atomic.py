from pathlib import Path

import numpy as np
import pytest

from stages.storage.atomic import whole_file, write_array, write_text


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError, match="power cut"), whole_file(path) as stream:
        stream.write(b"half of the new")
        raise RuntimeError("power cut")
    assert path.read_text(encoding="utf-8") == "old"
    assert [item.name for item in path.parent.iterdir()] == ["file.txt"]


def test_an_array_comes_back_as_it_was_and_in_c_order(tmp_path: Path) -> None:
    array = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    write_array(tmp_path / "a.npy", array)
    back = np.load(tmp_path / "a.npy", mmap_mode="r", allow_pickle=False)
    assert back.flags.c_contiguous
    assert back.tolist() == array.tolist()


def test_text_keeps_unix_line_ends_and_unicode(tmp_path: Path) -> None:
    write_text(tmp_path / "t", "é\n")
    assert (tmp_path / "t").read_bytes() == b"\xc3\xa9\n"
