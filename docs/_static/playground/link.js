/* What a link says, as people type it and programs rewrite it. No DOM. */
(function (root) {
"use strict";
const LONGEST = 4096;
function decoded(text) {
  try {
    const once = decodeURIComponent(text);
    return once === text ? text : decoded(once);
  } catch {
    return text;
  }
}

const trimmed = (text) => text.replace(/^[\s+]+|[\s+]+$/g, "");

/* The figure's name, then its settings as pairs. What is longer than any link is cut: reading
   takes time that grows with the square. */
function read(link) {
  const parts = decoded(link.slice(0, LONGEST)).replace(/^#|[\s.,)]+$/g, "").split(/[?;]|&(?:amp;)?/i);
  const [[id], ...settings] = parts.map((part) => {
    const [first, ...rest] = part.split("="), name = trimmed(first).toLowerCase();
    const said = trimmed(rest.join("="));
    return [name, /^(m|landscape|schedule)$/.test(name) ? said.toLowerCase() : said];
  });
  return [id, settings.filter(([name]) => name)];
}

const number = (said) => Number(said.replace(/[−–]/g, "-").replace(",", ".") || NaN);

if (typeof module !== "undefined") module.exports = { read, number };
else root.playgroundLink = { read, number };
})(this);
