r"""
Where is the memory wall?
=========================

Make one step of RMSProp for ten million weights, in five ways that give the same numbers. What
decides how long it takes: the arithmetic, or the bytes that it moves?
"""

# %%
# The times are measured where this runs: here, when the book was built. On your machine they are
# others. Each is the shortest of fifteen.

import timeit
from functools import partial

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.lab.ladder import BLOCK, LADDER, bytes_moved, on_one_core, same_traffic

d2l.plt.style.use("rmsprop_tut.book")
count, operations = 10_000_000, 9
rng = np.random.default_rng(0)
x, s, g = (rng.random(count, np.float32) for _ in range(3))
constants = {"eta": 0.01, "gamma": 0.9, "eps": 1e-6}
buffers = {
    "without new arrays": {"buffer": np.empty_like(x)},
    "in blocks": {"buffer": np.empty_like(x[:BLOCK])},
}
calls = {
    name: partial(way, x, s, g, **constants, **buffers.get(name, {}))
    for name, way in LADDER.items()
}
calls["the same bytes, no RMSProp"] = partial(same_traffic, x, s, g)
calls["these, on one core"] = partial(on_one_core, partial(same_traffic, x, s, g))
few = [a[:500_000] for a in (x, s, g)]
calls["a 20th, in the caches"] = partial(
    LADDER["compiled, all cores"], *few, **constants
)

times = {}
for name, call in calls.items():
    call()  # once to compile, and to bring in memory
    times[name] = min(timeit.repeat(call, number=1, repeat=15))
for name, seconds in times.items():
    print(f"{name:27s} {1e3 * seconds:8.2f} ms")

# %%
# The first two ways move 84 bytes for each weight. The others move 20: they read the weight, its
# state and its gradient, and write the first two. Now the same as a roofline: to the right,
# operations for each byte that is moved; upwards, operations in a second. The slanted line is the
# fastest that a loop was here which only moves bytes, the flat one the compiled step on arrays that
# lie in the caches. What is above the slanted line says what caches keep, and how rough this is.

figure, ax = d2l.plt.subplots()
fastest = min(times["the same bytes, no RMSProp"], times["these, on one core"])
slope = count * bytes_moved("in blocks") / fastest / 1e9
flat = operations * len(few[0]) / times["a 20th, in the caches"] / 1e9
intensities = np.geomspace(0.05, 5, 100)
roof = np.minimum(slope * intensities, flat)
ax.plot(intensities, roof, color="0.4", label="the roof")
for name, marker in zip(LADDER, "os^DP", strict=True):
    rate = operations * count / times[name] / 1e9
    ax.plot(operations / bytes_moved(name), rate, marker, label=name)
ax.set(xscale="log", yscale="log", xlabel="operations for each byte moved")
ax.set(ylabel="10⁹ operations in a second", title="Fewer bytes, then the wall")
ax.xaxis.set_major_formatter("{x:g}")
ax.yaxis.set_major_formatter("{x:g}")
figure.alt_text = (
    "Operations in a second against operations for each byte, both logarithmic: measured, so the "
    "numbers stand in the table alone. The roof rises in proportion and then is flat. The first "
    "two ways lie to the left, the other three above each other to the right, the compiled ones "
    "highest."
)
d2l.legend_below(ax)
d2l.plt.show()
