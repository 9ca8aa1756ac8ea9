"""What outages, failures, closed chokepoints, surges and chains do, by sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hand import Story, Table, control, lane, market, mine, network, usual, warehouse

from disruptsim.world import kinds as k
from disruptsim.world.chance import Chance
from disruptsim.world.timeline import COIN

NEAR = 1e-9


def outage(**fields: object) -> Table:
    return {"kind": "outage", **fields}


def one_mine(horizon: float, site: Table | None = None, **disruptions: Table) -> Story:
    return Story(network(horizon, {"A": site or mine()}, [], disruptions=disruptions))


def test_outage() -> None:
    """10 t/d in daily campaigns, down on days 20 to 30: by day 60.5, 50 campaigns are whole and the 51st ends on 61."""
    run = one_mine(60.5, it=outage(sites=["A"], starts="day 20", lasts="10 d"))
    assert run.outcome.made_by("A") == pytest.approx(500.0)
    assert run.line("A").ends == pytest.approx(61.0, abs=NEAR)


def test_partial_outage() -> None:
    """At 30% on days 20 to 40, 6 of 20 days' work are done: 46 campaigns by day 60, the 47th ends on day 61."""
    run = one_mine(60.5, it=outage(sites=["A"], starts="day 20", lasts="20 d", capacity_left=0.3))
    assert run.outcome.made_by("A") == pytest.approx(460.0)
    assert run.line("A").ends == pytest.approx(61.0, abs=NEAR)


def test_two_outages_multiply() -> None:
    """50% on days 20 to 40 and 40% on days 30 to 50: 5 + 10 x 0.2 + 4 = 11 of 30 days' work; 41 campaigns by day 60."""
    half = outage(sites=["A"], starts="day 20", lasts="20 d", capacity_left=0.5)
    run = one_mine(60.5, half=half, more=outage(sites=["A"], starts="day 30", lasts="20 d", capacity_left=0.4))
    assert run.outcome.made_by("A") == pytest.approx(410.0)
    assert run.line("A").ends == pytest.approx(61.0, abs=NEAR)


@pytest.mark.parametrize(("left", "lacking"), [(0.0, 15.0), (0.4, 9.0)])
def test_ramp(left: float, lacking: float) -> None:
    """Days 20 to 30, then ten steps over 10 d whose mean is the straight line: it lacks (1 - left) x (10 + 10 / 2) days
    of work, 15 d or 9 d, exactly. So the campaign of that number of days before 61 ends on day 61."""
    run = one_mine(60.5, it=outage(sites=["A"], starts="day 20", lasts="10 d", capacity_left=left, ramp="10 d"))
    assert run.outcome.made_by("A") == pytest.approx(10 * (60 - lacking))
    assert run.line("A").ends == pytest.approx(61.0, abs=NEAR)


@pytest.mark.parametrize(("fate", "stock", "lost"), [("kept", 250.0, 0.0), ("lost", 190.0, 50.0)])
def test_work_in_process(fate: str, stock: float, lost: float) -> None:
    """Each lot takes 5 d after its campaign. Down on days 20.5 to 30.5. Kept: the lots of days 16 to 20 come out on
    days 21 to 25, the campaign of day 20 goes on and ends on day 31: in store by day 40, the lots of days 1 to 20
    and 31 to 35, 25 of 10 t. Lost: the five lots in process, 50 t, are gone and so is the campaign; the next ends
    on day 31.5: the lots of days 1 to 15 and 31.5 to 34.5, 19 of 10 t."""
    it = outage(sites=["A"], starts="20.5 d", lasts="10 d", in_process=fate)
    run = one_mine(40.01, mine(processing="5 d"), it=it)
    assert run.outcome.stock("A", "ore") == pytest.approx(stock)
    assert run.sim.world.materials[0].lost == pytest.approx(lost)


@pytest.mark.parametrize(("recall", "lost"), [("arrive", 0.0), ("lost", 10.0)])
def test_recall_of_goods_from_a_site(recall: str, lost: float) -> None:
    """10 t are under way from W on day 12. If they are lost, the next 15 t arrive on day 25: stock ends on day 15 and
    10 t of demand are lost. A warehouse ships during an outage."""
    run = Story(usual(100, {"it": outage(sites=["W"], starts="day 12", lasts="5 d", recall=recall)}))
    assert run.lost() == pytest.approx(lost, abs=NEAR)
    assert run.sim.world.materials[0].lost == lost


def four_mines() -> Table:
    """Two mines in AA, 111 km apart, one in BB 1,112 km away from the first, one in CC whose place is not known."""
    return {
        "A": mine(location=[0.0, 0.0]),
        "B": mine(location=[0.0, 1.0]),
        "C": mine(country="BB", location=[10.0, 0.0]),
        "D": mine(country="CC"),
    }


@pytest.mark.parametrize(
    ("where", "hit"),
    [
        ({"country": "AA"}, "AB"),
        ({"country": "bloc"}, "CD"),
        ({"centre": [0.0, 0.0], "radius": "200 km"}, "AB"),
        ({"centre": [0.0, 0.0], "radius": "100 km"}, "A"),
        ({"centre": [0.0, 0.0], "radius": "1_120 km"}, "ABC"),
        ({"centre": [0.0, 0.0], "radius": "1_100 km"}, "AB"),
        ({"sites": ["D"]}, "D"),
        ({"sites": ["D"], "country": "BB"}, "CD"),
    ],
)
def test_common_cause(where: Table, hit: str) -> None:
    """One cause stops those it hits, together, on days 20 to 30; a degree is 2 pi x 6371 / 360 = 111.2 km."""
    disruptions = {"it": outage(starts="day 20", lasts="10 d", **where)}
    run = Story(network(60.5, four_mines(), [], zones={"bloc": ["BB", "CC"]}, disruptions=disruptions))
    made = {name: run.outcome.made_by(name) for name in "ABCD"}
    assert made == {name: pytest.approx(500.0 if name in hit else 600.0) for name in "ABCD"}


def test_own_failures_are_in_the_twin() -> None:
    """Up for 20 d, down for 5, over and over. Begun up: down on days 20 to 25, 45 to 50, 70 to 75, 95 to 100; by day
    100.5, 80 campaigns, in the twin too. A seed is chosen with which the site is up on day 0."""
    site = mine(failures={"every": "20 d", "repair": "5 d"})
    seed = next(n for n in range(99) if Chance(n, 0).value("site:A/state", COIN) >= 5 / 25)
    tables = network(100.5, {"A": site}, [])
    for future in (None, "twin"):
        run = Story(tables, future=future, seed=seed)
        assert run.outcome.made_by("A") == pytest.approx(800.0)
        assert run.line("A").ends == pytest.approx(101.0, abs=NEAR)
    assert run.outcome.trigger == float("inf")


def test_failures_in_part() -> None:
    """40% of capacity during the four repairs of 5 d: 8 of those 20 days' work are done: 88 campaigns."""
    site = mine(failures={"every": "20 d", "repair": "5 d", "capacity_left": 0.4})
    seed = next(n for n in range(99) if Chance(n, 0).value("site:A/state", COIN) >= 5 / 25)
    assert Story(network(100.5, {"A": site}, []), seed=seed).outcome.made_by("A") == pytest.approx(880.0)


def strait(closure: Table | None, detour: str | None, overtaking: bool = False) -> Story:
    """A lane of 20 d whose ships leave on days 10, 20, 30, 40 ... and pass the strait half-way."""
    sites = {"W": warehouse(), "M": market(stock=80, cover=50)}
    points = {"strait": {} if detour is None else {"detour": detour}}
    closures = {} if closure is None else {"it": {"kind": "chokepoint", "chokepoint": "strait", **closure}}
    lanes = [lane(lead=20, via={"strait": 0.5}, overtaking=overtaking)]
    return Story(network(80, sites, lanes, chokepoints=points, disruptions=closures))


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
