"""Checks of what an encoder is and what one call of it returns."""

from stages.encoders.checks import check_finite, check_format, check_members, check_shape
from stages.encoders.contract import Encoder, LearningEncoder
from stages.encoders.contract_trial import FEW, FaultError, Trial
from stages.encoders.identity import encoder_identity
from stages.storage.pieces import fingerprint


def members(trial: Trial) -> str:
    """It has what an encoder has to have; its dimension is known before anything is loaded."""
    check_members(trial.encoder)
    return "`dimension` and `encode`, or `fit`"


def learns(trial: Trial) -> str:
    """What learns, learns the same from the same texts, and becomes an encoder."""
    if not isinstance(trial.encoder, LearningEncoder):
        return "nothing to learn: no method fit"
    if not isinstance(trial.ready, Encoder):
        raise FaultError(
            f"Got {type(trial.ready).__qualname__} from fit, expected an encoder: `dimension` and "
            "`encode(texts)`. Return what was learned, as an object of its own."
        )
    again = trial.encoder.fit(trial.texts).encode(trial.texts[:FEW])
    if again.tobytes() != trial.ready.encode(trial.texts[:FEW]).tobytes():
        raise FaultError(
            "Got other vectors after learning the same texts again, expected the same. Draw random "
            "numbers from a generator made from a seed among the settings."
        )
    return "the same texts teach the same"


def identity(trial: Trial) -> str:
    """Its settings can be written into a key."""
    identity = encoder_identity(trial.encoder)  # type: ignore[arg-type]
    try:
        key = fingerprint(identity)
    except (TypeError, ValueError) as error:
        raise FaultError(
            f"Got an identity that is not plain ({error}), expected numbers, words, lists and "
            "dicts of these. Return such values from a method `identity()`."
        ) from error
    return f"key {key[:12]}"


def number_format(trial: Trial) -> str:
    """It returns a numpy array of float32 or float16."""
    check_format(trial.ready, trial.vectors)
    return str(trial.vectors.dtype)


def shape(trial: Trial) -> str:
    """It returns a row per text, as long as declared."""
    check_shape(trial.ready, trial.vectors, len(trial.texts))
    return f"{len(trial.texts)} texts, {trial.ready.dimension} numbers each"


def finite(trial: Trial) -> str:
    """It returns numbers."""
    check_finite(trial.ready, trial.vectors)
    return "no NaN, no infinity"
