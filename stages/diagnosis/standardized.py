"""A family whose rows are centred and scaled before it sees them, in training and in answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from stages.encoders.facts import HARDLY
from stages.families.arm_files import ArmFiles, training_set
from stages.families.contract import (
    Answers,
    BoolArray,
    Classifier,
    Family,
    FittedGroup,
    FloatArray,
    Trial,
)
from stages.families.groups import fit_group, groups_of
from stages.remedies.standardize import Standardize


@dataclass(frozen=True)
class Standardized:
    """`family` on what `scale` makes of its rows; trials and groups are the family's own."""

    family: Family
    scale: Standardize

    @classmethod
    def on(cls, arm: ArmFiles, family: Family) -> "Standardized":
        """Scaled as all training rows of the arm ask for, those that a cut is tuned on too."""
        x, _ = training_set(arm)
        return cls(family, Standardize(HARDLY).fit(x))

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        """The family's trials."""
        return self.family.plan(seeds)

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """The family's groups."""
        return groups_of(self.family, trials)

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> "ScaledClassifier":
        """Train one trial on scaled rows."""
        return ScaledClassifier(self.family.fit(trial, self.scale.transform(x), y), self.scale)

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> "ScaledGroup":
        """Train a group on scaled rows."""
        return ScaledGroup(fit_group(self.family, trials, self.scale.transform(x), y), self.scale)


@dataclass(frozen=True)
class ScaledClassifier:
    """A classifier of scaled rows, for rows as they are."""

    classifier: Classifier
    scale: Standardize

    def margin(self, x: FloatArray) -> FloatArray:
        """As the classifier says of the scaled rows."""
        return self.classifier.margin(self.scale.transform(x))

    def dead_units(self, x: FloatArray) -> BoolArray | None:
        """As the classifier says of the scaled rows."""
        return self.classifier.dead_units(self.scale.transform(x))


@dataclass(frozen=True)
class ScaledGroup:
    """Classifiers of scaled rows, for rows as they are."""

    fitted: FittedGroup
    scale: Standardize

    def answers(self, x: FloatArray) -> Answers:
        """As the group says of the scaled rows."""
        return self.fitted.answers(self.scale.transform(x))

    def troubles(self) -> Sequence[Exception | None]:
        """What became of the fits."""
        return self.fitted.troubles()
