"""What of a page breaks on a telephone: columns, names, and code that does not scroll."""

NAMES = (
    "article code, .sig-prename, .sig-name, section:has(> dl.py) > h1, .indextable a"
)
# The words of each that stand on more than one line.
BROKEN = """(all) => all.flatMap((e) => {
  const words = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), place = new Range(), found = [];
  for (let text; (text = words.nextNode()); )
    for (const word of text.data.matchAll(/\\S+/g)) {
      place.setStart(text, word.index);
      place.setEnd(text, word.index + word[0].length);
      const lines = new Set([...place.getClientRects()].map((r) => Math.round(r.top)));
      if (lines.size > 1) found.push(word[0]);
    }
  return found;
})"""
CODE = (
    "(all) => all.map((e) => getComputedStyle(e))"
    ".map((s) => `${s.whiteSpace} ${s.overflowX}`)"
)
HEIGHTS = (
    "(all) => all.map((row) => new Set([...row.cells].map((e) =>"
    " e.getBoundingClientRect().top)).size)"
)


def broken(page):
    """Return what stands on more lines than one, or scrolls with the page, by kind."""
    code = page.locator("article pre").evaluate_all(CODE)
    rows = page.locator("article table.docutils tr").evaluate_all(HEIGHTS)
    found = {
        "code": set(code) - {"pre auto"},
        "names": page.locator(NAMES).evaluate_all(BROKEN),
        "rows": set(rows) - {1},
    }
    return {kind: what for kind, what in found.items() if what}
