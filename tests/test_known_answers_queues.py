"""Known answers of queues: desks at a port, and two stages with little room between them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from cases import Row, Table, check_random, days, params, rate, rows
from hand import Story, lane, network
from stocks import after_warm_up, runs

import disruptsim as ds
from disruptsim.world import kinds as k
from disruptsim.world.outcome import Outcome

PLENTY = "1000 Mt"
LOT = 1.0  # t of a shipment
DAYS = {"a": 400.0, "b": 1500.0, "c": 1500.0}
DROPPED = 0.1  # of each run


def exponential(mean: float) -> Table:
    return {"exponential": {"mean": days(mean)}}


def source(frequency: float, **fields: object) -> Table:
    """A mine whose lots of a tonne are done at exponential times: without hindrance a Poisson stream."""
    site = {"kind": "mine", "country": "AA", "makes": "ore", "capacity": rate(LOT * frequency)}
    return {**site, "campaign": exponential(1.0 / frequency), "storage": {"ore": PLENTY}, **fields}


def server(each: float, time: str | Table, lines: int = 1, **storage: str) -> Table:
    """A refinery that works off one lot after another on each of its lines, in `each` days in the mean."""
    site = {"kind": "refinery", "country": "AA", "makes": "metal", "needs": {"ore": 1.0}, "minimum_run": 1.0}
    work = {"capacity": rate(LOT * lines / each), "campaign": time, "lines": lines, "replenish": {"policy": "push"}}
    return {**site, **work, "storage": {"metal": PLENTY, **storage}}


def port(part: str, end: float) -> Table:
    """Shipments come to a port as soon as they are made, and wait for a desk."""
    case = params("V11")[part]
    each = case["s"] if part == "b" else 1.0 / case["mu"]
    time = days(each) if part == "b" else exponential(each)
    sites = {"A": source(case["lam"]), "P": server(each, time, case.get("c", 1))}
    return network(end, sites, [lane("A", "P", lead=0.0)])


def working(outcome: Outcome, lines: int, start: float) -> float:
    """Mean number of desks at work: each has a shipment in hand unless it lacks one."""
    idle = np.clip(outcome.stops_of("P"), start, None)
    return lines - float((idle[:, 1] - idle[:, 0]).sum()) / (outcome.horizon - start)


@cache
def by_means(part: str) -> dict[str, np.ndarray]:
    """Mean wait by Little's law: mean stock before the desks over the rate at which shipments came."""
    end, lines = DAYS[part], params("V11")[part].get("c", 1)
    start = DROPPED * end
    early, late = runs(lambda until: ds.Scenario.from_dict(port(part, until)), 40, [start, end])
    queue = after_warm_up(early, late, lambda o: o.mean_stock("P", "ore"))
    came = after_warm_up(early, late, lambda o: o.received("P", "ore") / o.horizon) / LOT
    busy = np.array([working(outcome, lines, start) for outcome in late])
    return {"mean wait in queue": queue / came, "mean number in system": queue + busy, "utilisation": busy / lines}


@pytest.mark.slow
@rows("V11", "(a) mean", "(b)", "(c) mean", "(c) utilisation")
def test_queue_of_a_port(row: Row) -> None:
    check_random(row, by_means(row.quantity[1])[row.quantity[4:]])


def waits(part: str, seed: int) -> np.ndarray:
    """Wait of each shipment that came after the warm-up, d: the first to come is the first to be begun on.

    Those that still wait at the end have waited until then at least.
    """
    end = DAYS[part]
    run = Story(port(part, end), future="twin", seed=seed)
    here = run.layout.site_rank["P"]
    came = np.array([day for day, word, _, _ in run.said if word == k.SAID_ARRIVED])
    begun = np.full(len(came), end)
    days_begun = [day for day, word, site, _ in run.said if (word, site) == (k.SAID_STARTED, here)]
    begun[: len(days_begun)] = days_begun
    return (begun - came)[came >= DROPPED * end]


@cache
def by_shipment(part: str) -> dict[str, np.ndarray]:
    found = [waits(part, seed) for seed in range(40)]
    return {
        "mean wait in queue": np.array([np.mean(wait) for wait in found]),
        "P(wait > 0.2 d)": np.array([np.mean(wait > 0.2) for wait in found]),
        "P(a shipment waits)": np.array([np.mean(wait > 0.0) for wait in found]),
    }


@pytest.mark.slow
@rows("V11", "(a) mean wait", "(a) P", "(c) P", "(c) mean")
def test_waits_of_single_shipments(row: Row) -> None:
    check_random(row, by_shipment(row.quantity[1])[row.quantity[4:]])


@cache
def two_stages(room: int, blocking: str) -> np.ndarray:
    """Lots a day out of the second stage."""
    mean = 1.0 / params("V12")["mu"]
    first = source(1.0 / mean, storage={"ore": f"{LOT!r} t"}, blocking=blocking)
    sites = {"A": first, "P": server(mean, exponential(mean), ore=f"{room * LOT!r} t")}

    def make(end: float) -> ds.Scenario:
        return ds.Scenario.from_dict(network(end, sites, [lane("A", "P", lead=0.0)]))

    (found,) = runs(make, 30, [400.0])
    return np.array([outcome.made_by("P") / (400.0 * LOT) for outcome in found])


@pytest.mark.parametrize("blocking", ["before", "after"])
@rows("V12", "throughput, buffer 3")
def test_two_stages_and_a_buffer_of_three(row: Row, blocking: str) -> None:
    """A mine keeps a lot in store if it can: with blocking after the work this lot is one of the three, and the refinery
    has room for two more. With blocking before the work a finished lot waits in the store and the mine rests, as if it
    stayed on the machine: one Markov chain, but the three stand at the refinery."""
    buffer = params("V12")["buffer"]
    check_random(row, two_stages(buffer - 1 if blocking == "after" else buffer, blocking))


@rows("V12", "throughput, buffer 0")
def test_two_stages_without_a_buffer(row: Row) -> None:
    """The mine blocks before the work: a finished lot stands in the store rather than on the machine, and meanwhile
    the mine does not work, which is blocking after the work without any buffer."""
    check_random(row, two_stages(0, "before"))
