"""The few verbs by which rules reach beyond the records; each clock brings its own.

A rule posts events, draws chance, keeps marks and stops for the measures, and takes fresh records. It knows no
clock, no file and no generator of random numbers.
"""

from __future__ import annotations

from heapq import heappush

from disruptsim.world.kinds import NEVER, PRIORITIES
from disruptsim.world.records import Lot, Order, Request, Shipment
from disruptsim.world.world import Stop, World


def post(world: World, when: float, kind: int, subject: int, amount: float) -> None:
    """Ask for an event at a time not before now; at NEVER it does not come.

    The calendar is the heap of whatever clock runs the world. This is called for every event, so it puts the entry
    there itself: time, place among the events of one instant, order of posting, and the event.
    """
    if when < NEVER:
        entry = (when, PRIORITIES[kind] + subject, next(world.serial), world.event((kind, subject, amount)))
        heappush(world.calendar, entry)
    elif when != NEVER:
        world.refuse(when, kind, subject)


def draw(world: World, stream: int) -> float:
    """Next value of a stream, already in the unit and the law of its use."""
    return world.draw(stream)


def say(world: World, what: int, subject: int, amount: float) -> None:
    """Describe what happens, if anybody listens."""
    if world.run.tracing:
        world.say(what, subject, amount)


def mark(world: World, rank: int, now: float) -> None:
    """Keep a point of a market's cumulative curves; it must be settled."""
    holding = world.holdings[rank]
    world.marks += (now, rank, holding.served, holding.demanded)


def stopped(world: World, site: int, begins: float, ends: float) -> None:
    """Keep a time in which a site stood for want of an input."""
    world.stops.append(Stop(site, begins, ends))


def add_shipment(world: World) -> int:
    """Rank of a shipment record that was never used."""
    world.shipments.append(Shipment())
    return len(world.shipments) - 1


def add_lot(world: World) -> int:
    """Rank of a lot record that was never used."""
    world.lots.append(Lot())
    return len(world.lots) - 1


def add_order(world: World) -> int:
    """Rank of an order record that was never used."""
    world.orders.append(Order())
    return len(world.orders) - 1


def add_request(world: World) -> int:
    """Rank of a request record that was never used."""
    world.requests.append(Request())
    return len(world.requests) - 1
