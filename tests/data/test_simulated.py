import numpy as np
import pytest

from stages.data.simulated import SimulatedCensus
from stages.features.census import CensusFeatures

COLUMNS = ["AGEP", "COW", "SCHL", "MAR", "OCCP", "RELP", "WKHP", "SEX", "RAC1P"]


def census(**changes: object) -> SimulatedCensus:
    settings: dict[str, object] = {
        "name": "simulated",
        "path": "stages/data/simulator/acs_2018.bin",
        "description": "stages/text/acs_2018.yaml",
        "source": "CA",
        "targets": None,
        "rows_per_domain": {"CA": 20_000, "PR": 9071},
        "window": "head50k",
        "features": COLUMNS,
        "featurizer": CensusFeatures(COLUMNS),
        "seed": 0,
    }
    return SimulatedCensus(**{**settings, **changes})  # type: ignore[arg-type]


def test_the_same_seed_draws_the_same_people_whatever_else_is_drawn() -> None:
    first, second = census().rows("PR"), census(source="PR", window="random").rows("PR")
    assert first.features.equals(second.features)
    assert (first.positive == second.positive).all()
    assert not census(seed=1).rows("PR").features.equals(first.features)


def test_models_see_the_features_asked_for_and_nothing_else() -> None:
    rows = census(features=[*COLUMNS, "POBP"]).rows("PR")
    assert rows.features.columns.tolist() == [*COLUMNS, "POBP"]
    assert rows.side.columns.tolist() == ["origin", "bayes_p"]
    assert set(rows.side["origin"]) == {"synthetic"}


def test_the_true_probability_averages_to_the_state_s_class_ratio() -> None:
    # arXiv 2506.17989, table 4: 62.022 % of its California rows, 89.395 % of Puerto Rico's
    for state, share in (("CA", 0.62022), ("PR", 0.89395)):
        rows = census(rows_per_domain={"CA": 50_000, "PR": 50_000}).rows(state)
        assert abs(rows.side["bayes_p"].mean() - share) < 0.005
        noise = np.sqrt(share * (1 - share) / len(rows.positive))
        assert abs(rows.positive.mean() - rows.side["bayes_p"].mean()) < 4 * noise


def test_the_paper_s_window_has_its_share_of_group_quarters_in_the_source_alone() -> None:
    head, random = (census(window=window) for window in ("head50k", "random"))
    shares = [data.rows("CA").features["RELP"].isin([16, 17]).mean() for data in (head, random)]
    assert shares[0] == pytest.approx(0.1056, abs=1e-4)
    assert 0.01 < shares[1] < 0.05
    assert head.rows("PR").features.equals(random.rows("PR").features)


def test_an_unknown_window_is_refused() -> None:
    with pytest.raises(ValueError, match="head"):
        census(window="head").rows("CA")
