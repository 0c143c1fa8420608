"""The ledger as the summary tells it."""

from stages.claims.table import COLUMNS
from stages.summary.claims import claims_section
from tests.summary.made_findings import ODD, findings, nothing, with_table

NAN = float("nan")


def row(claim: str, verdict: str, value: float = 0.25, ends: tuple[float, float] = (NAN, NAN)):
    cells = (claim, f"{claim} is so.", "figure 2", "a ratio", "above", 0.1, value, *ends, 1)
    return dict(zip(COLUMNS, (*cells, verdict, "one encoder only"), strict=True))


def test_the_supported_come_first_and_each_says_what_it_rests_on() -> None:
    rows = [
        row("a", "cannot_tell", NAN),
        row("b", "contradicted"),
        row("c", "supported", 0.3, (0.2, 0.4)),
    ]
    told = claims_section(with_table("claims", rows))
    assert "1 supported, 1 contradicted and 1 cannot tell" in told
    lines = [line for line in told.splitlines() if " is so." in line]
    assert [line[2] for line in lines] == ["c", "b", "a"]
    assert lines[0].endswith(
        "| figure 2 | **supported** | a ratio; claimed: above 0.1 | 0.300 | 0.200 to 0.400 | 1 |"
    )
    assert "| **contradicted** |" in lines[1]
    assert "| n/a | 1 |" in lines[1]
    assert "**cannot tell**: one encoder only" in lines[2]


def test_without_a_ledger_there_is_no_section() -> None:
    assert claims_section(findings()) == ""
    assert claims_section(nothing()) == ""


def test_a_claim_cannot_break_the_table() -> None:
    told = claims_section(with_table("claims", [row(ODD, "supported")]))
    (line,) = [line for line in told.splitlines() if "is so." in line]
    assert line.count(" | ") == 6
    assert "<b>" not in line.replace("\\<b\\>", "")
