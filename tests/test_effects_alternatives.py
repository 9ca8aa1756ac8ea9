"""Alternatives in recipes and recyclers, by sums done by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hand import Story, Table, lane, market, mine, network, warehouse

import disruptsim as ds
from disruptsim.network.capacity import capacity
from disruptsim.network.flows import nominal_flows
from disruptsim.network.layout import lay_out
from disruptsim.world import kinds as k


def plant(**fields: Any) -> Table:
    """A refinery of 10 t/d in daily campaigns that needs a tonne of ore, or 2 t of scrap, for a tonne of metal."""
    site = {"kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "10 t/d"}
    stores = {"campaign": "1 d", "storage": {"metal": "1 Mt"}, "minimum_run": 0.0}
    return {**site, **stores, "alternatives": {"ore": [scrap()]}, "replenish": {"policy": "push"}, **fields}


def scrap(**fields: Any) -> Table:
    return {"material": "scrap", "factor": 2.0, "share": 0.4, "most": 0.4, **fields}


def alone(horizon: float, site: Table, **parts: Table) -> Story:
    return Story(network(horizon, {"P": site}, [], **parts))


def stocks(run: Story) -> tuple[float, float]:
    return run.outcome.stock("P", "ore"), run.outcome.stock("P", "scrap")


def test_a_share_in_calm() -> None:
    """Of 10 t a day 4 are made of scrap, 8 t of it; in nine days, and the tenth begun: 60 t of ore and 80 t of scrap."""
    run = alone(9.5, plant(initial={"ore": "1000 t", "scrap": "1000 t"}))
    assert run.outcome.made_by("P") == pytest.approx(90.0)
    assert stocks(run) == (pytest.approx(940.0), pytest.approx(920.0))


def test_an_alternative_that_lacks_is_made_up_for_by_the_input() -> None:
    run = alone(9.5, plant(initial={"ore": "1000 t", "scrap": "8 t"}))
    assert run.outcome.made_by("P") == pytest.approx(90.0)
    assert stocks(run) == (pytest.approx(1000.0 - 6.0 - 90.0), pytest.approx(0.0))


def test_a_largest_share_bounds_the_batch() -> None:
    """3 t of ore are 60% of 5 t, with 4 t of scrap for the rest; nothing can be made of scrap alone."""
    run = alone(9.5, plant(initial={"ore": "3 t", "scrap": "1000 t"}))
    assert run.outcome.made_by("P") == pytest.approx(5.0)
    assert stocks(run) == (pytest.approx(0.0), pytest.approx(996.0))


@pytest.mark.parametrize(("ore", "scrap_t", "dross", "batch"), [(3.0, 1000.0, 1000.0, 10.0), (3.0, 1000.0, 0.9, 6.5),
    (3.0, 2.0, 0.9, 4.9), (0.0, 1000.0, 1000.0, 0.0), (8.0, 1.0, 0.0, 8.5), (20.0, 0.0, 0.0, 10.0)])  # fmt: skip
def test_two_alternatives(ore: float, scrap_t: float, dross: float, batch: float) -> None:
    """Up to 40% of scrap, 2 t a tonne, and up to 30% of dross, 1 t a tonne.

    3 t of ore and enough of both: 3 / (1 - 0.4 - 0.3) = 10 t. With 0.9 t of dross: (3 + 0.9) / 0.6 = 6.5 t. With 2 t of
    scrap too, 3 + 1 + 0.9 = 4.9 t, of which scrap does 1 t (under 40%) and dross 0.9 t (under 30%).
    """
    given = [scrap(), {"material": "dross", "share": 0.3, "most": 0.3}]
    initial = {"ore": f"{ore} t", "scrap": f"{scrap_t} t", "dross": f"{dross} t"}
    run = alone(0.5, plant(alternatives={"ore": given}, initial=initial))
    assert sum(amount for _, what, _, amount in run.said if what == k.SAID_STARTED) == pytest.approx(batch)


def turning(horizon: float, one: Table, lasts: str = "100 d", **fields: Any) -> Story:
    """Ore comes for 10 t a day, with reviews every 5 d from day 0 on; its lane fails from day 10 on."""
    order = {"review": "5 d", "offset": "0 d"}
    site = plant(alternatives={"ore": [one]}, replenish=order, patience="10 d", initial={"ore": "100 t"},
                 cover={"ore": "10 d", "scrap": "10 d"}, **fields)  # fmt: skip
    sites = {"W": warehouse(), "S": warehouse(makes="scrap"), "P": site, "M": market(10.0, 0.0, demands="metal")}
    sites["M"]["replenish"] = {"policy": "push"}
    lanes = [lane("W", "P", lead=0.0), lane("S", "P", "scrap", lead=0.0), lane("P", "M", "metal", lead=0.0)]
    cut = {"cut": {"kind": "lane_loss", "lanes": ["W>P"], "starts": "day 10", "lasts": lasts}}
    return Story(network(horizon, sites, lanes, disruptions=cut))


def test_qualification() -> None:
    """In trouble since the review of day 10, for longer than 10 d on day 20; qualified 20 d after, ramped up in 10 d: from
    the review of day 40 on scrap is ordered for its largest share, 8 t a day x (5 + 10) d."""
    run = turning(60, scrap(share=0.0, qualification="20 d", ramp="10 d"))
    turns = [(day, amount) for day, what, _, amount in run.said if what == k.SAID_TURNS]
    assert turns == [(20.0, 20.0)]
    assert run.orders("S>P")[0] == (40.0, 120.0)


def test_a_ramp() -> None:
    """The 100 t of ore that are there at the review of day 10 last until day 20. Scrap may do all of the work once the ramp
    is at its end, and a share of what cannot be made without ore before: work begins again with the review of day 50.
    Qualified at once, and without a ramp, scrap is ordered on day 20, and no day is lost."""
    one = scrap(share=0.0, most=1.0, factor=1.0, qualification="20 d", ramp="10 d")
    starts = [day for day, what, _, _ in turning(52, one, "1000 d").said if what == k.SAID_STARTED and day > 20.5]
    assert starts[0] == 50.0
    whole = turning(52, {**one, "qualification": "0 d", "ramp": "0 d"}, "1000 d")
    assert whole.outcome.made_by("P") == pytest.approx(10.0 * 51)


def test_when_trouble_is_over_the_input_is_used_again() -> None:
    """The lane is back on day 50: no scrap is ordered after the review of day 50."""
    run = turning(120, scrap(share=0.0, qualification="20 d", ramp="10 d"), lasts="40 d")
    assert run.orders("S>P")
    assert max(day for day, _ in run.orders("S>P")) <= 50.0


def test_an_alternative_that_is_never_needed_changes_nothing() -> None:
    def outcome(**fields: Any) -> list[tuple[float, int, float]]:
        order = {"review": "5 d", "offset": "0 d"}
        site = plant(replenish=order, initial={"ore": "100 t"}, **fields)
        sites = {"W": warehouse(), "S": warehouse(makes="scrap"), "P": site}
        lanes = [lane("W", "P")] + ([lane("S", "P", "scrap")] if fields["alternatives"] else [])
        run = Story(network(60, sites, lanes))
        return [(day, what, amount) for day, what, _, amount in run.said if what != k.SAID_MADE]

    assert outcome(alternatives={"ore": [scrap(share=0.0)]}) == outcome(alternatives={})


def test_flows_and_capacity_know_alternatives() -> None:
    """At a share of 0.4: 6 t of ore and 8 t of scrap a day. At most 60% of scrap: 4 t/d of ore suffice for 10 t/d."""
    sites = {
        "W": mine(4.0),
        "S": mine(100.0, makes="scrap"),
        "P": plant(replenish={}),
        "M": market(10.0, demands="metal"),
    }
    lanes = [lane("W", "P"), lane("S", "P", "scrap"), lane("P", "M", "metal")]
    sites["P"]["alternatives"] = {"ore": [scrap(most=0.6)]}
    scenario = ds.Scenario.from_dict(network(60, sites, lanes))
    layout = lay_out(scenario)
    use = nominal_flows(layout).use
    assert use[layout.inputs["P", "ore"]] == pytest.approx(6.0)
    assert use[layout.inputs["P", "scrap"]] == pytest.approx(8.0)
    assert capacity(scenario).delivered == pytest.approx(10.0)
    sites["P"]["alternatives"] = {"ore": [scrap(most=0.5)]}
    assert capacity(ds.Scenario.from_dict(network(60, sites, lanes))).delivered == pytest.approx(8.0)


def loop(horizon: float, lag: str = "20 d", start: str = "calm", **fields: Any) -> Story:
    """A market of 10 t/d, half of which comes back after 20 d to a recycler of 8 t/d in campaigns of 2 d; a cut of all that
    the mine sends on day 30 stops the market, which holds nothing."""
    recycler = {
        "kind": "recycler", "country": "BB", "makes": "scrap", "capacity": "8 t/d", "campaign": "2 d", "lag": lag,
        "follows": {"M": 0.5}, "minimum_run": 0.0, "storage": {"scrap": "1 Mt"}, "initial": {"scrap": "0 t"}, **fields,
    }  # fmt: skip
    buyer = {**market(10.0, 0.0), "replenish": {"policy": "push"}}
    sites = {"W": mine(10.0, 0.5, initial={"ore": "0 t"}), "M": buyer, "R": recycler}
    cut = {"cut": {"kind": "outage", "sites": ["W"], "starts": "day 30"}}
    return Story({**network(horizon, sites, [lane(lead=0.0)], disruptions=cut), "initial": start})


def test_a_recycler_follows_its_market() -> None:
    """5 t a day come back, 10 t each 2 d, 16 t could be worked: until the service of day 30 has come back on day 50."""
    run = loop(90.0)
    starts = [(day, amount) for day, what, subject, amount in run.said
              if what == k.SAID_STARTED and run.layout.sites[subject] == "R"]  # fmt: skip
    assert [amount for day, amount in starts if 24.0 <= day < 52.0] == pytest.approx([10.0] * 14)
    assert max(day for day, _ in starts) == 52.0
    # Half of all that was served; what nominal service brought back in the 20 d before the start and the 2 d of the first
    # look; and the campaign that was under way at the start.
    assert run.outcome.made_by("R") == pytest.approx(0.5 * run.outcome.served[run.outcome.market("M")] + 110.0 + 16.0)


def test_an_empty_start_has_no_feed() -> None:
    run = loop(90.0, start="empty")
    made = [day for day, what, subject, _ in run.said if what == k.SAID_STARTED and run.layout.sites[subject] == "R"]
    assert min(made) >= 22.0


def test_a_recycler_is_no_larger_than_its_capacity() -> None:
    small = loop(28.0, capacity="2 t/d")
    assert small.outcome.made_by("R") <= 2.0 * 28.0 + 4.0


def test_a_lag_beyond_the_run_is_a_mine() -> None:
    """What comes back was served before the start: no cut is seen."""
    assert loop(90.0, lag="1000 d").outcome.made_by("R") == pytest.approx(5.0 * 90.0, abs=16.0)


def test_flows_and_capacity_know_recyclers() -> None:
    sites = {"R": {"kind": "recycler", "country": "BB", "makes": "scrap", "capacity": "8 t/d", "lag": "20 d",
                   "follows": {"M": 0.5}}, "W": mine(6.0), "M": market(10.0), "N": market(10.0, demands="scrap")}  # fmt: skip
    scenario = ds.Scenario.from_dict(network(60, sites, [lane(), lane("R", "N", "scrap")]))
    layout = lay_out(scenario)
    assert nominal_flows(layout).run[layout.site_rank["R"]] == pytest.approx(5.0)
    found = capacity(scenario)
    assert found.markets == {"M": pytest.approx(6.0), "N": pytest.approx(3.0)}
