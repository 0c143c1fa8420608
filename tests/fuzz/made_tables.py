"""Small tables as people might have them, hostile names and values included, each with its yaml."""

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.fuzz.workspace import Setup

HOSTILE = (
    "../../x", "/etc/passwd", "=cmd()", "+1+1", "@SUM(A1)", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "{{7*7}}", "${data.path}", "%(x)s %s", "a\x00b", "a\nb", "a\rb",
    "\u202eevil\u202c", "\u2066x\u2069", "\u200fמחיר", "\x1b[31mred", "\u2028", "🏝️ guide",
    "x" * 200,
    "'; DROP TABLE x; --", 'say "hi"', "a,b;c\td|e", "#", "|", "`code`", "**b**", "[x](http://e)",
    "NA", "nan", "null", "None", "inf", "-inf", "1e308", "01", "1", "1.0", "True", "NO", "~", "CON",
    ".", "..", "-", "_", "domains", "checksums", "all", "tabular", "row", "é", "e\u0301", "ß", "İ",
    "a.b", "seed=0", "C=1,x", "?", "&lt;", "\\", "\ufeffx", "\u200b", "$x$", "0x1F", "1_000",
)  # fmt: skip
TURNED = ("\u202eevil\u202c", "\u2066x\u2069", "\u200fמחיר", "\u061cعمر", "a\u200eb")
PLAIN = ("red", "blue", "Green tea", "cook", "clerk", "A", "B", "up", "down", "10", "9", "3.5")
RESERVED = {"row", "split", "label", "origin", "bayes_p"}
NUMBERS = {
    "whole": lambda r: str(r.randint(-5, 99)),
    "decimal": lambda r: f"{r.gauss(0, 3):.3f}",
    "odd": lambda r: r.choice(["007", ".5", "5.", "+3", "-0", "1e3", "-2E-3", " 8 ", "1e38"]),
    "constant": lambda r: "42",
    "tiny": lambda r: r.choice(["1e-300", "0", "1e-45"]),
}


def fold(text: str) -> str:
    """On one line: each run of control characters, line ends and blanks as one blank."""
    signs = (" " if _is_control(sign) else sign for sign in text)
    return " ".join("".join(signs).split())


def _is_control(sign: str) -> bool:
    code = ord(sign)
    return code < 32 or 127 <= code < 160 or code in (0x2028, 0x2029) or 0xD800 <= code < 0xE000


@dataclass(frozen=True)
class Column:
    """A column as it stands in the file; `pool`: its values, or the name of a way to make them."""

    name: str
    kind: str
    pool: list[str] | str
    empty: float

    def cell(self, chance: random.Random) -> str:
        if chance.random() < self.empty:
            return chance.choice(["", " ", "NA"] if self.kind == "number" else ["", " "])
        if isinstance(self.pool, str):
            return NUMBERS[self.pool](chance)
        return chance.choice(self.pool)


@dataclass(frozen=True)
class Form:
    """How the file is written."""

    kind: str
    separator: str
    decimal: str
    encoding: str
    quoting: int
    line_end: str


@dataclass
class Case:
    """A table, what its yaml says, and how it is audited; `fault`: what was broken in it."""

    header: list[str]
    body: list[list[str]]
    said: dict[str, object]
    form: Form
    setup: Setup
    twice: bool
    drawn: bool
    fault: str = ""
    extra: list[str] = field(default_factory=list)

    def csv_text(self) -> str:
        form, stream = self.form, io.StringIO(newline="")
        writer = csv.writer(
            stream, delimiter=form.separator, quoting=form.quoting, lineterminator=form.line_end
        )  # type: ignore[call-overload]
        writer.writerows([self.header, *self.body])
        return stream.getvalue() + "".join(line + form.line_end for line in self.extra)


ENDS: tuple[Mapping[str, object], ...] = (
    {"quoting": csv.QUOTE_MINIMAL, "line_end": "\r\n"},
    {"quoting": csv.QUOTE_ALL, "line_end": "\r\n"},
    {"quoting": csv.QUOTE_ALL, "line_end": "\n"},
)


def _names(draw: st.DrawFn, many: int, taken: set[str]) -> list[str]:
    """Names that differ once folded, none of them the pipeline's own."""
    names = st.sampled_from([*HOSTILE, *TURNED, *TURNED, *PLAIN]).filter(
        lambda name: fold(name) not in taken | RESERVED | {"", "\ufeffx"}
    )
    found = draw(st.lists(names, min_size=many, max_size=many, unique_by=fold))
    taken.update(map(fold, found))
    return found


def _pool(draw: st.DrawFn, most: int) -> list[str]:
    values = st.sampled_from([*PLAIN, *HOSTILE]).filter(fold)
    return draw(st.lists(values, min_size=1, max_size=most, unique_by=fold))


def _column(draw: st.DrawFn, name: str, kind: str) -> tuple[Column, object]:
    empty = draw(st.sampled_from([0.0, 0.0, 0.1, 0.6, 1.0]))
    if kind == "number":
        return Column(name, kind, draw(st.sampled_from(sorted(NUMBERS))), empty), kind
    pool = _pool(draw, 6)
    column = Column(name, kind, pool, empty)
    if kind == "ordered" and draw(st.booleans()):
        return column, {"ordered": [fold(value) for value in pool]}
    return column, kind


def _form(draw: st.DrawFn) -> Form:
    kind = draw(st.sampled_from(["csv", "csv", "csv", "parquet"]))
    marks = [",", ",", ";", "\t", "|"]
    separator = "," if kind == "parquet" else draw(st.sampled_from(marks))
    return Form(
        kind=kind,
        separator=separator,
        decimal=draw(st.sampled_from([".", "."] if separator == "," else [".", ","])),
        encoding=draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"])),
        # Python 3.11 leaves a CR unquoted unless the line's end has one
        **draw(st.sampled_from(ENDS)),
    )


def _setup(draw: st.DrawFn, form: Form) -> Setup:
    rosters = [("lr",), ("lr", "rf"), ("rf",), ("lr", "rf", "mlp")]
    return Setup(
        file="mine.parquet" if form.kind == "parquet" else "mine.csv",
        size=(
            draw(st.integers(20, 80)),
            draw(st.sampled_from([10, 40, 60, None])),
            draw(st.sampled_from([10, 30, 50, None])),
        ),
        template=draw(st.sampled_from(["sentence", "list", "values"])),
        include_domain=draw(st.booleans()),
        roster=draw(st.sampled_from(rosters)),
        seeds=draw(st.sampled_from([(0,), (0,), (0, 3)])),
    )


def _body(draw: st.DrawFn, columns: list[Column], roles: "Roles") -> list[list[str]]:
    chance = random.Random(draw(st.integers(0, 2**32)))
    rows, repeats = draw(st.integers(60, 400)), draw(st.sampled_from([0.0, 0.0, 0.3, 0.9]))
    rare = draw(st.sampled_from([0.5, 0.5, 0.3, 0.2, 0.05]))
    weights = [draw(st.sampled_from([1.0, 1.0, 1.0, 0.5, 0.1])) for _ in roles.domains]
    body: list[list[str]] = []
    for at in range(rows):
        domain = chance.choices(roles.domains, weights)[0]
        is_positive = chance.random() < rare
        if domain == roles.one_class:
            is_positive = False
        label = chance.choice(roles.positive if is_positive else roles.negative)
        cells = [column.cell(chance) for column in columns]
        if body and chance.random() < repeats:
            cells = list(chance.choice(body)[: len(columns)])
        body.append([*cells, label, domain, str(10**9 - 7 * at), chance.choice(["human", "made"])])
    chance.shuffle(body)
    return body


@dataclass(frozen=True)
class Roles:
    """Values of the label and domain columns; `one_class`: the domain without positives."""

    positive: list[str]
    negative: list[str]
    domains: list[str]
    one_class: str


def _roles(draw: st.DrawFn) -> Roles:
    labels = _names(draw, draw(st.integers(2, 4)), set())
    domains = _names(draw, draw(st.integers(2, 4)), set())
    several = draw(st.booleans()) and len(labels) > 2
    cut = 2 if several else 1
    alone = draw(st.sampled_from(["", "", domains[-1]]))
    return Roles(labels[:cut], labels[cut:], domains, alone)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A sound table with a right description."""
    kinds = ["number", *draw(st.lists(st.sampled_from(KINDS), min_size=0, max_size=4))]
    names = _names(draw, len(kinds) + 4, set())
    pairs = [_column(draw, name, kind) for name, kind in zip(names, kinds, strict=False)]
    roles, form = _roles(draw), _form(draw)
    columns = [column for column, _ in pairs]
    body = _body(draw, columns, roles)
    if form.decimal == ",":
        for place, column in enumerate(columns):
            if column.kind == "number":
                for row in body:
                    row[place] = row[place].replace(".", ",")
    label, domain, row, origin = map(fold, names[-4:])
    said: dict[str, object] = {
        "label": label,
        "positive": [fold(value) for value in roles.positive],
        "domain": domain,
        "source": fold(roles.domains[0]),
        "columns": {fold(column.name): told for column, told in pairs},
        "csv": {
            "separator": form.separator,
            "decimal": form.decimal,
            "encoding": form.encoding.removesuffix("-sig"),
        },
    }
    said |= _optional(draw, roles, row, origin, said)
    return Case(
        list(names), body, said, form, _setup(draw, form),
        twice=draw(st.integers(0, 5)) == 0, drawn=draw(st.integers(0, 7)) == 0,
    )  # fmt: skip


KINDS = ["number", "category", "category", "ordered", "carry"]


def _optional(
    draw: st.DrawFn, roles: Roles, row: str, origin: str, said: Mapping[str, object]
) -> dict[str, object]:
    found: dict[str, object] = {}
    if draw(st.booleans()):
        found["row"] = row
    if draw(st.booleans()):
        found["origin"] = origin
    if draw(st.integers(0, 3)) == 0:
        found["targets"] = [fold(name) for name in roles.domains[1:2]]
    if draw(st.integers(0, 3)) == 0:
        columns = said["columns"]
        assert isinstance(columns, Mapping)
        found["wording"] = {
            "domain": {"field": "place"},
            "columns": {next(iter(columns)): "<script>a thing</script> ({{7*7}})"},
        }
    return found
