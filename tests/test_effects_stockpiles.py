"""What stockpiles and buffers do, by sums done by hand, and that without them, or too late, nothing changes.

In these networks M has 35 t on day 0 and S = 1 x (5 + 10 + 20) = 35: in calm its stock moves between 20 t, just before
goods come on days 15, 25, 35 ..., and 30 t. Ore from AA is banned from day 12 on: the last 10 t come on day 15, stock
is 45 - t on day t. The reserve R is 2 d away, reacts in 3 d and may release 2 t a day.
"""

from __future__ import annotations

import numpy as np
import pytest
from hand import Story, Table, control, lane, market, network, usual, warehouse
from plays import assert_same

from disruptsim.world import kinds as k

NEAR = 1e-5


def reserve(when: str, stock: float = 100.0, active: bool = True, **draw: object) -> Table:
    drawn = {"when": when, "after": "3 d", "rate": "2 t/d", "interval": "1 d", **draw}
    holds = {"ore": {"target": f"{stock} t", "initial": f"{stock} t"}}
    return {"kind": "stockpile", "country": "BB", "holds": holds, "draw": drawn, "active": active}


def tables(site: Table, horizon: float = 100, days: float = 1000, **parts: Table) -> Table:
    """M, W and R, and the ban, for so many days."""
    sites = {"W": warehouse(), "R": site, "M": market(stock=35, cover=20)}
    lanes = [lane(), lane(end="R", lead=7), lane("R", "M", lead=2)]
    ban = {"ban": control("ban", starts="day 12", lasts=f"{days} d")}
    return network(horizon, sites, lanes, disruptions=ban, **parts)


def released(run: Story) -> list[tuple[float, float]]:
    return [(round(day, 3), amount) for day, amount in run.of_lane(k.SAID_RELEASED, "R>M")]


def requested(run: Story) -> list[float]:
    return [round(day, 3) for day in run.days(k.SAID_REQUESTED)]


def test_without_a_draw_nothing_is_released() -> None:
    """Stock ends on day 45: by day 100, 55 t are lost."""
    site = reserve("by hand")
    del site["draw"]
    run = Story(tables(site))
    assert released(run) == []
    assert run.lost() == pytest.approx(55.0, abs=NEAR)


def test_drawn_when_cover_is_low() -> None:
    """Below 15 d of cover from day 30 on; first release on day 33. It keeps 15 d, and the way and a day more: 18 t in
    stock and under way. On day 33 12 t are there, and each day takes one and 2 t come: 6, 5, 4, 3 and 2 t are lacking
    on days 33 to 37, 2 t a day are released, then 1 t a day."""
    run = Story(tables(reserve("cover of M below 15 d"), 50))
    assert requested(run) == [30.0]
    assert [day for day, _ in released(run)] == [float(day) for day in range(33, 50)]
    assert [amount for _, amount in released(run)] == pytest.approx([2.0] * 5 + [1.0] * 12, abs=NEAR)
    assert run.lost() == pytest.approx(0.0, abs=NEAR)
    assert run.outcome.drawn[0] == pytest.approx(22.0, abs=NEAR)


def test_cover_to_be_kept() -> None:
    """Told to keep 5 d, the way and a day: 8 t. On day 33 12 t are there; from day 37 on, with 8 t, what is used."""
    run = Story(tables(reserve("cover of M below 15 d", keep="5 d"), 50))
    assert sum(amount for day, amount in released(run) if day < 37.5) == pytest.approx(0.0, abs=NEAR)
    assert [amount for day, amount in released(run) if day > 37.5] == pytest.approx([1.0] * 12, abs=NEAR)


def test_in_calm_nothing_is_drawn() -> None:
    """Cover never falls below 20 d without the ban, nor is a control in effect, nor supply short."""
    for when in ("cover of M below 15 d", "control ban in effect", "supply into BB below 50 % for 20 d"):
        run = Story(tables(reserve(when)), future="twin")
        assert requested(run) == []
        assert run.outcome.drawn[0] == 0.0


def test_drawn_while_a_control_is_in_effect() -> None:
    """In effect on day 12, released from day 15 on: 30 d and 3 are to be kept, and 30 t are there: 3 t are lacking, of
    which 2 leave, and 2 t on day 16, then 1 t a day. The ban ends on day 40, when M orders the 2 t that it lacks to S:
    they come on day 45, 34 t are there then, nothing is lacking, and it is over."""
    run = Story(tables(reserve("control ban in effect"), 60, 28))
    assert requested(run) == [12.0]
    assert released(run)[:4] == [(15.0, 2.0), (16.0, 2.0), (17.0, 1.0), (18.0, 1.0)]
    assert released(run)[-1] == (44.0, 1.0)
    assert run.days(k.SAID_OVER) == [45.0]


def test_an_announcement_alone_draws_nothing() -> None:
    found = tables(reserve("control ban in effect"), 50)
    found["disruptions"]["ban"] |= {"announced": "day 12", "starts": "day 40"}
    assert requested(Story(found)) == [40.0]


def test_drawn_when_supply_is_short() -> None:
    """Looked at each 20 d: 10 t of 20 came by day 20, half and not below half; by day 40 nothing more: released from
    day 43 on. By day 60 after an adoption on day 25, the first look is on day 45."""
    when = "supply into BB below 50 % for 20 d"
    run = Story(tables(reserve(when), 50))
    assert requested(run) == [40.0]
    assert released(run)[0] == (43.0, 2.0)
    late = {"late": {"adopted": {"promised": "day 25"}, "stockpile": {"site": "R"}}}
    assert requested(Story(tables(reserve(when, active=False), 60, policies=late), "late")) == [45.0]
    assert requested(Story(tables(reserve("supply into BB below 51 % for 20 d"), 50))) == [20.0]


def test_drawn_by_hand_until_called_off() -> None:
    """No order is missed under a ban of 4 d. Asked for on day 20, released from day 23 on: 30 + 3 - 22 = 11 t are
    lacking, 2 t on that day and the next. With the 10 t of day 25 nothing is lacking until day 27, then 1 t a day.
    Called off on day 26, it ends when nothing is lacking: on day 30 M orders 2 t, and on day 35 they are there."""

    def by_hand(sim):  # type: ignore[no-untyped-def]
        yield sim.env.timeout(20)
        sim.draw("R", "ore")
        yield sim.env.timeout(6.5)
        sim.call_off("R", "ore")

    run = Story(tables(reserve("by hand"), 50, 4), process=by_hand)
    assert released(run) == [(23.0, 2.0), (24.0, 2.0)] + [(float(day), 1.0) for day in range(27, 35)]
    assert run.days(k.SAID_OVER) == [35.0]
    assert requested(Story(tables(reserve("by hand"), 50))) == []


def test_the_rate_limits_and_the_interval_gathers() -> None:
    """2 t/d each 4 d: 8 t at once, of what is lacking to 15 + 2 + 4 = 21 d: 9 t on day 33, 5 t on day 37."""
    run = Story(tables(reserve("cover of M below 15 d", interval="4 d"), 40))
    assert released(run) == [(33.0, pytest.approx(8.0, abs=NEAR)), (37.0, pytest.approx(5.0, abs=NEAR))]


def test_a_store_can_be_emptied() -> None:
    """10 t: 2 t on each of days 33 to 37, and then no more. M has 22 t from day 33 on at 1 t/d: from day 55 on, 45 t
    are lost by day 100."""
    run = Story(tables(reserve("cover of M below 15 d", stock=10)))
    assert sum(amount for _, amount in released(run)) == pytest.approx(10.0, abs=NEAR)
    assert run.outcome.emptied[0] == pytest.approx(37.0, abs=NEAR)
    assert run.lost() == pytest.approx(45.0, abs=NEAR)


def test_a_draw_that_nothing_presses_ends() -> None:
    """Of a ban of one day, which delays no order, on M without cover: 15 t on day 0, S = 15. To keep 8 d, the way and a
    day, 11 t, a tonne is lacking on day 15, when 10 t are there, and each day after. The ban was over on day 15
    already, so after the 8 d that are to be kept, on day 23, it ends; the 4 t ordered on day 20 come on day 25."""
    found = tables(reserve("control ban in effect", keep="8 d"), 60, 1)
    found["sites"]["M"] = market()
    run = Story(found)
    assert released(run) == [(float(day), 1.0) for day in range(15, 23)]
    assert run.days(k.SAID_OVER) == [23.0]


def test_refill_over_the_time_to_rebuild() -> None:
    """What was drawn is bought back over 100 d, a hundredth of it each day, in orders for 7 d, the last one smaller."""
    site = reserve("control ban in effect") | {"rebuild": "100 d"}
    run = Story(tables(site, 400, 28))
    drawn = run.outcome.drawn[0]
    orders = [amount for _, amount in run.orders("W>R")]
    assert drawn > 10.0
    assert orders[:-1] == pytest.approx([drawn * 7 / 100] * 14)
    assert sum(orders) == pytest.approx(drawn)
    assert run.outcome.stock("R", "ore") == pytest.approx(100.0)


def test_what_is_owed_is_released_too() -> None:
    """Demand waits from day 45 on; 17 t of it by the first release on day 62, beside 30 + 3 t to be kept: 50 t."""
    found = tables(reserve("control ban in effect", after="50 d", rate="1000 t/d"), 65)
    found["sites"]["M"]["unserved"] = "waiting"
    run = Story(found)
    assert released(run)[0] == (62.0, pytest.approx(50.0, abs=NEAR))
    assert run.lost() == pytest.approx(0.0, abs=NEAR)


def test_no_refill_during_the_emergency() -> None:
    """While it is drawn, a reserve orders nothing: the ban of W's ore towards CC alone leaves its own lane open."""
    found = tables(reserve("control ban in effect"), 60, 1000)
    found["disruptions"]["ban"]["targets"] = ["CC"]
    found["sites"]["N"] = market(country="CC")
    found["lanes"].append(lane(end="N"))
    run = Story(found, process=None)
    assert requested(run) == [12.0]
    assert run.orders("W>R") == []


def test_fill_in_calm() -> None:
    """From nothing to 70 t over 100 d: 0.7 t/d, 4.9 t a week, and full after 15 orders."""
    site = reserve("by hand", stock=70) | {"holds": {"ore": {"target": "70 t"}}, "fill": "100 d"}
    run = Story(tables(site, 300), future="twin")
    orders = [amount for _, amount in run.orders("W>R")]
    assert orders[:14] == pytest.approx([4.9] * 14)
    assert sum(orders) == pytest.approx(70.0)
    assert run.outcome.stock("R", "ore") == pytest.approx(70.0)


def test_an_idle_stockpile_is_not_there() -> None:
    """Not active and under no policy, it releases nothing and buys nothing; under a policy that is adopted too late
    neither, and the run is that without a policy, event by event."""
    late = {"late": {"adopted": {"promised": "day 99", "delay": "1 d"}, "stockpile": {"site": "R"}}}
    found = tables(reserve("cover of M below 15 d", active=False), policies=late)
    idle, too_late = Story(found), Story(found, "late")
    assert released(idle) == []
    assert idle.orders("W>R") == []
    assert idle.lost() == pytest.approx(55.0, abs=NEAR)
    assert_same(idle.outcome, too_late.outcome)


def buffered(**adopted: str) -> Table:
    policy = {"buffer": {"materials": ["ore"], "sites": ["M"], "cover": "+10 d"}, "adopted": adopted}
    return usual(60, policies={"more": policy})


def test_a_buffer_adds_cover_from_its_adoption_on() -> None:
    """Adopted on day 10 + 5, S is 25 instead of 15 t: the order of day 20 is 10 t larger, the others are not."""
    run = Story(buffered(promised="day 10", delay="5 d"), "more")
    assert run.orders() == [(10.0, 10.0), (20.0, 20.0), (30.0, 10.0), (40.0, 10.0), (50.0, 10.0)]
    assert Story(buffered(promised="day 10", delay="5 d")).orders()[1] == (20.0, 10.0)


def test_a_buffer_after_the_horizon_is_nothing() -> None:
    """Adopted on the last day, which is not part of the run, it leaves every event as it was."""
    found = buffered(promised="day 50", delay="10 d")
    assert_same(Story(found).outcome, Story(found, "more").outcome)


@pytest.mark.parametrize("where", [{"sites": ["N"]}, {"country": "CC"}])
def test_a_buffer_elsewhere(where: Table) -> None:
    """Held at N in CC alone, it leaves M's orders as they are and adds 10 t to N's first."""
    policy = {"buffer": {"materials": ["ore"], "cover": "+10 d", **where}}
    sites = {"W": warehouse(), "M": market(), "N": market(country="CC")}
    found = network(60, sites, [lane(), lane(end="N")], policies={"more": policy})
    run = Story(found, "more")
    assert run.orders() == Story(found).orders()
    assert run.orders("W>N")[0] == (0.0, 10.0)


def test_a_buffer_outlasts_a_ban_by_what_it_adds() -> None:
    """10 d more of cover, held from day 0 on, lose 10 t less under a ban from day 30 on: the stock then lasts to 55."""
    ban = {"ban": control("ban", starts="day 32", lasts="100 d")}
    found = {**buffered(promised="day 0"), "disruptions": ban}
    lost = np.array([Story(found, policy).lost() for policy in ("none", "more")])
    assert lost == pytest.approx([15.0, 5.0], abs=NEAR)
