"""What licences and quotas do, by sums done by hand; chance is kept out by chances of 0 and 1."""

from __future__ import annotations

import pytest
from hand import Story, Table, between, control, lane, market, mine, network, usual, warehouse

from disruptsim.world import kinds as k

NEAR = 1e-9


def licence(permit: Table, **fields: object) -> Table:
    """A licence from day 12 on: 10 d to decide, valid for 30 d."""
    permit = {"processing": "10 d", "covers": "30 d", "renewal": 1.0, "ahead": "15 d", "retry": "10 d", **permit}
    return control("licence", starts="day 12", permit=permit, **fields)


def permits(run: Story, name: str = "W>M") -> list[tuple[float, float]]:
    return run.of_lane(k.SAID_GRANTED, name)


def test_licence_stops_the_flow_until_the_permit() -> None:
    """Filed on day 12, granted on day 22 for 30 d x 1 t/d. The order of day 20 leaves on day 22 and arrives on day 27,
    two days after the stock ran out: 2 t lost. Renewed 15 d ahead, the permit never lapses: nothing more is lost.
    Of its 30 t, 10 leave on day 22, 8 on day 30 (S less the 2 t not used), 10 on day 40, 2 on day 50; the other 8 of
    that order leave under the next permit, on day 52."""
    run = Story(usual(200, {"it": licence({})}))
    assert permits(run)[:3] == [(22.0, 30.0), (52.0, 30.0), (82.0, 30.0)]
    assert run.departures()[:6] == [(10.0, 10.0), (22.0, 10.0), (30.0, 8.0), (40.0, 10.0), (50.0, 2.0), (52.0, 8.0)]
    assert run.lost() == pytest.approx(2.0, abs=NEAR)


def test_licence_that_ends_frees_the_lane() -> None:
    """Ended on day 18, before any decision: the order of day 20 leaves at once, nothing is lost, none is granted."""
    run = Story(usual(100, {"it": licence({}, lasts="6 d")}))
    assert run.departures()[:3] == [(10.0, 10.0), (20.0, 10.0), (30.0, 10.0)]
    assert permits(run) == []
    assert run.lost() == pytest.approx(0.0, abs=NEAR)


def test_refusal_and_retry() -> None:
    """Never approved: refused 10 d after each filing, filed again 10 d later. Days 22, 42, 62, 82; nothing leaves."""
    run = Story(usual(100, {"it": licence({"approval": 0.0})}))
    assert [day for day, _ in run.of_lane(k.SAID_REFUSED, "W>M")] == [22.0, 42.0, 62.0, 82.0]
    assert run.departures() == [(10.0, 10.0)]
    assert run.lost() == pytest.approx(75.0, abs=NEAR)


def test_refused_renewal() -> None:
    """Renewal filed on day 37 and refused on day 47, filed again on day 57 as a first application, granted on day 67:
    from expiry on day 52 until then nothing leaves."""
    run = Story(usual(100, {"it": licence({"renewal": 0.0})}))
    assert [day for day, _ in permits(run)] == [22.0, 67.0]
    assert between(run.departures(), 52, 67) == 0.0
    assert between(run.departures(), 67, 67.5) > 0.0


def test_renewal_filed_too_late() -> None:
    """Filed 5 d ahead of day 52 and decided in 10: a gap from day 52 to 57, then one of 5 d in every 35."""
    run = Story(usual(150, {"it": licence({"ahead": "5 d"})}))
    assert [day for day, _ in permits(run)] == [22.0, 57.0, 92.0, 127.0]
    assert between(run.departures(), 52, 57) == 0.0


def test_permits_are_for_lanes_and_their_tonnage() -> None:
    """Each lane asks for 30 d of its own contract rate times the headroom of 1.5: 45 t and 135 t."""
    sites = {"W": warehouse(), "M": market(1.0, 15.0), "N": market(3.0, 45.0)}
    tables = network(50, sites, [lane(), lane("W", "N")], disruptions={"it": licence({"headroom": 1.5})})
    run = Story(tables)
    assert permits(run) == [(22.0, 45.0)]
    assert permits(run, "W>N") == [(22.0, 135.0)]


def test_unused_tonnage_lapses() -> None:
    """Headroom 2 gives 60 t for 30 d of 30 t: on day 52 the rest is gone, and there are 60 t again, not 90. Before it
    renews, 10 + 8 + 10 + 10 t have left since day 22; after it, nothing until day 60."""
    run = Story(usual(51.5, {"it": licence({"headroom": 2.0})}))
    assert run.sim.world.clauses[0].left == pytest.approx(22.0, abs=NEAR)
    assert Story(usual(55, {"it": licence({"headroom": 2.0})})).sim.world.clauses[0].left == pytest.approx(
        60.0, abs=NEAR
    )


def test_a_pending_permit_is_shut_only_after_patience() -> None:
    """Patience 15 d: the order of day 20 is placed on the lane, that of day 30 (18 d after the effect) finds none,
    and what was ordered is given up 15 d after it was placed. The permit of day 112 sets all of S off at once."""
    patient = market(patience="15 d")
    run = Story(usual(150, {"it": licence({"processing": "100 d"})}, patient))
    assert [day for day, _ in run.orders() if day < 150] == [10.0, 20.0, 112.0, 120.0, 130.0, 140.0]
    assert run.of_lane(k.SAID_GIVEN_UP, "W>M") == [(35.0, 10.0)]
    assert run.departures()[1] == (112.0, 15.0)


def test_licence_on_another_country_changes_nothing() -> None:
    calm, run = Story(usual()), Story(usual(100, {"it": {**licence({}), "actor": "BB"}}))
    assert run.departures() == calm.departures()
    assert run.outcome.lost("M") == calm.outcome.lost("M")


def three_markets(horizon: float, permit: Table, **more: Table) -> Story:
    """A defence market in JP and civil ones in JP and US under one licence: W>D, W>J, W>U."""
    buyers = {"D": ("JP", "defence"), "J": ("JP", "civil"), "U": ("US", "civil")}
    sites = {name: market(country=place, **{"class": label}) for name, (place, label) in buyers.items()}
    lanes = [lane("W", name) for name in buyers]
    return Story(network(horizon, {"W": warehouse(), **sites}, lanes, disruptions={"it": licence(permit), **more}))


def granted_first(run: Story) -> dict[str, float]:
    return {name: permits(run, f"W>{name}")[0][0] for name in "DJU" if permits(run, f"W>{name}")}


@pytest.mark.parametrize(
    ("terms", "granted"),
    [
        ({}, "DJU"),
        ({"approval_by_class": {"defence": 0.0}}, "JU"),
        ({"approval_by_country": {"JP": 0.0}}, "U"),
        ({"approval": 0.0, "approval_by_country": {"JP": 1.0}}, "DJ"),
        ({"approval": 0.0, "approval_by_country": {"JP": 1.0}, "approval_by_class": {"defence": 0.0}}, "J"),
    ],
)
def test_approval_by_class_and_country(terms: Table, granted: str) -> None:
    """The lowest that fits counts; where none fits, what holds for all."""
    assert "".join(sorted(granted_first(three_markets(40, terms)))) == granted


def test_desk() -> None:
    """All file on day 12 and could be decided on day 22. With 73/12 decisions a month there is one every 5 d: days 22,
    27 and 32, in the order of names."""
    assert granted_first(three_markets(40, {"desk": 73 / 12})) == {"D": 22.0, "J": 27.0, "U": 32.0}
    assert granted_first(three_markets(40, {"desk": 1e6})) == pytest.approx({"D": 22.0, "J": 22.0, "U": 22.0}, abs=1e-3)


def test_a_desk_that_was_idle_decides_at_once() -> None:
    """Refused on days 22, 27 and 32, filed again 10 d later, decided on days 42, 47 and 52."""
    run = three_markets(60, {"approval": 0.0, "desk": 73 / 12})
    refused = [[day for day, _ in run.of_lane(k.SAID_REFUSED, f"W>{name}")] for name in "DJU"]
    assert refused == [[22.0, 42.0], [27.0, 47.0], [32.0, 52.0]]


def truce(**fields: object) -> Table:
    return {"kind": "truce", "licence": "it", **fields}


def test_truce() -> None:
    """Never approved, refused on day 22 and to be filed again on day 32: the truce of day 25 has it filed then, and
    granted on day 35. Ended on day 60, the renewal filed on day 50 and decided then is granted too, but the next, filed
    on day 80, is refused where renewals are."""
    never = {"it": licence({"approval": 0.0, "renewal": 0.0})}
    run = Story(usual(100, {**never, "peace": truce(starts="day 25", lasts="36 d")}))
    assert [day for day, _ in permits(run)] == [35.0, 65.0]
    assert [day for day, _ in run.of_lane(k.SAID_REFUSED, "W>M")] == [22.0, 90.0]


def test_truce_that_chains() -> None:
    """30 d after the licence takes effect, on day 42: what was filed again on day 32 is decided then, after the truce."""
    never = {"it": licence({"approval": 0.0})}
    run = Story(usual(100, {**never, "peace": truce(after="it", delay="30 d")}))
    assert permits(run)[0][0] == 42.0


def test_truce_of_a_licence_that_does_not_happen_changes_nothing() -> None:
    odd = {"it": licence({}, probability=0.0), "peace": truce(starts="day 25", lasts="36 d")}
    calm, run = Story(usual()), Story(usual(100, odd))
    assert run.departures() == calm.departures()
    assert run.outcome.events == calm.outcome.events


def quota(tonnage: float, period: float, **fields: object) -> Table:
    return control("quota", tonnage=f"{tonnage} t", period=f"{period} d", **fields)


def two_markets(horizon: float, it: Table) -> Table:
    """Markets of 1 and 3 t/d; N reviews a day after M; both wait for ever."""
    after = market(3.0, 45.0, replenish={"review": "10 d", "offset": "1 d"})
    sites = {"W": warehouse(), "M": market(), "N": after}
    return network(horizon, sites, [lane(), lane("W", "N")], disruptions={"it": it})


def test_export_quota_by_contract() -> None:
    """20 t for 20 d, 1 to 3 by nominal flow: 5 t and 15 t in every period from day 12 on."""
    run = Story(two_markets(92, quota(20, 20, starts="day 12")))
    for start in (12, 32, 52, 72):
        assert between(run.departures(), start, start + 20) == pytest.approx(5.0, abs=NEAR)
        assert between(run.departures("W>N"), start, start + 20) == pytest.approx(15.0, abs=NEAR)


def test_export_quota_in_a_pool() -> None:
    """20 t for 20 d, first come first served: M's 10 t of day 20 leave whole, of N's 30 t of day 21 only the other
    10. In each later period 20 t leave in all."""
    run = Story(two_markets(92, quota(20, 20, starts="day 12", shared="pool")))
    assert [event for event in run.departures() if 12 <= event[0] < 32] == [(20.0, 10.0)]
    assert [event for event in run.departures("W>N") if 12 <= event[0] < 32] == [(21.0, 10.0)]
    for start in (32, 52, 72):
        both = between(run.departures(), start, start + 20) + between(run.departures("W>N"), start, start + 20)
        assert both == pytest.approx(20.0, abs=NEAR)


def test_a_pool_is_not_sold_twice_at_one_instant() -> None:
    """Both markets order on day 20, 10 t and 30 t; the pool of 12 t is all that leaves, in that proportion."""
    tables = two_markets(31, quota(12, 20, starts="day 12", shared="pool"))
    tables["sites"]["N"]["replenish"]["offset"] = "0 d"
    run = Story(tables)
    assert between(run.departures(), 12, 32) == pytest.approx(3.0, abs=NEAR)
    assert between(run.departures("W>N"), 12, 32) == pytest.approx(9.0, abs=NEAR)


@pytest.mark.parametrize(("carry", "left"), [(False, [15, 15, 15]), (True, [15, 20, 25])])
def test_unused_quota_may_carry_over(carry: bool, left: list[float]) -> None:
    """15 t each 10 d from day 12, of which 10 are used on days 20 and 30: renewed on days 22 and 32, 5 more each."""
    seen = []

    def look(sim):  # type: ignore[no-untyped-def]
        for day in (12.5, 22.5, 32.5):
            yield sim.env.timeout(day - sim.now)
            seen.append(sim.world.clauses[0].left)

    Story(usual(50, {"it": quota(15, 10, starts="day 12", carry_over=carry)}), process=look)
    assert seen == pytest.approx(left, abs=NEAR)


def test_a_quota_that_does_not_bind_changes_nothing() -> None:
    calm, run = Story(usual()), Story(usual(100, {"it": quota(1000, 10, starts="day 12")}))
    assert run.departures() == calm.departures()


@pytest.mark.parametrize(("tonnage", "each"), [(30.0, 30.0), (25.0, 25.0)])
def test_production_quota(tonnage: float, each: float) -> None:
    """10 t a day in daily campaigns, 200 t by day 20. Under a quota for 10 d each, until day 50, just that much is
    made in each period, and from day 50 on 10 t a day again: 100 t by day 60."""
    it = quota(tonnage, 10, on="production", starts="day 20", lasts="30 d")
    run = Story(network(60.5, {"W": mine()}, [], disruptions={"it": it}))
    made = [(day, amount) for day, word, _, amount in run.said if word == k.SAID_MADE]
    assert between(made, 0, 20.5) == pytest.approx(200.0)
    for start in (20.5, 30.5, 40.5):
        assert between(made, start, start + 10) == pytest.approx(each)
    assert run.outcome.made_by("W") == pytest.approx(200 + 3 * each + 100)


def test_production_quota_by_nominal_flow_and_in_a_pool() -> None:
    """40 t for 10 d over mines of 10 and 30 t/d: by nominal flow 10 and 30 t. In a pool the first to start takes: on
    day 20 campaigns of 10 and 30 t begin, and the pool is empty; with 45 t the smaller has 5 t more on day 21."""
    sites = {"A": mine(10.0), "B": mine(30.0)}
    made = {}
    for shared, tonnage in (("contract", 40), ("pool", 40), ("pool", 45)):
        it = quota(tonnage, 100, on="production", starts="day 20", shared=shared)
        run = Story(network(60.5, sites, [], disruptions={"it": it}))
        made[shared, tonnage] = [run.outcome.made_by(name) - 20 * rate for name, rate in (("A", 10), ("B", 30))]
    assert made["contract", 40] == pytest.approx([10.0, 30.0])
    assert made["pool", 40] == pytest.approx([10.0, 30.0])
    assert made["pool", 45] == pytest.approx([15.0, 30.0])


def test_a_calm_quota_is_in_the_twin() -> None:
    """Under [controls] it binds the undisturbed twin as well: 30 t each 10 d from day 0."""
    it = {"kind": "quota", "actor": "AA", "materials": ["ore"], "tonnage": "30 t", "period": "10 d", "on": "production"}
    tables = network(60.5, {"W": mine()}, [], controls={"it": it})
    assert Story(tables, future="twin").outcome.made_by("W") == pytest.approx(180.0)
    assert Story(tables).outcome.made_by("W") == pytest.approx(180.0)


def test_ban_licence_and_quota_together_end_one_by_one() -> None:
    """Ban to day 30, quota of 4 t each 10 d to day 45, licence granted on day 22: nothing leaves before day 30, then
    4 t, 4 t from day 32 and 4 t from day 42, then what is left of the order on day 45."""
    found = {
        "ban": control("ban", starts="day 12", lasts="18 d"),
        "licence": licence({"headroom": 10.0}),
        "quota": quota(4, 10, starts="day 12", lasts="33 d"),
    }
    run = Story(usual(48, found))
    amounts = [between(run.departures(), *span) for span in ((12, 30), (30, 32), (32, 42), (42, 45))]
    assert amounts == pytest.approx([0.0, 4.0, 4.0, 4.0], abs=NEAR)
    assert run.departures()[-1][0] == 45.0
