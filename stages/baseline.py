"""Train every configuration of one family on the raw table.

dvc repro baseline@mlp         in the pipeline
python -m stages.baseline mlp  by hand
"""

from collections.abc import Sequence

from stages import paths, verb
from stages.train import ONLY, start


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the argument and train on the arm `tabular`."""
    parser = verb.parser("baseline", __doc__)
    parser.add_argument("family", help="a name of the catalogue `families`")
    parser.add_argument("--only", metavar="TRIAL", help=ONLY)
    given = parser.parse_args(arguments)
    start(paths.TABULAR, given.family, given.only)


if __name__ == "__main__":
    verb.run(main)
