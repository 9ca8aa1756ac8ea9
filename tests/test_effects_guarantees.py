"""Contracts with plants: price floors paid as a difference, guarantees of earnings, take-or-pay. Sums by hand.

A quarter is 91.25 d. A contract that is adopted on day 0 is settled at 91.25, 182.5, 273.75 and 365 d; the index of a
quarter is the mean of the prices at its looks, each 7 d from day 0 on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from deals import QUARTER, Deal, Table, assert_needed, got, paid
from trade import Play, two_zones

KG = 1000.0
RATE = 0.2  # t/d that the plant makes when it never stops


def flood(price: float = 0.5, start: float = 0.0) -> Table:
    return {
        "kind": "dumping", "actor": "CN", "materials": ["metal"], "price": price, "volume": 0.0,
        "starts": f"day {start}", "lasts": "3000 d",
    }  # fmt: skip


def plant(horizon: float = 400.0, floods: Table | None = None, finance: Table | None = None, **parts: Any) -> Table:
    """The bloc's own plant makes 0.2 t each day and has room for all of it, whoever buys."""
    found = two_zones(horizon, disruptions={"flood": floods} if floods else {}, **parts)
    found["sites"]["own"] |= {"capacity": f"{RATE} t/d", "campaign": "1 d", "storage": {"metal": "900 t"}}
    if finance is not None:
        found["sites"]["own"]["finance"] = finance
    return found


def floor(price: float = 130.0, **fields: Any) -> Table:
    return {"price_floor": {"sites": ["own"], "floor": f"{price} USD/kg", "zone": "china", **fields}}


def played(tables: Table, instrument: Table) -> Deal:
    return Deal({**tables, "policies": {"policy": instrument}}, "policy")


def by_hand(
    run: Deal, price: float, upside: float = 0.0, zone: str = "china", most: float = 1e9, ends: float = 1e9
) -> float:
    """Payments of all quarters, each rounded to the cent: gap under the floor less the share of what is above it."""
    cents, begin = 0, 0.0
    while begin < min(ends, run.outcome.horizon):
        end = min(begin + QUARTER, ends)
        if end >= run.outcome.horizon:
            break
        index = float(np.mean([run.path(zone)[n] for n in run.looks(begin, end)])) * 100.0 * KG
        tonnes = min(run.made("own", begin, end), most * (end - begin))
        cents += round(max(0.0, price * KG - index) * tonnes * 100.0)
        cents -= round(upside * max(0.0, index - price * KG) * tonnes * 100.0)
        begin = end
    return cents / 100.0


def test_the_gap_is_paid_each_quarter_on_what_was_made() -> None:
    """At rest the index is 100: 30 USD/kg on 0.2 t a day. By day 365, 365 campaigns of a day: 73 t, 2.19 MUSD.

    The campaign that ends on day 365 does so before the contract is settled; one may be under way at the start.
    """
    run = played(plant(), floor())
    assert got(run, "producers", "price_floor") == pytest.approx(by_hand(run, 130.0), abs=0.011)
    assert got(run, "producers", "price_floor") == pytest.approx(30.0 * KG * 73.0, abs=30.0 * KG * RATE)
    assert paid(run, "treasury", "price_floor") == got(run, "producers", "price_floor")


def test_the_index_is_that_of_the_named_zone() -> None:
    """What sellers in CN ask is not the price there, which follows cover; in the bloc the price falls to 51."""
    found = plant(floods=flood(start=100.0))
    there, here = played(found, floor(90.0)), played(found, floor(90.0, zone="bloc"))
    assert got(there, "producers", "price_floor") == pytest.approx(by_hand(there, 90.0), abs=0.05)
    assert got(here, "producers", "price_floor") == pytest.approx(by_hand(here, 90.0, zone="bloc"), abs=0.05)
    assert got(here, "producers", "price_floor") > 1e6


def test_what_is_stored_counts_as_what_is_sold() -> None:
    """Nobody buys from the plant: it is paid for all that it makes, and all of it is in store."""
    found = plant()
    found["lanes"] = [lane for lane in found["lanes"] if lane["name"] != "own"]
    found["lanes"][0]["share"] = 1.0
    found["sites"]["shed"] = {
        "kind": "market",
        "country": "US",
        "demands": "metal",
        "rate": "0 t/d",
        "cover": {"metal": "0 d"},
    }
    found["lanes"].append({"name": "own", "material": "metal", "from": "own", "to": "shed", "lead_time": "5 d"})
    run = played(found, floor())
    assert run.sent("own") == 0.0
    assert got(run, "producers", "price_floor") == pytest.approx(30.0 * KG * 73.0, abs=30.0 * KG * RATE)


def test_a_share_of_the_upside_comes_back() -> None:
    """A floor of 80 under an index of 100: 30% of 20 USD/kg on 73 t are paid back."""
    run = played(plant(), floor(80.0, upside=0.3))
    assert got(run, "producers", "price_floor") == 0.0
    assert paid(run, "producers", "price_floor") == pytest.approx(-by_hand(run, 80.0, upside=0.3), abs=0.011)
    assert got(run, "treasury", "price_floor") == pytest.approx(0.3 * 20.0 * KG * 73.0, abs=0.3 * 20.0 * KG * RATE)
    assert paid(played(plant(), floor(80.0)), "producers", "price_floor") == 0.0


def test_it_ends_at_its_sunset() -> None:
    """Of 200 d: two quarters and 17.5 d of a third, 40 t in all."""
    run = played(plant(), floor(lasts="200 d"))
    assert got(run, "producers", "price_floor") == pytest.approx(by_hand(run, 130.0, ends=200.0), abs=0.011)
    assert got(run, "producers", "price_floor") == pytest.approx(30.0 * KG * 40.0, abs=30.0 * KG * RATE)


def test_no_more_is_eligible_than_the_most() -> None:
    """0.05 t/d for 365 d, whatever is made: 18.25 t at 30 USD/kg."""
    run = played(plant(), floor(most="0.05 t/d"))
    assert got(run, "producers", "price_floor") == pytest.approx(30.0 * KG * 18.25, abs=0.05)


def test_earnings_are_topped_up_to_the_guarantee() -> None:
    """A plant that sells nothing loses its fixed cost of 1000 USD a day, which is paid at each look: in the first
    quarter, of 91.25 d with looks up to day 91, 2000 x 91.25 + 1000 x 91; and so on to day 364 and 365 d."""
    finance = {"fixed": "1000 USD/d"}
    found = plant(finance=finance)
    found["lanes"] = [lane for lane in found["lanes"] if lane["name"] != "own"]
    found["lanes"][0]["share"] = 1.0
    found["sites"]["shed"] = {
        "kind": "market",
        "country": "US",
        "demands": "metal",
        "rate": "0 t/d",
        "cover": {"metal": "0 d"},
    }
    found["lanes"].append({"name": "own", "material": "metal", "from": "own", "to": "shed", "lead_time": "5 d"})
    run = played(found, floor(0.0, guarantee="2000 USD/d"))
    assert got(run, "producers", "price_floor") == pytest.approx(2000.0 * 365.0 + 1000.0 * 364.0, abs=0.05)
    with_floor = played(found, floor(130.0, guarantee="2000 USD/d"))
    assert got(with_floor, "producers", "price_floor") == pytest.approx(by_hand(with_floor, 130.0), abs=0.05), "enough"


def test_a_plant_that_earns_enough_gets_nothing() -> None:
    """It sells 0.2 t a day at 100 USD/kg: 20,000 USD a day are more than 5000."""
    run = played(plant(), floor(0.0, guarantee="5 kUSD/d"))
    assert got(run, "producers", "price_floor") == 0.0


def test_the_treasury_pays_a_contract_and_buyers_pay_a_border_floor() -> None:
    """Under a contract for difference goods, prices and buyers' bills stay as they are, to the cent; at the border
    buyers pay what the treasury earns, and no producer gets anything from it."""
    found = plant(floods=flood(start=100.0))
    border = {"tariff": {"importers": "bloc", "origins": "CN", "floors": {"metal": "90 USD/kg"}}}
    none, contract, duty = Play(found), played(found, floor(90.0, zone="bloc")), played(found, border)
    assert contract.cost("buyers") == none.cost("buyers")
    assert np.array_equal(contract.books.prices, none.books.prices)
    assert contract.cost("treasury") == got(contract, "producers", "price_floor") > 1e6
    assert duty.cost("treasury") == -paid(duty, "buyers", "duty") < -1e6
    assert duty.cost("buyers") - none.cost("buyers") > 1e6


def test_a_floor_is_needed() -> None:
    assert_needed(plant(), floor(), zero=floor(0.0))


COSTS = {"cash_cost": "80 USD/kg", "exit": "180 d", "permanent": 1.0}


def taken(rate: float = 0.3, **fields: Any) -> Table:
    return {"offtake": {"site": "own", "rate": f"{rate} t/d", "price": "95 USD/kg", **fields}}


def test_take_or_pay_keeps_a_plant_that_would_be_closed() -> None:
    """The price falls to 51 under a cash cost of 80, so that it closes; paid for, it works every day."""
    found = plant(1000.0, floods=flood(), finance=COSTS)
    none, run = Deal(found), played(found, taken())
    assert none.books.exits[none.firm("own")] == 1
    assert none.made("own", 600.0, 1000.0) == 0.0
    assert run.books.exits[run.firm("own")] == 0
    assert run.made("own", 600.0, 1000.0) == pytest.approx(400.0 * RATE, abs=RATE)


def test_what_is_not_lifted_is_paid_for() -> None:
    """0.3 t a day less what was sent, each quarter, at 95 USD/kg."""
    run = played(plant(), taken())
    expected = sum(
        round(max(0.0, 0.3 * QUARTER - run.sent("own", n * QUARTER, (n + 1) * QUARTER)) * 95.0 * KG, 2)
        for n in range(4)
    )
    assert expected > 5e5
    assert got(run, "producers", "offtake") == pytest.approx(expected, abs=0.05)
    assert paid(run, "treasury", "offtake") == got(run, "producers", "offtake")


def test_nothing_is_paid_where_enough_is_lifted() -> None:
    """0.1 t a day is less than the 0.2 that users buy; its term of a year ends like that."""
    assert got(played(plant(), taken(0.1, lasts="365 d")), "producers", "offtake") == 0.0


def test_the_surplus_goes_into_a_stockpile() -> None:
    """Nobody buys 0.15 of the 0.2 t a day: they go into the store at each settlement, which pays the price of the
    day, and the treasury pays what lacks to the price agreed; at 100 USD/kg nothing lacks to 95, and at 120 it is 20.
    By day 365 all that was contracted and not lifted is there, or on its way of 4 d."""
    found = plant()
    found["sites"]["own"]["storage"] = {"metal": "900 t"}
    found["sites"]["store"] = {"kind": "stockpile", "country": "US", "holds": {"metal": {"target": "0 t"}}}
    found["lanes"][1]["share"] = 0.05
    found["lanes"][0]["share"] = 0.95
    found["lanes"].append({"name": "surplus", "material": "metal", "from": "own", "to": "store", "lead_time": "4 d"})
    for price, lacks in ((95.0, 0.0), (120.0, 20.0)):
        run = played(found, taken(RATE, price=f"{price} USD/kg", into="store"))
        moved = run.sent("surplus")
        assert moved == pytest.approx(RATE * 365.0 - run.sent("own", 0.0, 365.0), abs=1e-6)
        assert moved == pytest.approx(0.15 * 365.0, abs=3.0)
        assert [day for day, _ in run.told(101, "surplus")] == pytest.approx([n * QUARTER for n in (1, 2, 3, 4)])
        assert got(run, "producers", "offtake") == pytest.approx(lacks * KG * moved, abs=0.05)
        assert run.outcome.stock("store", "metal") == pytest.approx(run.arrived("surplus"))


def test_a_take_or_pay_contract_is_needed() -> None:
    assert_needed(plant(), taken(), zero=taken(0.0))


def test_both_end() -> None:
    """After a year nothing is owed, the plant looks at its margin alone, and closes half a year later."""
    found = plant(1200.0, floods=flood(), finance=COSTS)
    run = played(found, {**taken(lasts="365 d"), **floor(lasts="365 d")})
    assert run.books.exits[run.firm("own")] == 1
    assert 365.0 + 170.0 < float(run.books.closed[run.firm("own")]) < 365.0 + 200.0
