"""What DVC re-runs and what it brings back: facts that the layout of dvc.yaml relies on."""

import json

import pytest
from dvc.stage.cache import _get_cache_hash

from stages.commands.compose import main as compose
from stages.commands.selections import UNSEEN
from tests.commands.conftest import Project


def changed(project: Project) -> set[str]:
    """The stages that `dvc status` lists."""
    return set(json.loads(project.done("dvc", "status", "--json")))


def ran(project: Project) -> set[str]:
    """The stages that `dvc repro` runs now, brought back ones aside."""
    lines = project.done("dvc", "repro").splitlines()
    return {line.split("'")[1] for line in lines if line.startswith("Running stage '")}


def test_editing_one_encoders_config_reruns_only_what_it_feeds(repository: Project) -> None:
    assert changed(repository) == set()
    repository.write("conf/encoders/narrow.yaml", "narrow: {_target_: toy.Narrow, dim: 3}\n")
    compose([])
    assert changed(repository) == set()
    repository.write("conf/encoders/wide.yaml", "wide: {_target_: toy.Wide, dim: 9}\n")
    compose([])
    assert changed(repository) == {"embed@wide"}
    assert ran(repository) == {"embed@wide"}


def test_editing_one_familys_grid_reruns_that_family_alone(repository: Project) -> None:
    compose(["families/tree=paper"])
    assert changed(repository) == {"train@wide-tree"}


def test_another_encoder_runs_its_own_stages_and_switching_back_runs_none(
    repository: Project,
) -> None:
    compose(["encoder=narrow"])
    assert ran(repository) == {"embed@narrow", "train@narrow-tree", "train@narrow-line", "audit"}
    compose([])
    assert ran(repository) == set()
    assert changed(repository) == set()


def test_a_family_that_joins_the_catalogue_makes_a_stage_of_its_own(repository: Project) -> None:
    compose(["+families/spline=quick"])
    assert changed(repository) == {"train@wide-spline", "audit"}


def test_names_with_dashes_make_stable_stage_names(repository: Project) -> None:
    repository.write("conf/encoders/all-mini.yaml", "all-mini: {_target_: toy.Mini}\n")
    compose(["+encoders=all-mini", "encoder=all-mini"])
    listed = repository.done("dvc", "stage", "list", "--name-only").split()
    assert listed == ["embed@all-mini", "train@all-mini-tree", "train@all-mini-line", "audit"]


def test_another_size_runs_what_reads_it(repository: Project) -> None:
    compose(["size=smoke"])
    assert ran(repository) == {"train@wide-tree", "train@wide-line", "audit"}


@pytest.mark.parametrize("key", sorted(UNSEEN))
def test_the_run_cache_does_not_compare_keys_of_these_names(key: str) -> None:
    one, other = ({"params": {"params.yaml": {key: value}}} for value in (1, 2))
    assert _get_cache_hash(one) == _get_cache_hash(other)
    one, other = ({"params": {"params.yaml": {f"{key}.rows": value}}} for value in (1, 2))
    assert _get_cache_hash(one) != _get_cache_hash(other)
