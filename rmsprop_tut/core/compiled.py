"""Loops that Numba compiles: the step of RMSProp over arrays, and over a crowd of trainings.

Importing this room loads Numba; :mod:`rmsprop_tut.core.kernels` does so on first use. The
arithmetic is that of :func:`.convention_step`, in its order. None of it is reassociated or
contracted, so that a number does not depend on its place in an array, on the other
numbers, or on how many threads there are.

An option that is None does nothing, and its branch is left out when the loop is compiled.
What is compiled is kept beside this file, and made anew when this file changes, and no other:
so the loops import nothing of the package.

Numba does not compute with numbers of 16 bits on a processor. An array of float16 comes as its
bits in int16, one of bfloat16 as its bits in uint16. They are computed with in float32, and
rounded back; wider floats pass as they are.
"""

import platform
from typing import Any

import numpy as np
from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import config, njit, prange, types
from numba.extending import intrinsic

LANES = 32  # trainings side by side: a few registers of each coordinate
# Without this instruction of x86's LLVM looks for a function that is not there, and aborts.
FLOAT16 = platform.machine().lower() not in (
    "x86_64",
    "amd64",
    "x86",
    "i386",
    "i686",
) or (
    get_host_cpu_features().get("f16c", False) and config.CPU_NAME in (None, "", "host")
)
I16, I32, F32 = ir.IntType(16), ir.IntType(32), ir.FloatType()


@intrinsic
def widened(typing_context: Any, value: Any) -> Any:
    """Return a number in the precision that a loop computes in."""
    if isinstance(value, types.Float):
        return value(value), lambda context, builder, signature, args: args[0]
    of_bits = _from_float16 if value == types.int16 else _from_bfloat16

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return of_bits(builder, args[0])

    return types.float32(value), code


@intrinsic
def rounded(typing_context: Any, value: Any, like: Any) -> Any:
    """Return a number as an array keeps it that holds another: to nearest, ties to even."""
    if isinstance(like, types.Float):
        return like(value, like), lambda context, builder, signature, args: args[0]
    to_bits = _to_float16 if like == types.int16 else _to_bfloat16

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return to_bits(builder, args[0])

    return like(value, like), code


def _from_float16(builder: Any, bits: Any) -> Any:
    return builder.fpext(builder.bitcast(bits, ir.HalfType()), F32)


def _to_float16(builder: Any, value: Any) -> Any:
    return builder.bitcast(builder.fptrunc(value, ir.HalfType()), I16)


def _from_bfloat16(builder: Any, bits: Any) -> Any:
    """Put the bits into the upper half of a float32's."""
    return builder.bitcast(builder.shl(builder.zext(bits, I32), I32(16)), F32)


def _to_bfloat16(builder: Any, value: Any) -> Any:
    """Add just under half of the last place that is kept, and its last bit, and cut.

    NaN, which the sum could make infinite, has its first bit set and is cut alone.
    """
    bits = builder.bitcast(value, I32)
    last = builder.and_(builder.lshr(bits, I32(16)), I32(1))
    up = builder.add(bits, builder.add(last, I32(0x7FFF)))
    is_nan = builder.fcmp_unordered("uno", value, value)
    kept = builder.select(is_nan, builder.or_(bits, I32(0x400000)), up)
    return builder.trunc(builder.lshr(kept, I32(16)), I16)


@njit(error_model="numpy", cache=True)
def within(value: Any, size: Any) -> Any:
    """Return a number brought to at most this size."""
    if size is None:
        return value
    return np.minimum(np.maximum(value, -size), size)


@njit(error_model="numpy", cache=True)
def root(square: Any, eps: Any, outside: Any) -> Any:
    """Return what a gradient is divided by."""
    if outside is None:
        return np.sqrt(square + eps)
    return np.sqrt(square) + eps


@njit(error_model="numpy", cache=True)
def effective(x: Any, g: Any, clip: Any, decay: Any, clip_sum: Any) -> Any:
    """Return the gradient that a step uses: clipped, with weight decay, in either order."""
    g = within(g, clip)
    if decay is not None:
        g = g + decay * x
    return within(g, clip_sum)


@njit(error_model="numpy", cache=True)
def leak(average: Any, value: Any, gamma: Any, new: Any) -> Any:
    """Return an average after one more value; ``new`` is 1 - γ, rounded once."""
    return gamma * average + new * value


@njit(error_model="numpy", cache=True)
def corrected(average: Any, filled: Any) -> Any:
    """Return an average without the bias of its start."""
    if filled is None:
        return average
    return average / filled


@njit(error_model="numpy", cache=True)
def spread(
    square: Any, mean: Any, i: int, slope: Any, averages: Any, filled: Any
) -> Any:
    """Return the mean square, without the square of the mean if there is one, which it moves."""
    if mean is None:
        return square
    gamma, new = averages
    average = leak(widened(mean[i]), slope, gamma, new)
    mean[i] = rounded(average, mean[i])
    average = corrected(average, filled)
    return square - average * average


@njit(error_model="numpy", cache=True)
def moved(step: Any, velocity: Any, i: int, mu: Any, ahead: Any) -> Any:
    """Return the step with momentum, if there is a velocity, which it moves."""
    if velocity is None:
        return step
    speed = mu * widened(velocity[i]) + step
    velocity[i] = rounded(speed, velocity[i])
    if ahead is None:
        return speed
    return step + mu * speed


@njit(error_model="numpy", cache=True)
def scaled(value: Any, factor: Any) -> Any:
    """Return a number times a factor, if there is one."""
    if factor is None:
        return value
    return factor * value


@njit(error_model="numpy", cache=True)
def shrunk(value: Any, part: Any) -> Any:
    """Return a number less a part of it, if it shrinks."""
    if part is None:
        return value
    return value - part * value


@njit(error_model="numpy", cache=True, parallel=True)
def update(
    x: Any,
    s: Any,
    g: Any,
    mean: Any,
    velocity: Any,
    constants: Any,
    gradient: Any,
    place: Any,
    motion: Any,
    weights: Any,
) -> None:
    """Make one step of every parameter, in one pass over the arrays."""
    numerator, eps, averages = constants
    clip, decay, clip_sum = gradient
    outside, filled = place
    mu, ahead, late = motion
    shrink, box = weights
    gamma, new = averages
    for i in prange(x.size):
        here = widened(x[i])
        slope = effective(here, widened(g[i]), clip, decay, clip_sum)
        square = leak(widened(s[i]), slope * slope, gamma, new)
        s[i] = rounded(square, s[i])
        square = corrected(square, filled)
        divisor = root(spread(square, mean, i, slope, averages, filled), eps, outside)
        added = numerator / divisor * slope
        step = scaled(moved(added, velocity, i, mu, ahead), late)
        x[i] = rounded(within(shrunk(here, shrink) - step, box), x[i])


@njit(error_model="numpy", cache=True, parallel=True)
def traffic(x: Any, s: Any, g: Any, part: Any) -> None:
    """Read three arrays and write two, as a step does: add a part of g, which may be none."""
    for i in prange(x.size):
        added = part * g[i]
        s[i] += added
        x[i] += added


@njit(error_model="numpy", cache=True)
def fill(lane: Any, rows: Any, t: int, low: int, count: int) -> None:
    """Put a step's rates or decays of a block into its lanes, where the step has its own."""
    if t < len(rows):
        for j in range(count):
            lane[j] = rows[t, low + j]


@njit(error_model="numpy", cache=True)
def train_block(
    normal: Any, etas: Any, gammas: Any, eps: float, result: Any, low: int
) -> None:
    """Train a block of models, from the weights that result holds above its zeros.

    The inner loops are one instruction for several trainings each. They stand here, not in
    functions of their own, so that the compiler sees that their arrays do not overlap.
    """
    matrices, vectors = normal
    w, s, g = np.zeros((6, LANES)), np.zeros((6, LANES)), np.empty((6, LANES))
    eta, gamma = np.zeros(LANES), np.zeros(LANES)
    count = min(LANES, result.shape[1] - low)
    for i in range(6):
        fill(w[i], result, i, low, count)
    for t in range(len(matrices)):
        fill(eta, etas, t, low, count)
        fill(gamma, gammas, t, low, count)
        for i in range(6):
            a0, a1, a2 = matrices[t, i, 0], matrices[t, i, 1], matrices[t, i, 2]
            a3, a4, a5 = matrices[t, i, 3], matrices[t, i, 4], matrices[t, i, 5]
            b = vectors[t, i]
            for j in range(LANES):
                left = a0 * w[0, j] + a1 * w[1, j] + a2 * w[2, j]
                g[i, j] = left + a3 * w[3, j] + a4 * w[4, j] + a5 * w[5, j] - b
        for i in range(6):
            for j in range(LANES):
                slope = g[i, j]
                square = leak(s[i, j], slope * slope, gamma[j], 1 - gamma[j])
                s[i, j] = square
                w[i, j] = w[i, j] - eta[j] / np.sqrt(square + eps) * slope
    for i in range(6):
        for j in range(count):
            result[i, low + j], result[6 + i, low + j] = w[i, j], s[i, j]


@njit(error_model="numpy", cache=True, parallel=True)
def train(
    matrices: Any, vectors: Any, start: Any, etas: Any, gammas: Any, eps: float
) -> Any:
    r"""Train many linear models of six weights at once; return weights and states.

    The gradient of a minibatch is :math:`A\mathbf{w} - \mathbf{b}`, with its normal matrix
    :math:`A = X^\top X / n` and :math:`\mathbf{b} = X^\top \mathbf{y} / n`. Trainings go side
    by side, so many that one instruction serves several.

    Parameters
    ----------
    matrices, vectors : array, shape (t, 6, 6) and (t, 6)
        Of the minibatch of each step.
    start : array, shape (6,)
        Weights at the start.
    etas, gammas : array, shape (t or 1, k)
        Learning rate and decay factor of each training, at each step or at all of them.
    eps : float
        Added inside the root.

    Returns
    -------
    array, shape (12, k)
        The weights, and below them their leaky averages of squared gradients.

    Examples
    --------
    >>> matrices, vectors, line = np.eye(6)[None], np.ones((1, 6)), np.array([[0.1, 0.2]])
    >>> train(matrices, vectors, np.zeros(6), line, np.zeros((1, 2)), 0.0)[[0, 6]].tolist()
    [[0.1, 0.2], [1.0, 1.0]]
    """
    k = etas.shape[1]
    result = np.zeros((12, k))
    for i in range(6):
        for j in range(k):
            result[i, j] = start[i]
    for block in prange((k + LANES - 1) // LANES):
        train_block((matrices, vectors), etas, gammas, eps, result, block * LANES)
    return result
