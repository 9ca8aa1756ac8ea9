"""Known answers of availability: one refinery and two, two machines in series, a supplier that is on and off."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from cases import Found, Row, Table, check_random, days, keep, params, rate, rows, tonnes
from hand import lane, network
from stocks import after_warm_up, runs

import disruptsim as ds
from disruptsim.world.outcome import Outcome


def exponential(mean: float) -> Table:
    return {"exponential": {"mean": f"{mean!r} d"}}


def failing(up: float, down: float, clock: str = "calendar", constant: bool = False) -> Table:
    return {"every": exponential(up), "repair": f"{down!r} d" if constant else exponential(down), "clock": clock}


def maker(capacity: float, campaign: str, failures: Table, makes: str = "ore", **fields: object) -> Table:
    store = {"storage": {makes: "1000 Mt"}}
    fixed = {"kind": "mine", "country": "AA", "makes": makes, "capacity": f"{capacity!r} t/d", "campaign": campaign}
    return {**fixed, **store, "failures": failures, **fields}


def demanding(demand: float, room: float | None = None) -> Table:
    """A market that loses what it is not served; with a room, it takes what is sent up to that."""
    site = {"kind": "market", "country": "BB", "demands": "ore", "rate": rate(demand)}
    return site if room is None else {**site, "storage": {"ore": tonnes(room)}, "replenish": {"policy": "push"}}


@cache
def one_refinery(constant: bool) -> np.ndarray:
    case = params("V13")["a"]

    def make(end: float) -> ds.Scenario:
        failures = failing(case["mtbf"], case["mttr"], constant=constant)
        return ds.Scenario.from_dict(network(end, {"A": maker(case["cap"], "0.1 d", failures)}, []))

    (found,) = runs(make, 100, [3650.0])
    return np.array([outcome.made_by("A") / 3650.0 for outcome in found])


@pytest.mark.slow
@pytest.mark.parametrize("constant", [False, True])
@rows("V13", "(a) mean")
def test_mean_output_of_a_refinery(row: Row, constant: bool) -> None:
    check_random(row, one_refinery(constant))


@pytest.mark.slow
@rows("V13", "(a) standard")
def test_spread_of_output_of_a_refinery(row: Row) -> None:
    """With the standard error of a standard deviation, s / sqrt(2 (n - 1)), for four of which the case allows."""
    spread, error = float(np.std(one_refinery(False), ddof=1)), row.expected / np.sqrt(2 * 99)
    holds = abs(spread - row.expected) <= 4 * error and error <= row.tolerance * row.expected
    keep(row, Found(spread, error, 100, bool(holds)))
    assert holds, (spread, error)


@cache
def two_mines() -> dict[str, np.ndarray]:
    """Lots of 1.2 t of two mines that keep one each, and a market with room for 4 t, which is 0.04 d of its demand.

    What stands there when a mine fails makes good what lacks for a moment: up to 4 t in each of 0.028 failures a day,
    or 0.1% of what is delivered.
    """
    case, lot, end = params("V13")["b"], 0.02, 3650.0

    def make(end: float) -> ds.Scenario:
        sites: Table = {"M": demanding(case["demand"], 4.0)}
        for name, up, down in zip("AB", case["mtbf"], case["mttr"], strict=True):
            sites[name] = maker(case["cap"], days(lot), failing(up, down), storage={"ore": tonnes(case["cap"] * lot)})
        lanes = [lane(name, "M", lead=0.0, interval=days(lot)) for name in "AB"]
        return ds.Scenario.from_dict(network(end, sites, lanes, limits={"events": 1e9}))

    (found,) = runs(make, 100, [end])
    return {
        "mean delivered": np.array([outcome.served[outcome.market("M")] / end for outcome in found]),
        "share of time with both down": np.array([without(outcome, "M", 3 * lot) / end for outcome in found]),
    }


def without(outcome: Outcome, site: str, least: float) -> float:
    """Time in which a market is served nothing for more than `least` at a stretch, d.

    One mine alone serves it too, lot by lot, and less than a lot's time goes by between the lots.
    """
    time, served, _ = outcome.curve(site).T
    moves = np.flatnonzero(np.diff(served) > 0.0)  # each begins where nothing more was served, and ends a stretch
    begins, ends = np.append(0.0, time[moves + 1]), np.append(time[moves], time[-1])
    dry = ends - begins
    return float(dry[dry > least].sum())


@pytest.mark.slow
@rows("V13", "(b)")
def test_two_mines_for_one_market(row: Row) -> None:
    check_random(row, two_mines()[row.quantity[4:]])


@cache
def two_machines(clock: str, lot: float, buffered: bool) -> np.ndarray:
    """Output of the mill, t/d: with 6000 t before it at first and room without end, or with no room."""
    case = params("V14")
    (up, other_up), (down, other_down) = case["mtbf"], case["mttr"]
    time, one = days(lot), tonnes(case["rate"] * lot)

    def make(end: float) -> ds.Scenario:
        crusher = maker(case["rate"], time, failing(up, down, clock))
        mill = maker(case["rate"], time, failing(other_up, other_down, clock), "metal")
        mill |= {"kind": "refinery", "needs": {"ore": 1.0}, "replenish": {"policy": "push"}}
        if buffered:
            mill |= {"minimum_run": 1e-3, "initial": {"ore": tonnes(case["buffer0_c"])}}
        else:
            crusher["storage"] = {"ore": one}
            mill |= {"minimum_run": 1.0, "storage": {**mill["storage"], "ore": "0 t"}}
        sites, limits = {"A": crusher, "B": mill}, {"events": 1e9}
        return ds.Scenario.from_dict(network(end, sites, [lane("A", "B", lead=0.0)], limits=limits))

    early, late = runs(make, 60, [1000.0, 6000.0])
    return np.array([(y.made_by("B") - x.made_by("B")) / 5000.0 for x, y in zip(early, late, strict=True)])


@pytest.mark.slow
@pytest.mark.parametrize("clock", ["calendar", "operating"])
@rows("V14", "(c)")
def test_two_machines_and_a_buffer_without_end(row: Row, clock: str) -> None:
    check_random(row, two_machines(clock, 0.5, True))


@pytest.mark.slow
@rows("V14", "(a)", "(b)")
def test_two_machines_without_a_buffer(row: Row) -> None:
    """Lots of 5 t: the mill takes one only as it begins on it, and the crusher rests until its last lot is taken.

    The two begin on a lot together, and on the next when both are done. If each only wears while it works, goods that flow
    lose the repairs of both, one after the other, and a pair of lots loses the longer one if both fail on it: one pair in
    a million, 3.5 d in the mean, a share of 0.00006 of the output. On the calendar repairs hide each other where they
    overlap, and lots differ only in that who is up first then works off what was left of its lot, 0.025 d in the mean;
    0.007 overlaps a day make that a share of less than 0.0002. The standard errors are 0.004.
    """
    check_random(row, two_machines("operating" if row.quantity.startswith("(a)") else "calendar", 0.05, False))


def supplier(way: str, end: float) -> ds.Scenario:
    """A mine and a market with 80 t between them, or a mine `alone` with room for all that it makes.

    `ordered`: lots of 0.2 t; a tonne of the 80 stands at the market, which orders as it uses.
    `pushed`: lots of 0.75 t; the market has room for all 80 t and is filled up every 0.05 d, in which it uses half a tonne;
    the mine has room for a tonne. While all is full, 79.75 t stand at the market in the mean, and 0.25 t with the mine.
    """
    case = params("V15")
    lot, fails = 0.2 / case["c"] if way == "ordered" else 0.05, failing(case["mean_up"], case["mean_down"])
    at_mine = {"ordered": tonnes(case["K"] - 1), "pushed": "1 t", "alone": "1000 Mt"}[way]
    mine = maker(case["c"], days(lot), fails, storage={"ore": at_mine})
    if way == "alone":
        return ds.Scenario.from_dict(network(end, {"W": mine}, [], limits={"events": 1e9}))
    if way == "ordered":
        order = {"up_to": "1 t", "review": "continuous", "lot": "0.02 d"}
        buyer = {**demanding(case["d"]), "patience": "10_000 d", "replenish": order, "initial": {"ore": "1 t"}}
    else:
        buyer = {**demanding(case["d"], case["K"]), "initial": {"ore": tonnes(case["K"])}}
    sites = {"W": {**mine, "initial": {"ore": at_mine}}, "M": buyer}
    return ds.Scenario.from_dict(network(end, sites, [lane(lead=0.0, interval="0.05 d")], limits={"events": 1e9}))


@cache
def on_and_off(way: str) -> dict[str, np.ndarray]:
    """The supplier makes 15 t/d when it is up, but 10 t/d while the stockpile is full.

    A mine of the same name fails at the same times: one alone, which nothing throttles, shows what could have been made,
    and each day full takes 5 t of it away.
    """
    case, ends = params("V15"), [1000.0, 20_000.0]
    early, late = runs(lambda end: supplier(way, end), 40, ends)
    could = after_warm_up(*runs(lambda end: supplier("alone", end), 40, ends), made)
    return {
        "lost share of demand": lost_share(early, late),
        "share of time full": (could - after_warm_up(early, late, made)) / (case["c"] - case["d"]),
        "mean stock": after_warm_up(early, late, lambda o: o.mean_stock("W", "ore") + o.mean_stock("M", "ore")),
    }


def made(outcome: Outcome) -> float:
    """Output of the supplier, t/d."""
    return outcome.made_by("W") / outcome.horizon


def lost_share(early: list[Outcome], late: list[Outcome]) -> np.ndarray:
    """Of the demand of market M between two horizons."""
    market = late[0].market("M")
    pairs = list(zip(early, late, strict=True))
    served = np.array([y.served[market] - x.served[market] for x, y in pairs])
    return 1.0 - served / np.array([y.demanded[market] - x.demanded[market] for x, y in pairs])


@pytest.mark.slow
@pytest.mark.parametrize("way", ["ordered", "pushed"])
@rows("V15", "lost share of demand", "share of time full", "mean stock")
def test_supplier_on_and_off(row: Row, way: str) -> None:
    check_random(row, on_and_off(way)[row.quantity])


@cache
def on_and_off_without_stock() -> np.ndarray:
    """Lots of 0.75 t, and room for a tonne at the mine and at the market each, so that demand is met while the mine is up.

    What stands there when the mine fails serves 0.2 d of demand at most, and the first lot after a repair takes up to
    0.05 d: of what is lost, 10 d of demand for each failure in the mean, at most 2% too little.
    """
    case = params("V15")

    def make(end: float) -> ds.Scenario:
        failures = failing(case["mean_up"], case["mean_down"])
        sites = {"W": maker(case["c"], "0.05 d", failures, storage={"ore": "1 t"}), "M": demanding(case["d"], 1.0)}
        return ds.Scenario.from_dict(network(end, sites, [lane(lead=0.0, interval="0.05 d")], limits={"events": 1e9}))

    return lost_share(*runs(make, 40, [1000.0, 20_000.0]))


@pytest.mark.slow
@rows("V15", "lost share with no stockpile")
def test_supplier_on_and_off_without_stock(row: Row) -> None:
    check_random(row, on_and_off_without_stock())
