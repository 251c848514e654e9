/* The theme opens its two menus on narrow screens by labels, which no key reaches: make buttons. */
function makeButton(label) {
  const box = document.getElementById(label.htmlFor);
  const menu = document.querySelector(box.id === "__toc" ? ".toc-drawer" : ".sidebar-drawer");
  menu.id ||= `${box.id}-menu`;
  const button = document.createElement("button");
  button.className = label.className;
  button.ariaLabel = box.ariaLabel;
  button.setAttribute("aria-controls", menu.id);
  button.append(...label.childNodes);
  label.replaceWith(button);
  const say = () => (button.ariaExpanded = String(box.checked));
  const turn = (open) => {
    box.checked = open;
    say();
  };
  say();
  box.addEventListener("change", say);
  button.addEventListener("click", () => {
    turn(!box.checked);
    const links = [...menu.querySelectorAll("a, input")];
    links.find((link) => link.checkVisibility({ visibilityProperty: true }))?.focus({ preventScroll: true });
  });
  /* It closes behind a link, behind the key that leaves it, and by Escape. */
  menu.addEventListener("click", (event) => event.target.closest("a") && turn(false));
  const leave = () => menu.contains(document.activeElement) || turn(false);
  document.addEventListener("keydown", (event) => {
    if (!box.checked || !button.checkVisibility()) return;
    if (event.key === "Tab") setTimeout(leave); // once the key has moved on
    if (event.key !== "Escape") return;
    turn(false);
    button.focus();
  });
}

/* What is wider than its box scrolls by keyboard, too. */
function scrollable(box) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}

document.addEventListener("DOMContentLoaded", () => {
  const watch = new ResizeObserver((all) => all.forEach(({ target }) => scrollable(target)));
  document.querySelectorAll(".highlight pre, .cell_output pre, .table-wrapper").forEach((box) => watch.observe(box));
  document.querySelectorAll(".nav-overlay-icon, .toc-overlay-icon").forEach(makeButton);
  /* On paper what is folded is open. */
  const folded = document.querySelectorAll("details:not([open])");
  addEventListener("beforeprint", () => folded.forEach((part) => part.toggleAttribute("open", true)));
  addEventListener("afterprint", () => folded.forEach((part) => part.toggleAttribute("open", false)));
});
