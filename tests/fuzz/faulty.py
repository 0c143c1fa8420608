"""One fault put into a sound table or its description."""

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from tests.fuzz.made_tables import Case, fold

Fault = Callable[[Case, int], None]


def _said(key: str, value: object) -> Fault:
    def put(case: Case, at: int) -> None:
        case.said[key] = value

    return put


def _dropped(key: str) -> Fault:
    def put(case: Case, at: int) -> None:
        del case.said[key]

    return put


def _cell(back: int, value: str) -> Fault:
    """A cell of a row, its column counted from the end: label, domain, row id, origin."""

    def put(case: Case, at: int) -> None:
        case.body[at][len(case.header) - back] = value

    return put


def _number(value: str) -> Fault:
    def put(case: Case, at: int) -> None:
        case.body[at][0] = value

    return put


def _same_id(case: Case, at: int) -> None:
    case.said["row"] = fold(case.header[-2])
    case.body[at][-2] = case.body[at - 1][-2]


def _source_is_target(case: Case, at: int) -> None:
    case.said["targets"] = [case.said["source"]]


def _label_is_feature(case: Case, at: int) -> None:
    _columns(case)[str(case.said["label"])] = "category"


def _no_such_column(case: Case, at: int) -> None:
    _columns(case)["no such column"] = "number"


def _wrong_kind(case: Case, at: int) -> None:
    columns = _columns(case)
    columns[next(iter(columns))] = "numbr"


def _columns(case: Case) -> dict[str, object]:
    columns = case.said["columns"]
    assert isinstance(columns, Mapping)
    case.said["columns"] = dict(columns)
    return case.said["columns"]


def _ragged(case: Case, at: int) -> None:
    case.extra.append(case.form.separator.join(["1"] * (len(case.header) + 1)))


def _open_quote(case: Case, at: int) -> None:
    case.extra.append('"never closed')


def _same_names(case: Case, at: int) -> None:
    case.header[1] = f" {case.header[0]} "


def _wrong_separator(case: Case, at: int) -> None:
    form = case.said["csv"]
    assert isinstance(form, Mapping)
    case.said["csv"] = {**form, "separator": "!"}


FAULTS: Mapping[str, Fault] = {
    "no label": _dropped("label"),
    "no positive": _dropped("positive"),
    "no domain": _dropped("domain"),
    "no source": _dropped("source"),
    "no columns": _dropped("columns"),
    "unknown key": _said("colour", "red"),
    "unknown source": _said("source", "nowhere"),
    "unknown target": _said("targets", ["nowhere"]),
    "unknown positive": _said("positive", ["neither"]),
    "bad separator": _said("csv", {"separator": ";;"}),
    "bad encoding": _said("csv", {"encoding": "utf-88"}),
    "bad wording": _said("wording", {"colums": {}}),
    "empty label": _cell(4, " "),
    "empty domain": _cell(3, "\x00"),
    "word in a number column": _number("many"),
    "infinite number": _number("-inf"),
    "number beyond float32": _number("1e308"),
    "equal row ids": _same_id,
    "source among the targets": _source_is_target,
    "label is a feature": _label_is_feature,
    "no such column": _no_such_column,
    "wrong kind": _wrong_kind,
    "ragged row": _ragged,
    "open quote": _open_quote,
    "equal names": _same_names,
    "wrong separator": _wrong_separator,
}
OF_CSV = {"ragged row", "open quote", "wrong separator", "equal names"}


@st.composite
def faulty(draw: st.DrawFn, sound: st.SearchStrategy[Case]) -> Case:
    """A sound case with one fault; it concerns rows that the audit would use."""
    case = draw(sound)
    known = sorted(set(FAULTS) - (OF_CSV if case.form.kind == "parquet" else set()))
    case.fault = draw(st.sampled_from(known))
    case.said.pop("targets", None)
    FAULTS[case.fault](case, draw(st.integers(1, len(case.body) - 1)))
    return case
