"""Everything that `prescribe` writes of its own: four tables and the plane's points."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from stages.metrics.plane import Record, plane_records
from stages.prescription.asked import Asked
from stages.prescription.effect import Compared, effects
from stages.prescription.lines import lines_of_remedies
from stages.prescription.recommendation import Recommendation, recommend, recommendation_table
from stages.prescription.removed import remedies_table
from stages.prescription.scores import WORDS, scores_table
from stages.prescription.study import Study
from stages.storage.arms import NO_REMEDY


@dataclass(frozen=True)
class Written:
    """`tables`: by name, in a fixed order of columns, sorted; `plane`: records as in plane.json."""

    tables: Mapping[str, pd.DataFrame]
    plane: list[Record]
    made: Recommendation


def written(study: Study, asked: Mapping[str, Asked]) -> Written:
    """Compare, recommend, and set the points of the remedy shown beside those of none.

    `asked`, by remedy: what each asks itself; of none: what is asked of all arms.
    """
    stems = study.stems
    compared = Compared(remedies_table(study), scores_table(study), lines_of_remedies(study), stems)
    made = recommend(effects(compared, asked))
    tables = {
        "remedies": with_sides(compared.remedies, asked),
        "remedy_scores": compared.scores,
        "remedy_lines": compared.lines,
        "recommendation": recommendation_table(study.encoder, made),
    }
    return Written(tables, _plane(study, made.shown), made)


def with_sides(remedies: pd.DataFrame, asked: Mapping[str, Asked]) -> pd.DataFrame:
    """The table with two more columns, `side` and `forced`.

    `side`: vectors, training or both, what each remedy changes; `forced`, true or false: whether
    the predicted share of positives is fixed on its arm, by its own threshold or else by that of
    `none`, of all arms.
    """
    sides = {name: what.side.name.lower() for name, what in asked.items() if name != NO_REMEDY}
    everywhere = asked.get(NO_REMEDY, Asked())
    forced = {
        name: WORDS[asked.get(name, Asked()).with_threshold_of(everywhere).forces_share]
        for name in remedies["remedy"].unique()
    }
    names = remedies["remedy"]
    return remedies.assign(side=names.map(sides), forced=names.map(forced))


def _plane(study: Study, shown: str) -> list[Record]:
    arms = [study.arms[name] for name in sorted({NO_REMEDY, shown})]
    counts, trials = (
        pd.concat(frames, ignore_index=True)
        for frames in ([arm.counts for arm in arms], [arm.trials for arm in arms])
    )
    return plane_records(counts, trials, study.domains, study.epsilon)
