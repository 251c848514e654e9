"""The numbers on RMSProp's page, but for its exercises."""

from ...core.averages import first_step_gain
from ...core.updates import rmsprop_2d
from ...lab.airfoil import EXAMPLES, optimal_loss_ch11, standardised_airfoil
from ..playground import PRESETS, Row, trajectory
from .registry import fact
from .runs import GAMMA, end, value_after


@fact(".2f")
def first_step_gain_09() -> float:
    """At γ = 0.9 the first step is 3.16 times the learning rate."""
    return first_step_gain(GAMMA)


@fact(".4f")
def rmsprop_x1() -> float:
    """After 20 steps of RMSProp x1 is at -0.0106."""
    return end(rmsprop_2d, 20)[0]


@fact(".0e")
def rmsprop_x2() -> float:
    """After 20 steps of RMSProp x2 is at 1e-14."""
    return end(rmsprop_2d, 20)[1]


@fact(".2f")
def value_at_100() -> float:
    """After 100 steps the objective is back at 0.12."""
    return value_after(100, rmsprop_2d)


def preset_path(name: str, method: str = "rmsprop") -> list[Row]:
    """Return what the interactive figure draws of a method at a preset."""
    return trajectory(method, PRESETS[name].settings)


def first_move(method: str) -> float:
    """Return the length of the first step of x1 at the preset that shows it."""
    start, first, *_ = preset_path("first-step", method)
    return first[0] - start[0]


@fact(".2f")
def playground_first_move() -> float:
    """The first step moves both coordinates by 1.26."""
    return first_move("rmsprop")


@fact(".1f")
def playground_corrected_move() -> float:
    """With bias correction it moves them by 0.4."""
    return first_move("corrected")


@fact(".1f")
def playground_adagrad_first_rate() -> float:
    """Adagrad's learning rate of x1 is 0.4 in the first step."""
    return preset_path("stalls", "adagrad")[1][4]


@fact(".2f")
def playground_adagrad_step() -> float:
    """In 20 steps Adagrad's learning rate of x1 shrinks from 0.4 to 0.13."""
    return preset_path("stalls", "adagrad")[20][4]


@fact(".2f")
def playground_cycle() -> float:
    """At η = 1 RMSProp ends 0.50 from the minimum in each coordinate."""
    return abs(preset_path("cycle")[-1][0])


@fact(".0f")
def playground_exploded() -> float:
    """With γ = 1 one step takes x1 from -5 to 395."""
    return preset_path("explodes")[1][0]


@fact(".2f")
def playground_rotated() -> float:
    """Turned by 45 degrees, from the same loss, the loss after 20 steps is 0.15."""
    return preset_path("rotation")[-1][6]


@fact(",d")
def airfoil_rows() -> int:
    """The data are 1,503 measurements."""
    return len(standardised_airfoil()[1])


@fact(".4f")
def loss_at_zero() -> float:
    """With all weights zero the loss is 0.4933."""
    labels = standardised_airfoil(EXAMPLES)[1]
    return float((labels**2).mean() / 2)


@fact(".4f")
def optimal_loss() -> float:
    """No linear model has a loss below 0.2417."""
    return optimal_loss_ch11()
