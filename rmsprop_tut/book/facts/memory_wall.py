"""The numbers in the chapter on speed: bytes that are counted, and times that are recorded.

Those in its solutions are here too.
"""

from ..._numba import load_compiled
from ...lab.bench import Measured, measured
from ...lab.ladder import PASSES, bytes_moved
from .registry import fact

OPERATIONS = {
    "state": "* * * +",
    "weight": "+ sqrt / * -",
}  # of a step, with 1 - gamma known


@fact(".0f")
def step_operations() -> float:
    """A step makes 9 operations for each weight."""
    return float(sum(len(made.split()) for made in OPERATIONS.values()))


@fact(".0f")
def step_bytes() -> float:
    """It moves 20 bytes for each weight in float32."""
    return float(bytes_moved("compiled, all cores"))


@fact(".2f")
def step_intensity() -> float:
    """That is 0.45 operations for each byte."""
    return step_operations() / step_bytes()


@fact(".0f")
def line_passes() -> float:
    """Line by line a step makes 9 passes."""
    return float(PASSES["line by line"][1])  # each writes one array


@fact(".0f")
def line_bytes() -> float:
    """Line by line it moves 84 bytes for each weight."""
    return float(bytes_moved("line by line"))


@fact(".0f")
def lanes() -> float:
    """32 trainings go side by side."""
    return float(load_compiled().LANES)


def row(
    kind: str, size: int, contender: str, environment: str | None = None
) -> Measured:
    """Return what was measured of a contender, in its environment or in one of several."""
    return next(
        r
        for r in measured(kind, size)
        if r.contender == contender and environment in (None, r.environment)
    )


def over_kernel(
    contender: str, size: int = 10**7, environment: str | None = None
) -> float:
    """Return how many times as long as the kernel's a contender's step took, beside it."""
    found = row("update", size, contender, environment)
    return found.median / row("update", size, "compiled", found.environment).median


@fact(".2f")
def kernel_over_traffic_7() -> float:
    """For 10⁷ weights the kernel took 1.12 times as long as the loop of the same traffic."""
    return 1 / over_kernel("same traffic")


@fact(".2f")
def kernel_over_traffic_8() -> float:
    """For 10⁸ it took 1.12 times as long."""
    return 1 / over_kernel("same traffic", 10**8)


@fact(".2f")
def kernel_over_traffic_7_peers() -> float:
    """Beside PyTorch it took 1.03 times as long for 10⁷ weights."""
    return 1 / over_kernel("same traffic", environment="peers")


@fact(".2f")
def kernel_over_traffic_8_peers() -> float:
    """And 1.18 times as long for 10⁸."""
    return 1 / over_kernel("same traffic", 10**8, "peers")


@fact(".2f")
def traffic_over_optax_7() -> float:
    """For 10⁷ weights the loop of the same traffic itself took 0.51 of optax's time."""
    return over_kernel("same traffic", environment="peers") / over_kernel("optax, jit")


@fact(".1f")
def blocks_over_kernel_7() -> float:
    """NumPy in blocks took 4.8 times as long as the kernel."""
    return over_kernel("NumPy, in blocks")


@fact(".1f")
def blocks_over_one_core_7() -> float:
    """And 2.8 times as long as the kernel on one core."""
    return over_kernel("NumPy, in blocks") / over_kernel("compiled, one thread")


@fact(".1f")
def optax_over_kernel_7() -> float:
    """At optax a step took 1.9 times as long as the kernel's."""
    return over_kernel("optax, jit")


@fact(".1f")
def pytorch_over_kernel_7() -> float:
    """PyTorch's step took 5.8 times as long."""
    return over_kernel("PyTorch, foreach")


@fact(".1f")
def fused_over_kernel_7() -> float:
    """MXNet's fused kernel took 9.0 times as long as ours."""
    return over_kernel("MXNet, fused")


@fact("")
def bench_slowest() -> str:
    """The slowest way of all for 10⁷ weights."""
    return max(measured("update", 10**7), key=lambda found: found.median).contender


@fact(".0f")
def call_overhead() -> float:
    """A call for few weights took 38 microseconds."""
    return 1e6 * row("update", 10**3, "compiled").median


def over_ours(contender: str, size: int = 10**5) -> float:
    """Return how many times as long as ours a sweep of so many trainings took."""
    found = row("sweep", size, contender)
    return found.median / row("sweep", size, "rmsprop_tut", found.environment).median


@fact(".1f")
def jax_over_ours() -> float:
    """JAX, straightforward, took 3.2 times as long as ours."""
    return over_ours("JAX")


@fact(".1f")
def jax_normal_over_ours() -> float:
    """With the same algebra it took 1.4 times as long."""
    return over_ours("JAX, normal matrices")


@fact(".1f")
def jax_normal_over_ours_3() -> float:
    """For 10³ trainings JAX with the same algebra took 1.0 times as long as ours."""
    return over_ours("JAX, normal matrices", 10**3)


FLOAT32 = 4  # bytes
BALANCE = 10  # operations for each byte, of the machine in the second exercise
TOUCHED, ROW = 0.01, 64  # share of the rows, and weights in one, in the third


@fact("d")
def gd_bytes() -> int:
    """Gradient descent moves 12 bytes for each weight."""
    return FLOAT32 * (2 + 1)  # weight and gradient read, weight written


@fact("d")
def adamw_bytes() -> int:
    """AdamW moves 28 bytes."""
    return FLOAT32 * (4 + 3)  # weight, gradient and two averages; all but one written


@fact(".1f")
def adamw_over_rmsprop() -> float:
    """At the wall its step takes 1.4 times as long as RMSProp's."""
    return adamw_bytes() / step_bytes()


@fact(".1f")
def gd_over_rmsprop() -> float:
    """That of gradient descent takes 0.6 times as long."""
    return gd_bytes() / step_bytes()


def batch_as_long(moved: float) -> float:
    """Return the batch whose 6 operations for each weight take as long as a step's bytes."""
    return BALANCE * moved / 6


@fact(".0f")
def batch_of_equal_times() -> float:
    """At a batch of 33 computing takes as long as the step."""
    return batch_as_long(step_bytes())


@fact(".0f")
def batch_of_a_tenth() -> float:
    """At a batch of 333 the step takes a tenth of the time of computing."""
    return 10 * batch_of_equal_times()


@fact(".0f")
def batch_line_by_line() -> float:
    """Line by line the times are equal at a batch of 140."""
    return batch_as_long(line_bytes())


@fact(".2f")
def lazy_bytes() -> float:
    """With one row of a hundred touched a step moves 0.20 bytes for each weight."""
    return TOUCHED * (step_bytes() + 2 * FLOAT32 / ROW)
