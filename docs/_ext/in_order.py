"""The gallery in the order of the book, by chapter and script; the longest scripts run first.

What runs beside them fills the time that they take. sphinx-gallery tells the order of the
runs from that of its pages, and has no setting for it.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx_gallery import gen_rst

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
]
LONGEST = "plot_which_is_best_for_a_cnn.py", "plot_which_is_best_when_tuned.py"
split = gen_rst._split_parallel


def place(path: str) -> tuple[int, str]:
    """Return a sorting key: the order above, and behind it by name what it does not list."""
    name = Path(path).stem
    return ORDER.index(name) if name in ORDER else len(ORDER), name


def longest_first(names: list[str], *where: object) -> tuple[list[str], list[str]]:
    """Return the scripts that run alone, and the others, those of minutes first."""
    alone, others = split(names, *where)
    return alone, sorted(others, key=lambda name: name not in LONGEST)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Have sphinx-gallery ask here for the order of the runs."""
    gen_rst._split_parallel = longest_first
    return {"parallel_read_safe": True, "parallel_write_safe": True}
