"""The yaml of a table, as the package documents it."""

import textwrap
from pathlib import Path

import pandas as pd
import pytest

from stages.data import files
from stages.data.files.description import Column, CsvFormat, Kind, read_description
from stages.data.files.faults import Faults, nearest, places, shown, some
from stages.features.described import DescribedFeatures
from stages.text.wording import read_wording


def documented() -> str:
    """The yaml in the package's own words."""
    lines = (files.__doc__ or "").splitlines()
    return textwrap.dedent("\n".join(line for line in lines if line.startswith("    ")))


def test_the_documented_yaml_is_read_as_it_says(tmp_path: Path) -> None:
    place = tmp_path / "mine.yaml"
    place.write_text(documented(), encoding="utf-8")
    faults = Faults("mine.yaml")
    read = read_description(place, faults)
    assert faults.found == []
    assert read is not None
    assert (read.label, read.positive, read.domain) == ("income", (">50K",), "state")
    assert (read.source, read.targets) == ("CA", ("PR", "AL"))
    assert read.columns == (
        Column("age", Kind.NUMBER),
        Column("job", Kind.CATEGORY),
        Column("school", Kind.ORDERED),
        Column("health", Kind.ORDERED, ("bad", "fair", "good")),
        Column("person", Kind.CARRY),
    )
    assert (read.row, read.origin, read.missing) == ("id", "made_by", ("?", "NA"))
    assert read.csv == CsvFormat(";", ",", "cp1252")
    assert [column.name for column in read.features] == ["age", "job", "school", "health"]
    assert read_wording(place).column("age").field == "age in years"


def test_the_raw_arm_takes_its_columns_from_the_description(tmp_path: Path) -> None:
    place = tmp_path / "mine.yaml"
    place.write_text(documented(), encoding="utf-8")
    frame = pd.DataFrame(
        {"age": [1.0, 2.0], "job": ["a", "b"], "school": ["9", "10"], "health": ["good", None]}
    )
    fitted = DescribedFeatures(str(place), 1).fit(frame)
    assert fitted.names == ("age", "job_a", "school", "health")
    assert fitted.transform(frame).tolist() == [[1, 1, 0, 2], [2, 0, 1, -1]]


def test_the_raw_arm_refuses_a_description_that_can_t_be_read(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("columns: {age: numbr}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.yaml can't be used, for 4 reasons"):
        DescribedFeatures(str(tmp_path / "mine.yaml"), 1).fit(pd.DataFrame({"age": [1.0]}))


def test_places_values_and_names_are_cut_short() -> None:
    import numpy as np

    assert places("line", np.array([4])) == "line 4"
    assert places("line", np.arange(7)) == "lines 0, 1, 2, 3, 4, ... (7 in all)"
    assert some(["a", "b"]) == "'a', 'b'"
    assert some(list("abcdefg")) == "'a', 'b', 'c', 'd', 'e', ... (7 in all)"
    assert shown("\x1b[31m\u202e") == r"'\x1b[31m\u202e'"
    assert len(shown("x" * 1000)) < 70
    assert nearest("x", []) == "there is none"
