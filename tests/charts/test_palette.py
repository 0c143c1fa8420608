from stages.charts.palette import FAMILY_COLOURS, SHAPES, SPARE_COLOURS, Collapse, family_colours


def test_a_family_has_the_same_colour_whoever_stands_beside_it():
    assert family_colours(["rf"])["rf"] == family_colours(["lr", "rf", "mine"])["rf"]


def test_all_colours_differ():
    colours = [*FAMILY_COLOURS.values(), *SPARE_COLOURS]
    assert len(set(colours)) == len(colours)


def test_unknown_families_take_spare_colours_by_name_and_never_run_out():
    assert family_colours(["b", "a"]) == {"b": SPARE_COLOURS[1], "a": SPARE_COLOURS[0]}
    assert len(family_colours([f"family{k}" for k in range(20)])) == 20


def test_every_state_has_its_own_shape():
    assert set(SHAPES) == set(Collapse)
    assert len(set(SHAPES.values())) == len(Collapse)
