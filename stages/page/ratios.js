// The collapse ratios of every family on one domain.
async function ratios() {
  if (!DATA.families.length) return;
  const chart = document.getElementById("ratio-chart"), select = document.getElementById("ratio-domain");
  document.getElementById("ratio-paper").hidden = false;
  document.getElementById("ratio-names").replaceChildren(...DATA.families.map((family, place) => {
    const item = element("li", undefined, `family f${place}`);
    item.append(element("bdi", family.name));
    return item;
  }));
  DATA.domains.forEach((domain, place) => select.append(new Option(domain.name, String(place))));
  const {view} = await vegaEmbed(chart, PICTURES.ratios, OPTIONS);
  const draw = async () => {
    const rows = ratioRows(Number(select.value));
    view.data("ratios", rows).data("bound", boundRows(rows)).width(Math.max(120, chart.clientWidth - 24)).resize();
    const told = rows.map((row) => `${DATA.families[row.family].name} on ${DATA.arms[row.side]} ${digits(100 * row.value, 1)} %`);
    chart.setAttribute("aria-label", `Near-collapse ratios: ${told.join("; ")}`);
    await view.runAsync();
  };
  select.addEventListener("change", draw);
  new ResizeObserver(draw).observe(chart);
  await draw();
}

function ratioRows(domain) {
  return DATA.ratios[domain].flatMap((families, side) => families.map(([value, low, high], family) =>
    ({family, side, value, low: low ?? value, high: high ?? value}))).filter((row) => row.value !== null);
}

function boundRows(rows) {
  const raw = rows.filter((row) => row.side === 0);
  return raw.flatMap((from) => rows.filter((to) => to.side === 1 && to.family === from.family)
    .map((to) => ({family: from.family, value: from.value, value2: to.value})));
}
