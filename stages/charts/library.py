"""What a page needs to draw a chart by itself: the chart as Vega, and Vega as one script."""

import re
from importlib.metadata import version
from typing import Final

import altair as alt
import vl_convert

from stages.storage.pieces import PieceStore, fingerprint

EXPORTS: Final = "window.vegaEmbed=vegaEmbed;"
BREAKS_OUT: Final = re.compile(r"</script|<script|<!--|\r|\0", re.IGNORECASE)


def as_vega(chart: alt.LayerChart) -> dict[str, object]:
    """The chart's Vega specification, so that the browser has nothing to compile."""
    vega: dict[str, object] = vl_convert.vegalite_to_vega(chart.to_dict(), vl_version=_vega_lite())
    return vega


def vega_library(pieces: PieceStore) -> str:
    """The script that sets `vegaEmbed`, about 0.9 MB; the same text every time.

    It takes seconds to bundle, so it is kept among the pieces. ValueError where it could not
    stand inside a script element as it is.
    """
    key = fingerprint({"bundle": [version("vl-convert-python"), _vega_lite(), EXPORTS]})
    kept = pieces.read(key)
    if kept is None:
        kept = vl_convert.javascript_bundle(EXPORTS, vl_version=_vega_lite()).encode()
        pieces.write(key, kept)
    script = kept.decode()
    found = BREAKS_OUT.search(script)
    if found:
        raise ValueError(
            f"Got {found.group()!r} in the script of vl-convert-python; expected a script that can "
            "stand in a page. Install the version that requirements.lock names."
        )
    return script


def _vega_lite() -> str:
    """The Vega-Lite that Altair writes, as `6.1`."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
