"""The rules, compiled as they are, and the loop that runs them. Importing this needs Numba.

Nothing of the model stands here: the verbs by which rules reach their clock, a heap of events, and the loop.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numba as nb
from numba.extending import overload, register_jitable

import disruptsim.rules
from disruptsim.clocks.cache import folder
from disruptsim.clocks.compiled_world import as_world
from disruptsim.clocks.fingerprint import add_event
from disruptsim.rules import verbs
from disruptsim.rules.handlers import HANDLERS
from disruptsim.rules.stock import settle
from disruptsim.world.kinds import NEVER

DONE, PAUSED, THIRSTY, FULL, REFUSED, RUNNING = 0, 1, 2, 3, 4, 5
RESERVE = 4  # values that a stream must hold before an event
_STEP = 1 << 32


@overload(verbs.post)
def _post(world: Any, when: Any, kind: Any, subject: Any, amount: Any) -> Any:
    def post(world: Any, when: Any, kind: Any, subject: Any, amount: Any) -> None:
        head = world.head[0]
        if not head.now <= when < NEVER:
            if when != NEVER:
                head.refused = (2 + kind) * _STEP + subject
                head.refused_for = when
            return
        heap = world.heap
        order = (2 + kind) * _STEP + subject
        serial = head.serial
        head.serial = serial + 1
        at = head.heap
        head.heap = at + 1
        while at > 0:
            above = heap[(at - 1) >> 1]
            if above.when < when or (above.when == when and above.order <= order):
                break  # of equal order, the one above was posted before
            entry = heap[at]
            entry.when, entry.order, entry.serial, entry.amount = above.when, above.order, above.serial, above.amount
            at = (at - 1) >> 1
        entry = heap[at]
        entry.when, entry.order, entry.serial, entry.amount = when, order, serial, amount

    return post


@register_jitable
def _sift_down(heap: Any, size: int) -> None:
    """Put the entry behind the last one in the place of the first, and mend the heap."""
    when, order, serial, amount = heap[size].when, heap[size].order, heap[size].serial, heap[size].amount
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        child = heap[below]
        if below + 1 < size:
            other = heap[below + 1]
            if other.when < child.when or (
                other.when == child.when
                and (other.order < child.order or (other.order == child.order and other.serial < child.serial))
            ):
                below += 1
                child = other
        if when < child.when or (
            when == child.when and (order < child.order or (order == child.order and serial < child.serial))
        ):
            break
        entry = heap[at]
        entry.when, entry.order, entry.serial, entry.amount = child.when, child.order, child.serial, child.amount
        at = below
    entry = heap[at]
    entry.when, entry.order, entry.serial, entry.amount = when, order, serial, amount


@overload(verbs.draw)
def _draw(world: Any, stream: Any) -> Any:
    def draw(world: Any, stream: Any) -> Any:
        place = world.streams[stream]
        value = world.values[place.next]
        place.next += 1
        if place.end - place.next < RESERVE:
            world.head[0].thirsty = 1
        return value

    return draw


@overload(verbs.say)
def _say(world: Any, what: Any, subject: Any, amount: Any) -> Any:
    def say(world: Any, what: Any, subject: Any, amount: Any) -> None:
        pass  # nobody listens to a compiled run

    return say


@overload(verbs.mark)
def _mark(world: Any, rank: Any, now: Any) -> Any:
    def mark(world: Any, rank: Any, now: Any) -> None:
        head = world.head[0]
        kept = world.marks[head.marks]
        head.marks += 1
        holding = world.holdings[rank]
        kept.time, kept.holding, kept.served, kept.demanded = now, rank, holding.served, holding.demanded

    return mark


@overload(verbs.stopped)
def _stopped(world: Any, site: Any, begins: Any, ends: Any) -> Any:
    def stopped(world: Any, site: Any, begins: Any, ends: Any) -> None:
        head = world.head[0]
        kept = world.stops[head.stops]
        head.stops += 1
        kept.site, kept.begins, kept.ends = site, begins, ends

    return stopped


@overload(verbs.add_shipment)
def _add_shipment(world: Any) -> Any:
    def add_shipment(world: Any) -> Any:
        rank = world.head[0].shipments
        world.head[0].shipments = rank + 1
        return rank

    return add_shipment


@overload(verbs.add_lot)
def _add_lot(world: Any) -> Any:
    def add_lot(world: Any) -> Any:
        rank = world.head[0].lots
        world.head[0].lots = rank + 1
        return rank

    return add_lot


@overload(verbs.add_order)
def _add_order(world: Any) -> Any:
    def add_order(world: Any) -> Any:
        rank = world.head[0].orders
        world.head[0].orders = rank + 1
        return rank

    return add_order


@overload(verbs.add_request)
def _add_request(world: Any) -> Any:
    def add_request(world: Any) -> Any:
        rank = world.head[0].requests
        world.head[0].requests = rank + 1
        return rank

    return add_request


def _compile_rules() -> None:
    """Let Numba compile every rule where a compiled caller needs it; for Python they stay as they are."""
    for module in iter_modules(disruptsim.rules.__path__):
        if module.name in ("verbs", "handlers"):
            continue
        loaded = import_module(f"disruptsim.rules.{module.name}")
        for _, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == loaded.__name__:
                register_jitable(function)
    register_jitable(add_event)


def _dispatcher() -> Any:
    """A chain of comparisons over the table of handlers, which is the one place that knows them."""
    lines = ["def dispatch(world, kind, subject, amount, now):"]
    names: dict[str, Any] = {}
    for kind, handler in enumerate(HANDLERS):
        names[f"rule{kind}"] = handler
        lines.append(f"    {'if' if kind == 0 else 'elif'} kind == {kind}: rule{kind}(world, subject, amount, now)")
    exec("\n".join(lines), names)  # text made of numbers alone
    return register_jitable(names["dispatch"])


nb.config.CACHE_DIR = str(folder())
_compile_rules()
_dispatch = _dispatcher()


@register_jitable
def _loop(address: int, end: float) -> int:
    """Run events before `end` until something needs Python; returns why it stopped."""
    world = as_world(address)
    head = world.head[0]
    while head.heap > 0:
        if world.heap[0].when >= end:
            break
        if head.events >= head.stop_at:
            return PAUSED
        if (
            head.heap > head.most_heap
            or head.shipments > head.most_shipments
            or head.shipments > head.under_way
            or head.lots > head.most_lots
            or head.orders > head.most_orders
            or head.requests > head.most_requests
            or head.marks > head.most_marks
            or head.stops > head.most_stops
        ):
            return FULL
        top = world.heap[0]
        when, order, amount = top.when, top.order, top.amount
        head.heap -= 1
        if head.heap > 0:
            _sift_down(world.heap, head.heap)
        head.now = when
        head.events += 1
        head.doing = order
        kind, subject = (order >> 32) - 2, order & (_STEP - 1)
        if head.keep_fingerprint:
            head.fingerprint = add_event(head.fingerprint, when, kind, subject, amount)
        _dispatch(world, kind, subject, amount, when)
        if head.refused:
            return REFUSED
        if head.thirsty:
            return THIRSTY
    head.now = end
    return DONE


@nb.njit("void(int64[::1], float64, int64[::1])", nogil=True, cache=True)
def loops(addresses: Any, end: float, whys: Any) -> None:
    """Run several worlds, each until it is done or needs Python; `whys` says which, and is written anew."""
    for n in range(len(addresses)):
        if whys[n] != DONE:
            whys[n] = RUNNING
            whys[n] = _loop(addresses[n], end)


@nb.njit("void(int64, float64)", nogil=True, cache=True)
def close(address: int, end: float) -> None:
    """Bring every market up to date."""
    world = as_world(address)
    for rank in range(len(world.holdings)):
        if world.holdings[rank].consumes:
            settle(world, world.holdings[rank], end)
