// The charts of the diagnosis: a picture, rows that are ready, and lines under the pointer.
function tipLines(event, lines) {
  TIP.replaceChildren(...lines.map((line) => named("p", line)));
  placeTip(event);
}

async function drawOne(chart) {
  const {picture, panels} = DATA.drawings[chart.dataset.drawing];
  const {sets, signals, height} = panels[Number(chart.dataset.panel)];
  const tooltip = (handler, event, item, value) => {
    if (value && item.datum.tip) tipLines(event, item.datum.tip.split("\n")); else hideTip();
  };
  const {view} = await vegaEmbed(chart, structuredClone(PICTURES[picture]), {...OPTIONS, tooltip});
  for (const [name, rows] of Object.entries(sets)) view.data(name, rows);
  for (const [name, value] of Object.entries(signals)) view.signal(name, value);
  view.height(height);
  let width = 0;
  const fit = async () => {
    const now = Math.max(160, Math.floor(chart.clientWidth));
    if (now === width) return;
    width = now;
    await view.width(width).resize().runAsync();
  };
  await fit();
  new ResizeObserver(fit).observe(chart);
}

// One after the other, so that the page answers meanwhile; the document then carries how long that took.
async function drawings() {
  const charts = [...document.querySelectorAll("[data-drawing]")];
  for (const chart of charts) {
    const {height} = DATA.drawings[chart.dataset.drawing].panels[Number(chart.dataset.panel)];
    chart.style.minHeight = `${height}px`;
  }
  for (const chart of charts) {
    await drawOne(chart);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
