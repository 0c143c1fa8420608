"""Compare a server's vectors with a local model's, and name what makes them differ.

python -m stages.commands.parity remote minilm encoders.remote.url=http://127.0.0.1:8000/v1 ...
python -m stages.commands.parity remote e5_mistral --rows 8       fewer texts for a large model

The texts are distinct ones of artifacts/texts, short and long; without any, built-in ones.
Exit 0: equal within a cosine of 0.001 and 1 % of spread and lengths. 1: different. 2: refused.
"""

import argparse
from collections.abc import Sequence
from typing import Final

import numpy as np

from stages import paths, tables
from stages.commands.catalogue import built_encoders
from stages.commands.usage import EXIT_FOUND, Parser, RefusalError, finish, repository_root
from stages.encoders.contract import Encoder, LearningEncoder
from stages.encoders.parity import Compared
from stages.encoders.parity_causes import Finding, findings
from stages.encoders.probe_texts import probe_texts
from stages.encoders.row_vectors import RowEncoder

ROWS: Final = 32
FEWEST: Final = 4


def main(arguments: Sequence[str]) -> int:
    """Compare two encoders of the catalogue; 0 equal, 1 different."""
    options = _options(arguments)
    names = [options.remote, options.local]
    remote, local = built_encoders(repository_root(), names, options.overrides)
    for name, encoder in zip(names, (remote, local), strict=True):
        _check_kind(name, encoder)
    texts = _texts(options.rows)
    compared = _tried(remote, local, texts)
    comparable = compared.there.shape == compared.here.shape
    equal = comparable and compared.likeness.equal
    said = f": {compared.likeness.words()}" if comparable else ""
    print(f"{options.remote} (there) and {options.local} (here) on {len(texts)} texts{said}")
    print("EQUAL: an audit sees the same vectors." if equal else "DIFFERENT. Causes tried:")
    for finding in _findings(compared):
        if finding.found or not equal:
            print(f"{'FOUND' if finding.found else 'no':<6} {finding.cause:<14} {finding.words}")
    return 0 if equal else EXIT_FOUND


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("parity", __doc__)
    parser.add_argument("remote", help="an encoder of conf/encoders, most often `remote`")
    parser.add_argument("local", help="the encoder that runs here and should be the same")
    parser.add_argument("overrides", nargs="*", help="as after dvc exp run -S")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"texts to compare ({ROWS})")
    options = parser.parse_intermixed_args(arguments)
    if options.rows < FEWEST:
        raise RefusalError(f"Got --rows {options.rows}, expected at least {FEWEST}.")
    return options


def _check_kind(name: str, encoder: Encoder) -> None:
    if isinstance(encoder, LearningEncoder | RowEncoder):
        what = "learns from train rows" if isinstance(encoder, LearningEncoder) else "has rows only"
        raise RefusalError(
            f"Got {name}, which {what}; expected two encoders that encode any text, such as "
            "`remote` and the model that the server runs."
        )


def _tried(remote: Encoder, local: Encoder, texts: Sequence[str]) -> Compared:
    try:
        return Compared.of(remote, local, texts)
    except (ValueError, TypeError, OSError, RuntimeError, ImportError) as error:
        raise RefusalError(" ".join(str(error).split())) from error


def _findings(compared: Compared) -> list[Finding]:
    try:
        return findings(compared)
    except (ValueError, OSError, RuntimeError) as error:
        raise RefusalError(" ".join(str(error).split())) from error


def _texts(count: int) -> list[str]:
    """Distinct texts, evenly from the shortest to the longest."""
    known: set[str] = set(probe_texts(count))
    if paths.DOMAINS.is_file():
        stems = tables.read_domains(paths.DOMAINS)["file"]
        files = [paths.texts(stem) for stem in stems]
        found = [tables.read_table(file)["text"] for file in files if file.is_file()]
        known = {text for texts in found for text in texts} or known
    ordered = sorted(known, key=lambda text: (len(text), text))
    chosen = np.linspace(0, len(ordered) - 1, min(count, len(ordered))).round().astype(int)
    return [ordered[place] for place in chosen]


if __name__ == "__main__":
    finish(main)
