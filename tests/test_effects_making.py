"""What lines and stores do: campaigns, lots, room, inputs, by sums done by hand."""

from __future__ import annotations

import pytest
from hand import Story, Table, lane, market, mine, network, warehouse

from disruptsim.world import kinds as k

NEAR = 1e-9


def plant(**fields: object) -> Table:
    """A refinery of 10 t/d in daily campaigns with 1000 t of ore, a tonne of ore for a tonne of metal."""
    site = {"kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "10 t/d"}
    return {**site, "campaign": "1 d", "initial": {"ore": "1000 t"}, "storage": {"metal": "1 Mt"}, **fields}


def alone(horizon: float, site: Table, **parts: Table) -> Story:
    return Story(network(horizon, {"P": site}, [], **parts))


def test_campaigns() -> None:
    """A campaign of 10 t a day; by day 9.5 nine are made, and ten have taken their ore. Two tonnes of ore for a tonne
    of metal: twice that."""
    run = alone(9.5, plant())
    assert run.outcome.made_by("P") == pytest.approx(90.0)
    assert run.outcome.stock("P", "ore") == pytest.approx(900.0)
    assert alone(9.5, plant(needs={"ore": 2.0})).outcome.stock("P", "ore") == pytest.approx(800.0)


@pytest.mark.parametrize(("left", "ends"), [(0.0, 371.4), (0.5, 367.7), (0.25, 369.55)])
def test_a_campaign_advances_with_availability(left: float, ends: float) -> None:
    """200 t/d in campaigns of 7 d, cut on days 10.3 to 17.7, in the midst of two of them. Work lost: 7.4 d x (1 - left).
    In a year 51 campaigns are whole, 71,400 t: the last ends on day 357 + that, by 364.4. The next: 364 + that."""
    site = plant(capacity="200 t/d", campaign="7 d", initial={"ore": "1 Mt"})
    cut = {"kind": "outage", "sites": ["P"], "starts": "10.3 d", "lasts": "7.4 d", "capacity_left": left}
    run = alone(365, site, disruptions={"it": cut})
    assert run.outcome.made_by("P") == pytest.approx(71_400.0)
    assert run.line("P").ends == pytest.approx(ends, abs=NEAR)


def test_output_is_capacity_times_the_time_up() -> None:
    """200 t/d down from day 100.25 to 250.5 of 300, in campaigns of an eighth of a day: 149.75 d up, 29,950 t."""
    site = plant(capacity="200 t/d", campaign="0.125 d", initial={"ore": "1 Mt"})
    cut = {"kind": "outage", "sites": ["P"], "starts": "100.25 d", "lasts": "150.25 d"}
    assert alone(300.01, site, disruptions={"it": cut}).outcome.made_by("P") == pytest.approx(29_950.0)


@pytest.mark.parametrize(("processing", "stock"), [("0 d", 90.0), ("5 d", 40.0), ("8.6 d", 0.0)])
def test_processing(processing: str, stock: float) -> None:
    """Campaigns go on while lots are in process: of those that ended on days 1 to 9, on day 9.5 the ones of 5 d ago, days
    1 to 4, are in store."""
    run = alone(9.5, plant(processing=processing))
    assert run.outcome.made_by("P") == pytest.approx(90.0)
    assert run.outcome.stock("P", "metal") == pytest.approx(stock)


def test_work_in_process_takes_room() -> None:
    """Room for 25 t and lots of 10 t that take 5 d: two are in process or in store, no third is begun."""
    run = alone(30, plant(processing="5 d", storage={"metal": "25 t"}))
    assert run.outcome.made_by("P") == pytest.approx(20.0)
    assert run.outcome.stock("P", "metal") == pytest.approx(20.0)


def test_lost_work_gives_its_room_back() -> None:
    """The same two lots, 20 t, are lost in process on day 3; from day 4 on there is room for two more."""
    cut = {"kind": "outage", "sites": ["P"], "starts": "day 3", "lasts": "1 d", "in_process": "lost"}
    run = alone(30, plant(processing="5 d", storage={"metal": "25 t"}), disruptions={"it": cut})
    assert run.outcome.made_by("P") == pytest.approx(40.0)
    assert run.outcome.stock("P", "metal") == pytest.approx(20.0)


def blocked(blocking: str, horizon: float) -> Story:
    """Room for 25 t, lots of 10 t; a market takes 10 t once, on day 50."""
    buyer = market(demands="metal", stock=0, replenish={"review": "10 d", "offset": "50 d"})
    sites = {"P": plant(storage={"metal": "25 t"}, blocking=blocking), "M": buyer}
    return Story(network(horizon, sites, [lane("P", "M", "metal", lead=0)]))


def test_blocking_before_service() -> None:
    """Two lots fit, a third is not begun: 20 t of ore used. The 10 t that leave on day 50 make room: one more lot begins,
    and is made on day 51."""
    run = blocked("before", 40)
    assert run.outcome.made_by("P") == pytest.approx(20.0)
    assert run.outcome.stock("P", "ore") == pytest.approx(980.0)
    assert blocked("before", 50.5).outcome.made_by("P") == pytest.approx(20.0)
    assert blocked("before", 51.5).outcome.made_by("P") == pytest.approx(30.0)


def test_blocking_after_service() -> None:
    """The third lot is begun and finished on day 3, and waits on the line: 30 t of ore used. On day 50 it goes to store
    at once, and a fourth begins, which is stuck from day 51 on."""
    run = blocked("after", 40)
    assert run.outcome.made_by("P") == pytest.approx(20.0)
    assert run.outcome.stock("P", "ore") == pytest.approx(970.0)
    assert run.days(k.SAID_BLOCKED) == [3.0]
    later = blocked("after", 50.5)
    assert later.outcome.made_by("P") == pytest.approx(30.0)
    assert later.outcome.stock("P", "ore") == pytest.approx(960.0)
    assert blocked("after", 51.5).days(k.SAID_BLOCKED) == [3.0, 51.0]


def test_a_surplus_of_byproduct_is_lost() -> None:
    """2 t of salt a day and room for 5: by day 9.5, 18 t came with 90 t of ore, 5 are in store, 13 are lost."""
    run = Story(network(9.5, {"A": mine(byproducts={"salt": 0.2}, storage={"ore": "1 Mt", "salt": "5 t"})}, []))
    assert run.outcome.made_by("A") == pytest.approx(90.0)
    assert run.outcome.stock("A", "salt") == pytest.approx(5.0)
    assert [m.lost for m in run.sim.world.materials] == pytest.approx([0.0, 13.0])


def test_a_byproduct_that_blocks() -> None:
    """The same salt blocks: after two campaigns there are 4 t, a third would bring 6: 20 t of ore are made, none lost."""
    store = {"ore": "1 Mt", "salt": "5 t"}
    run = Story(network(9.5, {"A": mine(byproducts={"salt": 0.2}, storage=store, blocks=["salt"])}, []))
    assert run.outcome.made_by("A") == pytest.approx(20.0)
    assert run.outcome.stock("A", "salt") == pytest.approx(4.0)
    assert run.sim.world.materials[1].lost == 0.0


def short_of_ore(minimum_run: float) -> Story:
    """Campaigns of 10 d at 1 t/d; 4 t of ore, then 10 t on day 20."""
    site = plant(
        capacity="1 t/d", campaign="10 d", minimum_run=minimum_run, initial={"ore": "4 t"}, cover={"ore": "0 d"}
    )
    sites = {"W": warehouse(stock="10 t"), "P": site | {"replenish": {"review": "7 d", "offset": "0 d"}}}
    return Story(network(60, sites, [lane(end="P", lead=20)]))


def test_minimum_run() -> None:
    """At 0.5 of 10 t the 4 t are too little: the line stands to day 20, makes 10 of 14 t by day 30, and stands again. At
    0.4 it makes the 4 t by day 4, stands to day 20, and makes the 10 t by day 30."""
    waits, starts = short_of_ore(0.5), short_of_ore(0.4)
    assert waits.outcome.made_by("P") == pytest.approx(10.0)
    assert waits.outcome.stops_of("P").tolist() == [[0.0, 20.0], [30.0, 60.0]]
    assert starts.outcome.made_by("P") == pytest.approx(14.0)
    assert starts.outcome.stops_of("P").ravel() == pytest.approx([4.0, 20.0, 30.0, 60.0])


def test_a_campaign_is_limited_by_the_scarcest_input() -> None:
    """Ore for 100 t but salt for 7: 7 t are made in 0.7 d, in one campaign; then the line lacks salt."""
    site = plant(needs={"ore": 1.0, "salt": 0.1}, initial={"ore": "100 t", "salt": "0.7 t"})
    run = alone(30, site)
    assert run.outcome.made_by("P") == pytest.approx(7.0)
    assert run.outcome.stock("P", "ore") == pytest.approx(93.0)
    assert run.outcome.stops_of("P").ravel() == pytest.approx([0.7, 30.0])


def test_a_full_or_broken_line_is_no_stop() -> None:
    """A stop is a line that is up, has room and lacks an input: neither a full store nor an outage is one."""
    assert alone(30, plant(storage={"metal": "25 t"})).outcome.stops_of("P").tolist() == []
    cut = {"kind": "outage", "sites": ["P"], "starts": "day 10", "lasts": "5 d"}
    assert alone(30, plant(), disruptions={"it": cut}).outcome.stops_of("P").tolist() == []


def stretched(stock: float, stretch: Table | None, horizon: float = 100.5) -> Story:
    """A refinery that uses 1 t/d of ore in campaigns of a day, with a stock that nothing adds to before day 1,000."""
    plant = {
        "kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "1 t/d",
        "campaign": "1 d", "storage": {"metal": "1 Mt"}, "initial": {"ore": f"{stock} t"}, "patience": "9000 d",
    } | ({"stretch": stretch} if stretch else {})  # fmt: skip
    buyer = market(demands="metal", stock=0.0)
    lanes = [lane(end="P", lead=1000.0, initial="empty"), lane("P", "M", "metal", lead=0.0)]
    return Story(network(horizon, {"W": warehouse(), "P": plant, "M": buyer}, lanes))


def test_stretching() -> None:
    """Of 30 t, campaigns start with 30, 29, ..., 10 t on hand at full pace: 21 t by day 21. Those that start with 9 to 1 t
    are under 10 d of use and take two days each: the last ends on day 39. Without, all is gone on day 30."""
    slow, usual = stretched(30.0, {"below": "10 d", "to": 0.5}), stretched(30.0, None)
    stops = [run.outcome.stops_of("P")[0, 0] for run in (slow, usual)]
    assert stops == pytest.approx([39.0, 30.0])
    assert slow.outcome.made_by("P") == usual.outcome.made_by("P") == pytest.approx(30.0)


def test_stretching_meets_an_outage() -> None:
    """At half pace from the start, a campaign of two days; at half availability on days 1 to 3, the first ends on day 3:
    half a day's work by day 1, a quarter a day then."""
    plain = stretched(5.0, {"below": "10 d", "to": 0.5}, 20.0)
    assert plain.outcome.stops_of("P")[0, 0] == pytest.approx(10.0)
    cut = {"kind": "outage", "sites": ["P"], "starts": "day 1", "lasts": "2 d", "capacity_left": 0.5}
    tables = {**plain.layout.scenario.to_dict(), "disruptions": {"it": cut}}
    assert Story(tables).outcome.stops_of("P")[0, 0] == pytest.approx(11.0)


@pytest.mark.parametrize("stretch", [{"below": "10 d", "to": 1.0}, {"below": "0 d", "to": 0.5}])
def test_stretching_that_is_none_changes_nothing(stretch: Table) -> None:
    assert stretched(30.0, stretch).outcome.events == stretched(30.0, None).outcome.events
    assert stretched(30.0, stretch).outcome.stops_of("P")[0, 0] == pytest.approx(30.0)
