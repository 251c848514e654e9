"""Every number that the book's prose quotes: computed here, shown there, asserted in the tests.

A page glues ``texts(page)`` and quotes the numbers by name. A fact's docstring is the
statement that it stands for.
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass

from .averages import first_step_gain, half_life, leaky_weights, memory
from .data import standardised_airfoil
from .fashion import full_fashion_record, load_fashion_mnist
from .objectives import f_2d
from .optimizers import adagrad_2d, rmsprop_2d
from .training import optimal_loss_ch11

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Fact:
    """A number in prose: the page that quotes it, how it is computed and written."""

    page: str
    form: str
    value: Callable[[], float | str]

    @property
    def text(self) -> str:
        """The number as the page writes it: a true minus, and powers of ten as such."""
        value = self.value()
        if isinstance(value, str):
            return value
        mantissa, _, exponent = format(value, self.form).partition("e")
        power = f" × 10{str(int(exponent)).translate(RAISED)}" if exponent else ""
        return mantissa.replace("-", "−") + power


FACTS: dict[str, Fact] = {}


def fact(page: str, form: str) -> Callable:
    """Register a function without arguments as a fact of ``page``, written with ``form``."""

    def register(value: Callable[[], float]) -> Callable[[], float]:
        FACTS[value.__name__] = Fact(page, form, value)
        return value

    return register


def texts(page: str) -> dict[str, str]:
    """Return the numbers of one page as it writes them, by name."""
    return {name: fact.text for name, fact in FACTS.items() if fact.page == page}


def path_2d(update: Callable, steps: int) -> list[tuple[float, float, float, float]]:
    """Return x1, x2, s1, s2 at the chapter's start and after each step."""
    states = [(-5.0, -2.0, 0.0, 0.0)]
    for _ in range(steps):
        states.append(update(*states[-1]))
    return states


@fact("leaky-averages", ".2f")
def half_life_09() -> float:
    """At γ = 0.9 an observation's weight halves every 6.58 steps."""
    return half_life(0.9)


@fact("leaky-averages", ".0f")
def memory_09() -> float:
    """At γ = 0.9 the average reaches over about 10 observations."""
    return memory(0.9)


@fact("leaky-averages", ".3f")
def weight_of_40_at_095() -> float:
    """At γ = 0.95 the weights of 40 steps sum to 0.871."""
    return float(leaky_weights(0.95, 40).sum())


@fact("leaky-averages", ".4f")
def weight_of_40_at_09() -> float:
    """At γ = 0.9 the weights of 40 steps sum to 0.9852."""
    return float(leaky_weights(0.9, 40).sum())


@fact("adagrad", ".2f")
def adagrad_x1() -> float:
    """After 20 steps of Adagrad x1 is still at -2.38."""
    return path_2d(adagrad_2d, 20)[-1][0]


@fact("adagrad", ".2f")
def adagrad_x2() -> float:
    """After 20 steps of Adagrad x2 is at -0.16."""
    return path_2d(adagrad_2d, 20)[-1][1]


@fact("adagrad", ".2f")
def adagrad_limit_s1() -> float:
    """Without noise Adagrad's first sum settles at 14.43."""
    return path_2d(adagrad_2d, 20_000)[-1][2]


@fact("adagrad", ".2f")
def adagrad_limit_s2() -> float:
    """Without noise Adagrad's second sum settles at 232.42."""
    return path_2d(adagrad_2d, 20_000)[-1][3]


@fact("adagrad", ".3f")
def adagrad_gain_s1() -> float:
    """Where the sum has settled the learning rate of x1 is 0.105 for good."""
    return 0.4 / math.sqrt(adagrad_limit_s1() + 1e-6)


@fact("rmsprop", ".2f")
def first_step_gain_09() -> float:
    """At γ = 0.9 the first step is 3.16 times the learning rate."""
    return first_step_gain(0.9)


@fact("rmsprop", ".2f")
def half_life_in_chapter() -> float:
    """At γ = 0.9 the half-life is 6.58 steps."""
    return half_life(0.9)


@fact("rmsprop", ".0f")
def memory_in_chapter() -> float:
    """At γ = 0.9 the memory is 10 steps."""
    return memory(0.9)


@fact("rmsprop", ".4f")
def rmsprop_x1() -> float:
    """After 20 steps of RMSProp x1 is at -0.0106."""
    return path_2d(rmsprop_2d, 20)[-1][0]


@fact("rmsprop", ".0e")
def rmsprop_x2() -> float:
    """After 20 steps of RMSProp x2 is at 1e-14."""
    return path_2d(rmsprop_2d, 20)[-1][1]


@fact("rmsprop", ".2f")
def adagrad_x1_in_chapter() -> float:
    """Adagrad is at x1 = -2.38 after as many steps."""
    return adagrad_x1()


@fact("rmsprop", ".1e")
def value_at_20() -> float:
    """After 20 steps the objective is 1.1e-05."""
    return f_2d(*path_2d(rmsprop_2d, 20)[-1][:2])


@fact("rmsprop", ".2f")
def value_at_100() -> float:
    """After 100 steps the objective is back at 0.12."""
    return f_2d(*path_2d(rmsprop_2d, 100)[-1][:2])


@fact("rmsprop", ",d")
def airfoil_rows() -> int:
    """The data are 1,503 measurements."""
    return len(standardised_airfoil()[1])


@fact("rmsprop", ".4f")
def loss_at_zero() -> float:
    """With all weights zero the loss is 0.4933."""
    labels = standardised_airfoil(1500)[1]
    return float((labels**2).mean() / 2)


@fact("rmsprop", ".4f")
def optimal_loss() -> float:
    """No linear model has a loss below 0.2417."""
    return optimal_loss_ch11()


@fact("exercise_3", ",d")
def fashion_subset_train() -> int:
    """The subset has 4,000 training images."""
    return len(load_fashion_mnist().train_labels)


@fact("exercise_3", ",d")
def fashion_subset_test() -> int:
    """The subset has 1,000 test images."""
    return len(load_fashion_mnist().test_labels)


@fact("exercise_3", ".1f")
def fashion_full_accuracy() -> float:
    """On the full set a small CNN names 91.5 % of the test images rightly."""
    return 100 * full_fashion_record()["test_accuracy"]


@fact("exercise_3", "d")
def fashion_full_epochs() -> int:
    """It was trained for 10 epochs."""
    return full_fashion_record()["epochs"]


@fact("exercise_3", ".0f")
def fashion_full_seconds() -> float:
    """It took 131 seconds of training."""
    return full_fashion_record()["seconds"]


@fact("exercise_3", "s")
def fashion_full_where() -> str:
    """The record names the machine, its cores and the date."""
    record = full_fashion_record()
    day = datetime.date.fromisoformat(record["date"])
    return f"{record['processor']}, {record['cores']} cores, {day:%-d %B %Y}"
