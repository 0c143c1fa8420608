from stages.storage.arms import (
    RAW_ARM,
    arm_name,
    parts_of,
    stage_command,
    trial_commands,
    unknown_arm,
)


def test_the_raw_arm_has_a_stage_of_its_own() -> None:
    assert stage_command(RAW_ARM, "lr") == "python -m stages.baseline lr"
    assert stage_command("minilm", "lr") == "python -m stages.train minilm lr"


def test_a_trial_s_command_is_safe_in_a_shell() -> None:
    commands, more = trial_commands([("lsa", "rf", "depth=2;seed=0")])
    assert commands == ["python -m stages.train lsa rf --only 'depth=2;seed=0'"]
    assert more == ""


def test_of_many_trials_five_are_shown() -> None:
    commands, more = trial_commands([(RAW_ARM, "lr", f"c{place}") for place in range(7)])
    assert [line.split()[-1] for line in commands] == ["c0", "c1", "c2", "c3", "c4"]
    assert more == "and 2 more"


def test_an_arm_is_its_encoder_and_its_remedy() -> None:
    for arm, parts in (("minilm+pca", ("minilm", "pca")), ("minilm", ("minilm", "none"))):
        assert parts_of(arm) == parts
        assert arm_name(*parts) == arm


def test_an_unknown_arm_is_told_encoders_and_remedies_apart_the_nearest_first() -> None:
    told = unknown_arm("minlm+centre", ["hashing", "lsa", "minilm"], ["center", "l2", "pca"])
    assert told.startswith(
        "Got the arm 'minlm+centre'; expected tabular, an encoder, or ENCODER+REMEDY. "
        "Nearest: minilm+center. Encoders: minilm, "
    )
    assert "Remedies: center, " in told
    assert "Nearest: tabular. " in unknown_arm("tabuler", ["hashing"], ["center"])
    assert "Nearest: hashing+center. " in unknown_arm("tabular+center", ["hashing"], ["center"])
