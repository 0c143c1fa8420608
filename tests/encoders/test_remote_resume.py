"""The stage embed with a remote encoder: killed and resumed, paced, and the key nowhere."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml

from stages import paths
from tests.conftest import ROOT
from tests.encoders.made_server import Server, serving
from tests.encoders.test_embed import Project, finish

KEY = "sk-Very.Secret_1234567890"
PER_MINUTE = 240


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as server:
        yield server


@pytest.fixture
def project(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Project:
    """20 distinct texts, two a shard, two workers that must not both ask."""
    monkeypatch.setenv("SOME_KEY", KEY)
    project = Project.make(tmp_path)
    entry = yaml.safe_load((ROOT / "conf/encoders/remote.yaml").read_text())["remote"]
    asked = {"url": server.url, "model": "some", "dimension": 2, "key_variable": "SOME_KEY"}
    layout = {"shard": 2, "batch_size": 9, "requests_per_minute": PER_MINUTE, "first_wait": 0.01}
    params = yaml.safe_load((tmp_path / paths.PARAMS).read_text())
    # The fixture's command asks for the encoder of this name
    params["encoders"] = {"lengths": {**entry, **asked, **layout}}
    (tmp_path / paths.PARAMS).write_text(yaml.safe_dump(params))
    return project


def test_a_killed_embed_asks_for_nothing_again_that_was_finished(
    project: Project, server: Server
) -> None:
    killed = project.start()
    deadline = time.monotonic() + 60
    while len(project.pieces()) < 3:
        assert time.monotonic() < deadline, "no request was finished"
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    kept = len(project.pieces())
    assert 3 <= kept < 10

    output = finish(project.start())
    assert f"{20 - 2 * kept} encoded, {2 * kept} taken from pieces" in output
    asked = Counter(server.texts)
    assert len(asked) == 20
    assert sum(asked.values()) <= 20 + 2, "at most the request in hand"
    assert np.diff(server.times).min() >= 60 / PER_MINUTE * 0.9, "one asks, whatever the workers"

    finish(project.start())
    assert Counter(server.texts) == asked, "nothing was left to ask for"
    rows = np.load(project.folder / paths.vectors("lengths", "PR"))
    assert rows.tolist() == [[row // 2 + 6, 0.5] for row in range(20)]
    assert {header["Authorization"] for header in server.headers} == {f"Bearer {KEY}"}
    for file in project.folder.rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes(), file
    assert KEY not in output


def test_a_refused_key_stops_the_stage_in_one_line(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOME_KEY")
    process = project.start()
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.count("\n") == 1
    assert output.startswith("Got key_variable='SOME_KEY', which is not set; expected")
    assert not any(name.endswith(".npy") for name in project.vectors())
