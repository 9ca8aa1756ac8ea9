"""Records as rows of arrays, with the same fields: what the compiled clock works on.

The fields are defined once, in `world.records`; here each kind of record becomes a structured dtype, and the lists
of a world become arrays that have room to grow.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.world import records as r
from disruptsim.world.kinds import NEVER
from disruptsim.world.world import World

RECORDS: dict[str, type] = {
    "run": r.Run, "materials": r.Material, "sites": r.Site, "lines": r.Line, "holdings": r.Holding, "lanes": r.Lane,
    "orders": r.Order, "shipments": r.Shipment, "lots": r.Lot, "vias": r.Via, "chokepoints": r.Chokepoint,
    "controls": r.Control, "clauses": r.Clause, "alerts": r.Alert, "outages": r.Outage, "cuts": r.Cut,
    "closures": r.Closure, "surges": r.Surge, "hits": r.Hit, "links": r.Link, "reserves": r.Reserve,
    "instruments": r.Instrument, "buffers": r.Buffer,
}  # fmt: skip
_INT, _FLOAT = np.dtype(np.int64), np.dtype(np.float64)


def _dtype(fields: list[tuple[str, Any]]) -> np.dtype[Any]:
    return np.dtype(fields, align=True)


def _of_record(kind: type) -> np.dtype[Any]:
    return _dtype([(f.name, _INT if f.type == "int" else _FLOAT) for f in dataclasses.fields(kind)])


DTYPES: dict[str, np.dtype[Any]] = {name: _of_record(kind) for name, kind in RECORDS.items()} | {
    "inbound": _INT,
    "outbound": _INT,
    "sources": _INT,
    "heap": _dtype([("when", _FLOAT), ("order", _INT), ("serial", _INT), ("amount", _FLOAT)]),
    "marks": _dtype([("time", _FLOAT), ("holding", _INT), ("served", _FLOAT), ("demanded", _FLOAT)]),
    "stops": _dtype([("site", _INT), ("begins", _FLOAT), ("ends", _FLOAT)]),
    "streams": _dtype([("next", _INT), ("end", _INT)]),
    "values": _FLOAT,
    "head": _dtype(
        [(name, _INT) for name in ("heap", "serial", "shipments", "lots", "orders", "marks", "stops")]
        + [("thirsty", _INT), ("events", _INT), ("stop_at", _INT), ("fingerprint", _INT), ("refused", _INT)]
        + [("now", _FLOAT), ("refused_for", _FLOAT), ("room", _INT), ("keep_fingerprint", _INT)]
    ),
}
NAMES = tuple(DTYPES)
GROWING = ("heap", "shipments", "lots", "orders", "marks", "stops")


class Arrays:
    """The arrays of one run, and their addresses.

    Parameters
    ----------
    world : World
        Records at the start; left as they are.
    """

    def __init__(self, world: World) -> None:
        self.of: dict[str, NDArray[Any]] = {}
        for name in RECORDS:
            records = [world.run] if name == "run" else getattr(world, name)
            self.of[name] = _rows(records, DTYPES[name])
        for name in ("inbound", "outbound", "sources"):
            self.of[name] = np.array(getattr(world, name), dtype=np.int64)
        head = np.zeros(1, DTYPES["head"])
        self.of["head"] = head
        for name in ("heap", "marks", "stops", "streams", "values"):
            self.of[name] = np.zeros(0, DTYPES[name])
        for name in ("shipments", "lots", "orders"):
            head[name] = len(self.of[name])
        entries = sorted((a.when, a.kind, a.subject, n, a.amount) for n, a in enumerate(world.agenda) if a.when < NEVER)
        rows = [(when, ((2 + kind) << 32) + subject, n, amount) for when, kind, subject, n, amount in entries]
        self.of["heap"] = np.array(rows, dtype=DTYPES["heap"])
        head["heap"], head["serial"] = len(rows), len(world.agenda)
        # No rule posts, sends, orders or marks more at one event than it has records to do it for.
        counts = [len(self.of[n]) for n in ("lanes", "lines", "holdings", "clauses", "alerts", "reserves", "controls")]
        self.spare = 64 + 4 * int(np.sum(counts))
        head["room"] = self.spare
        self.addresses = np.zeros(2 * len(NAMES), np.int64)

    @property
    def head(self) -> Any:
        """Counters of the run, as a record."""
        return self.of["head"][0]

    def grow(self) -> None:
        """Give every table that is nearly full twice its room."""
        room = self.spare + 8 * int(self.head["shipments"])
        self.head["room"] = room
        for name in GROWING:
            table, used = self.of[name], int(self.head[name])
            if used + room > len(table):
                size = 2 * (used + room)
                larger = np.zeros(size, table.dtype)
                if name in RECORDS:
                    fresh = RECORDS[name]()
                    for field in table.dtype.names or ():
                        larger[field] = getattr(fresh, field)
                larger[:used] = table[:used]
                self.of[name] = larger

    def locate(self) -> int:
        """Write down where every array lies; returns the address of that table."""
        for rank, name in enumerate(NAMES):
            self.addresses[2 * rank] = self.of[name].ctypes.data
            self.addresses[2 * rank + 1] = len(self.of[name])
        return int(self.addresses.ctypes.data)

    def column(self, group: str, field: str) -> NDArray[Any]:
        """One field of the records in use."""
        table = self.of[group]
        return table[field][: int(self.head[group])] if group in GROWING else table[field]


def _rows(records: list[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    names = dtype.names or ()
    if not records:
        return np.zeros(0, dtype)
    if len(names) == 1:
        return np.array([(getattr(record, names[0]),) for record in records], dtype=dtype)
    return np.array(list(map(attrgetter(*names), records)), dtype=dtype)
