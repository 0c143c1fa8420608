"""Train every configuration of one family on the raw table.

dvc repro baseline@mlp         in the pipeline
python -m stages.baseline mlp  by hand
"""

from collections.abc import Sequence

from stages import paths, verb
from stages.train import train


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the argument and train on the arm `tabular`."""
    parser = verb.parser("baseline", __doc__)
    parser.add_argument("family", help="a name of the catalogue `families`")
    train(paths.TABULAR, parser.parse_args(arguments).family)


if __name__ == "__main__":
    verb.run(main)
