"""Whether features are brought to one scale."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.features.contract import Features


@dataclass(frozen=True)
class Scaler:
    """Features less `centre`, over `spread`; both float64 of shape (dimension,)."""

    centre: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]

    def scale(self, features: Features) -> Features:
        """New float32 features of the same shape."""
        return ((features - self.centre) / self.spread).astype(np.float32)


class Scaling(StrEnum):
    """The name of a scale, as `tabular.scaling` in conf/config.yaml gives it."""

    NONE = "none"
    """Features as they are."""

    STANDARD = "standard"
    """Mean 0 and standard deviation 1 on the train rows; constant columns stay as they are."""

    @classmethod
    def _missing_(cls, value: object) -> "Scaling":
        known = ", ".join(scaling.value for scaling in cls)
        raise ValueError(
            f"Got scaling={value!r}; expected one of {known}. "
            "Change `tabular.scaling` in conf/config.yaml."
        )


def scaler(scaling: Scaling, train: Features) -> Scaler:
    """The scaler learnt from the source's train rows only; ValueError where there are none."""
    if not len(train):
        raise ValueError("Got no train rows to fit the scale on; expected at least one.")
    return _FIT[scaling](train)


def _identity(train: Features) -> Scaler:
    return Scaler(np.zeros(train.shape[1]), np.ones(train.shape[1]))


def _standard(train: Features) -> Scaler:
    """Constant is what has one value only: its computed deviation need not be exactly 0."""
    constant = train.max(axis=0) == train.min(axis=0)
    centre = np.where(constant, 0.0, train.mean(axis=0, dtype=np.float64))
    spread = np.where(constant, 1.0, train.std(axis=0, dtype=np.float64))
    return Scaler(centre, spread)


_FIT: Final[dict[Scaling, Callable[[Features], Scaler]]] = {
    Scaling.NONE: _identity,
    Scaling.STANDARD: _standard,
}
