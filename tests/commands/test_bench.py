"""bench: one command that says what the engines save."""

import json

import pytest

from stages.commands.bench import main
from stages.commands.usage import RefusalError
from tests.conftest import ROOT

SMALL = ["--rows", "60", "--test-rows", "80", "--dim", "8"]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def records(capsys, *words):
    assert main(["--json", *SMALL, *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_one_record_per_family_with_the_words_of_the_contract(capsys):
    found = records(capsys, "--families", "lr,svm", "--profile", "quick")
    assert [one["family"] for one in found] == ["lr", "svm"]
    for one in found:
        assert {
            "family", "configs", "naive_s", "engine_s", "ratio", "agreement", "agreement_in_law",
        } <= set(one)  # fmt: skip
        assert one["configs"] == 8
        assert one["agreement"] == pytest.approx(1, abs=0.02)
        assert one["agreement_in_law"] is None
        assert one["naive_sampled"] is None
        assert one["ratio"] == pytest.approx(one["naive_s"] / one["engine_s"], rel=1e-4)
        assert (one["rows"], one["test_rows"], one["dim"], one["arm"]) == (60, 80, 8, "embedding")
        assert one["machine"]["cores"] >= 1


def test_the_default_profile_is_the_papers_and_twenty_rows_are_predicted_for_one(capsys):
    assert main(["--json", "--families", "lr", "--rows", "40", "--dim", "4", "--sample", "2"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["profile"], found["test_rows"]) == ("paper", 800)
    assert found["naive_sampled"] == 2 < found["configs"]


def test_both_arms_and_a_table_for_people(capsys):
    assert main([*SMALL, "--families", "lr", "--profile", "quick", "--arm", "both"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Profile quick, 60 rows to train, 80 to predict; 8 numbers a row (e")
    assert [line.split()[:3] for line in lines[2:4]] == [
        ["lr", "embedding", "8"], ["lr", "tabular", "8"],
    ]  # fmt: skip
    assert lines[-2].startswith("On ")
    assert "1 thread used" in lines[-2]
    assert lines[-1].startswith("Python 3")


def test_a_sample_is_told_to_people(capsys):
    main([*SMALL, "--families", "svm", "--profile", "quick", "--sample", "2"])
    assert "the loop trained 2 of 8 configurations" in capsys.readouterr().out


def test_overrides_change_the_family(capsys):
    (found,) = records(capsys, "--families", "lr", "--profile", "quick", "families.lr.grid.C=[1.0]")
    assert found["configs"] == 1


def test_scaling_gives_an_exponent_along_each_axis(capsys):
    found = records(
        capsys, "--families", "lr", "--profile", "quick", "--scaling", "--scaling-rows", "40,80",
        "--scaling-dims", "4,8,16", "--scaling-configs", "2,99",
    )  # fmt: skip
    assert [(one["axis"], one["at"]) for one in found] == [
        ("rows", [40, 80]), ("dim", [4, 8, 16]), ("configs", [2, 8]),
    ]  # fmt: skip
    assert all(len(one["engine_s"]) == len(one["at"]) for one in found)
    assert all(isinstance(one["exponent"], float) for one in found)
    main([*SMALL, "--families", "lr", "--profile", "quick", "--scaling", "--arm", "tabular"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines[2:4]] == ["rows", "configs"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["--families", "svn"], "Nearest: svm"),
        (["--families", "svm", "--profile", "tabel6"], "Nearest: --profile=table6"),
        (["--arm", "tabluar"], "Nearest: --arm=tabular"),
        (["--famlies", "svm"], "Nearest: --families"),
        (["--encoders", "minilmm"], "Nearest: minilm"),
        (["--rows", "3"], "--rows=3; expected a whole number of at least 20"),
        (["--families", "lr", "--scaling", "--scaling-rows", "5,x"], "whole numbers of at least"),
    ],
)
def test_what_can_not_be_done_is_refused_with_the_nearest_name(words, answer):
    with pytest.raises(RefusalError, match=answer):
        main(words)


def test_help_shows_the_commands(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "bench --families svm,rf --profile table6 --rows 2000" in capsys.readouterr().out
