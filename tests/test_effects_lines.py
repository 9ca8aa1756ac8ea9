"""Several lines, lots with drawn times, and stores of limited room, by sums done by hand."""

from __future__ import annotations

import pytest
from hand import PLENTY, Story, Table, lane, market, mine, network

from disruptsim.world import kinds as k

TWO_TIMES = {"discrete": {"values": ["1 d", "3 d"]}}


def plant(**fields: object) -> Table:
    """A refinery of 10 t/d in daily campaigns with 1000 t of ore, a tonne of ore for a tonne of metal."""
    site = {"kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "10 t/d"}
    return {**site, "campaign": "1 d", "initial": {"ore": "1000 t"}, "storage": {"metal": "1 Mt"}, **fields}


def alone(horizon: float, site: Table, **parts: Table) -> Story:
    return Story(network(horizon, {"P": site}, [], **parts))


def test_lines_share_the_capacity() -> None:
    """Two lines of 5 t/d: campaigns of 5 t on each. With 12 t of ore they start on 5 t each, and one on the 2 t left."""
    run = alone(9.5, plant(lines=2))
    assert run.outcome.made_by("P") == pytest.approx(90.0)
    assert run.days(k.SAID_MADE) == [float(day) for day in range(1, 10) for _ in (1, 2)]
    short = alone(9.5, plant(lines=2, initial={"ore": "12 t"}, minimum_run=0.0))
    assert short.days(k.SAID_MADE) == [1.0, 1.0, 1.4]
    assert short.outcome.made_by("P") == pytest.approx(12.0)


def test_one_line_is_the_default() -> None:
    assert alone(50, plant(lines=1)).said == alone(50, plant()).said


def test_lines_share_the_room() -> None:
    """Room for 12 t: both lines work on 5 t, then 10 t are in store and 2 t of room are left, too little for either.
    Blocking after the work, both make 5 t more, and neither can hand them over."""
    run = alone(30, plant(lines=2, minimum_run=1.0, storage={"metal": "12 t"}))
    assert run.outcome.made_by("P") == pytest.approx(10.0)
    stuck = alone(30, plant(lines=2, minimum_run=1.0, storage={"metal": "12 t"}, blocking="after"))
    assert stuck.days(k.SAID_BLOCKED) == [2.0, 2.0]
    assert stuck.outcome.stock("P", "ore") == pytest.approx(980.0)


def test_a_stop_of_one_line_of_two_is_half_a_stop() -> None:
    """5 t of ore come on day 0 and no more: one line never works, and the other stops on day 1, of 10 days."""
    import disruptsim as ds

    cut = {"kind": "outage", "sites": ["W"], "starts": "day 0"}
    sites = {
        "W": mine(10.0, 1.0, initial={"ore": PLENTY}),
        "P": plant(lines=2, initial={"ore": "5 t"}, replenish={"policy": "push"}),
    }
    tables = network(10, sites, [lane("W", "P", lead=0.0)], disruptions={"cut": cut, "shut": _shut()})
    result = ds.run(ds.Scenario.from_dict(tables), replications=1, workers=1)
    assert result.column("stop_days", "P")[0][0] == pytest.approx(0.5 * 10 + 0.5 * 9)


def _shut() -> Table:
    return {"kind": "lane_loss", "lanes": ["W>P"], "starts": "day 0"}


def test_lots_take_their_own_times() -> None:
    """Times of 1 or 3 d, mean 2 d, so lots of 20 t; those drawn add up to the days on which lots are made."""
    run = alone(200, plant(campaign=TWO_TIMES, initial={"ore": PLENTY}))
    made = run.days(k.SAID_MADE)
    gaps = [b - a for a, b in zip([0.0, *made], made, strict=False)]
    assert set(gaps) == {1.0, 3.0}
    assert run.outcome.made_by("P") == pytest.approx(20.0 * len(made))


def test_a_lot_of_half_the_size_takes_half_its_time() -> None:
    """10 t of ore for lots of 20 t: half of 1 or 3 d."""
    run = alone(30, plant(campaign=TWO_TIMES, initial={"ore": "10 t"}))
    assert run.days(k.SAID_MADE)[0] in (0.5, 1.5)


def test_an_outage_holds_up_a_drawn_lot() -> None:
    """Down on days 0.5 to 10.5: the lot of 1 or 3 d ends 10 d later."""
    cut = {"kind": "outage", "sites": ["P"], "starts": "0.5 d", "lasts": "10 d"}
    first = alone(30, plant(campaign=TWO_TIMES)).days(k.SAID_MADE)[0]
    assert alone(30, plant(campaign=TWO_TIMES), disruptions={"it": cut}).days(k.SAID_MADE)[0] == first + 10.0


def test_each_line_wears_by_itself() -> None:
    """Each of two lines fails after 3.5 d of work and is mended in 1 d. A store with room for 20 t more stops the work of
    both on day 2; with room enough they fail on day 3.5 and have made 3 lots each."""
    wears = {"every": "3.5 d", "clock": "operating", "repair": "1 d"}
    run = alone(4.4, plant(lines=2, failures=wears))
    assert run.days(k.SAID_BROKE) == [3.5, 3.5]
    assert run.outcome.made_by("P") == pytest.approx(30.0)
    # A lot that only one line can work on: the other does not wear.
    some = alone(20, plant(lines=2, failures=wears, initial={"ore": "18 t"}, minimum_run=1.0))
    assert some.days(k.SAID_BROKE) == []
    one = alone(20, plant(lines=2, failures=wears, initial={"ore": "45 t"}, minimum_run=1.0, storage={"metal": "1 Mt"}))
    assert one.days(k.SAID_BROKE) == [3.5, 3.5]


def test_a_mine_may_block_after_its_work() -> None:
    """Room for 25 t, lots of 10 t: before, two are made; after, a third is, and stays on the line."""
    before = Story(network(30, {"P": mine(10.0, 1.0, storage={"ore": "25 t"})}, []))
    assert (before.outcome.made_by("P"), before.days(k.SAID_BLOCKED)) == (20.0, [])
    after = Story(network(30, {"P": mine(10.0, 1.0, storage={"ore": "25 t"}, blocking="after")}, []))
    assert (after.outcome.made_by("P"), after.days(k.SAID_BLOCKED)) == (20.0, [3.0])


def pushed(room: Table, horizon: float = 20.0, **fields: object) -> Story:
    """A mine of 10 t/d pushes to a refinery of 5 t/d in daily campaigns; the mine has room for 20 t."""
    sites = {
        "W": mine(10.0, 1.0, storage={"ore": "20 t"}),
        "P": plant(capacity="5 t/d", initial={}, replenish={"policy": "push"}, storage={"metal": "1 Mt", **room}, **fields),
    }  # fmt: skip
    return Story(network(horizon, sites, [lane("W", "P", lead=0.0)]))


def test_room_of_an_input_stops_who_pushes() -> None:
    """Room for 7 t before the line. Of the 10 t of day 1 all leave: the line takes 5 t at once. From day 2 on, the line takes
    5 t and the store is filled up to 7 t again. 19 campaigns are begun by day 20: 95 t, 7 t before the line, and the mine
    makes whole lots of 10 t for which it has room: 110 t, of which 8 t are left with it."""
    run = pushed({"ore": "7 t"})
    assert run.departures("W>P") == [(1.0, 10.0), (2.0, 7.0), *((float(day), 5.0) for day in range(3, 20))]
    assert run.outcome.stock("P", "ore") == pytest.approx(7.0)
    assert (run.outcome.made_by("W"), run.outcome.stock("W", "ore")) == (pytest.approx(110.0), pytest.approx(8.0))
    assert pushed({}).outcome.stock("P", "ore") > 50.0


def test_no_room_is_a_line_fed_by_hand() -> None:
    """Without any room goods are sent only as a line can start: 5 t a day, and the store is empty."""
    run = pushed({"ore": "0 t"})
    assert set(run.departures("W>P")) == {(float(day), 5.0) for day in range(1, 20)}
    assert run.outcome.stock("P", "ore") == 0.0


def test_room_at_a_market_is_made_by_demand() -> None:
    """A mine of 10 t/d, a market of 4 t/d with room for 8 t: it is full from day 1, and takes 4 t a day from then on."""
    sites = {
        "W": mine(10.0, 1.0, storage={"ore": "20 t"}),
        "M": {**market(rate=4.0, stock=0.0), "replenish": {"policy": "push"}, "storage": {"ore": "8 t"}},
    }
    run = Story(network(20.0, sites, [lane(lead=0.0)]))
    assert run.departures()[:4] == [(1.0, 8.0), (2.0, 4.0), (3.0, 4.0), (4.0, 4.0)]
    assert run.outcome.made_by("W") == pytest.approx(8.0 + 4.0 * 18 + 20.0, abs=10.0)


def test_room_at_a_market_that_asks_by_orders() -> None:
    """An order of 3 t every second day makes room for 3 t at once."""
    buyer: Table = {**market(stock=0.0), "replenish": {"policy": "push"}, "storage": {"ore": "8 t"}}
    del buyer["rate"]
    buyer["orders"] = {"every": "2 d", "size": "3 t"}
    run = Story(network(11.0, {"W": mine(10.0, 1.0, storage={"ore": "20 t"}), "M": buyer}, [lane(lead=0.0)]))
    assert run.departures() == [(1.0, 8.0), (2.0, 3.0), (4.0, 3.0), (6.0, 3.0), (8.0, 3.0), (10.0, 3.0)]


def test_room_enough_changes_nothing() -> None:
    assert pushed({"ore": "1 Mt"}).said == pushed({}).said


def test_dust_in_a_small_store_stops_nobody() -> None:
    """Lots and stores of 0.3 t: what rounding leaves behind is neither sent nor room that is taken."""
    sites = {
        "W": mine(15.0, 0.02, storage={"ore": "0.3 t"}),
        "M": {**market(rate=10.0, stock=0.0), "replenish": {"policy": "push"}, "storage": {"ore": "0.3 t"}},
    }
    run = Story(network(1000.0, sites, [lane(lead=0.0, interval="0.02 d")]))
    assert run.lost() < 1.0


def test_a_market_that_runs_dry_calls_for_more() -> None:
    """Room for 0.5 t of 10 t a day: it is empty twenty times a day, and is sent 0.5 t each time."""
    sites = {
        "W": mine(15.0, 0.1, storage={"ore": "10 t"}),
        "M": {**market(rate=10.0, stock=0.0), "replenish": {"policy": "push"}, "storage": {"ore": "0.5 t"}},
    }
    assert Story(network(100.0, sites, [lane(lead=0.0)])).lost() == pytest.approx(1.0, abs=0.1)


def test_room_and_a_limited_lane_do_not_chase_each_other() -> None:
    """A lane of 6 t/d in loads of 5 d, a market of 4 t/d with room for 8 t: what the lane could carry waits for room, which
    is looked at every 5 d. So 8 t leave at the first load, and then what five days have made room for, 8 t at most."""
    sites = {
        "W": mine(10.0, 1.0, storage={"ore": "40 t"}),
        "M": {**market(rate=4.0, stock=0.0), "replenish": {"policy": "push"}, "storage": {"ore": "8 t"}},
    }
    way = lane(lead=0.0, capacity="6 t/d", interval="5 d")
    run = Story(network(60.0, sites, [way]))
    assert len(run.departures()) < 60
    assert all(tonnes <= 8.0 + 1e-9 for _, tonnes in run.departures())
    assert run.outcome.events < 2000


def test_a_limited_lane_with_room_goes_on_when_it_may() -> None:
    """Room enough, a full store and no campaign to call it: the next load leaves as soon as the lane allows it."""
    sites = {
        "W": mine(10.0, 1.0, storage={"ore": "40 t"}),
        "M": {**market(rate=1.0, stock=0.0), "replenish": {"policy": "push"}, "storage": {"ore": "1000 t"}},
    }
    run = Story(network(50.0, sites, [lane(lead=0.0, capacity="2 t/d", interval="5 d")]))
    assert sum(tonnes for _, tonnes in run.departures()) == pytest.approx(2.0 * 50.0, abs=12.0)
