"""What libraries and papers mean by RMSProp: one record each, of plain data.

Each record was written from what its ``source`` names: the code, or the paper. None of the
code is copied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from .._checks import (
    FRACTION,
    NON_NEGATIVE,
    Rule,
    an,
    check_names,
    dictionary,
    optional,
    settings,
)
from .conventions import Convention

Value: TypeAlias = float | bool | None
Settings: TypeAlias = Mapping[str, Value]


def _flag(name: str, value: object) -> None:
    """Refuse what is no True or False, of Python or NumPy."""
    an(bool)(name, bool(value) if isinstance(value, np.bool_) else value)


RULES: Mapping[str, Rule] = {  # of an option; None is allowed where it is the default
    **dict.fromkeys(("eta", "eps", "initial", "decay"), NON_NEGATIVE),
    **dict.fromkeys(("clip", "clip_weights"), NON_NEGATIVE),
    **dict.fromkeys(("gamma", "momentum"), FRACTION),
    **dict.fromkeys(("eps_inside", "centred", "nesterov", "corrected"), _flag),
}
# 0 does not clip, in every library that clips, but for MXNet 2's step that is not fused
NONE_IF_ZERO = ("clip", "clip_weights")
ZERO_IF_NONE = ("momentum", "decay")


@dataclass(frozen=True)
class Argument:
    """An argument of a library's RMSProp.

    Parameters
    ----------
    name : str
        What the library calls it.
    option : str
        The option of :class:`.Convention` that it sets.
    default : float, bool or None
        The library's default.
    required : bool
        Whether the library has no default, so that it must be given.
    acts_if : str
        The option without which the argument does nothing, or "".

    Examples
    --------
    >>> LIBRARIES["mxnet"].arguments[2]
    Argument(name='gamma2', option='momentum', default=0.9, required=False, acts_if='centred')
    """

    name: str
    option: str
    default: Value = None
    required: bool = False
    acts_if: str = ""

    @property
    def rule(self) -> Rule:
        """What the argument may be."""
        rule = RULES[self.option]
        return optional(rule) if self.default is None and not self.required else rule


@dataclass(frozen=True)
class Library:
    """Which RMSProp a library or a paper has, and how it writes it.

    Parameters
    ----------
    name : str
        The key in ``LIBRARIES``.
    title : str
        Its name in prose.
    version : str
        What was read: a version, or a year.
    source : str
        Where it was read.
    code : str
        A line to paste, with ``{arguments}`` where the arguments stand.
    arguments : tuple of Argument
        The arguments that change a coordinate's step, in the library's order.
    fixed : mapping
        The options that no argument sets, where they are not those of the chapter.
    follows : mapping
        Options that are as another option is.
    elsewhere : tuple of str
        Arguments that the library has and that this book does not follow: refused, unless
        they are None or False and so do nothing.
    differs : str
        Where its own documentation says something else than its code does, or "".

    Examples
    --------
    >>> [name for name, library in LIBRARIES.items() if library.fixed.get("initial") == 1]
    ['tensorflow1', 'autograd']
    """

    name: str
    title: str
    version: str
    source: str
    code: str
    arguments: tuple[Argument, ...]
    fixed: Settings = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    differs: str = ""

    @property
    def defaults(self) -> dict[str, Value]:
        """The library's defaults by name, without the arguments that it requires."""
        return {a.name: a.default for a in self.arguments if not a.required}

    def convention(self, settings: Settings) -> Convention:
        """Return the convention that settings of the library stand for.

        Parameters
        ----------
        settings : mapping
            Value by the library's name; defaults where left out. An argument that the
            library does not have, or lacks, or one out of range is refused.

        Returns
        -------
        Convention
            Which RMSProp.

        Examples
        --------
        >>> LIBRARIES["pytorch"].convention({"lr": 0.4}).gamma
        0.99
        """
        given = self.complete(settings)
        chosen = {a.option: _plain(a.option, given[a.name]) for a in self.arguments}
        options = {"gamma": 0.0, "eps": 0.0, **self.fixed, **chosen}
        for argument in self.arguments:
            if argument.acts_if and not options[argument.acts_if]:
                del options[argument.option]
        for option, other in self.follows.items():
            options[option] = options[other]
        return Convention(**options)

    def complete(self, given: Settings) -> dict[str, Value]:
        """Return settings with the defaults where they are left out, or refuse them.

        Parameters
        ----------
        given : mapping
            Value by the library's name.

        Returns
        -------
        dict
            Value of each argument, in the library's order; numbers as floats.

        Examples
        --------
        >>> LIBRARIES["jax"].complete({"step_size": 1})
        {'step_size': 1.0, 'gamma': 0.9, 'eps': 1e-08}
        """
        dictionary("settings", given)
        followed = [a.name for a in self.arguments]
        given = _without_switched_off(self, given)
        _refuse_elsewhere(self, given, followed)
        check_names("settings", given, followed)
        rules = {a.name: a.rule for a in self.arguments}
        settings(*self.defaults, **rules)("settings", given)
        filled = self.defaults | dict(given)
        return {name: _number(filled[name]) for name in followed}

    def call(self, given: Settings) -> str:
        """Return the line to paste: what has no default or is not at it, and the constants.

        Parameters
        ----------
        given : mapping
            Value by the library's name.

        Returns
        -------
        str
            Code in the library's language.

        Examples
        --------
        >>> LIBRARIES["pytorch"].call({"lr": 0.4, "momentum": 0.9})
        'torch.optim.RMSprop(params, lr=0.4, alpha=0.99, eps=1e-08, momentum=0.9)'
        """
        filled = self.complete(given)
        shown = [
            f"{a.name}={filled[a.name]!r}"
            for a in self.arguments
            if a.option in ("eta", "gamma", "eps") or filled[a.name] != a.default
        ]
        return self.code.replace("{arguments}", ", ".join(shown))


def _number(value: Any) -> Value:
    """Return a number as a float, which is written alike whatever it came as."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return None if value is None else float(value)


def _plain(option: str, value: Any) -> Any:
    """Return what an option is, of which a library may write 0 or None for its absence."""
    if option in NONE_IF_ZERO:
        return value or None
    return value or 0.0 if option in ZERO_IF_NONE else value


def _without_switched_off(library: Library, given: Settings) -> dict[str, Value]:
    """Return settings without what is not followed here and does nothing: None or False."""
    return {
        name: value
        for name, value in given.items()
        if name not in library.elsewhere
        or not (value is None or (isinstance(value, bool | np.bool_) and not value))
    }


def _refuse_elsewhere(library: Library, given: Settings, followed: list[str]) -> None:
    """Refuse arguments that the library has and the book does not follow."""
    found = sorted(set(given) & set(library.elsewhere))
    if found:
        raise ValueError(
            f"settings has {found}, which {library.title} has and a coordinate's step here "
            f"has not; followed are {followed}"
        )


_RECORDS = (
    Library(
        name="mxnet",
        title="MXNet 1.9",
        version="1.9.1",
        source="mxnet/optimizer/optimizer.py, RMSProp, and the operators rmsprop_update "
        "and rmspropalex_update in src/operator/optimizer_op-inl.h",
        code="mx.optimizer.RMSProp({arguments})",
        arguments=(
            Argument("learning_rate", "eta", 0.001),
            Argument("gamma1", "gamma", 0.9),
            Argument("gamma2", "momentum", 0.9, acts_if="centred"),
            Argument("epsilon", "eps", 1e-8),
            Argument("centered", "centred", False),
            Argument("wd", "decay", 0.0),
            Argument("clip_gradient", "clip"),
            Argument("clip_weights", "clip_weights"),
        ),
        fixed={"clip_first": False},
        elsewhere=(
            *("begin_num_update", "lr_scheduler", "multi_precision", "param_dict"),
            *("param_idx2name", "rescale_grad", "sym"),
        ),
        differs="The documentation of rmspropalex_update calls it the non-centered "
        "version; it is the centred one.",
    ),
    Library(
        name="mxnet2",
        title="MXNet 2",
        version="2.0.0b1",
        source="mxnet/optimizer/rmsprop.py, RMSProp.step; fused_step, the default, gives the "
        "same, but where clip_gradient is 0: step then clips to 0",
        code="mx.optimizer.RMSProp({arguments})",
        arguments=(
            Argument("learning_rate", "eta", 0.001),
            Argument("rho", "gamma", 0.9),
            Argument("momentum", "momentum", 0.9, acts_if="centred"),
            Argument("epsilon", "eps", 1e-8),
            Argument("centered", "centred", False),
            Argument("wd", "decay", 0.0),
            Argument("clip_gradient", "clip"),
            Argument("clip_weights", "clip_weights"),
        ),
        follows={"eps_inside": "centred"},
        elsewhere=(
            *("aggregate_num", "begin_num_update", "lr_scheduler", "multi_precision"),
            *("param_dict", "param_idx2name", "rescale_grad", "sym", "use_fused_step"),
        ),
    ),
    Library(
        name="pytorch",
        title="PyTorch",
        version="2.13.0",
        source="torch/optim/rmsprop.py, _single_tensor_rmsprop",
        code="torch.optim.RMSprop(params, {arguments})",
        arguments=(
            Argument("lr", "eta", 0.01),
            Argument("alpha", "gamma", 0.99),
            Argument("eps", "eps", 1e-8),
            Argument("weight_decay", "decay", 0.0),
            Argument("momentum", "momentum", 0.0),
            Argument("centered", "centred", False),
        ),
        fixed={"eps_inside": False, "rate_inside": False},
        elsewhere=("capturable", "differentiable", "foreach", "maximize"),
        differs="The docstring says that centered normalizes the gradient by its estimated "
        "variance; the code divides by the root of that.",
    ),
    Library(
        name="keras",
        title="Keras 3",
        version="3.15.1",
        source="keras/src/optimizers/rmsprop.py, RMSprop.update_step, and "
        "keras/src/optimizers/base_optimizer.py, _apply_weight_decay and _clip_gradients",
        code="keras.optimizers.RMSprop({arguments})",
        arguments=(
            Argument("learning_rate", "eta", 0.001),
            Argument("rho", "gamma", 0.9),
            Argument("momentum", "momentum", 0.0),
            Argument("epsilon", "eps", 1e-7),
            Argument("centered", "centred", False),
            Argument("weight_decay", "decay"),
            Argument("clipvalue", "clip"),
        ),
        fixed={"decoupled": True},
        elsewhere=(
            *("clipnorm", "ema_momentum", "ema_overwrite_frequency", "global_clipnorm"),
            *("gradient_accumulation_steps", "loss_scale_factor", "name", "use_ema"),
        ),
        differs="The docstring says that epsilon is the epsilon hat of Kingma and Ba, which "
        "stands outside the root; the code adds it inside. It says that centered "
        "normalizes by the estimated variance; the code divides by the root of that.",
    ),
    Library(
        name="tensorflow1",
        title="TensorFlow 1",
        version="1.x, as compat.v1 of TensorFlow 2.21.0",
        source="tensorflow/python/training/rmsprop.py, RMSPropOptimizer, and "
        "ApplyRMSProp in tensorflow/core/kernels/training_ops.cc",
        code="tf.compat.v1.train.RMSPropOptimizer({arguments})",
        arguments=(
            Argument("learning_rate", "eta", required=True),
            Argument("decay", "gamma", 0.9),
            Argument("momentum", "momentum", 0.0),
            Argument("epsilon", "eps", 1e-10),
            Argument("centered", "centred", False),
        ),
        fixed={"initial": 1.0},
        elsewhere=("name", "use_locking"),
        differs="Its table of arguments for the move to Keras does not say that the state "
        "starts from 1 here and from 0 there.",
    ),
    Library(
        name="optax",
        title="optax",
        version="0.2.8",
        source="optax/_src/alias.py, rmsprop, with scale_by_rms and scale_by_stddev in "
        "optax/_src/transform.py and trace in optax/transforms/_accumulation.py",
        code="optax.rmsprop({arguments})",
        arguments=(
            Argument("learning_rate", "eta", required=True),
            Argument("decay", "gamma", 0.9),
            Argument("eps", "eps", 1e-8),
            Argument("initial_scale", "initial", 0.0),
            Argument("eps_in_sqrt", "eps_inside", True),
            Argument("centered", "centred", False),
            Argument("momentum", "momentum"),
            Argument("nesterov", "nesterov", False),
            Argument("bias_correction", "corrected", False),
        ),
        differs="The docstring says that initial_scale starts the accumulators of previous "
        "updates; it starts the mean square of the gradients alone, and with centered their "
        "mean starts from 0.",
    ),
    Library(
        name="jax",
        title="JAX's example optimizers",
        version="0.10.2",
        source="jax/example_libraries/optimizers.py, rmsprop",
        code="optimizers.rmsprop({arguments})",
        arguments=(
            Argument("step_size", "eta", required=True),
            Argument("gamma", "gamma", 0.9),
            Argument("eps", "eps", 1e-8),
        ),
    ),
    Library(
        name="jax-momentum",
        title="JAX's example optimizers, with momentum",
        version="0.10.2",
        source="jax/example_libraries/optimizers.py, rmsprop_momentum",
        code="optimizers.rmsprop_momentum({arguments})",
        arguments=(
            Argument("step_size", "eta", required=True),
            Argument("gamma", "gamma", 0.9),
            Argument("eps", "eps", 1e-8),
            Argument("momentum", "momentum", 0.9),
        ),
    ),
    Library(
        name="autograd",
        title="HIPS autograd",
        version="1.9.1",
        source="autograd/misc/optimizers.py, rmsprop",
        code="rmsprop(grad, x, {arguments})",
        arguments=(
            Argument("step_size", "eta", 0.1),
            Argument("gamma", "gamma", 0.9),
            Argument("eps", "eps", 1e-8),
        ),
        fixed={"eps_inside": False, "initial": 1.0},
        elsewhere=("callback", "num_iters"),
        differs="The docstring refers to the Adagrad paper, which adds squares up and has no "
        "leaky average; that the state starts from 1 is not said.",
    ),
    Library(
        name="chainer",
        title="Chainer",
        version="7.8.1",
        source="chainer/optimizers/rmsprop.py, RMSpropRule.update_core_cpu",
        code="chainer.optimizers.RMSprop({arguments})",
        arguments=(
            Argument("lr", "eta", 0.01),
            Argument("alpha", "gamma", 0.99),
            Argument("eps", "eps", 1e-8),
            Argument("eps_inside_sqrt", "eps_inside", False),
        ),
    ),
    Library(
        name="chainer-graves",
        title="Chainer's RMSpropGraves",
        version="7.8.1",
        source="chainer/optimizers/rmsprop_graves.py, RMSpropGravesRule.update_core_cpu",
        code="chainer.optimizers.RMSpropGraves({arguments})",
        arguments=(
            Argument("lr", "eta", 1e-4),
            Argument("alpha", "gamma", 0.95),
            Argument("momentum", "momentum", 0.9),
            Argument("eps", "eps", 1e-4),
        ),
        fixed={"centred": True},
    ),
    # What papers and their own programs have.
    Library(
        name="dqn",
        title="DQN",
        version="3.0",
        source="dqn/NeuralQLearner.lua, qLearnMinibatch, and run_gpu, of the code published "
        "with Mnih et al. 2015",
        code='agent_params="{arguments}"',
        arguments=(
            Argument("lr", "eta", 0.00025),
            Argument("wc", "decay", 0.0),
        ),
        fixed={"gamma": 0.95, "eps": 0.01, "centred": True},
        differs="The paper's table lists a gradient momentum of 0.95; the code has no "
        "momentum, and 0.95 is the fraction that the gradient's mean keeps.",
    ),
    Library(
        name="tieleman-hinton",
        title="the slide of Tieleman and Hinton",
        version="2012",
        source="Lecture 6.5 of Neural Networks for Machine Learning, the slide 'rmsprop: A "
        "mini-batch version of rprop'; it has no ε and does not say where the state starts, "
        "for which 0 is taken",
        code="# MeanSquare = 0.9 MeanSquare + 0.1 g^2; w -= eta g / sqrt(MeanSquare), "
        "{arguments}",
        arguments=(Argument("eta", "eta", required=True),),
        fixed={"gamma": 0.9},
    ),
    Library(
        name="graves",
        title="Graves 2013",
        version="2013",
        source="Generating Sequences With Recurrent Neural Networks, equations 38 to 45, as "
        "Chainer's RMSpropGraves has them; the averages are taken to start at 0",
        code="# n = aleph n + (1 - aleph) g^2; m = aleph m + (1 - aleph) g; "
        "d = beth d - gimel g / sqrt(n - m^2 + daleth); w += d, {arguments}",
        arguments=(
            Argument("gimel", "eta", 1e-4),
            Argument("aleph", "gamma", 0.95),
            Argument("beth", "momentum", 0.9),
            Argument("daleth", "eps", 1e-4),
        ),
        fixed={"centred": True},
    ),
)

LIBRARIES: Mapping[str, Library] = MappingProxyType({r.name: r for r in _RECORDS})
