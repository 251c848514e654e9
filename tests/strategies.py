"""Hypothesis strategies that several test modules share."""

from hypothesis import strategies as st

gammas = st.floats(0, 1, allow_subnormal=False)
inner_gammas = st.floats(0.01, 0.99)
etas = st.floats(1e-3, 2)
epsilons = st.floats(1e-8, 1e-2)
coordinates = st.floats(-10, 10, allow_subnormal=False)
