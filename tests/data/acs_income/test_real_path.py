"""Real rows through the nouns of prepare, serialize and featurize, at size smoke."""

from pathlib import Path

import numpy as np

from stages.data.acs_parquet import AcsParquet
from stages.data.roles import source_and_targets
from stages.data.splits import Size, split_source, split_target
from stages.features.census import CensusFeatures
from stages.storage.seeds import generator
from stages.text.tab2text import NO_FIELD, row_texts
from stages.text.templates import Template
from tests.data.acs_income.test_acs_parquet import REAL, data
from tests.data.test_simulated import COLUMNS

SMOKE = Size(name="smoke", train=300, id_test=200, target=100)


def kept(real: AcsParquet, state: str) -> np.ndarray:
    """Positions of the rows that a smoke run takes of a state."""
    split = split_source if state == real.source else split_target
    rows = real.rows(state).features
    return np.flatnonzero(split(len(rows), SMOKE, generator(0, "split", state)) != "")


def test_real_rows_become_texts_and_vectors(shared: Path) -> None:
    real = data(shared / REAL)
    source, targets = source_and_targets(real)
    featurizer = CensusFeatures(COLUMNS)
    for state in (source, *targets):
        features = real.rows(state).features.iloc[kept(real, state)]
        assert len(features) == (500 if state == source else 100)
        vectors = featurizer.transform(features)
        assert vectors.shape == (len(features), 76)
        assert np.isfinite(vectors).all()
        texts = row_texts(features, real.wording(), Template("sentence"), state)
        assert NO_FIELD not in texts
        assert not any("is other." in text for text in texts)
        for text, code in zip(texts, features["RAC1P"], strict=True):
            assert ("The race is White." if code else "The race is not White.") in text
            assert "widowed" not in text


def test_nothing_but_the_opening_of_a_text_names_the_state(shared: Path) -> None:
    """The race and marriage of the file, as they are, would tell California from the rest."""
    real = data(shared / REAL)
    levels = {
        state: {name: set(real.rows(state).features[name]) for name in ("MAR", "RAC1P", "SEX")}
        for state in real.domains()
    }
    assert len({str(found) for found in levels.values()}) == 1
