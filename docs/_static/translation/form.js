/* The translation form: the page holds its fields, this fills in the answer. */
(function () {
"use strict";
const form = document.querySelector("form.translation"), answer = form.querySelector(".tr-answer");
const [head, code, why] = answer.querySelectorAll(".tr-head, .tr-code, [role=status]");
const twin = translationTwin.translator(JSON.parse(form.querySelector("script").textContent));
const libraries = [...form.querySelectorAll("fieldset")];
let timer = 0;

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/* Code breaks between its words alone. */
function words(line) {
  return line.split(/(?<=[( ])/).map((word) => Object.assign(document.createElement("span"), { textContent: word }));
}

/* What a field says: nothing where it is empty, its letters where they are no number. */
function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  const said = field.value.trim(), number = playgroundLink.number(said);
  return said === "" ? null : isNaN(number) ? said : number;
}

function given(fields) {
  const said = fields.map((field) => [field.name, valueOf(field)]);
  return Object.fromEntries(said.filter(([, value]) => value !== null));
}

function mark(field, marks) {
  for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
  for (const name in marks) field.setAttribute(name, marks[name]);
}

function say(title, line, sentences, wrong) {
  put(head, title);
  if (code.textContent !== line) code.replaceChildren(...words(line));
  scrollable(code.parentElement); // of book.js
  put(why, sentences);
  answer.classList.toggle("tr-refused", Boolean(wrong));
  for (const field of form.querySelectorAll("fieldset input")) {
    const refused = field.name === wrong && !field.closest("[hidden]");
    mark(field, refused ? { "aria-invalid": "true", "aria-describedby": why.id } : {});
  }
}

function translate() {
  const from = form.elements.from.value, to = form.elements.to.value;
  const fields = [...libraries.find((part) => part.dataset.library === from).querySelectorAll("input")];
  try {
    const found = twin.translate(given(fields), from, to);
    say(twin.head(to, found), found.code, twin.reading(found));
  } catch (error) {
    if (!error.argument) throw error;
    say(answer.dataset.refused, "", `${error.message}.`, error.argument);
  }
}

function changed() {
  for (const part of libraries) part.hidden = part.dataset.library !== form.elements.from.value;
  clearTimeout(timer);
  timer = setTimeout(translate, 300);
}

form.addEventListener("input", changed);
form.addEventListener("submit", (event) => event.preventDefault());
changed();
})();
