"""Does collapse inflate R^2? Is there a line without it?"""

from collections.abc import Sequence

from stages.metrics.arm_counts import POOLED
from stages.summary.findings import Findings
from stages.summary.line_words import CLEAR_GAIN, PLANES, gains, verdict_words
from stages.summary.markdown import escape
from stages.summary.numbers import listed, several, signed


def inflation_answer(found: Findings, plane: str) -> str:
    """What leaving the near-collapsed out does to the pooled R^2 of one plane, per target."""
    known = gains(found, found.setting.arm, plane)
    name = PLANES[plane]
    if not known:
        return f"{name}: it can't be said, R² is undefined."
    if not any(gain.left_out for gain in known):
        return f"{name}: no, nothing near-collapses and R² stays as it is."
    up = [gain.stem for gain in known if gain.value >= CLEAR_GAIN]
    down = [gain.stem for gain in known if gain.value <= -CLEAR_GAIN]
    raw = [gain.value for gain in gains(found, found.setting.raw, plane)]
    of = several(len(known), "target")
    parts = [f"yes, on {len(up)} of {of} ({_names(found, up)})" if up else f"no, on none of {of}"]
    if down:
        parts.append(f"it lowers R² by as much on {_names(found, down)}")
    if raw:
        parts.append(f"on the raw rows R² changes by {_range(raw)}")
    return f"{name}: {'; '.join(parts)}."


def line_answer(found: Findings, plane: str) -> str:
    """The targets under each verdict on the pooled line of one plane."""
    targets: dict[str, list[str]] = {}
    for stem in found.setting.targets:
        row = found.line(found.setting.arm, POOLED, stem, plane, "not_near")
        if row is not None:
            targets.setdefault(verdict_words(row["verdict"]), []).append(stem)
    parts = [f"{verdict} on {_names(found, stems)}" for verdict, stems in targets.items()]
    return f"{PLANES[plane]}: {'; '.join(parts) or 'not measured'}."


def _names(found: Findings, stems: Sequence[str]) -> str:
    return listed([escape(found.setting.names[stem]) for stem in stems])


def _range(changes: list[float]) -> str:
    low, high = signed(min(changes)), signed(max(changes))
    return low if low == high else f"{low} to {high}"
