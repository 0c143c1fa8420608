"""The verb on encoders that return nonsense: one line that says so, and nothing under its name."""

from pathlib import Path

import pytest
import yaml

from stages import paths
from tests.encoders.test_embed import Project

BROKEN = "tests.encoders.broken_encoders"
ABSENT = {
    "_target_": "stages.encoders.sentence_transformer.LocalSentenceTransformer",
    "path": "nowhere", "dimension": 4, "prompt": None, "prompt_name": None, "task": None,
    "max_length": None, "normalize": None, "truncate_dim": None, "store_dtype": "float32",
    "batch_size": 4, "device": "cpu", "dtype": "float32", "matmul": "highest", "threads": 1,
    "most_error": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            {"_target_": f"{BROKEN}.Wider"},
            r"Wider.encode returned shape \(2, 26\), expected \(2, 27",
        ),
        ({"_target_": f"{BROKEN}.Infinite"}, "NaN or infinity for 2 of 2 texts"),
        ({"_target_": f"{BROKEN}.Doubles"}, "returned float64, expected a numpy array of float32"),
        ({"_target_": f"{BROKEN}.WithoutEncode"}, "without `encode`"),
        pytest.param(ABSENT, "Got path='nowhere', expected the folder", marks=pytest.mark.slow),
    ],
)
def test_nonsense_is_refused_in_one_line_before_anything_is_written(
    tmp_path: Path, entry: dict[str, object], says: str
) -> None:
    project = Project.make(tmp_path)
    params = yaml.safe_load((tmp_path / paths.PARAMS).read_text())
    (tmp_path / paths.PARAMS).write_text(yaml.safe_dump({**params, "encoders": {"lengths": entry}}))
    process = project.start()
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert len(output.strip().splitlines()) == 1, output
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(output)
    folder = tmp_path / paths.VECTORS / "lengths"
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert project.pieces() == []
