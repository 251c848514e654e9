"""MXNet, loaded by the test that first uses it: ``mx.np`` is ``mxnet.np``."""

from rmsprop_tut._mxnet import load_mxnet


def __getattr__(name):
    """Return what MXNet calls so."""
    return getattr(load_mxnet(), name)
