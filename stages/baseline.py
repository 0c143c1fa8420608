"""Train every configuration of one family on the raw table.

dvc repro baseline@mlp         in the pipeline
python -m stages.baseline mlp  by hand
"""

import argparse

from stages import paths
from stages.train import train


def main() -> None:
    """Read the argument and train on the arm `tabular`."""
    parser = argparse.ArgumentParser(prog="python -m stages.baseline", description=__doc__)
    parser.add_argument("family", help="a name of the catalogue `families`")
    train(paths.TABULAR, parser.parse_args().family)


if __name__ == "__main__":
    main()
