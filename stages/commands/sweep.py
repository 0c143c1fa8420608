"""Run one DVC experiment per combination of overrides, over the same conf/ as everything else.

python -m stages.commands.sweep -m encoder=minilm,lsa 'roster=[mlp],[lr]'
python -m stages.commands.sweep -m encoder=minilm,lsa hydra/launcher=joblib
python -m stages.commands.sweep -m --dry-run 'data.source=choice(CA,AL)'
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from stages.commands.experiments import check_git, run_experiment, slug, unseen
from stages.commands.jobs import Sweep, expanded
from stages.commands.lockfile import locked
from stages.commands.usage import EXIT_FOUND, Parser, RefusalError, finish, repository_root
from stages.storage.atomic import write_text

QUIET = ("hydra/job_logging=disabled", "hydra/hydra_logging=disabled", "hydra.job.chdir=false")
OUTCOME = "outcome.json"
LOG = "log.txt"


@dataclass(frozen=True)
class Outcome:
    """How one job ended: the experiment's name, DVC's exit status, where its words are."""

    name: str
    status: int
    log: str


def main(arguments: Sequence[str]) -> int:
    """Sweep in the working folder's project; 0 all experiments done, 1 some failed."""
    options = _options(arguments)
    root = repository_root()
    sweep = expanded(root, options.overrides, multirun=options.multirun)
    if options.dry_run:
        for job in sweep.jobs:
            print(slug(job))
        return 0
    check_git(root)
    locked(root)
    if left_out := unseen(root, sweep.task):
        print(f"Not in Git, so not in the experiments: {', '.join(left_out[:5])}", file=sys.stderr)
    home = root / ".flatline" / "sweeps"
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=home, prefix="sweep-"))
    _launch(root, folder, sweep, multirun=options.multirun)
    return _report(sweep, _outcomes(folder))


def job(_: DictConfig) -> None:
    """What Hydra calls for each combination: one experiment, and its outcome beside the log."""
    settings = HydraConfig.get()
    overrides = [str(line) for line in settings.overrides.task]
    folder, root = Path(settings.runtime.output_dir), Path(settings.runtime.cwd)
    alone = str(settings.launcher._target_).endswith("BasicLauncher")
    log = None if alone and sys.stdout.isatty() else folder / LOG
    name = slug(overrides)
    _say(f"{name}: started")
    status = run_experiment(root, overrides, log)
    _say(f"{name}: {'failed' if status else 'done'}")
    ended = {"name": name, "status": status, "log": str(log) if log else ""}
    write_text(folder / OUTCOME, json.dumps(ended))


def _say(line: str) -> None:
    """A line in one piece, though other jobs speak at the same time."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("sweep", __doc__)
    parser.add_argument("overrides", nargs="*", help="several values: a,b; a list: [a,b]")
    parser.add_argument(
        "-m", "--multirun", action="store_true", help="one experiment per combination"
    )
    parser.add_argument("--dry-run", action="store_true", help="name the experiments, run none")
    return parser.parse_intermixed_args(arguments)


def _launch(root: Path, folder: Path, sweep: Sweep, *, multirun: bool) -> None:
    """Hand the jobs to Hydra, whose own files go to `folder` and whose errors become refusals."""
    places = [
        f"hydra.run.dir='{folder}/0'",
        f"hydra.sweep.dir='{folder}'",
        "hydra.output_subdir=null",
    ]
    words = ["--multirun"] if multirun else []
    sys.argv = [sys.argv[0], *words, *QUIET, *places, *sweep.hydra, *sweep.task]
    os.environ["HYDRA_FULL_ERROR"] = "1"
    application = hydra.main(
        version_base=None, config_path=str(root / "conf"), config_name="config"
    )(job)
    try:
        application()
    except (HydraException, OmegaConfBaseException) as error:
        raise RefusalError(" ".join(str(error).split())) from error


def _outcomes(folder: Path) -> list[Outcome]:
    files = sorted(folder.glob(f"*/{OUTCOME}"), key=lambda path: (len(path.parent.name), path))
    return [Outcome(**json.loads(path.read_text(encoding="utf-8"))) for path in files]


def _report(sweep: Sweep, outcomes: Sequence[Outcome]) -> int:
    """Name the failures with their last words, say how to compare the rest; the exit status."""
    failed = [outcome for outcome in outcomes if outcome.status]
    ended = {outcome.name for outcome in outcomes}
    lost = [name for name in map(slug, sweep.jobs) if name not in ended]
    for outcome in failed:
        print(f"{outcome.name} failed{_last_words(outcome.log)}", file=sys.stderr)
    for name in lost:
        print(f"{name} ended without a word: its worker was stopped.", file=sys.stderr)
    done = [outcome.name for outcome in outcomes if not outcome.status]
    print(f"{len(done)} of {len(done) + len(failed) + len(lost)} experiments done.")
    if done:
        print("Compare: dvc exp show --only-changed")
        print(f"         dvc metrics diff {' '.join(done[:2])}")
    return EXIT_FOUND if failed or lost else 0


def _last_words(log: str) -> str:
    if not log:
        return "."
    lines = Path(log).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return "\n  ".join([f"; {log} ends:", *lines[-5:]])


if __name__ == "__main__":
    finish(main)
