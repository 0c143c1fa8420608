"""One trial by itself: trained in this process, its trouble in full, nothing written."""

from collections.abc import Iterator, Sequence

from stages.families.contract import Trial
from stages.families.trainer import FamilyRun, judge_group
from stages.storage.arms import SEE_WHY, trial_commands
from stages.storage.names import closest


def train_alone(run: FamilyRun, trial: Trial) -> Iterator[str]:
    """Train one trial as a worker would, and tell of each domain what it predicts.

    Whatever goes wrong is raised; no piece is read or written.
    """
    (judged,) = judge_group(run, [trial])
    if judged.ended and judged.trouble:
        raise judged.trouble
    for domain, predicted in judged.positive.items():
        auc = judged.scores[domain].auc
        ranking = "" if auc is None else f", AUC {auc:.3f}"
        yield f"{domain}: {int(predicted.sum()):,} of {len(predicted):,} rows positive{ranking}"


def trial_of(trials: Sequence[Trial], config: str) -> Trial:
    """The trial with this id; KeyError with the nearest ids where there is none."""
    by_id = {trial.config: trial for trial in trials}
    if config not in by_id:
        near = closest(config, by_id)
        raise KeyError(
            f"Got {config!r}, none of the family's {len(by_id)} trials. Nearest: "
            f"{' or '.join(near)}. Add it to its grid in conf/families, or its seed to `seeds`."
        )
    return by_id[config]


def told_again(trials: Sequence[Trial], arm: str, family: str) -> list[str]:
    """Under the closing line: the commands that train failed trials alone, the first few of them.

    Empty where none failed.
    """
    if not trials:
        return []
    commands, more = trial_commands([(arm, family, trial.config) for trial in trials])
    return [SEE_WHY, *(f"  {line}" for line in (*commands, more) if line)]
