/* The theme opens its two menus on narrow screens by labels, which no key reaches: make buttons. */
document.addEventListener("DOMContentLoaded", () => {
  let opened; // the button of the menu that is open, to which the key Escape leads back
  for (const label of document.querySelectorAll(".nav-overlay-icon, .toc-overlay-icon")) {
    const box = document.getElementById(label.htmlFor);
    const menu = document.querySelector(box.id === "__toc" ? ".toc-drawer" : ".sidebar-drawer");
    const button = document.createElement("button");
    button.className = label.className;
    button.ariaLabel = box.ariaLabel;
    button.append(...label.childNodes);
    button.addEventListener("click", () => {
      box.checked = !box.checked;
      if (!box.checked) return;
      opened = button;
      const links = [...menu.querySelectorAll("a, input")];
      links.find((link) => link.checkVisibility()).focus({ preventScroll: true });
    });
    label.replaceWith(button);
  }
  /* On paper what is folded is open. */
  const folded = document.querySelectorAll("details:not([open])");
  addEventListener("beforeprint", () => folded.forEach((part) => part.toggleAttribute("open", true)));
  addEventListener("afterprint", () => folded.forEach((part) => part.toggleAttribute("open", false)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const box of document.querySelectorAll(".sidebar-toggle")) box.checked = false;
    opened?.focus();
    opened = undefined;
  });
});
