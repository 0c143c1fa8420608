"""What `diagnose` prints: probes, the flow of collapses to causes, an example of each."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from stages.diagnosis.shared import shared_settings
from stages.diagnosis.words import CAUSES, MEANINGS, Rung
from stages.storage.arms import stage_command
from stages.storage.names import first_few


@dataclass(frozen=True)
class Told:
    """Tables by name, those of `stages.diagnosis.words` and `flow`, and what was asked.

    `grids`: ids of all trials by family; `configs`: ids that were asked for by name.
    """

    arm: str
    tables: Mapping[str, pd.DataFrame]
    grids: Mapping[str, Sequence[str]]
    configs: Sequence[str]


def lines(told: Told) -> Iterator[str]:
    """The report, line by line."""
    yield from _probes(told)
    left = set(told.configs) - set(told.tables["causes"]["config"])
    if left:
        yield f"Not examined, as they do not near-collapse here: {first_few(sorted(left))}"
    causes = told.tables["causes"]
    if causes.empty:
        yield f"No configuration that was asked for near-collapses on the source of {told.arm}."
        return
    yield ""
    yield from _flow(told)
    for cause in CAUSES:
        own = causes[causes["cause"] == cause]
        if len(own):
            yield ""
            yield f"{cause}: {MEANINGS[cause]}"
            for family, members in own.groupby("family", sort=False):
                yield from _example(told, str(family), members)


def _probes(told: Told) -> Iterator[str]:
    table = told.tables["probes"]
    for row in table[table["probe"] == "best"].itertuples():
        where = "raw rows" if row.arm == "raw" else told.arm
        yield (
            f"Best probe on {where}: AUC {row.auc:.3f} ({row.auc_low:.3f} to {row.auc_high:.3f}), "
            f"Youden index {row.youden:.3f}"
        )


def _flow(told: Told) -> Iterator[str]:
    """Families and kinds down, causes across."""
    counted = told.tables["flow"]
    seen = [cause for cause in CAUSES if cause in set(counted["cause"])]
    body = [["family", "collapsed", "examined", "kind", *seen]]
    examined = told.tables["examined"].set_index("family")
    for family, of_family in counted.groupby("family", sort=False):
        head = [str(family), *(str(examined.at[family, name]) for name in body[0][1:3])]
        for kind, of_kind in of_family.groupby("kind", sort=False):
            counts = dict(zip(of_kind["cause"], of_kind["count"], strict=True))
            body.append([*head, str(kind), *(str(counts.get(cause, "")) for cause in seen)])
            head = ["", "", ""]
    widths = [max(map(len, column)) for column in zip(*body, strict=True)]
    for row in body:
        cells = zip(row, widths, strict=True)
        yield "  ".join(cell.ljust(width) for cell, width in cells).rstrip()


def _example(told: Told, family: str, members: pd.DataFrame) -> Iterator[str]:
    """The first of a family with a cause, how far its rungs got, and how to see it trained."""
    config, cause = (str(members[name].iloc[0]) for name in ("config", "cause"))
    ladder = told.tables["ladder"]
    own = ladder[(ladder["family"] == family) & (ladder["config"] == config)]
    reached = dict(zip(own["rung"], own["youden"], strict=True))
    after = reached.get(cause) if cause in list(Rung) else None
    best = own["youden"].max()
    word = f"best rung {best:.3f}" if after is None else f"{cause} {after:.3f}"
    yield f"  {family}: {config}: Youden index {reached['none']:.3f}, {word}"
    common = shared_settings([str(one) for one in members["config"]], told.grids[family])
    if common:
        yield f"    all {len(members)} share {', '.join(common)}"
    command = stage_command(told.arm, family)
    yield f"    {command} {shlex.join(['--only', config])}"
