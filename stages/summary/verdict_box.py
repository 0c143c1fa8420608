"""The box at the top: three questions, three answers in plain words."""

import math

from stages.summary.collapse_words import counts
from stages.summary.findings import Findings, Level
from stages.summary.line_words import CLEAR_GAIN, PLANES, gains
from stages.summary.markdown import bullets, escape, quoted
from stages.summary.numbers import figure, number, percent, several, signed
from stages.summary.verdict_lines import family_verdicts, pooled_verdicts


def verdict_box(found: Findings) -> str:
    """Collapse on the embedding and not on the raw rows? Does it inflate R^2? Is there a line?"""
    answers = [
        f"**Collapse on the embedding and not on the raw rows?** {collapse_answer(found)}",
        f"**Does collapse inflate R²?** {' '.join(inflation_answer(found, p) for p in PLANES)}",
        "**Is there a line without the collapsed?** Pooled over all families, per target:",
    ]
    return quoted("**Verdict**", bullets(answers), pooled_verdicts(found), family_verdicts(found))


def collapse_answer(found: Findings) -> str:
    """Whether near-collapse on the source goes beyond that of the raw rows, with the counts."""
    setting = found.setting
    (hit, all_), (raw_hit, raw_all) = (_total(found, arm) for arm in (setting.arm, setting.raw))
    if not all_:
        return "Can't be said: nothing was measured."
    only = [_cells(found, name) for name in ("n01", "n10")]
    mean = found.metric("collapse", "overall", "id")
    raw_mean = found.metric("collapse_tabular", "overall", "id")
    facts = (
        f"on {escape(setting.names[setting.source])} {hit or 'none'} of {all_} {setting.noun}s "
        f"near-collapse under {escape(setting.arm)} ({percent(mean)} as a mean over families), "
        f"{raw_hit or 'none'} of {raw_all} on the raw rows ({percent(raw_mean)}); "
        f"{only[0] or 'none'} only on the embedding, {only[1] or 'none'} only on the raw rows."
    )
    return f"{_yes_or_no(hit, *only)}: {facts}"


def inflation_answer(found: Findings, plane: str) -> str:
    """What leaving the near-collapsed out does to the pooled R^2 of one plane, per target."""
    known = gains(found, found.setting.arm, plane)
    name = PLANES[plane]
    if not known:
        return f"For the {name} it can't be said: R² is undefined."
    if not any(gain.left_out for gain in known):
        return f"Not for the {name}: nothing near-collapses, so R² stays as it is."
    up = [gain for gain in known if gain.value >= CLEAR_GAIN]
    down = [gain for gain in known if gain.value <= -CLEAR_GAIN]
    raw = [gain.value for gain in gains(found, found.setting.raw, plane)]
    parts = [
        f"the {name}'s R² is higher with them by {figure(CLEAR_GAIN, 1)} or more on "
        f"{len(up) or 'none'} of {several(len(known), 'target')}"
    ]
    if down:
        parts.append(f"lower by as much on {len(down)}")
    if raw:
        parts.append(f"on the raw rows the change is {_range(raw)}")
    return f"{_direction(bool(up), bool(down))}: {'; '.join(parts)}."


def _range(changes: list[float]) -> str:
    low, high = signed(min(changes)), signed(max(changes))
    return low if low == high else f"{low} to {high}"


def _direction(up: bool, down: bool) -> str:
    words = {(True, True): "Both ways", (True, False): "Yes", (False, True): "No, it hides it"}
    return words.get((up, down), "No")


def _yes_or_no(hit: int, embedded_only: int, raw_only: int) -> str:
    if hit == 0:
        return "No"
    if embedded_only == 0:
        return "No, not beyond the raw rows"
    return "Yes" if embedded_only > raw_only else "Not clearly"


def _total(found: Findings, arm: str) -> tuple[int, int]:
    source = found.setting.source
    rows = [found.collapse(arm, f, "id", source, Level.NEAR) for f in found.setting.families]
    both = [counts(row)[:2] for row in rows if row and math.isfinite(number(row, "value"))]
    return sum(hit for hit, _ in both), sum(every for _, every in both)


def _cells(found: Findings, name: str) -> int:
    source = found.setting.source
    pairs = [found.pair(f, "id", source, Level.NEAR) for f in found.setting.families]
    values = [number(pair, name) for pair in pairs]
    return int(sum(value for value in values if math.isfinite(value)))
