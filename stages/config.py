"""params.yaml as objects; the only module that reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import yaml
from hydra.errors import InstantiationException
from hydra.utils import instantiate

from stages import paths
from stages.claims.claim import Claim
from stages.data.source import DataSource
from stages.data.splits import Size
from stages.diagnosis.settings import DiagnosisSettings
from stages.encoders.contract import Encoder
from stages.families.contract import Family
from stages.families.training import PLAIN, ClassWeight, Threshold, Training
from stages.machine.compute import Compute
from stages.machine.parallel import Parallel
from stages.remedies.contract import Remedy
from stages.storage.arms import NO_REMEDY, RAW_ARM, parts_of, unknown_arm
from stages.storage.bound import Bound
from stages.storage.damage import reading
from stages.storage.names import unknown_name
from stages.storage.seal import check

if TYPE_CHECKING:
    from stages.dials.plan import DialPlan  # needs torch, which few stages do

WRITE_IT: Final = (
    "run `python -m stages.commands.compose`, or `git checkout params.yaml` for the committed one"
)


@dataclass(frozen=True)
class TextSettings:
    """Tab2Text: the name of the template, and whether every text opens with its domain."""

    template: str
    include_domain: bool


@dataclass(frozen=True)
class Measures:
    """`epsilon` of near-collapse, `bootstrap` replicates, `confidence` of the intervals."""

    epsilon: float
    bootstrap: int
    confidence: float

    def __post_init__(self) -> None:
        """Refuse what no measure is defined for."""
        if not 0 < self.epsilon <= 1:
            raise ValueError(
                f"Got measures.epsilon={self.epsilon}; expected a number above 0, at most 1, "
                "such as 0.1: strict collapse is measured besides."
            )
        if self.bootstrap < 1 or not 0 < self.confidence < 1:
            raise ValueError(
                f"Got measures.bootstrap={self.bootstrap}, confidence={self.confidence}; expected "
                "at least 1 replicate and a share between 0 and 1, such as 200 and 0.95."
            )


@dataclass(frozen=True)
class Config:
    """What one audit was told; a section is built only when a stage asks for it."""

    tree: Mapping[str, object]

    @classmethod
    def read(cls, path: Path = paths.PARAMS) -> "Config":
        """Read params.yaml; FileNotFoundError or ValueError name the command that writes it."""
        if not path.is_file():
            raise FileNotFoundError(f"No {path} here: {WRITE_IT}.")
        try:
            tree = yaml.safe_load(path.read_bytes())
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is damaged, it is no YAML: {WRITE_IT}.") from error
        if not isinstance(tree, dict):
            raise ValueError(f"{path} is damaged, it has no sections: {WRITE_IT}.")
        return cls(tree)

    def _value(self, name: str) -> object:
        if self.tree.get(name) is None:
            raise KeyError(f"No {name} in {paths.PARAMS}: {WRITE_IT}.")
        return self.tree[name]

    def _section(self, name: str) -> dict[str, object]:
        section = self._value(name)
        if not isinstance(section, dict):
            raise ValueError(f"Got {name}={section!r} in {paths.PARAMS}: {WRITE_IT}.")
        return section

    @property
    def arm(self) -> str:
        """The arm under audit: the encoder's name, with `+` and the remedy's where there is one."""
        return str(self._value("arm"))

    @property
    def bench(self) -> list[str]:
        """The encoders that are embedded."""
        return self._names("bench")

    @property
    def remedied(self) -> list[str]:
        """The remedies that each encoder of the bench goes through."""
        return self._names("remedied")

    @property
    def arms(self) -> list[str]:
        """The arms that are trained, the raw one aside."""
        return self._names("arms")

    @property
    def certified(self) -> list[str]:
        """The arms whose linear models are certified before they are trained."""
        return self._names("certified")

    @property
    def diagnosed(self) -> list[str]:
        """The arm whose collapses are diagnosed; empty outside study=diagnosis."""
        return self._names("diagnosed")

    @property
    def roster(self) -> list[str]:
        """The families that run."""
        return self._names("roster")

    def _names(self, key: str) -> list[str]:
        return [str(name) for name in cast(list[str], self._value(key))]

    @property
    def seeds(self) -> list[int]:
        """The training seeds; every configuration is trained once per seed."""
        return [int(seed) for seed in cast(list[int], self._value("seeds"))]

    @property
    def scaling(self) -> str:
        """How the raw arm's features are scaled: none or standard."""
        return str(self._section("tabular")["scaling"])

    @property
    def size(self) -> Size:
        """Rows per domain."""
        return Size(**self._section("size"))  # type: ignore[arg-type]

    @property
    def text(self) -> TextSettings:
        """How rows become texts."""
        return TextSettings(**self._section("text"))  # type: ignore[arg-type]

    @property
    def measures(self) -> Measures:
        """How results are measured."""
        return Measures(**self._section("measures"))  # type: ignore[arg-type]

    @property
    def compute(self) -> Compute:
        """What of the machine can change a byte."""
        return Compute(**self._section("compute"))  # type: ignore[arg-type]

    @property
    def parallel(self) -> Parallel:
        """Where the work runs."""
        return Parallel(**self._section("parallel"))  # type: ignore[arg-type]

    @property
    def store(self) -> Bound:
        """How much of finished pieces is kept."""
        return Bound(**self._section("store"))  # type: ignore[arg-type]

    @property
    def data(self) -> DataSource:
        """The data set."""
        return cast(DataSource, _built(self._section("data"), "data"))

    @property
    def diagnosis(self) -> DiagnosisSettings:
        """How collapses are diagnosed."""
        return cast(DiagnosisSettings, _built(self._section("diagnosis"), "diagnosis"))

    @property
    def dials(self) -> "DialPlan":
        """Which dials are turned, how far, and which families are trained on the clouds."""
        return cast("DialPlan", _built(self._section("dials"), "dials"))

    def encoder(self, name: str) -> Encoder:
        """One encoder of the catalogue, built but not loaded; KeyError names the nearest."""
        return cast(Encoder, self._build("encoders", name))

    def remedy(self, name: str) -> Remedy:
        """One remedy of the catalogue, not fitted; KeyError names the nearest."""
        return cast(Remedy, self._build("remedies", name))

    def family(self, name: str) -> Family:
        """One family of the catalogue with its grid; KeyError names the nearest."""
        return cast(Family, self._build("families", name))

    def training(self, arm: str) -> Training:
        """What is asked of training on an arm: its remedy's own words, else those of all arms.

        ValueError with the nearest word for an unknown one.
        """
        weight, threshold = self._value("class_weight"), self._value("threshold")
        everywhere = Training(ClassWeight(str(weight)), Threshold(str(threshold)))
        return (
            everywhere.overruled(_own_words(arm)) if parts_of(arm)[1] != NO_REMEDY else everywhere
        )

    def certified_training(self, arm: str, family: str) -> Training:
        """What is asked of training of a family of `own_weights` on an arm; errors as `training`.

        As there, but for a word of the family's own where the arm has none (families.training).
        """
        training, everywhere = self.training(arm), self.training(RAW_ARM)
        if training.class_weight is not everywhere.class_weight:
            return training
        return training.overruled(
            {"class_weight": str(self._section("own_weights")[family]), "threshold": None}
        )

    def certifies(self, arm: str, family: str) -> bool:
        """Whether certificates are about a family's models on an arm; errors as `training`.

        Its training must be plain, and LR's solver leave the intercept free: liblinear does not.
        """
        free = family != "lr" or self._section("own_logit")["solver"] != "liblinear"
        return free and self.certified_training(arm, family) == PLAIN

    @property
    def penalty_is(self) -> str:
        """What LR's setting C is: C, or lambda, its inverse."""
        return str(self._section("own_logit")["penalty_is"])

    @property
    def claims(self) -> dict[str, Claim]:
        """The ledger of claims by name; empty where the catalogue is."""
        entries = self.tree.get("claims") or {}
        return {name: cast(Claim, self._build("claims", name)) for name in cast(list[str], entries)}

    def check_arm(self, name: str) -> None:
        """KeyError with the nearest names unless `name` is the raw arm or made of listed names.

        That is an encoder, or ENCODER+REMEDY.
        """
        encoders = self._section("encoders")
        remedies = self._section("remedies").keys() - {NO_REMEDY}
        encoder, remedy = parts_of(name)
        remedied = encoder in encoders and remedy in remedies
        if not (name in {RAW_ARM, *encoders} or remedied):
            raise KeyError(unknown_arm(name, encoders, remedies))

    def _build(self, catalogue: str, name: str) -> object:
        entries = self._section(catalogue)
        if name not in entries:
            raise KeyError(unknown_name(name, entries, catalogue, f"conf/{catalogue}"))
        return _built(entries[name], f"{catalogue}.{name}")


def _own_words(arm: str) -> dict[str, str | None]:
    """What a remedy asks of training; DamagedFileError where that is not what it wrote."""
    path = paths.training(arm)
    check(path)
    with reading(path):
        told = json.loads(path.read_text(encoding="utf-8"))
        return {key: told.get(key) for key in ("class_weight", "threshold")}


def _built(entry: object, name: str) -> object:
    """The object that an entry of params.yaml describes; ValueError says why there is none."""
    try:
        return instantiate(entry, _convert_="all")
    except InstantiationException as error:
        cause = error.__cause__ or error
        why = f"{type(cause).__name__}: {' '.join(str(cause).split())}".rstrip(".: ")
        raise ValueError(
            f"Can't build {name} as params.yaml describes it: {why}. Mend its file in conf/ (or the"
            " class that `_target_` names), then run `python -m stages.commands.compose`."
        ) from error
