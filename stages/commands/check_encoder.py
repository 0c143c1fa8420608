"""Try an encoder on the contract that every encoder keeps, and say where it does not.

python -m stages.commands.check_encoder minilm
python -m stages.commands.check_encoder mine                          conf/encoders/mine.yaml
python -m stages.commands.check_encoder mine encoders.mine.dimension=3    with other settings
python -m stages.commands.check_encoder e5_mistral --texts 8          on fewer texts

Exit 0: it keeps the contract. 1: a check failed. 2: it could not be tried.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final, cast

from stages.commands.catalogue import built_encoders
from stages.commands.usage import EXIT_FOUND, Parser, RefusalError, finish, repository_root
from stages.encoders.contract_checks import Outcome, checked
from stages.encoders.contract_trial import Digest, Trial, digest
from stages.encoders.probe_texts import probe_texts
from stages.encoders.row_vectors import RowEncoder

TEXTS: Final = 32
FEWEST: Final = 4


def main(arguments: Sequence[str]) -> int:
    """Try one encoder; 0 when every check passed, 1 when one failed."""
    options = _options(arguments)
    root = repository_root()
    (encoder,) = built_encoders(root, [options.encoder], options.overrides)
    texts = probe_texts(options.texts)
    if options.digest:
        print(json.dumps(digest(encoder, texts)))
        return 0
    if isinstance(encoder, RowEncoder):
        print(f"{options.encoder}: vectors by row id, no texts to try; embed checks every row.")
        return 0
    failed = _report(Trial(encoder, texts, lambda: _elsewhere(arguments)))
    print(_verdict(options.encoder, failed))
    return EXIT_FOUND if failed else 0


def _report(trial: Trial) -> int:
    """Print a line a check; how many failed."""
    failed = 0
    try:
        for result in checked(trial):
            print(f"{result.outcome:<8} {result.check:<14} {result.words}", flush=True)
            failed += result.outcome is Outcome.FAILED
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise RefusalError(str(error)) from error
    return failed


def _verdict(name: str, failed: int) -> str:
    if not failed:
        return f"{name} keeps the contract."
    return f"{name} breaks the contract in {failed} point{'s' * (failed > 1)}; see FAILED above."


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("check_encoder", __doc__)
    parser.add_argument("encoder", help="a file of conf/encoders, by its name")
    parser.add_argument("overrides", nargs="*", help="as after dvc exp run -S")
    parser.add_argument("--texts", type=int, default=TEXTS, help=f"to try ({TEXTS})")
    parser.add_argument("--digest", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_intermixed_args(arguments)
    if options.texts < FEWEST:
        raise RefusalError(f"Got --texts {options.texts}, expected at least {FEWEST}.")
    return options


def _elsewhere(arguments: Sequence[str]) -> Digest:
    """What this command finds in a process of its own, where texts hash to other numbers."""
    command = [sys.executable, "-m", "stages.commands.check_encoder", *arguments, "--digest"]
    ran = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **_other_hashes()}
    )
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no message"])[-1]
        raise RuntimeError(f"a fresh process ended with {ran.returncode}: {last}")
    return cast(Digest, json.loads(ran.stdout.splitlines()[-1]))


def _other_hashes() -> dict[str, str]:
    """The seed of texts' hashes: not the one that this process may have been given."""
    return {"PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"}


if __name__ == "__main__":
    finish(main)
