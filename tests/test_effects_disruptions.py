"""What each control does, by sums done by hand, and that it does nothing to those it is not aimed at."""

from __future__ import annotations

import numpy as np
import pytest
from hand import Story, Table, control, lane, market, network, usual, warehouse

from disruptsim.world import kinds as k

NEAR = 1e-9


def ban(**fields: object) -> Table:
    return control("ban", **fields)


def story(**disruptions: Table) -> Story:
    return Story(usual(200, disruptions))


def assert_untouched(one: Story, other: Story) -> None:
    """The same curves and stocks, bit for bit; only events of the disruption itself came in."""
    assert np.array_equal(one.outcome.marks, other.outcome.marks)
    assert np.array_equal(one.outcome.on_hand, other.outcome.on_hand)
    assert one.orders() == other.orders()
    assert one.arrivals() == other.arrivals()


def test_in_calm_the_market_is_served() -> None:
    """Ten tonnes every ten days arrive just as the stock is gone: nothing is lost."""
    calm = story()
    assert calm.lost() == pytest.approx(0.0, abs=NEAR)
    assert calm.arrivals()[:3] == [(15.0, 10.0), (25.0, 10.0), (35.0, 10.0)]


def test_ban() -> None:
    """Ban on days 12 to 32: the order of day 10 arrives on day 15, the ones of days 20 and 30 find no lane. On day 32
    the need, S = 15 with nothing on hand, is ordered and leaves; it arrives on day 37. Stock lasted until day 25:
    12 d, 12 t lost."""
    run = story(it=ban(starts="day 12", lasts="20 d"))
    assert run.departures()[:3] == [(10.0, 10.0), (32.0, 15.0), (40.0, 3.0)]
    assert run.lost() == pytest.approx(12.0, abs=NEAR)


@pytest.mark.parametrize(
    "fields",
    [{"actor": "BB"}, {"targets": ["CC"]}, {"materials": ["metal"]}],
    ids=["another actor", "another target", "another material"],
)
def test_ban_that_is_not_meant_for_the_lane(fields: Table) -> None:
    """A ban by another country, towards another, or of another material leaves the lane alone."""
    tables = usual(200)
    tables["sites"] |= {"W2": warehouse("CC", "metal"), "M2": market(country="CC", demands="metal")}
    tables["lanes"] = [lane(), lane("W2", "M2", "metal")]
    calm = Story(tables)
    run = Story({**tables, "disruptions": {"it": ban(starts="day 12", lasts="20 d", **fields)}})
    assert_untouched(run, calm)


def test_ban_of_a_country_spares_its_own_market() -> None:
    """A market in the actor's country, and in a zone that is an actor together with it, is no target."""
    tables = usual(100, buyer=market(country="AA"))
    assert_untouched(Story({**tables, "disruptions": {"it": ban(starts="day 12")}}), Story(tables))
    both = usual(100, zones={"bloc": ["AA", "BB"]})
    assert_untouched(Story({**both, "disruptions": {"it": ban(starts="day 12", actor="bloc")}}), Story(both))


def test_partial_ban() -> None:
    """The lane has no capacity, so 40% of its contract rate of 1 t/d may leave: 0.4 t, at most once a day. The order
    of day 20 leaves in such loads on days 20, 21 ... 51: 32 loads, 12.8 t, until the ban ends on day 52."""
    run = story(it=ban(passes=0.4, starts="day 12", lasts="40 d"))
    during = [event for event in run.departures() if 12 <= event[0] < 52]
    assert during == [(float(day), 0.4) for day in range(20, 52)]
    assert run.departures()[len(during) + 1][0] == 52.0


def test_partial_ban_of_a_lane_with_capacity() -> None:
    """Of a lane with a capacity of 5 t/d, 40% are 2 t/d: 10 t ordered on day 20 leave on days 20 to 24."""
    tables = usual(100, {"it": ban(passes=0.4, starts="day 12", lasts="40 d")})
    tables["lanes"] = [lane(capacity="5 t/d")]
    during = [event for event in Story(tables).departures() if 12 <= event[0] < 30]
    assert during == [(float(day), 2.0) for day in range(20, 25)]


def test_overlapping_bans_end_one_by_one() -> None:
    """Days 12 to 30 and 20 to 40: the lane opens on day 40, not before. The need of 15 t arrives on day 45: 20 t lost."""
    run = story(one=ban(starts="day 12", lasts="18 d"), two=ban(starts="day 20", lasts="20 d"))
    assert run.departures()[:2] == [(10.0, 10.0), (40.0, 15.0)]
    assert run.lost() == pytest.approx(20.0, abs=NEAR)


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_overlapping_partial_bans(names: str) -> None:
    """The harder one counts while both hold: 0.2 t a day on days 20 to 29. When it ends on day 30, 0.2 t may leave
    already and a load of 0.5 t is whole 0.6 d later: 0.5 t on days 30.6, 31.6 ... 39.6, until the other ends."""
    long, hard = ban(passes=0.5, starts="day 12", lasts="28 d"), ban(passes=0.2, starts="day 12", lasts="18 d")
    run = story(**{names[0]: long, names[1]: hard})
    during = [event for event in run.departures() if 12 <= event[0] < 40]
    assert during == [(20.0 + n, 0.2) for n in range(10)] + [(30.6 + n, 0.5) for n in range(10)]


@pytest.mark.parametrize("when", [{"starts": "2025-12-22", "lasts": "30 d"}, {"starts": "day 0", "lasts": "20 d"}])
def test_ban_that_began_before_the_start(when: Table) -> None:
    """Begun 10 d before day 0 and lasting 30, it ends on day 20 as one of 20 d from day 0 on does: stock ended on day 15,
    all of S = 15 t leaves on day 20 and arrives on day 25. 10 t lost."""
    run = story(it=ban(**when))
    assert run.departures()[:2] == [(20.0, 15.0), (30.0, 5.0)]
    assert run.lost() == pytest.approx(10.0, abs=NEAR)


def test_recall_lost() -> None:
    """The 10 t under way since day 10 are seized on day 12: stock lasts until day 15. On day 32 all of S = 15 t is
    ordered, on day 37 it arrives: 22 t of demand lost, and 10 t of ore."""
    run = story(it=ban(starts="day 12", lasts="20 d", recall="lost"))
    assert run.lost() == pytest.approx(22.0, abs=NEAR)
    assert run.sim.world.materials[0].lost == 10.0
    assert run.of_lane(k.SAID_LOST, "W>M") == [(12.0, 10.0)]


def test_recall_returned() -> None:
    """The same 10 t turn round on day 12 and are back on day 14, as far as they had come; none of the ore is lost."""
    tables = usual(100, {"it": ban(starts="day 12", lasts="20 d", recall="returned")})
    stocks = []

    def look(sim):  # type: ignore[no-untyped-def]
        for day in (13.9, 14.1):
            yield sim.env.timeout(day - sim.now)
            stocks.append(sim.on_hand("W", "ore"))

    run = Story(tables, process=look)
    assert stocks == [999_990.0, 1_000_000.0]
    assert run.lost() == pytest.approx(22.0, abs=NEAR)
    assert run.sim.world.materials[0].lost == 0.0


def alarm(**fields: object) -> Table:
    return ban(hoarding=2.0, announced="day 15", starts="day 60", lasts="10 d", calm="25 d", **fields)


def test_announcement_and_hoarding() -> None:
    """Cover 10 d: S = 1 x (5 + 10 + 10) = 25, and 35 from the announcement on day 15: the order of day 20 is 10 t
    larger. The ban (60 to 70) holds the order of day 60 back until day 70. 25 d of calm later, on day 95, S is 25
    again: the order of day 100, 10 t, falls away."""
    run = Story(usual(125, {"it": alarm()}, market(stock=25, cover=10)))
    plain = [(day, 10.0) for day in (30.0, 40.0, 50.0)]
    after = [(70.0, 20.0), (80.0, 10.0), (90.0, 10.0), (110.0, 10.0), (120.0, 10.0)]
    assert run.orders() == [(10.0, 10.0), (20.0, 20.0), *plain, *after]


def test_hoarding_without_notice_begins_with_the_effect() -> None:
    """No announcement: the first order after the effect on day 15, that of day 20, is 10 t larger."""
    quiet = ban(passes=0.99, hoarding=2.0, starts="day 15", lasts="10 d", calm="100 d")
    run = Story(usual(100, {"it": quiet}, market(stock=25, cover=10)))
    assert run.orders()[:3] == [(10.0, 10.0), (20.0, 20.0), (30.0, 10.0)]


def test_untargeted_buyers_hoard_and_the_actors_own_do_not() -> None:
    """Towards CC only: the buyer in BB hoards all the same, one in the actor's country does not."""
    sites = {"W": warehouse(), "M": market(stock=25, cover=10), "H": market(stock=25, cover=10, country="AA")}
    sites["C"] = market(stock=25, cover=10, country="CC")
    tables = network(50, sites, [lane(), lane("W", "H"), lane("W", "C")], disruptions={"it": alarm(targets=["CC"])})
    run = Story(tables)
    assert [run.orders(name)[1] for name in ("W>M", "W>C", "W>H")] == [(20.0, 20.0), (20.0, 20.0), (20.0, 10.0)]


def test_the_strongest_of_two_alerts_counts() -> None:
    """Alerts of 1.5 and 2 on a cover of 10 d: S = 35 while both last. The stronger one's ban ends on day 32 and its
    alert on day 45: S = 30, so the order of day 50 is 5 t; the weaker one's ends on day 75: on day 80 again 5 t."""
    weak = ban(passes=0.999, hoarding=1.5, starts="day 15", lasts="17 d", calm="43 d")
    strong = ban(passes=0.999, hoarding=2.0, starts="day 15", lasts="17 d", calm="13 d")
    run = Story(usual(100, {"weak": weak, "strong": strong}, market(stock=25, cover=10)))
    assert [amount for _, amount in run.orders()] == [10.0, 20.0, 10.0, 10.0, 5.0, 10.0, 10.0, 5.0, 10.0]
