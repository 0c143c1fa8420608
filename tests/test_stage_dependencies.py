"""DVC re-runs a stage where a dependency changed: what it reads of the code must be among them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from stages.storage.source_files import family_sources
from tests.conftest import ROOT
from tests.test_layers import imported

STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
CARRIERS = ("stages.config", "stages.verb", "stages.paths", "stages.expectation.told")
"""What only brings params.yaml and paths to a verb, or a line to its reader: it decides no byte."""


def targets(group: str) -> Iterator[tuple[Path, str]]:
    """Every file of a group of conf/ with each class that it builds, nested ones too."""
    for file in sorted((ROOT / "conf" / group).rglob("*.yaml")):
        for target in re.findall(r"^[\s-]*_target_: *(\S+)", file.read_text("utf-8"), re.MULTILINE):
            yield file, target


def module_of(target: str) -> str:
    """The module of a class or of a class's method."""
    parts = target.split(".")
    while not (ROOT / Path(*parts)).with_suffix(".py").is_file() and len(parts) > 1:
        parts.pop()
    return ".".join(parts)


def uncovered(stage: str, modules: list[str], item: str = "") -> list[str]:
    """Modules of ours that none of the stage's dependencies holds; empty files aside."""
    listed = [ROOT / name.replace("${item.family}", item) for name in STAGES[stage]["deps"]]
    found = []
    for module in modules:
        place = ROOT / Path(*module.split("."))
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        has_code = bool(file.read_text(encoding="utf-8").strip())
        if has_code and not any(file.is_relative_to(name) for name in listed):
            found.append(module)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_depends_on_every_module_that_its_verb_uses(stage: str) -> None:
    used, waiting = set[str](), [f"stages.{stage}"]
    while waiting:
        module = waiting.pop()
        if module not in used | {*CARRIERS}:
            used.add(module)
            names = imported((ROOT / Path(*module.split("."))).with_suffix(".py"))
            waiting += [module_of(name) for name in names if name.startswith("stages.")]
    assert len(used) > 3
    assert uncovered(stage, sorted(used)) == []


DATA = sorted({target for _, target in targets("data") if ".features." not in target})
FEATURIZERS = sorted({target for _, target in targets("data") if ".features." in target})


@pytest.mark.parametrize("target", DATA)
@pytest.mark.parametrize("stage", ["prepare", "serialize", "report"])
def test_stages_that_ask_the_data_set_depend_on_its_code(stage: str, target: str) -> None:
    """It gives prepare its rows, serialize its words, and the report its summary."""
    assert uncovered(stage, family_sources(module_of(target))) == []


@pytest.mark.parametrize("target", FEATURIZERS)
def test_featurize_depends_on_the_code_of_every_featurizer(target: str) -> None:
    assert uncovered("featurize", family_sources(module_of(target))) == []


@pytest.mark.parametrize("target", sorted({target for _, target in targets("encoders")}))
def test_embed_depends_on_the_code_of_every_encoder(target: str) -> None:
    assert uncovered("embed", family_sources(module_of(target))) == []


BUILDERS = {"remedies": "remedy", "diagnosis": "diagnose", "dials": "dial", "claims": "audit"}
BUILT = sorted({(stage, target) for group, stage in BUILDERS.items()
                for _, target in targets(group) if target.startswith("stages.")}
               | {("dial", target) for _, target in targets("remedies")
                  if target.startswith("stages.")})  # fmt: skip
"""Dials list remedies by reference: dials=remedied."""


@pytest.mark.parametrize(("stage", "target"), BUILT)
def test_a_stage_depends_on_the_code_of_all_that_it_builds(stage: str, target: str) -> None:
    assert uncovered(stage, family_sources(module_of(target))) == []


@pytest.mark.parametrize(("file", "target"), sorted(set(targets("families"))))
@pytest.mark.parametrize("stage", ["baseline", "train"])
def test_training_depends_on_the_code_of_the_family(stage: str, file: Path, target: str) -> None:
    assert uncovered(stage, family_sources(module_of(target)), item=file.parent.name) == []


def test_no_class_of_conf_is_left_out_here() -> None:
    groups = ("data", "encoders", "families", *BUILDERS)
    told = {target for group in groups for _, target in targets(group)}
    assert told == {target for _, target in targets("")}
    assert len(FEATURIZERS) >= 2
