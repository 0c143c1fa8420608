"""remedy_lines.csv: the line of all families together, with and without each remedy."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from stages.metrics.arm_counts import POOLED, arm_counts
from stages.metrics.lines import arm_lines
from stages.metrics.planes import Points
from stages.prescription.study import Study

COLUMNS: Final = (
    "encoder", "remedy", "target", "plane", "r2", "r2_without_collapsed", "skill", "verdict",
)  # fmt: skip
RAW_AXES: Final = "raw"


def lines_of_remedies(study: Study) -> pd.DataFrame:
    """One row per remedy, target and plane (acl: accuracy, f1l: macro-F1), on raw axes.

    `r2` of all configurations, `r2_without_collapsed` of those that are not near-collapsed on the
    source or the target; `skill` and `verdict` of the latter, as in lines.csv.
    """
    rows = [row for remedy in study.remedies for row in _rows(study, remedy)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(list(COLUMNS[:4]), ignore_index=True)


def _rows(study: Study, remedy: str) -> Iterator[tuple[object, ...]]:
    arm = study.arms[remedy]
    gathered = arm_counts(arm.arm, arm.counts, arm.halves, arm.trials, study.domains)
    for line in arm_lines(arm.arm, gathered, [POOLED], study.epsilon):
        if line.key["axes"] == RAW_AXES:
            yield (
                study.encoder,
                remedy,
                line.key["target"],
                line.key["plane"],
                line.fits[Points.ALL].r2,
                line.fits[Points.NOT_NEAR].r2,
                line.skill.value,
                str(line.judgement.verdict),
            )
