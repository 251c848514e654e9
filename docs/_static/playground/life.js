/* A figure comes to life: drawn when it changes, said at rest, and gone back in by the browser. */
(function () {
"use strict";
const F = playgroundForm, L = playgroundLink, { on } = F;

/* Give a form life: draw(settings, whole) on change, describe() at rest, stop() what plays.
   Of frames that follow each other every second one is whole, and the last. */
function playgroundLife(form, draw, describe, stop = () => {}) {
  const status = form.querySelector("[role=status]"), still = document.getElementById(form.dataset.still);
  let note = "", frame = 0, whole = false, timer = 0, kept = "", moved = null, held, touched;

  function say(text = note) {
    note = text;
    if (status.textContent !== note + describe()) status.textContent = note + describe();
  }
  function update() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      for (const svg of form.querySelectorAll(".pg-plot")) svg.wide = svg.clientWidth;
      draw(F.read(form), (whole = !whole));
      if (!whole) update();
    });
    clearTimeout(timer);
    timer = setTimeout(say, 300);
  }
  function changed() {
    note = "";
    stop();
    update();
  }
  /* The link of what is shown, and the preset that it is. */
  function remember() {
    kept = F.fragment(form);
    for (const link of form.querySelectorAll(".pg-presets a"))
      link.setAttribute("aria-current", F.canonical(link.hash) === F.canonical(kept));
  }
  /* Into the address, so that Back undoes: each change, or all that keys make of one control. */
  function keep(by) {
    const again = by && by === moved, state = () => ({ ...history.state, [form.id]: kept });
    moved = by;
    if (F.fragment(form) === kept) return;
    if (!again) history.replaceState(state(), "");
    remember();
    history[again ? "replaceState" : "pushState"](state(), "", kept);
  }
  function open(link) {
    changed();
    note = F.apply(form, L.read(link)[1]);
    moved = null;
  }
  const ours = (link) => L.read(link)[0] === form.id && L.read(link)[1].length;
  const show = () => (form.querySelector(".pg-top") ?? form).scrollIntoView({ block: "nearest" });
  function follow() {
    const link = history.state?.[form.id] || location.hash;
    if (!ours(link)) return;
    open(link);
    remember();
    if (!history.state) show();
  }

  form.querySelectorAll("*").forEach((part) => part.classList.add("nohighlight")); // by a search
  still.firstElementChild.classList.add("pg-still"); // for paper
  still.prepend(form);
  form.hidden = false;
  on(form, "input", changed);
  on(form, "change", ({ target }) => {
    if (target.type === "number") target.value = F.valueOf(target);
    keep(target);
  });
  on(form, "pointerdown", ({ target }) => {
    moved = null;
    held = F.fragment(form);
    touched = target.type === "range" && { target, value: target.value, kept: target.kept };
  });
  /* A finger that scrolls the page has moved no control. */
  on(form, "pointercancel", () => {
    if (!touched) return open(held);
    Object.assign(touched.target, { value: touched.value, kept: touched.kept });
    touched.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  on(form, "reset", (e) => {
    e.preventDefault();
    open(form.dataset.opening);
    keep();
  });
  on(document, "click", (e) => {
    const link = e.target.closest("a[href^='#']");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !ours(link.hash)) return;
    e.preventDefault();
    open(link.hash);
    keep();
    show();
  });
  on(globalThis, "popstate hashchange", follow);
  new ResizeObserver(update).observe(form);
  open(form.dataset.opening);
  remember();
  follow();
  return { changed, update, keep, say };
}

globalThis.playgroundLife = playgroundLife;
})();
