"""Where a run ends on a quadratic: cycles of two points, or the minimum."""

import sympy
import z3
from machine import different, options, positive, proved, refuted, same, square

from rmsprop_tut.core.conventions import convention_step
from rmsprop_tut.core.updates import rmsprop_step

X, S, ETA, GAMMA, EPS, CURVATURE = z3.Reals("x s eta gamma eps curvature")
RANGES = X > 0, ETA > 0, CURVATURE > 0, EPS >= 0, GAMMA >= 0, GAMMA < 1
E, ROOT, TRACE, DET = z3.Reals("e root trace det")


def outside(x, s, g, eta, gamma, eps):
    """Make a step with ε outside the root."""
    c = options(eta=eta, gamma=gamma, eps=eps, eps_inside=False)
    x, (s, *_) = convention_step(x, (s, 0, 0, 1), g, c)
    return x, s


def in_the_circle(trace, det):
    """Return Jury's conditions for both eigenvalues of a real matrix of two rows."""
    return z3.And(trace < 1 + det, -trace < 1 + det, det < 1)


def test_in_which_units():
    """In units of η/2 for x and (ηλ/2)² for s only γ and e = 4ε/(ηλ)² are left."""
    x, s, eta, gamma, eps, curvature = positive("x s eta gamma eps curvature")
    far, large = eta / 2, (eta * curvature / 2) ** 2
    x1, s1 = rmsprop_step(far * x, large * s, curvature * far * x, eta, gamma, eps)
    same([x1 / far, s1 / large], list(rmsprop_step(x, s, x, 2, gamma, eps / large)))
    other = [x1 / far, s1 / large]
    different(other, list(rmsprop_step(x, s, x, 2, gamma, eps / large**2)))
    root = eta * curvature / 2  # ε outside is measured as the root is
    x1, s1 = outside(far * x, large * s, curvature * far * x, eta, gamma, eps)
    same([x1 / far, s1 / large], list(outside(x, s, x, 2, gamma, eps / root)))


def test_the_cycle(roots):
    """x → -x with the same state exactly if s = λ²x² and x² = η²/4 - ε/λ²."""
    after, state = rmsprop_step(X, S, CURVATURE * X, ETA, GAMMA, EPS)
    cycle = z3.And(after == -X, state == S)
    square_of_g = square(CURVATURE * X)
    there = 4 * (square_of_g + EPS) == square(ETA * CURVATURE)
    proved(cycle == z3.And(square_of_g == S, there), *RANGES, S >= 0, *roots)
    wrong = 2 * (square_of_g + EPS) == square(ETA * CURVATURE)
    refuted(cycle == z3.And(square_of_g == S, wrong), *RANGES, S >= 0, *roots)


def test_the_cycle_with_epsilon_outside(roots):
    """With ε outside x → -x exactly if |x| = η/2 - ε/λ, so exactly if ε < ηλ/2."""
    after, state = outside(X, S, CURVATURE * X, ETA, GAMMA, EPS)
    cycle = z3.And(after == -X, state == S)
    there = z3.And(
        square(CURVATURE * X) == S, 2 * (CURVATURE * X + EPS) == ETA * CURVATURE
    )
    proved(cycle == there, *RANGES, S >= 0, *roots)
    proved(z3.Implies(cycle, 2 * EPS < ETA * CURVATURE), *RANGES, S >= 0, *roots)
    refuted(z3.Implies(cycle, 3 * EPS < ETA * CURVATURE), *RANGES, S >= 0, *roots)


def test_jury():
    """Both eigenvalues lie inside the unit circle exactly if |tr| < 1 + det < 2."""
    tallest = (
        z3.If(TRACE >= 0, TRACE, -TRACE) + ROOT
    )  # twice the larger, if they are real
    real = ROOT >= 0, square(ROOT) == square(TRACE) - 4 * DET
    inside = in_the_circle(TRACE, DET)
    proved(inside == (tallest < 2), *real)
    refuted(inside == (tallest < 1), *real)
    complex_pair = square(TRACE) < 4 * DET  # of the modulus √det
    proved(inside == (DET < 1), complex_pair)
    refuted(inside == (DET < 2), complex_pair)


def jacobian(step):
    """Return the derivative of a step in p = x² and s, at the cycle p = s = 1 - e."""
    p, s, gamma, a = positive("p s gamma a")
    x, after = step(sympy.sqrt(p), s, sympy.sqrt(p), 2, gamma, 1 - a)
    slopes = sympy.Matrix([x**2, after]).jacobian([p, s])
    return slopes.subs({p: a, s: a}).applyfunc(sympy.simplify)


def test_the_jacobian():
    """At the cycle the step has the Jacobian J, with det J = γ, tr J = 1 + γ - 2a(1-γ)."""
    gamma, a = positive("gamma a")
    J = jacobian(rmsprop_step)
    shown = [[1 - 2 * a * (1 - gamma), -2 * a * gamma], [1 - gamma, gamma]]
    same(list(J), list(sympy.Matrix(shown)))
    same([J.det(), J.trace()], [gamma, 1 + gamma - 2 * a * (1 - gamma)])
    different(J.trace(), 1 + gamma + 2 * a * (1 - gamma))


def test_the_cycle_attracts():
    """The cycle attracts its neighbourhood for all 0 < γ < 1 and 0 ≤ e < 1."""
    trace = 1 + GAMMA - 2 * (1 - E) * (1 - GAMMA)
    ranges = GAMMA > 0, GAMMA < 1, E >= 0, E < 1
    proved(in_the_circle(trace, GAMMA), *ranges)
    proved(in_the_circle(trace, GAMMA), GAMMA == 0, E > 0, E < 1)
    refuted(in_the_circle(trace, GAMMA), GAMMA >= 0, *ranges[1:])
    refuted(in_the_circle(trace, GAMMA), *ranges[:3], E <= 1)


def test_the_cycle_attracts_with_epsilon_outside():
    """The map of ln|x| and ln s has det γ, trace 1+γ-2(1-γ)ρ: it attracts for 0 ≤ γ < 1."""
    a, b = sympy.symbols("a b", real=True)
    gamma, rho, x, s = positive("gamma rho x s")
    after = outside(x, s, x, 2, gamma, 1 - rho)
    logs = [sympy.log(-after[0]), sympy.log(after[1])]  # -x, for the cycle goes to -x
    logs = [f.subs({x: sympy.exp(a), s: sympy.exp(b)}) for f in logs]
    at = {a: sympy.log(rho), b: 2 * sympy.log(rho)}
    J = sympy.Matrix(logs).jacobian([a, b]).subs(at).applyfunc(sympy.simplify)
    same([J.det(), J.trace()], [gamma, 1 + gamma - 2 * (1 - gamma) * rho])
    different(J.trace(), 1 + gamma - (1 - gamma) * rho)
    trace = 1 + GAMMA - 2 * (1 - GAMMA) * (1 - E)
    ranges = GAMMA >= 0, GAMMA < 1, E > 0, E < 1
    proved(in_the_circle(trace, GAMMA), *ranges)
    refuted(in_the_circle(trace, GAMMA), GAMMA >= 0, GAMMA <= 1, *ranges[2:])


def with_momentum(x, v, s, gamma, mu):
    """Make a step with momentum and without ε, in units of η and of the curvature."""
    c = options(eta=1, gamma=gamma, eps=0, momentum=mu)
    x, (s, _, v, _) = convention_step(x, (s, 0, v, 1), x, c)
    return x, v, s


def test_the_cycle_with_momentum(roots):
    """With momentum x → -x and v → -v exactly if v = 2x = η/(1+μ) before, and s = λ²x²."""
    v, mu = z3.Reals("v mu")
    x1, v1, s1 = with_momentum(X, -v, S, GAMMA, mu)
    ranges = X > 0, S > 0, GAMMA >= 0, GAMMA < 1, mu >= 0, mu < 1
    cycle = z3.And(x1 == -X, v1 == v, s1 == S)
    there = z3.And(square(X) == S, v == 2 * X, 2 * X * (1 + mu) == 1)
    proved(cycle == there, *ranges, *roots)
    refuted(cycle == z3.And(there, 2 * X == 1), *ranges, *roots)


def cubic(z, gamma, mu):
    """Return the characteristic polynomial at the cycle with momentum, as the page has it."""
    trace = 2 * (1 + mu) * gamma + gamma - mu - 1
    return z**3 - trace * z**2 + (gamma + mu + gamma * mu) * z - gamma * mu


def test_the_polynomial_of_the_cycle_with_momentum():
    """In ln|x|, ln|v| and ln s a step has at the cycle this characteristic polynomial."""
    a, b, c, z = sympy.symbols("a b c z", real=True)
    gamma, mu, x, v, s = positive("gamma mu x v s")
    x1, v1, s1 = with_momentum(x, -v, s, gamma, mu)
    logs = [sympy.log(-x1), sympy.log(v1), sympy.log(s1)]
    logs = [f.subs({x: sympy.exp(a), v: sympy.exp(b), s: sympy.exp(c)}) for f in logs]
    there = sympy.log(1 / (2 * (1 + mu)))
    at = {a: there, b: there + sympy.log(2), c: 2 * there}
    J = sympy.Matrix(logs).jacobian([a, b, c]).subs(at).applyfunc(sympy.simplify)
    same((z * sympy.eye(3) - J).det(), cubic(z, gamma, mu))
    different((z * sympy.eye(3) - J).det(), cubic(z, gamma, -mu))


def test_where_the_cycle_with_momentum_attracts():
    """Jury's conditions for this polynomial are γ < (1-μ)/(μ(3+μ)); for all γ: μ ≤ √5 - 2."""
    mu = z3.Real("mu")
    a2, a1, a0 = z3.Reals("a2 a1 a0")
    ranges = GAMMA > 0, GAMMA < 1, mu > 0, mu < 1
    coefficients = (
        a2 == 1 + mu - GAMMA - 2 * (1 + mu) * GAMMA,
        a1 == GAMMA + mu + GAMMA * mu,
        a0 == -GAMMA * mu,
    )
    far = a1 - a0 * a2
    inside = z3.And(
        1 + a2 + a1 + a0 > 0,
        -1 + a2 - a1 + a0 < 0,
        square(a0) < 1,
        far < 1 - square(a0),
        -far < 1 - square(a0),
    )
    border = GAMMA * mu * (3 + mu) < 1 - mu
    proved(inside == border, *ranges, *coefficients)
    refuted(inside == (GAMMA * mu * 3 < 1 - mu), *ranges, *coefficients)
    always = square(mu + 2) <= 5
    proved(z3.Implies(always, border), *ranges)
    proved(z3.Implies(z3.Not(always), mu * (3 + mu) > 1 - mu), *ranges)
    refuted(z3.Implies(square(mu + 2) <= 6, border), *ranges)


def test_there_is_no_other_cycle(roots):
    """Where x and s return after two steps, x → -x: unless γ = e = 0."""
    x1, s1 = rmsprop_step(X, S, X, 2, GAMMA, E)
    x2, s2 = rmsprop_step(x1, s1, x1, 2, GAMMA, E)
    ranges = X > 0, S >= 0, E >= 0, GAMMA >= 0, GAMMA < 1, x2 == X, s2 == S
    back = z3.And(x1 == -X, s1 == S)
    proved(back, *ranges, GAMMA + E > 0, *roots)
    refuted(back, *ranges, GAMMA == 0, E == 0, 2 * X == 1, *roots)


def test_the_minimum_attracts_or_repels():
    """Near the minimum s' = γs and x' = x(1 - 2/√e): it repels if e < 1, attracts if e > 1."""
    x, s = sympy.symbols("x s", real=True)
    gamma, e = positive("gamma e")
    step = sympy.Matrix(rmsprop_step(x, s, x, 2, gamma, e)).jacobian([x, s])
    same(list(step.subs({x: 0, s: 0})), [1 - 2 / sympy.sqrt(e), 0, 0, gamma])
    factor = 1 - 2 / ROOT
    ranges = E > 0, ROOT > 0, square(ROOT) == E
    proved(z3.And(factor < 1, factor > -1) == (E > 1), *ranges)
    proved((factor < -1) == (E < 1), *ranges)
    refuted(z3.And(factor < 1, factor > -1) == (E > 2), *ranges)


def test_from_one_on_the_minimum_attracts_from_everywhere(roots):
    """For e ≥ 1 |x| never grows; at L > 0 the factor lies strictly between -1 and 1."""
    for step in (rmsprop_step, outside):
        after, _ = step(X, S, X, 2, GAMMA, E)
        ranges = X > 0, S >= 0, E >= 1, GAMMA >= 0, GAMMA < 1
        proved(square(after) <= square(X), *ranges, *roots)
        refuted(square(after) <= square(X), *ranges[:2], E >= 0.9, *ranges[3:], *roots)
        settled = square(X) == S  # where s would tend to L²
        proved(square(after) < square(X), *ranges, settled, *roots)
        refuted(
            square(after) < square(X),
            *ranges[:2],
            E >= 0.9,
            *ranges[3:],
            settled,
            *roots,
        )
        roots.clear()


def test_which_learning_rates_settle():
    """The minimum repels for every constant η > 2√ε/λ, and attracts below that."""
    root = z3.Real("root_of_eps")
    e = 4 * EPS / square(ETA * CURVATURE)
    ranges = ETA > 0, CURVATURE > 0, root > 0, square(root) == EPS
    proved((e < 1) == (2 * root < ETA * CURVATURE), *ranges)
    refuted((e < 1) == (root < ETA * CURVATURE), *ranges)
