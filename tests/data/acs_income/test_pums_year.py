import json
from pathlib import Path

import pytest

from stages.data.acs_income.pums_year import RELATIONSHIP, YEARS, PersonFile


def test_files_are_called_as_the_census_calls_them() -> None:
    california = PersonFile(2018, "CA")
    assert (california.place, california.table) == ("2018/1-Year/csv_pca.zip", "psam_p06.csv")
    assert PersonFile(2016, "AL").table == "ss16pal.csv"
    assert PersonFile(2023, "PR").table == "psam_p72.csv"
    assert california.columns["RELP"] == "RELP"
    assert PersonFile(2019, "CA").columns["RELP"] == "RELSHIPP"


def test_the_years_without_a_file_are_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match=r"experimental.*Take 2019 or 2021"):
        PersonFile(2020, "CA")
    for year in (2013, 2024):
        with pytest.raises(ValueError, match=f"Got data.year={year}; expected one of 2014"):
            PersonFile(year, "CA")
    assert set(YEARS) == set(range(2014, 2024)) - {2020}


def test_an_unknown_state_is_answered_with_the_nearest() -> None:
    with pytest.raises(KeyError, match="Nearest: CA"):
        PersonFile(2018, "CAA")


def test_every_later_relationship_has_one_of_2018(shared: Path) -> None:
    codes = json.loads((shared / "data/acsincome_codes_2018.json").read_text())["RELP"]["values"]
    assert set(RELATIONSHIP) == set(range(20, 39))
    assert set(map(str, RELATIONSHIP.values())) == set(codes) - {"11"}
    assert (RELATIONSHIP[37], RELATIONSHIP[38]) == (16, 17)
