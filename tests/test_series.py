"""Performance over time in run folders: counts that parts are added up from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

import disruptsim as ds
from disruptsim.measures.subjects import TOTAL

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


def test_performance_over_time_is_kept_part_by_part(tmp_path: Path) -> None:
    """Counts of all parts together; of a part of one replication, the performance that its measures were made of."""
    result = ds.run(ds.load(SMALL), 5, 3, out=tmp_path / "one", workers=1, chunk=1)
    with duckdb.connect() as database:

        def ask(text: str, part: str = "*") -> list[Any]:
            path = f"{tmp_path}/one/series/{part}.parquet"
            return database.execute(text.format(source=f"read_parquet('{path}')")).fetchall()

        rows = ask("select day, performance, at_000 + at_050 + at_100 + more from {source} where policy = 'none' and "
                   "subject = 'all markets' and performance is not null order by day", "000002")  # fmt: skip
        days = [day for day, *_ in rows]
        widths = np.diff([*days, 730.0])
        lost = sum((1.0 - q) * width for (_, q, _), width in zip(rows, widths, strict=True) if q < 1.0)
        values, _ = result.column("resilience_loss", TOTAL)
        assert lost == pytest.approx(values[2], abs=1e-3)
        ((counted, together),) = ask("select sum(replications), sum(performance * replications) from {source} "
                                     "where day = 7 and subject = 'all markets' and policy = 'reserve'")  # fmt: skip
        assert counted == 5
        levels = ask("select sum(columns('at_.*|more')) from {source} where day = 7 and subject = 'all markets' "
                     "and policy = 'reserve'")[0]  # fmt: skip
    assert sum(levels) == 5
    assert 0.0 < together <= 5.0 * 1.5
    other = ds.run(ds.load(SMALL), 5, 3, out=tmp_path / "two", workers=2, executor="processes", chunk=5)
    again = ds.run(ds.load(SMALL), 5, 3, out=tmp_path / "three", workers=1, chunk=5)
    assert other.digest == again.digest
    name = "series/000000.parquet"
    assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "three" / name).read_bytes()


def test_a_damaged_series_has_its_part_run_again(tmp_path: Path) -> None:
    first = ds.run(ds.load(SMALL), 4, 3, out=tmp_path, workers=1, chunk=2)
    path = tmp_path / "series" / "000001.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    told: list[str] = []
    again = ds.run(ds.load(SMALL), 4, 3, out=tmp_path, workers=1, tell=told.append)
    assert told == ["2 of 4 replications are there already"]
    assert again.digest == first.digest
    assert path.read_bytes() == whole
