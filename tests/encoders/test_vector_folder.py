"""Users' own vectors: by row id they come out in table order, or an error says why not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stages import paths, tables
from stages.embed import embed
from stages.encoders.distinct_texts import DistinctTexts
from stages.encoders.row_vectors import RowEncoder, write_rows
from stages.encoders.vector_folder import VectorFolder
from tests.conftest import ROOT
from tests.encoders.test_embed import Project

ROWS = {"CA": np.array([4, 9, 2, 7]), "PR": np.array([0, 1, 9])}
TEXTS = {"CA": np.array([0, 1, 2, 0]), "PR": np.array([2, 3, 4])}


def vectors_of(rows: np.ndarray, stem: str) -> np.ndarray:
    """A vector that says whose it is."""
    return np.stack([rows, rows * 0 + (stem == "PR"), rows / 2], axis=1).astype(np.float32)


@dataclass
class Export:
    """An export in a folder, right until a test breaks it."""

    folder: Path

    def save(self, name: str, array: np.ndarray) -> None:
        np.save(self.folder / f"{name}.npy", array)

    def write(self, dimension: int | None = None) -> dict[str, np.ndarray]:
        """What the vector files then hold."""
        files = {stem: self.folder / "out" / f"{stem}.npy" for stem in ROWS}
        content = DistinctTexts(tuple("abcde"), TEXTS)
        self.copied = write_rows(VectorFolder(str(self.folder), dimension), ROWS, content, files)
        return {stem: np.load(file) for stem, file in files.items()}

    def left(self) -> list[str]:
        out = self.folder / "out"
        return [path.name for path in out.iterdir()] if out.is_dir() else []


@pytest.fixture
def export(tmp_path: Path) -> Export:
    export = Export(tmp_path)
    for stem, rows in ROWS.items():
        export.save(stem, vectors_of(rows, stem))
        export.save(f"{stem}.rows", rows)
    return export


@pytest.mark.parametrize("dtype", ["float32", "float16", ">f4"])
def test_order_is_mended_by_id_and_further_rows_do_no_harm(export: Export, dtype: str) -> None:
    rows = np.array([100, 7, 4, -3, 2, 9, 8])
    export.save("CA", vectors_of(rows, "CA").astype(dtype))
    export.save("PR", vectors_of(ROWS["PR"], "PR").astype(dtype))
    export.save("CA.rows", rows)
    written = export.write(dimension=3)
    for stem, ids in ROWS.items():
        np.testing.assert_array_equal(written[stem], vectors_of(ids, stem))
        assert written[stem].dtype == np.dtype(dtype).newbyteorder("=")
        assert written[stem].flags["C_CONTIGUOUS"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_any_surplus_any_block_gives_the_same_vectors(
    export: Export, data: st.DataObject
) -> None:
    surplus = data.draw(st.lists(st.integers(1000, 2000), unique=True, max_size=5))
    for stem, ids in ROWS.items():
        mixed = np.array(data.draw(st.permutations([*ids.tolist(), *surplus])))
        export.save(stem, vectors_of(mixed, stem))
        export.save(f"{stem}.rows", mixed.astype(data.draw(st.sampled_from(["i8", "i4", "u4"]))))
    with pytest.MonkeyPatch.context() as patch:
        size = data.draw(st.sampled_from([1, 24, 2**20]))
        patch.setattr("stages.encoders.vector_folder.BLOCK_BYTES", size)
        written = export.write()
    for stem, ids in ROWS.items():
        np.testing.assert_array_equal(written[stem], vectors_of(ids, stem))


def test_it_is_a_row_encoder_and_encodes_no_text(export: Export) -> None:
    encoder = VectorFolder(str(export.folder), None)
    assert isinstance(encoder, RowEncoder)
    with pytest.raises(RuntimeError, match=r"Got 1 texts, expected row ids.*dvc repro"):
        encoder.encode(["a"])


def test_texts_with_several_vectors_are_counted(export: Export) -> None:
    export.write()
    assert (export.copied.rows, export.copied.ambiguous) == (7, 2), "texts 0 and 2 stand twice"
    assert export.copied.words().endswith("none encoded, 2 texts have several vectors")
    same = np.ones((4, 3), np.float32)
    export.save("CA", same)
    export.save("PR", same[:3])
    export.write()
    assert export.copied.words() == "7 rows copied by row id, none encoded"


def test_a_row_given_twice_with_one_vector_is_fine_and_with_two_is_not(export: Export) -> None:
    twice = np.array([4, 9, 2, 7, 9])
    export.save("CA", vectors_of(twice, "CA"))
    export.save("CA.rows", twice)
    np.testing.assert_array_equal(export.write()["CA"], vectors_of(ROWS["CA"], "CA"))
    other = vectors_of(twice, "CA")
    other[4, 2] += 1
    export.save("CA", other)
    with pytest.raises(ValueError, match=r"rows of CA twice with different vectors \(rows 9\)"):
        export.write()


def halved(export: Export) -> None:
    file = export.folder / "PR.npy"
    file.write_bytes(file.read_bytes()[:-5])


CA = vectors_of(ROWS["CA"], "CA")
SPOILED = CA.copy()
SPOILED[1:3, 0] = np.nan, np.inf
FAULTS: list[tuple[str, Callable[[Export], object], str]] = [
    ("no file", lambda e: (e.folder / "PR.npy").unlink(), r"No file .*PR\.npy.*np\.save\("),
    ("no ids", lambda e: (e.folder / "PR.rows.npy").unlink(), r"No file .*PR\.rows\.npy.*int64"),
    ("missing", lambda e: e.save("CA.rows", np.array([4, 5, 6, 7])),
     r"no vector for 2 of 4 rows of CA \(rows 9, 2\).*Encode the texts of the missing"),
    ("NaN", lambda e: e.save("CA", SPOILED), r"NaN or infinity in 2 vectors of CA \(rows 9, 2\)"),
    ("flat", lambda e: e.save("CA", CA[:, 0]), r"shape \(4,\) .* and 4 row ids.*expected shape"),
    ("empty", lambda e: e.save("CA", CA[:, :0]), r"shape \(4, 0\)|can't be read"),
    ("short", lambda e: e.save("CA", CA[:3]), r"shape \(3, 3\) .* and 4 row ids"),
    ("float64", lambda e: e.save("CA", CA.astype(float)), r"float64.*astype\(np\.float32\)"),
    ("bits", lambda e: e.save("CA", CA.astype("u2")), r"uint16.*bfloat16.*tensor\.float"),
    ("Fortran", lambda e: e.save("CA", np.asfortranarray(CA)), "Fortran.*ascontiguousarray"),
    ("objects", lambda e: e.save("CA", CA.astype(object)), "can't be read as an array.*plain num"),
    ("cut", halved, "can't be read as an array.*complete"),
    ("text", lambda e: (e.folder / "CA.npy").write_text("hello"), "can't be read as an array"),
    ("float ids", lambda e: e.save("CA.rows", ROWS["CA"] * 1.0), r"float64 of shape.*whole number"),
    ("huge ids", lambda e: e.save("CA.rows", ROWS["CA"].astype("u8")), "uint64.*int64"),
    ("wide", lambda e: e.save("PR", np.ones((3, 5), np.float32)), "of 5 numbers.*expected 3"),
    ("mixed", lambda e: e.save("PR", np.ones((3, 3), np.float16)), "float16 .*float32 .*one"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "says"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_is_told_with_its_cure_and_nothing_is_written(
    export: Export, fault: Callable[[Export], object], says: str
) -> None:
    fault(export)
    with pytest.raises((ValueError, FileNotFoundError), match=says):
        export.write()
    assert export.left() == []


def test_an_object_array_runs_no_code(export: Export, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (Path(tmp_path / "boom"),))  # type: ignore[return-value]

    np.save(export.folder / "CA.npy", np.array([Bomb()] * 4, dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="can't be read as an array"):
        export.write()
    assert not (tmp_path / "boom").exists()


def test_a_declared_dimension_is_checked(export: Export) -> None:
    with pytest.raises(ValueError, match=r"of 3 numbers .*expected 4096 as `dimension` says"):
        export.write(dimension=4096)


def test_only_the_first_five_of_many_missing_rows_are_shown(export: Export) -> None:
    export.save("CA.rows", np.arange(100, 104))
    with pytest.raises(ValueError, match=r"4 of 4 rows of CA \(rows 4, 9, 2, 7\)"):
        export.write()


def test_the_identity_is_of_the_bytes_and_not_of_the_place(export: Export, tmp_path: Path) -> None:
    before = VectorFolder(str(export.folder), None).identity()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for file in export.folder.glob("*.npy"):
        (elsewhere / file.name).write_bytes(file.read_bytes())
    assert VectorFolder(str(elsewhere), None).identity() == before
    export.save("CA", CA + 1)
    assert VectorFolder(str(export.folder), None).identity() != before


def recipe() -> str:
    """The Python in the comment of conf/encoders/vectors.yaml."""
    text = (ROOT / "conf/encoders/vectors.yaml").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^#     (.*)$", text, re.MULTILINE))


def test_the_recipe_of_the_settings_file_makes_what_embed_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert len(recipe().splitlines()) <= 10
    exec(recipe(), {"encode": lambda texts: [[len(text), 1, 2] for text in texts]})
    params = yaml.safe_load(Path(paths.PARAMS).read_text())
    entry = yaml.safe_load((ROOT / "conf/encoders/vectors.yaml").read_text())["vectors"]
    params["encoders"]["vectors"] = {**entry, "path": "exported"}
    Path(paths.PARAMS).write_text(yaml.safe_dump(params))
    embed("vectors")
    shown = capsys.readouterr().out
    assert shown.startswith("vectors: 60 rows copied by row id, none encoded; dimension 3, aniso")
    for stem in ("CA", "PR"):
        texts = tables.read_table(paths.texts(stem))["text"]
        expected = [[len(text), 1, 2] for text in texts]
        assert np.load(paths.vectors("vectors", stem)).tolist() == expected
    assert project.pieces() == []
