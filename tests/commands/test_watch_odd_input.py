"""The alarm on input as the world has it: odd cells and names, torn files, closed pipes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.commands.usage import RefusalError, finish
from stages.commands.watch import main
from tests.conftest import ROOT

PRIOR = ["--prior", "0.55", "0.70"]
COMMAND = [sys.executable, "-m", "stages.commands.watch"]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def parquet(path: Path, columns: dict[str, object]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def groups(capsys: pytest.CaptureFixture[str], *words: object) -> list[dict[str, object]]:
    main([*map(str, words), "--json"])
    return json.loads(capsys.readouterr().out)["groups"]


def predicted(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, list[int]]:
    (group,) = groups(capsys, *words)
    return {model["model"]: list(model["predicted"].values()) for model in group["models"]}


def refusal(*words: object) -> str:
    with pytest.raises(RefusalError) as caught:
        main([str(word) for word in words])
    return str(caught.value)


def test_names_may_hold_the_other_separators(tmp_path, capsys) -> None:
    """The project's own configurations do, and pandas writes them to CSV without quotes."""
    for content, names in (
        (b"C=0.1;seed=0,C=1;seed=0\nTrue,False\n", ["C=0.1;seed=0", "C=1;seed=0"]),
        (b'row,"C=1,kernel=rbf;seed=0"\n0,True\n', ["C=1,kernel=rbf;seed=0"]),
        (b"m;k\n1;0\n", ["m", "k"]),
        (b"\n\r\nm,k\n\n1,0\n", ["m", "k"]),
        (b"C=1;seed=0\nTrue\nFalse\n", ["C=1;seed=0"]),
    ):
        path = written(tmp_path / "p.csv", content)
        assert list(predicted(capsys, path, *PRIOR)) == names
    notes = written(tmp_path / "p.csv", b"m;note\n1;0,7\n0;0,3\n")
    assert predicted(capsys, notes, *PRIOR, "--models", "m") == {"m": [1, 1]}


def test_the_index_that_pandas_writes_is_no_model(tmp_path, capsys) -> None:
    path = written(tmp_path / "p.csv", b",m\n0,True\n1,False\n2,True\n")
    assert predicted(capsys, path, *PRIOR) == {"m": [1, 2]}
    table = {"m": [True, False], "__index_level_0__": ["a", "b"]}
    assert predicted(capsys, parquet(tmp_path / "p.parquet", table), *PRIOR) == {"m": [1, 1]}


def test_words_are_found_in_any_case_and_numbers_with_or_without_decimals(tmp_path, capsys) -> None:
    truths = parquet(tmp_path / "b.parquet", {"m": [True, True, False]})
    assert predicted(capsys, truths, *PRIOR, "--words", "True", "False") == {"m": [1, 2]}
    decimals = written(tmp_path / "d.csv", b"m\n1.0\n0.0\n1.0\n")
    for words in ([], ["--words", "1", "0"], ["--words", " 1.0", "0.00"]):
        assert predicted(capsys, decimals, *PRIOR, *words) == {"m": [1, 2]}
    whole = parquet(tmp_path / "f.parquet", {"m": [1.0, 0.0, 2.0]})
    classes = ["--classes", "0.0=0.3,0.4", "1=0.3,0.4", "2=0.2,0.4"]
    assert predicted(capsys, whole, *classes) == {"m": [1, 1, 1]}
    for words in (["1.0", "1"], ["+0", "0.00"], ["007", "7"]):
        assert "for both classes" in refusal(whole, *PRIOR, "--words", *words)
    codes = written(tmp_path / "c.csv", b"m\n007\n7\n7\n")
    assert predicted(capsys, codes, "--classes", "007=0.5", "7=0.5") == {"m": [1, 2]}
    alike = written(tmp_path / "a.csv", b"m\nlow\nLow\nLow\n")
    assert predicted(capsys, alike, "--classes", "low=0.5", "Low=0.5") == {"m": [2, 1]}  # Low first
    assert "Got 'LOW'" in refusal(written(alike, b"m\nLOW\n"), "--classes", "low=0.5", "Low=0.5")


def test_cells_that_are_no_single_values_are_refused_and_missing_ones_counted(tmp_path) -> None:
    for column, told in (
        ([[1], [0]], "cells of type list<element: int64> in column 'm'"),
        ([{"a": 1}, {"a": 0}], "cells of type struct<a: int64> in column 'm'"),
        (pa.nulls(2), "2 empty cells in column 'm'"),
        (pa.array([1.0, float("nan")]), "1 empty cells in column 'm'"),
    ):
        path = parquet(tmp_path / "p.parquet", {"m": column})
        assert told in refusal(path, *PRIOR)
        if "type" in told:
            cohort = parquet(path, {"m": [True, False], "c": column})
            assert told.replace("'m'", "'c'") in refusal(
                cohort, *PRIOR, "--models", "m", "--cohort", "c"
            )
    unused = parquet(tmp_path / "u.parquet", {"m": [True, False], "v": [[1.0], [2.0]]})
    assert main([str(unused), *PRIOR, "--models", "m"]) == 0


@pytest.mark.parametrize("compression", ["snappy", "zstd"])
def test_a_torn_parquet_file_is_refused_and_not_taken_for_a_collapse(compression, tmp_path) -> None:
    path = tmp_path / "p.parquet"
    cells = np.random.default_rng(0).random(50_000) < 0.5
    pq.write_table(pa.table({"m": cells}), path, compression=compression)
    content = bytearray(path.read_bytes())
    for place in range(30, len(content) // 2):
        content[place] ^= 0x5A
    assert "Mend the file" in refusal(written(path, bytes(content)), *PRIOR)


def test_windows_of_large_numbers_have_names_of_their_own(tmp_path, capsys) -> None:
    path = written(tmp_path / "p.csv", b"m,at\n1, 1520000000 \n0,1520086400\n")
    found = groups(capsys, path, *PRIOR, "--time", "at", "--window", "86400")
    assert [group["window"] for group in found] == ["1519948800", "1520035200"]


def test_a_number_at_a_window_s_beginning_is_in_it(tmp_path, capsys) -> None:
    tenths = [0.1, 0.2, 0.3, 0.6, 0.7]
    path = parquet(tmp_path / "p.parquet", {"m": [True] * 5, "at": tenths})
    found = groups(capsys, path, *PRIOR, "--time", "at", "--window", "0.1")
    assert [group["window"] for group in found] == [str(tenth) for tenth in tenths]


def test_dates_of_every_kind_and_of_any_year_fall_into_windows(tmp_path, capsys) -> None:
    first = written(tmp_path / "p.csv", b"m,at\n1, 0001-01-01\n0,9999-12-31T23:59:59+02:00\n")
    found = groups(capsys, first, *PRIOR, "--time", "at", "--window", "30d")
    assert [group["window"] for group in found] == ["0000-12-04T00:00:00Z", "9999-12-25T00:00:00Z"]
    days = pa.array(["2018-01-09", "2018-01-01"]).dictionary_encode()
    # Midnight of those days in Berlin is the evening before in UTC
    zoned = pa.array([1515452400000, 1514761200000], pa.timestamp("ms", "Europe/Berlin"))
    for column, last in (
        (days, "2018-01-09"),
        (days.dictionary_decode().cast(pa.date32()), "2018-01-09"),
        (zoned, "2018-01-04"),
    ):
        path = parquet(tmp_path / "p.parquet", {"m": [True, False], "at": column})
        found = groups(capsys, path, *PRIOR, "--models", "m", "--time", "at", "--window", "5d")
        assert [str(group["window"])[:10] for group in found] == ["2017-12-30", last]


def test_windows_and_times_beyond_all_bounds_are_refused_in_one_line(tmp_path) -> None:
    far = parquet(tmp_path / "p.parquet", {"m": [True], "at": [1e300]})
    named = ["--models", "m", "--time", "at", "--window"]
    assert "Make --window wider" in refusal(far, *PRIOR, *named, "1")
    assert "at most nine digits" in refusal(far, *PRIOR, *named, "999999999999999d")
    assert "at most nine digits" in refusal(far, *PRIOR, *named[:2], "--window", "9" * 20 + "rows")
    assert "Leave --time out" in refusal(far, *PRIOR, *named, "100rows")
    dotted = written(tmp_path / "p.csv", b"m,at\n1,05.03.2018\n")
    told = refusal(dotted, *PRIOR, *named, "7d")
    assert "no date" in told
    assert "\n" not in told
    for cell in ("NaT", "nan", '" "'):
        absent = written(tmp_path / "p.csv", f"m,at\n1,2018-03-05\n0,{cell}\n".encode())
        told = refusal(absent, *PRIOR, *named, "7d")
        assert "Got 1 cells without a date in the time column (empty, NaT or nan)" in told
    assert "Make --window wider" in refusal(far, *PRIOR, *named, "0.000000000000001")


def test_names_stay_on_one_line(tmp_path, capsys) -> None:
    table = {"m\nk": [True, True], "c": ["a\n  x: collapsed\x1b[31m"] * 2}
    main([str(parquet(tmp_path / "p.parquet", table)), *PRIOR, "--cohort", "c"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith(r"a\n  x: collapsed\x1b[31m (2 rows)")
    assert lines[2].startswith(r"  m\nk: collapsed")


def test_groups_of_few_rows_may_be_left_out_of_the_exit_status(tmp_path, capsys) -> None:
    cohort = ["big"] * 200 + ["small"]
    path = parquet(tmp_path / "p.parquet", {"m": [True, False] * 100 + [True], "c": cohort})
    words = [str(path), *PRIOR, "--cohort", "c"]
    assert main(words) == 1
    assert main([*words, "--ignore-few"]) == 0
    assert "small (1 row): 1 collapsed. Few rows" in capsys.readouterr().out
    few = parquet(tmp_path / "few.parquet", {"m": [True] * 50})
    assert main([str(few), *PRIOR, "--ignore-few"]) == 3


def test_labels_of_all_rows_settle_it(tmp_path, capsys) -> None:
    table = {"m": [True] * 190 + [False] * 10, "y": [True] * 100 + [False] * 100}
    path = parquet(tmp_path / "p.parquet", table)
    wide = ["--prior", "0.1", "0.9", "--label", "y", "--models", "m"]
    (group,) = groups(capsys, path, *wide)
    # 10 of 100 negatives are seen: s_T = .1
    assert group["models"][0]["verdict"] == "not collapsed"
    narrow = ["--prior", "0.6", "0.7", *wide[3:]]
    (group,) = groups(capsys, path, *narrow)
    assert group["models"][0]["verdict"] == "unknown"
    assert group["models"][0]["labels_contradict_prior"]


def test_labels_that_contradict_the_prior_in_one_window_leave_the_others_their_verdicts(
    tmp_path, capsys
) -> None:
    """In the first window 20 of 40 are positive, which is less than .6; in the second 26."""
    window = [True] * 26 + [False] * 14
    table = {"m": window * 2, "y": [True] * 20 + [False] * 20 + window}
    path = parquet(tmp_path / "p.parquet", table)
    words = ["--prior", "0.6", "0.7", "--label", "y", "--models", "m", "--window", "40rows"]
    first, second = groups(capsys, path, *words)
    assert (first["models"][0]["verdict"], second["models"][0]["verdict"]) == (
        "unknown", "not collapsed",
    )  # fmt: skip
    assert main([str(path), *words]) == 3
    told = capsys.readouterr().out
    assert "which no share of positives from 0.6 to 0.7 allows; mend --prior." in told
    assert told.count("mend --prior") == 1


@pytest.mark.parametrize("sign", [True, False])
def test_a_strict_collapse_is_one_whatever_labels_and_prior_say(sign, tmp_path) -> None:
    table = {"m": [sign] * 100, "y": [False] * 50 + [None] * 50}
    path = parquet(tmp_path / "p.parquet", table)
    # 50 negatives among 100 rows contradict a share of positives of at least .6
    assert main([str(path), "--label", "y", "--models", "m", "--prior", "0.6", "0.7"]) == 1


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Many models that collapsed: more lines than a pipe holds."""
    cells = np.ones(120, dtype=bool)
    return parquet(tmp_path / "many.parquet", {f"model {n:05d} ö": cells for n in range(1500)})


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_the_exit_status_holds_where_only_the_first_line_is_read(words, many) -> None:
    ran = subprocess.Popen(
        [*COMMAND, str(many), *PRIOR, *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert ran.stdout is not None
    assert ran.stderr is not None
    ran.stdout.readline()
    ran.stdout.close()
    told = ran.stderr.read()
    ran.stderr.close()
    assert (ran.wait(), told) == (1, b"")


def test_an_output_without_some_letters_gets_their_escapes(many) -> None:
    surroundings = {**os.environ, "PYTHONIOENCODING": "ascii"}
    words = [*COMMAND, str(many), *PRIOR]
    ran = subprocess.run(words, cwd=ROOT, env=surroundings, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert rb"model 00000 \xf6: collapsed" in ran.stdout


def test_a_closed_standard_input_matters_only_where_it_is_read(tmp_path, monkeypatch) -> None:
    path = parquet(tmp_path / "p.parquet", {"m": [True, False]})
    monkeypatch.setattr(sys, "stdin", None)
    assert main([str(path), *PRIOR]) == 0
    assert "standard input is closed" in refusal("-", *PRIOR)


@pytest.mark.parametrize("error", [ZeroDivisionError("odd"), OSError("no number")])
def test_an_error_in_the_code_is_no_finding(error, monkeypatch, capsys) -> None:
    def broken(arguments: object) -> int:
        raise error

    monkeypatch.setattr(sys, "argv", ["command"])
    with pytest.raises(SystemExit) as ended:
        finish(broken)
    assert ended.value.code == 2
    assert "Traceback" in capsys.readouterr().err


def test_standard_input_may_come_in_drops(monkeypatch, capsys) -> None:
    class Drops(io.RawIOBase):
        """A pipe that gives seven bytes at a time."""

        def __init__(self) -> None:
            self.rest = b"m,k\n" + b"true,0\nfalse,0\n" * 500

        def readable(self) -> bool:
            return True

        def readinto(self, place: object) -> int:
            drop, self.rest = self.rest[:7], self.rest[7:]
            memoryview(place)[: len(drop)] = drop  # type: ignore[arg-type]
            return len(drop)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Drops())))
    assert predicted(capsys, "-", *PRIOR) == {"m": [500, 500], "k": [1000, 0]}
