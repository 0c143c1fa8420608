"""Tables that other stages of the study wrote, of several arms and families, below each other."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from stages.storage.damage import reading
from stages.storage.seal import check, check_complete

OF_ARM_AND_FAMILY: Final = ("ladder", "causes", "examined", "probes")
"""Written by `diagnose`, under their own names."""
OF_CERTIFICATES: Final[Mapping[str, str]] = {"limits": "certificate", "path": "certificate_path"}
"""Written by `certify`: the file's name and the table's."""
OF_DIALS: Final = ("dials", "phases")
"""Written by `dial`, under their own names."""


def of_other_stages(
    diagnosed: Sequence[Path], certified: Sequence[Path], dials: Path
) -> dict[str, pd.DataFrame | None]:
    """Every table of `parts`, gathered; None where no stage has written one.

    FileNotFoundError or DamagedFileError where a stage has left less than it writes.
    """
    for folder in (*diagnosed, *certified, dials):
        check_complete(folder)
    return {name: gathered(files) for name, files in parts(diagnosed, certified, dials).items()}


def parts(
    diagnosed: Sequence[Path], certified: Sequence[Path], dials: Path
) -> dict[str, list[Path]]:
    """Where the parts of each table lie, if they were written.

    `diagnosed`: a folder per family; `certified`: one per arm; `dials`: the arm's own.
    """
    return {
        **{name: [place / f"{name}.csv" for place in diagnosed] for name in OF_ARM_AND_FAMILY},
        **{
            name: [place / f"{file}.csv" for place in certified]
            for file, name in OF_CERTIFICATES.items()
        },
        **{name: [dials / f"{name}.csv"] for name in OF_DIALS},
    }


def gathered(files: Iterable[Path]) -> pd.DataFrame | None:
    """The files that are there below each other, every cell as written; None where none is.

    Equal rows stand once. ValueError where columns differ.
    """
    frames = [_read(path) for path in files if path.is_file()]
    if not frames:
        return None
    columns = list(frames[0].columns)
    other = next((list(frame.columns) for frame in frames if list(frame.columns) != columns), None)
    if other is not None:
        raise ValueError(
            f"Got tables with columns {columns} and {other}; expected one kind of table. "
            "Run the stages that write them again."
        )
    return pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)


def _read(path: Path) -> pd.DataFrame:
    check(path)
    with reading(path):
        return pd.read_csv(path, dtype="str", keep_default_na=False)
