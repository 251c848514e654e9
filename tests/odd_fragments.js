/* Fragments of addresses as nobody should type them, and what a reader of them may not do. */
"use strict";

const NAMES = [
  "m", "x1", "x2", "eta", "gamma", "beta", "eps", "angle", "condition", "steps", "noise", "seed", "best",
  "landscape", "schedule", "playground", "__proto__", "constructor", "toString", "", "x".repeat(99),
];
const VALUES = [
  "rmsprop", "constructor", "valley", "cosine", "on", "true", "NaN", "Infinity", "-Infinity", "1e309", "-1e309",
  "5e-324", "-0", "99", "-99", "0.5", "1,5", "−3", "1_0", "0x10", "1e3", "9".repeat(400), "", " ", "<b>", "%", "%25",
  "%E0%A4%A", "%00", "\u0000", "\ud800", "İ", "💥", "=", "#", "?", "&", "&amp;", ";", "+", ".",
];

/* Numbers from 0 to n - 1 that a seed decides, as Park and Miller's. */
function random(seed) {
  let state = (seed % 2147483646) + 1;
  return (n) => Math.floor(((state = (state * 48271) % 2147483647) / 2147483647) * n);
}

/* A text changed in one way: with a setting more, pieces put in, cut out, doubled, or encoded. */
function changed(text, below) {
  const one = (things) => things[below(things.length)];
  const at = below(text.length + 1), to = at + below(text.length - at + 1), times = below(2000) ? 1 : 20000;
  return one([
    () => `${text}&${one(NAMES)}=${one(VALUES)}`,
    () => text.slice(0, at) + one(VALUES).repeat(times) + text.slice(at),
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, to) + text.slice(at),
    () => encodeURIComponent(text.toWellFormed()),
  ])().slice(0, 200000);
}

function fragment(below, links) {
  let text = links[below(links.length)];
  for (let k = below(6); k >= 0; k--) text = changed(text, below);
  return text;
}

const isText = (value) => typeof value === "string";
const isRead = ([id, settings]) =>
  isText(id) && settings.every(([name, said, ...more]) => name && isText(name) && isText(said) && !more.length);

/* The fragments, of so many from a seed on, that are not read as a name and pairs of texts. */
function faults({ read, number }, { seed, count, links }) {
  const below = random(seed), found = [];
  for (let k = 0; k < count; k++) {
    const text = fragment(below, links);
    try {
      const parts = read(text), numbers = parts[1].map(([, said]) => number(said));
      if (!isRead(parts) || !numbers.every((value) => typeof value === "number")) found.push([text, parts]);
    } catch (error) {
      found.push([text, String(error)]);
    }
  }
  return found;
}

if (typeof module !== "undefined") module.exports = { random, fragment, faults };
