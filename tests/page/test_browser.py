"""The page in a real browser, from file:// and with every name of a host unknown."""

import shutil
import time

import pytest

from stages.charts.library import vega_library
from stages.page.document import page
from stages.storage.pieces import PieceStore
from tests.page.made_diagnosis import diagnosed
from tests.page.made_page import HOSTILE, TARGETS, gathered

pytestmark = pytest.mark.slow
READY_MS = 3000
DRAWN_MS = 20_000
PHONE = 600
FIVE = (*TARGETS, "AZ", "AR", "AK")
PAINTED = """
const shown = "#panels figure:not([hidden]) canvas, #ratio-chart canvas";
const drawn = [...document.querySelectorAll(shown)];
return drawn.map((canvas) => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
});
"""
SHOWN = """
const drawn = [...document.querySelectorAll("#panels figure:not([hidden]) canvas")];
return drawn.map((canvas) => canvas.toDataURL());
"""
DRAWINGS = """
return [...document.querySelectorAll("[data-drawing], #before-panels .chart")].map((chart) => {
  const canvas = chart.querySelector("canvas"), box = chart.getBoundingClientRect();
  if (!canvas) return [0, false];
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const inside = canvas.getBoundingClientRect().right <= box.right + 1 && canvas.clientHeight > 20;
  return [new Set(new Uint32Array(data.buffer)).size, inside];
});
"""
BEFORE = """
return [...document.querySelectorAll("#before-panels canvas")].map((canvas) => canvas.toDataURL());
"""
TOUCH = """
const canvas = document.querySelector(`[data-drawing=${arguments[0]}] canvas`);
canvas.scrollIntoView({block: "center", behavior: "instant"});
document.getElementById("tip").hidden = true;
const box = canvas.getBoundingClientRect();
for (let y = 4; y < box.height; y += 6) for (let x = box.width - 8; x > 8; x -= 16) {
  const place = {bubbles: true, clientX: box.x + x, clientY: box.y + y};
  canvas.dispatchEvent(new PointerEvent("pointermove", place));
  if (!document.getElementById("tip").hidden) return document.getElementById("tip").textContent;
}
return "";
"""
CHOOSE = """
const [name, value] = arguments, field = document.getElementById("controls").elements[name];
if (typeof value === "boolean") field.checked = value; else field.value = value;
document.getElementById("controls").dispatchEvent(new Event("change"));
"""
POINT = """
const model = DATA.models[1], key = model.state[0].findIndex((state) => state > 0);
const [low, high] = DATA.planes.acl.limits;
const canvas = document.querySelector("#panels figure canvas");
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
    return shown(browser, folder, library, gathered(**made), "ready")


def shown(browser, folder, library, data, moment):
    """Milliseconds until the page says that it is `ready`, or that all is `drawn`."""
    path = folder / "index.html"
    path.write_text(page(data.found, data.points, library), encoding="utf-8")
    browser.get(path.as_uri())
    end = time.monotonic() + 60
    while time.monotonic() < end:
        reached = browser.execute_script(f"return document.documentElement.dataset.{moment}")
        if reached:
            return int(reached)
        time.sleep(0.1)
    raise AssertionError(browser.get_log("browser"))


@pytest.fixture
def width(browser, request):
    """The window is so wide during a test."""
    size = {"width": request.param, "height": 900, "deviceScaleFactor": 1}
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {**size, "mobile": request.param < PHONE}
    )
    yield request.param
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


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


@pytest.mark.parametrize("width", [1280, 400], indirect=True)
def test_every_chart_of_a_diagnosis_is_drawn_within_its_frame(browser, tmp_path, library, width):
    data = diagnosed(gathered(configs=60))
    assert shown(browser, tmp_path, library, data, "drawn") < DRAWN_MS
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    charts = browser.execute_script(DRAWINGS)
    assert len(charts) == 2 + 1 + 3 + 4 + 2 + 2 + 1 + 6
    assert min(colours for colours, _ in charts) > 5
    assert all(inside for _, inside in charts), charts
    assert browser.get_log("browser") == []


def test_the_planes_before_and_after_follow_what_is_chosen(browser, tmp_path, library):
    shown(browser, tmp_path, library, diagnosed(), "drawn")
    first = browser.execute_script(BEFORE)
    assert len(set(first)) == 4
    choose_before = """
    const form = document.getElementById("before-controls");
    form.elements.target.value = arguments[0];
    form.dispatchEvent(new Event("change"));
    """
    browser.execute_script(choose_before, "1")
    time.sleep(0.5)
    told = "return document.querySelector('#before-panels .axis').textContent"
    assert "A|`<b> x" in browser.execute_script(told)
    assert browser.get_log("browser") == []


def test_what_stands_under_the_pointer_is_told_as_text(browser, tmp_path, library):
    evil = ("<img src=x onerror=window.broken=4>", "b", "c")
    shown(browser, tmp_path, library, diagnosed(remedies=evil), "drawn")
    for name, words in (
        ("kinds", "of 24 ="), ("causes", "threshold: "), ("changes", "removed"),
        ("removed", "pairs"),
        ("scores", "best macro-F1"), ("path", "predicted negative"), ("steps", "C = "),
        ("expected", "measured"), ("phases", "collapse"),
    ):  # fmt: skip
        assert words in browser.execute_script(TOUCH, name), name
    assert browser.execute_script("return window.broken") is None
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0
    assert browser.get_log("browser") == []
