"""The alarm's verdicts as people and as programs read them."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from stages.alarm.judgement import Verdict
from stages.alarm.labels import Plan
from stages.alarm.tally import Tally
from stages.alarm.watched import Seen, Watched
from stages.storage.strict_json import finite
from stages.summary.numbers import several

TOWARD: Final = {
    Verdict.COLLAPSED: " to {}",
    Verdict.FINE: "",
    Verdict.UNKNOWN: ", perhaps collapsed to {}",
}


def lines(tally: Tally, groups: Sequence[Watched], options: argparse.Namespace) -> Iterator[str]:
    """A line per group and, below it, one per model that collapsed or is unknown."""
    columns, names = tally.columns, [shown(name) for name in tally.vocabulary.names]
    yield (
        f"{several(tally.rows, 'row')}, {several(len(columns.models), 'model')}, "
        f"epsilon {float(options.epsilon):g}, "
        f"classes {', '.join(names)}."
    )
    for group in groups:
        yield f"{shown(_place(tally, group))}: {_counted(group)}.{_caution(group)}"
        for seen in group.models:
            if options.all or seen.verdict is not Verdict.FINE:
                yield f"  {shown(seen.model)}: {_verdict(seen, names)}"


def shown(name: str) -> str:
    """A name on one line: breaks and other signs that can't be printed as their escapes."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name
    )


def tree(tally: Tally, groups: Sequence[Watched], epsilon: Fraction) -> dict[str, object]:
    """Everything as JSON: numbers, words, lists in a fixed order."""
    names = tally.vocabulary.names
    verdicts = Counter(seen.verdict for group in groups for seen in group.models)
    return {
        "classes": list(names),
        "epsilon": finite(float(epsilon)),
        "rows": tally.rows,
        "verdicts": {str(verdict): verdicts[verdict] for verdict in Verdict},
        "groups": [
            {
                "cohort": group.group.cohort if tally.columns.cohort else None,
                "window": _window(tally, group),
                "rows": group.rows,
                "few_rows": group.few,
                "rows_wanted": group.wanted,
                "models": [_record(seen, names) for seen in group.models],
            }
            for group in groups
        ],
    }


def _record(seen: Seen, names: Sequence[str]) -> dict[str, object]:
    judged = seen.judgement
    return {
        "model": seen.model,
        "verdict": str(seen.verdict),
        "toward": None if seen.verdict is Verdict.FINE else names[judged.toward],
        "strict": judged.strict,
        "predicted": dict(zip(names, seen.predicted, strict=True)),
        "statistic_low": finite(float(judged.bounds.low)),
        "statistic_high": finite(float(judged.bounds.high)),
        "statistic_of": names[judged.toward],
        "labels_that_decide": seen.labels,
        "labels_always_decide": seen.always,
        "labels_used": seen.drawn,
        "labels_contradict_prior": seen.against is not None,
        "labels": _plan_record(seen.plan, names),
    }


def _plan_record(plan: Plan | None, names: Sequence[str]) -> dict[str, object] | None:
    if plan is None:
        return None
    return {
        "of_rows_predicted": names[plan.predicted],
        "rows": plan.rows,
        "always_decide": plan.always,
        "streaks": [
            {"all": names[one.label], "labels": one.labels, "verdict": str(one.verdict)}
            for one in plan.streaks
        ],
    }


def _place(tally: Tally, group: Watched) -> str:
    parts = [group.group.cohort] if tally.columns.cohort else []
    window = _window(tally, group)
    parts += [f"from {window}"] if window is not None else []
    return f"{', '.join(parts) or 'all'} ({several(group.rows, 'row')})"


def _window(tally: Tally, group: Watched) -> str | None:
    return None if tally.windows is None else tally.windows.name(group.group.place)


def _counted(group: Watched) -> str:
    found = Counter(seen.verdict for seen in group.models)
    return ", ".join(f"{found[verdict]} {verdict}" for verdict in Verdict if found[verdict])


def _caution(group: Watched) -> str:
    if not group.few:
        return ""
    wanted = "no number of rows is" if group.wanted is None else f"{group.wanted:,} rows are"
    return f" Few rows: a class may be missing by luck; {wanted} enough to tell."


def _verdict(seen: Seen, names: Sequence[str]) -> str:
    judged = seen.judgement
    low, high = (float(end) for end in (judged.bounds.low, judged.bounds.high))
    predicted = ", ".join(f"{n:,} {name}" for name, n in zip(names, seen.predicted, strict=True))
    toward = TOWARD[seen.verdict].format(names[judged.toward])
    if judged.strict:
        return f"collapsed{toward}, strictly ({predicted})"
    told = f"{seen.verdict}{toward} (statistic {low:.3f} to {high:.3f}; {predicted})"
    if seen.verdict is not Verdict.UNKNOWN:
        return told + (f", by {seen.drawn:,} labels" if seen.drawn else "")
    return f"{told}; {seen.against or _asked(seen, names)}"


def _asked(seen: Seen, names: Sequence[str]) -> str:
    plan = seen.plan
    whole = "decide" if seen.always else "decide unless the prior is too wide for what they show"
    if plan is None:
        toward = names[seen.judgement.toward]
        return f"label the {seen.labels or 0:,} rows predicted otherwise than {toward}: all {whole}"
    streaks = " or ".join(
        f"{one.labels:,} in a row that are {names[one.label]} ({one.verdict})"
        for one in plan.streaks
        if one.labels is not None
    )
    early = f"; in random order, {streaks} may be enough" if streaks else ""
    return f"label the {plan.rows:,} rows predicted {names[plan.predicted]}: all {whole}{early}"
