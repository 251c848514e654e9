/* Settings of one library in the words of another: the twin of
   rmsprop_tut/core/conventions.py, core/libraries.py and lab/translation.py.
   Libraries, ranges and sentences are data that rmsprop_tut/book/translation.py writes.
   A step uses only + - × ÷ √, so both give the same numbers to the last bit. No DOM. */
(function (root) {
"use strict";
const ALWAYS_SHOWN = new Set(["eta", "gamma", "eps"]);

/* Values as Python writes them. */
function numeral(v) {
  if (!Number.isFinite(v)) return isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
  const [digits, power] = v.toExponential().split("e");
  if (+power < -4 || +power > 15) return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  return (Object.is(v, -0) ? "-0" : String(v)) + (Number.isInteger(v) ? ".0" : "");
}

function escaped(letter) {
  const code = letter.codePointAt(0), hex = code.toString(16);
  if (code < 0x100) return { "\t": "\\t", "\n": "\\n", "\r": "\\r" }[letter] || "\\x" + hex.padStart(2, "0");
  return code < 0x10000 ? "\\u" + hex.padStart(4, "0") : "\\U" + hex.padStart(8, "0");
}

function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/\\/g, "\\\\").replaceAll(mark, "\\" + mark);
  return mark + inside.replace(/(?! )[\p{C}\p{Z}]/gu, escaped) + mark;
}

function repr(v) {
  if (typeof v === "number") return numeral(v);
  if (typeof v === "string") return quoted(v);
  return { null: "None", true: "True", false: "False" }[v];
}

const list = (names) => `[${names.map(repr).join(", ")}]`;

/* The step. A coordinate remembers the mean square, the mean, the velocity and γᵗ. */
const leak = (average, value, gamma) => gamma * average + (1 - gamma) * value;
const clipped = (v, size) => (size === null ? v : Math.min(Math.max(v, -size), size));
const firstState = (c) => [c.initial, 0, 0, 1];

function effective(g, x, c) {
  const coupled = c.decay > 0 && !c.decoupled;
  if (c.clip_first) g = clipped(g, c.clip);
  if (coupled) g += c.decay * x;
  return c.clip_first ? g : clipped(g, c.clip);
}

function divisor(s, mean, power, c) {
  if (c.corrected) {
    s /= 1 - power;
    mean /= 1 - power;
  }
  const spread = c.centred ? s - mean * mean : s;
  return c.eps_inside ? Math.sqrt(spread + c.eps) : Math.sqrt(spread) + c.eps;
}

function conventionStep(x, state, gradient, c) {
  let [s, mean, velocity, power] = state;
  const g = effective(gradient, x, c);
  s = leak(s, g * g, c.gamma);
  mean = leak(mean, g, c.gamma);
  power *= c.gamma;
  const added = ((c.rate_inside ? c.eta : 1) / divisor(s, mean, power, c)) * g;
  velocity = c.momentum * velocity + added;
  const step = c.nesterov ? added + c.momentum * velocity : velocity;
  if (c.decoupled) x -= c.eta * c.decay * x;
  x = clipped(x - (c.rate_inside ? step : c.eta * step), c.clip_weights);
  return [x, [s, mean, velocity, power]];
}

/* The points of a run on a quadratic along its axes. */
function path(c, { start, curvatures, steps }) {
  let coordinates = start.map((x) => [x, firstState(c)]);
  const points = [start];
  for (let t = 0; t < steps; t++) {
    coordinates = coordinates.map(([x, state], k) => conventionStep(x, state, curvatures[k] * x, c));
    points.push(coordinates.map(([x]) => x));
  }
  return points;
}

function apart(point, other) {
  if (point.every((v, k) => v === other[k] || (isNaN(v) && isNaN(other[k])))) return 0;
  const d1 = point[0] - other[0], d2 = point[1] - other[1], far = Math.sqrt(d1 * d1 + d2 * d2);
  return isNaN(far) ? Infinity : far;
}

const distance = (one, other) => Math.max(...one.map((point, t) => apart(point, other[t])));

/* The convention with each option that does nothing put as in the chapter. */
function plainest(convention) {
  const c = { ...convention, rate_inside: true };
  if (c.eps === 0) c.eps_inside = true;
  if (c.momentum === 0) c.nesterov = false;
  if (c.decay === 0) c.decoupled = false;
  if (c.decay === 0 || c.decoupled || c.clip === null) c.clip_first = true;
  if (c.gamma === 0) Object.assign(c, { initial: 0, corrected: false });
  return c;
}

/* Whether every gradient is divided by one number, whatever the gradients are. */
const oneDivisor = (c) => (c.gamma === 1 && !c.corrected) || (c.gamma === 0 && c.centred);

/* The convention, with one divisor as an ε outside the root of a state of 0. */
function asDescent(c) {
  const eps = divisor(c.gamma === 1 ? c.initial : 0, 0, 0, c);
  if (!oneDivisor(c) || !Number.isFinite(eps)) return c;
  return plainest({ ...c, gamma: 1, initial: 0, centred: false, corrected: false, eps, eps_inside: false });
}

const equal = (one, other) => Object.keys(one).every((option) => one[option] === other[option]);

function samePath(one, other) {
  const still = one.eta === 0 && other.eta === 0, boxes = one.clip_weights === other.clip_weights;
  return equal(asDescent(plainest(one)), asDescent(plainest(other))) || (still && boxes);
}

const settable = (library, option) => library.arguments.find((a) => a.option === option);
const lost = (asked, got) => got.momentum === 0 && 0 < asked.momentum && asked.momentum < 1;

function moved(asked, got, target) {
  return Boolean(settable(target, "eps")) && asked.eps > 0 && got.eps_inside !== asked.eps_inside;
}

/* What an argument is for an option; the default where that does the same. */
function written(a, options) {
  const value = options[a.option], inert = a.acts_if && !options[a.acts_if];
  const same = !(value || a.default) && !a.required;
  return inert || same ? a.default : value;
}

function carried(asked, target) {
  return Object.fromEntries(target.arguments.map((a) => [a.name, written(a, asked)]));
}

function replaced(target, settings, options) {
  return Object.fromEntries(target.arguments.map((a) => [a.name, options[a.option] ?? settings[a.name]]));
}

function rates(asked, got) {
  const tried = [asked.eta, asked.eta / (1 - asked.momentum)];
  return lost(asked, got) ? tried.filter(Number.isFinite) : [asked.eta];
}

/* The ε that takes over at the same gradient. */
function epsilon(asked, got, target, [low, high]) {
  if (!moved(asked, got, target)) return asked.eps;
  return got.eps_inside ? Math.min(Math.max(asked.eps * asked.eps, low), high) : Math.sqrt(asked.eps);
}

/* Refuse a setting, by the argument's name. */
function refuse(argument, sentence) {
  throw Object.assign(new RangeError(sentence), { argument });
}

/* Translations by the data of Python. */
function translator(data) {
  const say = data.sentences;

  function check(a, value) {
    const range = data.ranges[a.option], name = `settings[${repr(a.name)}]`;
    if (!range || (value === null && a.default === null && !a.required)) return;
    const not = `${range.words}, not ${repr(value)}`;
    if (typeof value !== "number") refuse(a.name, `${name} must be a number, ${not}`);
    if (!(value >= 0 && value <= (range.high ?? Number.MAX_VALUE))) refuse(a.name, `${name} must be ${not}`);
  }

  function complete(library, given) {
    const names = Object.keys(given).toSorted();
    const missing = library.arguments.filter((a) => a.required && !(a.name in given)).map((a) => a.name);
    const allowed = library.arguments.map((a) => a.name).toSorted();
    const said = `it has ${list(names)}; allowed are ${list(allowed)}`;
    if (missing.length) refuse(missing[0], `settings lacks ${list(missing)}; ${said}`);
    for (const a of library.arguments) if (a.name in given) check(a, given[a.name]);
    return Object.fromEntries(library.arguments.map((a) => [a.name, a.name in given ? given[a.name] : a.default]));
  }

  function plain(option, value) {
    if (data.none_if_zero.includes(option)) return value || null;
    return data.zero_if_none.includes(option) ? value || 0 : value;
  }

  function convention(library, settings) {
    const given = complete(library, settings);
    const options = { gamma: 0, eps: 0, ...library.fixed };
    for (const a of library.arguments) options[a.option] = plain(a.option, given[a.name]);
    for (const a of library.arguments) if (a.acts_if && !options[a.acts_if]) delete options[a.option];
    for (const option in library.follows) options[option] = options[library.follows[option]];
    return { ...data.convention, ...options };
  }

  function call(library, given) {
    const filled = complete(library, given);
    const shown = library.arguments.filter((a) => ALWAYS_SHOWN.has(a.option) || filled[a.name] !== a.default);
    const said = shown.map((a) => `${a.name}=${repr(filled[a.name])}`);
    return library.code.replace("{arguments}", () => said.join(", "));
  }

  function candidates(asked, target) {
    const settings = carried(asked, target), got = convention(target, settings);
    const eps = epsilon(asked, got, target, data.squares);
    return rates(asked, got).map((eta) => replaced(target, settings, { eta, eps }));
  }

  function nearer(asked, target) {
    const wanted = path(asked, data), meant = plainest(asked);
    const meanings = oneDivisor(meant) ? [meant, asDescent(meant)] : [meant];
    let best = null, least = NaN;
    for (const settings of meanings.flatMap((meaning) => candidates(meaning, target))) {
      const far = distance(wanted, path(convention(target, settings), data));
      if (best === null || far < least) [best, least] = [settings, far];
    }
    return [best, least];
  }

  function whySame(asked, got) {
    if (!equal(plainest(asked), plainest(got)) && oneDivisor(asked)) return say.same + say.descent[true];
    if (got.momentum > 0 && got.rate_inside !== asked.rate_inside) return say.same + say.rate_at[got.rate_inside];
    return say.same + (got.eps === 0 && got.eps_inside !== asked.eps_inside ? say.no_eps : "");
  }

  function reasons(asked, got, target) {
    const differ = new Set(Object.keys(say.reasons).filter((option) => asked[option] !== got[option]));
    if (differ.has("eps") && differ.has("eps_inside")) differ.delete(got.eps > 0 ? "eps" : "eps_inside");
    if (oneDivisor(asked) && settable(target, "eps")) differ.delete("eps");
    return [...differ].map((option) => {
      const onlyCentred = option === "momentum" && settable(target, option)?.acts_if;
      return onlyCentred ? say.only_centred : say.reasons[option][got[option] ? 1 : 0];
    });
  }

  function place(asked, got, target) {
    if (!moved(asked, got, target)) return "";
    const held = got.eps_inside && got.eps !== asked.eps * asked.eps;
    return held ? say.eps_held : say.eps_carried[got.eps_inside];
  }

  function whyNot(asked, got, target, far) {
    const said = reasons(plainest(asked), plainest(got), target).join("; ");
    const none = say.none_found.replace("{title}", target.title).replace("{reasons}", said);
    const descent = oneDivisor(asked) ? say.descent[false] : "", rate = lost(asked, got) ? say.rate_tried : "";
    return none + descent + (far <= data.rounding ? say.no_matter : "") + place(asked, got, target) + rate;
  }

  /* Settings for the path that those of another library take. */
  function translate(given, from, to) {
    const target = data.libraries[to], asked = convention(data.libraries[from], given);
    const [settings, far] = nearer(asked, target), got = convention(target, settings);
    const exact = samePath(asked, got);
    const why = exact ? whySame(asked, got) : whyNot(asked, got, target, far);
    return { settings, code: call(target, settings), distance: far, exact, why };
  }

  /* Why a translation is as it is, and how far off. */
  function reading({ why, distance: far }) {
    if (!Number.isFinite(far)) return `${why} ${say.not_finite}`;
    return `${why} ${say.apart.replace("{distance}", numeral(+far.toPrecision(3)))}`;
  }

  const head = (to, { exact }) => say.heads[exact].replace("{title}", data.libraries[to].title);
  return { translate, reading, head };
}

const api = { repr, translator };
if (typeof module !== "undefined") module.exports = api;
else root.translationTwin = api;
})(this);
