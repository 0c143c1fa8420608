from stages.storage.arms import RAW_ARM, stage_command, trial_commands


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
