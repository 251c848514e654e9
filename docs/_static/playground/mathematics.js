/* The paths of the interactive figure: the twin of
   rmsprop_tut/core/updates.py and rmsprop_tut/book/playground.py.
   A step uses only + - × ÷ √, so both give the same numbers to the last bit. No DOM. */
(function (root) {
"use strict";
const STEEPEST = 4, BETA = 0.5;

/* Tangent of half an angle; engines' tangents differ in bits that the rounding drops. */
function halfAngleTangent(angle) {
  return Math.floor(Math.tan((angle * Math.PI) / 360) * 10000 + 0.5) / 10000;
}

/* Gradient and value of the valley; c and s are the cosine and sine of its angle. */
function quadratic(angle, condition) {
  const t = halfAngleTangent(angle);
  const c = (1 - t * t) / (1 + t * t), s = (2 * t) / (1 + t * t);
  const shallow = STEEPEST / condition;
  return {
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

const average = (s, g, gamma) => gamma * s + (1 - gamma) * (g * g);
const scaled = (q, s) => q.eta / Math.sqrt(s + q.eps);

/* For each method the new state of a coordinate, and what multiplies its gradient. */
const METHODS = {
  gd: { state: (s) => s, effective: (q) => q.eta },
  momentum: { state: (s, g) => BETA * s + g, effective: (q) => q.eta },
  adagrad: { state: (s, g) => s + g * g, effective: scaled },
  rmsprop: { state: average, effective: scaled },
  corrected: { state: average, effective: (q, s, power) => scaled(q, s / (1 - power)) },
};

/* Rows of x1, x2, s1, s2, effective steps e1, e2 and loss, at the start and after each step. */
function trajectory(method, q) {
  const { grad, loss } = quadratic(q.angle, q.condition);
  const { state, effective } = METHODS[method];
  const along = (g, s) => (method === "momentum" ? s : g);
  let { x1, x2 } = q, s1 = 0, s2 = 0, power = 1;
  const rows = [[x1, x2, s1, s2, NaN, NaN, loss(x1, x2)]];
  for (let t = 0; t < q.steps; t++) {
    const [g1, g2] = grad(x1, x2);
    power *= q.gamma;
    s1 = state(s1, g1, q.gamma);
    s2 = state(s2, g2, q.gamma);
    const e1 = effective(q, s1, power), e2 = effective(q, s2, power);
    x1 -= e1 * along(g1, s1);
    x2 -= e2 * along(g2, s2);
    rows.push([x1, x2, s1, s2, e1, e2, loss(x1, x2)]);
  }
  return rows;
}

/* Weights of a leaky average by lag. */
function weights(gamma, steps) {
  const values = [];
  for (let k = 0, power = 1; k < steps; k++, power *= gamma) values.push((1 - gamma) * power);
  return values;
}

const api = { METHODS: Object.keys(METHODS), halfAngleTangent, quadratic, trajectory, weights };
if (typeof module !== "undefined") module.exports = api;
else root.playgroundMathematics = api;
})(this);
