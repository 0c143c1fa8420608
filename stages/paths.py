"""Where every file of the project lies; nothing else spells a path."""

import re
from pathlib import Path
from typing import Final

from stages.storage.arms import RAW_ARM
from stages.storage.main_repository import main_repository

PARAMS = Path("params.yaml")
TABLES = Path("artifacts/tables")
SIDE = Path("artifacts/side")
TEXTS = Path("artifacts/texts")
VECTORS = Path("artifacts/vectors")
PREDICTIONS = Path("artifacts/predictions")
TIMINGS = Path("artifacts/timings")
COUNTS = Path("artifacts/counts")
CERTIFICATES = Path("artifacts/certificates")
DIAGNOSIS = Path("artifacts/diagnosis")
DIALS = Path("artifacts/dials")
REPORTS = Path("reports")
REPORT_TABLES = REPORTS / "tables"
STUDY_TABLES = REPORTS / "diagnosis"
METRICS = REPORTS / "metrics.json"
PLANE = REPORTS / "plane.json"
SUMMARY = REPORTS / "summary.md"
PAGE = REPORTS / "index.html"
PLANES = REPORTS / "planes"
DOMAINS = TABLES / "domains.csv"
TRUTH = SIDE / "truth.csv"
NOTES = SIDE / "notes.csv"
TABULAR = RAW_ARM

WRITERS: Final = (
    (r"artifacts/(?:tables|side)/", "prepare"),
    (r"artifacts/texts/", "serialize"),
    (rf"artifacts/vectors/{TABULAR}/", "featurize"),
    (r"artifacts/vectors/([^/+]+)\+([^/]+)/", r"remedy@\1-\2"),
    (r"artifacts/vectors/([^/]+)/", r"embed@\1"),
    (rf"artifacts/predictions/{TABULAR}/([^/]+)/", r"baseline@\1"),
    (r"artifacts/predictions/([^/]+)/([^/]+)/", r"train@\1-\2"),
    (r"artifacts/counts/[^/]+/([^/]+)/", r"evaluate@\1"),
    (r"artifacts/certificates/([^/]+)/", r"certify@\1"),
    (r"artifacts/diagnosis/([^/]+)/([^/]+)/", r"diagnose@\1-\2"),
    (r"artifacts/dials/([^/]+)/", r"dial@\1"),
    (r"reports/diagnosis/", "prescribe"),
    (r"reports/(?:planes|summary\.md|index\.html)/", "report"),
    (r"reports/", "audit"),
)
"""Which stage of dvc.yaml writes what, first match first."""


def table(domain: str) -> Path:
    """Features, labels and splits of one domain (by its stem)."""
    return TABLES / f"{domain}.parquet"


def side(domain: str) -> Path:
    """Provenance, true probabilities and carried columns of one domain."""
    return SIDE / f"{domain}.parquet"


def texts(domain: str) -> Path:
    """Row texts of one domain."""
    return TEXTS / f"{domain}.parquet"


def vectors(arm: str, domain: str) -> Path:
    """Vectors of one domain, a row per table row."""
    return VECTORS / arm / f"{domain}.npy"


def facts(arm: str) -> Path:
    """Dimension, anisotropy and the like of one arm's vectors."""
    return VECTORS / arm / "facts.json"


def training(arm: str) -> Path:
    """What an arm's remedy asks of training: class_weight and threshold; not there for others."""
    return VECTORS / arm / "training.json"


def certificates(arm: str) -> Path:
    """Folder of what can be said of an arm's linear models before they are trained."""
    return CERTIFICATES / arm


def diagnosis(arm: str, family: str) -> Path:
    """Folder of the ladder: causes of one family's collapses on one arm."""
    return DIAGNOSIS / arm / family


def dials(arm: str) -> Path:
    """Folder of the dial tables of one arm."""
    return DIALS / arm


def study_table(name: str) -> Path:
    """A table of study=diagnosis, for example `remedies`."""
    return STUDY_TABLES / f"{name}.csv"


def predictions(arm: str, family: str) -> Path:
    """Folder of one family's predictions, trials and scores on one arm."""
    return PREDICTIONS / arm / family


def timings(arm: str, family: str) -> Path:
    """Seconds per configuration; no out of DVC, since times differ from run to run."""
    return TIMINGS / arm / f"{family}.parquet"


def counts(arm: str, family: str) -> Path:
    """Folder of what `evaluate` counts for one family: the raw arm and the subject side by side."""
    return COUNTS / arm / family


def report_table(name: str) -> Path:
    """A table for people, for example `collapse`."""
    return REPORT_TABLES / f"{name}.csv"


def pieces() -> Path:
    """The store of finished pieces, below the main repository."""
    return main_repository() / ".flatline" / "pieces"


def clouds() -> Path:
    """Where dialled clouds lie while they are trained on."""
    return pieces().with_name("clouds")


def writer(path: Path) -> str | None:
    """The stage that writes a path below artifacts/ or reports/; None for any other path."""
    here, place = Path.cwd().resolve(), path.resolve()
    inside = place.relative_to(here).as_posix() if place.is_relative_to(here) else ""
    found = (
        match.expand(stage) for home, stage in WRITERS if (match := re.match(home, f"{inside}/"))
    )
    return next(found, None)
