"""Orders on a forecast, and what traders owe, by sums done by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hand import Story, Table, lane, market, network, warehouse

PATIENT = "10_000 d"


def doubled(forecast: Table | None, **order: Any) -> Story:
    """Use of 1 t/d, 2 t/d from day 30 on; reviews on days 0, 10, 20 ...; level = use x (5 + 10)."""
    replenish = {"review": "10 d", "offset": "0 d", **order} | ({"forecast": forecast} if forecast else {})
    surge = {"kind": "demand_surge", "markets": ["M"], "factor": 2.0, "starts": "day 30"}
    buyer = {**market(stock=1000.0), "replenish": replenish, "initial": {"ore": "15 t"}}
    return Story(network(95, {"W": warehouse(), "M": buyer}, [lane()], disruptions={"boom": surge}))


def test_without_a_forecast_levels_stay() -> None:
    """Of the 15 t that the level allows, 5 are left to sell between receipts of 10: what is ordered is what was sold."""
    assert [tonnes for _, tonnes in doubled(None).orders()][:3] == [10.0, 10.0, 10.0]


def test_moving_average() -> None:
    """The mean of two periods: 1 until day 30, 1.5 on day 40, 2 from day 50 on. The 5 t of day 30 and the 10 t of day 35 are
    sold out by day 40, when 1.5 x 15 = 22.5 t are ordered. They come on day 45, 10 t of them are sold by day 50, and
    2 x 15 - 12.5 = 17.5 t are ordered."""
    assert doubled({"moving_average": 2}).orders()[2:5] == [(30.0, 10.0), (40.0, 22.5), (50.0, 17.5)]


def run_position(run: Story, day: float) -> float:
    """Position at the market before its order of a day: what it began with and ordered less what it sold."""
    import numpy as np

    time, served, _ = run.outcome.curve("M").T
    sold = float(np.interp(day, time, served))
    return 15.0 + sum(tonnes for when, tonnes in run.orders() if when < day) - sold


def test_smoothing() -> None:
    """Half the weight on the last period: 1.5 on day 40, 1.75 on day 50; levels 22.5 and 26.25 t."""
    run = doubled({"smoothing": 0.5})
    for day, level in ((40.0, 22.5), (50.0, 26.25)):
        ordered = next(tonnes for when, tonnes in run.orders() if when == day)
        assert ordered == pytest.approx(level - run_position(run, day))


def test_levels_in_days_follow_the_forecast() -> None:
    """(s, S) of 5 and 15 days: once use is foreseen to be 2 t/d the level is 30 t."""
    run = doubled({"moving_average": 1}, policy="s_S", reorder="12 d", up_to="15 d")
    last = run.orders()[-1]
    assert last[1] == pytest.approx(30.0 - run_position(run, last[0]))
    fixed = doubled({"moving_average": 1}, policy="s_S", reorder="12 t", up_to="15 t")
    last = fixed.orders()[-1]
    assert last[1] == pytest.approx(15.0 - run_position(fixed, last[0]))


def test_a_forecast_of_steady_use_changes_nothing() -> None:
    def steady(forecast: Table | None) -> list[Any]:
        replenish = {"review": "10 d", "offset": "0 d"} | ({"forecast": forecast} if forecast else {})
        tables = network(95, {"W": warehouse(), "M": {**market(), "replenish": replenish}}, [lane()])
        return Story(tables).said

    assert steady({"moving_average": 3}) == steady({"smoothing": 0.3}) == steady(None)


def test_a_trader_foresees_what_is_ordered_from_it() -> None:
    """M orders 10 t every 10 d and 20 t once demand has doubled; the trader's level of 15 days follows a period later."""
    trader = {
        "kind": "trader", "country": "BB", "trades": "ore", "patience": PATIENT, "initial": {"ore": "100 t"},
        "cover": {"ore": "0 d"}, "replenish": {"review": "10 d", "offset": "5 d", "forecast": {"moving_average": 1}},
    }  # fmt: skip
    surge = {"kind": "demand_surge", "markets": ["M"], "factor": 2.0, "starts": "day 30"}
    sites = {"W": warehouse(), "T": trader, "M": market(stock=500.0)}
    sites["M"]["replenish"] = {"review": "10 d", "offset": "0 d", "policy": "s_S", "reorder": "499 t", "up_to": "500 t"}
    lanes = [lane("W", "T"), lane("T", "M", lead=0.0)]
    run = Story(network(95, sites, lanes, disruptions={"boom": surge}))
    # The level is what was ordered in the last period x (5 + 10) / 10: 15 t, then 30 t, on days 15, 25, 35, 45.
    positions, level = 100.0, {15: 15.0, 25: 15.0, 35: 15.0, 45: 30.0, 55: 30.0}
    sold = dict(run.orders("T>M"))
    for day in (15, 25, 35, 45, 55):
        positions -= sum(tonnes for when, tonnes in sold.items() if day - 10 <= when < day)
        ordered = sum(tonnes for when, tonnes in run.orders("W>T") if when == day)
        assert ordered == pytest.approx(max(0.0, level[day] - positions))
        positions += ordered


def test_a_trader_orders_what_it_owes() -> None:
    """Demand of 10 t every 10 d and nothing in store: the trader sees the orders of days 10, 20 and 30 and owes them, so its
    position is -10 t each time, and with a level of 0 t it orders 10 t each time, on days 15, 25, 35."""
    trader = {
        "kind": "trader", "country": "BB", "trades": "ore", "patience": PATIENT, "initial": {"ore": "0 t"},
        "replenish": {"review": "10 d", "offset": "5 d", "up_to": "0 t"},
    }  # fmt: skip
    sites = {"W": warehouse(), "T": trader, "M": market(stock=15.0, unserved="waiting")}
    run = Story(network(40, sites, [lane("W", "T", lead=0.0), lane("T", "M", lead=5.0)]))
    assert run.orders("T>M") == [(10.0, 10.0), (20.0, 10.0), (30.0, 10.0)]
    assert run.orders("W>T") == [(15.0, 10.0), (25.0, 10.0), (35.0, 10.0)]
