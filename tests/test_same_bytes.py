"""Shipped scenarios give the same bytes on every executor, on either clock, in parts of any size."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import disruptsim as ds

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))
COUNT = {"critical-minerals-bloc": 2}  # of replications, and what is run of the largest; 6 and all by default
PART: dict[str, dict[str, Any]] = {"critical-minerals-bloc": {"policies": ["none", "all"], "futures": ["flood"]}}
# The largest has two replications, so that all its parts but those of one would be the same.
CASES = [(path, chunk) for path in SCENARIOS for chunk in (1, 4, 6) if path.stem not in PART or chunk == 1]
WAYS: dict[str, dict[str, Any]] = {
    "serial simpy": {"workers": 1, "clock": "simpy"},
    "2 threads": {"workers": 2, "executor": "threads", "clock": "compiled"},
    "2 processes": {"workers": 2, "executor": "processes", "clock": "compiled"},
    "dask": {"workers": 2, "executor": "dask", "clock": "compiled"},
}


def count(path: Path) -> int:
    return COUNT.get(path.stem, 6)


@cache
def plain(path: Path) -> str:
    return ds.run(ds.load(path), count(path), 11, workers=1, clock="compiled", **PART.get(path.stem, {})).digest


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("path", "chunk"), CASES, ids=lambda one: getattr(one, "stem", one))
def test_no_byte_differs(path: Path, way: str, chunk: int, tmp_path: Path) -> None:
    if find_spec("numba") is None or (way == "dask" and find_spec("distributed") is None):
        pytest.skip("needs the extras `fast` and `cluster`")
    out = tmp_path / "run"
    part = PART.get(path.stem, {})
    found = ds.run(ds.load(path), count(path), 11, out=out, chunk=min(chunk, count(path)), **part, **WAYS[way])
    assert found.digest == plain(path)
    assert ds.load_run(out).digest == plain(path)
