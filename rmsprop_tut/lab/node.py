"""One process of a cluster: ``python -m rmsprop_tut.lab.node FOLDER NAME``.

``DMLC_ROLE`` says what it is, and the variables beside it where the scheduler is. It ends when
its standard input does, so that nothing is left when what started it has gone. It removes the
folder then, if what started it made it: there is a token in the environment and in the folder.
"""

import os
import shutil
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from .._mxnet import load_mxnet, numpy_mode
from .cluster import TOKEN
from .data_parallel import Job, Worker

JOB = "job.json"  # in the cluster's folder
PREFIX = "rmsprop_tut_"  # of a folder that is removed with its cluster


def _is_the_clusters(folder: Path) -> bool:
    """Tell whether a folder was made for the cluster that this process is of."""
    with suppress(OSError):
        token = (folder / TOKEN).read_text("utf-8", errors="replace")
        return folder.name.startswith(PREFIX) and token == os.environ.get(TOKEN)
    return False


def _end_with_input(folder: Path) -> None:
    """Wait until what started the cluster has gone; then remove its folder, and end."""
    ours = _is_the_clusters(folder)  # before another process of it begins to remove it
    while os.read(0, 1):
        pass
    if ours:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _end_with_error(unraisable: Any) -> None:
    """Say what went wrong in a server's update, which MXNet would pass over, and end."""
    traceback.print_exception(unraisable.exc_value)
    sys.stderr.flush()
    os._exit(1)


def _reach_the_scheduler() -> None:
    """Wait until the scheduler takes a connection."""
    place = os.environ["DMLC_PS_ROOT_URI"], int(os.environ["DMLC_PS_ROOT_PORT"])
    while True:
        with suppress(OSError), socket.create_connection(place, timeout=1.0):
            return
        time.sleep(0.1)


def _serve(mx: Any) -> None:
    """Be the scheduler, or a server, until all workers have ended."""
    sys.unraisablehook = _end_with_error
    mx.kvstore.kvstore_server.KVStoreServer(mx.kv.create("dist_sync")).run()


def _work(mx: Any, folder: Path, name: str) -> None:
    """Be a worker, and leave what it has in a file."""
    job = Job.from_json((folder / JOB).read_text(encoding="utf-8"))
    store = mx.kv.create("dist_sync")
    last = name == f"worker {store.num_workers - 1}"  # not the store's last by its rank
    worker = Worker(job, store, job.killed_at if last else None)
    worker.run()
    np.savez(folder / f"{name}.npz", **worker.result())


def main(folder: Path, name: str) -> None:
    """Join the cluster as the environment says.

    Parameters
    ----------
    folder : pathlib.Path
        The cluster's folder, which holds the job.
    name : str
        What the process is called, such as ``worker 1``.
    """
    threading.Thread(target=_end_with_input, args=(folder,), daemon=True).start()
    role = os.environ.pop("DMLC_ROLE")  # with it MXNet would serve before it is loaded
    mx = load_mxnet()
    os.environ["DMLC_ROLE"] = role
    if role != "scheduler":
        _reach_the_scheduler()
    (folder / f"{name}.here").touch()
    with numpy_mode():
        if role == "worker":
            _work(mx, folder, name)
        else:
            _serve(mx)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
