/* The figure's plots: the page holds their parts, placed and moved here. */
(function () {
"use strict";
const M = playgroundMathematics, { set, write, clamp, raised, short } = playgroundForm;
const EDGE = [6, 4.5], SPAN = [-4, 2], DECADES = [-4, -2, 0, 2].map((n) => [n, raised(n)]);
const LEVELS = Array.from({ length: 9 }, (_, k) => 90 * 0.4 ** k);

const dot = (x, y) => x.toFixed(1) + " " + y.toFixed(1);
const inside = (point) => EDGE.every((edge, k) => Math.abs(point[k]) <= edge);
const each = (values, of) => Object.fromEntries(Object.entries(values).map(([m, value]) => [m, of(value, m)]));

/* Draw a plot's axes to its width, marks below; return two scales. */
function axes(svg, ratio, [from, to], marks, [low, high], log) {
  const texts = [...svg.querySelectorAll(".pg-ticks text")], width = svg.wide, foot = Math.round(width * ratio) - 20;
  const X = (x) => 42 + ((x - from) / (to - from)) * (width - 62);
  const Y = (y) => foot - ((y - low) / (high - low)) * (foot - 10);
  const stride = log ? Math.ceil((high - low) / 3) : (high - low) / 2;
  function label(x, y, anchor, text) {
    write(set(texts.shift(), { x, y, "text-anchor": anchor }), text);
  }
  let d = "";
  for (let tick = Math.ceil(low / stride) * stride; tick <= high; tick += stride) {
    d += `M42 ${Y(tick)}H${width - 20}`;
    label(38, Y(tick) + 4, "end", log ? raised(tick) : short(tick));
  }
  for (const [x, text] of marks) label(X(x), foot + 15, "middle", text);
  for (const text of texts) write(text, "");
  set(svg, { viewBox: `0 0 ${width} ${foot + 20}`, height: foot + 20 });
  set(svg.querySelector(".pg-grid"), { d });
  return [X, Y];
}

/* On logarithmic heights a loss of 0 is below each picture. */
const positive = (loss) => (loss === 0 ? Number.MIN_VALUE : loss);

/* Draw each method's lines of points up to x = until, heights logarithmic: a line breaks above
   the top, below the foot and where it is no number. Its ends have its shape; a level goes across. */
function curves(svg, ratio, span, marks, lines, ends, until, level, top) {
  const values = [level, ...Object.values(lines).flat(2).map((point) => point[1])];
  const logs = values.map(Math.log10).filter(isFinite), high = top ?? (logs.length ? Math.max(...logs) : 0);
  const low = Math.max(Math.min(high, ...logs), Math.min(high, 0) - 18), spare = Math.max(0.1, 0.6 - (high - low) / 2);
  const [X, Y] = axes(svg, ratio, span, marks, [low - spare, high + spare], true), floor = svg.querySelector(".pg-floor");
  const height = (y) => Y(clamp(Math.log10(y), low, high)), place = ([x, y]) => (y > 0 ? dot(X(x), height(y)) : "");
  for (const group of svg.querySelectorAll("[data-m]")) {
    const { m, shape } = group.dataset, parts = [...group.children], mark = parts.pop();
    parts.forEach((path, i) => {
      let d = "", pen = "M";
      for (const point of lines[m]?.[i] ?? []) {
        const power = Math.log10(point[1]);
        if (point[0] <= until && point[1] > 0) d += pen + place(point);
        pen = power >= low && power <= high ? "L" : "M";
      }
      set(path, { d });
    });
    set(mark, { d: (ends[m] ?? []).map(place).filter(Boolean).map((at) => "M" + at + shape).join("") });
  }
  svg.parentNode.classList.toggle("pg-empty", !logs.length);
  if (floor) set(floor, { visibility: level > 0 ? "visible" : "hidden", transform: `translate(0 ${level > 0 ? height(level) : 0})` });
  return X;
}

/* Columns of the rows over the steps. */
function series(svg, columns, runs, steps, shown, level = NaN) {
  const lines = each(runs, (rows) => columns.map((c) => rows.map((row, t) => [t, c === 6 ? positive(row[c]) : row[c]])));
  curves(svg, 0.45, [0, steps], [[0, 0], [steps, steps]], lines, each(lines, (all) => all.map((line) => line[shown])), shown, level);
}

/* Loss against learning rate, with the learning rate as a handle. Returns log η of a place. */
function rates(svg, etas, losses, ends, eta, start) {
  const lines = each(losses, (all) => [all.map((loss, i) => [Math.log10(etas[i]), positive(loss)])]);
  const points = each(ends, ([rate, loss]) => [[Math.log10(rate), positive(loss)]]);
  const X = curves(svg, 0.4, SPAN, DECADES, lines, points, 2, NaN, Math.log10(start || 1) + 1.5);
  set(svg.querySelector(".pg-rate"), { transform: `translate(${X(Math.log10(eta))})`, "aria-valuenow": eta, "aria-valuetext": short(eta) });
  return (x) => -4 + (6 * (x - X(-4))) / (X(2) - X(-4));
}

/* A path as far as it is seen, and whether it leaves the picture for good. */
function seen(rows) {
  const i = rows.findLastIndex(inside), points = rows.slice(0, i + 1), p = rows[i], q = rows[i + 1];
  if (!q || !isFinite(q[0] + q[1])) return [points, false];
  const parts = EDGE.map((edge, k) => (Math.abs(q[k]) > edge ? (Math.sign(q[k]) * edge - p[k]) / (q[k] - p[k]) : 1));
  return [[...points, EDGE.map((edge, k) => p[k] + Math.min(...parts) * (q[k] - p[k]))], true];
}

/* The area below a level. At each x1 a landscape is a quadratic in x2: it lies between two roots. */
function below(loss, level, place) {
  let d = "", over = [], under = [];
  for (let x = -EDGE[0] - 0.1; x < EDGE[0] + 0.15; x += 0.025) {
    const [f, g, h] = [-1, 0, 1].map((y) => loss(x, y)), a = (f + h) / 2 - g, b = (h - f) / 2;
    const root = Math.sqrt(b * b - 4 * a * (g - level)), ends = x > EDGE[0] + 0.1;
    if (root >= 0) over.push(place(x, (root - b) / 2 / a));
    if (root >= 0) under.unshift(place(x, (-root - b) / 2 / a));
    if ((root >= 0 && !ends) || !over.length) continue;
    d += "M" + [...over, ...under].join("L") + "Z";
    [over, under] = [[], []];
  }
  return d;
}

/* The paths over the contours, up to the step shown. */
function plane(svg, q, runs, shown) {
  const width = svg.wide, unit = width / (2 * EDGE[0]), height = 2 * EDGE[1] * unit;
  const place = (x, y) => dot(width / 2 + x * unit, height / 2 - y * unit);
  const move = (element, x, y) => set(element, { transform: `translate(${place(x, y)})` });
  const { loss, minima } = M.landscape(q), drawn = [q.landscape, q.angle, q.condition, width].join();
  if (svg.drawn !== (svg.drawn = drawn))
    [...svg.firstElementChild.children].forEach((area, k) => set(area, { d: below(loss, LEVELS[k], place) }));
  set(svg, { viewBox: `0 0 ${width} ${height}`, height });
  set(svg.querySelector(".pg-grid"), { d: `M0 ${height / 2}H${width}M${width / 2} 0V${height}` });
  set(svg.querySelector(".pg-minimum"), { d: minima.map((at) => `M${place(...at)}m-5-5l10 10m0-10l-10 10`).join("") });
  for (const text of svg.querySelectorAll("text")) move(text, +text.dataset.x, +text.dataset.y);
  for (const { dataset, children } of svg.querySelectorAll("[data-m]")) {
    const [points, out] = seen((runs[dataset.m] ?? []).slice(0, shown + 1)), at = points.map(([x, y]) => place(x, y));
    const [line, arrow, dots] = children, last = points.length - out;
    set(line, { d: at.length ? "M" + at.join("L") : "" });
    set(arrow, { d: out ? "M" + at.slice(-2).join("L") : "" });
    set(dots, { d: at.map((p, i) => (i && i < last && inside(points[i]) ? "M" + p + dataset.shape : "")).join("") });
  }
  set(move(svg.querySelector(".pg-start"), q.x1, q.x2), { "aria-valuenow": q.x1, "aria-valuetext": `x1 = ${short(q.x1)}, x2 = ${short(q.x2)}` });
}

globalThis.playgroundPlots = { EDGE, inside, dot, each, axes, series, rates, plane };
})();
