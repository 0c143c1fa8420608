import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stages.storage.pieces import PieceStore, file_fingerprint, fingerprint


def test_a_piece_comes_back_as_it_was(tmp_path: Path) -> None:
    store = PieceStore(tmp_path)
    store.write("ab12", b"payload\nwith lines")
    assert store.read("ab12") == b"payload\nwith lines"


def test_a_piece_that_is_not_there_or_damaged_is_none(tmp_path: Path) -> None:
    store = PieceStore(tmp_path)
    assert store.read("ab12") is None
    store.write("ab12", b"payload")
    file = next(path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-1])
    assert store.read("ab12") is None
    store.write("ab12", b"payload")
    assert store.read("ab12") == b"payload"


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.booleans() | st.none(), max_size=5))
def test_a_fingerprint_does_not_depend_on_key_order(content: dict[str, object]) -> None:
    assert fingerprint(content) == fingerprint(dict(reversed(content.items())))


def test_a_changed_value_or_type_changes_the_fingerprint() -> None:
    prints = {fingerprint(value) for value in (1, "1", True, None, [1], {"a": 1}, {"a": 2})}
    assert len(prints) == 7


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    code = "from stages.storage.pieces import fingerprint; print(fingerprint({'b': 1, 'a': [2.5]}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == fingerprint({"a": [2.5], "b": 1})


def test_a_file_fingerprint_depends_on_bytes_and_order_alone(tmp_path: Path) -> None:
    one, two, copy = (tmp_path / name for name in "abc")
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    copy.write_bytes(b"1")
    assert file_fingerprint([one, two]) == file_fingerprint([copy, two])
    assert file_fingerprint([one, two]) != file_fingerprint([two, one])
