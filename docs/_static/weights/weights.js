/* The figure of the leaky averages; its axes change with γ, in stairs. */
(function () {
"use strict";
const M = playgroundMathematics, P = playgroundPlots, { set } = playgroundForm, { dot } = P;
const LAGS = [60, 200, 600, 2000], TOPS = [0.002, 0.01, 0.03, 0.1, 0.3];
function weights(form) {
  const svg = form.querySelector(".pg-plot");
  const [newer, older] = svg.querySelectorAll(".pg-stems"), marks = [...svg.querySelectorAll(".pg-mark")];
  let told = "";
  playgroundLife(form, ({ gamma }) => {
    const spans = [Math.log(0.5) / Math.log(gamma), 1 / (1 - gamma)];
    const lags = LAGS.find((last) => last > 1.1 * spans[1]), top = TOPS.find((high) => high > 1 - gamma - 1e-9);
    const values = M.weights(gamma, lags + 1), [X, Y] = P.axes(svg, 0.45, [0, lags], [[0, 0], [lags, lags]], [0, top], false);
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

for (const form of document.querySelectorAll("form.pg[data-kind=weights]")) weights(form);
})();
