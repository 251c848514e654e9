"""The book's own server, started as `nox -s serve-book` starts it."""

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

SERVER = Path(__file__).parents[1] / "docs" / "serve_book.py"


def command(folder, port=0):
    """Return what serves a folder, at any port that is free."""
    return sys.executable, str(SERVER), str(port), "--folder", str(folder)


@contextmanager
def serving(folder, *before):
    """Serve a folder and give its address; afterwards the server must have had no fault.

    What stands before the command is a program that runs it.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as said,
        subprocess.Popen(
            (*before, *command(folder)), stdout=subprocess.PIPE, stderr=said, text=True
        ) as server,
    ):
        try:
            yield server.stdout.readline().split()[4]
        finally:
            server.terminate()
            server.wait()
            said.seek(0)
            assert "Traceback" not in said.read()


def ask(address, path, method="GET", **named):
    """Return the answer to one request, and its body; the path is sent as it is."""
    caller = HTTPConnection(urlsplit(address).netloc)
    try:
        caller.request(method, path, headers=named)
        answer = caller.getresponse()
        return answer, answer.read()
    finally:
        caller.close()
