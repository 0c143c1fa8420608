"""The store of pieces has a bound: what was used longest ago goes, what is in use stays."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from stages.storage import bound as module
from stages.storage.bound import Bound, bounded, make_room, may_exceed, weighed
from stages.storage.leases import lease, users
from stages.storage.pieces import PieceStore, fingerprint

HEADER = 65
SECOND = 10**9

HOLD = """
import sys, time
from pathlib import Path
from stages.storage.leases import lease
with lease(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def filled(root: Path, pieces: int, size: int = 1000) -> tuple[PieceStore, list[str]]:
    """Pieces of `size` bytes on the disk each, number 0 used longest ago."""
    store, keys = PieceStore(root), [fingerprint(number) for number in range(pieces)]
    now = time.time_ns()
    for number, key in enumerate(keys):
        path = root / key[:2] / key
        path.parent.mkdir(parents=True, exist_ok=True)
        store_bytes(path, size)
        used = now - (1000 + pieces - number) * SECOND
        os.utime(path, ns=(used, used))
    return store, keys


def store_bytes(path: Path, size: int) -> None:
    payload = b"x" * (size - HEADER)
    import hashlib

    path.write_bytes(hashlib.sha256(payload).hexdigest().encode() + b"\n" + payload)


def there(store: PieceStore, keys: list[str]) -> list[int]:
    return [n for n, key in enumerate(keys) if (store.root / key[:2] / key).exists()]


def test_below_the_limit_nothing_goes(tmp_path: Path) -> None:
    store, keys = filled(tmp_path / "pieces", 100)
    with bounded(store, Bound("1 MB")):
        pass
    assert len(there(store, keys)) == 100


def test_no_limit_is_none(tmp_path: Path) -> None:
    store, keys = filled(tmp_path / "pieces", 10)
    with bounded(store, Bound(None)):
        pass
    assert len(there(store, keys)) == 10


def test_those_used_longest_ago_go_until_four_fifths_are_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, keys = filled(tmp_path / "pieces", 1500)
    with bounded(store, Bound("1 MB")):
        pass
    assert there(store, keys) == list(range(700, 1500))
    assert weighed(store.root) == (800, 800_000)
    said = "Gone, as store.limit is 1 MB: 700 pieces that were used longest ago.\n"
    assert capsys.readouterr().err == said


def test_reading_a_piece_makes_it_young(tmp_path: Path) -> None:
    store, keys = filled(tmp_path / "pieces", 10)
    assert store.read(keys[0]) is not None
    assert make_room(store.root, 2500) == 8
    assert there(store, keys) == [0, 9]


def test_nothing_goes_while_a_stage_runs(tmp_path: Path) -> None:
    store, keys = filled(tmp_path / "pieces", 10)
    with lease(store.root):
        store.read(keys[3])
        assert make_room(store.root, 1) == 0
    assert there(store, keys) == list(range(10))
    assert make_room(store.root, 1) == 10


def test_another_process_is_seen_as_long_as_it_lives(tmp_path: Path) -> None:
    root = tmp_path / "pieces"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(root)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert len(users(root)) == 1
    holder.kill()
    holder.communicate()
    assert users(root) == []
    assert list((tmp_path / "pieces.leases").iterdir()) == []


def test_a_piece_that_is_read_while_room_is_made_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, keys = filled(tmp_path / "pieces", 3)
    listed = module._pieces

    def then_read(folder: Path) -> list[tuple[int, int, str]]:
        found = listed(folder)
        store.read(keys[0])
        return found

    monkeypatch.setattr(module, "_pieces", then_read)
    make_room(store.root, 1)
    assert there(store, keys) == [0]


def test_writers_and_readers_meet_no_half_piece_while_room_is_made(tmp_path: Path) -> None:
    store, keys = filled(tmp_path / "pieces", 300)
    faults: list[str] = []
    held, done = threading.Event(), threading.Event()

    def work() -> None:
        with lease(store.root):
            held.set()
            for key in keys:
                payload = key.encode() * 10
                if store.read(key) is None:
                    store.write(key, payload)
                if store.read(key) is None:
                    faults.append(key)
            done.set()

    worker = threading.Thread(target=work)
    worker.start()
    held.wait()
    while not done.is_set():
        make_room(store.root, 10_000)
    worker.join()
    assert faults == []


def test_what_a_kill_left_half_written_goes_with_the_old(tmp_path: Path) -> None:
    store, _ = filled(tmp_path / "pieces", 3)
    left = store.root / "ab" / ".abcd.7.tmp"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    assert make_room(store.root, 3000) == 2
    assert not left.exists()


@pytest.mark.parametrize(("pieces", "limit", "expected"), [(4000, 8, False), (4000, 3, True)])
def test_a_sixteenth_of_the_folders_tells_whether_there_is_enough_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: int, limit: int, expected: bool
) -> None:
    store, _ = filled(tmp_path / "pieces", pieces, size=1000)
    looked: list[Path] = []
    listed = module._pieces
    monkeypatch.setattr(module, "_pieces", lambda at: looked.append(at) or listed(at))
    assert may_exceed(store.root, limit * 1_000_000) is expected
    assert len(looked) <= 17


def test_an_empty_store_needs_no_room(tmp_path: Path) -> None:
    assert may_exceed(tmp_path / "pieces", 1) is False
    assert make_room(tmp_path / "pieces", 1) == 0
    assert weighed(tmp_path / "pieces") == (0, 0)


def test_amounts_are_words_of_conf() -> None:
    assert Bound("20 GB").bytes == 20_000_000_000
    assert Bound("1.5 TB").bytes == 1_500_000_000_000
    assert Bound(None).bytes is None
    for wrong in ("20", "20GB", "-1 GB", "GB", "20 KB"):
        with pytest.raises(ValueError, match=r"store\.limit.*20 GB"):
            Bound(wrong)
