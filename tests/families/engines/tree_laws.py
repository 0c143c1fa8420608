"""Laws of the engines of tree families: bit-equal to the plain fit, whatever else is trained."""

from dataclasses import replace

import numpy as np
import pytest

from stages.families.contract import Family, Trial
from stages.families.groups import groups_of


def engine_margins(made: Family, trials: list[Trial], x, y, new) -> dict[str, bytes]:
    """Each trial's margins by its engine, as bytes, in two chunks of new rows."""
    margins = {}
    for group in groups_of(made, trials):
        fitted = made.fit_group(group, x, y)
        assert list(fitted.troubles()) == [None] * len(group)
        parts = [fitted.answers(part).margins for part in (new[:100], new[100:])]
        whole = np.concatenate(parts, axis=1)
        margins |= {trial.config: one.tobytes() for trial, one in zip(group, whole, strict=True)}
    return margins


def plain_margins(made: Family, trials: list[Trial], x, y, new) -> dict[str, bytes]:
    """Each trial's margins by the plain fit, as bytes."""
    return {
        trial.config: np.float64(made.fit(trial, x, y).margin(new)).tobytes() for trial in trials
    }


def changed(trials: list[Trial], **settings: object) -> list[Trial]:
    """The trials with some settings changed in name and value, once each."""
    made = {}
    for trial in trials:
        new = {**trial.settings, **settings}
        name = f"{sorted(new.items())};seed={trial.seed}"
        made[name] = replace(trial, config=name, settings=new)
    return list(made.values())


def demand_the_same_in_any_company(made: Family, trials: list[Trial], step: int, data) -> None:
    """Each trial is told the same with all others, in another order, and (every step-th) alone.

    `data`: rows, labels and new rows.
    """
    together = engine_margins(made, trials, *data)
    assert engine_margins(made, trials[::-1], *data) == together
    for trial in trials[::step]:
        assert engine_margins(made, [trial], *data) == {trial.config: together[trial.config]}


def demand_a_refusal(made: Family, wrong: dict[str, object], words: str, x, y) -> None:
    """A wrong setting fails in the plain fit and in a group with the same words."""
    good = made.plan([0])[0]
    bad = replace(good, settings={**good.settings, **wrong})
    for attempt in (lambda: made.fit(bad, x, y), lambda: made.fit_group([good, bad], x, y)):
        with pytest.raises(ValueError, match=words):
            attempt()
