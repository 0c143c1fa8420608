"""A project small enough to run in a test: trivial stages, two encoders, two families."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "conf/config.yaml": """
defaults:
  - data: toy
  - size: quick
  - encoders: [wide, narrow]
  - families/tree: quick
  - families/line: quick
  - study: single
  - preset: null
  - _self_
encoder: wide
subject: ${encoders.${encoder}}
arm: ${encoder}
roster: ${oc.dict.keys:families}
seeds: [0]
words: {note: 'no', tiny: '1e-3', when: '2018-01-01', switch: 'on'}
""",
    "conf/data/toy.yaml": "{name: toy, path: toy.csv, description: toy.yaml, source: CA}\n",
    "conf/data/files.yaml": "name: files\npath: ???\ndescription: ???\nsource: null\n",
    "conf/size/quick.yaml": "{name: quick, train: 3, id_test: 2, target: null}\n",
    "conf/size/smoke.yaml": "{name: smoke, train: 1, id_test: 2, target: null}\n",
    "conf/encoders/wide.yaml": "wide: {_target_: toy.Wide, dim: 8}\n",
    "conf/encoders/narrow.yaml": "narrow: {_target_: toy.Narrow, dim: 2}\n",
    "conf/encoders/spare.yaml": "spare: {_target_: toy.Spare}\n",
    "conf/encoders/headless.yaml": "body: {_target_: toy.Spare}\n",
    "conf/families/tree/quick.yaml": "{_target_: toy.Tree, grid: {depth: [1, 2]}}\n",
    "conf/families/tree/paper.yaml": "{_target_: toy.Tree, grid: {depth: [1, 2, 3]}}\n",
    "conf/families/line/quick.yaml": "{_target_: toy.Line, grid: {C: [0.1, 1.0e-05]}}\n",
    "conf/families/line/paper.yaml": "{_target_: toy.Line, grid: {C: [1.0]}}\n",
    "conf/families/spline/quick.yaml": "{_target_: toy.Spline}\n",
    "conf/study/single.yaml": '# @package _global_\nbench: ["${encoder}"]\nstudy: []\n',
    "conf/preset/paper.yaml": """# @package _global_
defaults:
  - override /families/tree: paper
  - override /families/line: paper
""",
    "dvc.yaml": """
stages:
  embed:
    matrix: {encoder: "${bench}"}
    cmd: python work.py artifacts/vectors/${item.encoder}/all.txt ${item.encoder}
    deps: [work.py, "${data.path}"]
    params: ["encoders.${item.encoder}"]
    outs: ["artifacts/vectors/${item.encoder}"]
  train:
    matrix: {encoder: "${bench}", family: "${roster}"}
    cmd: >-
      python work.py artifacts/predictions/${item.encoder}/${item.family}/all.txt ${item.family}
    deps: [work.py, "artifacts/vectors/${item.encoder}"]
    params: ["families.${item.family}", size.train]
    outs: ["artifacts/predictions/${item.encoder}/${item.family}"]
  audit:
    cmd: python work.py reports/metrics.json ${arm} ${size.train}
    deps: [work.py]
    params: [arm, roster, size.train]
    metrics: [{reports/metrics.json: {cache: false}}]
""",
    "work.py": """
import json, pathlib, sys
target, name, *train = sys.argv[1:]
if train == ["13"]:
    sys.exit("thirteen rows are too few")
path = pathlib.Path(target)
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps({"letters": len(name)}) if path.suffix == ".json" else name)
""",
    "toy.csv": "age,label\n1,0\n",
    "toy.yaml": "label: label\n",
    ".gitignore": "/artifacts/\n/.flatline/\n__pycache__/\n",
    ".dvcignore": "__pycache__/\n",
    ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    ".dvc/config": """
[core]
    autostage = false
    analytics = false
    check_update = false
[cache]
    type = "reflink,hardlink,copy"
[hydra]
    enabled = true
    config_dir = conf
    config_name = config
    plugins_path = {root}/stages/commands/plugins
""".replace("{root}", str(ROOT)),
}


@dataclass(frozen=True)
class Project:
    """A throw-away project and the way to run things in it."""

    root: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command with the project's Python first on PATH; its output is captured."""
        tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "PATH": tools,
            "PYTHONPATH": str(ROOT),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        return subprocess.run(
            words, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    def done(self, *words: str) -> str:
        """The output of a command that must succeed."""
        ended = self.run(*words)
        assert ended.returncode == 0, f"{words}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def command(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """One of stages.commands in a process of its own."""
        return self.run(sys.executable, "-m", f"stages.commands.{name}", *words)

    def write(self, name: str, text: str) -> Path:
        """A file of the project with this content."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def params(self) -> str:
        """The text of params.yaml."""
        return (self.root / "params.yaml").read_text(encoding="utf-8")

    def tree(self, folders: Sequence[str] = ("",)) -> set[str]:
        """Every file outside Git's and DVC's own folders."""
        found = (path for folder in folders for path in (self.root / folder).rglob("*"))
        names = {path.relative_to(self.root).as_posix() for path in found if path.is_file()}
        return {name for name in names if not name.startswith((".git/", ".dvc/"))}


def populated(root: Path) -> Project:
    """The files of the toy project below `root`, without a repository."""
    project = Project(root)
    for name, text in FILES.items():
        project.write(name, text)
    return project


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The toy project's files as the working folder: enough for `compose`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    return populated(tmp_path)


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The toy project composed, run once and committed; copied by `repository`."""
    project = populated(tmp_path_factory.mktemp("committed"))
    assert project.command("compose").returncode == 0
    project.done("git", "init", "--quiet")
    project.done("git", "config", "user.name", "Toy")
    project.done("git", "config", "user.email", "toy@example.org")
    project.done(sys.executable, "-m", "dvc", "repro", "--quiet")
    project.done("git", "add", "--all")
    project.done("git", "commit", "--quiet", "--message", "start")
    return project


@pytest.fixture
def repository(committed: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A fresh copy of the committed toy project, as the working folder."""
    root = tmp_path / "project"
    shutil.copytree(committed.root, root, symlinks=True)
    monkeypatch.chdir(root)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    return Project(root)
