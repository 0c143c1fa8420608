// What stands beside the point under the pointer: names as text, never as markup.
const TIP = document.getElementById("tip");
const STATES = ["not collapsed", "near-collapsed", "strictly collapsed"];

function element(name, text, cell) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (cell) made.className = cell;
  return made;
}

function named(tag, text) {
  const made = element(tag), name = element("bdi", text);
  made.append(name);
  return made;
}

function digits(value, places = 2) {
  return value === null || value === undefined ? "n/a" : (Object.is(Number(value.toFixed(places)), -0) ? 0 : value).toFixed(places);
}

function showTip(event, row, target, plane) {
  const line = element("p", undefined, "tip-family");
  line.append(element("span", undefined, `family f${row.family}`), named("span", DATA.families[row.family].name),
    element("span", " · "), named("span", DATA.arms[row.side]), element("span", ` · ${STATES[row.state]}`));
  const counts = element("div", undefined, "tip-counts");
  counts.append(...[0, target + 1].map((domain) => confusion(row, domain, plane)));
  TIP.replaceChildren(named("p", DATA.config[row.key].replaceAll(",", ", ").replace(";", "; ")), line, counts);
  TIP.firstChild.className = "tip-config";
  placeTip(event);
}

function placeTip(event) {
  TIP.hidden = false;
  const box = TIP.getBoundingClientRect(), gap = 14;
  const left = Math.max(4, Math.min(event.clientX + gap, innerWidth - box.width - 4));
  const below = event.clientY + gap + box.height < innerHeight;
  TIP.style.left = `${left + scrollX}px`;
  TIP.style.top = `${scrollY + Math.max(4, below ? event.clientY + gap : event.clientY - gap - box.height)}px`;
}

function hideTip() {
  TIP.hidden = true;
}

function confusion(row, domain, plane) {
  const {name, rows, positives} = DATA.domains[domain], model = DATA.models[row.side];
  const tp = model.tp[domain][row.key], fp = model.fp[domain][row.key];
  const fn = positives - tp, tn = rows - positives - fp;
  const table = element("table"), body = element("tbody");
  const caption = named("caption", name);
  caption.append(element("span", ` ${DATA.planes[plane].score} ${digits(model[plane][domain][row.key], 3)}`));
  const cells = [["", "predicted +", "predicted −"], ["actual +", tp, fn], ["actual −", fp, tn]];
  for (const [k, line] of cells.entries()) {
    const tr = element("tr");
    tr.append(...line.map((cell, j) => element(k && j ? "td" : "th", String(cell))));
    body.append(tr);
  }
  table.append(caption, body);
  return table;
}
