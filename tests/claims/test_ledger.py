"""Every claim of conf/ on made runs: supported, contradicted, cannot tell."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
import yaml

from stages.claims.claim import Claim
from stages.claims.run import Run
from stages.claims.table import COLUMNS, claims_table
from stages.config import Config
from tests.claims.made_run import NEGATIVE, POSITIVE, around, each, fine, made, same, seed_rows
from tests.claims.own_claim import OWN
from tests.conftest import ROOT

EVERY = ("mlp", "cvar_dro", "lr", "svm", "rf", "gbm", "xgb")
PLAIN = {name: [({"a": 1.0}, same(fine(50)))] for name in EVERY}


@cache
def claims() -> dict[str, Claim]:
    entries = {}
    for path in sorted((ROOT / "conf/claims").glob("*.yaml")):
        entries |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return Config({"claims": entries}).claims


def strong(cvar: float, lr: float, mlp: float = 0.0) -> Run:
    ratios = {"cvar_dro": cvar, "lr": lr, "mlp": mlp}
    keys = {("minilm", name, "strong", "PR"): [value] for name, value in ratios.items()}
    return made(PLAIN, seeds=seed_rows(keys))


def two_sided(either: float, both: float) -> Run:
    keys = {
        ("minilm", "cvar_dro", measure, "PR"): [value]
        for measure, value in (("projection", either), ("strong", both))
    }
    return made(PLAIN, seeds=seed_rows(keys))


def line(collapsed: int) -> Run:
    """Ten configurations of two families that lie on no line, and some constants."""
    targets = [56, 44, 52, 44, 54, 50, 42, 56, 46, 50]
    families = {
        name: [
            (
                {"a": float(place)},
                {arm: (fine(45 + place), fine(y)) for arm in ("tabular", "minilm")},
            )
            for place, y in enumerate(targets[half : half + 5])
        ]
        for name, half in (("lr", 0), ("gbm", 5))
    }
    families["mlp"] = [({"a": float(n)}, same(NEGATIVE)) for n in range(collapsed)]
    families["mlp"] += [({"a": 99.0}, same(fine(48)))]
    return made(families)


def teaching(collapsed: bool) -> Run:
    """Each family alone has the wrong slope; the collapsed would teach the right one."""
    families = {}
    for name, start in (("lr", 38), ("gbm", 50)):
        points = [(start + n, start - n) for n in range(4)]
        families[name] = [
            ({"a": float(x)}, {arm: (fine(x), fine(y)) for arm in ("tabular", "minilm")})
            for x, y in points
        ]
    if collapsed:
        families["mlp"] = [({"a": float(n)}, same(NEGATIVE)) for n in range(20)]
    return made(families)


def forests(raw: tuple[float, ...], embedded: tuple[float, ...] = ()) -> Run:
    """Two forests per ccp_alpha; those of `raw` collapse on the raw rows, of `embedded` there."""
    grid = [(alpha, leaf) for alpha in (0.0, 0.01, 0.1) for leaf in (1.0, 8.0)]
    cells = {True: POSITIVE, False: fine(50)}
    rows = [
        ({"ccp_alpha": a, "leaf": leaf}, each(cells[a in raw], cells[a in embedded]))
        for a, leaf in grid
    ]
    return made({**PLAIN, "rf": rows})


def bound(coherent: str) -> Run:
    """Twelve configurations each; those of `coherent` move by a smooth amount, others by turns."""
    families = {}
    for name in ("lr", "gbm"):
        moves = range(12) if name == coherent else [0, 11] * 6
        families[name] = [
            ({"C": float(n)}, each(fine(30), fine(30 + move))) for n, move in enumerate(moves)
        ]
    return made(families)


def raw_collapse(*collapsing: str) -> Run:
    keys = {("tabular", name, "id", "CA"): [0.1 * (name in collapsing)] for name in EVERY}
    return made(PLAIN, seeds=seed_rows(keys))


def paired(value: float) -> Run:
    keys = {("minilm", name, "collapse_wd", "CA"): [value] for name in EVERY}
    return made(PLAIN, seeds=seed_rows(keys))


def directions(positive: int, negative: int) -> Run:
    cells = [POSITIVE] * positive + [NEGATIVE] * negative + [fine(50)]
    return made({"lr": [({"C": float(n)}, each(fine(50), c)) for n, c in enumerate(cells)]})


def crossed(*collapsed: bool) -> Run:
    rows = [
        {"train": "a", "test": f"e{n}", "domain": domain, "config": "c1", "collapsed": value}
        for n, value in enumerate(collapsed)
        for domain in ("CA", "PR")
    ]
    return made(PLAIN, cross_encoder=pd.DataFrame(rows))


def ranked(*collapse: float) -> Run:
    rows = [{"encoder": f"e{n}", "rank": n, "collapse": c} for n, c in enumerate(collapse)]
    return made(PLAIN, encoders=pd.DataFrame(rows))


NOTHING = made({"gbm": [({"a": 1.0}, same(fine(50)))]})

CASES: dict[str, tuple[Run, Run, Run]] = {
    "deep_over_linear": (strong(0.6, 0.1), strong(0.1, 0.6), strong(0.22, 0.1)),
    "cvar_strong_is_projection": (two_sided(0.6, 0.6), two_sided(0.6, 0.5), two_sided(0, 0)),
    "mlp_collapses": (strong(0, 0, 0.3), strong(0, 0, 0.05), strong(0, 0, 0.13)),
    "r2_rises": (line(6), line(0), NOTHING),
    "skill_does_not": (line(6), teaching(True), NOTHING),
    "forest_raw_is_pruning": (forests((0.1,)), forests((0.0, 0.1)), forests(())),
    "forests_freed": (forests((0.1,)), forests((0.1,), (0.1,)), forests(())),
    "lr_bindings_coherent": (bound("lr"), bound("gbm"), NOTHING),
    "other_bindings_incoherent": (bound("lr"), bound("gbm"), NOTHING),
    "well_defined": (raw_collapse("rf"), raw_collapse("mlp"), NOTHING),
    "not_well_defined": (raw_collapse("rf", "xgb"), raw_collapse("rf"), NOTHING),
    "embedding_collapses": (paired(0.1), paired(-0.1), paired(0.01)),
    "to_the_majority": (directions(20, 0), directions(2, 2), directions(0, 0)),
    "c1_everywhere": (crossed(True, True), crossed(True, False), crossed(True)),
    "ranking_says_nothing": (ranked(3, 1, 4, 1, 5, 2), ranked(1, 2, 3, 4, 5), ranked(1, 2, 3, 4)),
}


@pytest.mark.parametrize("name", sorted(claims()))
def test_each_claim_can_be_supported_contradicted_and_left_open(name: str) -> None:
    found = [claims()[name].examine(run) for run in CASES[name]]
    expected = ["supported", "contradicted", "cannot_tell"]
    assert [str(one.verdict) for one in found] == expected, [
        (one.reason, one.measured and one.measured.value) for one in found
    ]
    assert all(one.reason for one in found)


def test_the_reasons_say_what_is_missing() -> None:
    told = {name: claims()[name].examine(NOTHING).reason for name in claims()}
    assert told["c1_everywhere"] == told["ranking_says_nothing"] == "one encoder only"
    assert told["forests_freed"] == "not on the roster: rf"
    assert told["well_defined"] == "not on the roster: svm, lr, mlp, cvar_dro"


def test_a_test_encoder_counts_where_models_of_every_encoder_collapse() -> None:
    rows = [
        {"train": train, "test": test, "domain": "CA", "config": "c1", "collapsed": value}
        for (train, test), value in {
            ("a", "a"): True, ("b", "a"): True, ("a", "b"): True, ("b", "b"): False,
        }.items()
    ]  # fmt: skip
    measured = (
        claims()["c1_everywhere"].examine(made(PLAIN, cross_encoder=pd.DataFrame(rows))).measured
    )
    assert measured is not None
    assert measured.value == 0.5


def test_the_gain_of_r2_is_that_of_the_points_with_and_without_the_collapsed() -> None:
    run = line(6)
    counts = run.gathered.counts
    cells = counts[counts["arm"] == "minilm"].set_index(["config", "family", "domain"])
    right = ((cells["tp"] + cells["tn"]) / 100).unstack("domain")
    rest = right[right["CA"] != 0.4]
    expected = np.corrcoef(right.T)[0, 1] ** 2 - np.corrcoef(rest.T)[0, 1] ** 2
    measured = claims()["r2_rises"].examine(run).measured
    assert measured is not None
    assert measured.value == pytest.approx(expected)


def gap(seeds: int, middle: float) -> Run:
    deep = around(middle, seeds)
    ratios = {"cvar_dro": deep, "mlp": deep, "lr": [0.0] * seeds}
    keys = {("minilm", name, "strong", "PR"): values for name, values in ratios.items()}
    return made(PLAIN, seeds=seed_rows(keys))


@pytest.mark.parametrize(
    ("seeds", "middle", "verdict"),
    [
        (5, 0.03, "supported"),  # 0.03 +- 0.0098: the interval lies above 0, whatever the margin
        (5, 0.005, "cannot_tell"),
        (5, -0.03, "contradicted"),
        (4, 0.03, "cannot_tell"),  # four seeds: within the margin of 0.05
        (4, 0.055, "cannot_tell"),  # the lowest, 0.045, is not clear
        (4, 0.07, "supported"),
        (1, 0.051, "supported"),
        (1, 0.05, "cannot_tell"),
        (1, -0.06, "contradicted"),
    ],
)
def test_five_seeds_rest_on_the_interval_and_fewer_on_the_margin(seeds, middle, verdict) -> None:
    claim = claims()["deep_over_linear"]
    table = claims_table({"deep": claim}, gap(seeds, middle))
    row = table.iloc[0]
    assert row["verdict"] == verdict
    assert row["value"] == pytest.approx(middle)
    assert row["seeds"] == seeds
    assert pd.isna(row["low"]) == (seeds < 5)
    if seeds == 5:
        # t(.975, 4) = 2.776; sd of -.01, -.005, 0, .005, .01 = .0079057; over sqrt(5) = .0035355
        assert row["high"] - row["value"] == pytest.approx(2.776445 * 0.0035355, rel=1e-4)


def test_the_table_has_a_row_per_claim_and_the_columns_of_the_design() -> None:
    table = claims_table(claims(), NOTHING)
    assert tuple(table.columns) == COLUMNS
    assert table["claim"].tolist() == sorted(claims())
    assert set(table["verdict"]) == {"cannot_tell"}
    assert claims_table({}, NOTHING).empty


def test_a_statistic_that_fails_is_a_row_and_no_stop() -> None:
    class Broken:
        words = "what never comes"

        def measure(self, run: Run) -> None:
            raise ValueError("no such column")

    claim = Claim("s", "p", Broken(), "above", 0.0, 0.1)  # type: ignore[arg-type]
    found = claim.examine(NOTHING)
    assert (str(found.verdict), found.reason) == (
        "cannot_tell", "not measured: ValueError: no such column",
    )  # fmt: skip


def test_a_claim_of_ones_own_is_one_yaml() -> None:
    entry = yaml.safe_load(OWN.replace("target: null", "target: PR"))
    (claim,) = Config({"claims": {"mine": entry}}).claims.values()
    assert str(claim.examine(strong(0, 0.3)).verdict) == "supported"
    with pytest.raises(ValueError, match="expected one of above, below"):
        Config({"claims": {"mine": entry | {"direction": "over"}}}).claims  # noqa: B018


def test_collapse_to_the_majority_can_not_be_told_where_positives_are_the_minority() -> None:
    """The paper's positive class is the majority; elsewhere the statement has no object."""
    cells = [(0, 40, 0, 60)] * 20 + [(30, 10, 20, 40)]
    run = made({"lr": [({"C": float(n)}, each(fine(50), one)) for n, one in enumerate(cells)]})
    told = claims()["to_the_majority"].examine(run)
    assert str(told.verdict) == "cannot_tell"
    assert told.reason == "the positive class is not the majority of the source's test rows"


def test_no_catalogue_no_claims() -> None:
    assert Config({"claims": None}).claims == {}
    assert Config({}).claims == {}
