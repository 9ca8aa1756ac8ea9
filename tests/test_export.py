"""A run folder as CSV, Parquet and SQLite: the same rows, in the same order."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest
from shell import OK, USAGE, Shell

import disruptsim as ds

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("it's a") / "run"
    ds.run(ds.load(SMALL), 7, 2, workers=1, out=where, chunk=3)
    return where


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as lite:
            found = lite.execute(
                "SELECT replication, policy, subject, fill_rate, stop_days FROM replications"
            ).fetchall()
        lite.close()
        return found
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            lines = list(csv.DictReader(file))
        return [
            (
                int(n["replication"]),
                n["policy"],
                n["subject"],
                *(float(n[m]) if n[m] else None for m in ("fill_rate", "stop_days")),
            )
            for n in lines
        ]
    return duckdb.read_parquet(str(path)).project("replication, policy, subject, fill_rate, stop_days").fetchall()


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".sqlite"])
def test_all_forms_hold_the_same_rows(suffix: str, folder: Path, tmp_path: Path, shell: Shell) -> None:
    target = tmp_path / "new" / f"table{suffix}"
    _, told = shell("export", str(folder), str(target), code=OK)
    result = ds.load_run(folder)
    count = 7 * len(result.cases) * len(result.subjects)
    assert f"{count} rows" in told
    rows = rows_of(target)
    assert len(rows) == count
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    values, _ = result.column("fill_rate", "motor_market", "reserve")
    assert [row[3] for row in rows if row[1:3] == ("reserve", "motor_market")] == values.tolist()
    assert all(row[3] is None for row in rows if row[2] == "motor_works"), "what does not apply is nothing"


def test_what_cannot_be_exported(folder: Path, tmp_path: Path, shell: Shell) -> None:
    for source, target, says in (
        (tmp_path, "a.csv", "is no run folder"),
        (folder, "a.xlsx", "has no suffix that says what it is"),
        (folder, "there.csv", "is there already"),
    ):
        (tmp_path / "there.csv").write_text("mine")
        _, told = shell("export", str(source), str(tmp_path / target), code=USAGE)
        assert says in told
    assert (tmp_path / "there.csv").read_text() == "mine"
