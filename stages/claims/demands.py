"""What a claim's yaml must hold; refused where it is composed, not after all is trained."""

import math


def require_number(key: str, value: object, *, at_least: float = -math.inf) -> None:
    """ValueError unless the value is a finite number (and no yes or no), large enough."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not (fits and value >= at_least):  # type: ignore[operator]
        floor = "" if math.isinf(at_least) else f" of at least {at_least:g}"
        raise _refused(key, value, f"a number{floor}")


def require_text(key: str, value: object) -> None:
    """ValueError unless the value is text that says something."""
    if not (isinstance(value, str) and value.strip()):
        raise _refused(key, value, "text")


def require_families(key: str, value: object, *, empty: bool = False) -> None:
    """ValueError unless the value is a list of names of families; `empty`: or one without any.

    A name that no run knows is no mistake here: the run says that it is not on its roster.
    """
    named = isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
    if not (named and (empty or value)):
        raise _refused(key, value, "a list of families, such as [rf]")


def _refused(key: str, value: object, expected: str) -> ValueError:
    return ValueError(f"Got {key}={value!r}; expected {expected}. Mend the claim.")
