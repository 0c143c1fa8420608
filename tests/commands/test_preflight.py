"""preflight: what DVC would stumble over is refused with its cure before it runs."""

import pytest

from stages.commands.preflight import main
from stages.commands.usage import RefusalError
from tests.commands.conftest import Project


def test_a_sound_project_passes_without_a_word(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == ""


def test_another_params_yaml_is_told_in_one_line_and_runs(
    repository: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert repository.command("compose", "size=smoke").returncode == 0
    assert main([]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "running it as it stands" in said


@pytest.mark.parametrize(
    ("name", "content", "cure"),
    [
        ("dvc.lock", b"", "git checkout dvc.lock"),
        (
            "dvc.lock",
            b"schema: '2.0'\nstages:\n  embed@wide:\n    cm",
            "git checkout dvc.lock",
        ),
        ("dvc.lock", b"schema: '2.0'\nstages:\n" + bytes(400), "git checkout dvc.lock"),
        ("dvc.lock", b"\xff\xfe\x00", "git checkout dvc.lock"),
        ("params.yaml", b"", "git checkout params.yaml"),
        ("params.yaml", b"a: [\n", "python -m stages.commands.compose"),
        ("params.yaml", b"- a\n", "python -m stages.commands.compose"),
        ("params.yaml", b"\xff\xfe\x00", "python -m stages.commands.compose"),
        ("params.yaml", None, "python -m stages.commands.compose"),
    ],
)
def test_what_a_kill_left_is_refused_with_its_cure(
    repository: Project, name: str, content: bytes | None, cure: str
) -> None:
    place = repository.root / name
    place.unlink() if content is None else place.write_bytes(content)
    with pytest.raises(RefusalError) as caught:
        main([])
    assert cure in str(caught.value)
    assert "\n" not in str(caught.value)
