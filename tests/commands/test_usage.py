"""What every command shares, in a process of its own."""

import subprocess
import sys

import pytest

from stages.commands.usage import RefusalError, refusing
from stages.storage.damage import DamagedFileError
from tests.conftest import ROOT

SLEEPS = """
import time
from stages.commands.usage import finish, stop_politely
def command(arguments):
    stop_politely()
    print("ready", flush=True)
    time.sleep(60)
finish(command)
"""

ANSWERS = """
import os, sys
from stages.commands.usage import told
def lowest_free():
    free = os.dup(2)
    os.close(free)
    return free
before = lowest_free()
sys.stdin.readline()
told("no one reads this")
sys.stderr.write(str(lowest_free() - before))
"""


def test_an_answer_that_no_one_reads_leaves_no_file_open() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ANSWERS],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate("go\n", timeout=60)
    assert (process.returncode, err) == (0, "0")


def test_a_polite_kill_ends_a_command_as_a_stop_does_so_that_no_worker_lingers() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPS],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "Stopped.\n")


def test_what_our_code_refuses_is_a_refusal_and_an_error_in_the_code_is_none() -> None:
    with pytest.raises(RefusalError, match=r"CA\.parquet is damaged \(cut\)\. The"), refusing():
        raise DamagedFileError("artifacts/texts/CA.parquet", "cut")
    with pytest.raises(ValueError, match="invalid literal"), refusing():
        int("a word")
