"""Everything that a replication changes, and how rules reach their clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from disruptsim.world import records as r


class Stop(NamedTuple):
    """A time in which a line was up, had room and lacked an input."""

    site: int
    begins: float
    ends: float


class Agenda(NamedTuple):
    """An event that is due when the run starts."""

    when: float
    kind: int
    subject: int
    amount: float


class World:
    """The records of one replication.

    Rules read and write records by rank: ``world.lanes[rank].ordered``. Index lists (`inbound`, `outbound`,
    `sources`) hold ranks, in ranges that records name. The clock puts in its calendar
    (a heap, a counter, what makes an event of kind, subject and amount, and a complaint), and where chance comes from.
    """

    __slots__ = (
        "accounts", "agenda", "alerts", "alternatives", "buffers", "calendar", "chokepoints", "clauses", "closures",
        "contracts", "controls", "cuts", "draw", "dumpings", "duties", "evasions", "event", "firms", "follows",
        "gaps", "hits", "holdings", "holds", "inbound", "instruments", "intakes", "lanes", "levers", "levies",
        "lines", "links", "lots", "marks", "materials", "members", "money", "orders", "outages", "outbound",
        "pledges", "prices", "projects", "quotes", "refuse", "requests", "reserves", "responses", "routes", "run",
        "samples", "say", "serial", "shipments", "sites", "sources", "stocked", "stops", "surges", "tallies",
        "targets", "thrifts", "titles", "trades", "truces", "vaults", "vias",
    )  # fmt: skip

    def __init__(self) -> None:
        self.run = r.Run()
        self.materials: list[r.Material] = []
        self.sites: list[r.Site] = []
        self.lines: list[r.Line] = []
        self.holdings: list[r.Holding] = []
        self.lanes: list[r.Lane] = []
        self.orders: list[r.Order] = []
        self.requests: list[r.Request] = []
        self.alternatives: list[r.Alternative] = []
        self.tallies: list[r.Tally] = []
        self.samples: list[r.Sample] = []
        self.shipments: list[r.Shipment] = []
        self.lots: list[r.Lot] = []
        self.intakes: list[r.Intake] = []
        self.pledges: list[r.Pledge] = []
        self.follows: list[r.Follow] = []
        self.vias: list[r.Via] = []
        self.chokepoints: list[r.Chokepoint] = []
        self.controls: list[r.Control] = []
        self.clauses: list[r.Clause] = []
        self.alerts: list[r.Alert] = []
        self.outages: list[r.Outage] = []
        self.cuts: list[r.Cut] = []
        self.closures: list[r.Closure] = []
        self.surges: list[r.Surge] = []
        self.truces: list[r.Truce] = []
        self.hits: list[r.Hit] = []
        self.links: list[r.Link] = []
        self.reserves: list[r.Reserve] = []
        self.instruments: list[r.Instrument] = []
        self.buffers: list[r.Buffer] = []
        self.money = r.Money()
        self.prices: list[r.Price] = []
        self.quotes: list[r.Quote] = []
        self.trades: list[r.Trade] = []
        self.evasions: list[r.Evasion] = []
        self.responses: list[r.Response] = []
        self.thrifts: list[r.Thrift] = []
        self.duties: list[r.Duty] = []
        self.levies: list[r.Levy] = []
        self.gaps: list[r.Gap] = []
        self.members: list[r.Member] = []
        self.firms: list[r.Firm] = []
        self.projects: list[r.Project] = []
        self.accounts: list[r.Account] = []
        self.contracts: list[r.Contract] = []
        self.dumpings: list[r.Dumping] = []
        self.targets: list[r.Target] = []
        self.levers: list[r.Lever] = []
        self.holds: list[r.Hold] = []
        self.vaults: list[r.Vault] = []
        self.inbound: list[int] = []
        self.outbound: list[int] = []
        self.sources: list[int] = []
        self.stocked: list[int] = []  # holdings, by price
        self.routes: list[int] = []  # trades, by price
        # Points on the markets' curves of cumulative quantities, straight between them: time, holding, served and
        # demanded, one after the other, because there may be millions.
        self.marks: list[float] = []
        self.stops: list[Stop] = []
        self.agenda: list[Agenda] = []
        # What the scenario calls that which has no name of its own, by the kind of event that starts it, and rank.
        self.titles: dict[tuple[int, int], str] = {}
        self.calendar: list[Any]
        self.serial: Iterator[int]
        self.event: Callable[[tuple[int, int, float]], Any]
        self.refuse: Callable[[float, int, int], None]
        self.draw: Callable[[int], float]
        self.say: Callable[[int, int, float], None]
