"""Which rows say the same: every distinct text is encoded once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def distinct_ids(texts: Sequence[Sequence[str]]) -> list[npt.NDArray[np.int64]]:
    """Ids of the distinct texts over all domains, one int64 array per domain.

    Two rows share an id exactly where their texts are equal, within and across domains. Ids count
    from 0 without gaps, in the order in which the texts first appear.
    """
    ids: dict[str, int] = {}
    return [
        np.array([ids.setdefault(text, len(ids)) for text in domain], dtype=np.int64)
        for domain in texts
    ]
