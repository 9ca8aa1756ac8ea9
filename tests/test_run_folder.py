"""Run folders: kept as they grow, taken up where they ended, refused if they are another run's, healed if damaged."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from broken import GOOD
from shell import USAGE, Shell

import disruptsim as ds
from disruptsim.errors import FolderError
from disruptsim.montecarlo import batch as runner

COUNT = 12


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    return str(path)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def play(out: object = None, **options: Any) -> ds.Result:
    return ds.run(ds.Scenario.from_dict(_tables()), COUNT, 3, out=out, workers=1, chunk=2, **options)


def _tables() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(GOOD)


def count_runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the replications that are run from now on."""
    seen: list[int] = []
    real = runner.execute

    def execute(job: Any, replications: Any, *rest: Any) -> Any:
        seen.extend(replications)
        return real(job, replications, *rest)

    monkeypatch.setattr(runner, "execute", execute)
    return seen


def test_a_folder_holds_the_run(tmp_path: Path) -> None:
    """Parts and series with their checksums, what was asked, the scenario, and what was shown."""
    result = play(tmp_path / "run")
    names = {path.relative_to(tmp_path / "run").as_posix() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    kinds = ("parts", "series")
    parts = {f"{kind}/{n:06}.parquet{end}" for kind in kinds for n in range(6) for end in ("", ".sha256")}
    assert names == {"plan.json", "scenario.json", "result.json", *parts}
    assert json.loads((tmp_path / "run" / "result.json").read_text())["digest"] == result.digest == play().digest


def test_a_whole_folder_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = play(tmp_path)
    seen = count_runs(monkeypatch)
    again = play(tmp_path)
    assert seen == []
    assert (again.digest, again.events) == (first.digest, first.events)
    assert again.to_json() == first.to_json()


@pytest.mark.parametrize("gone", [{0}, {5}, {1, 3, 4}])
def test_what_is_missing_is_run(gone: set[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = play(tmp_path)
    for part in gone:
        (tmp_path / f"parts/{part:06}.parquet").unlink()
    seen = count_runs(monkeypatch)
    again = play(tmp_path)
    assert sorted(seen) == [n for part in sorted(gone) for n in (2 * part, 2 * part + 1)]
    assert (again.digest, again.events) == (first.digest, first.events)


@pytest.mark.parametrize("damage", ["a bit", "cut off", "empty", "no checksum", "checksum of another", "half written"])
def test_what_is_damaged_is_run_again(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = play(tmp_path)
    part, checksum = tmp_path / "parts/000002.parquet", tmp_path / "parts/000002.parquet.sha256"
    content = bytearray(part.read_bytes())
    if damage == "a bit":
        content[len(content) // 2] ^= 1
        part.write_bytes(content)
    elif damage == "cut off":
        part.write_bytes(content[:-9])
    elif damage == "empty":
        part.write_bytes(b"")
    elif damage == "no checksum":
        checksum.unlink()
    elif damage == "checksum of another":
        checksum.write_text((tmp_path / "parts/000003.parquet.sha256").read_text())
    else:
        part.rename(part.with_name(f"{part.name}.99.tmp"))
    seen = count_runs(monkeypatch)
    assert play(tmp_path).digest == first.digest
    assert sorted(seen) == [4, 5]
    seen.clear()
    assert play(tmp_path).digest == first.digest
    assert seen == [], "healed"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seed": 4}, "seed: 3 there, 4 asked for"),
        ({"replications": 14}, "replications: 12 there, 14 asked for"),
        ({"policies": ["vault"]}, "cases: "),
        ({"scenario": "other"}, "scenario: Good ("),
    ],
)
def test_the_folder_of_another_plan_is_refused(change: dict[str, Any], says: str, tmp_path: Path) -> None:
    """With all that differs, and nothing touched."""
    play(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    tables = _tables()
    if change.pop("scenario", None):
        tables["horizon"] = "300 d"
    asked = {"replications": COUNT, "seed": 3, **change}
    with pytest.raises(FolderError, match="holds the run of another plan") as caught:
        ds.run(ds.Scenario.from_dict(tables), out=tmp_path, workers=1, **asked)
    assert says in str(caught.value)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_folder_of_another_version_is_refused(tmp_path: Path) -> None:
    play(tmp_path)
    plan = json.loads((tmp_path / "plan.json").read_text())
    (tmp_path / "plan.json").write_text(json.dumps({**plan, "version": "0.0.1"}))
    with pytest.raises(FolderError, match=r"version: 0\.0\.1 there"):
        play(tmp_path)
    (tmp_path / "plan.json").write_text("{")
    with pytest.raises(FolderError, match="no plan of this version"):
        play(tmp_path)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderError, match="holds no run"):
        play(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("chunk", [1, 5, 12, 100])
def test_the_size_of_parts_changes_nothing(chunk: int, tmp_path: Path) -> None:
    """Nor does asking for another size when going on: a folder keeps its own."""
    scenario = ds.Scenario.from_dict(_tables())
    first = ds.run(scenario, COUNT, 3, workers=1, out=tmp_path, chunk=chunk)
    assert first.digest == play().digest
    (tmp_path / "parts/000000.parquet").unlink()
    assert play(tmp_path).digest == first.digest


@pytest.mark.parametrize("executor", ["serial", "threads", "processes"])
def test_every_executor_writes_the_same_folder(executor: Any, tmp_path: Path) -> None:
    scenario = ds.Scenario.from_dict(_tables())
    ds.run(scenario, COUNT, 3, workers=2, executor=executor, clock="simpy", out=tmp_path / "a", chunk=5)
    play(tmp_path / "b")
    import duckdb

    tables = [
        duckdb.read_parquet(str(tmp_path / name / "parts/*.parquet"))
        .order("replication, future, policy, kind, subject")
        .fetchall()
        for name in "ab"
    ]
    assert tables[0] == tables[1]


def test_a_folder_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system in memory, as on object storage."""
    import fsspec

    where = "memory://runs/one"
    first = play(where)
    seen = count_runs(monkeypatch)
    assert play(where).digest == first.digest
    assert seen == []
    system = fsspec.filesystem("memory")
    content = bytearray(system.cat_file("/runs/one/parts/000001.parquet"))
    content[100] ^= 1
    system.pipe_file("/runs/one/parts/000001.parquet", bytes(content))
    assert play(where).digest == first.digest
    assert sorted(seen) == [2, 3]
    with pytest.raises(FolderError, match="seed"):
        ds.run(ds.Scenario.from_dict(_tables()), COUNT, 4, workers=1, out=where)
    system.rm("/runs", recursive=True)


def test_a_saved_result_is_a_run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = play()
    first.save(tmp_path / "late")
    seen = count_runs(monkeypatch)
    again = play(tmp_path / "late")
    assert (again.digest, again.events, seen) == (first.digest, first.events, [])


def test_the_command_goes_on(good: str, tmp_path: Path, shell: Shell) -> None:
    out = tmp_path / "run"
    first = shell.json("run", good, "-n", COUNT, "--out", out)
    (out / "parts/000000.parquet").unlink()
    printed, told = shell("run", good, "-n", str(COUNT), "--out", str(out), "--json")
    assert json.loads(printed) == first
    assert "11 of 12 replications are there already" in told
    _, told = shell("run", good, "-n", "5", "--out", str(out), code=USAGE)
    assert "replications: 12 there, 5 asked for" in told


def killed(good: str, out: Path, after: float) -> None:
    """Start a batch and kill it."""
    command = [sys.executable, "-m", "disruptsim", "run", good, "-n", str(COUNT), "--seed", "3", "--workers", "1",
               "--clock", "simpy", "--out", str(out)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)


def kill_and_go_on(good: str, folder: Path, times: int, seed: int) -> list[tuple[str, int]]:
    """Kill a batch at random instants, go on now and then, and begin anew; digest and events of each that went on."""
    chance = random.Random(seed)
    out, found = folder / "run", []
    for number in range(times):
        killed(good, out, chance.uniform(0.3, 2.5))
        if number % 5 == 4 or number == times - 1:
            result = ds.run(ds.load(good), COUNT, 3, workers=1, out=out)
            found.append((result.digest, result.events))
            for path in sorted(out.rglob("*"), reverse=True):
                path.unlink() if path.is_file() else path.rmdir()
    return found


def test_kills_lose_nothing(good: str, tmp_path: Path) -> None:
    want = ds.run(ds.load(good), COUNT, 3, workers=1)
    assert kill_and_go_on(good, tmp_path, 5, os.getpid()) == [(want.digest, want.events)]


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing(good: str, tmp_path: Path) -> None:
    want = ds.run(ds.load(good), COUNT, 3, workers=1)
    assert kill_and_go_on(good, tmp_path, 200, 1) == [(want.digest, want.events)] * 40


def test_ctrl_c_says_how_to_go_on(good: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "disruptsim", "run", good, "-n", "4000", "--workers", "1", "--clock", "simpy", "--out",
               str(tmp_path / "run")]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not list((tmp_path / "run").rglob("*.sha256")) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert out == ""
    assert "run the same command again to go on" in err
    assert list((tmp_path / "run").rglob("*.sha256"))
