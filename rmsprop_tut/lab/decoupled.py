"""AdamW for Gluon: MXNet 1.9.1 has an operator of that name, but no optimizer to train with."""

from functools import cache
from typing import Any

from .._mxnet import load_mxnet


@cache
def register_decoupled_adam() -> type[Any]:
    r"""Register ``"decoupledadam"`` with MXNet: its Adam, with weight decay beside the gradient.

    .. math:: \mathbf{w} \leftarrow (1 - \eta \lambda)\, \mathbf{w}

    and then one step of MXNet's own ``adam``.

    Returns
    -------
    type
        The optimizer. It takes ``weight_decay``, λ, and all that ``adam`` takes; like Adam's
        ``wd``, λ acts on every parameter, biases too. The rate η is the one that is set as
        the step begins.

    References
    ----------
    :cite:t:`Loshchilov.Hutter.2019`.

    Examples
    --------
    >>> register_decoupled_adam()(weight_decay=0.1).weight_decay
    0.1
    """
    mx = load_mxnet()

    class DecoupledAdam(mx.optimizer.Adam):  # type: ignore[misc,name-defined]
        def __init__(self, weight_decay: float = 0.01, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.weight_decay = weight_decay

        def update(self, index: Any, weight: Any, grad: Any, state: Any) -> None:
            weight *= 1 - self._get_lr(index) * self.weight_decay
            super().update(index, weight, grad, state)

    registered: type[Any] = mx.optimizer.register(DecoupledAdam)
    return registered
