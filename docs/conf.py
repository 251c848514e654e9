"""Configuration of the book; ``nox -s docs`` builds it."""

import importlib.metadata
import logging
import os
import sys
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import rmsprop_tut

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "_ext")]

# The gallery's: a process whose memory grew is replaced by another.
warnings.filterwarnings("ignore", "A worker stopped", UserWarning)
# Warnings alone: else a11y_pygments, once imported, prints every library's notes.
logging.basicConfig(level=logging.WARNING)
os.environ["IPYTHONDIR"] = str(HERE / "ipython")
# What MXNet gives is kept beside what is executed: it is held against the package's record.
os.environ.setdefault("RMSPROP_TUT_KEPT", str(HERE / "_build" / "executed" / "kept"))

project = "RMSProp, a book that runs"
author = "The rmsprop_tut authors"
project_copyright = "2026, the rmsprop_tut authors. Text CC BY-SA 4.0, code MIT"
version = release = rmsprop_tut.__version__
language = "en"

extensions = [
    "benchmark",
    "code_of",
    "facts",
    "figures",
    "formulas",
    "hosting",
    "in_order",
    "in_words",
    "kernels",
    "libraries",
    "licences",
    "mends",
    "myst_nb",
    "numpydoc",
    "playground",
    "programs",
    "rebuild",
    "rooms",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.katex",
    "sphinxext.opengraph",
    "theorems",
    "translation",
    "whole_book",
]
# Where the book is served: then it has a map, and a 404 page that works at any depth.
html_baseurl = os.environ.get("RMSPROP_TUT_URL", "")
if html_baseurl:
    html_baseurl = html_baseurl.rstrip("/") + "/"
    extensions += ["address", "notfound.extension"]
    notfound_urls_prefix = urlsplit(html_baseurl).path.rstrip("/") + "/"
exclude_patterns = [
    "_build",
    "_solutions",  # included by the chapter, not pages of their own
    "ipython",
    "node_modules",
    # The gallery's downloads lie beside its pages: without this Sphinx takes the
    # notebook for the page, and the gallery's labels vanish.
    *(f"auto_gallery/**.{kind}" for kind in ("ipynb", "py", "zip", "md5", "json")),
    # Of KaTeX, which lies among the static files, a page needs one style and the fonts.
    *("./README.md", "./contrib", "./katex*js", "./katex.css", "./katex-swap*"),
    *("fonts/*.ttf", "fonts/*.woff"),
]
nitpicky = True
# Of spaces in the path to a script: a reader's folders may be named as they are.
suppress_warnings = ["sphinx_gallery.space_in_filename"]
math_eqref_format = "equation {number}"
numfig = True
numfig_secnum_depth = 1
templates_path = ["_templates"]
template_bridge = "policy.Templates"

myst_enable_extensions = [
    "amsmath",
    "colon_fence",
    "deflist",
    "dollarmath",
    "smartquotes",
]
myst_heading_anchors = 3
nb_execution_mode = "cache"  # emptied by rebuild when the code changes
nb_execution_cache_path = str(HERE / "_build" / "executed")
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
nb_merge_streams = True
nb_mime_priority_overrides = [("text", "image/svg+xml", 1)]

autodoc_preserve_defaults = True
autodoc_typehints = "none"
autosummary_generate = True
numpydoc_show_class_members = False
# All, except that nouns may begin a summary, symbols and names a description, and that
# an extended summary, examples and cross references are given where they help.
numpydoc_validation_checks = {
    "all",
    "ES01",
    "EX01",
    "PR08",
    "SA01",
    "SA03",
    "SA04",
    "SS05",
}
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
bibtex_default_style = "plain"
katex_prerender = True
katex_css_path = "katex.min.css"


sphinx_gallery_conf = {
    "backreferences_dir": "api/generated/backreferences",
    "default_thumb_file": str(HERE / "_static" / "logo.svg"),
    "doc_module": ("rmsprop_tut",),
    "download_all_examples": False,
    "examples_dirs": "../gallery",
    "filename_pattern": r"\.py$",
    "gallery_dirs": "auto_gallery",
    "image_scrapers": ("figures.scrape_figures",),
    "min_reported_time": 1e9,
    "parallel": True,  # as many as Sphinx has processes
    "reference_url": {"rmsprop_tut": None},
    "remove_config_comments": True,
    "show_memory": False,
    "show_signature": False,
    "subsection_order": "in_order.place",
    "within_subsection_order": "in_order.place",
    "write_computation_times": False,
}

ogp_site_url = html_baseurl
ogp_social_cards = {"enable": False}
if html_baseurl:
    ogp_image = "_static/card.png"
    ogp_image_alt = "Four paths over a narrow valley; RMSProp's arrives."
    ogp_custom_meta_tags = [
        '<meta name="twitter:card" content="summary_large_image" />'
    ]

html_theme = "furo"
html_context = {"theme_version": importlib.metadata.version("furo")}
html_title = project
html_static_path = ["_static", "node_modules/katex/dist"]
html_css_files = ["book.css", "pages.css"]
epub_css_files = ["book.css"]
html_js_files = ["book.js"]
html_favicon = html_logo = "_static/logo.svg"
html_copy_source = False
html_show_sourcelink = False
html_scaled_image_link = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_exclude = ".linenos, .gp, .go"

epub_basename = "rmsprop_tut"
epub_identifier = epub_uid = "rmsprop_tut"
epub_description = "RMSProp derived, computed and measured."
epub_contributor = author
epub_exclude_files = [
    "404.xhtml",
    *(
        "_static/pages.css",
        "_static/playground/playground.css",
        "_static/weights/weights.css",
    ),
]
epub_show_urls = "no"
epub_use_index = False
epub_tocdepth = 2
epub_tocscope = "includehidden"
