"""The gallery in the order of the book, by chapter and script."""

from pathlib import Path

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


def place(path: str) -> tuple[int, str]:
    """Return a sorting key: the order above, and behind it by name what it does not list."""
    name = Path(path).stem
    return ORDER.index(name) if name in ORDER else len(ORDER), name
