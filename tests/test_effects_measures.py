"""Measures of cycles, cover, use of capacity, orders and tiers, by sums done by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hand import Table, control, lane, market, mine, network, usual, warehouse

import disruptsim as ds
from disruptsim.network.layout import lay_out
from disruptsim.network.tiers import tiers


def measured(tables: Table, measure: str, subject: str) -> float:
    values, states = ds.run(ds.Scenario.from_dict(tables), replications=1, workers=1).column(measure, subject)
    assert states[0] == 1
    return float(values[0])


def missing(tables: Table, measure: str, subject: str) -> bool:
    _, states = ds.run(ds.Scenario.from_dict(tables), replications=1, workers=1).column(measure, subject)
    return bool(states[0] == 0)


def shut(start: int, days: int, **parts: Any) -> Table:
    return usual(disruptions={"it": control("ban", starts=f"day {start}", lasts=f"{days} d")}, **parts)


def test_cycle_service() -> None:
    """Receipts on days 15, 25 ... 95: nine in calm. Shut on days 12 to 41: those of days 25 and 35 leave on day 41, and one
    of ten ends a time without stock (10 t are ordered on day 40 too, and leave with them)."""
    assert measured(usual(100.0), "cycle_service", "M") == 1.0
    run = ds.simulation(ds.Scenario.from_dict(shut(12, 29))).run()
    assert run is not None
    market_rank = run.market("M")
    receipts, dry = run.cycles[market_rank], run.dry_cycles[market_rank]
    assert dry == 1
    assert measured(shut(12, 29), "cycle_service", "M") == pytest.approx(1.0 - 1.0 / receipts)


def test_cover_short() -> None:
    """Stock ends on day 25 and goods come on day 46: 21 t are lost at 1 t a day: 21 d of cover more would have done."""
    assert measured(shut(12, 29), "cover_short", "M") == pytest.approx(21.0)
    assert measured(usual(100.0), "cover_short", "M") == 0.0
    covered = shut(12, 29, buyer=market(stock=36.0, cover=21.0))
    assert measured(covered, "cover_short", "M") == pytest.approx(0.0, abs=1e-6)


def test_utilisation_and_lost_share() -> None:
    """A mine of 10 t/d whose lots of a day are pushed on; down on days 40 to 60 of 100: what is in work waits."""
    fire = {"fire": {"kind": "outage", "sites": ["W"], "starts": "day 40", "lasts": "20 d"}}
    sites = {"W": mine(10.0, 1.0), "M": {**market(10.0, 0.0), "replenish": {"policy": "push"}}}
    tables = network(100.5, sites, [lane(lead=0.0)], disruptions=fire)
    assert measured(tables, "utilisation", "W") == pytest.approx(800.0 / 1005.0)
    assert measured(tables, "lost_share", "W") == pytest.approx(0.2)
    assert measured(tables, "lost_share", "stage ore") == pytest.approx(0.2)
    assert measured(tables, "lost_making", "stage ore") == pytest.approx(200.0)


def test_stages_add_up() -> None:
    """Two mines, of 10 and 30 t/d; the small one is down for half of the time: an eighth of both is lost."""
    fire = {"fire": {"kind": "outage", "sites": ["V"], "starts": "day 50.5"}}
    sites = {"V": mine(10.0, 1.0), "W": mine(30.0, 1.0), "M": {**market(40.0, 0.0), "replenish": {"policy": "push"}}}
    tables = network(100.5, sites, [lane("V", "M", lead=0.0), lane(lead=0.0)], disruptions=fire)
    assert measured(tables, "lost_share", "stage ore") == pytest.approx(500.0 / 4000.0)
    assert measured(tables, "utilisation", "stage ore") == pytest.approx(3500.0 / (40.0 * 100.5))


def orders(size: Any, **order: Any) -> Table:
    asks: Table = {**market(stock=100.0), "orders": {"every": "1 d", "size": size}, "unserved": "waiting"}
    del asks["rate"]
    asks["replenish"] = {"review": "1 d", "offset": "0 d", **order}
    return network(4000.5, {"W": warehouse(), "M": asks}, [lane(lead=3.0)])


def test_bullwhip() -> None:
    """What is sold is ordered: 1. With a forecast over w periods, and L = 4 of lead and review, 1 + 2 L/w + 2 (L/w)^2
    (Chen et al. 2000): 2.12 at w = 10. Demand that never varies has none."""
    spread = {"gamma": {"mean": "10 t", "shape": 20.0}}
    assert measured(orders(spread, up_to="100 t"), "bullwhip", "M") == pytest.approx(1.0, abs=0.01)
    assert measured(orders(spread, forecast={"moving_average": 10}), "bullwhip", "M") == pytest.approx(2.12, abs=0.15)
    assert missing(orders("10 t"), "bullwhip", "M")


def chain(horizon: float = 200.0) -> Table:
    """Ore, metal, motors, a market; and a stockpile and a trader that make nothing."""

    def works(makes: str, needs: str) -> Table:
        return {
            "kind": "factory", "country": "BB", "makes": makes, "needs": {needs: 1.0}, "capacity": "2 t/d", "campaign": "1 d",
            "replenish": {"policy": "push"}, "storage": {makes: "1 Mt"}, "minimum_run": 0.0,
        }  # fmt: skip

    sites = {
        "W": mine(2.0, 1.0), "T": {"kind": "trader", "country": "BB", "trades": "ore", "replenish": {"policy": "push"}},
        "P": works("metal", "ore"), "F": works("motor", "metal"),
        "M": {**market(2.0, 0.0, demands="motor"), "replenish": {"policy": "push"}},
    }  # fmt: skip
    lanes = [
        lane("W", "T", lead=0.0),
        lane("T", "P", lead=0.0),
        lane("P", "F", "metal", lead=0.0),
        lane("F", "M", "motor", lead=0.0),
    ]
    return network(horizon, sites, lanes)


def test_tiers() -> None:
    """A trader stands with who sends to it."""
    layout = lay_out(ds.Scenario.from_dict(chain()))
    assert dict(zip(layout.sites, tiers(layout).tolist(), strict=True)) == {"W": 0, "T": 0, "P": 1, "F": 2, "M": 3}


def test_a_ripple() -> None:
    """The refinery down for a quarter of the time: it, the factory and the market lose about a quarter, the mine nothing."""
    fire = {"fire": {"kind": "outage", "sites": ["P"], "starts": "day 100", "lasts": "50 d"}}
    tables = {**chain(), "disruptions": fire}
    assert measured(tables, "tiers_reached", "network") == 3.0
    assert measured(tables, "amplification", "network") == pytest.approx(1.0, abs=0.05)
    assert measured(chain(), "tiers_reached", "network") == 0.0
    assert missing(chain(), "amplification", "network")


def test_a_ripple_that_stock_stops() -> None:
    """A market that holds stock for longer than that loses nothing: two tiers."""
    fire = {"fire": {"kind": "outage", "sites": ["P"], "starts": "day 100", "lasts": "50 d"}}
    tables = {**chain(), "disruptions": fire}
    tables["sites"]["M"]["initial"] = {"motor": "200 t"}
    assert measured(tables, "tiers_reached", "network") == 2.0


def test_scenarios_that_do_not_vary_are_not_counted() -> None:
    run = ds.simulation(ds.Scenario.from_dict(usual())).run()
    assert run is not None
    assert np.isnan(run.swing).all()
