"""The key of every trial's piece: the fingerprint of everything that determines its outcome."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Final

from stages.families.contract import Family, Trial
from stages.families.held_out import row_ids
from stages.families.trainer import FamilyRun
from stages.families.training import Threshold
from stages.storage.pieces import fingerprint
from stages.storage.source_files import family_sources, library_versions, module_hashes

CHOOSES_TRIALS: Final = frozenset({"grid", "sample", "extras"})

JUDGES: Final = (
    "trainer", "cutting", "thresholds", "held_out", "groups", "arm_files", "outcome", "scores",
)  # fmt: skip
"""Modules beside this one that turn a fitted classifier into an outcome."""


def piece_keys(run: FamilyRun, trials: Iterable[Trial]) -> list[str]:
    """One key per trial, over family, settings, run, cut, the arm's content, compute and code.

    The run names the seed wherever it can change the fit; trials that it can't tell apart share a
    piece.
    """
    kind = type(run.family)
    sources = family_sources(kind.__module__)
    judges = [f"{__package__}.{name}" for name in JUDGES]
    shared = {
        "family": f"{kind.__module__}.{kind.__qualname__}",
        "constants": constants(run.family),
        "code": module_hashes([*sources, *judges]),
        "libraries": library_versions(sources),
        "arm": run.arm.content,
        "compute": run.compute.facts(),
        "threshold": run.training.threshold.value,
        "held_out": _held_out(run),
    }
    base = fingerprint(shared)
    return [fingerprint([base, dict(trial.settings), trial.run]) for trial in trials]


def _held_out(run: FamilyRun) -> list[int]:
    """Row numbers, where they decide which training rows are held out."""
    return row_ids(run.arm).tolist() if run.training.threshold is Threshold.TUNED else []


def constants(family: Family) -> dict[str, object]:
    """The fields of a family that do not choose its trials; TypeError unless it is a dataclass."""
    if not is_dataclass(family):
        raise TypeError(
            f"Got a family of class {type(family).__qualname__}, expected a frozen dataclass: its "
            "fields are how the piece store knows what a fit depends on."
        )
    names = [field.name for field in fields(family) if field.name not in CHOOSES_TRIALS]
    return {name: getattr(family, name) for name in names}
