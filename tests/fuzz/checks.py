"""Every figure of a finished audit against plain loops over the table and the predictions."""

import csv
import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from tests.fuzz.made_tables import Case
from tests.fuzz.plain_truth import Row, wanted
from tests.fuzz.workspace import ARM

EPSILON = Fraction(3, 10)
ARMS = ("tabular", ARM)
Counts = dict[tuple[str, str, str, str], tuple[int, int, int, int]]
Lines = list[dict[str, object]]


def stem(domain: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", domain):
        return domain
    return "d-" + hashlib.sha256(domain.encode()).hexdigest()[:8]


def parquet(path: Path) -> Lines:
    rows: Lines = pq.read_table(path).to_pylist()
    return rows


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def check_tables(folder: Path, case: Case, rows: Mapping[int, Row]) -> dict[str, dict[int, bool]]:
    """Tables, side tables and texts against the file; the labels of each domain's test rows."""
    names = wanted(case, rows)
    train, id_test, most = case.setup.size
    listed = sheet(folder / "artifacts/tables/domains.csv")
    assert [line["domain"] for line in listed] == names
    assert [line["file"] for line in listed] == [stem(name) for name in names]
    assert [line["role"] for line in listed] == ["source"] + ["target"] * (len(names) - 1)
    tests: dict[str, dict[int, bool]] = {}
    for name, line in zip(names, listed, strict=True):
        there = {key: row for key, row in rows.items() if row.domain == name}
        table = parquet(folder / f"artifacts/tables/{stem(name)}.parquet")
        splits = [str(row["split"]) for row in table]
        if name == names[0]:
            test = len(there) - train if id_test is None else id_test
            if test < 1 or train + test > len(there):
                train, test = len(there) // 2, len(there) - len(there) // 2
            assert splits.count("train") == train
            assert splits.count("id_test") == test
            assert len(splits) == train + test
        else:
            assert splits == ["ood_test"] * min(len(there), most or len(there))
        assert int(line["rows"]) == len(table)
        assert int(line["positives"]) == sum(there[_id(row)].positive for row in table)
        _check_rows(folder, name, table, there)
        tests[stem(name)] = {
            _id(row): bool(row["label"]) for row in table if row["split"] != "train"
        }
    return tests


def _id(row: Mapping[str, object]) -> int:
    value = row["row"]
    assert isinstance(value, int)
    return value


def _check_rows(folder: Path, name: str, table: Lines, there: Mapping[int, Row]) -> None:
    ids = [_id(row) for row in table]
    assert len(set(ids)) == len(ids)
    for row in table:
        told = there[_id(row)]
        assert row["label"] is told.positive
        assert list(row) == ["row", "split", "label", *told.features]
        assert {key: row[key] for key in told.features} == told.features
    side = parquet(folder / f"artifacts/side/{stem(name)}.parquet")
    assert [_id(row) for row in side] == ids
    for row in side:
        assert row.pop("bayes_p") is None
        assert {key: value for key, value in row.items() if key != "row"} == there[_id(row)].carried
    texts = parquet(folder / f"artifacts/texts/{stem(name)}.parquet")
    assert [_id(row) for row in texts] == ids
    for row in texts:
        assert not _UNSEEN.search(str(row["text"]).replace("\n- ", " "))
        assert str(row["text"]).strip()
    for arm in ARMS:
        vectors = np.load(folder / f"artifacts/vectors/{arm}/{stem(name)}.npy")
        assert len(vectors) == len(ids)
        assert np.isfinite(vectors).all()


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def check_distinct(folder: Path) -> None:
    """Equal texts have equal ids, across domains; different ones have not."""
    ids: dict[str, object] = {}
    for path in sorted((folder / "artifacts/texts").glob("*.parquet")):
        for row in parquet(path):
            assert ids.setdefault(str(row["text"]), row["distinct"]) == row["distinct"]
    assert len(set(ids.values())) == len(ids)


def counted(folder: Path, case: Case, tests: Mapping[str, Mapping[int, bool]]) -> Counts:
    """tp, fn, fp, tn of every model on every test set, row by row."""
    found: Counts = {}
    for arm in ARMS:
        for family in case.setup.roster:
            for domain, labels in tests.items():
                path = folder / f"artifacts/predictions/{arm}/{family}/{domain}.parquet"
                columns = pq.read_table(path).to_pydict()
                ids = columns.pop("row")
                assert ids == list(labels)
                for config, said in columns.items():
                    cells = [0, 0, 0, 0]
                    for key, positive in zip(ids, said, strict=True):
                        cells[(not positive) + 2 * (not labels[key])] += 1
                    found[arm, family, config, domain] = (cells[0], cells[1], cells[2], cells[3])
    return found


def check_confusion(folder: Path, counts: Counts) -> None:
    """confusion.csv has exactly these counts; every trial is ok."""
    lines = sheet(folder / "reports/tables/confusion.csv")
    said = {
        (line["arm"], line["family"], line["config"], line["domain"]): tuple(
            int(line[cell]) for cell in ("tp", "fn", "fp", "tn")
        )
        for line in lines
    }
    assert len(said) == len(lines)
    assert said == counts


def collapsed(cells: tuple[int, int, int, int], epsilon: Fraction) -> bool | None:
    """Whether one class is predicted, strictly or nearly; None on a test set of one class."""
    tp, fn, fp, tn = cells
    if tp + fn == 0 or fp + tn == 0:
        return None
    if epsilon == 0:
        return tp + fp == 0 or fn + tn == 0
    to_positive = Fraction(tn, fp + tn) + Fraction(fn, tp + fn)
    to_negative = Fraction(tp, tp + fn) + Fraction(fp, fp + tn)
    return to_positive < epsilon or to_negative < epsilon


def _ratios(
    counts: Counts, arm: str, family: str, domains: Sequence[str], epsilon: Fraction
) -> tuple[float | None, float | None, float | None, int]:
    """id, strong and projection (means over the targets that have both classes), and the models."""
    configs = sorted({key[2] for key in counts if key[:2] == (arm, family)})
    kinds = {
        domain: [collapsed(counts[arm, family, config, domain], epsilon) for config in configs]
        for domain in domains
    }
    at_home = kinds[domains[0]]
    strong, either = [], []
    for domain in domains[1:]:
        pairs = [(a, b) for a, b in zip(at_home, kinds[domain], strict=True) if b is not None]
        if pairs:
            strong.append(sum(bool(a and b) for a, b in pairs) / len(pairs))
            either.append(sum(bool(a or b) for a, b in pairs) / len(pairs))
    mean = sum(bool(kind) for kind in at_home) / len(at_home)
    return mean, _mean(strong), _mean(either), len(configs)


def _mean(values: Sequence[float | None], weights: Sequence[int] = ()) -> float | None:
    pairs = zip(values, weights or [1] * len(values), strict=True)
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if known else None


def check_metrics(folder: Path, case: Case, rows: Mapping[int, Row], counts: Counts) -> None:
    """metrics.json: its keys, that leaves are numbers or null, collapse ratios, rows."""
    tree = json.loads((folder / "reports/metrics.json").read_text(encoding="utf-8"))
    domains = [stem(name) for name in wanted(case, rows)]
    roster = case.setup.roster
    leaves = dict(_leaves(tree, ()))
    assert set(leaves) == _keys(roster, domains)
    assert all(
        value is None or (type(value) in (int, float) and math.isfinite(value))
        for value in leaves.values()
    )
    for arm, branch in (("tabular", "collapse_tabular"), (ARM, "collapse")):
        for prefix, epsilon in (("", EPSILON), ("strict_", Fraction(0))):
            found = [_ratios(counts, arm, family, domains, epsilon) for family in roster]
            for place, measure in enumerate(("id", "strong", "projection")):
                values = [ratios[place] for ratios in found]
                expected = dict(zip(roster, values, strict=True))
                expected["overall"] = _mean(values)
                expected["pooled"] = _mean(values, [ratios[3] for ratios in found])
                said = {name: leaves[branch, name, prefix + measure] for name in expected}
                assert _same(said, expected), (branch, prefix + measure, said, expected)
    for family in roster:
        raw = _ratios(counts, "tabular", family, domains, Fraction(0))[0]
        assert leaves["well_defined", family] == int(raw == 0)
    listed = {line["file"]: line for line in sheet(folder / "artifacts/tables/domains.csv")}
    for name in domains:
        assert leaves["data", "rows", name] == int(listed[name]["rows"])
        assert leaves["data", "positives", name] == int(listed[name]["positives"])


def _same(said: Mapping[str, object], expected: Mapping[str, float | None]) -> bool:
    return all(
        (value is None) == (said[name] is None)
        and (value is None or math.isclose(float(str(said[name])), value, rel_tol=1e-5))
        for name, value in expected.items()
    )


def _leaves(tree: object, key: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(tree, Mapping):
        for name, below in tree.items():
            yield from _leaves(below, (*key, name))
    else:
        yield key, tree


def _keys(roster: Sequence[str], domains: Sequence[str]) -> set[tuple[str, ...]]:
    ratios = [f"{a}{b}" for a in ("", "strict_") for b in ("id", "strong", "projection")]
    lines = ("r2_tabular", "r2_embedding", "r2_embedding_without_collapsed", "spurious_gain")
    return {
        *((arm, family, ratio) for arm in ("collapse", "collapse_tabular")
          for family in (*roster, "overall", "pooled") for ratio in ratios),
        *((name, family) for name in ("collapse_wd", "well_defined") for family in roster),
        *((plane, name, line) for plane in ("acl", "f1l") for name in domains[1:]
          for line in lines),
        *(("best", name, score) for name in domains for score in ("accuracy", "f1_macro")),
        ("encoder", "anisotropy"), ("encoder", "participation_ratio"),
        ("certificate", "c_proven"), ("certificate", "c_first_order"),
        *(("data", kind, name) for kind in ("rows", "positives") for name in domains),
    }  # fmt: skip


def check_collapse_table(folder: Path, case: Case, domains: Sequence[str], counts: Counts) -> None:
    """The source's and each target's own ratios in collapse.csv."""
    lines = sheet(folder / "reports/tables/collapse.csv")
    said = {
        (line["arm"], line["family"], line["measure"], line["target"], float(line["epsilon"])): line
        for line in lines
    }
    assert len(said) == len(lines)
    for (arm, family, domain), epsilon in (
        ((arm, family, domain), epsilon)
        for arm in ARMS for family in case.setup.roster for domain in domains
        for epsilon in (EPSILON, Fraction(0))
    ):  # fmt: skip
        kinds = [
            collapsed(cells, epsilon)
            for key, cells in counts.items()
            if (key[0], key[1], key[3]) == (arm, family, domain)
        ]
        measure = "id" if domain == domains[0] else "target"
        value = said[arm, family, measure, domain, float(epsilon)]["value"]
        if None in kinds:
            assert value == "", (arm, family, domain, value)
        else:
            expected = sum(map(bool, kinds)) / len(kinds)
            assert math.isclose(float(value), expected, rel_tol=1e-5), (measure, value, expected)
