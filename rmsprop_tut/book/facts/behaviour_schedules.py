"""The numbers on the page of RMSProp's behaviour: schedules, and races against Adagrad."""

from functools import cache

from ...core.objectives import f_2d
from ...core.schedules import (
    Rate,
    constant_rate,
    cosine_rate,
    inverse_sqrt_rate,
    step_rate,
)
from ...core.updates import rmsprop_2d
from ...lab.paths import run_2d
from ...lab.races import LONG_RACE, tuned_races
from ...results import RaceResult
from .registry import fact
from .runs import ETA

STEPS = 1000
RATES: dict[str, Rate] = {
    "constant": constant_rate(ETA),
    "1/√t": inverse_sqrt_rate(ETA),
    "cosine": cosine_rate(ETA, STEPS),
    "step": step_rate(ETA, 250),
}


@cache
def end_value(name: str) -> float:
    """Return the chapter's objective after 1,000 steps with a schedule."""
    return f_2d(*run_2d(rmsprop_2d, STEPS, rate=RATES[name])[-1][:2])


@fact(".3f")
def end_constant() -> float:
    """With a constant rate the value after 1,000 steps is 0.084."""
    return end_value("constant")


@fact(".0e")
def end_inverse_sqrt() -> float:
    """With 1/√t it is 8e-05."""
    return end_value("1/√t")


@fact(".0e")
def end_cosine() -> float:
    """With the cosine it is 8e-34."""
    return end_value("cosine")


@fact(".0e")
def end_step() -> float:
    """With stairs it is 2e-154."""
    return end_value("step")


@fact(".4f")
def rate_inverse_sqrt_1000() -> float:
    """At step 1,000 the rate 0.4/√t is 0.0126."""
    return RATES["1/√t"](STEPS)


def bowl() -> dict[str, RaceResult]:
    """Return what each method reached in the noisy bowl."""
    return tuned_races("noisy bowl", 4000)


def well(steps: int = LONG_RACE) -> dict[str, RaceResult]:
    """Return what each method reached in the moving well."""
    return tuned_races("moving well", steps)


@fact(".4f")
def bowl_adagrad() -> float:
    """In the noisy bowl Adagrad ends at 0.0021."""
    return bowl()["Adagrad"].best


@fact(".4f")
def bowl_rmsprop() -> float:
    """In the noisy bowl RMSProp ends at 0.0039."""
    return bowl()["RMSProp"].best


@fact(".4f")
def bowl_rmsprop_root() -> float:
    """With the rate η/√t RMSProp ends at 0.0021 too."""
    return bowl()["RMSProp, 1/√t"].best


@fact(".1g")
def bowl_error() -> float:
    """The largest standard error of the three is 0.0002."""
    return max(run.standard_error for run in bowl().values())


@fact(".4f")
def well_adagrad() -> float:
    """Over four swings Adagrad follows the well with a loss of 0.0050."""
    return well(4000)["Adagrad"].best


@fact(".4f")
def well_rmsprop() -> float:
    """Over four swings RMSProp follows it with 0.0050."""
    return well(4000)["RMSProp"].best


@fact(".4f")
def well_adagrad_long() -> float:
    """Over 16 swings Adagrad's loss in the last one is 0.0156."""
    return well()["Adagrad"].best


@fact(".4f")
def well_rmsprop_long() -> float:
    """Over 16 swings RMSProp's loss in the last one is 0.0051."""
    return well()["RMSProp"].best


@fact(".4f")
def well_error() -> float:
    """The largest standard error of these four is 0.0002."""
    races = (well(4000), well())
    methods = ("Adagrad", "RMSProp")
    return max(race[name].standard_error for race in races for name in methods)


@fact(".1f")
def well_ratio() -> float:
    """After 16 swings Adagrad's loss is 3.1 times RMSProp's."""
    return well_adagrad_long() / well_rmsprop_long()


@fact(".2f")
def well_eta_adagrad() -> float:
    """Adagrad's best learning rate is 2.37."""
    return well()["Adagrad"].best_eta


@fact(".3f")
def well_eta_rmsprop() -> float:
    """RMSProp's best learning rate is 0.042."""
    return well()["RMSProp"].best_eta
