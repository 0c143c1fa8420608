"""The forecast in a line, for whoever has just embedded."""

from collections.abc import Mapping

from stages.expectation.expected import Expectation


def foretold(facts: Mapping[str, object]) -> str:
    """What `told` says by the fit that comes with the project."""
    return told(Expectation.read(), facts)


def told(expectation: Expectation, facts: Mapping[str, object]) -> str:
    """What is expected of every family, highest first, how sure that is, and of which grids."""
    expected = expectation.expected(facts)
    if not expected:
        return (
            "no forecast from these facts: the train rows' vectors do not vary, so that no model "
            "can learn to tell rows apart"
        )
    ordered = sorted(expected.items(), key=lambda item: (-item[1][0], item[0]))
    listed = ", ".join(f"{name} {share:.0%}{_error(error)}" for name, (share, error) in ordered)
    line = f"expected near-collapse from these facts alone, with the quick grids: {listed}"
    far = expectation.outside(facts)
    if far:
        line += f"; outside what it was fitted on ({', '.join(far)}), so a guess"
    return f"{line}; measured later by audit"


def _error(error: float | None) -> str:
    return "" if error is None else f" (± {100 * error:.0f})"
