import multiprocessing
from pathlib import Path

from stages.data.download.lock import alone


def hold(target: Path, log: Path) -> None:
    with alone(target), log.open("a") as stream:
        for word in ("in", "out"):
            stream.write(f"{word}\n")
            stream.flush()


def test_two_processes_hold_a_file_one_after_the_other(tmp_path: Path) -> None:
    target, log = tmp_path / "csv_pca.zip", tmp_path / "log"
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=hold, args=(target, log)) for _ in range(2)]
    with alone(target):
        for other in others:
            other.start()
        others[0].join(0.5)
        assert not log.exists() or log.read_text() == ""
    for other in others:
        other.join(10)
    assert log.read_text() == "in\nout\n" * 2
