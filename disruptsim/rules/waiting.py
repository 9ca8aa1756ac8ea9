"""Orders of final demand that wait: first come, first served, up to a patience."""

from __future__ import annotations

from disruptsim.rules.spare import new_request, spare_request
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import NEVER, NOBODY, REQUEST_LAPSES
from disruptsim.world.records import Holding
from disruptsim.world.world import World


def wait(world: World, rank: int, tonnes: float, now: float) -> None:
    """Let what is left of an order wait; it needs a record only where patience ends."""
    holding = world.holdings[rank]
    holding.owed += tonnes
    holding.owed_moment += tonnes * now
    if holding.bears == NEVER:
        return
    request_rank = new_request(world)
    request = world.requests[request_rank]
    request.placed = now
    request.tonnes = tonnes
    request.next = NOBODY
    if holding.last_request == NOBODY:
        holding.first_request = request_rank
    else:
        world.requests[holding.last_request].next = request_rank
    holding.last_request = request_rank
    post(world, now + holding.bears, REQUEST_LAPSES, rank, 0.0)


def drop_first(world: World, holding: Holding) -> None:
    """Take the oldest order off the list."""
    rank = holding.first_request
    holding.first_request = world.requests[rank].next
    if holding.first_request == NOBODY:
        holding.last_request = NOBODY
    spare_request(world, rank)


def pay(world: World, holding: Holding, tonnes: float) -> None:
    """Count tonnes that came in against the orders that wait, oldest first."""
    while holding.first_request != NOBODY and tonnes > 0.0:
        request = world.requests[holding.first_request]
        if tonnes < request.tonnes * (1.0 - 1e-12):
            request.tonnes -= tonnes
            return
        tonnes -= request.tonnes
        drop_first(world, holding)


def request_lapses(world: World, rank: int, amount: float, now: float) -> None:
    """Patience ends with the orders that are old enough by now; what is left of them is lost."""
    holding = world.holdings[rank]
    while holding.first_request != NOBODY and world.requests[holding.first_request].placed + holding.bears <= now:
        lost = world.requests[holding.first_request].tonnes
        holding.owed = max(0.0, holding.owed - lost)
        holding.owed_moment -= lost * now
        drop_first(world, holding)
    if holding.first_request == NOBODY:
        holding.owed = 0.0
