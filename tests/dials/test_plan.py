"""The plan: which clouds there are, and what is refused before anything is trained."""

import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from stages.dials.dial import Dial
from stages.dials.plan import DialPlan, RowCounts, trials_of
from stages.families.net_training import Net
from stages.remedies.training import TrainingRemedy
from tests.families.made_arm import family


def plan(**changes: object) -> DialPlan:
    """Two families, a few points, some fields changed."""
    fields: dict[str, object] = {
        "rows": RowCounts(train=60, test=40),
        "seeds": [0],
        "families": {"lr": family("lr"), "cvar_dro": family("cvar_dro")},
        "common": {"rotated": True},
        "single": {"spread": [0.1, 1.0], "dimension": [4]},
        "crossed": [{"spread": [1.0], "mean_share": [0.0, 0.9]}],
        "remedies": {"standardize": StandardScaler()},
        "batches": {"cvar_dro": [16]},
    }
    return DialPlan(**{**fields, **changes})  # type: ignore[arg-type]


def test_points_are_the_cloud_itself_remedies_and_every_turn_of_the_dials() -> None:
    points = [(point.dial, point.value) for point in plan().points()]
    assert points == [
        ("none", ""),
        ("remedy", "standardize"),
        ("spread", "0.1"),
        ("spread", "1"),
        ("dimension", "4"),
        ("spread x mean_share", "1 x 0"),
        ("spread x mean_share", "1 x 0.9"),
    ]


def test_the_common_settings_are_of_every_dialled_cloud() -> None:
    dials = [point.turn for point in plan().points() if isinstance(point.turn, Dial)]
    assert len(dials) == 5
    assert all(dial.rotated for dial in dials)


def test_every_family_is_trained_at_every_point_and_nets_with_other_batches_once() -> None:
    jobs = plan().jobs()
    assert len(jobs) == 7 * 2 + 1
    assert (jobs[-1].point.dial, jobs[-1].point.value, jobs[-1].name) == ("batch", "16", "cvar_dro")
    assert isinstance(jobs[-1].family, Net)
    assert jobs[-1].family.batch == 16


def test_named_extras_are_not_trained() -> None:
    assert len(family("mlp").plan([0])) == 10
    assert len(trials_of(family("mlp"), [0])) == 8


@pytest.mark.parametrize(
    ("changes", "near"),
    [
        ({"single": {"spred": [1.0]}}, "spread"),
        ({"crossed": [{"mean_shar": [0.5]}]}, "mean_share"),
        ({"common": {"rotate": True}}, "rotated"),
        ({"batches": {"lr": [16]}}, "cvar_dro"),
    ],
)
def test_an_unknown_dial_or_net_is_refused_with_the_nearest(
    changes: dict[str, object], near: str
) -> None:
    with pytest.raises(KeyError, match=rf"Nearest: {near}"):
        plan(**changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"single": {"spread": [1.0, -1.0]}}, "spread=-1.0; expected a number above 0"),
        ({"crossed": [{"mean_share": [1.0]}]}, "mean_share=1.0; expected a share"),
        ({"common": {"dimension": 0}}, "dimension=0"),
        ({"crossed": [{"spread": [1.0]}]}, "the cloud spread 1 twice"),
    ],
)
def test_what_cannot_be_dialled_is_refused_before_anything_is_trained(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        plan(**changes)


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("class_weight=balanced", TrainingRemedy("balanced", None)),
        ("threshold=prior", TrainingRemedy(None, "prior")),
        ("threshold=tuned", make_pipeline(StandardScaler(), TrainingRemedy(None, "tuned"))),
    ],
)
def test_a_remedy_that_asks_something_of_training_is_refused_as_clouds_are_trained_without(
    word: str, remedy: object
) -> None:
    said = f"dials.remedies.mine, which asks for {word} .* Leave it out of dials.remedies"
    with pytest.raises(ValueError, match=said):
        plan(remedies={"standardize": StandardScaler(), "mine": remedy})


def test_one_row_is_refused() -> None:
    with pytest.raises(ValueError, match=r"dials\.rows\.test=1"):
        plan(rows=RowCounts(train=60, test=1))
