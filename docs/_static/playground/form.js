/* The figure's form: its settings in words, in numbers, and in the fragment that repeats them. */
(function () {
"use strict";
const L = playgroundLink;
const clamp = (v, low, high) => Math.min(Math.max(v, low), high);
const raised = (n) => "10" + String(n).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);

function short(v) {
  const size = Math.abs(v), plain = !(size > 0 && (size < 1e-3 || size >= 1e4)) || size === Infinity;
  if (plain) return String(+v.toPrecision(v > 0.99 && v < 1 ? 6 : 3)).replace("-", "−").replace("Infinity", "∞");
  const [digits, power] = v.toExponential(1).split("e");
  return +digits === 1 ? raised(+power) : digits.replace("-", "−") + " × " + raised(+power);
}

/* What is as it was is not written: the page is laid out anew for each. */
function set(element, attributes) {
  for (const key in attributes)
    if (element.getAttribute(key) !== String(attributes[key])) element.setAttribute(key, attributes[key]);
  return element;
}
function write(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

const boxes = (form) => [...form.querySelectorAll("[type=checkbox]")];
const fields = (form) => [...form.querySelectorAll("[name]:is([type=range], [type=number], select)")];
const firstOf = (field) => field.defaultValue ?? field.options[0].value;

/* What a field says at a position; a logarithmic one has two digits, its lowest may be 0. */
function valueAt(field, position) {
  if (field.options) return position;
  const at = clamp(+(position || field.defaultValue), field.min, field.max), { log } = field.dataset;
  if (log) return log === "zero" && at <= field.min ? 0 : Number((10 ** at).toPrecision(2));
  return field.step === "1" ? Math.round(at) : at;
}

/* A value between two positions is kept until the field is moved. */
const valueOf = (field) => (field.kept?.at === field.value ? field.kept.value : valueAt(field, field.value));

function put(field, value) {
  const at = field.dataset.log ? Math.log10(Math.max(value, 0)) : value;
  field.value = clamp(at, field.min, field.max);
  field.kept = at >= field.min && at <= field.max && field.step !== "1" && { at: field.value, value };
}

/* Take what a link says, if it can be. */
function take(field, said) {
  if (!field.options) return isNaN(L.number(said)) || put(field, L.number(said));
  field.value = said;
  if (field.selectedIndex < 0) field.selectedIndex = 0;
}

function read(form) {
  const settings = { methods: boxes(form).filter((box) => box.checked && box.name === "m").map((box) => box.value) };
  settings.best = Boolean(form.elements.best?.checked);
  for (const field of fields(form)) {
    const value = (settings[field.name] = valueOf(field));
    if (field.type !== "range") continue;
    const text = short(value) + (field.name === "angle" ? "°" : "");
    write(set(field, { "aria-valuetext": text }).labels[0].nextElementSibling, text);
  }
  return settings;
}

function fragment(form) {
  const parts = new URLSearchParams(), all = boxes(form);
  for (const field of fields(form))
    if (valueOf(field) !== valueAt(field, firstOf(field))) parts.append(field.name, valueOf(field));
  for (const box of all) if (box.checked) parts.append(box.name, box.value);
  if (all.length && !parts.has("m")) parts.append("m", "");
  return `#${form.id}?${parts}`;
}

/* What a link says, in one way for all that say it. */
const canonical = (link) => L.read(link)[1].map(([name, said]) => `${name}=${+said || said}`).toSorted().join();

/* Set the form from a link's settings; what cannot be is replaced and said. */
function apply(form, settings) {
  const all = fields(form), none = ([name, said]) => name === "m" && !said;
  const named = settings.map(([name, said]) => boxes(form).find((box) => box.name === name && box.value === said));
  const chosen = settings.some(none) || named.some((box) => box?.name === "m");
  for (const box of boxes(form)) box.checked = named.includes(box) || (box.defaultChecked && !chosen);
  for (const field of all) {
    field.value = firstOf(field);
    field.kept = null;
    for (const [name, said] of settings) if (name === field.name) take(field, said);
  }
  const notes = settings.flatMap(([name, said], i) => {
    const field = all.find((one) => one.name === name), value = field && valueOf(field);
    if (field) return value === said || (said && value === Number(said)) ? [] : `${name} = ${said} became ${value}`;
    return named[i] || none([name, said]) ? [] : `${name} = ${said} is unknown`;
  });
  return notes.length ? `From the link: ${notes.join("; ")}. ` : "";
}

function on(part, types, does) {
  for (const type of types.split(" ")) part.addEventListener(type, does);
}

globalThis.playgroundForm = { set, write, clamp, raised, short, boxes, valueOf, put, read, fragment, canonical, apply, on };
})();
