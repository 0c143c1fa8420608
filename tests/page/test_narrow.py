"""Tables that are wider than a phone: the words over them are read without scrolling."""

import pytest

from tests.page import test_browser
from tests.page.made_diagnosis import diagnosed
from tests.page.made_page import gathered

browser, library, width = test_browser.browser, test_browser.library, test_browser.width

WIDER = """
return [...document.querySelectorAll(".wide caption")]
  .filter((one) => one.clientWidth > one.closest(".wide").clientWidth + 1)
  .map((one) => one.textContent.slice(0, 60));
"""


@pytest.mark.parametrize("width", [400], indirect=True)
def test_the_words_over_a_wide_table_are_no_wider_than_the_screen(
    browser, tmp_path, library, width
):
    data = diagnosed(gathered(configs=8))
    test_browser.shown(browser, tmp_path, library, data, "ready")
    scrolled = "return [...document.querySelectorAll('.wide')].some(e => e.scrollWidth > 400)"
    assert browser.execute_script(scrolled)
    assert browser.execute_script(WIDER) == []
