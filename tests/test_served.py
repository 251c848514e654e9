"""A book that is built for a server names its address; the others are opened from a folder."""

import asyncio
import contextlib
import importlib
import runpy
import shutil
import socket
import subprocess
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from matplotlib.image import imread
from serving import SERVER, ask, command, serving
from small_book import SmallBook

ADDRESS = "https://example.org/books/rmsprop"
ROOT = Path(__file__).parents[1]
NGINX = """
daemon off; master_process off; pid {folder}/pid; events {{}}
http {{
access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2;
fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
{site}
}}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the folder of a small book that was built with an address."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    book = SmallBook(tmp_path_factory.mktemp("served"), RMSPROP_TUT_URL=ADDRESS)
    book()
    return book.book


def links(page, *selectors):
    """Return the addresses that a page's elements name."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    found = (soup.select_one(selector) for selector in selectors)
    return [e.get("href") or e.get("content") for e in found]


def test_a_page_names_its_address_and_its_card(served):
    """Social and search metadata: each page's own address, and a picture for cards."""
    canonical, url, card = links(
        served / "auto_gallery" / "plot_script.html",
        'link[rel="canonical"]',
        'meta[property="og:url"]',
        'meta[property="og:image"]',
    )
    assert canonical == url == f"{ADDRESS}/auto_gallery/plot_script.html"
    picture = imread(served / card.removeprefix(f"{ADDRESS}/"))
    assert picture.shape[:2] == (630, 1200)


def test_the_map_lists_every_page_but_one(served):
    """Sitemap where a base URL is given: every page but the one for missing pages."""
    listed = ElementTree.parse(served / "sitemap.xml").findall(".//{*}loc")
    names = [loc.text.removeprefix(f"{ADDRESS}/") for loc in listed]
    assert {"index.html", "one.html", "auto_gallery/plot_script.html"} <= set(names)
    assert all((served / name).is_file() for name in names)
    assert "404.html" not in names


def test_the_page_for_missing_pages_works_at_any_depth(served):
    """404 page: whatever address failed, its links and styles lead into the book."""
    page = BeautifulSoup(
        (served / "404.html").read_text(encoding="utf-8"), "html.parser"
    )
    sources = [e.get("href") or e.get("src") for e in page.select("[href], [src]")]
    paths = [urlsplit(s).path for s in sources if not s.startswith(("#", "http"))]
    base = urlsplit(ADDRESS).path + "/"
    assert len(paths) > 5
    assert not [path for path in paths if not path.startswith(base)]
    files = [served / (path.removeprefix(base) or "index.html") for path in paths]
    assert not [file for file in files if not file.is_file()]


@pytest.fixture(scope="module")
def at_its_address(served):
    """Serve the small book; return where it is."""
    with serving(served) as address:
        yield address


@pytest.fixture(scope="module")
def rules():
    """Return the server's module."""
    return runpy.run_path(str(SERVER))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a book of few pages, beside which lies what nobody may read."""
    book = tmp_path_factory.mktemp("few") / "html"
    (book / "chapter").mkdir(parents=True)
    (book / "_static").mkdir()
    (book / "index.html").write_text("<title>ü</title>", encoding="utf-8")
    (book / "chapter" / "index.html").write_text("chapter", encoding="utf-8")
    (book / "_static" / "book.js").write_text("script", encoding="utf-8")
    (book.parent / "secret.txt").write_text("secret", encoding="utf-8")
    (book.parent / "html2").mkdir()
    (book.parent / "html2" / "secret.txt").write_text("secret", encoding="utf-8")
    return book


@pytest.fixture(scope="module")
def address(folder):
    """Serve the folder; return where it is."""
    with serving(folder) as address:
        yield address


def test_it_is_served_where_its_address_says(at_its_address, served):
    """The book lies below the path of its address, and what is above leads to it."""
    place = urlsplit(ADDRESS).path + "/"
    assert urlsplit(at_its_address).path == place
    answer, body = ask(at_its_address, place)
    assert (answer.status, body) == (200, (served / "index.html").read_bytes())
    for above in ("/", "/books", "/books/", place.rstrip("/")):
        answer, _ = ask(at_its_address, above)
        assert (answer.status, answer.getheader("Location")) == (302, place)


@pytest.mark.parametrize(
    "path", ["/books/rmsprop/not/there.html", "/one.html", "/elsewhere", "/favicon.ico"]
)
def test_what_is_missing_is_answered_with_the_book_s_page(at_its_address, served, path):
    """404 page: whatever address failed, the answer is that page, and says 404."""
    answer, body = ask(at_its_address, path)
    assert (answer.status, body) == (404, (served / "404.html").read_bytes())


@pytest.mark.parametrize("path", ["/books/rmsprop/one.html", "/favicon.ico"])
def test_who_asks_for_the_head_gets_no_body(at_its_address, path):
    """HEAD: the headers of the answer, its length among them, and nothing after them."""
    named = urlsplit(at_its_address)
    with socket.create_connection((named.hostname, named.port)) as caller:
        caller.sendall(f"HEAD {path} HTTP/1.0\r\n\r\n".encode())
        head, _, body = caller.makefile("rb").read().partition(b"\r\n\r\n")
    assert b"\r\nContent-Length: " in head.title()
    assert body == b""


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/_static/book.js?v=0a1b", 200),
        ("GET", "/chapter", 301),
        ("GET", "/none.html", 404),
        ("POST", "/", 501),
    ],
)
def test_every_answer_has_the_headers(address, rules, method, path, status):
    """Every answer, also that nothing is there, says the headers of the page on hosting."""
    answer, _ = ask(address, path, method)
    assert answer.status == status
    assert len(rules["HEADERS"]) >= 3
    for name, said in rules["HEADERS"].items():
        assert answer.getheader(name) == said


def test_every_file_has_its_type(at_its_address, served):
    """Every kind of file has a type, texts their letters; two kinds are for no browser."""
    kinds = {p.suffix: p for p in sorted(served.rglob("*")) if p.is_file()}
    found = {}
    for kind, file in kinds.items():
        path = file.relative_to(served).as_posix()
        answer, body = ask(at_its_address, f"{urlsplit(ADDRESS).path}/{path}")
        found[kind] = answer.getheader("Content-Type")
        assert body == file.read_bytes()
    assert len(kinds) > 9
    unknown = {k for k, said in found.items() if said == "application/octet-stream"}
    assert unknown == {"", ".inv"}
    texts = {kind for kind, said in found.items() if said.startswith("text/")}
    assert {".html", ".css", ".js", ".txt"} <= texts
    assert all(found[kind].endswith("; charset=utf-8") for kind in texts)


def test_a_browser_keeps_what_has_a_checksum(address):
    """What has a checksum in its address is kept for a year; the rest is asked for again."""
    kept, _ = ask(address, "/_static/book.js?v=0a1b")
    asked, _ = ask(address, "/_static/book.js")
    assert kept.getheader("Cache-Control") == "max-age=31536000, immutable"
    assert asked.getheader("Cache-Control") == "no-cache"
    since = {"If-Modified-Since": asked.getheader("Last-Modified")}
    again, body = ask(address, "/_static/book.js", **since)
    assert (again.status, body) == (304, b"")


@pytest.mark.parametrize("query", ["?v=0a1b", "?q=v=0a1b", "?v=x", "?w&v=0a1b"])
def test_nothing_else_is_kept(address, query):
    """What is not there is not kept, and no other question is a checksum."""
    path = "/none.js" if query == "?v=0a1b" else "/_static/book.js"
    answer, _ = ask(address, path + query)
    assert answer.getheader("Cache-Control") == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/chapter/../../secret.txt",
        "/chapter/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/../html2/secret.txt",
        "//secret.txt",
        "/{folder}/secret.txt",
        "/_static/",
        "/index.html/",
        "/a%00b",
        "/%ed%a0%80",
        "/" + "a" * 5000,
        "http://example.org/index.html",
    ],
)
def test_nothing_is_outside_the_book(address, folder, path):
    """No address leads out of the folder, and no folder is listed."""
    answer, body = ask(address, path.format(folder=folder.parent.as_posix()))
    assert answer.status == 404
    assert b"secret" not in body
    assert b"book.js" not in body


def test_no_link_of_the_file_system_leads_out(address, folder):
    """A link within the folder is followed; one that leads out of it is not there."""
    try:
        (folder / "within.html").symlink_to(folder / "index.html")
        (folder / "out.txt").symlink_to(folder.parent / "secret.txt")
        (folder / "out").symlink_to(folder.parent / "html2")
    except OSError:
        pytest.skip("this account may make no links")
    assert ask(address, "/within.html")[0].status == 200
    for path in ("/out.txt", "/out/secret.txt"):
        answer, body = ask(address, path)
        assert (answer.status, b"secret" in body) == (404, False)


def ended(*arguments):
    """Return what the server says as it ends."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_that_is_taken(address, folder):
    """A port that is in use is named, in one sentence that says what to do."""
    said = ended(*command(folder, urlsplit(address).port))
    assert said.startswith(f"Port {urlsplit(address).port} cannot be had")
    assert "`nox -s serve-book -- 8001`" in said


def test_a_book_that_is_not_built(tmp_path):
    """Where no book is built a sentence says how to build it."""
    said = ended(*command(tmp_path))
    assert said == f"There is no book in {tmp_path}: build it with `nox -s docs`.\n"


@pytest.mark.parametrize("port", ["65536", "http", "80.5"])
def test_a_port_that_is_none(folder, port):
    """A port outside 0 to 65535 is named with its range."""
    said = ended(*command(folder, port))
    assert f"from 0 (any that is free) to 65535, not '{port}'" in said


@pytest.fixture
def many_files():
    """Let this process open as many files as it may."""
    resource = pytest.importorskip("resource", reason="no limit on Windows")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def called(address, paths, book):
    """Open a connection for each path, then ask all at once; return what is not the file."""

    async def answer(path, reader, writer):
        writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        same = sha256(body).digest() == sha256((book / path[1:]).read_bytes()).digest()
        return head.split()[1:2] == [b"200"] and same

    named = urlsplit(address)
    opened = await asyncio.gather(
        *(asyncio.open_connection(named.hostname, named.port) for _ in paths)
    )
    answers = map(answer, paths, *zip(*opened, strict=True))
    return await asyncio.gather(*answers)


@pytest.mark.usefixtures("many_files")
def test_a_thousand_callers_at_once_lose_nothing(folder):
    """A thousand connections are open before the first asks; each gets its file, every byte.

    The server may open no more files than macOS lets a program open.
    """
    for size in range(40):
        (folder / f"{size}.txt").write_bytes(bytes(range(256)) * size**2)
    paths = [f"/{i % 40}.txt" for i in range(1000)]
    with serving(folder, "sh", "-c", 'ulimit -n 256; exec "$@"', "sh") as address:
        answers = asyncio.run(called(address, paths, folder))
    assert answers == [True] * 1000


def opened(port):
    """Say whether a port takes callers."""
    with contextlib.suppress(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False


@pytest.fixture(scope="module")
def as_nginx(served, tmp_path_factory):
    """Serve the small book by nginx, as the page on hosting says; return where it is."""
    if not (program := shutil.which("nginx")):
        pytest.skip("there is no nginx: `apt-get install nginx-light` brings one")
    folder = tmp_path_factory.mktemp("nginx")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        patch.syspath_prepend(ROOT / "docs" / "_ext")
        site = importlib.import_module("hosting").nginx(
            "example.org", urlsplit(ADDRESS).path + "/", f"{served}/"
        )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = site.replace("server {", f"server {{ listen 127.0.0.1:{port};")
    configured = folder / "nginx.conf"
    configured.write_text(NGINX.format(folder=folder, site=site), encoding="utf-8")
    command = program, "-e", str(folder / "said"), "-c", str(configured)
    subprocess.run((*command, "-t", "-q"), check=True)
    with subprocess.Popen(command) as nginx:
        while not opened(port):
            assert nginx.poll() is None
        yield f"http://127.0.0.1:{port}{urlsplit(ADDRESS).path}/"
        nginx.terminate()
    assert "[warn]" not in (folder / "said").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200),
        ("one.html", 200),
        ("_static/book.js?v=0a1b", 200),
        ("_static/book.css", 200),
        ("objects.inv", 200),
        ("_static/", 404),
        ("not/there.js?v=0a1b", 404),
    ],
)
def test_nginx_says_the_same(at_its_address, as_nginx, path, status):
    """As nginx is told on the page on hosting, it answers as the book's own server does."""
    place = f"{urlsplit(ADDRESS).path}/{path}"
    (ours, body), (theirs, same) = ask(at_its_address, place), ask(as_nginx, place)
    assert ours.status == theirs.status == status
    assert same == body
    of_each = {"Server", "Date", "Content-type", "Last-Modified"}
    for name in ["Content-Type", *(set(ours.headers) - of_each)]:
        assert theirs.getheader(name) == ours.getheader(name), name
