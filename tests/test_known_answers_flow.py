"""Known answers of deterministic flow: V01 to V05 and V10."""

from __future__ import annotations

from collections.abc import Generator
from functools import cache
from typing import Any

import numpy as np
import pytest
from cases import (
    LOT,
    Row,
    Table,
    backlog,
    ban,
    check,
    days,
    first_shortage,
    lane,
    market,
    measured,
    mine,
    params,
    play,
    rate,
    rows,
    scenario,
    tonnes,
)

import disruptsim as ds
from disruptsim.measures.curves import positive_area


def pipeline(lot: float, how: str) -> ds.Scenario:
    """V01: a mine sends lots, the first at t=0, to R, which asks for all it can get or has them pushed."""
    p = params("V01")
    orders = {"ordered": {"review": days(lot), "offset": "0 d"}, "pushed": {"policy": "push"}}
    sites = {
        "M": mine(p["rate"], campaign=days(lot), initial={"ore": tonnes(p["rate"] * lot)}),
        "R": market(p["rate"], replenish=orders[how]),
    }
    return scenario("V01", p["horizon"], sites, [lane("M", "R", lead_time=days(p["transit"]))])


@cache
def pipelines(how: str) -> dict[str, list[float]]:
    """A process looks at what is under way in the middle of each day: it changes at whole days alone."""
    found: dict[str, list[float]] = {"mean in-transit stock over [17, 87]": [], "first arrival time": []}
    for lot in (1.0, 7.0):
        sim = ds.simulation(pipeline(lot, how))
        seen: list[float] = []

        def look(sim: ds.Simulation, seen: list[float] = seen) -> Generator[Any, Any, None]:
            yield sim.env.timeout(17.5)
            while sim.now < 87.0:
                seen.append(sim.in_transit("M-R"))
                yield sim.env.timeout(1.0)

        sim.process(look)
        while sim.on_hand("R", "ore") <= 0.0:
            sim.step()
        found["first arrival time"].append(sim.now)
        outcome = sim.run()
        assert len(seen) == 70
        found["mean in-transit stock over [17, 87]"].append(float(np.mean(seen)))
        sent = outcome.made_by("M") + params("V01")["rate"] * lot - sim.on_hand("M", "ore")
        assert sent == pytest.approx(outcome.delivered[0] + sim.in_transit("M-R"), rel=1e-9)
    found["delivered by t=100, continuous flow"] = [float(play(pipeline(0.1, how)).delivered[0])]
    return found


@pytest.mark.parametrize("how", ["ordered", "pushed"])
@rows("V01")
def test_pipeline_stock_is_rate_times_transit(row: Row, how: str) -> None:
    """Lots of a day and of a week have the same mean stock under way; small lots nearly flow."""
    for value in pipelines(how)[row.quantity]:
        check(row, value)


@cache
def survival() -> dict[str, float]:
    """V02: full pipeline and a stock; at t=100 a ban stops dispatch (A) and seizes what is under way (B)."""
    p, found = params("V02"), {}
    for variant, recall in (("A", "arrive"), ("B", "lost")):
        case = scenario(
            f"V02 {variant}",
            150.0,
            {"S": mine(p["use"]), "F": market(p["use"], stock=p["stock"])},
            [lane("S", "F", lead_time=days(p["transit"]))],
            initial="calm",
            disruptions=ban(p["t0"], recall=recall),
        )
        outcome = play(case)
        found[f"{variant}: TTS"] = measured(case, "time_to_survive", "F")
        found[f"{variant}: stock-out time"] = first_shortage(outcome, "F")
        found[f"{variant}: lost output by t=150"] = outcome.lost("F")
    return found


@rows("V02")
def test_time_to_survive_counts_the_pipeline_unless_it_is_seized(row: Row) -> None:
    check(row, survival()[row.quantity])


@cache
def partial_ban() -> dict[str, float]:
    """V03: a ban from t=50 lets 35 % through to a factory with a stock; the mine has room for two lots."""
    p = params("V03")
    two_lots = tonnes(0.2 * p["demand"])
    case = scenario(
        "V03",
        p["horizon"],
        {"M": mine(p["demand"], storage={"ore": two_lots}), "F": market(p["demand"], stock=p["stock"])},
        [lane("M", "F")],
        disruptions=ban(50.0, p["duration"], passes=p["pass_share"]),
        resilience={"bucket": "1 d"},
    )
    outcome = play(case)
    area = measured(case, "resilience_loss", "F")
    survived = measured(case, "time_to_survive", "F")
    assert first_shortage(outcome, "F") - 50.0 == pytest.approx(survived, abs=0.01)
    assert outcome.lost("F") == pytest.approx(measured(case, "unserved", "F"), abs=1e-6)
    return {
        "TTS from ban start": survived,
        "lost demand": outcome.lost("F"),
        "fill rate (share of demand met) over 365 d": measured(case, "fill_rate", "F"),
        "area between target and performance, performance = delivered/demand": area,
    }


@rows("V03")
def test_partial_ban_against_a_stock(row: Row) -> None:
    check(row, partial_ban()[row.quantity])


@cache
def clearance() -> dict[str, float]:
    """V04: 130 t/d of capacity against 100 t/d of demand that waits; an outage over [30, 50)."""
    p = params("V04")
    lot = 0.05
    maker = mine(p["capacity"], campaign=days(lot), storage={"ore": tonnes(2 * lot * p["capacity"])})
    orders = {"review": days(lot), "offset": "0 d"}
    buyer = market(p["demand"], unserved="waiting", cover={"ore": "0 d"}, replenish=orders)
    outage = {"kind": "outage", "sites": ["R"], "starts": "30 d", "lasts": days(p["outage"])}
    sites, lanes = {"R": maker, "D": buyer}, [lane("R", "D")]
    case = scenario("V04", 200.0, sites, lanes, disruptions={"outage": outage})
    waiting = backlog(play(case), "D")
    peak = int(np.argmax(waiting.values))
    cleared = float(waiting.times[peak:][waiting.values[peak:] <= 1e-6][0])
    area = positive_area(waiting)
    assert measured(case, "shortfall_days", "D") == pytest.approx(area, rel=1e-2)
    return {
        "peak backlog": float(waiting.values[peak]),
        "time from outage start to empty backlog": cleared - 30.0,
        "backlog area": area,
        "mean delay of demand arising before clearance": area / (p["demand"] * (cleared - 30.0)),
    }


@rows("V04")
def test_backlog_is_cleared_at_surge_capacity(row: Row) -> None:
    check(row, clearance()[row.quantity])


@cache
def stockpile() -> dict[str, float]:
    """V05: a ban cuts supply at t=0; the market's stock goes first, then the reserve's, at its rate."""
    p = params("V05")
    draw = {
        "when": "control ban in effect",
        "after": days(p["trigger"]),
        "rate": rate(p["cap"]),
        "interval": LOT,
    }
    full = tonnes(p["stockpile"])
    holds = {"ore": {"target": full, "initial": full}}
    sites: Table = {
        "M": mine(p["demand"]),
        "F": market(p["demand"], stock=p["commercial"]),
        "reserve": {"kind": "stockpile", "country": "US", "holds": holds, "draw": draw},
    }
    lanes = [lane("M", "F"), lane("reserve", "F")]
    case = scenario("V05", p["outage"], sites, lanes, disruptions=ban(0.0, p["outage"]))
    outcome = play(case)
    assert outcome.drawn[0] == pytest.approx(p["stockpile"], rel=1e-9)
    return {
        "first shortage": first_shortage(outcome, "F"),
        "stockpile empty at": float(outcome.emptied[0]),
        "lost demand": outcome.lost("F"),
        "share of demand met over the outage": measured(case, "fill_rate", "F"),
    }


@rows("V05")
def test_stockpile_with_a_delay_and_a_capped_rate(row: Row) -> None:
    check(row, stockpile()[row.quantity])


@cache
def rerouted() -> dict[str, float]:
    """V10: at t=0 a ban shuts lane A, but goods under way arrive; the buyer turns to dormant lane B."""
    p = params("V10")
    orders = {"review": LOT, "offset": "0 d"}
    buyer = market(p["demand"], stock=p["stock"], cover={"ore": "0 d"}, patience="0 d", replenish=orders)
    dormant = {"share": 0.0, "qualification": "0 d", "ramp": "0 d", "capacity": rate(p["cap_B"])}
    case = scenario(
        "V10",
        p["horizon"],
        {"A": mine(p["demand"]), "B": mine(p["cap_B"], country="AU"), "F": buyer},
        [
            lane("A", "F", lead_time=days(p["transit_A"])),
            lane("B", "F", lead_time=days(p["transit_B"]), **dormant),
        ],
        initial="calm",
        disruptions=ban(0.0, hoarding=1.0),
    )
    outcome = play(case)
    lost = backlog(outcome, "F")
    return {
        "first shortage": first_shortage(outcome, "F"),
        "lost demand over 120 d": outcome.lost("F"),
        "lost demand by t=35": float(lost.after(35.0)),
    }


@rows("V10")
def test_rerouting_over_a_longer_lane_leaves_a_gap(row: Row) -> None:
    check(row, rerouted()[row.quantity])
