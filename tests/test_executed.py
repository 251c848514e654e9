"""What several processes execute at the same time, pages of one book or of two, is all kept."""

import multiprocessing
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

EXTENSIONS = Path(__file__).parents[1] / "docs" / "_ext"
PROCESSES, PAGES = 4, 25


def execute(folder, process):
    """Store the results of many pages, one after the other, as a reading process does."""
    sys.path.insert(0, str(EXTENSIONS))
    import nbformat
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn
    from rebuild import setup

    setup(Mock())  # as in a build
    cache = get_cache(folder)
    for page in range(PAGES):
        cell = nbformat.v4.new_code_cell(f"{process}, {page}")
        bundle = CacheBundleIn(nbformat.v4.new_notebook(cells=[cell]), f"{process}")
        cache.cache_notebook_bundle(bundle, check_validity=False)


def test_processes_keep_each_others_results(tmp_path):
    """No process deletes what another has stored while it asks for what is old."""
    jupyter_cache = pytest.importorskip("jupyter_cache", reason="no group `docs`")
    cache = jupyter_cache.get_cache(tmp_path)
    _ = cache.db  # made here, as a build does before its processes start
    processes = [(tmp_path, name) for name in range(PROCESSES)]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        pool.starmap(execute, processes, chunksize=1)
    kept = len(cache.list_cache_records())
    cache.db.dispose()  # else a later test is told of an open database
    assert kept == PROCESSES * PAGES
