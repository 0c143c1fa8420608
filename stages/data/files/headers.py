"""The column names of a user's file against those that its description names."""

from collections import Counter
from collections.abc import Sequence

from stages.data.files.description import Description
from stages.data.files.faults import Faults, nearest, shown, some


def check_header(
    file: str, header: Sequence[str], description: Description, faults: Faults
) -> bool:
    """Add faults for names that stand twice and for described columns that are not there.

    Columns without a name can't be described, so several of them do no harm. False where not one
    described column is there: what was read as the header is none.
    """
    if not set(description.named()) & set(header):
        cure = (
            "The first line holds the names of the columns: take away what stands above them, and "
            "mend `csv: {separator: ...}` where they are cut wrongly."
        )
        what = f"no column that the description names; the first line is {some(header)}"
        faults.add(file, what, cure)
        return False
    twice = sorted(name for name, times in Counter(header).items() if name and times > 1)
    if twice:
        cure = "Rename or drop all but one (blanks around a name don't count)."
        faults.add(file, f"the column names {some(twice)} stand more than once", cure)
    for name, key in description.named().items():
        if name not in header:
            cure = f"Mend the name in the file, or below `{key}` of the description."
            faults.add(
                file, f"no column {shown(name)} ({nearest(name, filter(None, header))})", cure
            )
    return True
