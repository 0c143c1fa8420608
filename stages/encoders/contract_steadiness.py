"""Checks that a text's row depends on the text alone: not on the call, its company, the process."""

from typing import Final

import numpy as np

from stages.encoders.checks import check_vectors
from stages.encoders.contract import Encoder, Vectors
from stages.encoders.contract_trial import FEW, FaultError, Trial, digest
from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task

TRAVEL: Final = Task("worker", "call", [1.0, 1.0])


def repeats(trial: Trial) -> str:
    """The same call gives the same bytes."""
    again = trial.ready.encode(trial.texts)
    if again.tobytes() != trial.vectors.tobytes():
        raise FaultError(
            "Got other bytes from a second call with the same texts, expected the same. Switch "
            "dropout off (`eval()`), and draw random numbers from a generator made from a seed."
        )
    return "a second call gives the same bytes"


def order(trial: Trial) -> str:
    """Row i is that of text i, however the texts are ordered."""
    found = trial.comparison
    if found.differs and found.swapped:
        raise FaultError(
            f"Got the rows of other texts (first seen: text {found.text}), expected row i for text "
            "i. Where texts are sorted by length for speed, put their rows back in place."
        )
    return "row i belongs to text i, in whatever order texts come"


def neighbours(trial: Trial) -> str:
    """A row is the same alone, beside short texts and beside long ones, but for rounding."""
    found = trial.comparison
    if found.differs and not found.swapped:
        raise FaultError(
            f"Got rows that depend on the other texts of a call: text {found.text} alone and in "
            f"company differs by {found.difference:.2g}, expected at most {found.tolerance:.2g}. "
            "Causes: padding without attention mask, or pooled over; a mean or scale taken over "
            "the batch; batch normalisation. Encode texts of equal length together."
        )
    return f"greatest difference {found.difference:.2g}, rounding up to {found.tolerance:.2g}"


def duplicates(trial: Trial) -> str:
    """A text that is given twice gets its row twice."""
    texts = [*trial.texts[:FEW], *trial.texts[:FEW]]
    rows = trial.ready.encode(texts)
    check_vectors(trial.ready, rows, len(texts))
    limit = trial.comparison.tolerance
    if not np.allclose(rows[:FEW], rows[FEW:], rtol=0, atol=limit):
        raise FaultError(
            "Got different rows for one text given twice in a call, expected equal ones. Where "
            "repeated texts are encoded once, copy the row to all its places."
        )
    return "one text twice, one row twice"


def worker(trial: Trial) -> str:
    """It travels to a worker process by pickle and gives the same there, but for rounding."""
    work = [(trial.ready, trial.texts)] * 2
    try:
        there = list(run_all(_encoded, work, Parallel("loky", 2), TRAVEL))
    except Exception as error:
        raise FaultError(
            f"Got {type(error).__name__} from a worker process ({' '.join(str(error).split())}), "
            "expected the vectors: encoders travel by pickle. Keep settings in the fields, and "
            "load models inside `encode`."
        ) from error
    apart = max(float(np.abs(rows - trial.vectors).max()) for rows in there)
    if apart > trial.comparison.tolerance:
        raise FaultError(
            "Got other vectors from a worker process, expected the same. Keep all that `encode` "
            "uses in the fields, and let nothing depend on the process."
        )
    return f"the same from a worker process, but for {apart:.2g}"


def _encoded(work: tuple[Encoder, tuple[str, ...]]) -> Vectors:
    encoder, texts = work
    return encoder.encode(texts)


def fresh_process(trial: Trial) -> str:
    """A process that starts anew finds the same key and the same bytes."""
    here, there = digest(trial.encoder, trial.texts), trial.elsewhere()
    if here["identity"] != there["identity"]:
        raise FaultError(
            "Got another identity in a fresh process, expected the same: finished vectors would "
            "not be found again. Leave `hash()`, sets, times and paths out of it."
        )
    if here["vectors"] != there["vectors"]:
        raise FaultError(
            "Got other vectors in a fresh process, expected the same. `hash()` of a text changes "
            "from process to process (use hashlib), so does random numbers' state without a seed."
        )
    return "the same key and the same bytes in a fresh process"
