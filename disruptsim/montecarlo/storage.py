"""A run folder: what was asked, and the per-replication table as Parquet."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from disruptsim.montecarlo.result import Result

PLAN_FORMAT = "disruptsim.plan/1"


def save(result: Result, shown: dict[str, Any], folder: Path) -> Path:
    """Write a result into a new folder: ``plan.json``, ``parts/000000.parquet`` with its checksum, ``result.json``.

    Parameters
    ----------
    shown : dict
        What goes into ``result.json``: the object that ``run --json`` prints.

    Raises
    ------
    FileExistsError
        If the folder holds anything already.
    """
    refuse_used(folder)
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    plan = {
        "format": PLAN_FORMAT,
        "scenario": {"name": result.scenario.name, "digest": result.scenario.digest},
        "version": result.version,
        "seed": result.seed,
        "replications": result.replications,
        "cases": [{"policy": policy, "future": future} for policy, future in result.cases],
    }
    write_aside(folder / "plan.json", json.dumps(plan, indent=2, ensure_ascii=False).encode())
    write_parquet(parts / "000000.parquet", result.columns())
    digest = hashlib.sha256((parts / "000000.parquet").read_bytes()).hexdigest()
    write_aside(parts / "000000.parquet.sha256", f"{digest}\n".encode())
    write_aside(folder / "result.json", json.dumps(shown, ensure_ascii=False).encode())
    return folder


def refuse_used(folder: Path) -> None:
    """Refuse a folder that holds anything.

    Raises
    ------
    FileExistsError
        If it does, or if it is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} exists and is not an empty folder")


def write_aside(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    aside = path.with_name(path.name + ".tmp")
    with aside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def write_parquet(path: Path, columns: dict[str, Any]) -> None:
    """Write columns as Parquet, aside and renamed; a measure that is missing is NULL, its state says so too."""
    import duckdb

    aside = path.with_name(path.name + ".tmp")
    with duckdb.connect() as database:
        database.register("rows", columns)
        picked = []
        for name in columns:
            quoted = '"' + name.replace('"', '""') + '"'
            state = f'"{name}_state"'
            picked.append(
                f"CASE WHEN {state} = 0 THEN NULL ELSE {quoted} END AS {quoted}"
                if f"{name}_state" in columns
                else quoted
            )
        target = str(aside).replace("'", "''")
        database.execute(
            f"COPY (SELECT {', '.join(picked)} FROM rows) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
    with aside.open("rb+") as stream:
        os.fsync(stream.fileno())
    aside.replace(path)
