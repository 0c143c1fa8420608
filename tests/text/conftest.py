"""The wording of the census data, read once."""

from pathlib import Path

import pytest

from stages.text.wording import Wording, read_wording

ACS_2018 = Path(__file__).resolve().parents[2] / "stages/text/acs_2018.yaml"


@pytest.fixture(scope="session")
def acs() -> Wording:
    return read_wording(ACS_2018)
