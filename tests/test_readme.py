"""What the README tells people to type works."""

import re
from pathlib import Path

import pytest

from tests.pipeline import ROOT, Clone

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [
    block for block in re.findall(r"```bash\n(.*?)```", README, re.DOTALL) if "make" not in block
]
EXPERIMENTS = re.findall(r"`dvc exp run ((?:-S [^`]+?)+)`", README)


def test_the_readme_has_blocks_and_experiments_to_try() -> None:
    assert len(BLOCKS) >= 2
    assert len(EXPERIMENTS) >= 7


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_a_block_of_the_readme_runs(finished: Clone, tmp_path: Path, block: str) -> None:
    clone = finished.copy(tmp_path / "clone")
    clone.run("bash", "-euo", "pipefail", "-c", block)


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_experiment_of_the_readme_composes(experiment: str) -> None:
    from hydra import compose, initialize_config_dir
    from omegaconf import OmegaConf

    overrides = [part.strip().strip("'") for part in experiment.split("-S ") if part.strip()]
    with initialize_config_dir(str(ROOT / "conf"), version_base=None):
        OmegaConf.resolve(compose("config", overrides=overrides))


def test_the_pipeline_table_names_the_stages_of_dvc_yaml() -> None:
    import yaml

    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    named = re.findall(r"^\| `([a-z]+)[`@]", README, re.MULTILINE)
    assert [name for name in named if name in stages] == list(stages)


def test_every_command_of_the_readme_exists() -> None:
    for command in set(re.findall(r"python -m stages\.commands\.(\w+)", README)):
        assert (ROOT / f"stages/commands/{command}.py").is_file(), command
