from dataclasses import dataclass

import pytest

from stages.data.roles import source_and_targets


@dataclass
class Named:
    """As much of a data set as roles need."""

    source: str
    targets: list[str] | None

    def domains(self) -> tuple[str, ...]:
        return ("CA", "PR", "AZ")


def test_targets_default_to_every_domain_but_the_source() -> None:
    assert source_and_targets(Named("PR", None)) == ("PR", ("CA", "AZ"))


def test_chosen_targets_keep_their_order() -> None:
    assert source_and_targets(Named("CA", ["AZ", "PR"])) == ("CA", ("AZ", "PR"))


@pytest.mark.parametrize(
    ("source", "targets", "message"),
    [
        ("CAL", None, "Got 'CAL', not one of the domains: AZ, CA, PR. Nearest: CA or AZ"),
        ("CA", ["XX"], "Got 'XX', not one of the domains"),
        ("CA", ["PR", "CA"], "Got source='CA' among the targets"),
        ("CA", [], "expected one or more different domains"),
        ("CA", ["PR", "PR"], "expected one or more different domains"),
    ],
)
def test_a_wrong_role_is_refused_with_its_cure(
    source: str, targets: list[str] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        source_and_targets(Named(source, targets))
