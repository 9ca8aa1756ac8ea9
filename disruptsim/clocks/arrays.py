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
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.kinds import NEVER
from disruptsim.world.opening import Copies, Opening
from disruptsim.world.world import Agenda

RECORDS: dict[str, type] = {
    "run": r.Run, "materials": r.Material, "sites": r.Site, "lines": r.Line, "holdings": r.Holding, "lanes": r.Lane,
    "orders": r.Order, "requests": r.Request,
    "alternatives": r.Alternative, "tallies": r.Tally, "samples": r.Sample, "shipments": r.Shipment,
    "lots": r.Lot, "intakes": r.Intake, "pledges": r.Pledge, "follows": r.Follow, "vias": r.Via,
    "chokepoints": r.Chokepoint, "controls": r.Control, "clauses": r.Clause, "alerts": r.Alert,
    "outages": r.Outage, "cuts": r.Cut,
    "closures": r.Closure, "surges": r.Surge, "truces": r.Truce, "hits": r.Hit, "links": r.Link, "reserves": r.Reserve,
    "instruments": r.Instrument, "buffers": r.Buffer, "money": r.Money,
    "prices": r.Price, "quotes": r.Quote, "trades": r.Trade, "evasions": r.Evasion, "responses": r.Response,
    "thrifts": r.Thrift,
    "duties": r.Duty, "levies": r.Levy, "gaps": r.Gap, "members": r.Member, "firms": r.Firm, "projects": r.Project,
    "accounts": r.Account, "contracts": r.Contract, "dumpings": r.Dumping, "targets": r.Target, "levers": r.Lever,
    "holds": r.Hold, "vaults": r.Vault,
}  # fmt: skip
SINGLE = ("run", "money")  # of which there is one
_INT, _FLOAT = np.dtype(np.int64), np.dtype(np.float64)


def _dtype(fields: list[tuple[str, Any]]) -> np.dtype[Any]:
    return np.dtype(fields, align=True)


def _of_record(kind: type) -> np.dtype[Any]:
    return _dtype([(f.name, _INT if f.type == "int" else _FLOAT) for f in dataclasses.fields(kind)])


DTYPES: dict[str, np.dtype[Any]] = {name: _of_record(kind) for name, kind in RECORDS.items()} | {
    "inbound": _INT,
    "outbound": _INT,
    "sources": _INT,
    "stocked": _INT,
    "routes": _INT,
    "heap": _dtype([("when", _FLOAT), ("order", _INT), ("serial", _INT), ("amount", _FLOAT)]),
    "marks": _dtype([("time", _FLOAT), ("holding", _INT), ("served", _FLOAT), ("demanded", _FLOAT)]),
    "stops": _dtype([("site", _INT), ("begins", _FLOAT), ("ends", _FLOAT)]),
    "streams": _dtype([("next", _INT), ("end", _INT)]),
    "values": _FLOAT,
    "head": _dtype(
        [(name, _INT) for name in ("heap", "serial", "shipments", "lots", "orders", "requests", "marks", "stops")]
        + [(f"most_{name}", _INT) for name in ("heap", "shipments", "lots", "orders", "requests", "marks", "stops")]
        + [
            ("thirsty", _INT),
            ("events", _INT),
            ("stop_at", _INT),
            ("fingerprint", _INT),
            ("refused", _INT),
            ("doing", _INT),
        ]
        + [("now", _FLOAT), ("refused_for", _FLOAT), ("under_way", _INT), ("keep_fingerprint", _INT)]
    ),
}
NAMES = tuple(DTYPES)
_MAKERS: dict[str, tuple[str, ...]] = {
    "heap": (
        "lanes",
        "lines",
        "holdings",
        "clauses",
        "alerts",
        "reserves",
        "controls",
        "cuts",
        "links",
        "hits",
        "firms",
        "projects",
        "duties",
        "dumpings",
        "contracts",
        "levers",
        "holds",
    ),
    "shipments": ("lanes",),
    "lots": ("lines",),
    "orders": ("lanes",),
    "requests": ("holdings",),
    "marks": ("holdings",),
    "stops": ("lines",),
}  # records at which one event may add to a table: four for each at most
GROWING = ("heap", "shipments", "lots", "orders", "requests", "marks", "stops")


class Arrays:
    """The arrays of one run, and their addresses.

    Parameters
    ----------
    opening : Opening
        Its records are left as they are.
    """

    def __init__(self, opening: Opening) -> None:
        plan, world = opening.plan, opening.world
        self.of: dict[str, NDArray[Any]] = {}
        for name in RECORDS:
            records = [getattr(world, name)] if name in SINGLE else getattr(world, name)
            if isinstance(records, Copies):
                rows = _packed(plan, name).copy()
                if records.own:
                    rows[list(records.own)] = _rows(list(records.own.values()), DTYPES[name])
                self.of[name] = rows
            else:
                self.of[name] = _rows(records, DTYPES[name])
        for name in ("inbound", "outbound", "stocked", "routes"):
            self.of[name] = _packed(plan, name)
        self.of["sources"] = np.array(world.sources, dtype=np.int64)
        head = np.zeros(1, DTYPES["head"])
        self.of["head"] = head
        for name in ("heap", "marks", "stops", "streams", "values"):
            self.of[name] = np.zeros(0, DTYPES[name])
        for name in ("shipments", "lots", "orders", "requests"):
            head[name] = len(self.of[name])
        agenda = _packed(plan, "agenda")
        agenda = np.concatenate([agenda, _entries(world.agenda[len(agenda) :], len(agenda))])
        due = agenda[agenda["when"] < NEVER]
        self.of["heap"] = due[np.lexsort((due["serial"], due["order"], due["when"]))]  # what is sorted is a heap
        head["heap"], head["serial"] = len(due), len(agenda)
        # No rule posts, sends, orders or marks more at one event than it has records to do it for.
        self._rooms = {
            name: 64 + 4 * int(np.sum([len(self.of[kind]) for kind in kinds])) for name, kinds in _MAKERS.items()
        }
        self._located: dict[str, NDArray[Any]] = {}
        self.addresses = np.zeros(2 * len(NAMES), np.int64)

    @property
    def head(self) -> Any:
        """Counters of the run, as a record."""
        return self.of["head"][0]

    def grow(self) -> None:
        """Give every table that is nearly full room for twice as much."""
        for name in GROWING:
            table, used, room = self.of[name], int(self.head[name]), self._rooms[name]
            if name == "heap":  # a strait that shuts or opens posts for what is under way
                room += 8 * int(self.head["shipments"])
                self.head["under_way"] = 2 * int(self.head["shipments"]) + 16
            if used + room > len(table):
                size = 2 * used + room + room // 2
                larger = np.empty(size, table.dtype)
                larger[:used] = table[:used]
                larger.view(np.uint8).reshape(size, -1)[used:] = _FRESH[name]
                self.of[name] = larger
            self.head[f"most_{name}"] = len(self.of[name]) - room

    @property
    def size(self) -> int:
        """Memory that the arrays take, bytes."""
        return int(np.sum([array.nbytes for array in self.of.values()]))

    def locate(self) -> int:
        """Write down where every array lies; returns the address of that table."""
        for rank, name in enumerate(NAMES):
            array = self.of[name]
            if self._located.get(name) is not array:
                self._located[name] = array
                self.addresses[2 * rank : 2 * rank + 2] = array.ctypes.data, len(array)
        return int(self.addresses.ctypes.data)

    def column(self, group: str, field: str) -> NDArray[Any]:
        """One field of the records in use."""
        table = self.of[group]
        return table[field][: int(self.head[group])] if group in GROWING else table[field]


def _packed(plan: Blueprint, name: str) -> NDArray[Any]:
    """What all runs of a blueprint start from, made once."""
    if name not in plan.packed:
        there = getattr(plan.world, name)
        plan.packed[name] = (
            _rows(there, DTYPES[name])
            if name in RECORDS
            else _entries(there, 0)
            if name == "agenda"
            else np.array(there, dtype=np.int64)
        )
    found: NDArray[Any] = plan.packed[name]
    return found


def _entries(agenda: list[Agenda], first: int) -> NDArray[Any]:
    """Entries of the heap for what is due; the first one has serial number `first`."""
    rows = [
        (when, ((2 + kind) << 32) + subject, first + n, amount)
        for n, (when, kind, subject, amount) in enumerate(agenda)
    ]
    return np.array(rows, dtype=DTYPES["heap"])


def _rows(records: list[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    names = dtype.names or ()
    if not records:
        return np.zeros(0, dtype)
    if len(names) == 1:
        return np.array([(getattr(record, names[0]),) for record in records], dtype=dtype)
    return np.array(list(map(attrgetter(*names), records)), dtype=dtype)


_FRESH = {
    name: (_rows([RECORDS[name]()], DTYPES[name]) if name in RECORDS else np.zeros(1, DTYPES[name])).view(np.uint8)
    for name in GROWING
}  # the bytes of a record that nobody has used
