from dataclasses import replace

import pytest

from stages.data.splits import Size
from stages.forecast.doubts import machine_warnings
from stages.forecast.encoding import EncoderLoad, encoder_load
from stages.forecast.families import FamilyPlan
from stages.forecast.figures import figures
from stages.forecast.forecast import Asked, longest_first, parts
from stages.forecast.room import disk_bytes, peak_mb
from stages.forecast.rows import planned_rows
from tests.families.made_arm import family

QUICK = Size("quick", 3000, 2000, 1000)
PAPER = Size("paper", 20_000, None, None)
COUNTS = {"CA": 50_000, "PR": 9071, "AK": 500}
TRANSFORMER = {
    "_target_": "stages.encoders.transformer.TransformerEncoder", "dimension": 384,
    "dtype": "float32", "device": "cpu", "prompt": "",
}  # fmt: skip


def asked(workers=2, **encoders):
    mlp, lr = family("mlp"), family("lr")
    plans = [FamilyPlan("mlp", mlp, mlp.plan([0])), FamilyPlan("lr", lr, lr.plan([0, 1]))]
    rows = planned_rows(QUICK, "CA", ("PR", "AK"), COUNTS)
    made = encoders or {"minilm": encoder_load(TRANSFORMER)}
    arms = {name: name for name in made}
    return Asked(rows, plans, made, arms, {}, {}, raw_dimension=76, workers=workers)


def test_rows_are_those_of_the_splits():
    rows = planned_rows(QUICK, "CA", ("PR", "AK"), COUNTS)
    assert (rows.train, rows.id_test, rows.targets) == (3000, 2000, {"PR": 1000, "AK": 500})
    assert (rows.test, rows.all, rows.known) == (3500, 6500, True)
    paper = planned_rows(PAPER, "CA", ("PR", "AK"), COUNTS)
    assert (paper.train, paper.id_test, paper.targets) == (20_000, 30_000, {"PR": 9071, "AK": 500})


def test_a_source_smaller_than_asked_for_is_halved():
    rows = planned_rows(QUICK, "AK", ("PR",), COUNTS)
    assert (rows.train, rows.id_test) == (250, 250)


def test_rows_of_data_not_read_are_bounded_by_the_size_asked_for():
    rows = planned_rows(QUICK, "CA", ("PR", "AK"), None)
    assert (rows.all, rows.known) == (7000, False)


def test_every_stage_of_dvc_yaml_is_there_in_order():
    stages = [part.stage for part in parts(asked())]
    assert stages == [
        "prepare", "serialize", "featurize", "embed@minilm", "baseline@mlp", "baseline@lr",
        "train@minilm-mlp", "train@minilm-lr", "evaluate@mlp", "evaluate@lr", "audit", "report",
    ]  # fmt: skip


def test_a_study_trains_every_arm_and_has_its_own_stages():
    study = {
        "remedy": ["minilm-center"], "certify": ["tabular", "minilm"], "prescribe": ["minilm"],
    }  # fmt: skip
    arms = {"minilm": "minilm", "minilm+center": "minilm"}
    plan = replace(asked(), arms=arms, stages=study)
    stages = [part.stage for part in parts(plan)]
    assert stages[4:7] == ["remedy@minilm-center", "certify@tabular", "certify@minilm"]
    assert stages[9:13] == [
        "train@minilm-mlp", "train@minilm-lr", "train@minilm+center-mlp", "train@minilm+center-lr",
    ]  # fmt: skip
    assert stages[13:16] == ["evaluate@mlp", "evaluate@lr", "prescribe@minilm"]
    one, two = disk_bytes(asked()), disk_bytes(plan)
    assert two["predictions"] == pytest.approx(one["predictions"] * 3 / 2)


def test_workers_share_the_groups_the_longest_first():
    assert longest_first([2, 3, 2, 3, 2], 1) == 12
    # 3 + 2 + 2 beside 3 + 2
    assert longest_first([2, 3, 2, 3, 2], 2) == 7
    assert longest_first([2, 3, 2, 3, 2], 64) == 3
    assert longest_first([], 2) == 0


def test_no_number_of_workers_is_faster_than_the_longest_group():
    made = {workers: {p.stage: p for p in parts(asked(workers))} for workers in (1, 64)}
    mlp = {workers: by_stage["train@minilm-mlp"] for workers, by_stage in made.items()}
    assert mlp[1].seconds == pytest.approx(mlp[1].core_seconds)
    figure = figures()["families"]["mlp"]
    # 500 epochs of 32 units
    longest = 500 * 48 * (1 + figure["shared"]) * figure["embedding"]
    start = figures()["stages"]["train"]["start"]
    assert mlp[64].seconds - start == pytest.approx(longest, rel=0.01)


def test_the_work_says_what_seeds_share():
    by_stage = {part.stage: part.work for part in parts(asked())}
    assert by_stage["baseline@lr"] == "16 trials, 8 trained"
    assert by_stage["baseline@mlp"] == "10 trials"


def test_minilm_encodes_as_fast_as_was_measured():
    # Texts a second on one core
    measured = {"highest": 46, "medium": 81}
    for matmul, rate in measured.items():
        load = encoder_load({**TRANSFORMER, "matmul": matmul})
        assert load.texts_per_second == pytest.approx(rate, rel=0.1)
    half = encoder_load({**TRANSFORMER, "dtype": "bfloat16", "matmul": "medium"})
    assert half.texts_per_second == pytest.approx(145, rel=0.1)


@pytest.mark.parametrize(("precision", "rate"), [("fp32", 104), ("bf16", 172), ("int8", 239)])
def test_openvino_encodes_as_fast_as_was_measured(precision, rate):
    target = "stages.encoders.openvino.OpenVinoEncoder"
    load = encoder_load({"_target_": target, "encoder": TRANSFORMER, "precision": precision})
    assert load.texts_per_second == pytest.approx(rate, rel=0.1)
    assert load.dimension == 384


def test_a_causal_model_passes_its_prompt_once():
    last = {**TRANSFORMER, "pooling": "last"}
    rates = [
        encoder_load({**entry, "prompt": prompt}).texts_per_second
        for entry in (last, TRANSFORMER) for prompt in ("", "x" * 90)
    ]  # fmt: skip
    assert rates[0] == rates[1] == rates[2] > rates[3]


def test_seven_billion_parameters_in_half_precision_take_fourteen_gigabytes_and_a_gpu():
    entry = {**TRANSFORMER, "dimension": 4096, "dtype": "float16", "prompt": "x" * 90}
    load = encoder_load(entry)
    assert 14_000 < load.worker_mb < 16_000
    plan = asked(e5=load)
    (told,) = [line for line in machine_warnings(plan, parts(plan), 1e6) if line.startswith("e5")]
    assert "days in all" in told
    assert "compute.device=cuda" in told
    on_gpu = encoder_load({**entry, "device": "cuda"})
    assert on_gpu.texts_per_second > 10
    assert not list(machine_warnings(asked(e5=on_gpu), parts(asked(e5=on_gpu)), 1e6))


def test_an_encoder_of_ones_own_is_not_guessed_at():
    load = encoder_load({"_target_": "mine.Encoder", "dimension": 10})
    plan = asked(mine=load)
    embed = next(part for part in parts(plan) if part.stage == "embed@mine")
    assert embed.seconds is None
    assert any("not known" in line for line in machine_warnings(plan, parts(plan), 1e6))


def test_vectors_of_an_unknown_length_are_said_to_be_assumed():
    entry = {"_target_": "stages.encoders.vector_folder.VectorFolder", "dimension": None}
    plan = asked(vectors=encoder_load(entry))
    (told,) = machine_warnings(plan, parts(plan), 1e6)
    assert "estimated for 384. Where its file has the key, set encoders.vectors" in told
    known = asked(vectors=encoder_load({**entry, "dimension": 4096}))
    assert not list(machine_warnings(known, parts(known), 1e6))


def test_too_little_memory_and_too_few_rows_are_told_with_their_cure():
    plan = asked()
    lines = list(machine_warnings(plan, parts(plan), 1000))
    assert lines[0].startswith("Memory: about 1.9 GB are needed, this machine has 1.0 GB.")
    few = replace(plan, rows=replace(plan.rows, train=100))
    (told,) = machine_warnings(few, parts(few), 1e6)
    assert told.startswith("Got 100 training rows for mlp, whose batch is 128")
    assert "-S families.mlp.batch=16" in told


def test_memory_that_is_not_known_is_not_warned_of():
    assert not list(machine_warnings(asked(), parts(asked()), None))


def test_memory_is_of_the_stage_itself_and_all_workers():
    encoder = EncoderLoad(1.0, 1000.0, 384, True, 4, "cpu")
    plan = asked(3, big=encoder)
    assert peak_mb(plan, parts(plan)) == figures()["memory"]["stage_mb"] + 3000


def test_vectors_take_bytes_by_rows_dimension_and_copies():
    disk = disk_bytes(asked())
    assert disk["vectors"] == 6500 * (76 + 384) * 4 * figures()["disk"]["copies"]
