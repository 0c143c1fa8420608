// Everything drawn once; the document then carries how many milliseconds that took.
async function start() {
  document.querySelectorAll("main table").forEach(sortable);
  document.getElementById("plane-paper").hidden = false;
  const panels = [];
  let over = null;
  const {shown, changed} = controls((now) => Promise.all(panels.map((panel) => drawPanel(panel, now))));
  const hover = (panel, event, row) => {
    if (row) showTip(event, row, panel.target, shown.plane); else hideTip();
    const key = row ? row.key : null;
    if (key === over) return;
    over = key;
    for (const one of panels.filter((other) => !other.figure.hidden)) {
      one.view.data("focus", focusRows(shown, one.target, key)).runAsync();
    }
  };
  panels.push(...await Promise.all(DATA.domains.slice(1).map((_, target) => makePanel(target, hover))));
  await Promise.all([changed(), ratios()]);
  const resized = new ResizeObserver(() => panels.filter((panel) => !panel.figure.hidden).forEach((panel) => {
    sized(panel);
    panel.view.runAsync();
  }));
  resized.observe(document.getElementById("panels"));
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
  await drawings();
  await beforeAfter();
  document.documentElement.dataset.drawn = String(Math.round(performance.now()));
}

start().catch((error) => {
  document.getElementById("plane-note").textContent = `The panels can't be drawn: ${error.message}`;
  throw error;
});
