"""Fashion-MNIST: which images are used, and what is said when they cannot be had."""

import gzip
import hashlib
import importlib.util
import json
import os
import struct
import threading
from collections import Counter
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rmsprop_tut.lab import fashion
from rmsprop_tut.lab.fashion import FILES, decode_idx, encode_idx, load_fashion_mnist
from rmsprop_tut.results import ClassifierResult

DEBIAN = fashion.DEBIAN_FOLDER
needs_debian = pytest.mark.skipif(
    not DEBIAN.is_dir(),
    reason="Debian's package dataset-fashion-mnist is not installed",
)
IMAGES = FILES[0]


class Handler(BaseHTTPRequestHandler):
    """Serves the subset's files, spoilt as the test wishes, and counts the requests."""

    spoilt: dict
    asked: Counter
    url: str

    def do_GET(self):
        """Send the file, or less, or something else."""
        name = self.path.rpartition("/")[2]
        self.asked[name] += 1
        if self.spoilt.get(name) == "absent":
            self.send_error(404)
            return
        content = (fashion.SUBSET_FOLDER / name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.spoilt.get(name) == "cut":
            content = content[: len(content) // 2]
        elif self.spoilt.get(name) == "damaged":
            content = content[:-9] + bytes(9)
        self.wfile.write(content)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def elsewhere(monkeypatch):
    """Let the subset play the full set, and let no installed copy be found."""
    published = {
        name: hashlib.sha256((fashion.SUBSET_FOLDER / name).read_bytes()).hexdigest()
        for name in FILES
    }
    monkeypatch.setattr(fashion, "PUBLISHED_SHA256", published)
    monkeypatch.setattr(fashion, "FULL_SHA256", fashion.SUBSET_SHA256)
    monkeypatch.setattr(fashion, "DEBIAN_FOLDER", Path("/nowhere"))
    monkeypatch.delenv(fashion.FOLDER_VARIABLE, raising=False)


@pytest.fixture
def server(elsewhere):
    """Serve the files on the loopback; yields the handler, which has the address."""
    handler = type("Served", (Handler,), {"spoilt": {}, "asked": Counter()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
        handler.url = f"http://127.0.0.1:{httpd.server_port}/files"
        yield handler
        httpd.shutdown()


@pytest.fixture
def own_folder(tmp_path):
    """Copy the four files where they may be spoilt."""
    for name in FILES:
        (tmp_path / name).write_bytes((fashion.SUBSET_FOLDER / name).read_bytes())
    return tmp_path


def kept(folder):
    """Return the names of what lies in a folder."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_subset_is_balanced():
    """``"subset"``: 4,000 training and 1,000 test images, class-balanced."""
    data = load_fashion_mnist()
    assert data.train_images.shape == (4000, 28, 28)
    assert data.test_images.shape == (1000, 28, 28)
    assert set(np.bincount(data.train_labels)) == {400}
    assert set(np.bincount(data.test_labels)) == {100}
    assert "subset" in data.source
    assert repr(data) == f"FashionMNIST({data.source})"


def test_subset_is_small():
    """A class-balanced subset lies in the package, small (about 2 MB)."""
    size = sum((fashion.SUBSET_FOLDER / name).stat().st_size for name in FILES)
    assert 1.8e6 < size < 2.3e6


def test_images_cannot_be_written_to():
    """The data are frozen: no caller changes what the next one gets."""
    with pytest.raises(ValueError, match="read-only"):
        load_fashion_mnist().train_images[0] = 0


def test_hold_out():
    """The last ``n`` training images take the place of the test set."""
    data = load_fashion_mnist()
    held = data.hold_out(1000)
    joined = np.concatenate([held.train_images, held.test_images])
    np.testing.assert_array_equal(joined, data.train_images)
    assert "no test image" in held.source
    with pytest.raises(ValueError, match=r"^n must be in \[1, 3999\]"):
        data.hold_out(4000)


@given(arrays("uint8", st.lists(st.integers(0, 4), min_size=1, max_size=4).map(tuple)))
def test_idx_round_trip(array):
    """``encode_idx`` writes what ``decode_idx`` reads, whatever the shape."""
    np.testing.assert_array_equal(decode_idx(encode_idx(array)), array)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a", "begin like an IDX"),
        (encode_idx([1, 2])[:-1], "must have 2 data bytes"),
    ],
)
def test_idx_refuses(content, message):
    """Raised if the header is another one, or the length not what it says."""
    with pytest.raises(ValueError, match=message):
        decode_idx(content)


@needs_debian
@pytest.mark.parametrize(
    ("name", "written", "md5"),
    [
        (FILES[0], 1504176606, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        (FILES[1], 1504176606, "25c81989df183df01b3e8a0aad5dffbe"),
        (FILES[2], 1504176627, "bef4ecab320f06d8554ea6380940ec79"),
        (FILES[3], 1504176627, "bb300cfdad3c16e7a12a480ee83cd310"),
    ],
)
def test_debian_files_are_the_published_ones(name, written, md5):
    """With name and date put back in the header they have the published MD5 sums."""
    body = (DEBIAN / name).read_bytes()[10:]
    head = b"\x1f\x8b\x08\x08" + struct.pack("<I", written) + b"\0\3"
    published = head + name.removesuffix(".gz").encode() + b"\0" + body
    assert hashlib.md5(published, usedforsecurity=False).hexdigest() == md5
    assert hashlib.sha256(published).hexdigest() == fashion.PUBLISHED_SHA256[name]


@needs_debian
def test_full_set_where_debian_puts_it(monkeypatch):
    """All 60,000 and 10,000, found where Debian's package puts them."""
    monkeypatch.delenv(fashion.FOLDER_VARIABLE, raising=False)
    data = load_fashion_mnist("full")
    assert (data.train_images.shape, len(data.test_labels)) == ((60000, 28, 28), 10000)
    assert str(DEBIAN) in data.source
    subset = load_fashion_mnist()
    np.testing.assert_array_equal(subset.train_images[0], data.train_images[0])


def make_script(name="make_fashion_subset"):
    """Import a script that lies beside the data."""
    path = fashion.SUBSET_FOLDER.parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_debian
def test_subset_is_reproducible(monkeypatch, tmp_path):
    """The script makes the subset again; headers have neither name nor date."""
    script = make_script()
    monkeypatch.setattr(script, "SUBSET_FOLDER", tmp_path / "again")
    script.main(str(DEBIAN))
    for name in FILES:
        made, shipped = (
            folder / name for folder in (tmp_path / "again", fashion.SUBSET_FOLDER)
        )
        assert gzip.decompress(made.read_bytes()) == gzip.decompress(
            shipped.read_bytes()
        )
        assert (
            made.read_bytes()[:8]
            == shipped.read_bytes()[:8]
            == b"\x1f\x8b\x08\0\0\0\0\0"
        )


@needs_debian
def test_script_writes_nothing_if_the_hash_is_wrong(monkeypatch, tmp_path):
    """The four files are written if all hashes are right, else none."""
    script = make_script()
    monkeypatch.setattr(script, "SUBSET_FOLDER", tmp_path / "again")
    monkeypatch.setattr(script, "TRAIN_PER_CLASS", 399)
    with pytest.raises(SystemExit, match="gives train-images"):
        script.main(str(DEBIAN))
    assert not (tmp_path / "again").exists()


def test_named_folder(elsewhere, own_folder):
    """The full set is looked for in ``folder``."""
    data = load_fashion_mnist("full", folder=own_folder)
    assert str(own_folder) in data.source
    assert len(data.train_labels) == 4000


def test_named_by_environment(elsewhere, own_folder, monkeypatch):
    """Else in the folder that the environment variable names."""
    monkeypatch.setenv(fashion.FOLDER_VARIABLE, str(own_folder))
    assert str(own_folder) in load_fashion_mnist("full").source


def test_missing_file(elsewhere, own_folder):
    """FileNotFoundError if the folder that you named lacks a file."""
    (own_folder / IMAGES).unlink()
    advice = f"folder must name a folder with the published files {FILES[0]}"
    with pytest.raises(FileNotFoundError, match=f"{IMAGES} is missing. {advice}"):
        load_fashion_mnist("full", folder=own_folder)


def test_a_folder_in_place_of_a_file(elsewhere, own_folder):
    """A folder with a file's name is not called missing."""
    (own_folder / FILES[1]).unlink()
    (own_folder / FILES[1]).mkdir()
    with pytest.raises(
        FileNotFoundError, match="gz is a folder, not the file. folder must"
    ):
        load_fashion_mnist("full", folder=own_folder)


def test_an_address_is_a_str():
    """What is no address is refused by name."""
    with pytest.raises(TypeError, match="^base_url must be of the class str, not None"):
        load_fashion_mnist("largest", base_url=None)


def test_missing_file_of_the_variable_s_folder(elsewhere, own_folder, monkeypatch):
    """The advice names what named the folder, here the variable."""
    monkeypatch.setenv(fashion.FOLDER_VARIABLE, str(own_folder / "none"))
    with pytest.raises(FileNotFoundError, match=f"{fashion.FOLDER_VARIABLE} must name"):
        load_fashion_mnist("full")


def test_a_damaged_installed_file(elsewhere, own_folder, monkeypatch):
    """A damaged file of Debian's package is told to be installed again."""
    monkeypatch.setattr(fashion, "DEBIAN_FOLDER", own_folder)
    (own_folder / IMAGES).write_bytes(b"no gzip")
    with pytest.raises(ValueError, match="Install Debian's package .* again"):
        load_fashion_mnist("full")


def test_folders_as_people_type_them(elsewhere, own_folder, monkeypatch):
    """``~``, a trailing slash, a relative path and an address name the same folder."""
    for name in ("HOME", "USERPROFILE"):  # the second on Windows
        monkeypatch.setenv(name, str(own_folder))
    monkeypatch.chdir(own_folder)
    for typed in ("~", "~/", ".", f"{own_folder}/", own_folder.as_uri()):
        data = load_fashion_mnist("full", folder=typed)
        assert data == load_fashion_mnist("full", cache=typed)
        monkeypatch.setenv(fashion.FOLDER_VARIABLE, typed)
        assert data == load_fashion_mnist("full")
        monkeypatch.delenv(fashion.FOLDER_VARIABLE)
    with pytest.raises(ValueError, match="^folder must be a path, not ''"):
        load_fashion_mnist("full", folder="")


def test_half_a_file(elsewhere, own_folder):
    """Half-downloaded data: a clear message, and the file is left as it is."""
    half = (own_folder / IMAGES).read_bytes()[:1000]
    (own_folder / IMAGES).write_bytes(half)
    with pytest.raises(ValueError, match="cut short after 1,000 bytes"):
        load_fashion_mnist("full", folder=own_folder)
    assert (own_folder / IMAGES).read_bytes() == half


@pytest.mark.parametrize("content", [b"no gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff"])
def test_not_a_gzip_file(elsewhere, own_folder, content):
    """Damaged data: a clear message."""
    (own_folder / IMAGES).write_bytes(content)
    with pytest.raises(ValueError, match=r"is damaged or cut short"):
        load_fashion_mnist("full", folder=own_folder)


def test_one_changed_pixel(elsewhere, own_folder):
    """A file is checked by the hash of its content: one byte is enough."""
    content = bytearray(gzip.decompress((own_folder / IMAGES).read_bytes()))
    content[1000] ^= 1
    (own_folder / IMAGES).write_bytes(gzip.compress(content))
    with pytest.raises(ValueError, match="is damaged: its content has SHA-256"):
        load_fashion_mnist("full", folder=own_folder)


def test_other_compression_is_welcome(elsewhere, own_folder):
    """The content counts: Debian's files are compressed without name and date."""
    content = gzip.decompress((own_folder / IMAGES).read_bytes())
    (own_folder / IMAGES).write_bytes(gzip.compress(content, 1))
    assert len(load_fashion_mnist("full", folder=own_folder).train_images) == 4000


def test_fetched_once(server, tmp_path):
    """What the cache lacks is fetched into it, once."""
    for _ in range(2):
        data = load_fashion_mnist("full", cache=tmp_path, base_url=server.url)
    assert str(tmp_path) in data.source
    assert server.asked == dict.fromkeys(FILES, 1)
    assert kept(tmp_path) == sorted(FILES)


@pytest.mark.parametrize("broken", ["cut", "damaged", "absent"])
def test_broken_off_download_is_resumed(server, tmp_path, broken):
    """Never half-written; call again, and files already fetched are kept."""
    server.spoilt[FILES[2]] = broken
    with pytest.raises((ConnectionError, ValueError), match=f"{FILES[2]} ca"):
        load_fashion_mnist("full", cache=tmp_path, base_url=server.url)
    assert kept(tmp_path) == sorted(FILES[:2])
    server.spoilt.clear()
    load_fashion_mnist("full", cache=tmp_path, base_url=server.url)
    assert server.asked == {FILES[0]: 1, FILES[1]: 1, FILES[2]: 2, FILES[3]: 1}


def test_damaged_cache_is_fetched_anew(server, own_folder):
    """A damaged file in the cache is replaced, and only that one."""
    (own_folder / IMAGES).write_bytes(b"half")
    load_fashion_mnist("full", cache=own_folder, base_url=server.url)
    assert server.asked == {IMAGES: 1}


def test_no_network(elsewhere, tmp_path):
    """No network: one sentence that says what to do, and nothing is written."""
    with pytest.raises(
        ConnectionError, match=r"(?s)cannot be fetched.*RMSPROP_TUT_FASHION"
    ):
        load_fashion_mnist("full", cache=tmp_path, base_url="http://127.0.0.1:9/")
    assert kept(tmp_path) == []


def test_no_network_keeps_the_cache(elsewhere, own_folder):
    """No network and a damaged cached file: nothing is lost."""
    (own_folder / IMAGES).write_bytes(b"half")
    with pytest.raises(ConnectionError, match="What was fetched is kept"):
        load_fashion_mnist("full", cache=own_folder, base_url="http://127.0.0.1:9/")
    assert (own_folder / IMAGES).read_bytes() == b"half"


def test_whole_cache_needs_no_network(elsewhere, own_folder):
    """What the cache has is not fetched: it may be read-only and without network."""
    data = load_fashion_mnist("full", cache=own_folder, base_url="http://127.0.0.1:9/")
    assert len(data.test_labels) == 1000


def test_cache_that_cannot_be_made(server, tmp_path):
    """A cache below a file cannot be made, by anyone: a clear message."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(
        OSError, match=r"cannot be kept in the cache .*make it writable"
    ):
        load_fashion_mnist(
            "full", cache=tmp_path / "file" / "cache", base_url=server.url
        )
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert not server.asked


def test_read_only_cache(server, tmp_path, monkeypatch):
    """A read-only cache: a clear message, and nothing is asked of the network."""

    def refuse(*args, **kwargs):
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    with pytest.raises(OSError, match=r"Read-only file system.*make it writable"):
        load_fashion_mnist("full", cache=tmp_path, base_url=server.url)
    assert not server.asked


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write"
)
def test_cache_without_write_permission(server, tmp_path):
    """The same with the permission really taken away."""
    tmp_path.chmod(0o555)
    with pytest.raises(OSError, match="make it writable"):
        load_fashion_mnist("full", cache=tmp_path, base_url=server.url)


def test_largest_falls_back(elsewhere, tmp_path):
    """Else the subset and a warning that says why."""
    with pytest.warns(
        UserWarning, match="subset in the package is used.*cannot be fetched"
    ):
        data = load_fashion_mnist(
            "largest", cache=tmp_path, base_url="http://127.0.0.1:9/"
        )
    assert data.source.startswith("the class-balanced subset")


def test_largest_takes_the_full_set(elsewhere, own_folder):
    """The full set if it can be had."""
    data = load_fashion_mnist("largest", folder=own_folder)
    assert data.source.startswith("the full set in")


def test_default_cache_is_the_users(server, tmp_path, monkeypatch):
    """By default the user's cache folder; a progress bar on stderr on wish."""
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / project)
    data = load_fashion_mnist("full", base_url=server.url, progress=True)
    assert str(tmp_path / "rmsprop_tut" / "fashion-mnist") in data.source


def test_subset_searches_nothing(own_folder):
    """A folder named for the subset is an error, not a silent surprise."""
    with pytest.raises(ValueError, match="call with which='full'"):
        load_fashion_mnist(folder=own_folder)
    with pytest.raises(ValueError, match="^which must be 'subset'"):
        load_fashion_mnist("all")


@pytest.mark.parametrize(("accuracy", "written"), [(0.9, True), (0.89, False)])
def test_full_run_is_recorded_only_if_good(monkeypatch, tmp_path, accuracy, written):
    """The record is written only if the accuracy is at least 90 %."""
    script = make_script("make_fashion_full")
    result = ClassifierResult((0.2,), (0.95,), (accuracy,), np.zeros(1), 60.04)
    monkeypatch.setattr(script, "RECORD", tmp_path / "record.json")
    monkeypatch.setattr(
        script, "load_fashion_mnist", lambda *_, **__: load_fashion_mnist()
    )
    monkeypatch.setattr(script, "train_classifier", lambda *_, **__: result)
    with nullcontext() if written else pytest.raises(SystemExit, match="below 90%"):
        script.main()
    assert script.RECORD.exists() == written
    if written:
        record = json.loads(script.RECORD.read_text(encoding="utf-8"))
        assert record.keys() == fashion.full_fashion_record().keys()
        assert (record["test_accuracy"], record["seconds"]) == (0.9, 60.0)
