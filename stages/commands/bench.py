"""Time every family's engine against a loop over its configurations, on rows made for it.

python -m stages.commands.bench --families svm,rf --profile table6 --rows 2000 --dim 384 --json
python -m stages.commands.bench --families lr --arm both         raw and embedding-like rows
python -m stages.commands.bench --families svm --profile table6 --rows 20000 --sample 6
python -m stages.commands.bench --families mlp --scaling         how the engine's time grows
python -m stages.commands.bench --encoders minilm                 texts a second, each backend
python -m stages.commands.bench --families mlp compute.matmul=medium

Seconds are CPU-seconds of one thread, for fitting and for predicting the test rows; loop and engine
take turns in one process. Agreement: share of equal predictions (of nets: without dropout, up to 50
epochs); in law: mean accuracy and collapse ratio of the engine less the loop's, for other nets.
With --sample N the loop trains N configurations only, and its time is extrapolated by cost.
"""

import argparse
from collections.abc import Sequence

from stages.commands.bench_options import (
    ARMS,
    DIM,
    PROFILE,
    ROWS,
    TEST_PER_TRAIN,
    TEXTS,
    bench_of,
)
from stages.commands.usage import Parser, finish, repository_root


def main(arguments: Sequence[str]) -> int:
    """Print one record per family and arm, or per encoder and backend."""
    options = _options(arguments)
    bench = bench_of(repository_root(), options)
    # Torch and transformers, which neither --help nor a refusal needs
    from stages.commands.bench_run import measured  # noqa: PLC0415

    print(measured(bench, options))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("bench", __doc__)
    add = parser.add_argument
    add("overrides", nargs="*", help="as after dvc exp run -S, e.g. compute.matmul=medium")
    add("--families", default="", metavar="A,B", help="names of conf/families (default: all)")
    add("--profile", default=PROFILE, help=f"quick, paper or table6 ({PROFILE})")
    add("--arm", default=ARMS[0], help=f"{', '.join(ARMS)} ({ARMS[0]})")
    add("--rows", type=int, default=ROWS, help=f"rows to train on ({ROWS})")
    add("--test-rows", type=int, help=f"rows to predict ({TEST_PER_TRAIN} for each to train on)")
    add("--dim", type=int, default=DIM, help=f"numbers in an embedding-like row ({DIM})")
    add("--sample", type=int, metavar="N", help="configurations that the loop trains (all)")
    add("--encoders", default="", metavar="A,B", help="names of conf/encoders, timed on texts")
    add("--texts", type=int, default=TEXTS, help=f"texts that encoders are timed on ({TEXTS})")
    add("--scaling", action="store_true", help="the engine alone, at several sizes each way")
    for axis in ("rows", "dims", "configs"):
        add(f"--scaling-{axis}", default="", metavar="N,N", help="(a quarter, a half, the whole)")
    add("--json", action="store_true", help="records for programs")
    return parser.parse_intermixed_args(arguments)


if __name__ == "__main__":
    finish(main)
