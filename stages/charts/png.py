"""Charts as PNG pictures, without a browser and without a network."""

from typing import Final, Protocol

import vl_convert

SCALE: Final = 2.0


class Chart(Protocol):
    """Anything that can give its Vega-Lite specification."""

    def to_dict(self) -> dict[str, object]:
        """The specification."""
        ...


def png(chart: Chart) -> bytes:
    """The picture at twice the chart's size; the same specification gives the same bytes."""
    picture: bytes = vl_convert.vegalite_to_png(chart.to_dict(), scale=SCALE, allowed_base_urls=[])
    return picture
