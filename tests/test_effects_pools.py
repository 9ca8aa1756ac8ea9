"""Stockpiles that pool what they hold, by sums done by hand.

The network is that of the tests of stockpiles: M draws on R from day 33 on, 2 t a day at first and 1 t a day once its
cover is back. R holds 10 t here, and H, 4 d away from it, holds 100 t.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hand import Story, Table, control, lane, market, network, warehouse

import disruptsim as ds
from disruptsim.world import kinds as k

NEAR = 1e-5
WHEN = "cover of M below 15 d"


def stockpile(stock: float, when: str | None, **fields: Any) -> Table:
    holds = {"ore": {"target": f"{stock} t", "initial": f"{stock} t"}}
    site: Table = {"kind": "stockpile", "country": "BB", "holds": holds, **fields}
    if when:
        site["draw"] = {"when": when, "after": "3 d", "rate": "2 t/d", "interval": "1 d"}
    return site


def tables(ways: list[Table], horizon: float = 100.0, helper: Table | None = None, **parts: Table) -> Table:
    sites = {"W": warehouse(), "R": stockpile(10.0, WHEN), "M": market(stock=35, cover=20)}
    sites["H"] = helper or stockpile(100.0, None)
    ban = {"ban": control("ban", starts="day 12", lasts="1000 d")}
    return network(horizon, sites, [lane(), lane("R", "M", lead=2), *ways], disruptions=ban, **parts)


def pooled(**fields: Any) -> Table:
    return lane("H", "R", lead=4, **fields)


def test_alone() -> None:
    """Stock would end on day 45; with 10 t it ends on day 55: 45 t are lost by day 100."""
    assert Story(tables([])).lost() == pytest.approx(45.0, abs=NEAR)


def test_help() -> None:
    """On day 33 R has 8 t left, and 2 t a day for the way and a day are 10 t: 2 t are called for, as on the four days that
    follow. On day 38 M needs 1 t a day, and R has and awaits 9 t: 5 t are enough until day 42, with 5 t there; from day 43
    on 1 t a day is called for. Nothing is lost."""
    run = Story(tables([pooled()]))
    sent = [
        (round(day, 3), amount) for day, amount in run.departures("H>R") if amount > 1e-3
    ]  # the trigger is a hair late
    assert [day for day, _ in sent[:7]] == [33.0, 34.0, 35.0, 36.0, 37.0, 43.0, 44.0]
    assert [amount for _, amount in sent[:7]] == pytest.approx([2.0] * 5 + [1.0] * 2, abs=NEAR)
    assert run.days(k.SAID_PLEDGED)[0] == pytest.approx(33.0, abs=NEAR)
    assert run.lost() == pytest.approx(0.0, abs=NEAR)
    reserves = {run.layout.holdings[n].site: rank for rank, n in enumerate(run.outcome.reserve_holdings)}
    assert run.outcome.drawn[reserves["H"]] == pytest.approx(sum(amount for _, amount in sent))


def test_help_that_comes_late() -> None:
    """40 d away: the 10 t end on day 55, what is called for on day 33 is there on day 73 and with M on day 75 at the
    earliest: 20 d without, and up to 7 more, since an empty store is looked at once a week."""
    run = Story(tables([lane("H", "R", lead=40)]))
    assert run.arrivals("H>R")[0][0] == pytest.approx(73.0, abs=NEAR)
    time, served, _ = run.outcome.curve("M").T
    assert np.interp(75.0, time, served) == pytest.approx(55.0, abs=NEAR)
    assert np.interp(82.5, time, served) > 55.0


def test_refusal() -> None:
    run = Story(tables([pooled(refusal=1.0)]))
    assert run.days(k.SAID_DECLINED) == pytest.approx([33.0], abs=NEAR)
    assert run.departures("H>R") == []
    assert run.lost() == pytest.approx(45.0, abs=NEAR)


def test_a_coin_is_tossed_once_in_an_emergency() -> None:
    """Of 40 replications about half are helped, and each of them to the end of the emergency; without, stock ends on day 55."""
    scenario = ds.Scenario.from_dict(tables([pooled(refusal=0.5)], 56.0))
    values, _ = ds.run(scenario, replications=40, workers=1).column("unserved", "M")
    helped = values < 1e-3
    assert 8 <= helped.sum() <= 32
    assert values[~helped] == pytest.approx(1.0, abs=NEAR)


def test_a_stockpile_that_is_drawn_on_helps_nobody() -> None:
    """The ban puts H to work for a second market, for as long as it lasts."""
    full = tables([pooled(), lane("H", "N", lead=2), lane(end="N")], helper=stockpile(100.0, "control ban in effect"))
    full["sites"]["N"] = market(stock=35, cover=20)
    run = Story(full)
    assert run.departures("H>N")
    assert run.departures("H>R") == []


def test_an_idle_helper_changes_nothing() -> None:
    """A stockpile that a policy would put to work gives nothing without it."""
    run = Story(tables([pooled()], helper=stockpile(100.0, None, active=False)))
    other = Story(tables([], helper=stockpile(100.0, None, active=False)))
    assert [(day, what, amount) for day, what, _, amount in run.said] == [(d, w, a) for d, w, _, a in other.said]


def test_in_calm_nobody_calls() -> None:
    run = Story(tables([pooled()]), future="twin")
    assert run.departures("H>R") == run.days(k.SAID_PLEDGED) == []


def test_a_helper_ends_with_what_it_has() -> None:
    """7 t: 2 t on each of days 33 to 35, and 1 t on day 36."""
    run = Story(tables([pooled()], helper=stockpile(7.0, None)))
    assert [amount for _, amount in run.departures("H>R")] == pytest.approx([2.0, 2.0, 2.0, 1.0], abs=NEAR)
    reserves = {run.layout.holdings[n].site: rank for rank, n in enumerate(run.outcome.reserve_holdings)}
    assert run.outcome.emptied[reserves["H"]] == pytest.approx(36.0, abs=NEAR)
