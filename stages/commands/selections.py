"""Whether a composition's selections are legal: names of its catalogues, each once, none open."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from omegaconf import OmegaConf

from stages.commands.sections import domain_faults, section_faults
from stages.storage.arms import NO_REMEDY, RAW_ARM, arm_name
from stages.storage.names import SAFE, unknown_name

Tree = Mapping[str, object]

UNSEEN: Final = frozenset({"size", "nfiles"})
"""Keys that DVC's run cache leaves out of its comparison, at any depth below a tracked one."""


def faults(conf: Path, tree: Tree) -> list[str]:
    """What is wrong with a composed tree's selections, a sentence each; empty when all is well."""
    if left := _left_open(tree):
        wanted = " ".join(f"{key}=..." for key in left)
        return [f"Got no value for {', '.join(left)} (??? in {conf.name}/): give {wanted}"]
    return [
        *_list_faults(tree, "roster", "families"),
        *_list_faults(tree, "bench", "encoders"),
        *_subject_faults(tree),
        *_arm_faults(tree),
        *_seed_faults(tree),
        *domain_faults(tree),
        *section_faults(tree),
        *_key_faults(tree),
        *(line for section, branch in tree.items() for line in _unseen_faults(branch, section)),
    ]


def _left_open(tree: Tree) -> list[str]:
    """Dotted keys that are still `???`, but for those that only repeat another's value.

    `subject` repeats its encoder; a featurizer repeats keys of its data set.
    """
    keys = sorted(OmegaConf.missing_keys(OmegaConf.create(dict(tree))))
    repeats = {f"data.featurizer.{key.removeprefix('data.')}" for key in keys}
    return [key for key in keys if not key.startswith("subject.") and key not in repeats]


def _names(tree: Tree, key: str) -> list[str]:
    value = tree.get(key)
    return [str(name) for name in value] if isinstance(value, Mapping | list) else []


def _list_faults(tree: Tree, selection: str, catalogue: str) -> list[str]:
    chosen = tree.get(selection)
    if not isinstance(chosen, list) or not chosen:
        return [
            f"Got {selection}={chosen!r}, expected a list of at least one name of {catalogue}:"
            f" write {selection}=[{','.join(_names(tree, catalogue)[:2])}]."
        ]
    known = _names(tree, catalogue)
    found = [
        unknown_name(
            str(name), known, f"the {catalogue} {selection} can list", _home(catalogue, name)
        )
        for name in dict.fromkeys(chosen)
        if name not in known
    ]
    twice = sorted({str(name) for name in chosen if chosen.count(name) > 1})
    if twice:
        found.append(f"Got {', '.join(twice)} twice in {selection}: list every name once.")
    return found


def _home(catalogue: str, name: object) -> str:
    return f"conf/{catalogue} as {name} and to the defaults of conf/config.yaml"


def _subject_faults(tree: Tree) -> list[str]:
    encoder, bench = tree.get("encoder"), _names(tree, "bench")
    found = [
        f"Got {name!r} in {catalogue}, a name that becomes part of paths: use at most 40 letters,"
        " digits, _ and -, and not `tabular`."
        for catalogue in ("encoders", "remedies", "families")
        for name in _names(tree, catalogue)
        if name == RAW_ARM or not SAFE.fullmatch(name)
    ]
    if bench and encoder not in bench:
        found.append(f"Got encoder={encoder}, not in bench [{', '.join(bench)}]: add it to bench.")
    return found


def _arm_faults(tree: Tree) -> list[str]:
    """Arms that no stage makes the vectors of, and a subject that is not trained."""
    bench, remedied, arms = (_names(tree, key) for key in ("bench", "remedied", "arms"))
    known = _names(tree, "remedies")
    found = [
        unknown_name(name, known, "the remedies that remedied can list", _home("remedies", name))
        for name in remedied
        if name not in known
    ]
    if NO_REMEDY in remedied:
        found.append(f"Got {NO_REMEDY} in remedied, whose vectors embed makes: leave it out.")
    made = [*bench, *(arm_name(encoder, remedy) for encoder in bench for remedy in remedied)]
    found += [
        f"Got the arm {arm} in {key}, whose vectors no stage makes: list its remedy in remedied."
        for key, listed in (("arms", arms), ("certified", _names(tree, "certified")))
        for arm in listed
        if arm not in (made if key == "arms" else [*made, RAW_ARM])
    ]
    for arm in [str(tree.get("arm")), *_names(tree, "diagnosed")]:
        found += [
            f"Got the arm {arm}, which is not in {key}: add it to {key} [{', '.join(listed)}]."
            for key, listed in (("arms", arms), ("certified", _names(tree, "certified")))
            if listed and arm not in listed
        ]
    return list(dict.fromkeys(found))


def _seed_faults(tree: Tree) -> list[str]:
    seeds = tree.get("seeds")
    chosen = seeds if isinstance(seeds, list) else []
    whole = all(type(seed) is int and seed >= 0 for seed in chosen)
    if chosen and whole and len(set(chosen)) == len(chosen):
        return []
    return [f"Got seeds={seeds!r}, expected different whole numbers: write seeds=[0,1]."]


def _key_faults(tree: object, parent: str = "") -> list[str]:
    """Keys that YAML took for yes or no, for example the state code NO."""
    if not isinstance(tree, Mapping):
        return []
    own = [
        f"Got the key {str(key).lower()} in {parent or 'conf/'}, which YAML reads from no, off, yes"
        " or on: put the name in quotes."
        for key in tree
        if isinstance(key, bool)
    ]
    below = (_key_faults(branch, f"{parent}.{key}".strip(".")) for key, branch in tree.items())
    return [*own, *(line for lines in below for line in lines)]


def _unseen_faults(tree: object, parent: str) -> list[str]:
    """Keys below `parent` whose change DVC would not see: it would bring back stale results."""
    if isinstance(tree, list):
        return [line for branch in tree for line in _unseen_faults(branch, parent)]
    if not isinstance(tree, Mapping):
        return []
    own = [
        f"Got the key {key} in {parent}, a name that DVC's run cache does not compare, so that old"
        f" results would stand for new ones: call it something else, for example n_{key}."
        for key in tree
        if key in UNSEEN
    ]
    below = (_unseen_faults(branch, f"{parent}.{key}") for key, branch in tree.items())
    return [*own, *(line for lines in below for line in lines)]
