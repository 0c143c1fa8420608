"""sweep: overrides into jobs, jobs into DVC experiments."""

import json
import re
import string
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stages.commands.experiments import check_git, slug, unseen, with_own_files
from stages.commands.jobs import expanded
from stages.commands.sweep import main
from stages.commands.usage import RefusalError
from tests.commands.conftest import Project

overrides = st.lists(
    st.text(string.ascii_letters + string.digits + "=[]{}~^:?*\\/.,'@ -_+é", max_size=40),
    max_size=4,
)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([], "default"),
        (["encoder=lsa"], "encoder-lsa"),
        (["encoder=minilm", "roster=[lr]"], "encoder-minilm_roster-lr"),
        (["roster=[lr,svm]", "encoder=lsa"], "encoder-lsa_roster-lr-svm"),
        (["families/svm=paper", "size.train=0.5"], "families-svm-paper_size.train-0.5"),
    ],
)
def test_plain_overrides_give_a_name_that_can_be_read(lines: list[str], name: str) -> None:
    assert slug(lines) == name


def test_what_a_name_cannot_show_is_told_apart_by_a_hash() -> None:
    names = [slug([line]) for line in ("data.path='a b'", "data.path=a-b", "data.path=a_b")]
    assert len(set(names)) == 3
    assert slug(["+encoders=x"]) != slug(["encoders=x"])
    assert len(slug(["roster=[" + ",".join(["lr"] * 90) + "]"])) < 100


@given(overrides)
def test_every_name_is_legal_as_a_git_ref_and_an_experiment(lines: list[str]) -> None:
    name = slug(lines)
    checked = subprocess.run(["git", "check-ref-format", f"refs/exps/{name}"], check=False)
    assert checked.returncode == 0
    assert "/" not in name
    assert not name.startswith("-")
    assert slug(list(reversed(lines))) == name


def test_a_sweep_is_the_product_in_the_order_given(toy: Project) -> None:
    sweep = expanded(toy.root, ["encoder=wide,narrow", "roster=[tree],[line]"], multirun=True)
    assert sweep.jobs == [
        ["encoder=wide", "roster=[tree]"],
        ["encoder=wide", "roster=[line]"],
        ["encoder=narrow", "roster=[tree]"],
        ["encoder=narrow", "roster=[line]"],
    ]


def test_choice_and_range_and_removal_expand(toy: Project) -> None:
    words = ["encoder=choice(wide,narrow)", "size.train=range(1,3)", "~words"]
    sweep = expanded(toy.root, words, multirun=True)
    assert [slug(job).partition("_words")[0] for job in sweep.jobs] == [
        "encoder-wide_size.train-1",
        "encoder-wide_size.train-2",
        "encoder-narrow_size.train-1",
        "encoder-narrow_size.train-2",
    ]


def test_words_for_hydra_are_no_part_of_a_job(toy: Project) -> None:
    words = ["hydra/launcher=joblib", "encoder=narrow", "hydra.launcher.n_jobs=2"]
    sweep = expanded(toy.root, words, multirun=True)
    assert sweep.jobs == [["encoder=narrow"]]
    assert sweep.hydra == ["hydra/launcher=joblib", "hydra.launcher.n_jobs=2"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-m", "encoder=wide,nrow"], "Nearest: narrow"),
        (["-m", "roster=[tree],[lin]"], "Nearest: line"),
        (["-m", "size=glob(*)"], "glob"),
        (["-m", "size.train=interval(1,2)"], "key=a,b"),
        (["-m", "encoder=wide,wide"], "encoder-wide twice"),
        (["-m", "encoder=[wide"], "no override"),
        (["encoder=wide,narrow"], "sweep -m"),
        (["--multirum"], "--multirun"),
    ],
)
def test_a_mistake_in_any_job_is_refused_before_anything_runs(
    toy: Project, words: list[str], expected: str
) -> None:
    before = toy.tree()
    with pytest.raises(RefusalError, match=re.escape(expected)):
        main(words)
    assert toy.tree() == before


def test_a_dry_run_names_the_experiments(toy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-m", "--dry-run", "encoder=wide,narrow"]) == 0
    assert capsys.readouterr().out == "encoder-wide\nencoder-narrow\n"


def test_git_must_have_a_repository_a_commit_and_an_identity(
    toy: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        for part in ("NAME", "EMAIL"):
            monkeypatch.delenv(f"GIT_{role}_{part}", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(toy.root.parent))
    with pytest.raises(RefusalError, match="git init"):
        check_git(toy.root)
    toy.done("git", "init", "--quiet")
    with pytest.raises(RefusalError, match="git commit"):
        check_git(toy.root)
    identity = ["-c", "user.name=Toy", "-c", "user.email=toy@example.org"]
    toy.done("git", *identity, "commit", "--quiet", "--allow-empty", "--message", "start")
    with pytest.raises(RefusalError, match=r"git config user\.name \.\.\. and git config user"):
        check_git(toy.root)
    toy.done("git", "config", "user.name", "Toy")
    toy.done("git", "config", "user.email", "toy@example.org")
    check_git(toy.root)
    assert "work.py" in unseen(toy.root, [])
    assert "toy.csv" not in unseen(toy.root, ["data.path=toy.csv"])


def test_a_damaged_lock_file_is_refused_with_its_cure(repository: Project) -> None:
    repository.write("dvc.lock", "schema: '2.0'\nstag")
    with pytest.raises(RefusalError, match=r"git checkout dvc\.lock"):
        main(["-m", "encoder=wide,narrow"])
    assert not (repository.root / ".flatline/sweeps").exists()


def test_users_files_become_absolute_unless_git_has_them(repository: Project) -> None:
    root = repository.root
    repository.write("it's mine.csv", "age\n")
    moved = with_own_files(root, 'data.path="it\'s mine.csv"')
    assert yaml.safe_load(json.dumps(moved)).startswith("data.path='/")
    (job,) = expanded(root, ["data=files", moved, "data.description=toy.yaml"], multirun=True).jobs
    assert f"data.path='{root}/it\\'s mine.csv'" in job
    for unmoved in ("data.path=toy.csv", "data.path=/x/y.csv", "size.train=1", "~data.path"):
        assert with_own_files(root, unmoved) == unmoved


def test_an_encoders_own_folder_becomes_absolute_and_a_name_that_is_none_stays(
    repository: Project,
) -> None:
    root = repository.root
    repository.write("exported/CA.npy", "")
    for key in ("encoders.vectors.path", "encoders.my-own.model.path"):
        assert with_own_files(root, f"{key}=exported") == f"{key}='{root}/exported'"
    for unmoved in ("encoders.e5.path=someone/e5", "encoders.e5.model=exported"):
        assert with_own_files(root, unmoved) == unmoved


def experiments(project: Project) -> dict[str, str]:
    """Name and revision of every experiment, as `dvc exp show --json` has them."""
    shown = json.loads(project.done("dvc", "exp", "show", "--json"))
    found = [exp for branch in shown for exp in branch.get("experiments") or []]
    return {exp["name"]: exp["revs"][0]["rev"] for exp in found}


def params_of(project: Project, name: str) -> dict[str, object]:
    revision = experiments(project)[name]
    return yaml.safe_load(project.done("git", "show", f"{revision}:params.yaml"))


@pytest.mark.slow
def test_two_by_two_gives_four_experiments_and_leaves_the_tree_clean(repository: Project) -> None:
    before = repository.tree()
    ended = repository.command("sweep", "-m", "encoder=wide,narrow", "roster=[tree],[line]")
    assert ended.returncode == 0, ended.stderr
    names = {f"encoder-{e}_roster-{f}" for e in ("wide", "narrow") for f in ("tree", "line")}
    assert set(experiments(repository)) == names
    assert params_of(repository, "encoder-narrow_roster-line")["roster"] == ["line"]
    assert "4 of 4 experiments done" in ended.stdout
    assert "dvc metrics diff encoder-wide_roster-tree encoder-wide_roster-line" in ended.stdout
    assert repository.tree() - before == {
        name for name in repository.tree() if name.startswith(".flatline/sweeps/")
    }
    assert repository.done("git", "status", "--porcelain") == ""
    diff = json.loads(repository.done("dvc", "metrics", "diff", "--json", *sorted(names)[1::2]))
    assert diff["reports/metrics.json"]["letters"] == {"old": 6, "new": 4, "diff": -2}


@pytest.mark.slow
def test_a_failing_job_leaves_the_others_running_and_is_named(repository: Project) -> None:
    ended = repository.command(
        "sweep", "-m", "size.train=13,2,5", "hydra/launcher=joblib", "hydra.launcher.n_jobs=2"
    )
    assert ended.returncode == 1
    assert set(experiments(repository)) == {"size.train-2", "size.train-5"}
    assert "size.train-13 failed" in ended.stderr
    assert "thirteen rows are too few" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_a_second_sweep_replaces_its_experiment_and_runs_no_stage(repository: Project) -> None:
    repository.write("mine.csv", "age,label\n9,1\n")
    words = ("data=files", "data.path=mine.csv", "data.description=toy.yaml")
    first = repository.command("sweep", *words)
    assert first.returncode == 0, first.stderr
    (name,) = experiments(repository)
    data = params_of(repository, name)["data"]
    assert data == {
        "name": "files",
        "path": str(repository.root / "mine.csv"),
        "description": "toy.yaml",
        "source": None,
    }
    assert repository.command("sweep", *words).returncode == 0
    assert set(experiments(repository)) == {name}
    logs = sorted(Path(".flatline/sweeps").glob("*/0/log.txt"), key=lambda p: p.stat().st_mtime)
    ran = [log.read_text(encoding="utf-8").count("Running stage") for log in logs]
    assert ran[0] > 0
    assert ran[1] == 0
