import json

import pytest

from stages.charts.panel import Plane
from stages.charts.planes import plane_chart
from stages.charts.png import png
from tests.charts.made_panels import FAMILIES, POINTS, panel


def chart(plane=Plane.ACL, points=POINTS):
    shown = [panel("PR", points), panel("AL", points)]
    return plane_chart(plane, "CA", "minilm", FAMILIES, shown)


@pytest.fixture(scope="module")
def spec():
    return chart().to_dict()


def layers(spec, mark):
    return [
        layer
        for panel_spec in spec["concat"]
        for layer in panel_spec["layer"]
        if layer["mark"]["type"] == mark
    ]


def segments(spec):
    used = {layer["data"]["name"] for layer in layers(spec, "rule")}
    rows = [row for name in used for row in spec["datasets"][name]]
    return [row for row in rows if "line" in row]


def test_the_same_input_gives_the_same_specification(spec):
    assert json.dumps(spec) == json.dumps(chart().to_dict())


def test_all_panels_and_both_axes_share_their_limits(spec):
    limits = {
        tuple(layer["encoding"][axis]["scale"]["domain"])
        for mark in ("rule", "point")
        for layer in layers(spec, mark)
        for axis in ("x", "y")
    }
    assert limits == {(0.55, 0.95)}


def test_each_panel_has_the_diagonal_and_the_constants_on_both_axes(spec):
    drawn = segments(spec)
    assert {row["line"] for row in drawn} >= {"diagonal", "always positive", "always negative"}
    vertical = {
        row["x"] for row in drawn if row["line"].startswith("always") and row["x"] == row["x2"]
    }
    level = {
        row["y"] for row in drawn if row["line"].startswith("always") and row["y"] == row["y2"]
    }
    assert vertical == {0.6, 0.4}
    assert level == {0.9, 0.1}


def test_fits_span_the_arms_points(spec):
    fit = next(row for row in segments(spec) if row["line"] == "fit, all points")
    assert (fit["x"], fit["x2"]) == (0.6, 0.76)
    assert fit["y"] == pytest.approx(1.8 - 1.5 * 0.6)
    kept = next(row for row in segments(spec) if row["line"].startswith("fit, without"))
    assert (kept["x"], kept["x2"]) == (0.75, 0.76)


def test_collapsed_points_have_another_shape_and_lie_above_the_fits(spec):
    shape = layers(spec, "point")[0]["encoding"]["shape"]["scale"]
    assert shape["domain"] == ["not collapsed", "near-collapsed", "strictly collapsed"]
    assert len(set(shape["range"])) == 3
    kinds = [layer["mark"]["type"] for layer in spec["concat"][0]["layer"]]
    assert kinds[-3:] == ["point", "point", "text"]
    assert kinds[:-3] == ["rule", "rule", "point", "point", "rule", "rule"]


def test_raw_points_are_hollow_and_embedded_ones_filled(spec):
    fills = [layer["mark"]["fillOpacity"] for layer in spec["concat"][0]["layer"][2:4]]
    assert fills[0] == 0
    assert fills[1] > 0.5


def test_a_family_has_its_colour_in_every_layer(spec):
    scales = {
        (tuple(scale["domain"]), tuple(scale["range"]))
        for mark in ("rule", "point")
        for layer in layers(spec, mark)
        for channel in ("color", "fill")
        if (scale := layer["encoding"].get(channel, {}).get("scale"))
    }
    assert len(scales) == 1


def test_records_are_strict_json_and_name_no_row_twice(spec):
    text = json.dumps(spec, allow_nan=False)
    assert "C=1;seed=0" in text
    assert [len(rows) for name, rows in spec["datasets"].items() if name.startswith("points")] == [
        len(POINTS)
    ] * 2


def test_no_panels_are_refused():
    with pytest.raises(ValueError, match="expected one per target"):
        plane_chart(Plane.ACL, "CA", "minilm", FAMILIES, [])


def test_an_empty_plane_is_drawn():
    assert png(chart(points=POINTS.iloc[:0]))[:4] == b"\x89PNG"


def test_the_picture_has_twice_the_charts_size_and_the_same_bytes_each_time():
    picture = png(chart(Plane.F1L))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert 1400 < width < 2200
    assert 700 < height < 1100
    assert picture == png(chart(Plane.F1L))
