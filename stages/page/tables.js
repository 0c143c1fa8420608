// Every table sorts by the column whose head is pressed: numbers by size, words by alphabet.
function sortable(table) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  if (body.rows.length < 3) return;
  heads.forEach((head, place) => {
    const button = element("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [value(row.cells[place].textContent), row]);
      rows.sort(([a], [b]) => compared(a, b) * (down ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    });
  });
}

function value(text) {
  const found = text.match(/^[+\-−×]?\d[\d,]*(\.\d+)?/);
  return found ? Number(found[0].replaceAll(",", "").replace("−", "-")) : text.trim();
}

function compared(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return a < b ? -1 : Number(a > b);
  return typeof a === "number" ? -1 : 1;
}
