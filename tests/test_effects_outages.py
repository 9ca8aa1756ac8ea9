"""What outages and failures do, by sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hand import Story, Table, lane, market, mine, network, usual, warehouse

from disruptsim.scenario.distributions import Distribution
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


def test_outages_at_random() -> None:
    """At 4 a year, counted from the end of one to the start of the next: with the first gaps g of the stream of chance, of
    mean 365/4 d, and 10 d each, the n-th begins on g_1 + 10 + g_2 + 10 + ... + g_n. The mine makes what the days
    between allow; each campaign takes an eighth of a day."""
    law = Distribution("exponential", (("mean", 365 / 4),))
    gaps = Chance(1, 0).values([("disruption:it/gap", law)], 0, 40)[0]
    begins = np.cumsum(gaps) + 10 * np.arange(40)
    assert 2 < (begins < 1000).sum() < 40
    down = np.clip(1000 - begins, 0, 10).sum()
    run = one_mine(1000, mine(campaign=0.125), it=outage(sites=["A"], rate="4 1/yr", lasts="10 d"))
    assert run.outcome.made_by("A") == pytest.approx(10 * (1000 - down), abs=1.25)
    assert run.outcome.trigger == begins[0]


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


def loss(**fields: object) -> Table:
    return {"kind": "lane_loss", "lanes": ["W>M"], **fields}


def test_lane_loss() -> None:
    """The order of day 20 leaves on day 32 with the 5 t that lack to S by then, and arrives on day 37, twelve days after
    the stock ran out; W's other lane goes on."""
    sites = {"W": warehouse(), "M": market(), "N": market()}
    it = loss(starts="day 12", lasts="20 d")
    run = Story(network(100, sites, [lane(), lane("W", "N")], disruptions={"it": it}))
    assert run.departures()[:3] == [(10.0, 10.0), (32.0, 15.0), (40.0, 3.0)]
    assert run.lost() == pytest.approx(12.0, abs=NEAR)
    assert run.departures("W>N")[:3] == [(10.0, 10.0), (20.0, 10.0), (30.0, 10.0)]
    assert run.lost("N") == pytest.approx(0.0, abs=NEAR)


def test_lane_loss_in_part_and_of_goods_under_way() -> None:
    """A tenth of the contract rate of 1 t/d: 0.1 t a day leave. The 10 t under way on day 12 are seized."""
    run = Story(usual(100, {"it": loss(starts="day 12", lasts="20 d", capacity_left=0.1, recall="lost")}))
    assert run.sim.world.materials[0].lost == pytest.approx(10.0)
    left = [amount for day, amount in run.departures() if 12 < day < 32]
    assert sum(left) <= 2.0
    assert left == [pytest.approx(0.1)] * len(left)
    assert len(left) >= 10


@pytest.mark.parametrize("fields", [{"capacity_left": 1.0}, {"probability": 0.0}])
def test_lane_loss_of_no_strength_changes_nothing(fields: Table) -> None:
    calm, run = Story(usual()), Story(usual(100, {"it": loss(starts="day 12", lasts="20 d", **fields)}))
    assert run.outcome.events == calm.outcome.events
    assert run.departures() == calm.departures()


def worn(clock: str, stock: float, repair: str = "3 d") -> Story:
    """A refinery of 1 t/d in campaigns of a day, with ore for the first while only, that fails every 10 d."""
    plant = {
        "kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "1 t/d",
        "campaign": "1 d", "storage": {"metal": "1 Mt"}, "initial": {"ore": f"{stock} t"}, "patience": "9000 d",
        "replenish": {"policy": "r_Q", "reorder": "0 t", "quantity": "1000 t", "review": "1000 d", "offset": "20 d"},
        "failures": {"every": "10 d", "repair": repair, "clock": clock},
    }  # fmt: skip
    return Story(network(59.5, {"W": warehouse(), "P": plant}, [lane(end="P", lead=10.0)]))


def test_failures_on_the_operating_clock() -> None:
    """Works on days 0 to 5, then lacks ore until day 30. Half of ten days' work is done by then: it fails on days 35, 48
    and 61 less what repairs take, 3 d each. By day 59.5: 5 t, then 5 d, 10 d and 8.5 d of work: the 28th campaign is
    done on day 59 (5 + 5 + 10 = 20 by day 48, then days 51 to 59)."""
    run = worn("operating", 5.0)
    assert run.outcome.made_by("P") == pytest.approx(28.0)
    assert run.line("P").ends == pytest.approx(60.0, abs=NEAR)


def test_an_outage_stops_the_operating_clock() -> None:
    """Down on days 2 to 12, with ore for ever: the failure of day 10 comes on day 20, and then every 13 d. What would be
    done just as the line fails on day 59 is done after the repair."""
    plain = worn("operating", 1e4)
    cut = {"kind": "outage", "sites": ["P"], "starts": "day 2", "lasts": "10 d"}
    late = Story({**plain.layout.scenario.to_dict(), "disruptions": {"it": cut}})
    assert plain.outcome.made_by("P") == pytest.approx(4 * 10 + 7)
    assert late.outcome.made_by("P") == pytest.approx(4 * 10 - 1)


def test_repairs_that_take_no_time_change_nothing() -> None:
    assert worn("operating", 1e4, "0 d").outcome.made_by("P") == pytest.approx(59.0)
