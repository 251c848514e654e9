/* The interactive figures: the page holds their parts, placed and moved here.
   Settings live in the form; the fragment repeats them. */
(function () {
"use strict";
const M = playgroundMathematics, L = playgroundLink;
const EDGE = [6, 4.5], NO_EPS = -13;

function set(element, attributes) {
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  return element;
}
const clamp = (v, low, high) => Math.min(Math.max(v, low), high);
const dot = (x, y) => x.toFixed(1) + " " + y.toFixed(1);
const raised = (n) => "10" + String(n).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);

function short(v) {
  const size = Math.abs(v), plain = !(size > 0 && (size < 1e-3 || size >= 1e4)) || size === Infinity;
  const [digits, power] = plain ? [String(+v.toPrecision(3))] : v.toExponential(1).split("e");
  return digits.replace("-", "−").replace("Infinity", "∞") + (plain ? "" : " × " + raised(+power));
}

const boxes = (form) => [...form.querySelectorAll("[name=m]")];
const inputs = (form) => [...form.querySelectorAll("input:not([name=m])")];

function valueOf(input) {
  if (input.name === "eps") return +input.value === NO_EPS ? 0 : Number("1e" + input.value);
  return clamp(+(input.value || input.defaultValue), input.min, input.max);
}

function put(input, value) {
  if (input.name === "eps") value = value > 0 ? Math.round(Math.log10(value)) : NO_EPS;
  input.value = clamp(value, input.min, input.max);
}

function wording(name, value) {
  if (name === "eps" && value) return raised(Math.round(Math.log10(value)));
  return short(value) + (name === "angle" ? "°" : "");
}

function read(form) {
  const settings = { methods: boxes(form).filter((b) => b.checked).map((b) => b.value) };
  for (const input of inputs(form)) {
    const value = (settings[input.name] = valueOf(input));
    if (input.type !== "range") continue;
    const text = wording(input.name, value);
    set(input, { "aria-valuetext": text }).labels[0].nextElementSibling.value = text;
  }
  return settings;
}

function fragment(form) {
  const parts = new URLSearchParams();
  for (const input of inputs(form))
    if (input.value !== input.defaultValue) parts.append(input.name, valueOf(input));
  for (const box of boxes(form)) if (box.checked) parts.append("m", box.value);
  return `#${form.id}?${parts}`;
}

/* Set the form from a link's settings; what cannot be is replaced and said. */
function apply(form, settings) {
  const notes = [], methods = boxes(form), fields = inputs(form);
  const named = methods.filter((box) => settings.some(([name, said]) => name === "m" && said === box.value));
  for (const box of methods) box.checked = named.length ? named.includes(box) : box.defaultChecked;
  for (const input of fields) {
    input.value = input.defaultValue;
    for (const [name, said] of settings)
      if (name === input.name && !isNaN(L.number(said))) put(input, L.number(said));
  }
  for (const [name, said] of settings) {
    const input = fields.find((field) => field.name === name);
    if (input && valueOf(input) !== Number(said)) notes.push(`${name} = ${said} became ${valueOf(input)}`);
    if (!input && !(name === "m" && named.some((box) => box.value === said))) notes.push(`${name} = ${said} is unknown`);
  }
  return notes.length ? `From the link: ${notes.join("; ")}. ` : "";
}

/* Give a form life: draw(settings) on change, describe() at rest. */
function run(form, draw, describe, stop = () => {}) {
  const status = form.querySelector("[role=status]");
  let note = "", frame = 0, timer = 0;

  function rest() {
    const text = note + describe();
    if (status.textContent !== text) status.textContent = text;
  }
  function update() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      for (const svg of form.querySelectorAll(".pg-plot")) svg.wide = svg.clientWidth;
      draw(read(form));
    });
    clearTimeout(timer);
    timer = setTimeout(rest, 300);
  }
  function changed() {
    note = "";
    stop();
    update();
  }
  function keep() {
    history.replaceState(null, "", fragment(form));
  }
  function follow() {
    const [id, settings] = L.read(location.hash);
    if (id !== form.id || !settings.length) return;
    changed();
    note = apply(form, settings);
    form.scrollIntoView({ block: "nearest" });
  }
  form.querySelectorAll("*").forEach((part) => part.classList.add("nohighlight")); // by a search
  document.getElementById(form.dataset.still).firstElementChild.replaceWith(form);
  form.hidden = false;
  form.addEventListener("input", changed);
  form.addEventListener("change", keep);
  form.addEventListener("reset", () => setTimeout(() => (changed(), keep())));
  addEventListener("hashchange", follow);
  new ResizeObserver(update).observe(form);
  follow();
  function say(text) {
    note = text + " ";
    rest();
  }
  return { changed, update, keep, say };
}

function paths(svg) {
  const groups = [...svg.querySelectorAll("[data-m]")];
  return Object.fromEntries(groups.map((g) => [g.dataset.m, [...g.children, g.dataset.shape]]));
}

/* Draw a plot's axes to its width; return two scales. */
function axes(svg, ratio, last, [low, high], log) {
  const texts = [...svg.querySelectorAll(".pg-ticks text")];
  const width = svg.wide, height = Math.round(width * ratio);
  const X = (x) => 38 + (x / last) * (width - 54);
  const Y = (y) => height - 20 - ((y - low) / (high - low)) * (height - 30);
  const stride = log ? Math.ceil((high - low) / 3) : (high - low) / 2;
  function label(x, y, anchor, text) {
    set(texts.shift(), { x, y, "text-anchor": anchor }).textContent = text;
  }
  let d = "";
  for (let tick = Math.ceil(low / stride) * stride; tick <= high; tick += stride) {
    d += `M38 ${Y(tick)}H${width - 16}`;
    label(34, Y(tick) + 4, "end", log ? raised(tick) : short(tick));
  }
  for (const x of [0, last]) label(X(x), height - 5, "middle", x);
  for (const text of texts) text.textContent = "";
  set(svg, { viewBox: `0 0 ${width} ${height}`, height });
  set(svg.querySelector(".pg-grid"), { d });
  return [X, Y];
}

/* Draw columns of the rows over the steps, logarithmically. */
function series(svg, columns, runs, steps, shown) {
  const logs = Object.values(runs).flat().flatMap((row) => columns.map((c) => Math.log10(row[c])));
  const finite = logs.filter(isFinite), top = finite.length ? Math.max(...finite) : 0;
  const bottom = Math.max(Math.min(top, ...finite), Math.min(top, 0) - 18);
  const spare = Math.max(0.1, 0.6 - (top - bottom) / 2);
  const [X, Y] = axes(svg, 0.45, steps, [bottom - spare, top + spare], true);
  const parts = paths(svg);
  for (const m in parts) {
    let last = "";
    columns.forEach((c, i) => {
      let d = "", pen = "M";
      (runs[m] || []).slice(0, shown + 1).forEach((row, t) => {
        const y = Math.log10(row[c]);
        if (!isFinite(y)) return void (pen = "M");
        const point = dot(X(t), Y(Math.max(y, bottom)));
        d += pen + point;
        pen = "L";
        if (t === shown) last += "M" + point + parts[m].at(-1);
      });
      set(parts[m][i], { d });
    });
    set(parts[m][columns.length], { d: last });
  }
  svg.parentNode.classList.toggle("pg-empty", !finite.length);
}

/* A path to its first point far outside, drawn nearer. */
function drawable(rows) {
  const points = [];
  for (const row of rows) {
    const [x, y] = row.map((v) => clamp(v, -1e300, 1e300)), far = Math.hypot(x, y) / 1e3;
    if (isNaN(far)) break;
    points.push(far > 1 ? [x / far, y / far] : [x, y]);
    if (far > 1) break;
  }
  return points;
}

const inside = (point) => EDGE.every((edge, k) => Math.abs(point[k]) <= edge);

/* Where a path leaves the picture for good, and its angle there. */
function exit(points) {
  const i = points.findLastIndex(inside), p = points[i], q = points[i + 1];
  if (!p || !q) return null;
  const d = [q[0] - p[0], q[1] - p[1]];
  const part = Math.min(...d.map((v, k) => (v ? (Math.sign(v) * EDGE[k] - p[k]) / v : 1)));
  return [p[0] + part * d[0], p[1] + part * d[1], (Math.atan2(-d[1], d[0]) * 180) / Math.PI];
}

function plane(svg, q, runs, shown) {
  const width = svg.wide, unit = width / (2 * EDGE[0]), height = 2 * EDGE[1] * unit;
  const X = (x) => width / 2 + x * unit, Y = (y) => height / 2 - y * unit;
  const move = (element, x, y, angle = 0) =>
    set(element, { transform: `translate(${dot(X(x), Y(y))}) rotate(${angle})` });
  const [contours, cross, minimum] = svg.children, parts = paths(svg);
  set(svg, { viewBox: `0 0 ${width} ${height}`, height });
  move(contours, 0, 0, (Math.atan(M.halfAngleTangent(q.angle)) * -360) / Math.PI);
  [...contours.children].forEach((ellipse, k) => {
    const ry = 0.16 * 1.6 ** (8 - k) * unit;
    set(ellipse, { rx: ry * Math.sqrt(q.condition), ry });
  });
  set(cross, { d: `M0 ${Y(0)}H${width}M${X(0)} 0V${height}` });
  move(minimum, 0, 0);
  for (const text of svg.querySelectorAll("text")) move(text, +text.dataset.x, +text.dataset.y);
  for (const m in parts) {
    const points = drawable((runs[m] || []).slice(0, shown + 1)), out = exit(points);
    const [line, dots, arrow, shape] = parts[m], at = points.map(([x, y]) => dot(X(x), Y(y)));
    set(line, { d: at.length ? "M" + at.join("L") : "" });
    set(dots, { d: at.map((p, i) => (i && inside(points[i]) ? "M" + p + shape : "")).join("") });
    set(arrow, { visibility: out ? "visible" : "hidden" });
    if (out) move(arrow, ...out);
  }
  set(move(svg.querySelector(".pg-start"), q.x1, q.x2), { "aria-valuenow": q.x1, "aria-valuetext": `x1 = ${short(q.x1)}, x2 = ${short(q.x2)}` });
}

/* Move the start by mouse, finger or keys. */
function draggable(svg, where, move, done) {
  const handle = svg.querySelector(".pg-start");
  handle.addEventListener("touchstart", (e) => e.preventDefault());
  handle.addEventListener("pointerdown", (e) => handle.setPointerCapture(e.pointerId));
  handle.addEventListener("pointermove", (e) => {
    if (!handle.hasPointerCapture(e.pointerId)) return;
    const box = svg.getBoundingClientRect();
    const part = [(e.clientX - box.left) / box.width, (box.bottom - e.clientY) / box.height];
    move(part.map((v, k) => (2 * v - 1) * EDGE[k]));
  });
  handle.addEventListener("pointerup", done);
  handle.addEventListener("keydown", (e) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
    if (!by) return;
    e.preventDefault();
    move(where().map((v, k) => v + by[k] * (e.shiftKey ? 1 : 0.1)));
    done();
  });
}

function account(name, rows, shown) {
  const [x1, x2, , , , , loss] = rows[shown];
  const out = rows.findIndex((row) => !inside(row)), fate = loss < rows[0][6] ? "is outside" : "diverges";
  if (inside([x1, x2])) return `${name} is at (${short(x1)}, ${short(x2)}), loss ${short(loss)}`;
  if (isNaN(rows[out][6])) return `${name} is undefined (0/0) from step ${out}`;
  return `${name} ${fate}: it left the picture at step ${out}, loss ${short(loss)}`;
}

/* The chapter's figure. */
function playground(form) {
  const { x1, x2, steps, play, next, share } = form.elements, start = [x1, x2];
  const [main, state, step, loss] = form.querySelectorAll(".pg-plot");
  const title = (m) => boxes(form).find((box) => box.value === m).labels[0].textContent;
  let runs = {}, shown = 0, played = 0, playing = 0;

  function draw(q) {
    runs = Object.fromEntries(q.methods.map((m) => [m, M.trajectory(m, q)]));
    shown = playing ? Math.min(played, q.steps) : q.steps;
    const { gd, momentum, ...scaled } = runs;
    plane(main, q, runs, shown);
    series(state, [2, 3], scaled, q.steps, shown);
    series(step, [4, 5], runs, q.steps, shown);
    series(loss, [6], runs, q.steps, shown);
    for (const box of boxes(form))
      box.labels[0].nextElementSibling.value = box.checked ? short(runs[box.value][shown][6]) : "";
  }

  function describe() {
    const told = Object.keys(runs).map((m) => account(title(m), runs[m], shown)).join("; ");
    const text = `After ${shown} step${shown === 1 ? "" : "s"}: ${told || "no method is chosen"}.`;
    for (const plot of [state, step, loss]) set(plot, { "aria-label": `${plot.dataset.name}. ${text}` });
    return text;
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = "Play";
  }

  const life = run(form, draw, describe, stop);
  const move = (point) => {
    point.forEach((v, k) => put(start[k], Math.round(v * 100) / 100));
    life.changed();
  };

  draggable(main, () => start.map(valueOf), move, life.keep);
  play.addEventListener("click", () => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches)
      return life.say("Your system asks for less motion: use Step.");
    if (playing) return life.changed();
    const pace = clamp(4000 / steps.value, 20, 250), began = performance.now();
    life.changed();
    play.textContent = "Stop";
    (function tick(now) {
      played = Math.floor((now - began) / pace);
      playing = requestAnimationFrame(tick);
      if (played >= steps.value) stop();
      life.update();
    })(began);
  });
  next.addEventListener("click", () => {
    steps.stepUp();
    life.changed();
    life.keep();
  });
  share.addEventListener("click", () => {
    life.keep();
    life.say("The address bar holds the link.");
    navigator.clipboard?.writeText(location.href).then(() => life.say("The link is copied."), () => {});
  });
}

/* The figure of the leaky averages; its axes change with γ, in stairs. */
const LAGS = [60, 200, 600, 2000], TOPS = [0.002, 0.01, 0.03, 0.1, 0.3];
function weights(form) {
  const svg = form.querySelector(".pg-plot");
  const [newer, older] = svg.querySelectorAll(".pg-stems"), marks = [...svg.querySelectorAll(".pg-mark")];
  let told = "";
  run(form, ({ gamma }) => {
    const spans = [Math.log(0.5) / Math.log(gamma), 1 / (1 - gamma)];
    const lags = LAGS.find((last) => last > 1.1 * spans[1]), top = TOPS.find((high) => high > 1 - gamma - 1e-9);
    const values = M.weights(gamma, lags + 1), [X, Y] = axes(svg, 0.45, lags, [0, top], false);
    const stems = (from, to) =>
      values.map((w, k) => (k >= from && k < to ? `M${dot(X(k), Y(0))}V${Y(w)}` : "")).join("");
    set(newer, { d: stems(0, spans[0]) });
    set(older, { d: stems(spans[0], Infinity) });
    marks.forEach((mark, i) => {
      const [line, text] = mark.children, late = spans[i] > lags / 2;
      set(mark, { transform: `translate(${X(spans[i])} ${Y(top * (1 - 0.13 * i))})` });
      set(line, { d: `M0 0V${Y(top * 0.13 * i) - Y(top)}` });
      set(text, { x: late ? -4 : 4, y: 10, "text-anchor": late ? "end" : "start" });
      text.textContent = `${mark.dataset.name} ${spans[i].toFixed(2)}`;
    });
    told = `γ = ${gamma}: half-life ${spans[0].toFixed(2)} steps, memory ${spans[1].toFixed(2)} steps.`;
    set(svg, { "aria-label": "Weight against lag. " + told });
  }, () => told);
}

const figures = { playground, weights };
for (const form of document.querySelectorAll("form.pg")) figures[form.id](form);
})();
