// One panel per target: a figure with its words, and a Vega view that is given rows.
const SETS = ["frame", "bindings", "points", "fits", "crowds", "focus"];
const MARGIN = 52;
const OPTIONS = {mode: "vega", ast: true, actions: false, renderer: "canvas", defaultStyle: false, hover: false, tooltip: false};

async function makePanel(target, hover) {
  const figure = element("figure", undefined, "panel"), caption = element("figcaption");
  const title = element("h3"), told = element("p", undefined, "told");
  const up = element("p", undefined, "axis up"), across = element("p", undefined, "axis across");
  const chart = element("div", undefined, "chart");
  chart.setAttribute("role", "img");
  title.append(element("bdi", DATA.domains[0].name), " → ", element("bdi", DATA.domains[target + 1].name));
  caption.append(title, told);
  figure.append(caption, up, chart, across);
  document.getElementById("panels").append(figure);
  const panel = {target, figure, chart, told, up, across, view: null, rows: null};
  const tooltip = (handler, event, item, value) => hover(panel, event, value && item.datum.key !== undefined ? item.datum : null);
  const made = await vegaEmbed(chart, structuredClone(PICTURES.plane), {...OPTIONS, tooltip});
  panel.view = made.view;
  return panel;
}

function sized(panel) {
  const side = Math.max(120, Math.floor(panel.chart.clientWidth) - MARGIN);
  if (panel.side === side) return;
  panel.side = side;
  panel.view.width(side).height(side).resize();
}

async function drawPanel(panel, shown) {
  const visible = shown.target === null || shown.target === panel.target;
  panel.figure.hidden = !visible;
  panel.figure.classList.toggle("large", visible && shown.target !== null);
  if (!visible) return;
  const [low, high] = limits(shown);
  panel.rows = panelRows(shown, panel.target);
  for (const name of SETS) panel.view.data(name, panel.rows[name]);
  const thin = Math.max(0.3, Math.min(1.8, 100 / Math.max(panel.rows.points.length / 2, 1)));
  sized(panel);
  panel.view.signal("low", low).signal("high", high).signal("thin", thin);
  tellPanel(panel, shown);
  await panel.view.runAsync();
}

function tellPanel(panel, shown) {
  const {score} = DATA.planes[shown.plane];
  panel.up.replaceChildren("↑ ", score, " on ", element("bdi", DATA.domains[panel.target + 1].name));
  panel.across.replaceChildren(score, " on ", element("bdi", DATA.domains[0].name), " →");
  const line = published(shown, panel.target), told = [];
  if (line) {
    const left = line.n - line.keptN;
    told.push(element("span", line.n === null ? "no line" : `R² ${digits(line.r2)} of all ${line.n}`));
    if (left) told.push(element("span", `${digits(line.keptR2)} without ${left} collapsed`));
    if (line.skill !== null) told.push(element("span", `skill ${digits(line.skill)}${range(line)}`));
    if (line.verdict) told.push(element("strong", line.verdict, `verdict ${line.verdict.replace(" ", "-")}`));
  } else {
    told.push(element("span", `${panel.rows.points.length} points`));
  }
  panel.told.replaceChildren(...told);
  const words = `${panel.figure.querySelector("h3").textContent}, ${score}: ${told.map((one) => one.textContent).join("; ")}`;
  panel.chart.setAttribute("aria-label", words);
}

function range(line) {
  return line.low === null || line.high === null ? "" : ` (${digits(line.low)} to ${digits(line.high)})`;
}
