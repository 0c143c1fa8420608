"""The contract of an encoder: the list of its checks, and what each of them found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stages.encoders import contract_form as form
from stages.encoders import contract_steadiness as steadiness
from stages.encoders import contract_texts as texts
from stages.encoders.contract_trial import DoubtError, FaultError, Trial


class Outcome(StrEnum):
    """How a check ended."""

    OK = "ok"
    FAILED = "FAILED"
    """The contract is broken."""
    WARNING = "warning"
    """Legal, and most likely not what was meant."""
    SKIPPED = "skipped"
    """Means nothing before an earlier check passes."""


@dataclass(frozen=True)
class Result:
    """What one check found, in words."""

    check: str
    outcome: Outcome
    words: str


def checked(trial: Trial) -> Iterator[Result]:
    """The result of every check in turn; one that would mean nothing yet is skipped.

    What is not there (a model, a package: FileNotFoundError, ModuleNotFoundError) ends the trial,
    since nothing is known of the encoder then.
    """
    passed: set[str] = set()
    for check in CHECKS:
        result = _result(check, trial, passed)
        if result.outcome in (Outcome.OK, Outcome.WARNING):
            passed.add(check.name)
        yield result


@dataclass(frozen=True)
class _Check:
    name: str
    run: Callable[[Trial], str]
    needs: tuple[str, ...]


def _result(check: _Check, trial: Trial, passed: set[str]) -> Result:
    lacking = [name for name in check.needs if name not in passed]
    if lacking:
        return Result(check.name, Outcome.SKIPPED, f"means nothing before {lacking[0]} is mended")
    try:
        return Result(check.name, Outcome.OK, check.run(trial))
    except DoubtError as doubt:
        return Result(check.name, Outcome.WARNING, str(doubt))
    except FaultError as fault:
        return Result(check.name, Outcome.FAILED, str(fault))
    except (FileNotFoundError, ModuleNotFoundError):
        raise
    except Exception as error:
        words = " ".join(str(error).split())
        told = words if ", expected " in words else f"{type(error).__name__}: {words}"
        return Result(check.name, Outcome.FAILED, told)


_BASICS: Final = ("members", "learning", "number format", "shape", "finite")
_STEADY: Final = (*_BASICS, "repetition")
CHECKS: Final = (
    _Check("members", form.members, ()),
    _Check("learning", form.learns, ("members",)),
    _Check("identity", form.identity, ("members",)),
    _Check("number format", form.number_format, ("members", "learning")),
    _Check("shape", form.shape, _BASICS[:3]),
    _Check("finite", form.finite, _BASICS[:4]),
    _Check("repetition", steadiness.repeats, _BASICS),
    _Check("order", steadiness.order, _STEADY),
    _Check("neighbours", steadiness.neighbours, _STEADY),
    _Check("duplicates", steadiness.duplicates, (*_STEADY, "order", "neighbours")),
    _Check("no texts", texts.no_texts, _BASICS),
    _Check("odd texts", texts.odd_texts, _BASICS),
    _Check("worker", steadiness.worker, _STEADY),
    _Check("fresh process", steadiness.fresh_process, (*_STEADY, "identity")),
    _Check("distinct rows", texts.tells_apart, _BASICS),
)
