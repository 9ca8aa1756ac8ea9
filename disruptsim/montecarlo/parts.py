"""Parts of the per-replication table as Parquet: one row per replication, future, policy and subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.montecarlo.database import scratch
from disruptsim.montecarlo.result import Array, Result, States


def encode(columns: dict[str, Any]) -> bytes:
    """Columns as a Parquet file; a measure that is missing is NULL, and its state says so too."""
    picked = []
    for name in columns:
        quoted = _quoted(name)
        state = _quoted(f"{name}_state")
        missing = f"CASE WHEN {state} = 0 THEN NULL ELSE {quoted} END AS {quoted}"
        picked.append(missing if f"{name}_state" in columns else quoted)
    with scratch() as (database, folder):
        database.register("rows", columns)
        path = folder / "part.parquet"
        target = str(path).replace("'", "''")
        database.execute(
            f"COPY (SELECT {', '.join(picked)} FROM rows) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
        return path.read_bytes()


def decode(content: bytes, shape: tuple[int, int, int], names: Sequence[str]) -> tuple[Array, States, Array, int]:
    """Numbers of a part: values, states, triggers, and events handled.

    Parameters
    ----------
    content : bytes
    shape : (replications, cases, subjects)
        Of its rows, in canonical order.
    names : sequence of str
        Of the measures, in the order of their columns.

    Raises
    ------
    ValueError
        If the part has other rows.
    """
    wanted = [*names, *(f"{name}_state" for name in names), "trigger", "events"]
    with scratch() as (database, folder):
        path = folder / "part.parquet"
        path.write_bytes(content)
        source = str(path).replace("'", "''")
        picked = ", ".join(_quoted(name) for name in wanted)
        table = database.execute(f"SELECT {picked} FROM read_parquet('{source}')").fetchnumpy()
    rows = int(np.prod(shape))
    if len(table["trigger"]) != rows:
        raise ValueError(f"{len(table['trigger'])} rows where {rows} belong")
    values = np.stack([np.ma.filled(table[name], 0.0) for name in names], axis=-1)
    states = np.stack([np.ma.filled(table[f"{name}_state"], 0) for name in names], axis=-1)
    triggers = np.asarray(np.ma.filled(table["trigger"], np.inf), float).reshape(shape)[:, :, 0]
    events = np.asarray(table["events"]).reshape(shape)[:, 0, 0]
    return (
        np.ascontiguousarray(values, dtype=float).reshape(*shape, -1),
        np.ascontiguousarray(states, dtype=np.uint8).reshape(*shape, -1),
        triggers,
        int(events.sum(initial=0)),
    )


def columns_of(result: Result, first: int, last: int, events: NDArray[np.int64]) -> dict[str, Any]:
    """Columns of the replications from `first` to before `last`; `events` were handled in each."""
    columns = result.columns(first, last)
    shape = (last - first, len(result.cases), len(result.subjects))
    columns["trigger"] = np.broadcast_to(result.triggers[first:last, :, None], shape).reshape(-1)
    columns["events"] = np.broadcast_to(events[:, None, None].astype(np.int64), shape).reshape(-1)
    return columns


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
