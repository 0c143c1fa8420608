"""The one set of data behind every chart of the page, as columns: a configuration stands once.

The browser turns columns into rows for the target and plane that are shown; it computes no score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from stages.charts.limits import close_limits, shared_limits
from stages.charts.palette import SHAPES, family_colours
from stages.charts.panel import Plane
from stages.charts.panels import SCORES, Study, collapse_states, panels
from stages.page.line_facts import Cell, line_facts
from stages.page.ratio_facts import ratio_facts
from stages.summary.findings import Findings
from stages.summary.markdown import plain

COUNTS: Final = ("tp", "fp")
KEYS: Final = ["family", "config"]
DIGITS: Final = 4
Column = list[Cell]
Tree = dict[str, object]


@dataclass(frozen=True)
class Gathered:
    """Findings and the records of plane.json, as a frame."""

    found: Findings
    points: pd.DataFrame

    @cached_property
    def configs(self) -> pd.DataFrame:
        """Family and configuration of every point; families take turns, so that none hides one."""
        known = self.points.reindex(columns=KEYS).drop_duplicates().sort_values(KEYS)
        known = known.assign(turn=known.groupby("family").cumcount())
        return known.sort_values(["turn", *KEYS], kind="stable")[KEYS].reset_index(drop=True)

    @property
    def arms(self) -> tuple[str, str]:
        """The raw arm, then the one under audit: side 0 and side 1 of every chart."""
        return self.found.setting.raw, self.found.setting.arm


def study(found: Findings) -> Study:
    """Who is compared with whom, in the words of the charts."""
    asked, rows = found.setting, found.rows
    shares = dict(zip(rows["domain"], rows["share"], strict=True))
    return Study(asked.arm, asked.raw, asked.source, asked.targets, asked.names, shares)


def dataset(gathered: Gathered) -> Tree:
    """Names, scores, confusion counts, collapse states, lines and ratios; plain JSON values."""
    setting, configs = gathered.found.setting, gathered.configs
    families = list(setting.families)
    place = {name: index for index, name in enumerate(families)}
    return {
        "arms": [plain(arm) for arm in gathered.arms],
        "families": [
            {"name": plain(name), "colour": colour}
            for name, colour in family_colours(families).items()
        ],
        "domains": _domains(gathered),
        "planes": {plane.value: _plane(gathered, plane) for plane in Plane},
        "noun": setting.noun,
        "epsilon": setting.epsilon,
        "family": [place[str(name)] for name in configs["family"]],
        "config": [plain(name) for name in configs["config"]],
        "models": [_models(gathered, arm) for arm in gathered.arms],
        "lines": line_facts(gathered.found, gathered.arms),
        "ratios": ratio_facts(gathered.found, gathered.arms),
    }


def _domains(gathered: Gathered) -> list[Tree]:
    """Source first: name, rows of each class among the test rows, accuracy of the Bayes rule."""
    found = gathered.found
    stems = list(found.setting.domains)
    truth = found.truth.set_index("domain").reindex(stems)
    rows = found.rows.set_index("domain").reindex(stems)
    columns = (rows["test"], rows["positives"], truth["bayes_accuracy"])
    return [
        {"name": plain(found.setting.names[stem]), "rows": test, "positives": ones, "bayes": bayes}
        for stem, test, ones, bayes in zip(stems, *map(_rounded, columns), strict=True)
    ]


def _plane(gathered: Gathered, plane: Plane) -> Tree:
    """The score, the limits of all panels (`close`: of most points), both constants."""
    compared = study(gathered.found)
    drawn = panels(plane, compared, gathered.points, gathered.found.tables["lines"])
    shares = [compared.positive_share[stem] for stem in gathered.found.setting.domains]
    return {
        "score": plane.score,
        "limits": list(shared_limits(drawn)),
        "close": list(close_limits(drawn)),
        "positive": _rounded([plane.constant(share) for share in shares]),
        "negative": _rounded([plane.constant(1.0 - share) for share in shares]),
    }


def plane_columns(gathered: Gathered, points: pd.DataFrame) -> Tree:
    """Columns of one arm's points, in the order of `configs`; null where a model is missing.

    `acl`, `f1l`: one column per domain, source first; `state`: one per target, the place in SHAPES.
    """
    targets = gathered.found.setting.targets
    on = {target: _aligned(gathered, points[points["target"] == target]) for target in targets}
    first = on[targets[0]]
    order = {state.value: place for place, state in enumerate(SHAPES)}
    scores = {
        plane.value: [_rounded(first[SCORES[plane][0]])]
        + [_rounded(on[target][SCORES[plane][1]]) for target in targets]
        for plane in Plane
    }
    states = [
        [order[state] for state in collapse_states(on[target].fillna({"collapsed": "none"}))]
        for target in targets
    ]
    return {**scores, "state": states}


def _models(gathered: Gathered, arm: str) -> Tree:
    """One arm's `plane_columns`, and `tp`, `fp` per domain.

    `fn` and `tn` follow from the rows of each class.
    """
    points = gathered.points[gathered.points["arm"] == arm]
    return {**plane_columns(gathered, points), **_counts(gathered, arm)}


def _counts(gathered: Gathered, arm: str) -> dict[str, list[Column]]:
    confusion = gathered.found.tables["confusion"]
    of_arm = confusion[confusion["arm"] == arm]
    aligned = [
        _aligned(gathered, of_arm[of_arm["domain"] == stem])
        for stem in gathered.found.setting.domains
    ]
    return {name: [_rounded(frame[name]) for frame in aligned] for name in COUNTS}


def _aligned(gathered: Gathered, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of the configurations, missing ones empty."""
    return gathered.configs.merge(rows, on=KEYS, how="left", validate="one_to_one")


def _rounded(values: Sequence[float] | pd.Series) -> Column:
    """Four digits, whole numbers without a point, null where unknown."""
    rounded = np.round(np.asarray(values, dtype=np.float64), DIGITS).tolist()
    return [
        None if value != value else int(value) if value == int(value) else value  # noqa: PLR0124
        for value in rounded
    ]
