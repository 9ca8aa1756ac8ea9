"""Batches on a real Dask cluster: a scheduler and two workers as processes of their own, one of which is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shell import Shell

import disruptsim as ds
from disruptsim.clocks.choice import MissingExtraError
from disruptsim.errors import ClusterError

pytest.importorskip("distributed", reason="needs the extra `cluster`")
SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
COUNT = 60


class Cluster:
    """A scheduler and its workers on loopback."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        common = ["--scheduler-file", str(self.file), "--no-dashboard"]
        self.processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0", *common)]
        deadline = time.monotonic() + 60
        while not self.file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        for _ in range(2):
            self.processes.append(
                self._start("worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", *common)
            )
        import json

        self.address: str = json.loads(self.file.read_text())["address"]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-m", "dask", *arguments]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.file.parent)

    def kill_a_worker(self) -> None:
        self.processes[1].send_signal(signal.SIGKILL)

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait(20)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path)
    yield found
    found.stop()


def play(**options: Any) -> ds.Result:
    return ds.run(ds.load(SMALL), COUNT, 3, clock="simpy", **options)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_bytes_though_a_worker_dies(cluster: Cluster, tmp_path: Path) -> None:
    """Killed once a few parts are there; the other one does its work too."""
    out = tmp_path / "run"
    done = threading.Event()

    def strike() -> None:
        while not list(out.rglob("*.sha256")) and not done.wait(0.05):
            pass
        cluster.kill_a_worker()

    threading.Thread(target=strike, daemon=True).start()
    found = play(scheduler=cluster.address, out=out, chunk=3)
    done.set()
    assert found.failures == []
    assert cluster.processes[1].wait(20) == -signal.SIGKILL
    assert found.digest == play(workers=1).digest
    assert play(workers=1, out=out).digest == found.digest


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    printed = Shell(capsys).json("run", SMALL, "-n", COUNT, "--seed", 3, "--executor", "dask", "--workers", 2)
    assert printed["digest"] == play(workers=1).digest


def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from disruptsim.montecarlo import cluster as module

    monkeypatch.setattr(module, "_PATIENCE", 0.5)
    with pytest.raises(ClusterError, match="no cluster answers at tcp://127"):
        play(scheduler="tcp://127.0.0.1:9")
    _, told = Shell(capsys)("run", str(SMALL), "-n", "2", "--scheduler", "nonsense://x", code=1)
    assert "no cluster answers" in told


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from disruptsim.montecarlo import cluster as module

    def gone(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(module, "import_module", gone)
    with pytest.raises(MissingExtraError, match=r"disruptsim\[cluster\]"):
        play(executor="dask", workers=2)
