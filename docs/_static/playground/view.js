/* The figure of the methods: its settings are run, drawn, said, dragged and played. */
(function () {
"use strict";
const M = playgroundMathematics, P = playgroundPlots;
const { set, write, clamp, short, valueOf, put, on } = playgroundForm, { each, inside, EDGE } = P;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], Home: [-1e9, 0], End: [1e9, 0] };

/* A pointer's place in a plot, in the plot's own pixels. */
function place(svg, e) {
  const box = svg.getBoundingClientRect(), unit = svg.wide / box.width;
  return [(e.clientX - box.left) * unit, (e.clientY - box.top) * unit];
}

/* A plot's handle follows mouse, finger and keys, and comes to where the plot is clicked. */
function draggable(handle, to, by, done) {
  const svg = handle.ownerSVGElement;
  on(handle, "pointerdown", (e) => handle.setPointerCapture(e.pointerId));
  on(handle, "pointermove", (e) => handle.hasPointerCapture(e.pointerId) && to(...place(svg, e)));
  on(handle, "lostpointercapture", () => done());
  on(svg, "click", (e) => {
    if (!handle.contains(e.target)) to(...place(svg, e));
    done();
  });
  on(handle, "keydown", (e) => {
    if (!KEYS[e.key]) return;
    e.preventDefault();
    by(...KEYS[e.key].map((v) => v * (e.shiftKey ? 10 : 1)));
    done(handle);
  });
}

function account(name, rows, shown) {
  const [x1, x2, , , , , loss] = rows[shown];
  const out = rows.findIndex((row) => !inside(row)), left = rows[out];
  if (inside([x1, x2])) return `${name} is at (${short(x1)}, ${short(x2)}), loss ${short(loss)}`;
  if (isNaN(left[0]) || isNaN(left[1])) return `${name} is undefined (0/0) from step ${out}`;
  if (!isFinite(left[0] + left[1])) return `${name} is infinite (divided by 0) from step ${out}`;
  const fate = rows.at(-1)[6] < 1e3 * left[6] ? "is outside" : "diverges";
  return `${name} ${fate}: it left the picture at step ${out}, loss ${isNaN(loss) ? "∞" : short(loss)}`;
}

function turned([x1, x2], angle) {
  const t = M.halfAngleTangent(angle), c = (1 - t * t) / (1 + t * t), s = (2 * t) / (1 + t * t);
  return [c * x1 - s * x2, s * x1 + c * x2];
}

function playground(form) {
  const { x1, x2, eta, gamma, eps, angle, condition, best, play, next, share } = form.elements, start = [x1, x2], own = {};
  const [main, panel, loss, state, step, cycle, scrub] = ["main", "rates", "loss", "state", "step", "map", "scrub"].map((name) => form.querySelector(`.pg-${name}`));
  let q = {}, etas, runs, losses, shown, at = Infinity, playing = 0, rateAt;

  /* Losses at all learning rates stay what they are while only the learning rate moves. */
  function compute(settings) {
    if (JSON.stringify(q) === JSON.stringify(settings)) return;
    const others = (all) => JSON.stringify({ ...all, eta: 0, best: 0 }), known = others(q) === others(settings);
    q = settings;
    const all = Object.fromEntries(q.methods.map((m) => [m, m]));
    if (!known) losses = each(all, (m) => M.reached(m, q, M.ETAS));
    etas = each(losses, (reached) => (q.best ? M.bestEta(reached, M.ETAS) : q.eta));
    runs = each(all, (m) => M.trajectory(m, { ...q, eta: etas[m] }));
  }
  /* Does RMSProp run in the straight valley, at one rate, as the book's laws ask? */
  const lawful = () => runs.rmsprop && q.schedule === "constant" && q.landscape === "valley" && q.gamma < 1;
  /* Where the loss stays under noise. */
  function level() {
    const known = lawful() && q.noise > 0 && q.eps <= (q.noise * q.noise) / 10;
    return known ? M.level({ ...q, eta: etas.rmsprop }) : NaN;
  }
  const box = (m) => form.elements[`${form.id}-${m}`];
  const tell = (input, text) => write(input.labels[0].nextElementSibling, text);
  function draw(settings, whole) {
    compute(settings);
    shown = Math.min(at, q.steps);
    const { gd, momentum, ...scaled } = runs;
    P.plane(main, q, runs, shown);
    rateAt = P.rates(panel, M.ETAS, losses, each(runs, (rows, m) => [etas[m], rows.at(-1)[6]]), q.eta, M.landscape(q).loss(q.x1, q.x2));
    if (whole) {
      P.series(loss, [6], runs, q.steps, shown, level());
      P.series(state, [2, 3], scaled, q.steps, shown);
      P.series(step, [4, 5], runs, q.steps, shown);
    }
    cycle?.querySelectorAll(".pg-here").forEach((mark, k) => {
      const e = (4 * q.eps) / (etas.rmsprop * (k ? 4 : 4 / q.condition)) ** 2, known = lawful() && !q.noise && !q.angle;
      set(mark, { visibility: known ? "visible" : "hidden", transform: `translate(${known ? 50 * clamp(Math.log10(e), -4, 2) : 0} ${-100 * q.gamma})` });
    });
    for (const field of [angle, condition]) field.disabled = q.landscape !== "valley";
    for (const m of M.METHODS) tell(box(m), m in runs ? (q.best ? `η ${short(etas[m])}: ` : "") + short(runs[m][shown][6]) : "");
    tell(set(scrub, { max: q.steps, "aria-valuetext": `${shown} of ${q.steps}` }), `${shown} of ${q.steps}`);
    scrub.value = shown;
  }
  function describe() {
    const name = (m) => box(m).labels[0].textContent + (q.best ? `, η = ${short(etas[m])},` : "");
    const told = Object.values(each(runs, (rows, m) => account(name(m), rows, shown))).join("; ");
    const text = `After ${shown} step${shown === 1 ? "" : "s"}: ${told || "no method is chosen"}.`;
    const lucky = q.best && q.noise ? " Each η is the best for this seed's last step." : "";
    return text + lucky + (level() ? ` Under this noise the loss of RMSProp stays near ${short(level())}.` : "");
  }
  function stop() {
    clearInterval(playing);
    playing = 0;
    play.textContent = "Play";
  }
  const life = playgroundLife(form, draw, describe, stop);
  function change(done) {
    life.changed();
    if (done) life.keep();
  }

  function move(point) {
    point.forEach((v, k) => put(start[k], Math.round(v * 1e4) / 1e4));
    change();
  }
  /* When the valley turns the start turns with it, along its contour where it would leave the
     picture, and keeps its loss, if any place in the picture has it. */
  function turn() {
    const now = start.map(valueOf), key = () => String([...start.map(valueOf), q.condition]);
    if (own.placed !== key()) own.at = turned(now, -q.angle);
    const [u1, u2] = own.at, far = Math.sqrt(u1 * u1 + u2 * u2 * q.condition);
    const other = (v1) => Math.sqrt(Math.max(0, u2 * u2 + (u1 * u1 - v1 * v1) / q.condition)) * (u2 < 0 ? -1 : 1);
    const along = Array.from({ length: 201 }, (_, k) => far * (k / 100 - 1)).toSorted((a, b) => Math.abs(a - u1) - Math.abs(b - u1));
    const found = [u1, ...along].map((v1) => turned([v1, other(v1)], valueOf(angle))).find(inside);
    move(found ?? now);
    if (!found) life.say("No place in the picture has the loss of before. ");
    own.placed = key();
    q.angle = valueOf(angle);
  }
  function rate(power) {
    put(eta, Number((10 ** clamp(power, -4, 2)).toPrecision(2)));
    best.checked = false;
    change();
  }
  on(form, "input", ({ target }) => {
    if (target === scrub) at = +scrub.value < q.steps ? +scrub.value : Infinity;
    if (target === angle && q.condition > 1) turn();
    if (target === eta) best.checked = false;
  });
  draggable(main.querySelector(".pg-start"),
    (x, y) => move([(2 * x) / main.wide - 1, 0.75 - (2 * y) / main.wide].map((v) => Math.round(v * EDGE[0] * 100) / 100)),
    (right, up) => move([valueOf(x1) + right / 10, valueOf(x2) + up / 10]), life.keep);
  draggable(panel.querySelector(".pg-rate"), (x) => rate(rateAt(x)), (right, up) => rate(Math.log10(valueOf(eta)) + (right + up) / 20), life.keep);
  if (cycle) on(cycle, "click", (e) => {
    const { x, y } = new DOMPoint(e.clientX, e.clientY).matrixTransform(cycle.getScreenCTM().inverse());
    put(gamma, clamp(-Math.round(y) / 100, 0, 0.99));
    put(eps, Number((10 ** (clamp(x, -200, 100) / 50) * ((2 * (etas.rmsprop || q.eta)) / q.condition) ** 2).toPrecision(2)));
    change(true);
  });
  on(main.querySelector(".pg-start"), "touchstart", (e) => e.preventDefault());
  on(form, "reset", () => (at = Infinity));
  on(play, "click", () => {
    if (playing) return change();
    at = shown < q.steps ? shown : 0;
    change();
    play.textContent = "Pause";
    playing = setInterval(() => {
      if (++at >= q.steps) {
        at = Infinity;
        stop();
      }
      life.update();
    }, clamp(4000 / q.steps, 20, 250));
  });
  on(next, "click", () => {
    at = shown < q.steps ? shown + 1 : 1;
    change();
  });
  on(share, "click", () => {
    life.keep();
    life.say("The address bar holds the link. ");
    navigator.clipboard?.writeText(location.href).then(() => life.say("The link is copied. "), () => {});
  });
}

for (const form of document.querySelectorAll("form.pg[data-kind=playground]")) playground(form);
})();
