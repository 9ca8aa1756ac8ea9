"""What ordering, sourcing, allocation and lanes do, by sums done by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hand import Story, Table, control, lane, market, mine, network, usual, warehouse

from disruptsim.scenario.distributions import Distribution
from disruptsim.world import kinds as k
from disruptsim.world.chance import Chance

NEAR = 1e-9


def test_periodic_base_stock() -> None:
    """Every 4 d from day 2 on, S = 1 x (5 + 4 + 6) = 15: day 2 orders the 2 t used, each later review 4 t."""
    buyer = market(cover=6, replenish={"review": "4 d", "offset": "2 d"})
    assert Story(usual(16, buyer=buyer)).orders() == [(2.0, 2.0), (6.0, 4.0), (10.0, 4.0), (14.0, 4.0)]


def test_a_level_below_the_stock_orders_nothing() -> None:
    """With 40 t on day 0 and S = 15, the position falls to 10 by day 30: 5 t, then 10 t a review."""
    assert Story(usual(51, buyer=market(stock=40))).orders() == [(30.0, 5.0), (40.0, 10.0), (50.0, 10.0)]


def test_continuous_base_stock_of_a_market() -> None:
    """S = 1 x (5 + 10) without a review: ordered each time that 2 t are used."""
    buyer = market(cover=10, replenish={"review": "continuous", "lot": "2 d", "offset": "0 d"})
    assert Story(usual(9, buyer=buyer)).orders() == [(2.0, 2.0), (4.0, 2.0), (6.0, 2.0), (8.0, 2.0)]


def test_continuous_base_stock_of_a_plant() -> None:
    """A campaign of 4 d takes 4 t, and each time that it does, they are ordered at once: on days 0, 4, 8."""
    plant = {
        "kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "1 t/d",
        "campaign": "4 d", "replenish": {"review": "continuous"}, "initial": {"ore": "20 t"}, "cover": {"ore": "15 d"},
        "storage": {"metal": "1 Mt"},
    }  # fmt: skip
    run = Story(network(11, {"W": warehouse(), "P": plant}, [lane(end="P")]))
    assert run.orders("W>P") == [(0.0, 4.0), (4.0, 4.0), (8.0, 4.0)]


def test_push() -> None:
    """A mine of 10 t/d pushes what it makes: each day's 10 t leave at once, three quarters of them to M by share."""
    push = {"replenish": {"policy": "push"}}
    sites = {"W": mine(), "M": market(**push), "N": market(**push)}
    run = Story(network(5.5, sites, [lane(share=0.75), lane(end="N", share=0.25)]))
    assert run.departures() == [(float(day), 7.5) for day in range(1, 6)]
    assert run.departures("W>N") == [(float(day), 2.5) for day in range(1, 6)]
    assert run.orders() == []


def test_a_market_that_waits_is_paid_back() -> None:
    """Ban on days 12 to 32: from day 25 on, 1 t/d waits. On day 32 S + 7 owed = 22 t are ordered; on day 37 they pay
    the 12 t owed, and nothing is lost by day 40; lost demand would have been 12 t."""
    ban = {"it": control("ban", starts="day 12", lasts="20 d")}
    run = Story(usual(40, ban, market(unserved="waiting")))
    assert run.departures()[1] == (32.0, 22.0)
    assert run.lost() == pytest.approx(0.0, abs=NEAR)
    outcome = run.outcome
    assert outcome.at_once[outcome.market("M")] == pytest.approx(28.0)
    assert Story(usual(40, ban)).lost() == pytest.approx(12.0, abs=NEAR)


def test_growth() -> None:
    """10% a year in monthly steps of M = 365/12 d: over two months M x (1 + 1.1^(1/12)) t are asked for."""
    month = 365 / 12
    outcome = Story(usual(2 * month, buyer=market(growth="10 %/yr"))).outcome
    assert outcome.demanded[outcome.market("M")] == pytest.approx(month * (1 + 1.1 ** (1 / 12)), rel=1e-12)


def two_sources(ban_days: float, horizon: float = 200, **fields: object) -> Story:
    """W in AA is banned from day 12 on; V in CC is dormant: qualified in 40 d once it is needed for 20 d."""
    sites = {"W": warehouse(), "V": warehouse("CC"), "M": market(patience="20 d", drift=1.0)}
    dormant = lane("V", share=0.0, qualification="40 d", ramp="0 d", **fields)
    ban = control("ban", starts="day 12", lasts=f"{ban_days} d")
    return Story(network(horizon, sites, [lane(share=1.0), dormant], disruptions={"it": ban}))


def test_a_dormant_lane_is_qualified_and_used() -> None:
    """Trouble is seen on day 20, has lasted for patience on day 40, and 40 d later, on day 80, V has its whole share: all
    of S = 15 t. Stock lasted from day 0 to 25, goods come on day 85: 60 t lost, and nothing more."""
    run = two_sources(100)
    assert run.of_lane(k.SAID_QUALIFYING, "V>M") == [(40.0, 40.0)]
    assert run.orders("V>M")[:3] == [(80.0, 15.0), (90.0, 5.0), (100.0, 10.0)]
    assert run.lost() == pytest.approx(60.0, abs=NEAR)


def test_habit_drifts_back() -> None:
    """W is free again from day 112 on. At a drift of 1 a year V's habit is 1 - 10/365 on day 120 and 1 - 20/365 on day
    130, beside W's of 1: of 10 t, V gets h / (1 + h)."""
    run = two_sources(100)
    for day in (120.0, 130.0, 140.0):
        habit = 1 - (day - 110) / 365
        assert dict(run.orders("V>M"))[day] == pytest.approx(10 * habit / (1 + habit), abs=1e-6)
        assert dict(run.orders())[day] == pytest.approx(10 / (1 + habit), abs=1e-6)


def test_a_short_trouble_wakes_no_dormant_lane() -> None:
    """20 d of ban are seen for 12 d, less than patience: V is never used."""
    run = two_sources(20)
    assert run.orders("V>M") == []
    assert run.lost() == pytest.approx(12.0, abs=NEAR)


def test_a_lane_without_a_target_stays_dormant() -> None:
    assert two_sources(100, target_share=0.0).orders("V>M") == []


def test_a_dormant_lane_takes_its_target_share() -> None:
    """A target of 0.5 beside W's habit of 1 when the ban, of 110 d, ends on day 122: on day 120 all goes to V, on day
    130 V's 0.5 less 10/365 of habit against 1."""
    run = two_sources(110, target_share=0.5)
    habit = 0.5 - 10 / 365
    assert dict(run.orders("V>M"))[120.0] == pytest.approx(10.0)
    assert dict(run.orders("V>M"))[130.0] == pytest.approx(10 * habit / (1 + habit), abs=1e-6)


def test_a_dormant_lane_ramps_up() -> None:
    """W, half of M's supply, is shut from day 12 on; U is the other half. After patience of 20 d, on day 40, V is there
    at once, and rises to its share in 40 d: a habit of 0, 1/4, 1/2, 3/4, 1 and 1 on days 40 to 90, beside U's 1/2."""
    sites = {name: warehouse(country) for name, country in (("W", "AA"), ("U", "CC"), ("V", "CC"))}
    sites["M"] = market(stock=115, cover=100, patience="20 d")
    dormant = lane("V", share=0.0, qualification="0 d", ramp="40 d")
    lanes = [lane(share=0.5), lane("U", share=0.5), dormant]
    run = Story(network(95, sites, lanes, disruptions={"it": control("ban", starts="day 12")}))
    habits = {40.0: 0.0, 50.0: 0.25, 60.0: 0.5, 70.0: 0.75, 80.0: 1.0, 90.0: 1.0}
    ordered = dict(run.orders("V>M"))
    for day, habit in habits.items():
        assert ordered.get(day, 0.0) == pytest.approx(10 * habit / (habit + 0.5), abs=1e-6)


def test_unsent_orders_go_back_after_patience() -> None:
    """V has nothing: its half of the orders of days 10, 20 and 30 goes back on day 30, 20 d after the first. The 15 t
    are split anew, half to each, at once."""
    sites = {"W": warehouse(), "V": warehouse("CC", stock="0 t"), "M": market(stock=115, cover=100, patience="20 d")}
    run = Story(network(35, sites, [lane(share=0.5), lane("V", share=0.5)]))
    assert run.of_lane(k.SAID_GIVEN_UP, "V>M") == [(30.0, 15.0)]
    assert run.orders() == [(10.0, 5.0), (20.0, 5.0), (30.0, 5.0), (30.0, 7.5)]


def test_sourcing_weighs_by_fill() -> None:
    """V makes 2 t each 10 d and is asked for 5. On day 20, what fell due (ordered at least a campaign of 10 d ago) are
    5 t, of which 2 were sent: fill 0.4, so V has 0.4 / 1.4 of 10 t and W 1 / 1.4. On day 30, 4 of 5 + 20/7 t."""
    sites = {"W": warehouse(), "V": mine(0.2, 10.0, country="CC"), "M": market(stock=115, cover=100)}
    run = Story(network(35, sites, [lane(share=0.5), lane("V", share=0.5)]))
    fills = {10.0: 1.0, 20.0: 2 / 5, 30.0: 4 / (5 + 20 / 7)}
    for day, fill in fills.items():
        assert dict(run.orders("V>M"))[day] == pytest.approx(10 * fill / (1 + fill), abs=1e-6)
        assert dict(run.orders())[day] == pytest.approx(10 / (1 + fill), abs=1e-6)


def shares(rule: str, first: Table | None = None, second: Table | None = None) -> tuple[float, float]:
    """Of 30 t made by day 10, what M (1 t/d) and N (3 t/d) get. N ordered 315 t on day 1, M as much on day 2."""
    sites = {
        "W": mine(3.0, 10.0, allocation=rule),
        "M": market(1.0, 0, 210, replenish={"review": "100 d", "offset": "2 d"}) | (first or {}),
        "N": market(3.0, 0, 0, replenish={"review": "100 d", "offset": "1 d"}) | (second or {}),
    }
    run = Story(network(15, sites, [lane(), lane(end="N")]))
    assert run.orders()[0][1] == 315.0 or first
    assert run.orders("W>N") == [(1.0, 315.0)]
    sent = [dict(run.departures(name)).get(10.0, 0.0) for name in ("W>M", "W>N")]
    assert sum(sent) == pytest.approx(30.0)
    return sent[0], sent[1]


@pytest.mark.parametrize(
    ("rule", "first", "second", "expected"),
    [
        ("contract", None, None, (7.5, 22.5)),
        ("pro_rata", None, None, (15.0, 15.0)),
        ("priority", {"priority": 1}, {"priority": 2}, (30.0, 0.0)),
        ("priority", {"priority": 2}, {"priority": 1}, (0.0, 30.0)),
        ("priority", None, None, (15.0, 15.0)),
        ("fifo", None, None, (0.0, 30.0)),
        ("value", {"unit_value": "2 USD/t"}, {"unit_value": "1 USD/t"}, (30.0, 0.0)),
        ("value", {"unit_value": "1 USD/t"}, {"unit_value": "2 USD/t"}, (0.0, 30.0)),
    ],
)
def test_allocation(rule: str, first: Table | None, second: Table | None, expected: tuple[float, float]) -> None:
    """30 t for two orders of 315 t: 1 to 3 by contract rate, half each by what is wanted, all to the better rank (equal
    ranks share), to the older order, or to the market that loses more by a tonne."""
    assert shares(rule, first, second) == pytest.approx(expected)


def test_contract_tonnage_that_one_does_not_want_goes_to_the_other() -> None:
    """M asks for 1 x (5 + 1) = 6 t on day 2, less than its 7.5: N has the other 24."""
    small = market(1.0, 0, 0, replenish={"review": "1 d", "offset": "2 d"}) | {"cover": {"ore": "0 d"}}
    sites = {"W": mine(3.0, 10.0), "M": small, "N": market(3.0, 0, 0, replenish={"review": "100 d", "offset": "1 d"})}
    run = Story(network(15, sites, [lane(), lane(end="N")]))
    assert dict(run.departures())[10.0] == pytest.approx(6.0)
    assert dict(run.departures("W>N"))[10.0] == pytest.approx(24.0)


@pytest.mark.parametrize(("interval", "load"), [(1, 2.0), (5, 10.0)])
def test_lane_capacity(interval: int, load: float) -> None:
    """2 t/d, in loads of 2 t a day or 10 t each 5 d, of a demand of 5 t/d: what arrived by day 50.5 is served."""
    sites = {"W": warehouse(), "M": market(5.0, 0)}
    run = Story(network(50.5, sites, [lane(capacity="2 t/d", interval=f"{interval} d", lead=1)]))
    assert run.departures() == [(float(day), load) for day in range(interval, 51, interval)]
    arrived = load * math.floor(49.5 / interval)
    assert run.sim.world.lanes[0].delivered == pytest.approx(arrived)
    assert run.lost() == pytest.approx(5 * 50.5 - arrived + min(arrived, run.sim.on_hand("M", "ore")))


def test_a_capacity_that_does_not_bind_changes_nothing() -> None:
    free = Story(usual()).arrivals()
    tables = usual()
    tables["lanes"] = [lane(capacity="1000 t/d")]
    assert Story(tables).arrivals() == free


@pytest.mark.parametrize("overtaking", [False, True])
def test_order_and_overtaking(overtaking: bool) -> None:
    """Lead times of 2 or 40 d, drawn from the lane's own stream at each departure. A lane that keeps order lets none
    arrive before an earlier one; with overtaking each arrives when its own time is over."""
    law = Distribution("discrete", (("values", (2.0, 40.0)), ("weights", (1.0, 1.0))))
    found = {"discrete": {"values": ["2 d", "40 d"], "weights": [1, 1]}}
    sites = {"W": warehouse(), "M": market(stock=500, cover=500)}
    run = Story(network(300, sites, [{**lane(overtaking=overtaking), "lead_time": found}]))
    left = [day for day, _ in run.departures()]
    own = np.array(left) + Chance(1, 0).values([("lane:W>M/lead", law)], 0, len(left))[0]
    expected = np.sort(own) if overtaking else np.maximum.accumulate(own)
    assert (np.diff(own) < 0).any()
    assert [day for day, _ in run.arrivals()] == pytest.approx(expected[expected < 300].tolist())


def trading(**disruptions: Table) -> Story:
    """From W by T to M, 3 d and 2 d: M orders on days 10, 20 ..., and T a day later."""
    trader = {
        "kind": "trader", "country": "CC", "trades": "ore", "cover": {"ore": "10 d"}, "initial": {"ore": "23 t"},
        "replenish": {"review": "10 d", "offset": "1 d"},
    }  # fmt: skip
    sites = {"W": warehouse(), "T": trader, "M": market(stock=12)}
    return Story(network(45, sites, [lane(end="T", lead=3), lane("T", lead=2)], disruptions=disruptions))


def test_trader_passes_on_what_it_buys() -> None:
    """What M orders leaves from T's stock on the same day, and T orders it again at its next review."""
    run = trading()
    assert run.departures("T>M") == [(10.0, 10.0), (20.0, 10.0), (30.0, 10.0), (40.0, 10.0)]
    assert run.departures("W>T") == [(11.0, 10.0), (21.0, 10.0), (31.0, 10.0), (41.0, 10.0)]
    assert run.lost() == pytest.approx(0.0, abs=NEAR)


def test_a_trader_that_is_down_sends_nothing() -> None:
    """On days 15 to 25 the order of day 20 waits; it leaves on day 25 and comes on day 27, 5 d after the stock was gone."""
    run = trading(it={"kind": "outage", "sites": ["T"], "starts": "day 15", "lasts": "10 d"})
    assert run.departures("T>M")[:2] == [(10.0, 10.0), (25.0, 10.0)]
    assert run.lost() == pytest.approx(5.0, abs=NEAR)
