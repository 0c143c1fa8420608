"""Users' own vectors through DVC: watched by content, copied to the bytes of the encoder itself."""

from pathlib import Path

import numpy as np
import pytest

from stages import paths, tables
from tests.pipeline import Clone

CHOICE = ("+encoders=vectors", "encoder=vectors", "encoders.vectors.path=exported")


def export(clone: Clone) -> None:
    """What someone with the hashing encoder on another machine would have sent."""
    folder = clone.folder / "exported"
    folder.mkdir()
    for stem in tables.read_domains(clone.folder / paths.DOMAINS)["file"]:
        rows = tables.read_table(clone.folder / paths.table(stem))["row"].to_numpy()
        vectors = np.load(clone.folder / paths.vectors("hashing", stem))
        np.save(folder / f"{stem}.npy", vectors[::-1])
        np.save(folder / f"{stem}.rows.npy", rows[::-1])


@pytest.mark.slow
def test_dvc_notices_a_changed_vector_file_and_nothing_else(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    export(clone)
    clone.compose(*CHOICE)
    assert clone.repro("embed@vectors") == ["embed@vectors"]
    made = clone.files("artifacts/vectors/vectors")
    for name, content in clone.files("artifacts/vectors/hashing").items():
        assert made[name.replace("/hashing/", "/vectors/")] == content
    for file in (clone.folder / "exported").iterdir():
        file.touch()
    assert clone.repro("embed@vectors") == []
    changed = np.load(clone.folder / "exported/PR.npy")
    changed[0, 0] += 1
    np.save(clone.folder / "exported/PR.npy", changed)
    assert clone.repro("embed@vectors") == ["embed@vectors"]
    again = clone.files("artifacts/vectors/vectors")
    folder = "artifacts/vectors/vectors"
    differing = {name for name in made if made[name] != again[name]}
    assert f"{folder}/PR.npy" in differing
    assert differing <= {f"{folder}/PR.npy", f"{folder}/checksums.json"}


@pytest.mark.slow
def test_a_missing_row_stops_the_stage_with_its_cure(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    export(clone)
    rows = np.load(clone.folder / "exported/PR.rows.npy")
    np.save(clone.folder / "exported/PR.rows.npy", rows + 10**9)
    clone.compose(*CHOICE)
    output = clone.run("dvc", "repro", "embed@vectors", code=255)
    assert f"Got no vector for {rows.size:,} of {rows.size:,} rows of PR" in output
    assert "Traceback" not in output
    assert not any(name.endswith(".npy") for name in clone.files("artifacts/vectors/vectors"))
