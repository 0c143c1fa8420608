"""Train the probes of two arms on the same rows; each is a piece that survives a kill."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final, cast

import numpy as np

from stages.diagnosis.climb import Ground
from stages.diagnosis.folds import Places, chosen_rows, folds
from stages.diagnosis.probes import Floats, Probe, all_probes, held_out_ranks
from stages.diagnosis.settings import DiagnosisSettings
from stages.diagnosis.worker import one_worker
from stages.families.arm_files import training_set
from stages.families.contract import BoolArray
from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from stages.storage.pieces import fingerprint
from stages.storage.source_files import family_sources, library_versions, module_hashes

CODE: Final = f"{__package__}.probes"


@dataclass(frozen=True)
class Parts:
    """The training rows that probes see, and the part of each that holds it out."""

    places: Places
    part: Places

    @classmethod
    def of(cls, labels: BoolArray, distinct: Places, settings: DiagnosisSettings) -> "Parts":
        """Of the source's training rows; `distinct`: an id that rows of one text share."""
        places = chosen_rows(labels, settings.probes.rows, settings.seed)
        part = folds(labels[places], distinct[places], settings.probes.folds, settings.seed)
        return cls(places, part)


@dataclass(frozen=True)
class Held:
    """Every probe of one kind on one arm, and the ranks of the rows that it has not seen."""

    kinds: tuple[str, ...]
    ranks: tuple[Floats, ...]

    def of(self, kind: str | None) -> list[Floats]:
        """Ranks of the probes of a kind, of all for None."""
        pairs = zip(self.kinds, self.ranks, strict=True)
        return [ranks for own, ranks in pairs if kind in (None, own)]


Item = tuple[Ground, Probe, str]


def probed(
    grounds: Sequence[Ground], parts: Parts, settings: DiagnosisSettings, parallel: Parallel
) -> list[Held]:
    """The probes of every arm, from their pieces where they are there."""
    probes = all_probes(settings.probes, settings.seed)
    keys = [probe_keys(ground, probes, parts) for ground in grounds]
    items: list[Item] = [
        (ground, probe, key)
        for ground, own in zip(grounds, keys, strict=True)
        for probe, key in zip(probes, own, strict=True)
        if ground.store.read(key) is None
    ]
    task = Task("probes", "probe", [1.0] * len(items))
    for _ in run_all(partial(_train, parts), items, parallel, task):
        pass
    kinds = tuple(probe.kind for probe in probes)
    return [
        Held(kinds, tuple(_stored(ground, key) for key in own))
        for ground, own in zip(grounds, keys, strict=True)
    ]


def probe_keys(ground: Ground, probes: Sequence[Probe], parts: Parts) -> list[str]:
    """The key of each probe's piece: settings, rows, parts, the arm's content and the code."""
    sources = family_sources(CODE)
    base = fingerprint(
        {
            "code": module_hashes(sources),
            "libraries": library_versions(sources),
            "arm": ground.arm.content,
            "compute": ground.compute.facts(),
            "places": parts.places.tolist(),
            "parts": parts.part.tolist(),
        }
    )
    return [
        fingerprint([base, type(probe).__name__, asdict(probe)])  # type: ignore[call-overload]
        for probe in probes
    ]


def _train(parts: Parts, item: Item) -> None:
    ground, probe, key = item
    x, y = training_set(ground.arm)
    with one_worker(ground.compute):
        ranks = held_out_ranks(probe, x[parts.places], y[parts.places], parts.part)
    stream = io.BytesIO()
    np.save(stream, ranks, allow_pickle=False)
    ground.store.write(key, stream.getvalue())


def _stored(ground: Ground, key: str) -> Floats:
    payload = ground.store.read(key)
    if payload is None:
        raise OSError(f"The piece of a probe is gone from {ground.store.root}: run again.")
    return cast(Floats, np.load(io.BytesIO(payload), allow_pickle=False))
