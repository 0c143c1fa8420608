// Both planes without and with a remedy, for one target; the subject's columns are those of the planes above.
function beforeModel(which) {
  return DATA.before.models[which] ?? DATA.models[1];
}

function beforeRows(which, plane, target, bindings) {
  const keys = [...DATA.family.keys()], from = beforeModel(0), to = beforeModel(1);
  const place = (model, key) => {
    const x = model[plane][0][key], y = model[plane][target + 1][key];
    return x === null || y === null ? null : {x, y};
  };
  const rows = (model) => keys.flatMap((key) => {
    const at = place(model, key);
    return at ? [{key, side: which, family: DATA.family[key], state: model.state[target][key], ...at}] : [];
  }).sort((a, b) => a.state - b.state);
  const lines = which && bindings ? keys.flatMap((key) => {
    const start = place(from, key), end = place(to, key);
    return start && end ? [{key, family: DATA.family[key], ...end, x2: start.x, y2: start.y}] : [];
  }) : [];
  const points = rows(which ? to : from);
  const shown = {plane, fixed: DATA.before.limits[plane], alone: true};
  return {frame: frameRows(shown, target), bindings: lines, points, fits: [], crowds: crowdRows(shown, target, points), focus: []};
}

function beforeTip(event, row, plane, target) {
  const model = beforeModel(row.side), {score} = DATA.planes[plane];
  tipLines(event, [
    DATA.config[row.key].replaceAll(",", ", ").replace(";", "; "),
    `${DATA.families[row.family].name} · ${DATA.before.arms[row.side]} · ${STATES[row.state]}`,
    `${score} ${digits(model[plane][0][row.key], 3)} on ${DATA.domains[0].name}`,
    `${score} ${digits(model[plane][target + 1][row.key], 3)} on ${DATA.domains[target + 1].name}`,
  ]);
}

async function beforePanel(plane, which, form) {
  const figure = element("figure", undefined, "panel"), caption = element("figcaption");
  const title = element("h3"), told = element("p", undefined, "told"), chart = element("div", undefined, "chart");
  title.append(element("span", `${plane.toUpperCase()}: `), element("bdi", DATA.before.arms[which]));
  caption.append(title, told);
  figure.append(caption, chart, element("p", undefined, "axis across"));
  document.getElementById("before-panels").append(figure);
  chart.setAttribute("role", "img");
  const tooltip = (handler, event, item, value) => {
    if (value && item.datum.key !== undefined) beforeTip(event, item.datum, plane, Number(form.target.value)); else hideTip();
  };
  const {view} = await vegaEmbed(chart, structuredClone(PICTURES.plane), {...OPTIONS, tooltip});
  const panel = {view, chart};
  const draw = async () => {
    const target = Number(form.target.value), rows = beforeRows(which, plane, target, form.bindings.checked);
    const [low, high] = DATA.before.limits[plane], {score} = DATA.planes[plane];
    for (const name of SETS) view.data(name, rows[name]);
    view.signal("low", low).signal("high", high).signal("thin", Math.max(0.3, Math.min(1.8, 100 / Math.max(rows.points.length, 1))));
    const collapsed = rows.points.filter((row) => row.state > 0).length;
    told.textContent = `${collapsed} of ${rows.points.length} collapsed`;
    figure.lastChild.replaceChildren(`${score} on `, element("bdi", DATA.domains[0].name), " →, on ", element("bdi", DATA.domains[target + 1].name), " ↑");
    chart.setAttribute("aria-label", `${title.textContent}, ${score}: ${told.textContent}`);
    sized(panel);
    await view.runAsync();
  };
  new ResizeObserver(() => { sized(panel); view.runAsync(); }).observe(chart);
  await draw();
  return draw;
}

async function beforeAfter() {
  if (!DATA.before) return;
  const form = document.getElementById("before-controls").elements;
  document.getElementById("before-paper").hidden = false;
  document.querySelector("#before-paper .bayes").hidden = DATA.domains.every((domain) => domain.bayes === null);
  DATA.domains.slice(1).forEach((domain, place) => form.target.append(new Option(domain.name, String(place))));
  const draws = [];
  for (const plane of ["acl", "f1l"]) {
    for (const which of [0, 1]) draws.push(await beforePanel(plane, which, form));
  }
  document.getElementById("before-controls").addEventListener("change", () => draws.forEach((draw) => draw()));
}
