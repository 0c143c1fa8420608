"""The simulator's file: whole, checked, the same bytes for the same content."""

import lzma
from pathlib import Path

import numpy as np
import pytest

from stages.data.simulator import load_simulator
from stages.data.simulator.file import Content, read, write
from stages.data.simulator.simulator import save_simulator

FILE = Path(__file__).parents[2] / "stages/data/simulator/acs_2018.bin"


def content() -> Content:
    arrays = {"a": np.arange(6, dtype=np.uint8).reshape(2, 3), "b": np.array([0.5, -1.0])}
    return Content({"survey": "x", "rows": 3}, {"states": ["CA"], "places": [-1, 2]}, arrays)


def test_what_is_written_is_read_back(tmp_path):
    write(tmp_path / "x.bin", content())
    back = read(tmp_path / "x.bin")
    assert (back.provenance, back.codes) == (content().provenance, content().codes)
    for name, array in content().arrays.items():
        np.testing.assert_array_equal(back.arrays[name], array)
        assert back.arrays[name].dtype == array.dtype


def test_a_simulator_that_is_saved_again_has_the_same_content(tmp_path):
    save_simulator(tmp_path / "x.bin", load_simulator(FILE))
    again = lzma.decompress((tmp_path / "x.bin").read_bytes())
    assert again == lzma.decompress(FILE.read_bytes())


@pytest.mark.parametrize("kept", [0, 5, 100_000])
def test_a_cut_file_is_refused(tmp_path, kept):
    (tmp_path / "x.bin").write_bytes(FILE.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"x\.bin is damaged.*restore it"):
        load_simulator(tmp_path / "x.bin")


def test_one_wrong_byte_is_noticed(tmp_path):
    data = bytearray(FILE.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "x.bin").write_bytes(bytes(data))
    with pytest.raises(ValueError, match=r"x\.bin is damaged"):
        load_simulator(tmp_path / "x.bin")


def test_another_kind_of_file_is_refused(tmp_path):
    (tmp_path / "x.bin").write_bytes(lzma.compress(b"something else"))
    with pytest.raises(ValueError, match=r"begins with b'somethin', not b'FLATSIM1'"):
        load_simulator(tmp_path / "x.bin")


def test_tables_of_another_version_are_refused(tmp_path):
    codes = {"states": ["CA"], "occupations": [10], "birthplaces": [-1, 6]}
    write(tmp_path / "x.bin", Content({"alpha": 5.0}, codes, content().arrays))
    with pytest.raises(ValueError, match="another version"):
        load_simulator(tmp_path / "x.bin")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.bin"):
        load_simulator(tmp_path / "none.bin")
