"""The first lines: which rows, which encoder, how much of everything."""

from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, table
from stages.summary.numbers import Row, listed, number, percent, several, whole


def first_line(found: Findings) -> str:
    """The title: the encoder under audit, the data, source and targets, rows trained and tested."""
    setting = found.setting
    audited = f"{escape(setting.arm)} under audit on {escape(setting.data)}"
    return f"# {audited}: {source_and_targets(found)}; {sizes(found)}"


def source_and_targets(found: Findings) -> str:
    """The source's name, an arrow, the targets' names."""
    setting = found.setting
    names = {stem: escape(setting.names[stem]) for stem in setting.domains}
    targets = ", ".join(names[stem] for stem in setting.targets)
    return f"{names[setting.source]} → {targets}"


def sizes(found: Findings) -> str:
    """The size's name, the rows trained on and the rows tested on."""
    setting = found.setting
    source = escape(setting.names[setting.source])
    trained = whole(number(_rows(found).get(setting.source), "train"))
    tested = [whole(number(_rows(found).get(stem), "test")) for stem in setting.domains]
    of_targets = tested[1] if len(set(tested[1:])) == 1 else " / ".join(tested[1:])
    each = " each" if len(tested) > 2 and len(set(tested[1:])) == 1 else ""
    return (
        f"size {escape(setting.size)}: {trained} rows trained on, {tested[0]} tested on {source}, "
        f"{of_targets} on the targets{each}"
    )


def opening(found: Findings) -> str:
    """What was trained, in a sentence, and the test sets as a table."""
    setting = found.setting
    grid = found.trials[found.trials["in_grid"].astype(bool)] if len(found.trials) else found.trials
    of_arm = grid[grid["arm"] == setting.arm]
    seeds = f"{several(len(setting.seeds), 'seed')} ({', '.join(map(str, setting.seeds))})"
    extras = int((found.trials["arm"] == setting.arm).sum()) - len(of_arm)
    more = f" {extras} more, named in advance, count in no ratio." if extras else ""
    sentence = (
        f"{several(len(of_arm), setting.noun).capitalize()} of "
        f"{_families(setting.families)}, {seeds}, on the vectors of {code(setting.arm)} "
        f"and, the same ones, on the raw table (arm {code(setting.raw)}).{more}"
    )
    return f"{sentence}\n\n{_test_sets(found)}"


def _families(families: tuple[str, ...]) -> str:
    named = listed([code(family) for family in families])
    return f"the family {named}" if len(families) == 1 else f"the families {named}"


def _test_sets(found: Findings) -> str:
    rows, setting = _rows(found), found.setting
    header = ["domain", "role", "trained on", "tested on", "positive"]
    body = []
    for stem in setting.domains:
        row = rows.get(stem)
        share = number(row, "positives") / max(number(row, "test"), 1.0)
        role = "source" if stem == setting.source else "target"
        trained = whole(number(row, "train")) if stem == setting.source else ""
        tested = whole(number(row, "test"))
        body.append([escape(setting.names[stem]), role, trained, tested, percent(share)])
    return table(header, body, text_columns=2)


def _rows(found: Findings) -> dict[str, Row]:
    records = found.rows.to_dict("records")
    return {str(row["domain"]): {str(k): v for k, v in row.items()} for row in records}
