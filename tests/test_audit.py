import pytest

from stages import audit, evaluate, paths
from tests.small_study import FAMILIES, write_study


@pytest.fixture
def audited(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path)
    for family in FAMILIES:
        evaluate.main([family])
    audit.main([])
    return tmp_path


def test_the_audit_writes_every_table_for_people(audited):
    written = {path.stem for path in paths.REPORT_TABLES.iterdir()}
    assert {"confusion", "collapse", "lines", "best", "paired", "systematic", "kinds"} <= written
