"""Why two encoders differ: each usual cause tested on their vectors, most telling first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.encoders.parity import COSINE, SPREAD, Compared, Likeness, encoded, lengths, unit
from stages.encoders.parity_settings import first_that_fits

UNIT: Final = 1e-2
"""Lengths within this of 1 count as normalised."""
ROUNDING: Final = {"float32": 1e-5, "float16": 2e-3, "bfloat16": 0.045}
"""Relative error of vectors that were computed in a number format, at most."""
SMALL: Final = 0.1
"""Share of the spread above which an error is no rounding, however near the cosines are to 1."""
UNRELATED: Final = 0.5
"""Median correlation of the rows (less the mean row) below which models have little in common."""


@dataclass(frozen=True)
class Finding:
    """A `cause`, whether it was `found`, and what was seen, with the cure."""

    cause: str
    found: bool
    words: str


def findings(compared: Compared) -> list[Finding]:
    """The causes tried, up to the first that explains the directions, and whether they were found.

    `another model` is tried where nothing else explains them.
    """
    if compared.there.shape != compared.here.shape:
        return [_dimension(compared)]
    if compared.likeness.same_directions:
        return [_normalisation(compared), _number_format(compared)]
    tried = [_normalisation(compared)]
    for cause in CAUSES:
        tried.append(cause(compared))
        if tried[-1].found:
            return tried
    return [*tried, _another_model(compared)]


def _dimension(compared: Compared) -> Finding:
    there, here = compared.there.shape[1], compared.here.shape[1]
    common = min(there, here)
    shortened = Likeness(compared.there[:, :common], compared.here[:, :common]).same_directions
    cure = (
        "the first numbers agree: one is shortened. Set `dimension` (and `ask_dimension`) alike."
        if shortened
        else "the first numbers differ, too: these are different models. Check `model`."
    )
    return Finding("dimension", found=True, words=f"{there} numbers there, {here} here; {cure}")


def _normalisation(compared: Compared) -> Finding:
    there, here = lengths(compared.there), lengths(compared.here)
    one_sided = _is_unit(there) != _is_unit(here)
    likeness = compared.likeness
    found = one_sided or (likeness.same_directions and likeness.length_difference > UNIT)
    cure = "Set `normalize` alike on both sides." if one_sided else "Is a layer missing?"
    words = f"lengths {_range(there)} there, {_range(here)} here. {cure if found else ''}".strip()
    return Finding("normalisation", found, words)


def _number_format(compared: Compared) -> Finding:
    apart = np.linalg.norm(unit(compared.there) - unit(compared.here), axis=1).max()
    name = next((name for name, most in ROUNDING.items() if apart <= most), None)
    small = compared.likeness.error_over_spread <= SMALL
    found = small and name in ("float16", "bfloat16")
    said = f"as {name} makes it" if name and small else "more than rounding makes"
    return Finding("number format", found, f"relative difference at most {apart:.2g}, {said}.")


def _order(compared: Compared) -> Finding:
    centre = compared.here.mean(axis=0)
    best = (unit(compared.there - centre) @ unit(compared.here - centre).T).argmax(axis=1)
    moved = int((best != np.arange(best.size)).sum())
    found = (
        moved > 0
        and np.unique(best).size == best.size
        and Likeness(compared.there, compared.here[best]).same_directions
    )
    cure = "The server does not keep to `index`: ask it for one text at a time (batch_size=1)."
    words = f"{moved} of {best.size} texts are nearest to another text's vector."
    return Finding("order", found, f"{words} {cure if found else ''}".strip())


def _padding(compared: Compared) -> Finding:
    shortest = min(range(len(compared.texts)), key=lambda place: len(compared.texts[place]))
    alone = encoded(compared.remote, [compared.texts[shortest]])
    together = compared.there[[shortest]]
    least = 1 - min(COSINE, SPREAD * compared.likeness.spread)
    moved = float(Likeness(together, alone).cosines[0])
    agrees = float(Likeness(alone, compared.here[[shortest]]).cosines[0])
    found = moved < least <= agrees
    words = f"cosine {moved:.4f} between the shortest text alone and in company there."
    cure = "The server counts padding in: set batch_size=1, or mend its attention mask."
    return Finding("padding", found, f"{words} {cure if found else ''}".strip())


def _cutting(compared: Compared) -> Finding:
    size = np.array([len(text) for text in compared.texts])
    agree = compared.likeness.agrees
    only_long = bool(agree.any() and size[agree].max() < size[~agree].min())
    fitting = first_that_fits(compared, "max_length")
    if fitting is None and not only_long:
        return Finding("cutting", found=False, words="long and short texts differ alike.")
    which = (
        f"texts of more than {size[agree].max()} characters differ" if only_long else "all differ"
    )
    like = f", as with max_length={fitting}" if fitting is not None else ""
    cure = "Set the greatest length alike on both sides."
    return Finding("cutting", found=True, words=f"{which}{like}. {cure}")


def _prompt(compared: Compared) -> Finding:
    return _setting(compared, "prompt", "One side puts other words in front: set `prompt` alike.")


def _pooling(compared: Compared) -> Finding:
    return _setting(compared, "pooling", "Set the server's pooling to that of the model's makers.")


def _setting(compared: Compared, name: str, cure: str) -> Finding:
    fitting = first_that_fits(compared, name)
    if fitting is None:
        return Finding(name, found=False, words="no other value of the local encoder fits better.")
    own = getattr(compared.local, name)
    words = (
        f"the vectors there are those of {name}={str(fitting)!r}, here it is {str(own)!r}. {cure}"
    )
    return Finding(name, found=True, words=words)


def _another_model(compared: Compared) -> Finding:
    related = float(np.median(_correlations(compared)))
    found = related < UNRELATED
    said = "little in common" if found else "much in common, yet no single cause explains it"
    cure = "Check `model` and its revision." if found else "Two causes at once? Mend one and retry."
    words = f"correlation of the rows {related:.2f}: {said}. {cure}"
    return Finding("another model", found, words)


def _correlations(compared: Compared) -> npt.NDArray[np.float64]:
    there, here = (side - side.mean(axis=0) for side in (unit(compared.there), unit(compared.here)))
    return Likeness(there, here).cosines


def _is_unit(size: npt.NDArray[np.float64]) -> bool:
    return bool((np.abs(size - 1) <= UNIT).all())


def _range(size: npt.NDArray[np.float64]) -> str:
    return f"{size.min():.3g} to {size.max():.3g}"


CAUSES: Final[tuple[Callable[[Compared], Finding], ...]] = (
    _order,
    _padding,
    _cutting,
    _prompt,
    _pooling,
    _number_format,
)
