"""The page in a real browser, from file:// and with every name of a host unknown."""

import shutil
import time

import pytest

from stages.charts.library import vega_library
from stages.page.document import page
from stages.storage.pieces import PieceStore
from tests.page.made_page import HOSTILE, TARGETS, gathered

pytestmark = pytest.mark.slow
READY_MS = 3000
FIVE = (*TARGETS, "AZ", "AR", "AK")
PAINTED = """
const drawn = [...document.querySelectorAll("figure:not([hidden]) canvas, #ratio-chart canvas")];
return drawn.map((canvas) => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
});
"""
SHOWN = """
const drawn = [...document.querySelectorAll("figure:not([hidden]) canvas")];
return drawn.map((canvas) => canvas.toDataURL());
"""
CHOOSE = """
const [name, value] = arguments, field = document.getElementById("controls").elements[name];
if (typeof value === "boolean") field.checked = value; else field.value = value;
document.getElementById("controls").dispatchEvent(new Event("change"));
"""
POINT = """
const model = DATA.models[1], key = model.state[0].findIndex((state) => state > 0);
const [low, high] = DATA.planes.acl.limits, canvas = document.querySelector("figure canvas");
const box = canvas.getBoundingClientRect(), side = box.width - 52;
const at = (score) => (score - low) / (high - low) * side;
const clientX = box.x + 38 + at(model.acl[0][key]);
const clientY = box.y + 8 + side - at(model.acl[1][key]);
canvas.dispatchEvent(new PointerEvent("pointermove", {bubbles: true, clientX, clientY}));
return DATA.config[key];
"""


@pytest.fixture(scope="module")
def browser():
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no chromium with its chromedriver on the PATH")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
        "--host-resolver-rules=MAP * ~NOTFOUND",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return vega_library(PieceStore(tmp_path_factory.mktemp("pieces")))


def opened(browser, folder, library, **made):
    data = gathered(**made)
    path = folder / "index.html"
    path.write_text(page(data.found, data.points, library), encoding="utf-8")
    browser.get(path.as_uri())
    end = time.monotonic() + 60
    while time.monotonic() < end:
        ready = browser.execute_script("return document.documentElement.dataset.ready")
        if ready:
            return int(ready)
        time.sleep(0.1)
    raise AssertionError(browser.get_log("browser"))


def choose(browser, name, value):
    browser.execute_script(CHOOSE, name, value)
    time.sleep(0.5)
    return browser.execute_script(SHOWN)


def test_1868_models_on_five_targets_are_drawn_in_time_and_nothing_is_asked_for(
    browser, tmp_path, library
):
    ready = opened(browser, tmp_path, library, configs=467, targets=FIVE)
    assert ready < READY_MS
    colours = browser.execute_script(PAINTED)
    assert len(colours) == len(FIVE) + 1
    assert min(colours) > 20
    asked = browser.execute_script("return performance.getEntriesByType('resource').length")
    assert asked == 0
    assert browser.get_log("browser") == []


def test_every_choice_changes_what_is_drawn(browser, tmp_path, library):
    opened(browser, tmp_path, library)
    seen = [browser.execute_script(SHOWN)]
    for name, value in (
        ("bindings", False), ("side", "raw"), ("family", "1"), ("close", True), ("plane", "f1l"),
    ):  # fmt: skip
        seen.append(choose(browser, name, value))
        assert seen[-1] != seen[-2], name
    assert [len(pictures) for pictures in seen] == [2] * 6
    assert len(choose(browser, "target", "1")) == 1
    assert choose(browser, "target", "all") == seen[-1]
    assert browser.get_log("browser") == []


def test_a_press_on_the_legend_hides_a_family_and_a_second_one_shows_it(browser, tmp_path, library):
    opened(browser, tmp_path, library)
    before = browser.execute_script(SHOWN)
    press = "document.querySelector('#families button').click()"
    state = "return document.querySelector('#families button').getAttribute('aria-pressed')"
    browser.execute_script(press)
    time.sleep(0.5)
    assert browser.execute_script(state) == "false"
    assert browser.execute_script(SHOWN) != before
    browser.execute_script(press)
    time.sleep(0.5)
    assert browser.execute_script(state) == "true"
    assert browser.execute_script(SHOWN) == before


def test_hostile_names_run_nothing_and_are_shown_as_they_are(browser, tmp_path, library):
    opened(browser, tmp_path, library, names=HOSTILE)
    config = browser.execute_script(POINT)
    time.sleep(0.5)
    tip = browser.execute_script("return document.getElementById('tip').textContent")
    assert config.replace(",", ", ").replace(";", "; ") in tip
    assert HOSTILE["CA"] in tip
    options = "return [...document.querySelector('[name=target]').options].map((o) => o.text)"
    assert browser.execute_script(options)[1] == HOSTILE["PR"]
    assert browser.execute_script("return window.broken") is None
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0
    assert browser.get_log("browser") == []


def test_a_table_sorts_by_the_column_whose_head_is_pressed(browser, tmp_path, library):
    opened(browser, tmp_path, library)
    cells = """
    const table = document.querySelectorAll("#best table")[0];
    return [...table.tBodies[0].rows].map((row) => row.cells[3].textContent);
    """
    press = "document.querySelectorAll('#best table')[0].tHead.rows[0].cells[3].firstChild.click()"
    browser.execute_script(press)
    assert browser.execute_script(cells) == sorted(browser.execute_script(cells))
    browser.execute_script(press)
    assert browser.execute_script(cells)[::-1] == sorted(browser.execute_script(cells))


def test_the_page_is_no_wider_than_a_phone(browser, tmp_path, library):
    size = {"width": 400, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    opened(browser, tmp_path, library, names=HOSTILE)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 400
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
