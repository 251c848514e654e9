"""The roots that the package's step takes, for z3 and for SymPy."""

import pytest
import sympy
import z3


@pytest.fixture(autouse=True)
def roots(monkeypatch):
    """Let NumPy take the root of z3's numbers and SymPy's; return what z3 knows of its roots."""
    known = []

    def root(value):
        r = z3.FreshReal("root")
        known.extend((r >= 0, r * r == value))
        return r

    monkeypatch.setattr(z3.ArithRef, "sqrt", root, raising=False)
    monkeypatch.setattr(sympy.Expr, "sqrt", sympy.sqrt, raising=False)
    return known
