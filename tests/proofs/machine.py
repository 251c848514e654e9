"""What the proofs share: z3 and SymPy, each shown to go red where a claim is broken.

z3 decides polynomial equations and inequalities over the real numbers. A claim is proved if
nothing meets its hypotheses and not the claim. That would be so too where nothing meets the
hypotheses: hence something has to. The package's own step runs on z3's numbers and on
SymPy's symbols: NumPy calls an object's ``sqrt``, which ``roots`` gives to both.
"""

from types import SimpleNamespace

import pytest
import sympy
import z3

from rmsprop_tut.lab.everywhere import close

SECONDS = 20  # then z3 has found nothing, which is no proof
PLAIN = {
    **{"eps_inside": True, "centred": False, "momentum": 0, "rate_inside": True},
    **{"nesterov": False, "decay": 0, "decoupled": False, "clip": None},
    **{"clip_first": True, "clip_weights": None, "corrected": False},
}


class NotProvedError(AssertionError):
    """A claim is not so, and these numbers show it."""


def found(*conditions):
    """Return numbers that meet all conditions, or None if there are none."""
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", 1000 * SECONDS)
    solver.add(*conditions)
    answer = solver.check()
    assert answer != z3.unknown, f"z3 does not know: {solver.reason_unknown()}"
    return solver.model() if answer == z3.sat else None


def proved(claim, *hypotheses):
    """Show that the hypotheses can be met, and that nothing meets them against the claim."""
    assert found(*hypotheses) is not None, "nothing meets the hypotheses"
    if (against := found(*hypotheses, z3.Not(claim))) is not None:
        raise NotProvedError(str(against))


def refuted(claim, *hypotheses):
    """Show that a broken twin of a claim goes red, by numbers that z3 finds."""
    with pytest.raises(NotProvedError):
        proved(claim, *hypotheses)


def zero(expression):
    """Show that an expression of SymPy's is zero for all its symbols."""
    left = sympy.simplify(sympy.expand(expression))
    if left != 0:
        raise NotProvedError(str(left))


def same(left, right):
    """Show that two expressions, or two matrices of them, are equal for all their symbols."""
    left, right = sympy.Matrix([left]), sympy.Matrix([right])
    assert left.shape == right.shape
    for difference in left - right:
        zero(difference)


def different(left, right):
    """Show that the broken twin of an identity goes red, and that numbers tell the two apart."""
    with pytest.raises(NotProvedError):
        same(left, right)
    differences = sympy.Matrix([left]) - sympy.Matrix([right])
    names = sorted(differences.free_symbols, key=str)
    drawn = {name: sympy.Rational(2 * i + 3, 2 * i + 5) for i, name in enumerate(names)}
    assert any(abs(d.subs(drawn).evalf(30)) > 1e-9 for d in differences)


def options(**chosen):
    """Return a convention whose numbers are symbols: its class takes numbers alone."""
    return SimpleNamespace(**{**PLAIN, **chosen})


def positive(names):
    """Return SymPy's symbols of positive numbers."""
    return sympy.symbols(names, positive=True)


def square(value):
    """Return a product, which z3 prefers to a power."""
    return value * value


def closed(box, **options):
    """Show by intervals that for all parameters of a box every run ends in the cycle."""
    if not close(box, **options).closed:
        raise NotProvedError(str(box))


def left_open(box, **options):
    """Show that a broken twin of a closed box goes red: cells are left."""
    with pytest.raises(NotProvedError):
        closed(box, **options)
