"""Reading the branches of a wording file, each error with its place and the way out."""

from collections.abc import Mapping, Sequence

from stages.text.plain import fold, plain


def branch(tree: object, where: str) -> dict[str, object]:
    """A mapping whose keys are plain text; raises ValueError for anything else.

    Truth values as keys are refused, not guessed: YAML makes them of bare NO, OFF, ON and YES.
    """
    if not isinstance(tree, Mapping):
        raise ValueError(f"Got {where}={tree!r}; expected a mapping of names.")
    for key in tree:
        if isinstance(key, bool) or not plain(key):
            raise ValueError(
                f"Got the key {key!r} in {where}; expected text or a number. YAML reads NO, OFF, "
                'ON and YES as truth values: put the key in quotes ("NO", or "True" for True).'
            )
    return {plain(key): below for key, below in tree.items()}


def only(entry: dict[str, object], known: Sequence[str], where: str) -> dict[str, object]:
    """The entry itself; raises ValueError where it has a key that is not known."""
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise ValueError(f"Got {where}.{unknown[0]}; known there: {', '.join(known)}.")
    return entry


def label(tree: object, where: str) -> str:
    """A text on one line, not blank; numbers count as text, truth values do not."""
    text = fold(str(tree)) if isinstance(tree, str | int | float) else ""
    if not text or isinstance(tree, bool):
        raise ValueError(f"Got {where}={tree!r}; expected words. Put them in quotes.")
    return text


def words(tree: object, where: str) -> dict[str, str]:
    """Code to words."""
    return {code: label(said, f"{where}.{code}") for code, said in branch(tree, where).items()}


def grouped_words(tree: object, where: str) -> dict[str, str]:
    """Code to "heading: words", from {heading: {code: words}}."""
    return {
        code: f"{heading}: {said}"
        for heading, members in branch(tree, where).items()
        for code, said in words(members, f"{where}.{heading}").items()
    }
