import pytest

from stages.text.templates import Template


def test_templates_go_by_the_names_of_the_configuration():
    assert [Template(name) for name in ("sentence", "list", "values")] == list(Template)


def test_an_unknown_template_is_answered_with_the_known_ones():
    with pytest.raises(
        ValueError, match="Got template='prose'; expected one of sentence, list, values"
    ):
        Template("prose")
