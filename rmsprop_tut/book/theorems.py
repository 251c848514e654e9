r"""What the book proves: each claim, what it needs, and how a machine checks it.

Another theorem is a record here and a test among ``tests/proofs``. A sentence of a page leads
to it by ``{proved}`name```. What is written here is MyST.
"""

from dataclasses import dataclass

Z3, SYMPY = "z3", "SymPy"
BOTH = "SymPy and z3"
SAMPLES = "none: by hand, and tested on samples"

AVERAGES = "tests/proofs/test_proofs_averages.py"
STEPS = "tests/proofs/test_proofs_steps.py"
CYCLES = "tests/proofs/test_proofs_cycles.py"
ROTATED = "tests/proofs/test_proofs_rotated.py"
EDGE = "tests/proofs/test_proofs_edge.py"
SPIKES = "tests/proofs/test_proofs_spikes.py"
NOISE = "tests/proofs/test_proofs_noise.py"
EPSILON = "tests/proofs/test_proofs_epsilon.py"
FAMILY = "tests/proofs/test_proofs_family.py"
INTERVALS = "interval arithmetic"
ANYWHERE = "tests/proofs/test_proofs_anywhere.py"
EVERYWHERE = "tests/proofs/test_proofs_everywhere.py"

ROOT = r"A root is a number $r \ge 0$ whose square is what stands under it."
SYMBOLS = "Nothing but that the symbols are positive."
INDUCTION = "The machine proves one step for all numbers; that steps add up to a run is by hand."
LINEAR = (
    "That the linear map decides near the cycle, and Jury's conditions, which are the theorem "
    "{proved}`on Jury <jury>`."
)


@dataclass(frozen=True)
class Theorem:
    """A claim, on what page and where it is proved in words, and what proves it by machine."""

    page: str  # the page's label
    title: str
    claim: str
    given: str  # the hypotheses
    proof: str  # where the text has it
    by: str  # what checks it
    tests: tuple[str, ...]  # the file, then its tests
    assumed: str  # what the machine was told, or what is left to be done by hand


THEOREMS = {
    "weights": Theorem(
        page="sec_momentum",
        title="The weights of a leaky average",
        claim=(
            r"The observation $k$ steps back has the weight $(1-\gamma)\gamma^k$, and the "
            r"weights of $t$ steps sum to $1 - \gamma^t$."
        ),
        given=r"$0 < \gamma$, and a start from zero.",
        proof="{eq}`eq-leaky-expanded` and {eq}`eq-weight-sum`",
        by=SYMPY,
        tests=(
            AVERAGES,
            "test_a_leaky_average_is_a_weighted_sum",
            "test_the_weights_sum_to_less_than_one",
        ),
        assumed=INDUCTION,
    ),
    "momentum-gain": Theorem(
        page="sec_momentum",
        title="What momentum amplifies",
        claim=(
            r"A velocity that a constant gradient keeps as it is, is $1/(1-\beta)$ times the "
            r"gradient; one that an alternating gradient turns round is $1/(1+\beta)$ times it. "
            r"On a quadratic the map of a step has the determinant $\beta$: of a swing, whose "
            r"eigenvalues are complex, $\sqrt\beta$ is left."
        ),
        given=r"$0 < \beta < 1$.",
        proof="{numref}`sec_momentum`, {eq}`eq-momentum`",
        by=SYMPY,
        tests=(
            AVERAGES,
            "test_what_momentum_amplifies",
            "test_what_momentum_leaves_of_a_swing",
        ),
        assumed=(
            "That two complex eigenvalues have the root of the determinant as their modulus."
        ),
    ),
    "adagrad-curvature": Theorem(
        page="sec_adagrad",
        title="Adagrad does not see the curvature",
        claim=(
            r"On $\lambda x^2/2$, without $\epsilon$, a step is $\eta\, x_{t-1}/\sqrt{x_0^2 + "
            r"\cdots + x_{t-1}^2}$, whatever $\lambda$."
        ),
        given=r"$\lambda > 0$, a state that starts at zero.",
        proof="{numref}`sec_adagrad`",
        by=SYMPY,
        tests=(
            STEPS,
            "test_adagrad_does_not_see_the_curvature",
        ),
        assumed=INDUCTION,
    ),
    "first-step": Theorem(
        page="sec_rmsprop",
        title="The first step",
        claim=(
            r"From a state of zero it is $\eta|g_1|/\sqrt{(1-\gamma) g_1^2 + \epsilon}$ long, "
            r"which is $\eta/\sqrt{1-\gamma}$ as $\epsilon \to 0$. With bias correction that is "
            r"$\eta$. From a state of one it is $\eta |g_1|/\sqrt{\gamma + (1-\gamma) g_1^2 + "
            r"\epsilon}$."
        ),
        given=r"$0 \le \gamma < 1$ and $g_1 \ne 0$.",
        proof="{eq}`eq-first-step` and {numref}`sec_behaviour`",
        by=SYMPY,
        tests=(
            STEPS,
            "test_the_first_step",
            "test_the_first_step_from_other_starts",
        ),
        assumed=(
            "A positive gradient: the step of a negative one is the same, turned round."
        ),
    ),
    "gamma-one": Theorem(
        page="sec_rmsprop",
        title="Without forgetting",
        claim=(
            r"At $\gamma = 1$ the state stays zero. On $\lambda x^2/2$ a step brings $x \ne 0$ "
            r"nearer to the minimum if and only if $\epsilon > (\eta\lambda/2)^2$."
        ),
        given=r"$\eta, \lambda, \epsilon > 0$.",
        proof="{numref}`sec_rmsprop`, the solution of the first exercise",
        by=Z3,
        tests=(
            STEPS,
            "test_without_forgetting_it_is_gradient_descent",
        ),
        assumed=(
            ROOT
            + (
                "The factor is the same in each step, so what shrinks once goes to zero."
            )
        ),
    ),
    "step-bound": Theorem(
        page="sec_behaviour",
        title="No step is longer",
        claim=(
            r"$|x_t - x_{t-1}| \le \eta/\sqrt{1-\gamma}$ in every coordinate, with $\epsilon$ "
            "inside the root or outside."
        ),
        given=(
            r"$0 \le \gamma < 1$, $\epsilon \ge 0$, a state $s_{t-1} \ge 0$, and $g_t \ne 0$: a "
            "gradient of zero makes no step. No momentum, not centred, no bias correction."
        ),
        proof="{eq}`eq-step-bound`",
        by=Z3,
        tests=(
            STEPS,
            "test_no_step_is_longer",
            "test_no_step_is_longer_with_epsilon_outside",
        ),
        assumed=(ROOT + " Both sides are squared."),
    ),
    "step-squares": Theorem(
        page="sec_behaviour",
        title="The root mean square of the steps",
        claim=(
            r"The squares of $T$ steps, in units of $\eta$, sum to at most $[1 + "
            r"(T-1)\ln\frac1\gamma + \ln\frac{s_T}{s_1}]/(1-\gamma)$."
        ),
        given=(
            r"$0 < \gamma < 1$, $s_0 = 0$, $g_1 \ne 0$, and $\epsilon = 0$: a larger one "
            "shortens steps."
        ),
        proof="{eq}`eq-share` and {eq}`eq-step-squares`",
        by=SYMPY,
        tests=(
            STEPS,
            "test_the_share_of_the_newest",
            "test_the_sum_of_the_squares",
        ),
        assumed=(
            (
                r"That $1 - z \le -\ln z$, because the difference is zero at $z = 1$ and its slope "
                "has the sign of $z - 1$. "
            )
            + INDUCTION
        ),
    ),
    "sharper": Theorem(
        page="sec_behaviour",
        title="The sharper sum",
        claim=(
            r"In the sum of the squares $(T-1)\bigl(1 - \gamma (s_1/s_T)^{1/(T-1)}\bigr)$ may "
            "stand for the two logarithms, and is no larger."
        ),
        given=r"As for the root mean square, and $T > 1$.",
        proof="{eq}`eq-sharper`",
        by=SYMPY,
        tests=(STEPS, "test_the_sharper_sum", "test_the_share_of_the_newest"),
        assumed=(r"Again that $1 - z \le -\ln z$. " + INDUCTION),
    ),
    "rescaling": Theorem(
        page="sec_behaviour",
        title="A factor does nothing",
        claim=(
            r"Multiply the objective by $c$ and $\epsilon$ by $c^2$: the path is the same, and "
            r"the state is $c^2$ times as large. With $\epsilon$ left alone it is the path of "
            r"$f$ with $\epsilon/c^2$. So if $\epsilon$ shrinks with what it stands beside, it "
            "changes nothing."
        ),
        given="$c > 0$, and a state that starts at zero.",
        proof="{eq}`eq-rescaling`; for the batch {numref}`sec_what_to_set`",
        by=SYMPY,
        tests=(
            STEPS,
            "test_a_factor_does_nothing",
            AVERAGES,
            "test_a_square_is_what_epsilon_stands_beside",
        ),
        assumed=INDUCTION,
    ),
    "order": Theorem(
        page="sec_behaviour",
        title="The order of coordinates does nothing",
        claim="Permute the coordinates and the path is permuted.",
        given="None.",
        proof="{numref}`sec_behaviour`, What it does not see",
        by=SYMPY,
        tests=(
            STEPS,
            "test_the_order_of_coordinates_does_nothing",
        ),
        assumed=("Two coordinates. " + INDUCTION),
    ),
    "units": Theorem(
        page="sec_behaviour",
        title="Two constants are left",
        claim=(
            r"On $\lambda x^2/2$, with $x$ in units of $\eta/2$ and $s$ in units of "
            r"$(\eta\lambda/2)^2$, a step depends on $\gamma$ and $e = "
            r"4\epsilon/(\eta\lambda)^2$ alone; with $\epsilon$ outside on $\gamma$ and $e = "
            r"2\epsilon/(\eta\lambda)$."
        ),
        given=r"$\eta, \lambda > 0$.",
        proof="{eq}`eq-scaled-epsilon` and {eq}`eq-scaled-epsilon-outside`",
        by=SYMPY,
        tests=(
            CYCLES,
            "test_in_which_units",
        ),
        assumed=SYMBOLS,
    ),
    "two-cycle": Theorem(
        page="sec_behaviour",
        title="The cycle of two points",
        claim=(
            r"On $\lambda x^2/2$ a step leads from $x > 0$ to $-x$ and keeps the state if and "
            r"only if $s = \lambda^2 x^2$ and $x^2 = \eta^2/4 - \epsilon/\lambda^2$."
        ),
        given=r"$0 \le \gamma < 1$, $\epsilon \ge 0$, $\eta, \lambda > 0$.",
        proof="{eq}`eq-two-cycle`",
        by=Z3,
        tests=(
            CYCLES,
            "test_the_cycle",
        ),
        assumed=ROOT,
    ),
    "jury": Theorem(
        page="sec_behaviour",
        title="Jury's conditions",
        claim=(
            "Both eigenvalues of a real matrix $J$ of two rows lie inside the unit circle if "
            r"and only if $|\operatorname{tr} J| < 1 + \det J < 2$."
        ),
        given="None.",
        proof="{numref}`sec_behaviour`, Where the cycle attracts",
        by=Z3,
        tests=(
            CYCLES,
            "test_jury",
        ),
        assumed=(
            r"That the eigenvalues are the roots of $z^2 - z \operatorname{tr} J + \det J$; for "
            r"complex ones, that both have the modulus $\sqrt{\det J}$."
        ),
    ),
    "cycle-attracts": Theorem(
        page="sec_behaviour",
        title="The cycle attracts its neighbourhood",
        claim=(
            "In $p = x^2$ and $s$ a step has at the cycle the Jacobian of "
            r"{eq}`eq-cycle-jacobian`, with the determinant $\gamma$ and the trace $1 + \gamma - "
            r"2a(1-\gamma)$, $a = 1 - e$. Its eigenvalues lie inside the unit circle."
        ),
        given=r"$0 < \gamma < 1$ and $0 \le e < 1$; or $\gamma = 0$ and $0 < e < 1$.",
        proof="{eq}`eq-cycle-jacobian`",
        by=BOTH,
        tests=(
            CYCLES,
            "test_the_jacobian",
            "test_the_cycle_attracts",
        ),
        assumed=LINEAR,
    ),
    "no-other-cycle": Theorem(
        page="sec_behaviour",
        title="There is no other cycle of two points",
        claim=(
            "If $x$ and $s$ return after two steps, the first of them leads from $x$ to $-x$ "
            "and keeps $s$."
        ),
        given=(
            r"$x \ne 0$, $s \ge 0$, $0 \le \gamma < 1$, $e \ge 0$, and not $\gamma = e = 0$."
        ),
        proof="{numref}`sec_behaviour`, Where the cycle attracts",
        by=Z3,
        tests=(
            CYCLES,
            "test_there_is_no_other_cycle",
        ),
        assumed=(ROOT + " $x > 0$: the other sign is the mirror image."),
    ),
    "minimum": Theorem(
        page="sec_behaviour",
        title="Where the minimum attracts or repels",
        claim=(
            r"At the minimum the derivative of a step is $1 - 2/\sqrt{e}$ in $x$ and $\gamma$ in "
            "$s$, apart from each other. The first has a size below 1 if and only if $e > 1$, "
            r"and above 1 if and only if $e < 1$. In the learning rate's units $e < 1$ is $\eta "
            r"> 2\sqrt\epsilon/\lambda$."
        ),
        given=r"$e > 0$, $0 \le \gamma < 1$.",
        proof=(
            "{numref}`sec_behaviour`, Where the cycle attracts, and So you need a schedule"
        ),
        by=BOTH,
        tests=(
            CYCLES,
            "test_the_minimum_attracts_or_repels",
            "test_which_learning_rates_settle",
        ),
        assumed=(ROOT + " That the linear map decides near the minimum."),
    ),
    "rest": Theorem(
        page="sec_behaviour",
        title="From one on, the minimum attracts from everywhere",
        claim=(
            r"$|x|$ never grows, with $\epsilon$ inside the root or outside; and at any $x \ne "
            "0$ with $s = x^2$, to which $s$ would tend if $|x|$ stopped there, it shrinks."
        ),
        given=r"$e \ge 1$, $0 \le \gamma < 1$, $s \ge 0$.",
        proof=(
            "{numref}`sec_behaviour`, Where the cycle attracts, and {numref}`sec_one_name`"
        ),
        by=Z3,
        tests=(
            CYCLES,
            "test_from_one_on_the_minimum_attracts_from_everywhere",
        ),
        assumed=(
            ROOT
            + (
                "By hand: what falls and stays above zero has a limit, and a step is continuous."
            )
        ),
    ),
    "sign-cycle": Theorem(
        page="sec_behaviour",
        title="A cycle's corners",
        claim=(
            r"As $\epsilon \to 0$ a coordinate goes from $x$ to $-x$, with its gradient's square "
            r"as its state, if and only if $x = \frac\eta2 \operatorname{sign}(g)$. So a cycle "
            r"$\mathbf x \to -\mathbf x$ has $\boldsymbol\sigma = "
            r"\operatorname{sign}(H\boldsymbol\sigma)$."
        ),
        given=r"$\epsilon = 0$, $0 \le \gamma < 1$, and no gradient of zero.",
        proof="{eq}`eq-sign-cycle`",
        by=Z3,
        tests=(
            ROTATED,
            "test_a_cycle_has_corners",
        ),
        assumed=(ROOT + " One coordinate; all obey the same rule."),
    ),
    "rotated-map": Theorem(
        page="sec_behaviour",
        title="Near a cycle of corners",
        claim=(
            r"To first order a step, followed by $\mathbf x \to -\mathbf x$, is the map of "
            "{eq}`eq-rotated-map`. Along an eigenvector of $K$ it has the determinant "
            r"$\gamma(2\kappa - 1)$ and the trace $2\gamma\kappa + \gamma - 1$. $K$ is similar "
            "to a symmetric matrix, and one of its eigenvalues is 1."
        ),
        given=r"$\epsilon = 0$, $H$ symmetric, no $c_i$ of zero.",
        proof="{eq}`eq-rotated-map`",
        by=SYMPY,
        tests=(
            ROTATED,
            "test_the_map_near_a_cycle",
            "test_along_an_eigenvector",
            "test_one_kappa_is_one",
        ),
        assumed=(
            "The map is derived for one coordinate, which is for any number of them. That $K$ "
            "is similar to a symmetric matrix, and has the eigenvalue 1, is checked in two and "
            "three dimensions."
        ),
    ),
    "kappa": Theorem(
        page="sec_behaviour",
        title="Which cycles of corners attract",
        claim=(
            r"Along an eigenvector with $\kappa > 0$ both eigenvalues lie inside the unit circle "
            r"if and only if $\kappa < (1+\gamma)/(2\gamma)$."
        ),
        given=(
            r"$0 < \gamma < 1$, and $\kappa > 0$, as it is where $H$ is positive definite."
        ),
        proof="{eq}`eq-rotated-stability`",
        by=Z3,
        tests=(
            ROTATED,
            "test_which_cycles_attract",
        ),
        assumed=LINEAR,
    ),
    "two-dimensions": Theorem(
        page="sec_behaviour",
        title="In two dimensions some cycle attracts",
        claim=(
            r"The second eigenvalue of $K$ is $H_{11}/(H_{11} \pm |H_{12}|) + H_{22}/(H_{22} \pm "
            r"|H_{12}|) - 1$. Where $\sigma_1\sigma_2$ has the sign of $H_{12}$ the signs "
            r"reproduce themselves, and $0 < \kappa \le 1$, so this cycle attracts. On the "
            r"turned bowl its value is $\frac{\eta^2}{8}(\lambda_1 + \lambda_2 + (\lambda_2 - "
            r"\lambda_1)\sin 2\theta)$."
        ),
        given=r"$H$ positive definite, $0 < \gamma < 1$.",
        proof="{numref}`sec_behaviour`, On a rotated quadratic",
        by=BOTH,
        tests=(
            ROTATED,
            "test_the_other_kappa_in_two_dimensions",
            "test_in_two_dimensions_some_cycle_attracts",
            "test_the_value_of_a_cycle",
        ),
        assumed=LINEAR,
    ),
    "energy": Theorem(
        page="sec_edge",
        title="The energy law",
        claim=(
            r"On a quadratic the mean of $f - f^*$ is $\frac\eta4 \sum_i \sqrt{s_i}$."
        ),
        given=(
            r"A state frozen at the means of the squared gradients, $s_i = \overline{g_i^2} > "
            r"0$, gradients right in the mean, and a mean of $\sum_i \sqrt{s_i}\,(x_i - "
            r"x_i^*)^2$ that stands still. $\epsilon = 0$."
        ),
        proof="{eq}`eq-energy-step` and {eq}`eq-energy`",
        by=SYMPY,
        tests=(EDGE, "test_the_energy_of_a_step", "test_the_energy_law"),
        assumed=(
            "The machine proves the change of one coordinate in one step, and the law from "
            "the sum of such changes, in three dimensions."
        ),
    ),
    "edge": Theorem(
        page="sec_edge",
        title="The cycles are at the edge",
        claim=(
            r"On $\lambda x^2/2$ a step leads from $x$ to $-x$ if and only if $\lambda/\sqrt{s "
            r"+ \epsilon} = 2/\eta$, with the state $s$ by which it divides. In a cycle of corners "
            r"$\operatorname{diag}(1/\sqrt{s})\,H$ has the eigenvalues $2\kappa/\eta$, and "
            r"$\boldsymbol\sigma$ is an eigenvector with $2/\eta$."
        ),
        given=(
            r"$x \ne 0$ and $\lambda > 0$; in more dimensions $\epsilon = 0$, $H$ symmetric, no "
            "$c_i$ of zero."
        ),
        proof="{eq}`eq-edge-one` and {eq}`eq-edge-many`",
        by=BOTH,
        tests=(
            EDGE,
            "test_the_cycle_is_at_the_edge",
            "test_kappa_is_the_edge_in_every_dimension",
        ),
        assumed=(ROOT + " The second part is checked in two and three dimensions."),
    ),
    "relaxation": Theorem(
        page="sec_edge",
        title="What bounds the relaxation",
        claim=(
            r"If $\operatorname{Diag}(\mathbf y) \succeq H$, then $\operatorname{tr}(HX) \le "
            r"\sum_i y_i$."
        ),
        given=r"$X \succeq 0$ and $X_{ii} = 1$.",
        proof="{eq}`eq-weak-duality`",
        by=BOTH,
        tests=(
            EDGE,
            "test_a_bound_on_the_relaxation",
            "test_a_bound_on_the_relaxation_in_two_dimensions",
        ),
        assumed=(
            "The identity is checked in three dimensions with vectors of two; in two dimensions "
            "z3 proves the bound itself."
        ),
    ),
    "plateau": Theorem(
        page="sec_edge",
        title="The plateau, if the state stands still",
        claim=(
            r"Then $\Sigma = \overline{\mathbf x \mathbf x^\top}$ has $\Sigma_{ii} = "
            r"\eta^2/4$. With $X = 4\Sigma/\eta^2$ and $y_i = 2\sqrt{s_i}/\eta$ is $HX = "
            r"\operatorname{Diag}(\mathbf y) X$, and the mean of $f$ is $\frac{\eta^2}{8} \sum_i "
            r"y_i$. If $\operatorname{Diag}(\mathbf y) \succeq H$ too, that is "
            r"$\frac{\eta^2}{8} \operatorname{SDP}(H)$."
        ),
        given=(
            r"$H$ positive definite, $\epsilon = 0$, a bounded run whose steps divide by a frozen "
            r"state, with $s_i = \overline{g_i^2} > 0$. For $\gamma < 1$ only cycles of corners "
            r"have that exactly. That RMSProp's state comes close to such a constant for "
            r"$\gamma \to 1$, and that it then is stable, is not proved."
        ),
        proof="{eq}`eq-edge-covariance` and {eq}`eq-plateau`",
        by=BOTH,
        tests=(
            EDGE,
            "test_what_a_frozen_state_keeps",
            "test_the_plateau_is_the_relaxation",
        ),
        assumed=(
            "That a matrix with real eigenvalues acts along its eigenvectors, so that only the "
            r"factor $-1$ is left in the means; the identities in three dimensions."
        ),
    ),
    "almost-best": Theorem(
        page="sec_edge",
        title="A cycle that attracts is almost the best corner",
        claim=(
            r"It has $\boldsymbol\sigma^\top H \boldsymbol\sigma \ge "
            r"\operatorname{SDP}(H)/\kappa_{\mathrm{max}} > \frac{2\gamma}{1+\gamma} "
            r"\operatorname{SDP}(H)$. So none attracts if $\gamma \ge m/(2 "
            r"\operatorname{SDP}(H) - m)$, with $m$ the value of the best corner."
        ),
        given=(
            r"$\epsilon = 0$, $0 < \gamma < 1$, $H$ positive definite, no $c_i$ of zero, and "
            r"*attracts* in the linear sense of {proved}`these cycles <kappa>`."
        ),
        proof="{eq}`eq-almost-best` and {eq}`eq-none-attracts`",
        by=BOTH,
        tests=(
            EDGE,
            "test_what_an_attracting_cycle_bounds",
            "test_an_attracting_cycle_is_almost_the_best",
            "test_from_where_on_no_cycle_attracts",
        ),
        assumed=(
            r"That $\kappa_{\mathrm{max}} - K$, in symmetric form, is not negative, and that "
            "scaling from both sides leaves it so. The identities are checked in two and three "
            "dimensions."
        ),
    ),
    "every-gamma": Theorem(
        page="sec_edge",
        title="Which cycles attract for every γ",
        claim=(
            r"Those with $\kappa_{\mathrm{max}} \le 1$, that is $\operatorname{Diag}(|\mathbf c|) "
            r"\succeq H$; and they have $\boldsymbol\sigma^\top H \boldsymbol\sigma = "
            r"\operatorname{SDP}(H)$."
        ),
        given=r"As for the cycles that attract; every $\gamma$ in $(0, 1)$.",
        proof="{numref}`sec_edge`, Which cycles can attract",
        by=BOTH,
        tests=(
            EDGE,
            "test_which_cycles_attract_for_every_gamma",
            "test_what_an_attracting_cycle_bounds",
        ),
        assumed="As for the cycles that attract.",
    ),
    "wanders": Theorem(
        page="sec_edge",
        title="Why our run in three dimensions wanders",
        claim=(
            r"For $H$ with the rows $(1, -1, -1)$, $(-1, 3, -1)$ and $(-1, -1, 4)$ the relaxation "
            r"has the value 11 and the best corner 10. So no cycle of corners attracts for "
            r"$\gamma \ge 5/6$."
        ),
        given=r"$\epsilon = 0$, and *attracts* in the linear sense.",
        proof="{numref}`sec_edge`, The plateau, and {eq}`eq-none-attracts`",
        by=SYMPY,
        tests=(EDGE, "test_no_cycle_attracts_where_our_run_wanders"),
        assumed="What the theorems on the relaxation and on cycles that attract assume.",
    ),
    "entry-exit": Theorem(
        page="sec_spikes",
        title="The integral of entry and exit",
        claim=(
            r"On $\lambda x^2/2$, without $\epsilon$, a step multiplies $x$ by $1 - v$, $v = "
            r"\eta\lambda/\sqrt{s'}$, and as $x \to 0$ it multiplies $v$ by $1/\sqrt\gamma$. "
            r"$\int_0^v \ln|u - 1|\, du/u$ is $-\operatorname{Li}_2(v)$ up to 1, and $\frac12 "
            r"\ln^2 v + \operatorname{Li}_2(1/v) - \pi^2/3$ from 1 on. From 2 on it grows, and is "
            r"what it was at $v_{\mathrm{in}} = 0$, 0.05, 0.5 at $v_{\mathrm{out}} = 12.5952$, "
            r"12.3364, 9.7920, to the last digit."
        ),
        given=r"$0 < \gamma < 1$, $\eta, \lambda > 0$.",
        proof="{eq}`eq-spike-step`, {eq}`eq-passage` and {eq}`eq-largest-exit`",
        by=SYMPY,
        tests=(
            SPIKES,
            "test_a_step_near_the_minimum",
            "test_the_integral_of_a_passage",
            "test_where_a_run_comes_out",
        ),
        assumed=(
            "The exits are enclosed by mpmath's intervals, rounded outwards, with a bound on the "
            "rest of each series. That a run comes out there is a limit, derived by hand: the sum "
            r"over steps tends to the integral as $\gamma \to 1$, unless a step meets $v = 1$ "
            "exponentially closely; it is not proved of runs."
        ),
    ),
    "spike-peak": Theorem(
        page="sec_spikes",
        title="No spike is higher than the longest step",
        claim=(
            r"Where the gradient points away from the minimum at 0, a step ends at $|x'| < "
            r"\eta/\sqrt{1-\gamma}$, or on the same side as it began, and nearer. On $\lambda "
            r"x^2/2$ a step that crosses the minimum is followed by one that crosses it, so that "
            r"$|x| < \eta/\sqrt{1-\gamma}$ from then on."
        ),
        given=r"$0 \le \gamma < 1$, $\epsilon \ge 0$, $s \ge 0$, $\eta > 0$; one variable.",
        proof="{eq}`eq-spike-peak` and below",
        by=Z3,
        tests=(
            SPIKES,
            "test_a_step_across_the_minimum_ends_near_it",
            "test_a_run_that_crosses_goes_on_crossing",
        ),
        assumed=(ROOT + " $x > 0$: the other sign is the mirror image. " + INDUCTION),
    ),
    "frozen-level": Theorem(
        page="sec_noise",
        title="The level of a frozen state",
        claim=(
            r"If $s$ stands still at $\mathrm{E} g^2$ and steps keep $\mathrm{E} x^2$, the mean of "
            r"$\lambda x^2/2$ is $\frac\eta4\sqrt s$ with $\sqrt s = \frac{\eta\lambda}4 + "
            r"\sqrt{(\frac{\eta\lambda}4)^2 + \frac{\sigma^2}B}$, and with no other state. There "
            r"$\eta\lambda/\sqrt s < 2$: it is stable."
        ),
        given=r"$\eta, \lambda, \sigma > 0$; noise of mean zero that does not depend on $x$.",
        proof="{eq}`eq-energy` and {eq}`eq-frozen-level`",
        by=BOTH,
        tests=(
            NOISE,
            "test_the_level_of_a_frozen_state",
            "test_there_is_one_level",
        ),
        assumed=(
            "That the state stands still, as it does in the limit of a long memory. Noise of "
            "mean zero that does not depend on $x$ enters by its variance alone."
        ),
    ),
    "one-threshold": Theorem(
        page="sec_noise",
        title="One threshold, and its side",
        claim=(
            r"Along gradients $C, -1, \dots, -1$ of period $n$ the states repeat as $s_k = 1 + "
            r"(C^2-1)\,\gamma^k/(1 + \gamma + \cdots + \gamma^{n-1})$. There is just one "
            r"$\gamma^*$ in $(0, 1)$ at which RMSProp does not drift. Below it drifts the wrong "
            "way, above it the right way."
        ),
        given=r"$n \ge 3$, $C > n - 1$, $\epsilon = 0$, and gradients that do not depend on $x$.",
        proof="{eq}`eq-cyclic-states` and {eq}`eq-threshold`",
        by=BOTH,
        tests=(
            NOISE,
            "test_the_states_of_a_period",
            "test_each_quotient_falls",
        ),
        assumed=(
            r"That $1 + \gamma + \cdots + \gamma^{n-1}$ and $\gamma^k$ rise with $\gamma$, that a "
            "sum of falling terms falls, and that what is continuous takes the values between."
        ),
    ),
    "older-state": Theorem(
        page="sec_noise",
        title="Divided by the state before, it drifts the right way",
        claim=(
            r"Along gradients $C, -1, \dots, -1$ of period $n$ a period of steps that divide by "
            "the state of the step before leads against the sum of the gradients."
        ),
        given=r"$n \ge 2$, $C > n - 1$, $0 \le \gamma < 1$, and states that repeat.",
        proof="{numref}`sec_noise`, A cure, and its price",
        by=Z3,
        tests=(
            NOISE,
            "test_an_older_state_drifts_the_right_way",
            "test_the_smallest_state_meets_the_large_gradient",
        ),
        assumed=(ROOT + " That $n - 1$ steps of at most so much add up to so much."),
    ),
    "older-cycle": Theorem(
        page="sec_noise",
        title="The cycle of an older state",
        claim=(
            r"On $\lambda x^2/2$ a step that divides by the state before has the same cycle of two "
            r"points, where its Jacobian has the determinant $\gamma + 2a(1-\gamma)$ and the trace "
            r"$1 + \gamma$, $a = 1 - e$. The eigenvalues lie inside the unit circle if and only if "
            r"$e > \frac12$; for $e < \frac12$ their product is above 1, so the cycle repels."
        ),
        given=r"$0 \le \gamma < 1$ and $0 \le e < 1$.",
        proof="{numref}`sec_noise`, the solution of the third exercise",
        by=BOTH,
        tests=(
            NOISE,
            "test_the_cycle_of_an_older_state",
        ),
        assumed=LINEAR,
    ),
    "eps-rules": Theorem(
        page="sec_epsilon",
        title="Where ε rules, it is gradient descent",
        claim=(
            r"Where $s_t \le c\,\epsilon$, a step is at most $\eta|g|/\sqrt\epsilon$ long, and "
            r"at least that over $\sqrt{1 + c}$."
        ),
        given=r"$0 \le \gamma < 1$, $\epsilon > 0$, $c \ge 0$.",
        proof="{eq}`eq-epsilon-rules`",
        by=Z3,
        tests=(EPSILON, "test_where_epsilon_rules"),
        assumed=(ROOT + " Both sides are squared."),
    ),
    "largest-margins": Theorem(
        page="sec_epsilon",
        title="The largest margins of the three points",
        claim=(
            r"No line through the origin has a larger margin than 3, if $\|w\|_\infty = 1$, or "
            r"than $7\sqrt{2/17}$, if $\|w\|_2 = 1$. Both are attained."
        ),
        given="The points (1, 3), (2.5, 0.5) and (4, 1).",
        proof="{numref}`sec_epsilon`, the solution of the second exercise",
        by=Z3,
        tests=(EPSILON, "test_the_largest_margins"),
        assumed="Nothing.",
    ),
    "sign-variance": Theorem(
        page="sec_epsilon",
        title="Sign times variance",
        claim=(
            r"$\operatorname{E} g/\sqrt{\operatorname{E} g^2} = "
            r"\operatorname{sign}(\mu)/\sqrt{1 + \sigma^2/\mu^2}$."
        ),
        given=r"A mean $\mu \ne 0$ and a variance $\sigma^2 > 0$.",
        proof="{eq}`eq-sign-variance`",
        by=SYMPY,
        tests=(EPSILON, "test_sign_times_variance"),
        assumed=r"That $\operatorname{E} g^2 = \mu^2 + \sigma^2$.",
    ),
    "no-other-outside": Theorem(
        page="sec_epsilon",
        title="With ε outside too there is no other cycle of two points",
        claim=(
            "If $x$ and $s$ return after two steps, the first of them leads from $x$ to $-x$ "
            "and keeps $s$."
        ),
        given=(
            r"$\epsilon$ outside, $x \ne 0$, $s \ge 0$, $0 \le \gamma < 1$, $e \ge 0$, and not "
            r"$\gamma = e = 0$."
        ),
        proof="{numref}`sec_epsilon`, Rest, or a cycle",
        by=Z3,
        tests=(EPSILON, "test_there_is_no_other_cycle_with_epsilon_outside"),
        assumed=(ROOT + " $x > 0$: the other sign is the mirror image."),
    ),
    "forgets": Theorem(
        page="sec_epsilon",
        title="Which states in few bits forget",
        claim=(
            r"Without a gradient a state of $p$ significant bits falls at each step if $1 - "
            r"\gamma \ge 1/(2^p + 2)$. Else it stops before it has fallen to its half."
        ),
        given=(
            "$p = 8$ (bfloat16) or 11 (float16), in the range of the normal numbers, one "
            "rounding an update, to the nearest and of two to the even."
        ),
        proof="{numref}`sec_epsilon`, A state in few bits",
        by=Z3,
        tests=(EPSILON, "test_which_states_in_few_bits_forget"),
        assumed=(
            "The next number below, and which of two is even. That a state which falls by one "
            "number at a time does not pass over the one that stays is by hand. For every "
            "significand of both kinds the library's own rounding is tried too."
        ),
    ),
    "rises": Theorem(
        page="sec_epsilon",
        title="What raises a state in few bits",
        claim=r"It rises only if $g^2 \ge s\,(1 + 2^{-p-1}/(1 - \gamma))$.",
        given="As for the states that forget.",
        proof="{numref}`sec_epsilon`, A state in few bits",
        by=Z3,
        tests=(EPSILON, "test_what_raises_a_state_in_few_bits"),
        assumed="That the next number above is a unit of the last digit away.",
    ),
    "sign-descent": Theorem(
        page="sec_where_it_stands",
        title="Without memory all are the sign",
        claim=(
            r"With $\gamma = 0$ and $\epsilon = 0$ each step of RMSProp subtracts $\eta "
            r"\operatorname{sign}(g)$, and so does Rprop whose two factors are 1. From a state of "
            r"zero, without $\epsilon$, the first step of Rprop, Adagrad, RMSProp, Adam and Lion "
            r"is a constant times the sign: $\eta$, for RMSProp $\eta/\sqrt{1-\gamma}$."
        ),
        given=r"$g \ne 0$, $\eta > 0$, $s \ge 0$; Lion without weight decay.",
        proof="{numref}`sec_where_it_stands`, The sign, and {eq}`eq-first-step`",
        by=BOTH,
        tests=(
            FAMILY,
            "test_without_memory_it_is_sign_descent",
            "test_rprop_with_sizes_that_stay_is_sign_descent",
            "test_the_first_step_is_the_sign",
        ),
        assumed=(
            ROOT
            + " In the first steps a positive gradient: the step of a negative one is the "
            "same, turned round."
        ),
    ),
    "adadelta-units": Theorem(
        page="sec_where_it_stands",
        title="Adadelta has the units of the weight",
        claim=(
            r"Put $x/c$, $cg$, $c^2 s$ and $u/c^2$ for $x$, $g$, $s$ and $u$, and $c^2\epsilon$ "
            r"and $\epsilon_x/c^2$ for $\epsilon$ and $\epsilon_x$: after the step the same holds. "
            r"With $u = 0$ and $\epsilon_x = \eta^2$ the step is RMSProp's, and with "
            r"$u = \epsilon_x = 0$ there is none."
        ),
        given="$c > 0$.",
        proof="{numref}`sec_where_it_stands`, Units",
        by=SYMPY,
        tests=(
            FAMILY,
            "test_adadelta_has_the_units_of_x",
            "test_adadelta_needs_a_start",
        ),
        assumed=INDUCTION,
    ),
    "decoupled": Theorem(
        page="sec_where_it_stands",
        title="A decoupled decay is not divided",
        claim=(
            r"AdamW subtracts what Adam does and $\eta\lambda x$. With $\lambda x$ in its gradient "
            r"instead Adam's first step is $\eta$ long for every $\lambda$."
        ),
        given=r"For the first step a state of zero and $\epsilon = 0$.",
        proof="{numref}`sec_where_it_stands`, Momentum",
        by=SYMPY,
        tests=(
            FAMILY,
            "test_a_decoupled_decay_is_not_divided",
        ),
        assumed=SYMBOLS,
    ),
    "amsgrad": Theorem(
        page="sec_where_it_stands",
        title="AMSGrad's divisor never falls",
        claim=(
            "What AMSGrad divides by is after each step at least what it was, and at least the "
            "new average; an average alone, as RMSProp's, can fall."
        ),
        given=r"$0 \le \beta_2 < 1$ and $s \ge 0$.",
        proof="{numref}`sec_where_it_stands`, Momentum",
        by=Z3,
        tests=(
            FAMILY,
            "test_the_divisor_of_amsgrad_never_falls",
        ),
        assumed="That NumPy's maximum of two numbers is the larger.",
    ),
    "lion": Theorem(
        page="sec_where_it_stands",
        title="Lion with one beta",
        claim=(
            r"With $\beta_1 = \beta_2$ Lion subtracts $\eta$ times the sign of the average that it "
            "keeps."
        ),
        given="No weight decay.",
        proof="{numref}`sec_where_it_stands`, And back to the sign",
        by=SYMPY,
        tests=(
            FAMILY,
            "test_lion_with_one_beta_is_the_sign_of_momentum",
        ),
        assumed="That NumPy's sign of a number is SymPy's.",
    ),
    "both-sides": Theorem(
        page="sec_where_it_stands",
        title="Shampoo's first step is Muon's",
        claim=(
            r"From states of zero both subtract $\eta\, U V^\top$ of $G = U \Sigma V^\top$. Of two "
            "by two with a determinant above zero that is the matrix of {eq}`eq-factor`."
        ),
        given="$G$ is square and invertible: otherwise $L$ or $R$ has no inverse.",
        proof="{eq}`eq-both-sides`",
        by=SYMPY,
        tests=(
            FAMILY,
            "test_the_first_step_of_shampoo_is_that_of_muon",
            "test_the_orthogonal_factor_by_hand",
        ),
        assumed=(
            "The machine does it for all matrices of two by two with a determinant above zero, as "
            "two turns, by any angles but half a turn, and two singular values; the text for all. "
            "The fourth roots and the orthogonal factor are given to the steps, and shown to be "
            "what they have to be; that a positive definite matrix has one such root, and an "
            "invertible one one such factor."
        ),
    ),
    "diagonal": Theorem(
        page="sec_where_it_stands",
        title="On diagonal matrices",
        claim=(
            "If all gradients are diagonal, Shampoo's step is Adagrad's of the entries, and Muon's "
            r"is $\eta$ times the signs of the momentum's."
        ),
        given=r"No $\epsilon$, and no entry of zero on the diagonal of the sums or the momentum.",
        proof="{numref}`sec_where_it_stands`, From both sides",
        by=SYMPY,
        tests=(
            FAMILY,
            "test_on_a_diagonal_shampoo_is_adagrad",
            "test_on_a_diagonal_muon_is_the_sign",
        ),
        assumed=(
            "Two by two; each entry obeys its own rule. That a matrix has one factor that is "
            "orthogonal and leaves a positive definite one. " + INDUCTION
        ),
    ),
    "newton-schulz": Theorem(
        page="sec_where_it_stands",
        title="Where Muon's singular values go",
        claim=(
            r"A step of the polynomial puts $a\sigma + b\sigma^3 + c\sigma^5$ for each singular "
            "value and keeps $U$ and $V$. With Muon's coefficients it maps the numbers from 0.68 "
            "to 1.14 to numbers between them, and 1 to 0.701."
        ),
        given="None.",
        proof="{numref}`sec_where_it_stands`, From both sides",
        by=BOTH,
        tests=(
            FAMILY,
            "test_newton_schulz_changes_singular_values_alone",
            "test_newton_schulz_ends_between_two_bounds",
        ),
        assumed=(
            "The first part of two by two with a determinant above zero, as two turns, by any "
            "angles but half a turn, and two singular values."
        ),
    ),
    "landing": Theorem(
        page="sec_from_anywhere",
        title="What lands on the minimum",
        claim=(
            r"A step from $x \ne 0$ leads to the minimum if and only if $s' + e = 4$: from $p = "
            r"s = \frac72$, for one, at $\gamma = e = \frac12$."
        ),
        given=r"$0 \le \gamma < 1$, $0 < e < 1$, $s \ge 0$.",
        proof="{numref}`sec_from_anywhere`, Not every one",
        by=Z3,
        tests=(ANYWHERE, "test_what_lands_on_the_minimum"),
        assumed=ROOT,
    ),
    "rare": Theorem(
        page="sec_from_anywhere",
        title="Few starts land there",
        claim=r"The map of $s$ and $p$ has the determinant $\gamma(1 - 2/r')^2$.",
        given=r"$s, p, e > 0$, $0 < \gamma < 1$.",
        proof="{numref}`sec_from_anywhere`, Not every one",
        by=SYMPY,
        tests=(ANYWHERE, "test_few_starts_land_there"),
        assumed=(
            "By hand: a map that can be inverted near each point takes nothing with an area "
            "into a set without, and a union of countably many sets without area has none."
        ),
    ),
    "trap": Theorem(
        page="sec_from_anywhere",
        title="A trap",
        claim=(
            r"If $r' < 2$ then $\sqrt{h}\,|x'| + r' \le 2$, $x'$ has the other sign than $x$, "
            r"and $r'' < 2$. If $r' \ge 2$ then $0 \le x' < x$ for $x > 0$, and $x$ shrinks at "
            r"any point with $s = x^2$, where it would have to stop."
        ),
        given=r"$0 \le \gamma < 1$, $0 < e < 1$, $s \ge 0$, $x \ne 0$.",
        proof="{eq}`eq-trap`",
        by=Z3,
        tests=(
            ANYWHERE,
            "test_what_is_inside_stays_inside",
            "test_what_is_outside_comes_inside",
        ),
        assumed=(
            ROOT
            + " By hand: what falls and stays above zero has a limit, and a step is continuous."
        ),
    ),
    "interval": Theorem(
        page="sec_from_anywhere",
        title="Without memory",
        claim=(
            r"At $\gamma = 0$ a step maps $0 \le p \le 4 - e$ into itself, and $p' = p > 0$ only "
            r"at $p = 1 - e$."
        ),
        given=r"$0 < e < 1$.",
        proof="{numref}`sec_from_anywhere`, Without memory",
        by=Z3,
        tests=(ANYWHERE, "test_without_memory_an_interval_is_mapped_into_itself"),
        assumed=(
            ROOT
            + " That every run then converges is Coppel's theorem, with {proved}`no-other-cycle`."
        ),
    ),
    "normal-units": Theorem(
        page="sec_from_anywhere",
        title="What the computation by intervals rests on",
        claim=(
            r"In units of the cycle a step is {eq}`eq-normal`. $u'$ is linear in $\gamma$ and in "
            r"$e$, and $y'$ concave in $y$. In the triangle $u'$ is at most the larger of $4\gamma "
            r"+ he$ and $e + (2 - \sqrt e)^2$, both below 4. A deviation $z$ from the cycle "
            r"becomes $M(z)z$. While $y \le y_1 < 1$ $u$ falls towards $e + (1-e)y_1^2 < 1$ or "
            r"below, and where $u' < 1$ $y$ grows."
        ),
        given=r"$0 \le \gamma < 1$, $0 < e < 1$.",
        proof="{numref}`sec_from_anywhere`, All starts at once",
        by=BOTH,
        tests=(
            EVERYWHERE,
            "test_in_units_of_the_cycle",
            "test_where_a_cell_is_mapped",
            "test_how_high_the_root_is",
            "test_what_a_step_makes_of_a_deviation",
            "test_which_forms_are_positive",
            "test_no_run_stays_in_the_first_row",
        ),
        assumed=ROOT,
    ),
    "lyapunov": Theorem(
        page="sec_from_anywhere",
        title="What a step changes of the energy",
        claim=(
            r"$\Delta V \le h\,[\,p\,(\mathrm{e}^{-\varphi} - 1 + \varphi) - \varphi\,(s' - a)]$, "
            r"with $\varphi = \varphi(s')$."
        ),
        given=r"$r < 2$ before and after the step, $0 < \gamma < 1$, $0 < e < 1$, $p > 0$.",
        proof="{eq}`eq-energy-falls`",
        by=SYMPY,
        tests=(ANYWHERE, "test_the_energy_s_change"),
        assumed="That a convex function lies above its tangents.",
    ),
    "everywhere": Theorem(
        page="sec_from_anywhere",
        title="Every run ends in the cycle",
        claim=(
            r"Every run with $x \ne 0$ and $s \ge 0$ ends in the cycle of two points, unless it "
            "lands on the minimum."
        ),
        given=(
            r"$0.899 \le \gamma \le 0.901$ and $10^{-6} \le e \le 10^{-3}$, which holds the "
            "chapter's parameters in both coordinates; and $(\\gamma, e)$ in any of the boxes in "
            "the record of {numref}`sec_from_anywhere`."
        ),
        proof="{numref}`sec_from_anywhere`, All starts at once",
        by=INTERVALS,
        tests=(
            EVERYWHERE,
            "test_the_chapter_s_parameters",
            "test_a_box_and_its_broken_twin",
        ),
        assumed=(
            "IEEE 754: that each operation of NumPy is rounded to a nearest number. The claim is "
            "of exact numbers, not of runs that are rounded. The ends of a box are the "
            "floating-point numbers next to the decimals. That the program does what the steps "
            "in the text say. The tests close the boxes of "
            "the chapter and of the twin; the others were closed when the record was made, and "
            "another test closes two of them again."
        ),
    ),
    "steady-step": Theorem(
        page="sec_one_name",
        title="A steady step",
        claim=(
            r"Of a gradient that keeps its size, the step in units of $\eta$ is $|g|/\sqrt{g^2 + "
            r"\epsilon}$ with $\epsilon$ inside the root, and $|g|/(|g| + \epsilon)$ with it "
            "outside."
        ),
        given="A state that has come to $g^2$.",
        proof="{eq}`eq-two-places`",
        by=SYMPY,
        tests=(
            STEPS,
            "test_a_steady_step",
        ),
        assumed=SYMBOLS,
    ),
    "square-of-epsilon": Theorem(
        page="sec_one_name",
        title="An ε is carried over by its square",
        claim=(
            r"$\sqrt{s + \epsilon^2} \le \sqrt{s} + \epsilon \le \sqrt2\,\sqrt{s + \epsilon^2}$."
        ),
        given=r"$s \ge 0$ and $\epsilon \ge 0$.",
        proof="{eq}`eq-square-of-epsilon`",
        by=Z3,
        tests=(
            STEPS,
            "test_epsilon_is_carried_over_by_its_square",
        ),
        assumed=ROOT,
    ),
    "cycle-outside": Theorem(
        page="sec_one_name",
        title="The cycle with ε outside",
        claim=(
            "A step leads from $x > 0$ to $-x$ and keeps the state if and only if $s = "
            r"\lambda^2 x^2$ and $x = \eta/2 - \epsilon/\lambda$, so only if $\epsilon < "
            r"\eta\lambda/2$."
        ),
        given=r"$0 \le \gamma < 1$, $\epsilon \ge 0$, $\eta, \lambda > 0$.",
        proof="{eq}`eq-cycle-outside`",
        by=Z3,
        tests=(
            CYCLES,
            "test_the_cycle_with_epsilon_outside",
        ),
        assumed=ROOT,
    ),
    "outside-attracts": Theorem(
        page="sec_one_name",
        title="It attracts its neighbourhood",
        claim=(
            r"In $\ln|x|$ and $\ln s$ a step has at the cycle a matrix with the determinant "
            r"$\gamma$ and the trace $1 + \gamma - 2(1-\gamma)\rho$, $\rho = 1 - e$. Its "
            "eigenvalues lie inside the unit circle."
        ),
        given=r"$0 \le \gamma < 1$ and $0 < e < 1$.",
        proof="{numref}`sec_one_name`, The cycle with ε outside",
        by=BOTH,
        tests=(
            CYCLES,
            "test_the_cycle_attracts_with_epsilon_outside",
        ),
        assumed=LINEAR,
    ),
    "momentum-places": Theorem(
        page="sec_one_name",
        title="Momentum inside and outside the learning rate",
        claim=(
            r"At a constant $\eta$ the velocity inside is $\eta$ times that outside, and the "
            r"paths are one. Of a steady gradient the step becomes $1/(1-\mu)$ times as long."
        ),
        given=r"Velocities that start at zero; $0 \le \mu < 1$.",
        proof="{numref}`sec_one_name`, Momentum",
        by=SYMPY,
        tests=(
            STEPS,
            "test_momentum_inside_and_outside_are_one",
            "test_steady_momentum",
        ),
        assumed=INDUCTION,
    ),
    "momentum-cycle": Theorem(
        page="sec_one_name",
        title="The cycle with momentum",
        claim=(
            r"On $\lambda x^2/2$ a step with momentum $\mu$ leads from $x > 0$ to $-x$, turns the "
            r"velocity round and keeps the state if and only if $s = \lambda^2 x^2$ and $x = "
            r"\eta/(2(1+\mu))$, with the velocity $2x$. Its eigenvalues lie inside the unit circle "
            r"if and only if $\gamma < (1-\mu)/(\mu(3+\mu))$: at every $\gamma$ if and only if "
            r"$\mu \le \sqrt5 - 2$."
        ),
        given=(
            r"$\epsilon = 0$, $0 < \gamma < 1$ and $0 < \mu < 1$; the learning rate constant. Not "
            "Nesterov's form."
        ),
        proof="{numref}`sec_one_name`, the solution of the fourth exercise",
        by=BOTH,
        tests=(
            CYCLES,
            "test_the_cycle_with_momentum",
            "test_the_polynomial_of_the_cycle_with_momentum",
            "test_where_the_cycle_with_momentum_attracts",
        ),
        assumed=(
            ROOT
            + " Units in which $\\eta$ and $\\lambda$ are one, which without $\\epsilon$ change "
            "nothing. That the linear map decides near the cycle, and Jury's conditions for "
            "three rows."
        ),
    ),
    "variance": Theorem(
        page="sec_one_name",
        title="A centred variance is not negative",
        claim=(
            r"$s - m^2 \ge \gamma^t s \ge 0$. Along equal gradients, from a state of zero, it is "
            r"$\gamma^t(1 - \gamma^t) g^2$, so as $t$ grows a centred step grows to "
            r"$\eta|g|/\sqrt\epsilon$ with $\epsilon$ inside the root, and to $\eta|g|/\epsilon$ "
            "with it outside."
        ),
        given=(
            r"$0 \le \gamma \le 1$, exact arithmetic, a mean that starts at zero and a state "
            "that starts at zero or one."
        ),
        proof="{numref}`sec_one_name`, Why a centred variance can turn negative",
        by=BOTH,
        tests=(
            AVERAGES,
            "test_a_variance_is_not_negative",
            "test_the_variance_of_equal_gradients",
            "test_centred_steps_along_equal_gradients",
        ),
        assumed=(r"$\gamma^t$ is a number between 0 and 1. " + INDUCTION),
    ),
    "gain-bound": Theorem(
        page="sec_one_name",
        title="What ε bounds",
        claim=(
            r"No step is longer than $\eta|g|/\sqrt\epsilon$ with $\epsilon$ inside the root, or "
            r"than $\eta|g|/\epsilon$ with it outside, in the centred form too."
        ),
        given=(
            r"$\epsilon > 0$, $0 \le \gamma < 1$, no momentum, and a variance that is not "
            "negative."
        ),
        proof="{numref}`sec_one_name`, Centred",
        by=Z3,
        tests=(
            STEPS,
            "test_the_gain_is_bounded",
        ),
        assumed=(ROOT + " Both sides are squared."),
    ),
    "frozen": Theorem(
        page="sec_what_to_set",
        title="A state in few bits never falls",
        claim=(
            "With $p$ significant bits and one rounding an update, to the nearest and of two to "
            r"the even, a state never decreases if $1 - \gamma \le 2^{-p-1}$."
        ),
        given=(
            "$p = 8$ (bfloat16) or 11 (float16), in the range of the normal numbers."
        ),
        proof="{numref}`sec_what_to_set`, Symptoms and remedies",
        by=Z3,
        tests=(
            AVERAGES,
            "test_a_state_in_few_bits_never_falls",
        ),
        assumed=(
            "The next number below, and which of two is even. For every significand of both "
            "kinds the library's own rounding is tried too."
        ),
    ),
    "forgotten": Theorem(
        page="sec_what_to_set",
        title="How long a huge gradient is felt",
        claim=(
            "A gradient of size $G$ has in the state the weight of one square of size $g$ after "
            r"$\ln((1-\gamma) G^2/g^2)/\ln(1/\gamma)$ steps."
        ),
        given=r"$0 < \gamma < 1$.",
        proof="{numref}`sec_what_to_set`, the details on momentum and clipping",
        by=SYMPY,
        tests=(
            AVERAGES,
            "test_a_huge_gradient_is_forgotten",
        ),
        assumed=SYMBOLS,
    ),
    "adam": Theorem(
        page="sec_what_to_set",
        title="RMSProp within Adam",
        claim=(
            r"With $\beta_1 = 0$ and no decay Adam's step is RMSProp's with $\epsilon$ outside "
            "the root and its bias corrected."
        ),
        given=r"$0 < \beta_2 = \gamma < 1$.",
        proof="{numref}`sec_what_to_set`, When to take AdamW instead",
        by=SYMPY,
        tests=(
            STEPS,
            "test_adam_without_momentum_is_rmsprop",
        ),
        assumed=SYMBOLS,
    ),
}


def on_page(label: str) -> dict[str, Theorem]:
    """Return the theorems of a page, by their names."""
    return {name: t for name, t in THEOREMS.items() if t.page == label}
