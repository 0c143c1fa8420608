"""compose: conf/ into params.yaml, refusals in one line, checks."""

from pathlib import Path

import pytest
import yaml
from dvc.utils.hydra import compose_and_dump

from stages.commands.compose import main
from stages.commands.composition import composed
from stages.commands.usage import RefusalError
from tests.commands.conftest import Project
from tests.conftest import ROOT


def dvc_writes(root: Path, *overrides: str) -> str:
    target = root / "by_dvc.yaml"
    compose_and_dump(str(target), str(root / "conf"), None, "config", str(root), list(overrides))
    return target.read_text(encoding="utf-8")


def refusal(*words: str) -> str:
    with pytest.raises(RefusalError) as caught:
        main(words)
    message = str(caught.value)
    assert "Traceback" not in message
    return message


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("encoder=narrow",),
        ("families/tree=paper", "families.tree.grid.depth=[4]"),
        ("preset=paper", "size=smoke", "seeds=[0,1]"),
        ("+encoders=spare", "encoder=spare"),
        ("data=files", "data.path=a b.csv", "data.description='é.yaml'"),
        ("~words", "+more.deep=1", "++size.train=7"),
    ],
)
def test_params_yaml_is_byte_for_byte_what_dvc_writes(
    toy: Project, overrides: tuple[str, ...]
) -> None:
    assert main(overrides) == 0
    assert toy.params() == dvc_writes(toy.root, *overrides)


def test_an_unchanged_params_yaml_is_not_written_again(toy: Project) -> None:
    main([])
    before = (toy.root / "params.yaml").stat().st_mtime_ns
    main([])
    assert (toy.root / "params.yaml").stat().st_mtime_ns == before


def test_print_writes_nothing(toy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    before = toy.tree()
    assert main(["--print", "encoder=narrow"]) == 0
    assert capsys.readouterr().out == composed(toy.root, ["encoder=narrow"]).text
    assert toy.tree() == before


def test_options_may_stand_before_between_or_after_overrides(
    toy: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = []
    for words in (["--print", "size=smoke", "encoder=narrow"], ["size=smoke", "--print"]):
        main([*words, "seeds=[2]"])
        texts.append(capsys.readouterr().out)
    assert "narrow" in texts[0]
    assert yaml.safe_load(texts[1])["seeds"] == [2]


@pytest.mark.parametrize(
    ("key", "value"), [("note", "no"), ("tiny", "1e-3"), ("when", "2018-01-01"), ("switch", "on")]
)
def test_strings_that_look_like_other_types_stay_strings(
    toy: Project, key: str, value: str
) -> None:
    main([])
    assert yaml.safe_load(toy.params())["words"][key] == value


def test_small_numbers_stay_numbers(toy: Project) -> None:
    main([])
    assert yaml.safe_load(toy.params())["families"]["line"]["grid"]["C"] == [0.1, 1e-05]


def test_no_interpolation_is_left_in_the_written_file(toy: Project) -> None:
    main([])
    assert "${" not in toy.params()
    tree = yaml.safe_load(toy.params())
    assert tree["subject"] == {"_target_": "toy.Wide", "dim": 8}
    assert (tree["bench"], tree["roster"], tree["arm"]) == (["wide"], ["tree", "line"], "wide")


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("size.train=5", ("size", "train"), 5),
        ("families.tree.grid.depth.0=9", ("families", "tree", "grid", "depth"), [9, 2]),
        ("+words.extra=1", ("words", "extra"), 1),
        ("++size.train=2", ("size", "train"), 2),
        ("words.note=", ("words", "note"), ""),
        ("words.note=null", ("words", "note"), None),
        ("words.when=2020-02-02", ("words", "when"), "2020-02-02"),
        ("words.note=false", ("words", "note"), False),
        ("words.note='false'", ("words", "note"), "false"),
    ],
)
def test_overrides_set_append_force_and_empty(
    toy: Project, override: str, path: tuple[str, ...], value: object
) -> None:
    main([override])
    node = yaml.safe_load(toy.params())
    for key in path:
        node = node[key]
    assert node == value


def test_a_group_override_replaces_the_group_and_a_key_override_follows_it(toy: Project) -> None:
    main(["families/tree=paper", "families.tree.grid.depth=[7]"])
    assert yaml.safe_load(toy.params())["families"]["tree"]["grid"] == {"depth": [7]}
    main(["families.tree.grid.depth=[7]", "families/tree=paper"])
    assert yaml.safe_load(toy.params())["families"]["tree"]["grid"] == {"depth": [7]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["encoder=wyde"], ["'wyde'", "Nearest: wide", "conf/encoders/wyde.yaml", "config.yaml"]),
        (["encoder=spare"], ["conf/encoders/spare.yaml is there", "+encoders=spare"]),
        (["encoder=headless", "+encoders=headless"], ["no top key headless"]),
        (["encoder=null"], ["Got 'None'", "narrow, wide"]),
        (["+encoders=naro"], ["'naro'", "Nearest: narrow", "conf/encoders/naro.yaml"]),
        (["size=quik"], ["'quik'", "quick, smoke", "Nearest: quick", "conf/size/quik.yaml"]),
        (["families/tree=papers"], ["'papers'", "Nearest: paper"]),
        (["families/tre=quick"], ["'families/tre'", "Nearest: families/tree", "conf/"]),
        (["families/spline=quick"], ["lists no families/spline", "+families/spline=quick"]),
        (["tree=paper"], ["'tree'", "families/tree"]),
        (["size=null"], ["size=null", "names no file", "quick, smoke"]),
        (["size.train=0"], ["size.train=0", "at least 1"]),
        (["+size.rows=4"], ["other keys in size", "'rows'"]),
        (["study=transfer"], ["'transfer'", "single"]),
        (["roster=[tree,lin]"], ["'lin'", "Nearest: line", "conf/families"]),
        (["roster=tree"], ["roster='tree'", "roster=[tree,line]"]),
        (["roster=[]"], ["roster=[]", "at least one"]),
        (["roster=[tree,tree]"], ["tree twice"]),
        (["bench=[narrow]"], ["encoder=wide", "bench [narrow]"]),
        (["bench=[wide,nrow]"], ["'nrow'", "Nearest: narrow"]),
        (["seeds=[0,0]"], ["seeds=[0, 0]", "seeds=[0,1]"]),
        (["seeds=3"], ["seeds=3"]),
        (["size.trian=4"], ["'trian'", "the keys of size", "Nearest: train", "conf/size"]),
        (["sise.train=4"], ["'sise'", "size"]),
        (["~sise"], ["'sise'", "size"]),
        (["families.tree.grid.dpth=[4]"], ["'dpth'", "Nearest: depth", "conf/families/tree"]),
        (["families.tree.grid.depth.9=1"], ["9"]),
        (["+size.train=4"], ["size.train"]),
        (["+encoders.tabular=1"], ["'tabular'", "not `tabular`"]),
        (["+encoders={a/b: 1}"], ["a/b"]),
        (["data=files"], ["data.description, data.path", "data.path=..."]),
        (["encoder=[wide"], ["'encoder=[wide'", "key=value"]),
        (["wide"], ["'wide'", "key=value"]),
        (["encoder=wide,narrow"], ["several values", "stages.commands.sweep -m"]),
        (["--prit"], ["--prit", "--print"]),
        (["--default"], ["--check --default"]),
        (["--check", "encoder=narrow"], ["--check with overrides"]),
    ],
)
def test_a_mistake_is_refused_in_one_line_and_nothing_is_written(
    toy: Project, words: list[str], expected: list[str]
) -> None:
    before = toy.tree()
    message = refusal(*words)
    assert "\n" not in message
    assert [part for part in expected if part not in message] == [], message
    assert toy.tree() == before


def test_a_broken_file_of_conf_is_refused_by_name(toy: Project) -> None:
    toy.write("conf/size/quick.yaml", "{name: quick\ntrain 3}\n- [")
    assert "quick.yaml" in refusal()


def test_a_state_that_yaml_reads_as_no_is_refused(toy: Project) -> None:
    toy.write("conf/size/quick.yaml", "{name: quick, train: 3, rows: {CA: 1, NO: 2}}\n")
    assert "the key false in size.rows" in refusal()


def test_outside_the_repository_root_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "root of the repository" in refusal()


def test_check_passes_for_what_experiments_compose(
    toy: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    for overrides in ([], ["encoder=narrow", "families/tree=paper"], ["+encoders=spare"]):
        main(overrides)
        assert main(["--check"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("families.tree.grid.depth=[5]", "families.tree"),
        ("encoders.narrow.dim=3", "encoders.narrow"),
        ("+encoders.ghost.dim=3", "encoders.ghost"),
        ("+families.ghost.C=3", "families.ghost"),
    ],
)
def test_check_names_entries_that_no_file_holds(
    toy: Project, capsys: pytest.CaptureFixture[str], override: str, said: str
) -> None:
    main([override])
    assert main(["--check"]) == 1
    assert said in capsys.readouterr().err


def test_check_sees_that_a_file_of_conf_has_moved_on(
    toy: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    main([])
    toy.write("conf/families/tree/quick.yaml", "{_target_: toy.Tree, grid: {depth: [9]}}\n")
    assert main(["--check"]) == 1
    assert "families.tree" in capsys.readouterr().err


def test_check_finds_illegal_selections_and_missing_files(
    toy: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"]) == 1
    main([])
    toy.write("params.yaml", toy.params().replace("- line", "- lime"))
    assert main(["--check"]) == 1
    said = capsys.readouterr().err
    assert "No params.yaml" in said
    assert "'lime'" in said


def test_check_default_says_what_differs(toy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    assert main(["--check", "--default"]) == 0
    main(["size=smoke"])
    assert main(["--check", "--default"]) == 1
    said = capsys.readouterr().err
    assert "size.train: 1 in params.yaml, 3 by default" in said
    toy.write("params.yaml", "# mine\n" + composed(toy.root, []).text)
    assert main(["--check", "--default"]) == 1
    assert "other bytes" in capsys.readouterr().err


def test_from_the_shell_a_mistake_exits_2_without_a_traceback(toy: Project) -> None:
    ended = toy.command("compose", "encoder=wyde")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    helped = toy.command("compose", "--help")
    assert helped.returncode == 0
    assert "python -m stages.commands.compose encoder=lsa" in helped.stdout


@pytest.mark.slow
def test_dvc_exp_run_composes_the_same_params(repository: Project) -> None:
    overrides = ["families/tree=paper", "encoder=narrow"]
    settings = [f"--set-param={line}" for line in overrides]
    repository.done("dvc", "exp", "run", *settings)
    assert repository.params() == composed(repository.root, overrides).text


@pytest.mark.parametrize("override", ["encoder=wyde", "size=quik", "roster=[lin]", "seeds=0"])
def test_dvc_exp_run_refuses_in_the_same_words_and_writes_nothing(
    repository: Project, override: str
) -> None:
    before = repository.tree(), repository.params()
    ended = repository.run("dvc", "exp", "run", f"--set-param={override}")
    assert ended.returncode == 255
    assert ended.stderr == f"ERROR: {refusal(override)}\n"
    assert (repository.tree(), repository.params()) == before
    assert repository.done("git", "status", "--short") == ""


@pytest.mark.slow
def test_without_hydra_plain_overrides_still_apply(repository: Project) -> None:
    repository.write(
        ".dvc/config",
        (repository.root / ".dvc/config").read_text().replace("enabled = true", "enabled = false"),
    )
    repository.write("params.yaml", repository.params() + "mine: 1\n")
    repository.done("dvc", "exp", "run", "--set-param=size.train=2")
    tree = yaml.safe_load(repository.params())
    assert (tree["mine"], tree["size"]["train"]) == (1, 2)


def test_a_key_that_the_run_cache_leaves_out_is_refused(toy: Project) -> None:
    toy.write("conf/encoders/wide.yaml", "wide: {_target_: toy.Wide, layers: [{size: 8}]}\n")
    assert refusal() == (
        "Got the key size in encoders.wide.layers, a name that DVC's run cache does not compare, so"
        " that old results would stand for new ones: call it something else, for example n_size.\n"
        "Got the key size in subject.layers, a name that DVC's run cache does not compare, so"
        " that old results would stand for new ones: call it something else, for example n_size."
    )


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (["data=files"], "give data.description=... data.path=..."),
        (["+encoders=vectors", "encoder=vectors"], "give encoders.vectors.path=..."),
    ],
)
def test_what_is_left_open_is_asked_for_once(overrides: list[str], told: str) -> None:
    with pytest.raises(RefusalError) as caught:
        composed(ROOT, overrides)
    assert str(caught.value).endswith(told)


def test_a_catalogue_that_is_replaced_instead_of_added_to_is_told() -> None:
    with pytest.raises(RefusalError, match=r"write \+encoders=vectors to add one"):
        composed(ROOT, ["encoders=vectors"])
