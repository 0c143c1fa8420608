"""The alarm on files of every kind, by its exit status, its words and its JSON."""

import csv
import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.commands.usage import RefusalError
from stages.commands.watch import main
from stages.tables import Predictions, write_predictions
from tests.conftest import ROOT

PRIOR = ["--prior", "0.55", "0.70"]
# Of 200 rows: none, 2, 10 and 90 predicted negative
NEGATIVE = {"constant": 0, "nearly": 2, "perhaps": 10, "fine": 90}
ROWS = 200
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def watch(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: object) -> tuple[int, str]:
        status = main([str(word) for word in words])
        return status, capsys.readouterr().out

    return run


def refusal(*words: object) -> str:
    with pytest.raises(RefusalError) as caught:
        main([str(word) for word in words])
    return str(caught.value)


def made(names: Sequence[str] = tuple(NEGATIVE)) -> dict[str, list[bool]]:
    return {name: [place >= NEGATIVE[name] for place in range(ROWS)] for name in names}


def parquet(path: Path, columns: dict[str, list[object]]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def written(path: Path, columns: dict[str, list[object]], separator: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def verdicts(output: str) -> dict[str, str]:
    (group,) = json.loads(output)["groups"]
    return {model["model"]: model["verdict"] for model in group["models"]}


EXPECTED = {
    "constant": "collapsed", "nearly": "collapsed", "perhaps": "unknown", "fine": "not collapsed",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["parquet", "csv", "words", "numbers", "semicolons"])
def test_every_way_to_write_predictions_says_the_same(
    kind: str, tmp_path: Path, watch: Run
) -> None:
    columns = made()
    words = ["--words", "low", "high"] if kind == "words" else []
    if kind == "words":
        columns = {n: ["low" if cell else "high" for cell in c] for n, c in columns.items()}
    if kind == "numbers":
        columns = {name: [int(cell) for cell in cells] for name, cells in columns.items()}
    if kind == "parquet":
        path = parquet(tmp_path / "p.parquet", columns)
    else:
        path = written(tmp_path / "p.csv", columns, ";" if kind == "semicolons" else ",")
    status, output = watch(path, *PRIOR, *words, "--json")
    assert (status, verdicts(output)) == (1, EXPECTED)


@pytest.mark.parametrize(
    ("names", "status"), [(["fine"], 0), (["fine", "nearly"], 1), (["fine", "perhaps"], 3)]
)
def test_the_exit_status_is_the_worst_verdict(names, status, tmp_path, watch) -> None:
    assert watch(parquet(tmp_path / "p.parquet", made(names)), *PRIOR)[0] == status


def test_the_words_name_what_collapsed_and_which_labels_settle_the_rest(tmp_path, watch) -> None:
    _, output = watch(parquet(tmp_path / "p.parquet", made()), *PRIOR)
    lines = output.splitlines()
    assert "2 collapsed, 1 not collapsed, 1 unknown" in lines[1]
    assert lines[2] == "  constant: collapsed to positive, strictly (0 negative, 200 positive)"
    assert "unknown, perhaps collapsed to positive" in lines[4]
    assert "label the 10 rows predicted negative" in lines[4]
    assert len(lines) == 5
    _, every = watch(parquet(tmp_path / "p.parquet", made()), *PRIOR, "--all")
    assert "  fine: not collapsed" in every


def test_standard_input_may_hold_csv_or_parquet(tmp_path, watch, monkeypatch) -> None:
    for path in (
        parquet(tmp_path / "p.parquet", made()),
        written(tmp_path / "p.csv", made()),
    ):
        piped = io.TextIOWrapper(io.BytesIO(path.read_bytes()))
        monkeypatch.setattr(sys, "stdin", piped)
        assert verdicts(watch("-", *PRIOR, "--json")[1]) == EXPECTED


def test_the_projects_own_predictions_need_no_options(tmp_path, watch) -> None:
    columns = made()
    configs = tuple(f"C={name};seed=0" for name in columns)
    positive = np.array(list(columns.values())).T
    write_predictions(tmp_path / "PR.parquet", Predictions(np.arange(ROWS), configs, positive))
    _, output = watch(tmp_path / "PR.parquet", *PRIOR, "--json")
    assert list(verdicts(output).values()) == list(EXPECTED.values())


def test_cohorts_have_verdicts_and_priors_of_their_own(tmp_path, watch) -> None:
    state = ["AK" if place % 2 else "PR" for place in range(ROWS)]
    table = {"state": state, "m": [place >= 16 for place in range(ROWS)]}
    path = parquet(tmp_path / "p.parquet", table)
    words = ["--cohort", "state", "--cohort-prior", "PR=0.9,0.95", "--json"]
    status, output = watch(path, *PRIOR, *words)
    groups = {group["cohort"]: group for group in json.loads(output)["groups"]}
    assert list(groups) == ["AK", "PR"]
    assert [group["rows"] for group in groups.values()] == [100, 100]
    # 8 of 100 predicted negative: s_T from .08/.7 to .08/.3 in AK, .08/.95 to 1 + .03 in PR
    assert [g["models"][0]["verdict"] for g in groups.values()] == ["not collapsed", "unknown"]
    assert status == 3
    assert "no prior for the cohort 'AK'" in refusal(path, *words)
    absent = refusal(path, *PRIOR, "--cohort", "state", "--cohort-prior", "Ak=0.9")
    assert "'Ak', not one of the cohorts: AK, PR. Nearest: AK" in absent


def test_the_published_table_5_is_decided_but_for_one(shared, tmp_path, watch) -> None:
    golden = shared / "golden/paper"
    states = pd.read_csv(golden / "table4_states.csv").set_index("state")
    found = pd.read_csv(golden / "table5_predicted_negatives.csv")
    sizes = states["test_size"]
    table = {"state": np.repeat(sizes.index.to_numpy(dtype=object), sizes)}
    for encoder, own in found.groupby("encoder"):
        negative = own.set_index("state")[["TN", "FN"]].sum(axis=1)
        table[encoder] = np.concatenate([np.arange(n) >= negative[at] for at, n in sizes.items()])
    path = parquet(tmp_path / "table5.parquet", table)
    positives = states["positives_lt50k"]
    shares = [f"{at}={positives[at]}/{sizes[at]}" for at in states.index]
    priors = [word for share in shares for word in ("--cohort-prior", share)]
    status, output = watch(path, "--cohort", "state", *priors, "--json")
    groups = json.loads(output)["groups"]
    open_ones = [
        (model["model"], group["cohort"], model["labels_that_decide"])
        for group in groups
        for model in group["models"]
        if model["verdict"] != "collapsed"
    ]
    assert (status, open_ones) == (1, [("sfr", "AK", 206)])
    assert sum(len(group["models"]) for group in groups) == 18


def test_windows_of_time_of_numbers_and_of_rows(tmp_path, watch) -> None:
    days = [f"2018-01-{1 + place // 20:02d}T12:00:00" for place in range(ROWS)]
    table = {"at": days, "n": list(range(ROWS)), "m": [place < 100 for place in range(ROWS)]}
    path = written(tmp_path / "p.csv", table)
    for words, names, collapsed in (
        (["--time", "at", "--window", "5d"], 3, 2),
        (["--time", "n", "--window", "50"], 4, 4),
        (["--window", "80rows"], 3, 2),
    ):
        status, output = watch(path, *PRIOR, "--models", "m", *words, "--json")
        groups = json.loads(output)["groups"]
        assert (status, len(groups)) == (1, names)
        found = [group["models"][0]["verdict"] for group in groups]
        assert found.count("collapsed") == collapsed
        assert [group["window"] for group in groups] == sorted(
            (group["window"] for group in groups), key=lambda name: (len(name), name)
        )
    assert groups[0]["window"] == "row 0"
    assert sum(group["rows"] for group in groups) == ROWS


def test_few_rows_are_said_to_be_few(tmp_path, watch) -> None:
    few = {"m": [True] * 50}
    _, output = watch(parquet(tmp_path / "few.parquet", few), *PRIOR)
    # (1 - .1 x .3)^n <= .05 from n = 99
    assert "Few rows: a class may be missing by luck; 99 rows are enough to tell." in output
    enough = {"m": [True] * 99}
    assert "Few" not in watch(parquet(tmp_path / "99.parquet", enough), *PRIOR)[1]


def test_several_classes_have_shares_of_their_own(tmp_path, watch) -> None:
    cells = ["a"] * 990 + ["b"] * 5 + ["c"] * 5
    table = {"m": cells, "even": (["a", "b", "c"] * 334)[:1000]}
    path = written(tmp_path / "p.csv", table)
    shares = ["--classes", "a=0.3,0.4", "b=0.3,0.4", "c=0.25"]
    status, output = watch(path, *shares, "--json")
    assert (status, verdicts(output)) == (1, {"m": "collapsed", "even": "not collapsed"})


def test_some_labels_settle_an_unknown_verdict(tmp_path, watch) -> None:
    right = [place < 8 for place in range(10)]  # eight of the ten are negative indeed
    table = made(["perhaps"]) | {"y": [not r for r in right] + [None] * (ROWS - 10)}
    path = parquet(tmp_path / "p.parquet", table)
    status, output = watch(path, *PRIOR, "--label", "y", "--json")
    assert (status, verdicts(output)) == (0, {"perhaps": "not collapsed"})
    table["y"] = [True] * 10 + [None] * (ROWS - 10)
    status, output = watch(parquet(path, table), *PRIOR, "--label", "y", "--json")
    assert (status, verdicts(output)) == (1, {"perhaps": "collapsed"})


def test_names_and_cells_are_read_however_they_are_written(tmp_path, watch) -> None:
    for content in (
        b'\xef\xbb\xbf"m, named";k\r\n' + b"True;0\r\n" * 99,
        b'"m\nnamed",k\n' + b"1,false\n" * 99,
        b"m\tk\n" + b"1\t 0 \n" * 99,
    ):
        (tmp_path / "p.csv").write_bytes(content)
        _, output = watch(tmp_path / "p.csv", *PRIOR, "--json")
        (group,) = json.loads(output)["groups"]
        assert [model["toward"] for model in group["models"]] == ["positive", "negative"]
        assert group["models"][0]["model"].startswith("m")
    unused = pa.DictionaryArray.from_arrays(pa.array([0] * 9), pa.array(["true", "never used"]))
    table = {"i": pa.array([1] * 9, pa.int8()), "f": [1.0] * 9, "c": unused}
    _, output = watch(parquet(tmp_path / "p.parquet", table), *PRIOR, "--json")
    assert set(verdicts(output).values()) == {"collapsed"}


def test_json_is_the_same_on_every_run_and_strict(tmp_path, watch) -> None:
    path = parquet(tmp_path / "p.parquet", made())
    first, second = (watch(path, *PRIOR, "--json")[1] for _ in range(2))
    assert first == second
    assert json.loads(first)["verdicts"] == {"collapsed": 2, "not collapsed": 1, "unknown": 1}


def test_chunks_change_no_count(tmp_path, watch, monkeypatch) -> None:
    path, text = parquet(tmp_path / "p.parquet", made()), written(tmp_path / "p.csv", made())
    whole = watch(path, *PRIOR, "--window", "70rows", "--json")[1]
    monkeypatch.setattr("stages.alarm.predictions_file.CELLS", 1)
    monkeypatch.setattr("stages.alarm.predictions_file.BLOCK", 256)
    assert watch(text, *PRIOR, "--window", "70rows", "--json")[1] == whole


def test_mistakes_are_told_with_their_cure(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", made())
    bytes_of = {
        "empty.csv": b"",
        "header.csv": b"m\n",
        "latin.csv": b"m\ntr\xfce\n",
        "latin_header.csv": b"m\xfc\ntrue\n",
        "utf16.csv": "m\ntrue\n".encode("utf-16-le"),
        "holes.csv": b"m,k\ntrue,1\n,0\n",
        "scores.csv": b"m\n0.7\n",
        "ragged.csv": b"m,k\ntrue\n",
        "twice.csv": b"m,m\ntrue,true\n",
        "torn.parquet": b"PAR1 and no more",
        "one_line.csv": b"m" * 200_000,
    }
    for name, content in bytes_of.items():
        (tmp_path / name).write_bytes(content)
    told = {
        "empty.csv": "it is empty",
        "header.csv": "Got no rows",
        "latin.csv": "not UTF-8",
        "latin_header.csv": "not UTF-8",
        "utf16.csv": "no text",
        "holes.csv": "Got 1 empty cells in column 'm'",
        "scores.csv": "Got '0.7' in column 'm'",
        "ragged.csv": "Can't read",
        "twice.csv": "'m' twice",
        "torn.parquet": "Can't read",
        "one_line.csv": "first line",
    }
    for name, words in told.items():
        assert words in refusal(tmp_path / name, *PRIOR), name
    for options, words in (
        ([], "neither --prior"),
        (["--prior", "0.7", "0.5"], "the lower first"),
        (["--prior", "1.2", "1.5"], "not between 0 and 1"),
        (["--prior", "x", "1"], "no number"),
        ([*PRIOR, "--cohort", "stat"], "not one of the columns"),
        ([*PRIOR, "--epsilon", "0"], "above 0"),
        ([*PRIOR, "--window", "7d"], "without --time"),
        ([*PRIOR, "--time", "fine"], "without --window"),
        ([*PRIOR, "--time", "fine", "--window", "soon"], "1000rows"),
        ([*PRIOR, "--time", "fine", "--window", "7d"], "no date"),
        ([*PRIOR, "--time", "fine", "--window", "7"], "no number"),
        ([*PRIOR, "--classes", "a=0.5", "b=0.5"], "either"),
        (["--classes", "a=0.5"], "fewer than two"),
        (["--classes", "a:0.5"], "NAME=LOW,HIGH"),
        ([*PRIOR, "--cohort-prior", "AK=0.5"], "without --cohort"),
        ([*PRIOR, "--cohort", "m", *["--cohort-prior", "AK=0.5"] * 2], "twice for one cohort"),
        ([*PRIOR, "--wndow", "7d"], "--window"),
    ):
        assert words in refusal(good, *options), options


def test_a_missing_file_is_refused_in_one_line(tmp_path: Path) -> None:
    from tests.commands.conftest import Project

    ended = Project(ROOT).command("watch", str(tmp_path / "none.csv"), *PRIOR)
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_ten_million_rows_need_no_more_memory_than_one(tmp_path: Path) -> None:
    """Peak memory of Arrow while 10^7 rows stream through stays below 256 MB."""
    path = tmp_path / "big.parquet"
    random = np.random.default_rng(0)
    part = pa.table(
        {name: random.random(1_000_000) < share for name, share in {"a": 0.5, "b": 0.999}.items()}
    )
    with pq.ParquetWriter(path, part.schema) as writer:
        for _ in range(10):
            writer.write_table(part)
    before, started = pa.default_memory_pool().max_memory(), time.process_time()
    assert main([str(path), *PRIOR]) == 1
    assert pa.default_memory_pool().max_memory() - before < 2**28
    assert time.process_time() - started < 60
