/* The twin of rmsprop_tut/book/figure_panels.py and of the rooms that it imports. Steps use
   only + - × ÷ √, noise 32-bit integers: both give the same numbers to the last bit. No DOM. */
(function (root) {
"use strict";
const STEEPEST = 4;

/* Engines' tangents and cosines differ in bits that the rounding drops. */
const fourDecimals = (value) => Math.floor(value * 10000 + 0.5) / 10000;
const halfAngleTangent = (angle) => fourDecimals(Math.tan((angle * Math.PI) / 360));

/* The straight valley: (4/κ u1² + 4 u2²)/2, with u = x turned back by cosine c and sine s. */
function quadratic(angle, condition) {
  const t = halfAngleTangent(angle);
  const c = (1 - t * t) / (1 + t * t), s = (2 * t) / (1 + t * t);
  const shallow = STEEPEST / condition;
  return {
    minima: [[0, 0]],
    grad(x1, x2) {
      const w1 = shallow * (c * x1 + s * x2), w2 = STEEPEST * (c * x2 - s * x1);
      return [c * w1 - s * w2, s * w1 + c * w2];
    },
    loss(x1, x2) {
      const u1 = c * x1 + s * x2, u2 = c * x2 - s * x1;
      return (shallow * (u1 * u1) + STEEPEST * (u2 * u2)) / 2;
    },
  };
}

/* A valley along a parabola: 0.05 (x1 - 2)² + (x2 + 2 - x1²/8)². */
const CURVED = {
  minima: [[2, -1.5]],
  grad(x1, x2) {
    const u = x2 + 2 - (x1 * x1) / 8;
    return [0.1 * (x1 - 2) - (u * x1) / 2, 2 * u];
  },
  loss(x1, x2) {
    const d = x1 - 2, u = x2 + 2 - (x1 * x1) / 8;
    return 0.05 * (d * d) + u * u;
  },
};

/* Two wells with a saddle between: (x1² - 9)²/64 + (x2 - x1/2)². */
const WELLS = {
  minima: [[-3, -1.5], [3, 1.5]],
  grad(x1, x2) {
    const u = x2 - x1 / 2;
    return [(x1 * (x1 * x1 - 9)) / 16 - u, 2 * u];
  },
  loss(x1, x2) {
    const w = x1 * x1 - 9, u = x2 - x1 / 2;
    return (w * w) / 64 + u * u;
  },
};

const LANDSCAPES = { valley: (q) => quadratic(q.angle, q.condition), curved: () => CURVED, wells: () => WELLS };
const landscape = (q) => LANDSCAPES[q.landscape](q);

/* For a run's length, the learning rate of its step t, counted from 1. */
const STAIRS = [1, 0.1, 0.1 * 0.1, 0.1 * 0.1 * 0.1];
const SCHEDULES = {
  constant: () => (eta) => eta,
  root: () => (eta, t) => eta / Math.sqrt(t),
  cosine(steps) {
    const cosines = Array.from({ length: steps }, (_, t) => fourDecimals(Math.cos(Math.PI * (t / steps))));
    return (eta, t) => (eta * (1 + cosines[t - 1])) / 2;
  },
  stairs: (steps) => (eta, t) => eta * STAIRS[Math.floor((t - 1) / Math.ceil(steps / 4))],
};

/* 32 bits that look random, made of a whole number: the last step of MurmurHash3. */
function mixed(n) {
  let z = n >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/* The n-th number of a seed's noise, of mean 0 and variance 1: a sum of twelve uniform ones. */
function noiseAt(seed, n) {
  const first = mixed(seed);
  let sum = 0;
  for (let k = 1; k <= 12; k++) sum += mixed(first + Math.imul(12 * n + k, 0x9e3779b9));
  return (sum - 25769803770) / 4294967296;
}

/* Noise of each step's two gradients, or none. */
const noises = (q) =>
  Array.from({ length: q.noise > 0 ? 2 * q.steps : 0 }, (_, n) => q.noise * noiseAt(q.seed, n));

/* A coordinate before its first step: averages m of g and r of g², state s that is shown,
   effective step e, and the powers β^t and γ^t. */
const coordinate = (x) => ({ x, m: 0, r: 0, s: 0, e: NaN, beta: 1, gamma: 1 });
const leak = (average, value, kept) => kept * average + (1 - kept) * value;
const square = (c, g, q) => (c.s = leak(c.s, g * g, q.gamma));

function descend(c, g, e) {
  c.e = e;
  c.x -= e * g;
}

/* A step of each method, in one coordinate c with the gradient g at the step's rate η. */
const STEPS = {
  /* x ← x - η g */
  gd: descend,
  /* v ← β v + g,  x ← x - η v */
  momentum(c, g, eta, q) {
    c.s = q.beta * c.s + g;
    descend(c, c.s, eta);
  },
  /* s ← s + g²,  x ← x - η/√(s + ε) g */
  adagrad(c, g, eta, q) {
    c.s += g * g;
    descend(c, g, eta / Math.sqrt(c.s + q.eps));
  },
  /* s ← γ s + (1 - γ) g²,  x ← x - η/√(s + ε) g */
  rmsprop(c, g, eta, q) {
    descend(c, g, eta / Math.sqrt(square(c, g, q) + q.eps));
  },
  /* s ← γ s + (1 - γ) g²,  x ← x - η/√(s/(1 - γ^t) + ε) g */
  corrected(c, g, eta, q) {
    c.gamma *= q.gamma;
    descend(c, g, eta / Math.sqrt(square(c, g, q) / (1 - c.gamma) + q.eps));
  },
  /* s ← γ s + (1 - γ) g²,  x ← x - η/(√s + ε) g */
  outside(c, g, eta, q) {
    descend(c, g, eta / (Math.sqrt(square(c, g, q)) + q.eps));
  },
  /* r ← γ r + (1 - γ) g²,  m ← γ m + (1 - γ) g,  s = r - m²,  x ← x - η/√(s + ε) g */
  centred(c, g, eta, q) {
    c.r = leak(c.r, g * g, q.gamma);
    c.m = leak(c.m, g, q.gamma);
    c.s = c.r - c.m * c.m;
    descend(c, g, eta / Math.sqrt(c.s + q.eps));
  },
  /* m ← β m + (1 - β) g,  s ← γ s + (1 - γ) g²,
     x ← x - η m/(1 - β^t) / (√(s/(1 - γ^t)) + ε) */
  adam(c, g, eta, q) {
    c.beta *= q.beta;
    c.gamma *= q.gamma;
    c.m = leak(c.m, g, q.beta);
    const divisor = Math.sqrt(square(c, g, q) / (1 - c.gamma)) + q.eps;
    c.e = eta / divisor;
    c.x -= (eta * (c.m / (1 - c.beta))) / divisor;
  },
};

/* What a run meets, whatever its method and learning rate. */
const world = (q) => ({ ...landscape(q), noise: noises(q), rate: SCHEDULES[q.schedule](q.steps) });

/* Make the steps of a run, and call `each` with both coordinates after each of them. */
function run(method, q, eta, { grad, noise, rate }, each) {
  const step = STEPS[method], a = coordinate(q.x1), b = coordinate(q.x2);
  for (let t = 1; t <= q.steps; t++) {
    const g = grad(a.x, b.x), now = rate(eta, t);
    if (noise.length) {
      g[0] += noise[2 * t - 2];
      g[1] += noise[2 * t - 1];
    }
    step(a, g[0], now, q);
    step(b, g[1], now, q);
    if (each) each(a, b);
  }
  return [a.x, b.x];
}

/* Rows of x1, x2, s1, s2, effective steps e1, e2 and loss, at the start and after each step. */
function trajectory(method, q) {
  const met = world(q), { loss } = met;
  const rows = [[q.x1, q.x2, 0, 0, NaN, NaN, loss(q.x1, q.x2)]];
  run(method, q, q.eta, met, (a, b) => rows.push([a.x, b.x, a.s, b.s, a.e, b.e, loss(a.x, b.x)]));
  return rows;
}

/* Learning rates of the panel: Renard's ten numbers a decade. */
const RENARD = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];
const ETAS = Array.from({ length: 61 }, (_, i) => Number(`${RENARD[i % 10]}e${Math.floor(i / 10) - 4}`));

/* Loss after all steps at each learning rate. */
function reached(method, q, etas) {
  const met = world(q);
  return etas.map((eta) => met.loss(...run(method, q, eta, met)));
}

/* The learning rate of the lowest finite loss: of equal ones the first, of none NaN. */
function bestEta(losses, etas) {
  const lowest = Math.min(...losses.filter(Number.isFinite));
  return lowest < Infinity ? etas[losses.indexOf(lowest)] : NaN;
}

/* Mean loss that RMSProp keeps under noise in the straight valley, at a constant rate and with a
   long memory: the sum over λ of η/4 (k + √(k² + σ²)), k = ηλ/4. */
function level(q) {
  const kept = [STEEPEST / q.condition, STEEPEST].map((curvature) => {
    const k = (q.eta * curvature) / 4;
    return (q.eta / 4) * (k + Math.sqrt(k * k + q.noise * q.noise));
  });
  return kept[0] + kept[1];
}

/* Weights of a leaky average by lag. */
function weights(gamma, steps) {
  const values = [];
  for (let k = 0, power = 1; k < steps; k++, power *= gamma) values.push((1 - gamma) * power);
  return values;
}

const api = {
  METHODS: Object.keys(STEPS), LANDSCAPES: Object.keys(LANDSCAPES), SCHEDULES: Object.keys(SCHEDULES),
  ETAS, halfAngleTangent, quadratic, landscape, noiseAt, trajectory, reached, bestEta, level,
  weights,
};
if (typeof module !== "undefined") module.exports = api;
else root.playgroundMathematics = api;
})(this);
