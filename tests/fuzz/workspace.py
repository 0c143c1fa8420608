"""The real verbs, in process, on the files of one folder: what came of it, and at which stage."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import yaml

from stages import (
    audit,
    baseline,
    certify,
    embed,
    evaluate,
    featurize,
    paths,
    prepare,
    report,
    serialize,
    train,
)
from stages.commands.composition import composed
from stages.mistakes import explained
from tests.pipeline import ROOT

ARM = "hashing"
GRIDS: Mapping[str, Mapping[str, list[object]]] = {
    "lr": {"C": [0.0001, 1.0]},
    "rf": {
        "n_estimators": [3],
        "min_samples_split": [2],
        "min_samples_leaf": [1, 8],
        "max_features": ["sqrt"],
        "ccp_alpha": [0.0, 0.1],
    },
    "mlp": {"lr": [0.01], "hidden": [4], "dropout": [0.0], "epochs": [2, 3]},
}
BATCH = 16
EPSILON = 0.3
"""Larger than usual: near-collapses are rare on small tables."""


@dataclass(frozen=True)
class Setup:
    """What an audit is told beside the description: sizes, words, families, seeds."""

    file: str
    size: tuple[int, int, int]
    template: str
    include_domain: bool
    roster: tuple[str, ...]
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Ending:
    """`refused`: the line a user reads, "" for a clean run; `stage`: the last one that ran."""

    stage: str
    refused: str


@cache
def _defaults() -> Mapping[str, object]:
    told = ["data=files", "data.path=x", "data.description=mine.yaml", "preset=smoke"]
    return composed(ROOT, [*told, f"encoder={ARM}"]).tree


def params(setup: Setup) -> dict[str, object]:
    """The composed configuration with tiny grids, sizes and vectors."""
    tree = yaml.safe_load(yaml.safe_dump(dict(_defaults())))
    tree["data"]["path"] = setup.file
    tree["size"] |= dict(zip(("train", "id_test", "target"), setup.size, strict=True))
    tree["text"] = {"template": setup.template, "include_domain": setup.include_domain}
    tree["encoders"] = {ARM: tree["encoders"][ARM] | {"dimension": 24}}
    tree["roster"], tree["seeds"] = list(setup.roster), list(setup.seeds)
    tree["measures"] |= {"bootstrap": 5, "epsilon": EPSILON}
    tree["parallel"] = {"backend": "loky", "n_jobs": 1, "address": None}
    families = tree["families"]
    for name, grid in GRIDS.items():
        families[name] |= {"grid": dict(grid), "extras": {}}
    families["mlp"]["batch"] = BATCH
    tree["families"] = {name: families[name] for name in setup.roster}
    return dict(tree)


_library = cache(report.vega_library)
"""Bundled once: it takes seconds and is the same for every page."""


def _no_pictures(*given: object) -> Iterator[tuple[object, bytes]]:
    return iter(())


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder as in a repository's root."""
    before, root = Path.cwd(), os.environ.pop("DVC_ROOT", None)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        if root is not None:
            os.environ["DVC_ROOT"] = root


def run(folder: Path, setup: Setup, *, drawn: bool) -> Ending:
    """Run every stage; an error that `stages.verb` would not explain is raised as it is.

    `drawn`: with the pictures of the planes, which take seconds; words and page are always written.
    """
    (folder / "params.yaml").write_text(yaml.safe_dump(params(setup)), encoding="utf-8")
    stages = [
        ("prepare", prepare.main, []),
        ("serialize", serialize.main, []),
        ("featurize", featurize.main, []),
        ("embed", embed.main, [ARM]),
        *(("certify", certify.main, [arm]) for arm in (paths.TABULAR, ARM)),
        *(("baseline", baseline.main, [family]) for family in setup.roster),
        *(("train", train.main, [ARM, family]) for family in setup.roster),
        *(("evaluate", evaluate.main, [family]) for family in setup.roster),
        ("audit", audit.main, []),
        ("report", report.main, []),
    ]
    name = ""
    pictures = report.plane_pictures if drawn else _no_pictures
    with inside(folder), patch.multiple(report, plane_pictures=pictures, vega_library=_library):
        for name, verb, arguments in stages:
            try:
                verb(arguments)
            except Exception as error:
                line = explained(error)
                if line is None:
                    raise
                return Ending(name, line)
    return Ending(name, "")
