"""The gallery in the order of the book; what takes long is begun first and shared out.

sphinx-gallery takes the order of the runs from that of its pages, Sphinx reads pages in the
order of their names, each process a run of them. Neither has a setting for it.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata
from sphinx_gallery import gen_rst

DOCS = Path(__file__).parents[1]
ORDER = [
    "leaky_averages",
    "plot_how_far_back",
    "rmsprop",
    "plot_which_paths",
    "plot_from_scratch",
    "plot_does_epsilon_matter",
    "plot_one_algorithm_or_two",
    "plot_what_if_gamma_is_one",
    "plot_what_does_a_rotation_do",
    "plot_does_it_train_a_classifier",
    "plot_which_is_best_when_tuned",
    "plot_which_is_best_for_a_cnn",
    "plot_how_sensitive",
    "behaviour",
    "plot_how_long_is_a_step",
    "plot_what_does_it_not_see",
    "plot_where_does_it_end",
    "plot_which_schedules_settle",
    "plot_adagrad_or_rmsprop",
    "edge",
    "plot_what_stops_the_curvature",
    "plot_how_high_does_it_stay",
    "spikes",
    "plot_when_does_it_come_out",
    "plot_what_stops_a_spike",
    "noise",
    "plot_what_does_a_larger_batch_want",
    "plot_does_the_shape_matter",
    "plot_which_point",
    "plot_does_it_come_to_the_median",
    "plot_how_often_is_a_step_long",
    "what_epsilon_chooses",
    "plot_which_line_separates",
    "plot_is_the_sign_right",
    "plot_who_learns_the_rare",
    "plot_does_rounding_at_random_help",
    "from_anywhere",
    "plot_from_which_starts",
    "where_it_stands",
    "plot_divided_by_what",
    "one_name",
    "plot_how_far_apart",
    "what_to_set",
    "plot_what_decides",
    "memory_wall",
    "plot_where_is_the_wall",
    "plot_how_many_workers",
]
COMPARISON = "plot_which_is_best"  # what scripts of a minute and more are called


def place(path: str) -> tuple[int, str]:
    """Return a sorting key: the order above, and behind it by name what it does not list."""
    name = Path(path).stem
    return ORDER.index(name) if name in ORDER else len(ORDER), name


def is_done(script: Path) -> bool:
    """Say whether a script has run as it is: sphinx-gallery keeps a copy and a checksum."""
    copy = DOCS / "auto_gallery" / script.relative_to(DOCS.parent / "gallery")
    kept = copy.is_file() and Path(f"{copy}.md5").is_file()
    return kept and copy.read_bytes() == script.read_bytes()


def longest_first(
    names: list[str], folder: str, settings: object
) -> tuple[list[str], list[str]]:
    """Return the scripts for this process, which have run, and those for others."""
    done = [name for name in names if is_done(Path(folder, name).resolve())]
    others = [name for name in names if name not in done]
    return done, sorted(others, key=lambda name: not name.startswith(COMPARISON))


def share_out(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    """Put the pages with cells at equal distances among the others, the longest first."""
    sources = {name: env.doc2path(name).read_text(encoding="utf-8") for name in names}
    cells = [name for name in names if "{code-cell}" in sources[name]]
    cells.sort(key=lambda name: len(sources[name]), reverse=True)
    shared = [name for name in names if name not in cells]
    for place, name in enumerate(cells, start=1):
        shared.insert(place * len(names) // len(cells) - 1, name)
    names[:] = shared


def setup(app: Sphinx) -> ExtensionMetadata:
    """Have sphinx-gallery ask here, and come before pages are read."""
    gen_rst._split_parallel = longest_first
    app.connect("env-before-read-docs", share_out)
    return {"parallel_read_safe": True}
