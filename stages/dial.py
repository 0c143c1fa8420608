"""Turn one arm's vectors through the dials, and count collapses at every turn.

dvc repro dial@minilm           in the pipeline, with study=diagnosis
python -m stages.dial minilm    by hand
"""

from collections.abc import Sequence
from pathlib import Path

from stages import paths, verb
from stages.config import Config
from stages.dials.clouds import Base
from stages.dials.measure import Bench
from stages.dials.sweep import sweep
from stages.dials.tables import DIAL_COLUMNS, PHASE_COLUMNS, dials_table, phases_table
from stages.families.arm_files import arm_files
from stages.storage.bound import bounded
from stages.storage.pieces import PieceStore
from stages.storage.seal import begin, seal
from stages.tables import write_csv
from stages.train import domain_files


def dial(arm: str, config: Config, folder: Path) -> None:
    """Write the dial and phase tables of one arm; finished trials come from their pieces."""
    config.check_arm(arm)
    plan = config.dials
    source = arm_files(domain_files(arm)[:1]).domains[0]
    store = PieceStore(paths.pieces().resolve())
    bench = Bench(
        Base(source, plan.rows),
        plan.seeds,
        config.measures.epsilon,
        config.compute,
        store,
        paths.clouds().resolve(),
    )
    with bounded(store, config.store):
        measured = sweep(plan, bench, config.parallel, f"dials of {arm}")
    begin(folder)
    write_csv(folder / "dials.csv", dials_table(measured), DIAL_COLUMNS, DIAL_COLUMNS[:2])
    write_csv(folder / "phases.csv", phases_table(measured), PHASE_COLUMNS)
    seal(folder)
    print(f"dials of {arm}: {len(measured)} grids on {len(list(plan.points()))} clouds")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arm's name off the command line."""
    parser = verb.parser("dial", __doc__)
    parser.add_argument("arm", help="an encoder, or ENCODER+REMEDY")
    arm = parser.parse_args(arguments).arm
    dial(arm, Config.read(), paths.dials(arm))


if __name__ == "__main__":
    verb.run(main)
