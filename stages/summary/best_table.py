"""Best configurations, with the raw rows and the constant predictors as entrants."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from stages.metrics.arm_counts import POOLED
from stages.summary.config_words import short_configs
from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import Row, figure, number, several

CONSTANT: Final = "constant"
DIGITS: Final = 3
Entrant = tuple[str, str, str]  # arm, family, configuration


def best_section(found: Findings) -> str:
    """Accuracy and macro-F1 of each family's best configuration on every domain."""
    rows = found.table("best")
    if not rows:
        return section("Best configurations", "None was measured.")
    return section(
        "Best configurations",
        "Chosen by macro-F1 on the source's test rows, where its own figures are cross-fitted "
        "(chosen on one half, reported on the other). Cells: accuracy / macro-F1; the best of each "
        "column in bold, accuracy and macro-F1 apart. Family `all`: the best of all families. "
        "Settings that a family's grid does not vary are not printed.",
        _table(found, rows),
        _against_constants(found, rows),
    )


def _table(found: Findings, rows: list[Row]) -> str:
    setting = found.setting
    tops = {
        (stem, name): max(
            _finite(number(r, name) for r in rows if r["domain"] == stem), default=None
        )
        for stem in setting.domains
        for name in ("accuracy", "f1_macro")
    }
    outside = found.trials[~found.trials["in_grid"].astype(bool)]
    extras = set(outside[["arm", "family", "config"]].itertuples(index=False, name=None))
    short, body = short_configs(found), []
    for entrant, cells in _entrants(found, rows):
        by_domain = {str(row["domain"]): row for row in cells}
        shown = [
            " / ".join(
                _bold(number(by_domain.get(stem), name), tops[stem, name])
                for name in ("accuracy", "f1_macro")
            )
            for stem in setting.domains
        ]
        mark = " (named in advance)" if entrant in extras else ""
        config = short.get(entrant[1:], entrant[2])
        body.append([*(code(part) for part in entrant[:2]), code(config) + mark, *shown])
    names = [escape(setting.names[stem]) for stem in setting.domains]
    return table(["arm", "family", "configuration", *names], body, text_columns=3)


def _entrants(found: Findings, rows: list[Row]) -> list[tuple[Entrant, list[Row]]]:
    arms = {CONSTANT: 0, found.setting.raw: 1, found.setting.arm: 2}
    families = {name: place for place, name in enumerate(found.setting.families)}

    def key(row: Row) -> Entrant:
        return str(row["arm"]), str(row["family"]), str(row["config"])

    def order(row: Row) -> tuple[int, int, Entrant]:
        arm, family, _ = key(row)
        return arms.get(arm, len(arms)), families.get(family, len(families)), key(row)

    return [(name, list(group)) for name, group in groupby(sorted(rows, key=order), key=key)]


def _against_constants(found: Findings, rows: list[Row]) -> str:
    setting, sentences = found.setting, []
    for stem in setting.domains:
        here = [row for row in rows if row["domain"] == stem]
        constant = _finite(number(row, "accuracy") for row in here if row["arm"] == CONSTANT)
        mine = _finite(
            number(row, "accuracy")
            for row in here
            if row["arm"] == setting.arm and row["family"] != POOLED
        )
        below = sum(value < max(constant, default=0.0) for value in mine)
        if below:
            of = several(len(mine), "entrant")
            verb = "lies" if below == 1 else "lie"
            sentences.append(
                f"On {escape(setting.names[stem])} {below} of {of} of {code(setting.arm)} {verb} "
                "below the better constant predictor in accuracy."
            )
    return " ".join(sentences)


def _finite(values: Iterable[float]) -> list[float]:
    return [value for value in values if value == value]  # noqa: PLR0124  NaN drops out


def _bold(value: float, top: float | None) -> str:
    return f"**{figure(value, DIGITS)}**" if value == top else figure(value, DIGITS)
