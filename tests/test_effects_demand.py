"""What demand by orders, (s, S), (r, Q) and given levels do, by sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hand import Story, Table, lane, market, network, warehouse

from disruptsim.scenario.distributions import Distribution
from disruptsim.world.chance import Chance

NEAR = 1e-9


def asks(every: object = "2 d", size: object = "3 t", patience: str | None = None, **fields: object) -> Table:
    """A market that asks by orders."""
    orders = {"every": every, "size": size} | ({"patience": patience} if patience else {})
    buyer = market(**fields)  # type: ignore[arg-type]
    del buyer["rate"]
    return {**buyer, "orders": orders}


def story(buyer: Table, horizon: float = 100.0, lead: float = 5.0, **parts: object) -> Story:
    return Story(network(horizon, {"W": warehouse(), "M": buyer}, [lane(lead=lead)], **parts))


NEVER_ORDERS = {
    "replenish": {"policy": "r_Q", "reorder": "0 t", "quantity": "1 t", "review": "1000 d", "offset": "999 d"}
}


def test_orders_come_one_spacing_after_the_start() -> None:
    """3 t on days 2, 4, ..., 98: 49 orders, 147 t. Of 20 t, six orders are served whole and the seventh gets 2 t; the
    rest is lost: 127 t. Stock ends on day 14, so there is none for 86 of 100 days."""
    run = story(asks(stock=20.0, **NEVER_ORDERS))
    assert run.outcome.demanded[run.outcome.market("M")] == pytest.approx(147.0)
    assert run.lost() == pytest.approx(127.0, abs=NEAR)
    assert run.outcome.dry[run.outcome.market("M")] == pytest.approx(86.0)
    # On hand: 20 t for 2 d, then 3 t less every 2 d: 2 x (20 + 17 + 14 + 11 + 8 + 5 + 2) = 154 t d in 100 d.
    assert run.outcome.mean_stock("M", "ore") == pytest.approx(1.54)


def test_orders_that_wait_are_served_first() -> None:
    """Stock 4 t; orders of 3 t on days 2, 4, 6, ...; 10 t arrive on day 7.5. Day 2: served. Day 4: 1 of 3. Day 6: waits,
    though nothing is lost. Day 7.5: 2 + 3 t are paid and 5 t are left; day 8: 3 t; day 10: 2 of 3 t at once."""
    buyer = asks(stock=4.0, unserved="waiting", cover=0.0)
    buyer["replenish"] = {"policy": "r_Q", "reorder": "0 t", "quantity": "10 t", "review": "1000 d", "offset": "2.5 d"}
    buyer["replenish"]["reorder"] = "1 t"
    run = story(buyer, horizon=10.5)
    rank = run.outcome.market("M")
    assert run.orders() == [(2.5, 10.0)]
    assert run.outcome.served[rank] == pytest.approx(3 + 1 + 5 + 3 + 2)
    assert run.outcome.at_once[rank] == pytest.approx(3 + 1 + 3 + 2)
    assert run.outcome.owed[rank] == pytest.approx(1.0)
    # Waiting: 2 t for 3.5 d, 3 t for 1.5 d, 1 t for 0.5 d.
    assert run.outcome.mean_owed[rank] == pytest.approx((2 * 3.5 + 3 * 1.5 + 0.5) / 10.5)


def test_patience_ends() -> None:
    """Nothing in stock, orders of 3 t on days 2, 4, ..., each waits 5 d; 10 t arrive on day 10.25. By then the orders of
    days 2 and 4 are gone; those of 6, 8 and 10 wait, 9 t, and are paid. 1 t is left on day 12, and 2 t of that order
    lapse on day 17."""
    buyer = asks(stock=0.0, unserved="waiting", patience="5 d")
    buyer["replenish"] = {"policy": "r_Q", "reorder": "0 t", "quantity": "10 t", "review": "1000 d", "offset": "5.25 d"}
    run = story(buyer, horizon=17.5)
    rank = run.outcome.market("M")
    assert run.orders() == [(5.25, 10.0)]
    assert run.outcome.served[rank] == pytest.approx(10.0)
    assert run.outcome.at_once[rank] == pytest.approx(1.0)
    assert run.outcome.owed[rank] == pytest.approx(6.0)  # of days 14 and 16
    assert run.outcome.demanded[rank] == pytest.approx(24.0)


def test_without_an_end_patience_changes_nothing() -> None:
    free = story(asks(stock=0.0, unserved="waiting"), horizon=90.0)
    bound = story(asks(stock=0.0, unserved="waiting", patience="1000 d"), horizon=90.0)
    assert np.array_equal(free.outcome.served, bound.outcome.served)
    assert np.array_equal(free.outcome.marks, bound.outcome.marks)


def test_spacing_and_size_are_drawn() -> None:
    """Sums of the first values of both streams."""
    law, sizes = Distribution("exponential", (("mean", 2.0),)), Distribution("uniform", (("low", 1.0), ("high", 5.0)))
    run = story(
        asks({"exponential": {"mean": "2 d"}}, {"uniform": {"low": "1 t", "high": "5 t"}}, stock=1e4, **NEVER_ORDERS)
    )
    chance = Chance(1, 0)
    gaps = np.array([chance.value("site:M/every", law, n) for n in range(200)])
    times = np.cumsum(gaps)
    expected = sum(chance.value("site:M/size", sizes, n) for n in range(int(np.searchsorted(times, 100.0))))
    assert run.outcome.served[run.outcome.market("M")] == pytest.approx(expected)


def test_growth_and_surges_change_the_size_of_orders() -> None:
    """Twice the size on days 20 to 40: of 49 orders of 3 t, the ten of days 20 to 38 are of 6 t."""
    surge = {"kind": "demand_surge", "markets": ["M"], "factor": 2.0, "starts": "day 20", "lasts": "20 d"}
    run = story(asks(stock=1e4, **NEVER_ORDERS), disruptions={"it": surge})
    assert run.outcome.served[run.outcome.market("M")] == pytest.approx(49 * 3 + 10 * 3)


def test_s_S_waits_until_the_position_is_at_s() -> None:  # noqa: N802
    """1 t/d, reviewed every 10 d, s = 20, S = 50, start at 50, lead time 5 d. On day 30 the position is 20: 30 t are
    ordered, and again each 30 d."""
    buyer = market(stock=50.0)
    buyer["replenish"] |= {"policy": "s_S", "reorder": "20 t", "up_to": "50 t"}
    run = story(buyer)
    assert run.orders() == [(30.0, 30.0), (60.0, 30.0), (90.0, 30.0)]
    assert run.lost() == pytest.approx(0.0, abs=NEAR)


def test_r_Q_orders_whole_lots() -> None:  # noqa: N802
    """1 t/d, reviewed every 10 d, r = 12, Q = 4, start at 20, lead time 1 d. Day 10: position 10, one lot makes 14.
    Day 20: 4, three lots make 16. Day 30: 6, two lots make 14. Day 40: 4, three."""
    buyer = market(stock=20.0)
    buyer["replenish"] |= {"policy": "r_Q", "reorder": "12 t", "quantity": "4 t"}
    assert story(buyer, horizon=45.0, lead=1.0).orders() == [(10.0, 4.0), (20.0, 12.0), (30.0, 8.0), (40.0, 12.0)]


def test_r_Q_under_continuous_review_meets_the_crossing() -> None:  # noqa: N802
    """1 t/d, r = 6.5, Q = 10, start at 20 t: the position is 6.5 on day 13.5, then every 10 d. The lots arrive 5 d later
    with 1.5 t left: the mean of the stock over whole cycles is 1.5 + 10 / 2."""
    buyer = market(stock=20.0)
    buyer["replenish"] = {"policy": "r_Q", "reorder": "6.5 t", "quantity": "10 t", "review": "continuous"}
    run = story(buyer, horizon=95.0)
    assert run.orders() == [(13.5 + 10 * n, 10.0) for n in range(9)]
    assert run.lost() == pytest.approx(0.0, abs=NEAR)


def test_given_level_of_base_stock() -> None:
    """S = 40 t instead of 1 x (5 + 10 + 0): 25 t more are ordered on day 0, once."""
    buyer = market(stock=15.0)
    buyer["replenish"] |= {"up_to": "40 t"}
    run = story(buyer)
    assert run.orders()[:3] == [(0.0, 25.0), (10.0, 10.0), (20.0, 10.0)]


def test_orders_of_a_factory_may_be_lots_too() -> None:
    """A refinery that uses 1 t of ore a day in campaigns of 1 d, with r = 4 t, Q = 8 t under continuous review, orders
    each time that a campaign's start leaves 4 t: 8 t, every 8 d."""
    plant = {
        "kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "1 t/d",
        "campaign": "1 d", "storage": {"metal": "1 Mt"}, "initial": {"ore": "12 t"}, "patience": "1000 d",
        "replenish": {"policy": "r_Q", "reorder": "4 t", "quantity": "8 t", "review": "continuous"},
    }  # fmt: skip
    run = Story(network(40.5, {"W": warehouse(), "P": plant}, [lane(end="P", lead=2.0)]))
    assert run.orders("W>P") == [(7.0, 8.0), (15.0, 8.0), (23.0, 8.0), (31.0, 8.0), (39.0, 8.0)]
    assert run.outcome.made_by("P") == pytest.approx(40.0)
