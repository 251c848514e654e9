"""Serve the built book on this machine: ``python docs/serve_book.py [PORT] [--folder FOLDER]``.

It does what any host of the book should do: it sends these headers and types, lists no
folder, gives nothing from elsewhere, and answers with the book's own page where there is none.
The page on hosting is made from what stands here.
"""

import argparse
import contextlib
import os
import re
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BUILT = Path(__file__).parent / "_build" / "html"
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",  # the rest stands in each page
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ASKED_AGAIN = "no-cache"  # a browser keeps it, and asks whether it is still so
KEPT = "max-age=31536000, immutable"  # that with a checksum in its address
CHECKSUM = "v=[0-9a-f]+"
TEXTS = {
    "text/css": "css",
    "text/html": "html",
    "text/javascript": "js",
    "text/markdown": "md",
    "text/plain": "txt",
    "text/x-python": "py",
    "text/xml": "xml",
}
FILES = {
    "application/epub+zip": "epub",
    "application/json": "json map",
    "application/pdf": "pdf",
    "application/x-ipynb+json": "ipynb",
    "application/zip": "zip",
    "font/woff2": "woff2",
    "image/png": "png",
    "image/svg+xml": "svg",
}
OTHER = "application/octet-stream"


def headers(query: str, status: int) -> dict[str, str]:
    """Return what every answer says, and for how long a browser may keep it."""
    kept = status < 400 and re.fullmatch(CHECKSUM, query)
    return {**HEADERS, "Cache-Control": KEPT if kept else ASKED_AGAIN}


def types() -> dict[str, str]:
    """Return the type of each kind of file, by how its name ends."""
    said = {f"{text}; charset=utf-8": kinds for text, kinds in TEXTS.items()} | FILES
    return {f".{kind}": name for name, kinds in said.items() for kind in kinds.split()}


def address(folder: Path) -> str:
    """Return the address of a book, as its first page names it; it may have none."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    named = re.search(r'<link rel="canonical" href="([^"]*)index\.html"', page)
    return named[1] if named else ""


class Server(ThreadingHTTPServer):
    """A server of a book's folder, below the path that its address has.

    Few are answered at once: each takes two of the files that a process may have open.
    """

    at_once = 64
    request_queue_size = 2048  # the others wait here
    allow_reuse_address = os.name == "posix"  # elsewhere two could have one port

    def __init__(self, folder: Path, port: int) -> None:
        """Take the port, 0 for any that is free."""
        self.folder, named = folder.resolve(), address(folder)
        self.place = urlsplit(named).path or "/"
        self.missing = (self.folder / "404.html").read_bytes() if named else b""
        self.free = threading.BoundedSemaphore(self.at_once)
        handler = partial(Handler, directory=str(self.folder))
        super().__init__(("127.0.0.1", port), handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer once there is room."""
        self.free.acquire()
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Make room."""
        super().shutdown_request(request)
        self.free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a caller who has gone."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(SimpleHTTPRequestHandler):
    """The library's server of files, for which nothing is there but the book."""

    timeout = 10  # seconds for which a caller may say nothing
    types = types()
    server: Server
    path, status = "", 0  # of a request that cannot be read

    def is_of_the_book(self) -> bool:
        """Say whether the address leads into the book's folder, also where a link leads on."""
        try:
            file = Path(self.translate_path(self.path)).resolve()
        except ValueError:  # which no path can be
            return False
        below = self.path.startswith(self.server.place)
        return below and file.is_relative_to(self.server.folder)

    def translate_path(self, path: str) -> str:
        """Return the file of an address."""
        return super().translate_path("/" + path.removeprefix(self.server.place))

    def send_head(self) -> Any:
        """Send the headers of a file, and return it; from above the book, lead to it."""
        above = urlsplit(self.path).path.rstrip("/") + "/"
        if self.path != self.server.place and self.server.place.startswith(above):
            return self.lead_to(self.server.place)
        if self.is_of_the_book():
            return super().send_head()
        self.send_error(404)
        return None

    def lead_to(self, place: str) -> None:
        """Answer that the book is there."""
        self.send_response(302)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def guess_type(self, path: Any) -> str:
        """Return the type of a file, whatever this machine takes it for."""
        return self.types.get(Path(path).suffix, OTHER)

    def list_directory(self, path: Any) -> None:
        """List none."""
        self.send_error(404)

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Answer with the book's page for missing pages, if it can be read from anywhere."""
        if code == 404 and self.server.missing:
            self.send_missing(self.server.missing)
        else:
            super().send_error(code, message, explain)

    def send_missing(self, page: bytes) -> None:
        """Send the book's page for missing pages."""
        self.send_response(404)
        self.send_header("Content-Type", self.types[".html"])
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def send_response_only(self, code: int, message: str | None = None) -> None:
        """Remember what the answer is."""
        self.status = code
        super().send_response_only(code, message)

    def end_headers(self) -> None:
        """Add what every answer says."""
        for name, said in headers(urlsplit(self.path).query, self.status).items():
            self.send_header(name, said)
        super().end_headers()

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Say what is not there; the rest of the log would hide it."""
        if int(code) >= 400:
            super().log_request(int(code), size)

    def log_error(self, *args: Any) -> None:
        """Say nothing twice."""


def port(said: str) -> int:
    """Return a port; other than a whole number from 0 to 65535 ends the program."""
    if said.isdecimal() and int(said) < 2**16:
        return int(said)
    raise argparse.ArgumentTypeError(
        f"must be a whole number from 0 (any that is free) to 65535, not {said!r}"
    )


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", nargs="?", type=port, default=8000, metavar="PORT")
    parser.add_argument("--folder", type=Path, default=BUILT)
    return parser.parse_args()


def started(folder: Path, port: int) -> Server:
    """Return a server; end with a sentence where there is no book, or no such port to have."""
    if not (folder / "index.html").is_file():
        sys.exit(f"There is no book in {folder}: build it with `nox -s docs`.")
    try:
        return Server(folder, port)
    except OSError as error:
        sys.exit(
            f"Port {port} cannot be had ({error.strerror}): name another, "
            f"as in `nox -s serve-book -- 8001`."
        )


if __name__ == "__main__":
    asked = arguments()
    with started(asked.folder, asked.port) as server:
        at = f"http://127.0.0.1:{server.server_port}{server.place}"
        print(f"The book is at {at} until you press Ctrl-C.", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
