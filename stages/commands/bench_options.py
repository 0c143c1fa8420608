"""What the bench is asked for, checked against conf/ before anything is timed."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from stages.benchmark.rows import BenchArm, BenchRows, embedding_rows, tabular_rows
from stages.commands.catalogue import built_encoders
from stages.commands.composition import composed
from stages.commands.groups import choices
from stages.commands.usage import RefusalError
from stages.config import Config
from stages.data.simulated import SimulatedCensus
from stages.data.source import DataSource
from stages.encoders.contract import Encoder
from stages.families.contract import Family, Trial
from stages.storage.names import nearest, require_whole, unknown_name

PROFILE: Final = "paper"
ROWS: Final = 2000
DIM: Final = 384
TEXTS: Final = 256
TEST_PER_TRAIN: Final = 20
BOTH: Final = "both"
ARMS: Final = (*(arm.value for arm in BenchArm), BOTH)
SEEDS: Final = (0,)
LEAST: Final = {"rows": 20, "test_rows": 1, "dim": 2, "sample": 1, "texts": 1}


@dataclass(frozen=True)
class Sizes:
    """Rows to train and to test on, dimensions of the embedding-like rows."""

    rows: int
    test_rows: int
    dim: int

    def scaled(self, rows: int) -> "Sizes":
        """With other train rows and as many test rows for each of them."""
        return replace(self, rows=rows, test_rows=max(1, self.test_rows * rows // self.rows))


@dataclass(frozen=True)
class Bench:
    """A checked request: families by name, arms, sizes; `sample` of the loop, None for all."""

    config: Config
    families: Mapping[str, Family]
    profile: str
    arms: tuple[BenchArm, ...]
    sizes: Sizes
    sample: int | None
    encoders: Mapping[str, Encoder]

    def made(self, arm: BenchArm, sizes: Sizes) -> BenchRows:
        """Rows of one arm; a refusal where the data set has too few."""
        if arm is BenchArm.EMBEDDING:
            return embedding_rows(sizes.rows, sizes.test_rows, sizes.dim)
        total = sizes.rows + sizes.test_rows
        try:
            return tabular_rows(_drawing(self.config.data, total), sizes.rows, sizes.test_rows)
        except ValueError as error:
            raise RefusalError(str(error)) from error

    def trials(self, family: str) -> list[Trial]:
        """The configurations of a family's grid, without the named extras."""
        return [trial for trial in self.families[family].plan(SEEDS) if trial.in_grid]


def bench_of(root: Path, options: argparse.Namespace) -> Bench:
    """The request that the options stand for; a refusal names the nearest for unknown names."""
    sizes = _sizes(options)
    encoders, families = listed(options.encoders), listed(options.families)
    if options.arm not in ARMS:
        raise RefusalError(nearest("--arm", options.arm, ARMS))
    known = choices_of_families(root)
    for name in families:
        if name not in known:
            raise RefusalError(unknown_name(name, known, "the families", "conf/families"))
        profiles = choices(root / "conf", f"families/{name}")
        if options.profile not in profiles:
            raise RefusalError(nearest("--profile", options.profile, profiles))
    everything = known if not families and not encoders else families
    profiled = [f"families/{name}={options.profile}" for name in everything]
    built = built_encoders(root, encoders, options.overrides) if encoders else []
    config = Config(composed(root, [*profiled, *options.overrides]).tree)
    return Bench(
        config=config,
        families={name: config.family(name) for name in everything},
        profile=options.profile,
        arms=tuple(BenchArm) if options.arm == BOTH else (BenchArm(options.arm),),
        sizes=sizes,
        sample=options.sample,
        encoders=dict(zip(encoders, built, strict=True)),
    )


def listed(text: str) -> list[str]:
    """The names between commas, each once."""
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def choices_of_families(root: Path) -> list[str]:
    """The families of conf/ that the default composition lists, in its order."""
    tree = composed(root, []).tree
    families = tree["families"]
    return [str(name) for name in families] if isinstance(families, Mapping) else []


def _sizes(options: argparse.Namespace) -> Sizes:
    if options.test_rows is None:
        options.test_rows = TEST_PER_TRAIN * options.rows
    for key, least in LEAST.items():
        value = getattr(options, key)
        if value is None:
            continue
        try:
            require_whole(f"--{key.replace('_', '-')}", value, at_least=least)
        except ValueError as error:
            raise RefusalError(str(error)) from error
    return Sizes(options.rows, options.test_rows, options.dim)


def _drawing(data: DataSource, rows: int) -> DataSource:
    """The data set, told to draw so many rows of its source where it draws them."""
    if not isinstance(data, SimulatedCensus):
        return data
    return replace(data, rows_per_domain={**data.rows_per_domain, data.source: rows})
