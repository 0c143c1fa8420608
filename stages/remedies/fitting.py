"""A remedy learns from rows alone; one that asks for labels is refused."""

import inspect
from dataclasses import dataclass
from typing import Final

from sklearn.base import BaseEstimator
from sklearn.utils import get_tags

from stages.remedies.fitted import FittedRemedy, said
from stages.remedies.training import chain
from stages.remedies.transformer import Rows, UnsuitedError

SEED: Final = 0
"""For transformers that draw random numbers and were given no seed."""

MEND: Final = "Mend its class, or choose another in its file of conf/remedies"


@dataclass(frozen=True)
class Remedying:
    """A remedy by its `name` in the catalogue, not fitted: any `transformer` as scikit-learn's."""

    name: str
    transformer: object

    def fitted(self, rows: Rows) -> FittedRemedy:
        """What it learned from train rows, shape (rows, dimension), in float64.

        TypeError for what is no transformer, ValueError for one that asks for labels, that can't be
        fitted on these rows, or whose rows depend on one another. `rows` may be changed.
        """
        self._check_members()
        for step in chain(self.transformer):
            self._check_labels(step)
        self._seed()
        few = FittedRemedy.few(rows)
        shape = f"{rows.shape[0]} rows of {rows.shape[1]} numbers"
        try:
            learned = self.transformer.fit(rows)  # type: ignore[attr-defined]
        except UnsuitedError as error:
            raise ValueError(f"remedy {self.name}: {error}") from error
        except Exception as error:
            raise ValueError(
                f"Got {said(error)} from `fit` of the remedy {self.name} on {shape}; expected a "
                f"transformer that learns from rows alone, labels are never given. {MEND}."
            ) from error
        ready = learned if callable(getattr(learned, "transform", None)) else self.transformer
        return FittedRemedy.checked(self.name, ready, few)

    def _check_members(self) -> None:
        lacking = [
            member
            for member in ("fit", "transform")
            if not callable(getattr(self.transformer, member, None))
        ]
        if lacking:
            raise TypeError(
                f"Got a {type(self.transformer).__qualname__} without `{lacking[0]}` as the remedy "
                f"{self.name}; expected a transformer as scikit-learn has them: `fit(X)` and "
                f"`transform(X)`. {MEND}."
            )

    def _check_labels(self, step: object) -> None:
        if _asks_for_labels(step):
            raise ValueError(
                f"Got {type(step).__qualname__}, which is fitted with labels, as the remedy "
                f"{self.name}; expected a transformer that needs none: a remedy sees the source's "
                "train rows without their labels. Choose another in its file of conf/remedies."
            )

    def _seed(self) -> None:
        """Give a seed wherever scikit-learn would draw anew for every run."""
        if isinstance(self.transformer, BaseEstimator):
            settings = self.transformer.get_params()
            unset = {key: SEED for key, value in settings.items() if _is_unset_seed(key, value)}
            if unset:
                self.transformer.set_params(**unset)


def _asks_for_labels(step: object) -> bool:
    if isinstance(step, BaseEstimator) and get_tags(step).target_tags.required:
        return True
    fit = getattr(step, "fit", None)
    if not callable(fit):
        return False
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [
        one for one in inspect.signature(fit).parameters.values() if one.kind in positional
    ]
    return any(one.default is inspect.Parameter.empty for one in parameters[1:])


def _is_unset_seed(key: str, value: object) -> bool:
    return key.rpartition("__")[2] == "random_state" and value is None
