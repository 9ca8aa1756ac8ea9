"""What closed chokepoints, surges and chains do, by sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hand import Story, Table, control, lane, market, mine, network, usual, warehouse

from disruptsim.world import kinds as k

NEAR = 1e-9


def outage(**fields: object) -> Table:
    return {"kind": "outage", **fields}


def strait(
    closure: Table | None, detour: str | None, overtaking: bool = False, at: float = 0.5, **more: Table
) -> Story:
    """A lane of 20 d whose ships leave on days 10, 20, 30, 40 ... and pass the strait half-way."""
    sites = {"W": warehouse(), "M": market(stock=80, cover=50)}
    points = {"strait": {} if detour is None else {"detour": detour}}
    closures = {} if closure is None else {"it": {"kind": "chokepoint", "chokepoint": "strait", **closure}}
    lanes = [lane(lead=20, via={"strait": at}, overtaking=overtaking)]
    return Story(network(80, sites, lanes, chokepoints=points, disruptions=closures | more))


def arrivals(run: Story) -> list[float]:
    return [day for day, _ in run.arrivals()][:5]


SHUT = {"starts": "day 15", "lasts": "30 d"}


def test_open_strait() -> None:
    assert arrivals(strait(None, "14 d")) == [30.0, 40.0, 50.0, 60.0, 70.0]


def test_strait_shut_ships_wait() -> None:
    """Shut on days 15 to 45. Ships get there on days 20, 30, 40 and wait, then sail the other 10 d: all arrive on
    day 55. The one of day 40 gets there on day 50 and passes."""
    assert arrivals(strait(SHUT, None)) == [55.0, 55.0, 55.0, 60.0, 70.0]


@pytest.mark.parametrize("overtaking", [False, True])
def test_the_shorter_of_waiting_and_the_detour(overtaking: bool) -> None:
    """A way round of 14 d: on day 20, 25 d remain, so it goes round: day 44. On day 30, 15 d remain: round, day 54. On
    day 40, 5 d remain: it waits, day 55."""
    assert arrivals(strait(SHUT, "14 d", overtaking)) == [44.0, 54.0, 55.0, 60.0, 70.0]


@pytest.mark.parametrize(("overtaking", "days"), [(True, [44, 54, 60, 64, 70]), (False, [44, 54, 64, 64, 70])])
def test_ships_are_sent_round(overtaking: bool, days: list[float]) -> None:
    """All that get there on days 15 to 45 go round, the one of day 40 too: 30 + 14, 40 + 14, 50 + 14. The next one,
    due on day 60, overtakes it, or on a lane that keeps order is held back to day 64."""
    assert arrivals(strait({**SHUT, "effect": "detour"}, "14 d", overtaking)) == days


@pytest.mark.parametrize(("overtaking", "days"), [(True, [40, 44, 50]), (False, [44, 44, 50])])
def test_a_ship_behind_one_that_goes_round(overtaking: bool, days: list[float]) -> None:
    """Three quarters of the way: the ship of day 10 gets there on day 25 and goes round, day 44. That of day 20, under
    way since, passes on day 35 and is due on day 40: where order is kept, it comes on day 44 too."""
    closure = {"starts": "day 22", "lasts": "6 d", "effect": "detour"}
    assert arrivals(strait(closure, "14 d", overtaking, at=0.75))[:3] == days


def test_what_is_seized_holds_nobody_back() -> None:
    """Sent round for 60 d on day 20, the ship of day 10 would come on day 90. It is seized on day 30, and what leaves when
    the ban is over, on day 31, comes 20 d later."""
    closure = {"starts": "day 15", "lasts": "10 d", "effect": "detour"}
    ban = control("ban", starts="day 30", lasts="1 d", recall="lost")
    assert arrivals(strait(closure, "60 d", ban=ban))[:1] == [51.0]


def test_a_ship_past_the_strait_is_free() -> None:
    """Shut from day 21 on: the ship that passed on day 20 arrives on day 30, no other ever does."""
    assert arrivals(strait({"starts": "day 21"}, None)) == [30.0]


def test_a_lane_that_does_not_pass_is_free() -> None:
    tables = usual(80, {"it": {"kind": "chokepoint", "chokepoint": "strait", **SHUT}}, chokepoints={"strait": {}})
    assert Story(tables).arrivals() == Story(usual(80)).arrivals()


def test_a_detour_is_taken_once() -> None:
    """The ship that goes round from day 20 on is not sent round again by a closure that begins on day 30."""
    closures = {
        name: {
            "kind": "chokepoint",
            "chokepoint": "strait",
            "effect": "detour",
            "starts": f"day {start}",
            "lasts": "12 d",
        }
        for name, start in (("one", 15), ("two", 30))
    }
    sites = {"W": warehouse(), "M": market(stock=80, cover=50)}
    points = {"strait": {"detour": "14 d"}}
    lanes = [lane(lead=20, via={"strait": 0.5}, overtaking=True)]
    run = Story(network(80, sites, lanes, chokepoints=points, disruptions=closures))
    assert sorted(day for day, _ in run.arrivals()) == [44.0, 54.0, 60.0, 64.0, 70.0]


def surge(factor: float, start: int, length: int, **fields: object) -> Table:
    return {"kind": "demand_surge", "factor": factor, "starts": f"day {start}", "lasts": f"{length} d", **fields}


def demanded(horizon: float, **disruptions: Table) -> float:
    outcome = Story(usual(horizon, disruptions)).outcome
    return float(outcome.demanded[outcome.market("M")])


def test_surges() -> None:
    """1 t/d; doubled for 10 of 50 d: 60 t. Doubled on days 20 to 40 and tripled on days 30 to 50 of 60:
    20 + 10 x 2 + 10 x 6 + 10 x 3 + 10 = 140 t. Halved for 10 d: 45 t."""
    assert demanded(50, it=surge(2, 20, 10)) == pytest.approx(60.0)
    assert demanded(60, one=surge(2, 20, 20), two=surge(3, 30, 20)) == pytest.approx(140.0)
    assert demanded(50, it=surge(0.5, 20, 10)) == pytest.approx(45.0)
    assert demanded(50, it=surge(0, 20, 10)) == pytest.approx(40.0)


def test_a_surge_loses_demand_that_stock_does_not_cover() -> None:
    """Tripled on days 26 to 30: of the 10 t that came on day 25, 9 are left on day 26 and gone on day 29. On day 30
    nothing is there, so all of S = 15 t is ordered, and arrives on day 35. Lost: 3 t on day 29, then 1 t/d: 8 t."""
    run = Story(usual(45, {"it": surge(3, 26, 4)}))
    assert run.arrivals()[:3] == [(15.0, 10.0), (25.0, 10.0), (35.0, 15.0)]
    assert run.lost() == pytest.approx(8.0, abs=NEAR)


@pytest.mark.parametrize("where", [{"country": "CC"}, {"markets": ["N"]}, {"materials": ["metal"]}])
def test_a_surge_elsewhere(where: Table) -> None:
    """Markets of another country, name or product keep their demand; the one that is meant doubles it for 10 d."""
    sites = {"W": warehouse(), "V": warehouse(makes="metal"), "M": market(), "N": market(demands="metal", country="CC")}
    tables = network(50, sites, [lane(), lane("V", "N", "metal")], disruptions={"it": surge(2, 20, 10, **where)})
    outcome = Story(tables).outcome
    assert outcome.demanded[outcome.market("M")] == pytest.approx(50.0)
    assert outcome.demanded[outcome.market("N")] == pytest.approx(60.0)


FIRST = outage(sites=["A"], starts="20.25 d", lasts="10 d")


@pytest.mark.parametrize(
    ("chain", "down"),
    [
        ({"delay": "5 d"}, (25, 35)),
        ({"delay": "5 d", "upon": "end"}, (35, 45)),
        ({"upon": "end"}, (30, 40)),
        ({"probability": 1.0}, (20, 30)),
        ({"probability": 0.0}, None),
    ],
)
def test_chain(chain: Table, down: tuple[int, int] | None) -> None:
    """What follows the outage of A on days 20 to 30 stops B for 10 d: from the delay after its start or end on."""
    follows = outage(sites=["B"], after="first", lasts="10 d", **chain)
    sites = {"A": mine(), "B": mine(campaign=0.5)}
    run = Story(network(100.25, sites, [], disruptions={"first": FIRST, "second": follows}))
    made = [day for day, word, subject, _ in run.said if (word, subject) == (k.SAID_MADE, 1)]
    missing = sorted(set(np.arange(0.5, 100.25, 0.5)) - set(np.round(made, 6)))
    expected = [] if down is None else list(np.arange(down[0] + 0.5, down[1] + 0.25, 0.5))
    assert missing == pytest.approx(expected)


def test_chain_of_chains() -> None:
    """The second follows the first's start on day 20.25 after 3 d and lasts 4; the third its end after 2: on days
    29.25 to 59.25. Orders find no lane until then; all of S = 15 t leaves on day 59.25 and arrives on day 64.25. On
    day 60 nothing of it is used, on day 70 5.75 t are: ordered again."""
    chain = {
        "first": FIRST,
        "second": outage(sites=["A"], after="first", delay="3 d", lasts="4 d", capacity_left=0.9),
        "third": control("ban", after="second", upon="end", delay="2 d", lasts="30 d"),
    }
    tables = network(100, {"A": mine(), "W": warehouse(), "M": market()}, [lane()], disruptions=chain)
    run = Story(tables)
    assert run.departures()[:4] == [(10.0, 10.0), (20.0, 10.0), (59.25, 15.0), (70.0, 5.75)]


def test_what_follows_an_event_that_never_comes() -> None:
    """Its parent has no chance to happen, so the ban that follows it leaves the lane as in calm."""
    chain = {"first": {**FIRST, "sites": ["W"], "probability": 0.0}, "second": control("ban", after="first")}
    assert Story(usual(100, chain)).arrivals() == Story(usual(100)).arrivals()
