"""What can't be trained at all is refused before anything is."""

import numpy as np
import pytest

from stages.families.trainer import check_demands
from stages.tables import TABLE_KEYS, read_table, write_table
from tests.families.made_arm import FAMILIES, family, made_run


@pytest.mark.parametrize("name", ["mlp", "cvar_dro"])
def test_fewer_rows_than_a_batch_are_refused_with_three_ways_out(tmp_path, name):
    made = family(name, changes={"batch": 121})
    with pytest.raises(ValueError, match="Got 120 training rows") as caught:
        check_demands(made_run(tmp_path, made))
    message = str(caught.value)
    assert f"for {name}, whose batch is 121; expected at least one whole batch" in message
    assert "-S size.train=121 or more" in message
    assert f"-S families.{name}.batch=16" in message
    assert "leave it out of the roster" in message
    assert not (tmp_path / "pieces").exists()


def test_a_batch_of_all_rows_is_allowed(tmp_path):
    check_demands(made_run(tmp_path, family("mlp", changes={"batch": 120})))


@pytest.mark.parametrize("name", sorted({*FAMILIES} - {"mlp", "cvar_dro"}))
def test_families_without_batches_ask_for_nothing(tmp_path, name):
    check_demands(made_run(tmp_path, family(name)))


def test_a_device_that_is_not_there_is_refused_before_any_trial(tmp_path):
    made = family("mlp", changes={"batch": 8, "device": "cuda:99"})
    with pytest.raises(ValueError, match=r"device='cuda:99' .* Write compute.device=cpu."):
        check_demands(made_run(tmp_path, made))


def test_training_rows_of_one_class_are_refused_for_every_family(tmp_path):
    run = made_run(tmp_path, family("lr"))
    source = run.arm.domains[0]
    table = read_table(source.table)
    table["label"] = np.where(table["split"] == "train", True, table["label"])
    write_table(source.table, table, TABLE_KEYS)
    with pytest.raises(ValueError, match=r"Got 120 positives in 120 training rows.*size\.train"):
        check_demands(run)
