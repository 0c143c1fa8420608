// What is shown: plane, target, families, sides, bindings. All panels follow.
const FORM = document.getElementById("controls");
const SIDES = {both: [true, true], raw: [true, false], embedding: [false, true]};
const EVERY = "all";
const SOME = "some";

function everyFamily() {
  return new Set(DATA.families.keys());
}

function options(select, first, names) {
  select.append(new Option(first, EVERY), ...names.map((name, place) => new Option(name, String(place))));
  for (const option of select.options) option.dir = "auto";
}

function legend(chosen) {
  const box = document.getElementById("families");
  box.replaceChildren(...DATA.families.map((family, place) => {
    const button = element("button", undefined, `family f${place}`);
    button.type = "button";
    button.append(element("bdi", family.name));
    button.addEventListener("click", () => chosen(place));
    return button;
  }));
  return box;
}

function choose(families, place) {
  const next = new Set(families);
  if (!next.delete(place)) next.add(place);
  return next.size ? next : everyFamily();
}

function controls(draw) {
  const shown = {plane: "acl", target: null, families: everyFamily(), sides: SIDES.both, bindings: true, close: false};
  const {target, family} = FORM.elements;
  options(target, "all targets", DATA.domains.slice(1).map((domain) => domain.name));
  options(family, "all families", DATA.families.map((one) => one.name));
  family.append(new Option("as in the legend", SOME));
  const box = legend((place) => {
    shown.families = choose(shown.families, place);
    changed();
  });
  const changed = () => {
    const {size} = shown.families;
    family.value = size === DATA.families.length ? EVERY : size === 1 ? String([...shown.families][0]) : SOME;
    for (const [place, button] of [...box.children].entries()) {
      button.setAttribute("aria-pressed", String(shown.families.has(place)));
    }
    const partly = size > 1 && size < DATA.families.length;
    document.getElementById("plane-note").textContent = partly
      ? "Lines are fitted to all families together, or to one: choose so to see them."
      : shown.close ? "Zoomed in: what lies beyond the frames is not shown." : "";
    document.querySelector("#planes .bayes").hidden = shown.plane !== "acl" || DATA.domains.every((domain) => domain.bayes === null);
    return draw(shown);
  };
  FORM.addEventListener("change", () => {
    shown.plane = FORM.elements.plane.value;
    shown.sides = SIDES[FORM.elements.side.value];
    shown.bindings = FORM.elements.bindings.checked;
    shown.close = FORM.elements.close.checked;
    shown.target = target.value === EVERY ? null : Number(target.value);
    if (family.value !== SOME) shown.families = family.value === EVERY ? everyFamily() : new Set([Number(family.value)]);
    changed();
  });
  FORM.addEventListener("submit", (event) => event.preventDefault());
  FORM.hidden = false;
  return {shown, changed};
}
