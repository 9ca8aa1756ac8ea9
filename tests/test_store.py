"""Numbers of many replications lie in a file: the same numbers, and no memory for them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import disruptsim as ds
from disruptsim.errors import LimitError
from disruptsim.montecarlo import run, store

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


def test_a_file_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scenario = ds.load(SMALL)
    here = ds.run(scenario, 150, 4, clock="simpy", workers=1)
    monkeypatch.setattr(store, "_IN_MEMORY", 0.0)
    monkeypatch.setattr(store.room_for, "__defaults__", (0.0,))
    there = ds.run(scenario, 150, 4, clock="simpy", workers=1, out=tmp_path / "run")
    assert there.release is not store.nothing
    assert (there.digest, there.to_json()) == (here.digest, here.to_json())
    assert ds.load_run(tmp_path / "run").digest == here.digest


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_was_looked_at_is_given_back() -> None:
    room = store.room_for(4000, 3, 100, 30, in_memory=0.0)

    def resident() -> float:
        return float(Path("/proc/self/statm").read_text().split()[1]) * 4096

    before = resident()
    for first in range(0, 4000, 100):
        room.values[first : first + 100] = 1.5
        room.states[first : first + 100] = 1
        room.release()
    assert resident() - before < 0.2 * room.values.nbytes
    assert float(room.values.sum()) == 1.5 * room.values.size
    assert int(np.count_nonzero(room.states)) == room.states.size


def test_a_table_beyond_the_disk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "room_needed", lambda *sizes: (5e12, 1e9))
    with pytest.raises(LimitError, match="TMPDIR"):
        ds.run(ds.load(SMALL), 10)
