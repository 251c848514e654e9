"""Hypothesis strategies that several test modules share."""

from hypothesis import strategies as st

gammas = st.floats(0, 1, allow_subnormal=False)
inner_gammas = st.floats(0.01, 0.99)
etas = st.floats(1e-3, 2)
epsilons = st.floats(1e-8, 1e-2)
coordinates = st.floats(-10, 10, allow_subnormal=False)


def settings_of(library):
    """Return settings of a library: each of its arguments, or what it has no default for."""
    values = {
        "eta": etas,
        "gamma": inner_gammas,
        "eps": st.just(0.0) | epsilons,
        "momentum": st.just(0.0) | inner_gammas,
        "decay": st.just(0.0) | st.floats(1e-3, 0.1),
        "initial": st.just(0.0) | st.floats(0.1, 2),
        **dict.fromkeys(("clip", "clip_weights"), st.none() | st.floats(0.5, 10)),
    }
    given = {a.name: values.get(a.option, st.booleans()) for a in library.arguments}
    required = {a.name: given.pop(a.name) for a in library.arguments if a.required}
    return st.fixed_dictionaries(required, optional=given)
