"""The script that draws a page's charts."""

from pathlib import Path

import pytest
import vl_convert

from stages.charts import library
from stages.charts.library import vega_library
from stages.storage.pieces import PieceStore


def test_the_script_is_bundled_once_and_anew_for_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled: list[str] = []

    def bundle(exports: str, vl_version: str) -> str:
        bundled.append(vl_version)
        return f"/* {len(bundled)} é */ {exports}"

    monkeypatch.setattr(vl_convert, "javascript_bundle", bundle)
    pieces = PieceStore(tmp_path)
    first = vega_library(pieces)
    assert vega_library(pieces) == first
    assert len(bundled) == 1
    monkeypatch.setattr(library, "version", lambda _: "another")
    assert vega_library(pieces) != first


def test_a_script_that_would_end_its_element_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bundle(exports: str, vl_version: str) -> str:
        return "'</script>'"

    monkeypatch.setattr(vl_convert, "javascript_bundle", bundle)
    with pytest.raises(ValueError, match="</script"):
        vega_library(PieceStore(tmp_path))
