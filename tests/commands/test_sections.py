"""Values of the plain sections: refused where they are composed, with what is right."""

from pathlib import Path

import pytest

from stages.commands.composition import composed
from stages.commands.usage import RefusalError
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("compute.device=cud", "Nearest: compute.device=cuda."),
        ("compute.matmul=fast", "one of highest, high, medium"),
        ("compute.dtype=f32", "Nearest: compute.dtype=float32."),
        ("compute.threads=0", "compute.threads=0; expected a whole number of at least 1"),
        ("compute.chunk=1.5", "compute.chunk=1.5; expected a whole number"),
        ("parallel.n_jobs=0", "or -1 for one per core"),
        ("parallel.backend=lok", "Nearest: parallel.backend=loky."),
        ("size.target=many", "size.target='many'; expected a whole number"),
        ("text.template=lst", "one of sentence, list, values"),
        ("tabular.scaling=std", "one of none, standard"),
        ("measures.epsilon=2", "at most 1"),
        ("+compute.cores=2", "other keys in compute than conf/ has: got an unexpected key 'cores'"),
        ("claims.deep_over_linear.statistic.ratio.level=nearr", "Nearest: level=near."),
        ("diagnosis.held_back.lr=[{setting: C, by: smal}]", "Nearest: by=small."),
        ("diagnosis.sample=some", "diagnosis.sample"),
        ("data.source=CAA", "Nearest: CA"),
        ("data.targets=[PR,A1]", "Got 'A1', not one of the domains"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(override: str, expected: str) -> None:
    with pytest.raises(RefusalError) as caught:
        composed(Path(ROOT), [override])
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
