from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from stages.encoders.distinct_texts import DistinctTexts
from stages.encoders.store import Store, Written
from stages.machine.compute import Compute
from stages.machine.parallel import Parallel
from stages.storage.pieces import PieceStore
from tests.encoders.made_encoders import Centred, Lengths

CONTENT = DistinctTexts(
    ("a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg"),
    {"CA": np.array([6, 0, 1, 0, 5]), "PR": np.array([4, 3, 2, 2])},
)
EXPECTED = {"CA": [7, 1, 2, 1, 6], "PR": [5, 4, 3, 3]}


@dataclass
class Desk:
    """A store of its own in a temporary folder."""

    folder: Path
    compute: Compute
    workers: int = 1
    files: dict[str, Path] = field(init=False)

    def __post_init__(self) -> None:
        self.files = {name: self.folder / "vectors" / f"{name}.npy" for name in EXPECTED}

    def write(self, encoder: object, learned_from: tuple[str, ...] = ()) -> Written:
        store = Store(
            PieceStore(self.folder / "pieces"), self.compute, Parallel("loky", self.workers)
        )
        return store.write(encoder, CONTENT, learned_from, self.files)

    def column(self, domain: str) -> list[float]:
        return np.load(self.files[domain])[:, 0].tolist()

    def asked(self) -> list[str]:
        log = self.folder / "log"
        return sorted(log.read_text().split()) if log.exists() else []

    def encoder(self, **changes: object) -> Lengths:
        return replace(Lengths(str(self.folder / "log")), **changes)


@pytest.fixture
def desk(tmp_path: Path, compute: Compute) -> Desk:
    return Desk(tmp_path, compute)


@pytest.mark.parametrize("workers", [1, 2])
def test_every_distinct_text_is_encoded_once_and_every_row_filled(desk: Desk, workers: int) -> None:
    desk.workers = workers
    assert desk.write(desk.encoder()) == Written(distinct=7, encoded=7)
    assert {domain: desk.column(domain) for domain in EXPECTED} == EXPECTED
    assert desk.asked() == sorted(CONTENT.texts)
    rows = np.load(desk.files["CA"], mmap_mode="r")
    assert rows.shape == (5, 2)
    assert rows.dtype == np.float32
    assert rows.flags["C_CONTIGUOUS"]


def test_a_second_run_encodes_nothing_and_gives_the_same_bytes(desk: Desk) -> None:
    desk.write(desk.encoder())
    before = {domain: path.read_bytes() for domain, path in desk.files.items()}
    for path in desk.files.values():
        path.unlink()
    assert desk.write(desk.encoder()) == Written(distinct=7, encoded=0)
    assert {domain: path.read_bytes() for domain, path in desk.files.items()} == before
    assert len(desk.asked()) == 7


def test_a_changed_setting_misses_the_pieces(desk: Desk) -> None:
    desk.write(desk.encoder())
    assert desk.write(desk.encoder(scale=2.0)).encoded == 7
    assert desk.column("PR") == [10, 8, 6, 6]


@pytest.mark.parametrize("change", [{"matmul": "medium"}, {"threads": 2}, {"dtype": "bfloat16"}])
def test_a_changed_machine_setting_misses_the_pieces(desk: Desk, change: dict[str, str]) -> None:
    desk.write(desk.encoder())
    desk.compute = replace(desk.compute, **change)
    assert desk.write(desk.encoder()).encoded == 7


def test_the_rows_of_a_chunk_are_no_part_of_the_key(desk: Desk) -> None:
    desk.write(desk.encoder())
    desk.compute = replace(desk.compute, chunk=1)
    assert desk.write(desk.encoder()).encoded == 0


def test_a_damaged_piece_is_encoded_again(desk: Desk) -> None:
    desk.write(desk.encoder())
    damaged = sorted((desk.folder / "pieces").rglob("*"))[-1]
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    assert desk.write(desk.encoder()).encoded in {1, 3}
    assert {domain: desk.column(domain) for domain in EXPECTED} == EXPECTED


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_finished_before_an_error_is_kept(desk: Desk, workers: int) -> None:
    desk.workers = workers
    with pytest.raises(ValueError, match="returned NaN or infinity for 1 of 1 texts"):
        desk.write(desk.encoder(fails_on="g"))
    assert list((desk.folder / "vectors").iterdir()) == []
    lost = {1} if workers == 1 else {1, 4}
    assert desk.write(desk.encoder()).encoded in lost, "at most the shards in hand, one a worker"


def test_an_error_leaves_the_files_as_they_were(desk: Desk) -> None:
    desk.write(desk.encoder())
    before = desk.files["CA"].read_bytes()
    with pytest.raises(ValueError, match="NaN"):
        desk.write(desk.encoder(scale=3.0, fails_on="g"))
    assert desk.files["CA"].read_bytes() == before
    assert sorted(path.name for path in (desk.folder / "vectors").iterdir()) == ["CA.npy", "PR.npy"]


def test_what_a_killed_run_left_behind_is_removed(desk: Desk) -> None:
    leftover = desk.folder / "vectors" / ".CA.npy.12345.tmp"
    leftover.parent.mkdir()
    leftover.write_bytes(b"half")
    desk.write(desk.encoder())
    assert not leftover.exists()


def test_an_encoder_that_learns_is_fitted_on_the_texts_given(desk: Desk) -> None:
    desk.workers = 2
    assert desk.write(Centred(), ("a", "ccc")).encoded == 7
    assert desk.column("CA") == [5, -1, 0, -1, 4]
    assert desk.write(Centred(), ("a", "ccc")).encoded == 0
    assert desk.write(Centred(), ("a", "bb", "ccc")).encoded == 7
