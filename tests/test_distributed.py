"""The parameter server: one training whatever the workers, and a clear end whatever goes wrong.

Tests marked ``cluster`` start whole clusters; ``nox -s distributed`` runs them.
"""

import contextlib
import math
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rmsprop_tut as d2l
from rmsprop_tut._mxnet import load_mxnet
from rmsprop_tut.lab import cluster, data_parallel, distributed, node
from rmsprop_tut.lab.checkpoints import Checkpoint, read_checkpoint
from rmsprop_tut.lab.cluster import ClusterError
from rmsprop_tut.lab.distributed import BATCH, RMSPROP
from rmsprop_tut.lab.server_state import registered_rmsprop
from rmsprop_tut.lab.traffic import bytes_so_far
from rmsprop_tut.results import DistributedResult

train = partial(d2l.train_distributed, "regression")
AWAY = {"hosts": ("10.0.0.1",), "port": 9091, "checkpoint": "away.npz"}
SLEEPS = "import time; time.sleep(600)"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")


def alone(problem="regression"):
    """Return the loss and the weights of the training in one process, without a server."""
    if problem == "regression":
        data_iter, _ = d2l.get_data_ch11(BATCH[problem])
        run = d2l.train_gluon_regression("rmsprop", RMSPROP[problem], data_iter)
        return run.losses[-1], np.append(run.weight, run.bias)
    options = {"batch_size": BATCH[problem], "num_epochs": 2}
    make_net, data = partial(d2l.mlp, 64), d2l.load_fashion_mnist()
    run = d2l.train_classifier(make_net, "rmsprop", RMSPROP[problem], data, **options)
    return run.train_losses[-1], None


def processes_of(folder):
    """Return the processes whose command names a folder, as Linux lists them."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if os.fsencode(folder) in line.read_bytes():
                found.append(int(line.parent.name))
    return found


def until(condition, seconds=30):
    """Wait for a condition, and return whether it came."""
    deadline, turn = time.monotonic() + seconds, threading.Event()
    while not condition() and time.monotonic() < deadline:
        turn.wait(0.02)
    return condition()


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Let temporary folders lie here; in the end nothing may be left of them."""
    load_mxnet()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.glob(f"{node.PREFIX}*")) == []
    # Soon, not at once: a shell that stands for ssh is reaped before what it has started.
    assert until(lambda: processes_of(tmp_path) == [])


@pytest.fixture
def one_worker(monkeypatch):
    """Return a worker of a store that is its own server."""
    monkeypatch.setenv("DMLC_NUM_SERVER", "1")

    def make(**options):
        chosen = {"num_epochs": 2, "batch_size": 10, "seed": 0, **options}
        job = data_parallel.Job(
            "regression", hyperparams=RMSPROP["regression"], **chosen
        )
        return data_parallel.Worker(job, load_mxnet().kv.create("local"))

    return make


# What a worker does, in this process


@pytest.mark.usefixtures("numpy_mode")
def test_a_worker_alone_trains_as_gluon_does(one_worker):
    """With one worker the training is that of `train_gluon_regression`, to rounding."""
    worker = one_worker()
    worker.run()
    loss, weights = alone()
    result = worker.result()
    assert result["losses"][-1] == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(result["weights"], weights, atol=1e-6)


@pytest.mark.parametrize("step", [150, 75, 225])
@pytest.mark.usefixtures("numpy_mode")
def test_a_checkpoint_goes_on_to_the_last_bit(one_worker, tmp_path, step):
    """From a checkpoint, in an epoch or between two, the training goes on as if never ended."""
    whole = one_worker()
    whole.run()
    path = str(tmp_path / "c.npz")
    first = one_worker(checkpoint=path, checkpoint_every=step)
    first.dies_at = step

    class Killed(BaseException):
        pass

    def die():
        if first.done == first.dies_at:
            raise Killed

    first._die_if_told_to = die
    with pytest.raises(Killed):
        first.run()
    assert read_checkpoint(Path(path)).step == step
    second = one_worker(checkpoint=path, checkpoint_every=step)
    second.run()
    assert second.losses == whole.losses
    np.testing.assert_array_equal(second.result()["weights"], whole.result()["weights"])


@given(st.integers(1, 200), st.integers(1, 20))
def test_shares_are_a_partition(examples, workers):
    """Shares are neighbours, hold each example once, and differ by one at most."""
    parts = [data_parallel.part_of(examples, i, workers) for i in range(workers)]
    rows = [row for part in parts for row in range(examples)[part]]
    assert rows == list(range(examples))
    sizes = {part.stop - part.start for part in parts}
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.usefixtures("numpy_mode")
def test_the_examples_are_as_many_as_is_said():
    """The regression has 1,500 examples and the perceptron 4,000."""
    for problem, count in data_parallel.EXAMPLES_OF.items():
        made = data_parallel.PROBLEMS[problem](BATCH[problem], 0).examples
        assert len(made.examples()[1]) == count


@pytest.mark.usefixtures("numpy_mode")
def test_the_optimizer_survives_the_way_to_the_server():
    """MXNet sends the optimizer pickled, as text: averages arrive as they were, to a bit."""
    s = np.random.default_rng(0).random((2, 3)).astype("float32")
    sent = pickle.dumps(registered_rmsprop(RMSPROP["regression"], [s], 1000), 0)
    there = pickle.loads(sent.decode("ascii").encode("ascii"))
    (state,) = there.create_state(0, load_mxnet().nd.zeros(6))
    assert state.asnumpy().tolist() == s.ravel().tolist()
    assert (there.lr, there.gamma1, there.epsilon) == (0.01, 0.9, 1e-6)


# Checkpoints


def checkpoint(settings):
    """Return a checkpoint of two weights."""
    return Checkpoint(settings, 7, [np.ones(2)], [np.zeros(2)], (0.5,))


def test_a_checkpoint_of_another_training_is_refused(tmp_path):
    """A checkpoint of another training names what is different; nothing is started."""
    path = tmp_path / "c.npz"
    settings = {"problem": "regression", "batch_size": 10, "seed": 0}
    checkpoint({**settings, "hyperparams": RMSPROP["regression"]}).write(path)
    with pytest.raises(ValueError, match=r"another \['seed'\]; delete it, or name"):
        train(checkpoint=path, seed=1)
    path.write_bytes(b"PK no archive")
    with pytest.raises(ValueError, match="is no checkpoint of a training"):
        train(checkpoint=path)
    assert [file.name for file in tmp_path.iterdir()] == ["c.npz"]


def test_a_checkpoint_of_more_epochs_is_refused(tmp_path):
    """A checkpoint of two epochs and a training of one: a sentence, before anything starts."""
    path = tmp_path / "c.npz"
    settings = {"problem": "regression", "batch_size": 10, "seed": 0}
    settings["hyperparams"] = RMSPROP["regression"]
    Checkpoint(settings, 300, [np.ones(2)], [np.zeros(2)], (0.5, 0.4)).write(path)
    with pytest.raises(
        ValueError, match="^num_epochs must be at least 2, not 1: check"
    ):
        train(num_epochs=1, checkpoint=path)


def test_a_job_has_the_numbers_of_numpy():
    """A batch size or a learning rate of NumPy's is the same number in the job's text."""
    rates = {"learning_rate": np.float32(0.25), "gamma1": np.float64(0.5)}
    job = data_parallel.Job("regression", 2, np.int64(10), rates, np.int32(3))
    assert data_parallel.Job.from_json(job.to_json()) == job


# Refusals before anything is started


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"workers": 11}, "workers must be in [1, 10], not 11"),
        ({"batch_size": 7, "workers": 3}, "workers must be in [1, 2], not 3"),
        (
            {**AWAY, "checkpoint": None},
            "need a checkpoint, in a folder that all of them",
        ),
        ({**AWAY, "port": None}, "port must be given with hosts: one that is free on"),
        (
            {**AWAY, "hosts": ("10.0.0.1", "")},
            "hosts[1] must be a machine's address, not ''",
        ),
        (
            {**AWAY, "hosts": ("-oProxyCommand=x",)},
            "hosts[0] must be a machine's address",
        ),
        ({**AWAY, "hosts": ("127.0.0.1", "10.0.0.1")}, "itself alone at ['127.0.0.1']"),
        ({**AWAY, "hosts": ("10.0.0.1", "localhost")}, "itself alone at ['localhost']"),
        ({"hyperparams": {"learning_rate": 0.1, "gamma": 0.9}}, "unknown names"),
        ({"port": 70000}, "port must be in [1, 65535]"),
        ({"timeout": 1e10}, "timeout must be positive and at most"),
        ({"timeout": 0}, "timeout must be positive and at most"),
    ],
)
def test_what_cannot_be_trained_is_refused(options, said):
    """More workers than a minibatch has examples, and other mistakes, are refused at once."""
    with pytest.raises(ValueError, match=re.escape(said)):
        train(**options)


def test_a_port_in_use_is_one_sentence(temporary):
    """A port in use, by a stray process from before too, is a sentence with the port."""
    with socket.create_server(("127.0.0.1", 0)) as stray:
        port = stray.getsockname()[1]
        with pytest.raises(ClusterError, match=f"port {port} is in use, by another"):
            train(port=port)


def test_where_there_is_no_mxnet_a_training_of_yours_asks_for_it(monkeypatch):
    """Where MXNet is missing there is one sentence, as everywhere."""
    monkeypatch.setitem(sys.modules, "mxnet", None)
    with pytest.raises(ImportError, match=r"needs MXNet 1\.9\.1"):
        train()


# How a cluster is watched over: processes of any kind


@pytest.fixture
def nodes(monkeypatch, tmp_path):
    """Return a function that starts processes which do what they are told."""
    if os.name != "posix":
        pytest.skip("needs process groups, as MXNet's platforms have them")
    with contextlib.ExitStack() as stack:

        def begin(**programs):
            told = {name.replace("_", " "): code for name, code in programs.items()}
            monkeypatch.setattr(cluster, "roles", lambda workers, servers: list(told))
            monkeypatch.setattr(
                cluster,
                "command",
                lambda name, folder: (sys.executable, "-c", told[name]),
            )
            made = cluster.cluster(tmp_path, 1, 1, 1, ("127.0.0.1",))
            return stack.enter_context(made)

        yield begin


def test_the_first_error_ends_all(nodes):
    """A child that ends with an error: its role, its last line, and no other runs on."""
    started = nodes(
        server_0=SLEEPS, worker_0="raise OSError('no room')", worker_1=SLEEPS
    )
    with pytest.raises(
        ClusterError, match="^worker 0 ended with an error: OSError: no room$"
    ):
        cluster.wait_for(started, 60)
    cluster.end_all(started)
    assert all(one.process.poll() is not None for one in started)


def test_a_killed_process_is_named_with_its_signal(nodes):
    """A child that is killed is said to be killed, and by what."""
    started = nodes(server_0=SLEEPS, worker_0=SLEEPS)
    started[0].process.kill()
    with pytest.raises(ClusterError, match="^server 0 was killed by SIGKILL$"):
        cluster.wait_for(started, 60)


@ON_LINUX
def test_a_signal_without_a_name_is_a_number(nodes):
    """A child that is killed by a signal for real time, which has no name, is said to be so."""
    started = nodes(worker_0="import os; os.kill(os.getpid(), 40)")
    with pytest.raises(ClusterError, match="^worker 0 was killed by signal 40$"):
        cluster.wait_for(started, 60)


def test_who_has_ended_gets_no_signal(nodes, monkeypatch):
    """Once it is known that a process has ended, its number may be another's: it gets no signal."""
    gone, running = nodes(worker_0="", worker_1=SLEEPS)
    gone.process.wait()
    told, kill = [], os.killpg
    monkeypatch.setattr(
        os, "killpg", lambda pid, sign: told.append(pid) or kill(pid, sign)
    )
    cluster.end_all([gone, running])
    assert set(told) == {running.process.pid}


def test_one_that_cannot_be_ended_does_not_keep_the_others(nodes, monkeypatch):
    """If the system refuses a signal to one process, the others are ended all the same."""
    monkeypatch.setattr(cluster, "GRACE", 0.1)
    first, second = nodes(worker_0="import time; time.sleep(0.5)", worker_1=SLEEPS)
    kill = os.killpg

    def refuse(pid, sign):
        if pid == first.process.pid:
            raise PermissionError
        kill(pid, sign)

    monkeypatch.setattr(os, "killpg", refuse)
    cluster.end_all([first, second])
    assert second.process.returncode == -signal.SIGTERM


def test_who_never_came_is_named(nodes, tmp_path):
    """After the time it says who never came; if all came, who still ran."""
    started = nodes(scheduler_0=SLEEPS, server_0=SLEEPS)
    (tmp_path / "scheduler 0.here").touch()
    with pytest.raises(ClusterError, match=r"^server 0 did not come within 0\.1 s$"):
        cluster.wait_for(started, 0.1)
    (tmp_path / "server 0.here").touch()
    with pytest.raises(ClusterError, match="0.1 s: scheduler 0, server 0 still ran$"):
        cluster.wait_for(started, 0.1)


def test_who_does_not_listen_is_killed(nodes, monkeypatch):
    """A process that ignores the request to end is killed, and so is what it has started."""
    monkeypatch.setattr(cluster, "GRACE", 0.1)
    deaf = (
        "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"child = subprocess.Popen([sys.executable, '-c', '{SLEEPS}'])\n"
        "print(child.pid, flush=True); child.wait()"
    )
    (started,) = nodes(server_0=deaf)
    assert until(lambda: started.last_words().isdigit())
    child = int(started.last_words())
    cluster.end_all([started])
    assert started.process.returncode == -signal.SIGKILL
    assert until(lambda: not Path(f"/proc/{child}").exists() or is_zombie(child))


def is_zombie(pid):
    """Tell whether a process has ended, and waits for nobody to ask how."""
    with contextlib.suppress(OSError):
        return " Z " in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    return True


def test_other_machines_are_reached_by_ssh(nodes, monkeypatch, tmp_path):
    """On another host a process is what ssh is told to run, and ssh asks if the host lives."""
    fake_ssh(tmp_path, monkeypatch)
    monkeypatch.setattr(cluster, "LOOPBACK", "none is")
    started = nodes(worker_0="import os; raise SystemExit(os.environ['DMLC_ROLE'])")
    with pytest.raises(ClusterError, match="worker 0 ended with an error: worker$"):
        cluster.wait_for(started, 60)
    lines = (tmp_path / "ssh.log").read_text(encoding="utf-8")
    options, told = lines.split(" -- ", 1)
    assert told.startswith("127.0.0.1 env DMLC_PS_ROOT_URI=127.0.0.1 ")
    alive = "-o ServerAliveInterval=5 -o ServerAliveCountMax=2"
    assert options == f"-o ConnectTimeout=10 {alive}"


def fake_ssh(folder, monkeypatch, hanging=""):
    """Put an ssh on the path that runs commands here, and hangs where it is told to."""
    script = folder / "bin" / "ssh"
    script.parent.mkdir()
    hangs = f'case "$2" in *"{hanging}"*) exec sleep 600;; esac\n' if hanging else ""
    options = 'while [ "$1" != -- ]; do shift; done; shift\n'
    script.write_text(
        f'#!/bin/sh\necho "$@" >> {folder}/ssh.log\n{options}{hangs}exec sh -c "$2"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")


# One process of a cluster, in this one


def test_a_process_ends_with_what_started_it(monkeypatch, tmp_path):
    """When its standard input ends a process does, and removes its own cluster's folder alone."""
    ends = []
    monkeypatch.setattr(os, "read", lambda *_: b"")
    monkeypatch.setattr(os, "_exit", ends.append)
    monkeypatch.setenv(cluster.TOKEN, "ours")
    tokens = {"_x": "ours", "_of_another_cluster": "another", "_mine": None}
    for name, token in tokens.items():
        folder = tmp_path / f"{node.PREFIX}{name}"
        folder.mkdir()
        (folder / "text").touch()
        if token:
            (folder / cluster.TOKEN).write_text(token, encoding="utf-8")
        node._end_with_input(folder)
    assert ends == [1, 1, 1]
    left = sorted(tmp_path.iterdir())
    assert left == [
        tmp_path / f"{node.PREFIX}{name}" for name in ("_mine", "_of_another_cluster")
    ]


def test_a_folder_is_not_the_clusters_without_a_token(monkeypatch, tmp_path):
    """Called by hand, in a folder that happens to have such a name, a process removes nothing."""
    monkeypatch.delenv(cluster.TOKEN, raising=False)
    folder = tmp_path / f"{node.PREFIX}mine"
    folder.mkdir()
    assert not node._is_the_clusters(folder)
    (folder / cluster.TOKEN).touch()
    assert not node._is_the_clusters(folder)


def test_an_error_in_a_servers_update_ends_the_server(monkeypatch, capsys):
    """An error in a server's update, which MXNet passes over, ends the server and is said."""
    ends = []
    monkeypatch.setattr(os, "_exit", ends.append)
    monkeypatch.setattr(sys, "unraisablehook", node._end_with_error)

    class Update:
        def __del__(self):
            raise ValueError("shapes differ")

    Update()
    assert ends == [1]
    assert capsys.readouterr().err.endswith("ValueError: shapes differ\n")


@pytest.mark.parametrize("role", ["worker", "server"])
def test_who_does_not_reach_the_scheduler_has_not_come(monkeypatch, tmp_path, role):
    """A worker or server comes when it has reached the scheduler, not when MXNet is loaded."""

    class Waits(Exception):
        pass

    def wait(_):
        raise Waits

    meeting(monkeypatch, cluster.free_port(), role)
    monkeypatch.setattr(time, "sleep", wait)
    with pytest.raises(Waits):
        node.main(tmp_path, f"{role} 0")
    assert list(tmp_path.iterdir()) == []


def meeting(monkeypatch, port, role):
    """Set what a process of a cluster finds in its environment."""
    load_mxnet()
    monkeypatch.setenv("DMLC_ROLE", role)
    monkeypatch.setenv("DMLC_NUM_SERVER", "1")
    monkeypatch.setenv("DMLC_PS_ROOT_URI", "127.0.0.1")
    monkeypatch.setenv("DMLC_PS_ROOT_PORT", str(port))
    monkeypatch.setattr(node, "_end_with_input", lambda folder: None)


@pytest.mark.parametrize("role", ["worker", "server"])
@pytest.mark.usefixtures("numpy_mode")
def test_a_process_is_what_its_environment_says(monkeypatch, tmp_path, role):
    """`DMLC_ROLE` says what a process is; a worker leaves weights, losses and bytes."""
    mx, served = load_mxnet(), []
    store = mx.kv.create("local")
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(mx.kv, "create", lambda kind: store)
    server = mx.kvstore.kvstore_server.KVStoreServer
    monkeypatch.setattr(server, "run", lambda self: served.append(self))
    job = data_parallel.Job("regression", 1, 500, RMSPROP["regression"], 0)
    (tmp_path / node.JOB).write_text(job.to_json(), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as scheduler:
        meeting(monkeypatch, scheduler.getsockname()[1], role)
        node.main(tmp_path, f"{role} 0")
    assert (tmp_path / f"{role} 0.here").exists()
    assert len(served) == (role == "server")
    if role == "worker":
        with np.load(tmp_path / "worker 0.npz") as left:
            assert left["weights"].shape == (6,)
            assert left["losses"].shape == (1,)


# What is made of trainings


def test_a_training_that_leaves_the_finite_numbers_is_warned_of(monkeypatch):
    """A loss that is not finite is warned of, with the step after which it was seen."""
    result = DistributedResult(np.zeros(6), (0.5, math.nan, math.nan), 2, 228.0)
    monkeypatch.setattr(distributed, "load_mxnet", lambda: None)
    monkeypatch.setattr(distributed, "_run", lambda *_: result)
    with pytest.warns(RuntimeWarning, match="the loss is nan at step 300"):
        assert train(num_epochs=3) is result


def weights_by_workers(problem, workers, num_epochs=2, **_):
    """Return a training whose weights are as many as its workers."""
    weights = np.full(6, workers, "float32")
    return DistributedResult(weights, (0.5, 0.25), workers, 228.0)


def test_trainings_are_compared_with_the_first(monkeypatch):
    """The difference is the largest of a weight from the first training's."""
    pytest.importorskip("mxnet", reason="needs MXNet: else the record answers")
    monkeypatch.setattr(distributed, "train_distributed", weights_by_workers)
    found = d2l.compare_workers("regression", (1, 2, 4))
    assert found.apart == (0, 1, 3)
    assert found.largest == 3
    assert found.losses == (0.25, 0.25, 0.25)
    assert found.parameters == 6


@pytest.mark.parametrize("killed", [True, False])
def test_a_run_that_is_killed_and_one_that_ends_before(monkeypatch, killed):
    """What the first run said is told; one that ends before it is killed says so too."""
    pytest.importorskip("mxnet", reason="needs MXNet: else the record answers")

    def training(problem, workers, checkpoint=None, killed_at=None):
        if killed_at and killed:
            raise ClusterError("worker 1 was killed by SIGKILL")
        return weights_by_workers(problem, workers)

    monkeypatch.setattr(distributed, "train_distributed", training)
    recovery = d2l.kill_and_go_on()
    said = "worker 1 was killed by SIGKILL" if killed else "nothing: the training ended"
    assert recovery.message.startswith(said)
    assert (recovery.step, recovery.apart) == (0, 0)
    assert str(recovery).endswith("went on from step 0; weights differ by 0.0 at most")


# Bytes


@ON_LINUX
def test_bytes_are_counted():
    """The count is of the content that TCP has carried, in both directions."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        one = socket.create_connection(server.getsockname())
        other, _ = server.accept()
        with one, other:
            before = bytes_so_far()
            one.sendall(bytes(100_000))
            got = sum(len(other.recv(65536)) for _ in iter(lambda: unread(other), 0))
            assert got == 100_000
            assert bytes_so_far() - before == 2 * 100_000  # sent here and received here


def unread(sock):
    """Return whether something can be read within a moment."""
    import select

    return len(select.select([sock], [], [], 0.2)[0])


def test_without_linux_nothing_is_counted(monkeypatch):
    """Where the system does not count, there is no number rather than a wrong one."""
    monkeypatch.delattr(socket, "TCP_INFO", raising=False)
    assert bytes_so_far() is None


@ON_LINUX
def test_on_an_old_linux_nothing_is_counted(monkeypatch):
    """A system that tells less of a connection, as Linux before 4.19, gives no number."""
    monkeypatch.setattr("rmsprop_tut.lab.traffic.TCP_INFO", "1000xQQQ")
    with socket.create_server(("127.0.0.1", 0)):
        assert bytes_so_far() is None


def test_the_cost_model():
    """b = 8 n + 90 A; a server's link carries W/S of that; more workers than S c/T gain little."""
    b = d2l.bytes_a_step(50_890, 4)
    assert b == 8 * 50_890 + 360
    alone = d2l.network_seconds(b, 1.25e8)
    assert d2l.network_seconds(b, 1.25e8, workers=6, servers=2) == pytest.approx(
        3 * alone
    )
    assert d2l.network_seconds(b, 1.25e8, workers=2, servers=6) == alone
    many = d2l.speedup(0.01, alone, workers=10**6, servers=2)
    assert many == pytest.approx(2 * 0.01 / alone, rel=1e-3)


@pytest.mark.parametrize("servers", [1, 4, 16])
def test_where_the_servers_links_are_busy_half_of_the_work_is_lost(servers):
    """Links busy for as long as a worker computes: half is lost, a factor of two is left."""
    workers = 10 * servers  # ten seconds on the network, ten of computing
    there = d2l.speedup(10.0, 1.0, workers, servers)
    assert there == workers / 2
    assert d2l.speedup(10.0, 1.0, 10**9, servers) == pytest.approx(2 * there)


# Whole clusters


def test_a_cluster_trains_as_one_process(temporary):
    """Scheduler, server and two workers give the weights of one process, to rounding."""
    path = temporary / "c.npz"
    run = train(2, checkpoint=path, checkpoint_every=100)
    loss, weights = alone()
    assert run.losses[-1] == pytest.approx(loss, rel=1e-5)
    kept = read_checkpoint(path)
    assert kept.step == 300
    assert all((s > 0).all() for s in kept.states)
    np.testing.assert_allclose(run.weights, weights, atol=1e-6)
    if not np.isnan(run.bytes_a_step):
        assert run.bytes_a_step == pytest.approx(d2l.bytes_a_step(6, 2), rel=0.05)


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("problem", "arrays", "near"), [("regression", 2, 0.05), ("perceptron", 4, 0.001)]
)
def test_the_weights_do_not_depend_on_the_workers(temporary, problem, arrays, near):
    """1, 2 and 4 workers with one global batch: the same weights to rounding, bytes as modelled."""
    found = d2l.compare_workers(problem)
    print(problem, found.losses, "weights apart:", found.apart, found.bytes_a_step)
    assert found.workers.tolist() == [1, 2, 4]
    assert found.largest < 5e-6
    assert found.losses == pytest.approx([alone(problem)[0]] * 3, rel=1e-5)
    model = d2l.bytes_a_step(found.parameters, arrays)
    if sys.platform == "linux":
        assert found.bytes_a_step == pytest.approx([model] * 3, rel=near)


@pytest.mark.cluster
def test_a_killed_worker_and_a_checkpoint(temporary):
    """A worker killed in an epoch: it is said; from the checkpoint the same weights, to a bit."""
    recovery = d2l.kill_and_go_on("regression")
    print(recovery)
    assert recovery.message == "worker 1 was killed by SIGKILL"
    assert recovery.step == 150
    assert recovery.apart == 0


@pytest.mark.cluster
def test_fewer_workers_can_go_on(temporary):
    """What two workers and two servers began, one worker and one server end, to rounding."""
    path = temporary / "c.npz"
    first = d2l.train_distributed("perceptron", 2, 1, servers=2, checkpoint=path)
    assert read_checkpoint(path).step == 32
    run = d2l.train_distributed("perceptron", 1, 2, checkpoint=path)
    assert run.losses[0] == first.losses[0]
    assert run.losses[1] == pytest.approx(alone("perceptron")[0], rel=1e-5)


@pytest.mark.cluster
@ON_LINUX
def test_other_hosts(temporary, monkeypatch):
    """With hosts the processes are begun by ssh, and meet at the first host's address."""
    fake_ssh(temporary, monkeypatch)
    hosts = "127.0.0.2", "127.0.0.3"
    port = cluster.free_port()
    run = train(2, hosts=hosts, port=port, checkpoint=temporary / "c.npz")
    assert run.losses[-1] == pytest.approx(alone()[0], rel=1e-5)
    lines = (temporary / "ssh.log").read_text(encoding="utf-8").splitlines()
    told = sorted(line.split(" -- ")[1].split()[0] for line in lines)
    assert told == [hosts[0]] * 3 + [hosts[1]]


@pytest.mark.cluster
@ON_LINUX
def test_a_server_that_is_not_there(temporary, monkeypatch):
    """A server that never comes: a sentence with its name after the time that was given."""
    fake_ssh(temporary, monkeypatch, hanging="DMLC_ROLE=server")
    port, path = cluster.free_port(), temporary / "c.npz"
    with pytest.raises(ClusterError, match="^server 0 did not come within 8 s$"):
        train(hosts=("127.0.0.2",), port=port, checkpoint=path, timeout=8)


@pytest.mark.cluster
@ON_LINUX
def test_a_server_that_dies(temporary):
    """A server that is killed in a training is named; workers, which would wait, are ended."""

    def kill():
        assert until(path.exists)
        for pid in processes_of(temporary):
            if b"server 0" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)

    path = temporary / "c.npz"
    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(ClusterError, match="^server 0 was killed by SIGKILL$"):
        train(num_epochs=1000, checkpoint=path)
    killer.join()


@pytest.mark.cluster
@ON_LINUX
def test_a_killed_parent_leaves_nothing(temporary):
    """When what called is killed outright, processes and folder go too; the checkpoint stays."""
    path = temporary / "c.npz"
    call = f"d2l.train_distributed(num_epochs=1000, checkpoint={str(path)!r})"
    code = f"import rmsprop_tut as d2l; {call}"
    parent = subprocess.Popen([sys.executable, "-c", code])
    assert until(path.exists)
    assert len(processes_of(temporary)) >= 4
    parent.kill()
    parent.wait()
    assert until(lambda: not processes_of(temporary))
    assert until(lambda: not list(temporary.glob(f"{node.PREFIX}*")))
    assert read_checkpoint(path).step % 150 == 0
