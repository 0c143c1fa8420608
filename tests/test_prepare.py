"""prepare: disjoint splits of checked rows, or a refusal before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stages import paths, prepare, tables
from stages.config import Config
from stages.data.layout import lay_out
from stages.data.source import DomainRows
from stages.data.splits import Size
from stages.features.columns import ColumnFeatures
from stages.text.wording import Wording

SIZE = Size("s", 10, 6, 5)


@dataclass(frozen=True)
class Made:
    """A data set of given labels per domain."""

    labels: Mapping[str, list[bool]]
    name: str = "made"
    source: str = "A"
    targets: list[str] | None = None
    seed: int = 0
    featurizer: ColumnFeatures = field(default_factory=lambda: ColumnFeatures(["x"], [], {}, 1))

    def domains(self) -> tuple[str, ...]:
        return tuple(self.labels)

    def rows(self, domain: str) -> DomainRows:
        positive = np.array(self.labels[domain], dtype=np.bool_)
        index = pd.Index(np.arange(len(positive)) * 7, name="row")
        features = pd.DataFrame({"x": np.arange(len(positive), dtype=float)}, index=index)
        side = pd.DataFrame({"origin": "human", "bayes_p": np.nan, "who": "me"}, index=index)
        return DomainRows(features, positive, side, (f"of {domain}",))

    def wording(self) -> Wording:
        return Wording.empty()

    def summary(self) -> str:
        return "made rows"


def made(**labels: list[bool]) -> Made:
    return Made({"A": [True, False] * 10, "B": [True, False] * 6} | labels)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Config, "read", classmethod(lambda cls: cls({})))
    monkeypatch.setattr(Config, "data", made(odd=[True, False] * 8))
    monkeypatch.setattr(Config, "size", SIZE)
    return tmp_path


def test_tables_side_tables_and_lists_agree(workspace: Path) -> None:
    prepare.main([])
    domains = tables.read_domains(paths.DOMAINS)
    assert domains[["domain", "role", "rows"]].to_numpy().tolist() == [
        ["A", "source", 16], ["B", "target", 5], ["odd", "target", 5],
    ]  # fmt: skip
    source = tables.read_table(paths.table("A"))
    assert source.columns.tolist() == ["row", "split", "label", "x"]
    assert source["split"].value_counts().to_dict() == {"train": 10, "id_test": 6}
    assert (source["row"] == 7 * source["x"]).all()
    assert source["row"].is_monotonic_increasing
    assert source["label"].tolist() == (source["x"] % 2 == 0).tolist()
    assert domains["positives"][0] == source["label"].sum()
    side = tables.read_table(paths.side("A"))
    assert side.columns.tolist() == ["row", "origin", "bayes_p", "who"]
    assert side["row"].tolist() == source["row"].tolist()
    notes = tables.read_csv(paths.NOTES)
    assert notes.to_numpy().tolist() == [["A", "of A"], ["B", "of B"], ["odd", "of odd"]]
    assert tables.read_csv(paths.TRUTH)["known_rows"].tolist() == [0, 0, 0]


def test_nothing_is_written_before_the_last_domain_is_checked(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Config, "data", made(C=[True] * 3))
    with pytest.raises(ValueError, match="Got 3 rows of the domain 'C'; expected at least 10"):
        prepare.main([])
    assert list(workspace.iterdir()) == []


def test_a_source_split_of_one_class_is_refused_with_its_counts() -> None:
    with pytest.raises(ValueError, match="expected both classes") as caught:
        lay_out(made(A=[True] + [False] * 39), SIZE)
    assert str(caught.value).startswith("made rows: Got ")
    assert "id_test rows of the source 'A', all negative (of its 40 rows 1 are positive)" in str(
        caught.value
    ) or "train rows of the source 'A', all negative (of its 40 rows 1" in str(caught.value)


def test_a_target_of_one_class_is_told_and_not_refused() -> None:
    source, target = lay_out(made(B=[True] * 12), SIZE)
    assert source.notes == ("of A",)
    assert target.notes == (
        "of B",
        "All 5 test rows are positive: what needs both classes is undefined here and stands empty.",
    )


@pytest.mark.parametrize(
    "names", [("CA", "ca"), ("trials",), ("Scores",), ("d-ba7816bf", "d-BA7816BF")]
)
def test_domains_that_would_share_a_file_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Rename it in the data") as caught:
        lay_out(made(**dict.fromkeys(names, [True, False] * 6)), SIZE)
    assert all(repr(name) in str(caught.value) for name in names)


def test_every_fault_of_every_domain_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="domain 'C'") as caught:
        lay_out(made(A=[True] * 20, C=[True]), SIZE)
    assert len(str(caught.value).splitlines()) == 3


def test_a_domain_s_split_depends_on_its_own_rows_only() -> None:
    alone = lay_out(made(), SIZE)
    with_others = lay_out(
        Made({"Z": [True, False] * 9, "B": [True, False] * 6, "A": [True, False] * 10}), SIZE
    )
    found = {domain.name: domain.split.tolist() for domain in with_others}
    assert {domain.name: domain.split.tolist() for domain in alone}.items() <= found.items()
