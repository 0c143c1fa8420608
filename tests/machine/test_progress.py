import io
import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path

from stages.machine import progress
from stages.machine.progress import Progress, Task

ROOT = Path(__file__).resolve().parents[2]
RUN = """
from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
done = run_all(abs, [-1, -2, -3], Parallel("loky", 1), Task("mlp on minilm", "trial", [1, 2, 1]))
print("sum", sum(done))
"""
COMMAND = [sys.executable, "-W", "error", "-c", RUN]


def on_a_terminal() -> str:
    """What a person sees of RUN in a pseudo-terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    process = subprocess.Popen(COMMAND, cwd=ROOT, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 4096):
            seen += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return seen.decode()


def test_a_terminal_shows_exactly_one_bar_that_ends_full() -> None:
    seen = on_a_terminal()
    lines = [line for line in re.split(r"[\r\n]+", seen) if line.strip()]
    bars = [line for line in lines if "|" in line]
    assert lines[-1] == "sum 6"
    assert bars[0].startswith("mlp on minilm:   0%|")
    assert "100%|" in bars[-1]
    assert "| 3 of 3 trials [" in bars[-1]
    assert all(bar.startswith("mlp on minilm: ") for bar in bars)
    assert seen.count("\n") == 2


def test_a_pipe_gets_no_bar() -> None:
    done = subprocess.run(COMMAND, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("sum 6\n", "")


def test_a_log_gets_a_line_a_minute_with_the_time_left_by_cost(monkeypatch) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    log = io.StringIO()
    with Progress(Task("embed", "text", [1.0, 2.0, 1.0], [512, 1024, 100]), log) as shown:
        for item, at in ((0, 59.0), (1, 90.0), (2, 120.0)):
            now[0] = at
            shown.advance(item)
    # 3 of 4 parts took 90 s: 30 s are left
    assert log.getvalue() == "embed: 1,536 of 1,636 texts, 01:30 passed, about 00:30 left\n"


def test_nothing_to_do_shows_nothing() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    with Progress(Task("embed", "text", []), terminal):
        pass
    assert terminal.getvalue() == ""
