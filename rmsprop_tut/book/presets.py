"""What the interactive figure can be opened with, and where in the book it opens with what.

A preset is a claim of the book as settings of the figure. A place is a page with the figure:
what it opens with, and the list that stands over it there.
"""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from .._checks import checked, one_of
from .playground import METHODS, Settings, trajectory

FOUR = ("gd", "momentum", "adagrad", "rmsprop")


def written(value: float | str) -> str:
    """Return a setting as the fragment has it."""
    return value if isinstance(value, str) else f"{value:g}"


@dataclass(frozen=True)
class Preset:
    """A claim of the book as settings of the figure, with the methods that show it.

    Parameters
    ----------
    title : str
        What the link over the figure says.
    settings : Settings
        What the controls are set to.
    methods : tuple of str
        Keys of ``METHODS``.
    best : bool
        Whether each method runs at its own best learning rate.

    Examples
    --------
    >>> Preset("γ = 1", Settings(gamma=1), ("rmsprop",)).fragment
    'playground?gamma=1&m=rmsprop'
    """

    title: str
    settings: Settings
    methods: tuple[str, ...]
    best: bool = False

    @property
    def fragment(self) -> str:
        """The part of the address after # that opens the page's first figure so."""
        return self.link("playground")

    def link(self, figure: str) -> str:
        """Return the part of the address after # that opens a figure so."""
        changed = [
            (name, written(value))
            for name, value in asdict(self.settings).items()
            if value != getattr(Settings, name)
        ]
        best = [("best", "1")] if self.best else []
        return f"{figure}?" + urlencode(
            [*changed, *best, *(("m", method) for method in self.methods)]
        )


@dataclass(frozen=True)
class Place:
    """A page that has the figure.

    Parameters
    ----------
    opening : str
        The preset with which the figure opens there, a key of ``PRESETS``.
    presets : tuple of str
        Those that the figure lists there, the first one included.
    cycle : bool
        Whether the map of the cycle stands there.

    Examples
    --------
    >>> PLACES["behaviour"].opening
    'cycle'
    """

    opening: str
    presets: tuple[str, ...]
    cycle: bool = False


PRESETS = {
    # The landing page: four methods, one valley.
    "first": Preset("first at step 20", Settings(), FOUR),
    "last": Preset("last at step 200", Settings(steps=200), FOUR),
    "larger": Preset("all at η = 1", Settings(eta=1.0), FOUR),
    "tuned": Preset("each at its best η", Settings(), FOUR, best=True),
    "lowered": Preset(
        "η that falls", Settings(steps=200, schedule="cosine"), ("adagrad", "rmsprop")
    ),
    "curved": Preset(
        "a curved valley", Settings(eta=0.1, steps=100, landscape="curved"), FOUR
    ),
    "wells": Preset(
        "two wells", Settings(x1=-1.0, x2=3.5, eta=0.2, landscape="wells"), FOUR
    ),
    # The chapter of RMSProp.
    "opening": Preset("the chapter's run", Settings(), ("gd", "adagrad", "rmsprop")),
    "first-step": Preset(
        "√10 η: the first step", Settings(steps=1), ("rmsprop", "corrected")
    ),
    "slows": Preset("Adagrad slows down", Settings(), ("adagrad", "rmsprop")),
    "cycle": Preset(
        "the 2-cycle",
        Settings(x1=-3.0, x2=2.0, eta=1.0, gamma=0.5, steps=60),
        ("rmsprop",),
    ),
    "explodes": Preset("γ = 1 explodes", Settings(gamma=1.0, steps=5), ("rmsprop",)),
    "rotation": Preset(
        "rotation hurts", Settings(x1=-4.95, x2=-2.12, angle=45.0), ("rmsprop",)
    ),
    # Where a run ends, by η, γ and ε.
    "slow-cycle": Preset(
        "γ = 0.9 takes longer",
        Settings(x1=-3.0, x2=2.0, eta=1.0, gamma=0.9, steps=200),
        ("rmsprop",),
    ),
    "between": Preset(
        "x₁ rests, x₂ does not",
        Settings(eta=0.4, eps=0.01, steps=200),
        ("rmsprop",),
    ),
    "rests": Preset("both rest", Settings(eps=1.0, steps=200), ("rmsprop",)),
    "outside": Preset(
        "inside it rests, outside not",
        Settings(gamma=0.5, eps=0.7, steps=200),
        ("rmsprop", "outside"),
    ),
    # Noise.
    "floor": Preset(
        "the noise floor", Settings(gamma=0.99, steps=200, noise=1.0), ("rmsprop",)
    ),
    "lower-floor": Preset(
        "η/4, floor/4",
        Settings(eta=0.1, gamma=0.99, steps=200, noise=1.0),
        ("rmsprop",),
    ),
    "noise-lowered": Preset(
        "η that falls",
        Settings(gamma=0.99, steps=200, noise=1.0, schedule="cosine"),
        ("rmsprop",),
    ),
    # Adagrad.
    "adagrad": Preset("the page's run", Settings(), ("adagrad",)),
    "adagrad-larger": Preset("at η = 1", Settings(eta=1.0), ("adagrad",)),
    "adagrad-tuned": Preset("at its best η", Settings(), ("adagrad",), best=True),
}

PLACES = {
    "index": Place(
        "first", ("first", "last", "larger", "tuned", "lowered", "curved", "wells")
    ),
    "adagrad": Place(
        "adagrad", ("adagrad", "adagrad-larger", "adagrad-tuned", "slows")
    ),
    "rmsprop": Place(
        "opening",
        ("opening", "first-step", "slows", "cycle", "explodes", "rotation"),
    ),
    "behaviour": Place(
        "cycle", ("cycle", "slow-cycle", "between", "rests", "lowered"), cycle=True
    ),
    "noise": Place("floor", ("floor", "lower-floor", "noise-lowered")),
    "what-epsilon-chooses": Place("between", ("between", "rests", "outside")),
}


@checked(name=one_of(PRESETS))
def paths(name: str) -> dict[str, list[tuple[float, ...]]]:
    """Return the paths of a preset, for the static figure that stands where no script runs.

    Parameters
    ----------
    name : str
        A key of ``PRESETS``, of one whose methods all have its learning rate.

    Returns
    -------
    dict
        Points x1, x2 by the title of the method.

    Examples
    --------
    >>> {title: points[0] for title, points in paths("explodes").items()}
    {'RMSProp': (-5.0, -2.0)}
    """
    preset = PRESETS[name]
    return {
        METHODS[method]: [row[:2] for row in trajectory(method, preset.settings)]
        for method in preset.methods
    }
