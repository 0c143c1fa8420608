"""Damaged artifacts: every verb refuses in one line that names the file, its stage and the cure."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from stages import audit, baseline, embed, evaluate, featurize, report, serialize, train
from stages.mistakes import explained
from tests.pipeline import Clone

Main = Callable[[Sequence[str]], None]

Case = tuple[Main, list[str], str, str]
"""A verb, its words, a file that it reads, the stage that writes that file."""

READS: list[Case] = [
    (serialize.main, [], "artifacts/tables/domains.csv", "prepare"),
    (serialize.main, [], "artifacts/tables/AL.parquet", "prepare"),
    (featurize.main, [], "artifacts/tables/CA.parquet", "prepare"),
    (embed.main, ["hashing"], "artifacts/texts/PR.parquet", "serialize"),
    (baseline.main, ["lr"], "artifacts/tables/CA.parquet", "prepare"),
    (baseline.main, ["lr"], "artifacts/vectors/tabular/AK.npy", "featurize"),
    (train.main, ["hashing", "lr"], "artifacts/vectors/hashing/CA.npy", "embed@hashing"),
    (evaluate.main, ["lr"], "artifacts/texts/CA.parquet", "serialize"),
    (evaluate.main, ["lr"], "artifacts/predictions/tabular/lr/CA.parquet", "baseline@lr"),
    (evaluate.main, ["lr"], "artifacts/predictions/hashing/lr/trials.parquet", "train@hashing-lr"),
    (audit.main, [], "artifacts/predictions/hashing/rf/scores.parquet", "train@hashing-rf"),
    (audit.main, [], "artifacts/counts/hashing/rf/confusion.parquet", "evaluate@rf"),
    (audit.main, [], "artifacts/vectors/hashing/facts.json", "embed@hashing"),
    (report.main, [], "reports/metrics.json", "audit"),
    (report.main, [], "reports/plane.json", "audit"),
    (report.main, [], "artifacts/side/truth.csv", "prepare"),
]


def cut(path: Path) -> None:
    """Half of the file, as a full disk or a copy that broke off leaves it."""
    content = path.read_bytes()
    replace(path, content[: len(content) // 2])


def empty(path: Path) -> None:
    """No byte of it."""
    replace(path, b"")


def noise(path: Path) -> None:
    """As many other bytes."""
    replace(path, bytes(255 - byte for byte in path.read_bytes()))


def flip(path: Path) -> None:
    """One bit in its middle, with the time and size that it had: what DVC does not see."""
    before, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    replace(path, bytes(content))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path, content: bytes) -> None:
    """Other content for one name, never for the object of DVC's cache behind it."""
    path.unlink()
    path.write_bytes(content)


def refused(work: Main, words: Sequence[str]) -> str:
    """What a person reads; an error that our code did not foresee fails the test."""
    with pytest.raises(Exception) as caught:  # noqa: PT011
        work(words)
    line = explained(caught.value)
    assert line is not None, repr(caught.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize("damage", [cut, empty, noise, flip])
@pytest.mark.parametrize("case", READS, ids=lambda case: case[2])
def test_a_damaged_input_is_refused_with_its_stage_and_nothing_is_written(
    place: Clone,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    case: Case,
) -> None:
    work, words, name, stage = case
    if damage is flip and name.startswith("reports/"):
        pytest.skip("reports/ has no checksums: `verify` compares it with dvc.lock")
    monkeypatch.chdir(place.folder)
    victim, aside = place.folder / name, place.folder / "aside"
    victim.rename(aside)
    shutil.copy2(aside, victim)
    try:
        damage(victim)
        before = place.files("artifacts", "reports")
        line = refused(work, words)
        assert line.startswith(f"{name} is damaged (")
        assert f"The stage {stage} writes it: run" in line
        assert "stages.commands.verify --delete`, then `dvc repro`" in line
        assert place.files("artifacts", "reports") == before
    finally:
        aside.replace(victim)


@pytest.mark.parametrize("case", READS, ids=lambda case: case[2])
def test_a_folder_in_the_place_of_a_file_is_named(
    place: Clone,
    monkeypatch: pytest.MonkeyPatch,
    case: Case,
) -> None:
    work, words, name, stage = case
    monkeypatch.chdir(place.folder)
    victim, aside = place.folder / name, place.folder / "aside"
    victim.rename(aside)
    victim.mkdir()
    try:
        line = refused(work, words)
        assert line.startswith(f"Is a directory: {name}.")
        assert f"`dvc repro {stage}`" in line
    finally:
        victim.rmdir()
        aside.rename(victim)


def test_a_file_in_the_place_of_a_folder_is_named(
    place: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.folder)
    texts, aside = place.folder / "artifacts/texts", place.folder / "aside"
    texts.rename(aside)
    texts.write_text("a file")
    try:
        line = refused(serialize.main, [])
        assert "Remove what stands there, then run `dvc repro serialize`" in line
    finally:
        texts.unlink()
        aside.rename(texts)


def test_checksums_that_are_damaged_themselves_are_named(
    place: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.folder)
    sums = place.folder / "artifacts/tables/checksums.json"
    content = sums.read_bytes()
    try:
        replace(sums, content[:-9])
        assert "artifacts/tables/checksums.json is damaged" in refused(serialize.main, [])
    finally:
        replace(sums, content)


def test_an_audit_without_the_facts_of_its_vectors_writes_no_table(
    place: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.folder)
    name = "artifacts/vectors/hashing/facts.json"
    moved = {place.folder / name: "facts", place.folder / "reports": "aside"}
    for path, other in moved.items():
        path.rename(place.folder / other)
    try:
        assert refused(audit.main, []).startswith(f"No {name}, which the stage embed@hashing ")
        assert not (place.folder / "reports").exists()
    finally:
        for path, other in moved.items():
            (place.folder / other).rename(path)
