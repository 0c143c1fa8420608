"""Every file of conf/: composed, legal, built into the object that it names."""

import re
import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml
from dvc.dvcfile import load_file
from dvc.repo import Repo

from stages.commands.composition import Composition, composed, read
from stages.commands.drift import from_files
from stages.commands.groups import choices, groups
from stages.commands.selections import UNSEEN, faults
from stages.config import Config
from stages.families.contract import Family
from tests.conftest import ROOT

CONF = ROOT / "conf"
FILES = sorted(path.relative_to(CONF).as_posix() for path in CONF.rglob("*.yaml"))
CHOICES = [(group, choice) for group in groups(CONF) for choice in choices(CONF, group)]
PROFILES = [(group, choice) for group, choice in CHOICES if group.startswith("families/")]
# What a data set or an encoder asks of its users, so that it composes at all
WANTED = {"data": ["data.path=conf/config.yaml", "data.description=conf/config.yaml"]}
CATALOGUES = {"encoders": "encoder", "remedies": "remedy"}
ASKED = {"path": "conf", "url": "http://127.0.0.1/v1", "model": "some", "dimension": "384"}


@cache
def composition(*overrides: str) -> Composition:
    """This conf/ with overrides, composed once for all tests."""
    return composed(ROOT, overrides)


def with_choice(group: str, choice: str) -> Composition:
    """The default composition with one group chosen; of a catalogue, one more entry selected."""
    if group in CATALOGUES:
        listed = composition().tree[group]
        assert isinstance(listed, Mapping)
        own = [] if choice in listed else [f"+{group}={choice}"]
        entry = yaml.safe_load((CONF / group / f"{choice}.yaml").read_text("utf-8"))[choice]
        asked = [key for key, value in entry.items() if value == "???"]
        given = [f"{group}.{choice}.{key}={ASKED[key]}" for key in asked]
        return composition(*own, f"{CATALOGUES[group]}={choice}", *given)
    entries = yaml.safe_load((CONF / group / f"{choice}.yaml").read_text(encoding="utf-8"))
    missing = [f"{group}.{key}=" for key, value in entries.items() if value == "???"]
    wanted = [line for line in WANTED.get(group, []) if line.startswith(tuple(missing))]
    return composition(f"{group}={choice}", *wanted)


def commands_of(file: str) -> list[list[str]]:
    """The commands that the comments of a conf file tell people to try, in words."""
    text = (CONF / file).read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^# Try it:\s+(.*)$", text, re.MULTILINE)]


@pytest.mark.parametrize(("group", "choice"), CHOICES)
def test_every_choice_composes_and_its_selections_are_legal(group: str, choice: str) -> None:
    assert "${" not in with_choice(group, choice).text


@pytest.mark.parametrize("file", FILES)
def test_every_file_opens_with_a_command_that_composes(file: str) -> None:
    commands = commands_of(file)
    assert commands, f"conf/{file} has no line `# Try it:  ...`"
    for words in commands:
        overrides = [word for word in words if "=" in word]
        assert words[:3] in (["dvc", "exp", "run"], ["python", "-m", "stages.commands.compose"])
        assert overrides
        composition(*overrides)


@pytest.mark.parametrize("file", FILES)
def test_nothing_in_conf_depends_on_the_machine_or_the_day(file: str) -> None:
    text = (CONF / file).read_text(encoding="utf-8")
    assert not re.search(r"\$\{(oc\.env|now|hydra)\b", text)


@pytest.mark.parametrize("name", choices(CONF, "encoders"))
def test_every_encoder_is_named_by_its_file_and_can_be_built(name: str) -> None:
    assert list(yaml.safe_load((CONF / "encoders" / f"{name}.yaml").read_text())) == [name]
    encoder = Config(with_choice("encoders", name).tree).encoder(name)
    assert callable(encoder.encode)


@pytest.mark.parametrize(("group", "profile"), PROFILES)
def test_every_family_profile_can_be_built(group: str, profile: str) -> None:
    family: Family = Config(with_choice(group, profile).tree).family(group.split("/")[1])
    assert family is not None


@pytest.mark.parametrize("group", sorted({group for group, _ in PROFILES}))
def test_the_profiles_of_a_family_differ_in_values_and_not_in_keys(group: str) -> None:
    texts = [(CONF / group / f"{name}.yaml").read_text("utf-8") for name in choices(CONF, group)]
    keys: dict[str, set[frozenset[str]]] = {}
    for profile in map(yaml.safe_load, texts):
        keys.setdefault(profile["_target_"], set()).add(frozenset(profile))
    assert {"quick", "paper", "table6"} <= set(choices(CONF, group))
    assert {target: len(found) for target, found in keys.items()} == dict.fromkeys(keys, 1)


@pytest.mark.parametrize(("group", "choice"), [c for c in CHOICES if c[0] in ("data", "size")])
def test_every_data_set_and_size_can_be_built(group: str, choice: str) -> None:
    config = Config(with_choice(group, choice).tree)
    assert config.size.train > 0
    assert config.data is not None


def test_the_other_sections_can_be_built() -> None:
    config = Config(composition().tree)
    assert config.arm == "minilm"
    assert config.roster == [*config.tree["families"]]  # type: ignore[misc]
    assert 0 < config.measures.confidence < 1
    assert (config.compute.device, config.parallel.backend) == ("cpu", "loky")
    assert config.text.template == "sentence"
    assert config.scaling == "none"
    assert config.seeds == [0]


@pytest.mark.parametrize("preset", choices(CONF, "preset"))
def test_a_preset_sets_size_and_profiles_and_never_the_data(preset: str) -> None:
    here, default = with_choice("preset", preset).tree, composition().tree
    assert here["size"]["name"] == preset  # type: ignore[index]
    changed = {key for key in default if here[key] != default[key]}
    assert changed <= {"size", "families"}


def test_the_committed_params_are_of_this_conf() -> None:
    present = read((ROOT / "params.yaml").read_text(encoding="utf-8"))
    assert [*faults(CONF, present.tree), *from_files(ROOT, present)] == []


def test_dvc_yaml_makes_one_stage_per_encoder_and_family(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dvc.yaml").write_bytes((ROOT / "dvc.yaml").read_bytes())
    overrides = ["encoder=lsa", "roster=[lr,svm]"]
    (tmp_path / "params.yaml").write_text(composition(*overrides).text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Repo.init(no_scm=True).close()
    with Repo() as repo:
        names = set(load_file(repo, "dvc.yaml").stages)
    matrix = {f"{stage}@{f}" for stage in ("baseline", "evaluate") for f in ("lr", "svm")}
    trained = {"embed@lsa", "certify@tabular", "certify@lsa", "train@lsa-lr", "train@lsa-svm"}
    assert names >= matrix | trained
    plain = {"prepare", "serialize", "featurize", "audit", "report"}
    assert names - matrix - trained <= plain


def test_no_stage_tracks_a_key_that_the_run_cache_leaves_out() -> None:
    """dvc.stage.cache drops `size` and `nfiles` wherever they stand: a change would go unseen."""
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert {key for stage in stages.values() for key in stage["params"]}.isdisjoint(UNSEEN)


def test_why_a_section_can_t_be_built_ends_in_one_full_stop() -> None:
    tree = {**composition().tree, "data": {"_target_": "nowhere.Nothing"}}
    with pytest.raises(ValueError, match=r"Can't build data as params.yaml describes it") as caught:
        Config(tree).data  # noqa: B018
    assert ".." not in str(caught.value)
    assert "nowhere" in str(caught.value)


def test_the_encoder_s_own_vectors_are_written_by_no_remedy() -> None:
    (told,) = faults(CONF, {**composition().tree, "remedied": ["none"]})
    assert "whose vectors embed makes" in told
