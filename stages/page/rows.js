"use strict";
// From the columns of the one data set to the rows of the panel that is shown.
const DATA = JSON.parse(document.getElementById("dataset").textContent);
const PICTURES = JSON.parse(document.getElementById("pictures").textContent);
const LINE = {diagonal: 0, positive: 1, negative: 2, bayes: 3, all: 4, kept: 5};
const CROWD = {near: 0.025, lift: 0.045};
const POOLED = DATA.families.length;

// shown: {plane, families: Set of places, sides: [raw?, embedding?], bindings, close: without the collapsed}
function panelRows(shown, target) {
  const points = pointRows(shown, target);
  return {
    frame: frameRows(shown, target),
    bindings: shown.bindings && shown.sides[0] && shown.sides[1] ? bindingRows(shown, target) : [],
    points,
    fits: fitRows(shown, target, points),
    crowds: crowdRows(shown, target, points),
    focus: [],
  };
}

function point(plane, target, side, key) {
  const model = DATA.models[side];
  const x = model[plane][0][key], y = model[plane][target + 1][key];
  if (x === null || y === null) return null;
  return {key, side, x, y, family: DATA.family[key], state: model.state[target][key]};
}

function pointRows(shown, target) {
  const rows = [];
  for (const side of [0, 1]) {
    if (!shown.sides[side]) continue;
    for (let key = 0; key < DATA.family.length; key++) {
      if (!shown.families.has(DATA.family[key])) continue;
      const row = point(shown.plane, target, side, key);
      if (row) rows.push(row);
    }
  }
  return rows.sort((a, b) => a.state - b.state);
}

function binding(plane, target, key) {
  const from = point(plane, target, 0, key), to = point(plane, target, 1, key);
  return from && to && {key, family: from.family, x: from.x, y: from.y, x2: to.x, y2: to.y};
}

function bindingRows(shown, target) {
  const keys = DATA.family.keys();
  return [...keys].filter((key) => shown.families.has(DATA.family[key]))
    .map((key) => binding(shown.plane, target, key)).filter(Boolean);
}

// The configuration under the pointer: its points, and its binding on the last of them.
function focusRows(shown, target, key) {
  if (key === null || !shown.families.has(DATA.family[key])) return [];
  const ends = [0, 1].filter((side) => shown.sides[side])
    .map((side) => point(shown.plane, target, side, key)).filter(Boolean)
    .map((end) => ({...end, x2: end.x, y2: end.y}));
  return ends.map((end, k) => k && ends.length === 2 ? {...end, x2: ends[0].x, y2: ends[0].y} : end);
}

function limits({plane, close, fixed}) {
  return fixed ?? DATA.planes[plane][close ? "close" : "limits"];
}

function frameRows(shown, target) {
  const {plane} = shown, {positive, negative} = DATA.planes[plane], [low, high] = limits(shown);
  const rows = [{line: LINE.diagonal, x: low, y: low, x2: high, y2: high}];
  const cross = (line, x, y) => {
    if (x !== null) rows.push({line, x, y: low, x2: x, y2: high});
    if (y !== null) rows.push({line, x: low, y, x2: high, y2: y});
  };
  cross(LINE.negative, negative[0], negative[target + 1]);
  cross(LINE.positive, positive[0], positive[target + 1]);
  if (plane === "acl") cross(LINE.bayes, DATA.domains[0].bayes, DATA.domains[target + 1].bayes);
  return rows;
}

// The published line of what is shown: all families pooled, or one family; else there is none.
function published(shown, target) {
  const side = shown.sides[1] ? 1 : 0;
  const all = shown.families.size === DATA.families.length;
  if (!all && shown.families.size !== 1) return null;
  const place = shown.families.size === 1 ? [...shown.families][0] : POOLED;
  const line = DATA.lines[shown.plane][target][side][place];
  const [slope, intercept, r2, n, keptSlope, keptIntercept, keptR2, keptN, verdict, skill, low, high] = line;
  return {side, slope, intercept, r2, n, keptSlope, keptIntercept, keptR2, keptN, verdict, skill, low, high};
}

function fitRows(shown, target, points) {
  const line = published(shown, target);
  if (!line) return [];
  const own = points.filter((row) => row.side === line.side);
  const over = (kind, slope, intercept, rows) => {
    if (slope === null || intercept === null || !rows.length) return [];
    const xs = rows.map((row) => row.x), x = Math.min(...xs), x2 = Math.max(...xs);
    return [{line: kind, x, y: slope * x + intercept, x2, y2: slope * x2 + intercept}];
  };
  return [
    ...over(LINE.all, line.slope, line.intercept, own),
    ...over(LINE.kept, line.keptSlope, line.keptIntercept, own.filter((row) => row.state === 0)),
  ];
}

// Beside each constant predictor: how many collapsed ones lie there, on the embedding and on raw rows.
// `alone`: the panel shows one arm, which needs no name.
function crowdRows(shown, target, points) {
  const {positive, negative} = DATA.planes[shown.plane], [low, high] = limits(shown);
  const step = CROWD.lift * (high - low), rows = [];
  for (const constant of [positive, negative]) {
    const x = constant[0], y = constant[target + 1];
    const near = points.filter((row) => row.state > 0
      && Math.max(Math.abs(row.x - x), Math.abs(row.y - y)) <= CROWD.near);
    const raw = near.filter((row) => row.side === 0).length;
    if (!near.length || Math.min(x, y) < low || Math.max(x, y) > high) continue;
    rows.push({x, y: y + 2 * step < high ? y + step : y - step, label: shown.alone ? `×${near.length}` : `×${near.length - raw}, raw ×${raw}`});
  }
  return rows;
}
