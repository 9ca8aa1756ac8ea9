"""A run folder as one file for other tools: CSV, Parquet or SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from disruptsim.errors import FolderError
from disruptsim.montecarlo.database import scratch
from disruptsim.montecarlo.files import files_at
from disruptsim.montecarlo.folder import PLAN

TABLE = "replications"
_ROWS = 10_000  # that go into SQLite at once


def export(folder: str | Path, target: Path) -> int:
    """Write the per-replication table of a run folder as one file, in canonical order; NULL is what does not apply.

    Parameters
    ----------
    folder : str or Path
        A run folder, whole or on its way.
    target : Path
        Its suffix says what it becomes: ``.csv``, ``.parquet``, ``.sqlite`` (a table `replications`).

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    FolderError
        If the folder is none, holds no part, or the target is there already or has another suffix.
    """
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise FolderError(f"{target} has no suffix that says what it is; name a file in {', '.join(sorted(_WRITERS))}")
    if target.exists():
        raise FolderError(f"{target} is there already; name another file")
    files = files_at(folder)
    names = files.names()
    parts = sorted(
        name for name in names if name.startswith("parts/") and name.endswith(".parquet") and f"{name}.sha256" in names
    )
    if PLAN not in names or not parts:
        raise FolderError(f"{files.where} is no run folder with a part in it")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.tmp")
    aside.unlink(missing_ok=True)
    with scratch() as (database, local):
        for number, name in enumerate(parts):
            (local / f"{number:06}.parquet").write_bytes(files.read(name))
        pattern = f"{local}/*.parquet".replace("'", "''")
        rows = f"SELECT * FROM read_parquet('{pattern}') ORDER BY replication, future, policy, kind, subject"
        count = database.execute(f"SELECT count(*) FROM ({rows})").fetchone()
        write(database, rows, aside)
    aside.replace(target)
    return int(count[0]) if count else 0


def _copy(how: str) -> Callable[..., None]:
    def write(database: Any, rows: str, path: Path) -> None:
        target = str(path).replace("'", "''")
        database.execute(f"COPY ({rows}) TO '{target}' ({how})")

    return write


def _to_sqlite(database: Any, rows: str, path: Path) -> None:
    found = database.execute(rows)
    names = [column[0] for column in found.description]
    kinds = ["TEXT" if str(column[1]).upper() in ("STRING", "VARCHAR") else "NUMERIC" for column in found.description]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, kinds, strict=True))
    with sqlite3.connect(path) as lite:
        lite.execute(f"CREATE TABLE {TABLE} ({columns})")
        places = ", ".join("?" for _ in names)
        while chunk := found.fetchmany(_ROWS):
            lite.executemany(f"INSERT INTO {TABLE} VALUES ({places})", chunk)
    lite.close()


_WRITERS: dict[str, Callable[..., None]] = {
    ".csv": _copy("FORMAT csv, HEADER"),
    ".parquet": _copy("FORMAT parquet, COMPRESSION zstd"),
    ".sqlite": _to_sqlite,
}
