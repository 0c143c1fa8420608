"""The real pipeline in a temporary clone, for the tests that run it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Clone:
    """A copy of the project in a folder of its own, with its own git and DVC."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Clone":
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        clone = cls(folder)
        for command in ("git init -q", "git add -A", "git commit -qm start"):
            clone.run(*command.split())
        return clone

    def copy(self, folder: Path) -> "Clone":
        shutil.copytree(self.folder, folder, symlinks=True)
        return Clone(folder)

    @property
    def environment(self) -> dict[str, str]:
        names = {
            f"GIT_{who}_{what}": "t@t"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        dropped = {"DVC_ROOT", "PYTHONWARNINGS"}
        kept = {key: value for key, value in os.environ.items() if key not in dropped}
        return {**kept, **names, "PATH": path, "HF_HUB_OFFLINE": "1", "PYTHONHASHSEED": "random"}

    def start(self, *command: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str, code: int = 0) -> str:
        process = self.start(*command)
        output, _ = process.communicate(timeout=1500)
        assert process.returncode == code, output
        return output

    def make_small(self, encoder: str, roster: str, seeds: str = "[0]") -> None:
        """Make size smoke, one encoder, some families and seeds the defaults of conf/; commit."""
        path = self.folder / "conf/config.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in (
            ("  - preset: null", "  - preset: smoke"),
            ("\nencoder: minilm\n", f"\nencoder: {encoder}\n"),
            ("\nroster: ${oc.dict.keys:families}\n", f"\nroster: {roster}\n"),
            ("\nseeds: [0]\n", f"\nseeds: {seeds}\n"),
        ):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        self.compose()
        self.run("git", "add", "-A")
        self.run("git", "commit", "-qm", "small")

    def compose(self, *overrides: str) -> None:
        self.run(sys.executable, "-m", "stages.commands.compose", *overrides)

    def repro(self, *arguments: str) -> list[str]:
        """Run `dvc repro`; the names of the stages that really ran, in order."""
        return re.findall(r"Running stage '([^']+)'", self.run("dvc", "repro", *arguments))

    def lock(self) -> bytes:
        return (self.folder / "dvc.lock").read_bytes()

    def files(self, *parts: str) -> dict[str, bytes]:
        """Every file below some folders, by name."""
        found = [
            path for part in parts for path in (self.folder / part).rglob("*") if path.is_file()
        ]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}
