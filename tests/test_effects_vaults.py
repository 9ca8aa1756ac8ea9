"""Stockpiles with money: how long they help, what they cost, what they do to prices, and how fast they must be.

The small network is that of the tests of stockpiles, with a price of 100 USD/t: M uses 1 t a day, orders each 10 d, has
between 20 and 30 t in calm, and 25 t on day 20, 40, 60 ...; R is 2 d away from it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from deals import Deal, Table, assert_needed, got, paid
from hand import control, lane, market, network, warehouse
from trade import Play, ban, two_zones

PRICE = 100.0  # USD/t
DRAW = {"when": "control ban in effect", "after": "3 d", "rate": "5 t/d", "interval": "1 d"}


def store(country: str = "BB", materials: tuple[str, ...] = ("ore",), **fields: Any) -> Table:
    return {"kind": "stockpile", "country": country, "holds": {m: {"target": "0 t"} for m in materials}, "active": False,
            "draw": DRAW, **fields}  # fmt: skip


def vault(stock: float, finance: Table | None = None, filled: bool = True, **fields: Any) -> Table:
    """A policy that puts R to work, full from the start or empty."""
    holds = {"ore": {"target": f"{stock} t", "initial": f"{stock if filled else 0.0} t"}}
    return {"stockpile": {"site": "R", "holds": holds, "finance": finance or {}, **fields}}


def tables(start: float = 102.0, lasts: float = 1000.0, horizon: float = 300.0, **parts: Any) -> Table:
    sites = {"W": warehouse(), "R": store(), "M": market(stock=35, cover=20)}
    lanes = [lane(), lane(end="R", lead=7), lane("R", "M", lead=2)]
    event = {"ban": control("ban", starts=f"day {start}", lasts=f"{lasts} d")}
    return network(
        horizon, sites, lanes, **{
            "disruptions": event, "materials": {"ore": {"price": f"{PRICE} USD/t"}}, "economy": {"zones": ["home"]},
            "zones": {"home": ["BB"]}, "study": {"adversary": "AA"}, **parts,
        }
    )  # fmt: skip


def played(tables: Table, instrument: Table, **fields: Any) -> Deal:
    return Deal({**tables, "policies": {"policy": instrument}}, "policy", **fields)


def survives(run: Play, site: str = "M") -> float:
    """Day until which nothing is lost."""
    curve = run.outcome.curve(site)
    return float(curve[curve[:, 2] - curve[:, 1] <= 0.01][-1, 0])


@pytest.mark.parametrize("stock", [10.0, 20.0, 40.0])
def test_time_to_survive_rises_by_its_cover(stock: float) -> None:
    """A tonne a day: as many days as tonnes."""
    none, run = Deal(tables()), played(tables(), vault(stock))
    assert none.lost("M") - run.lost("M") == pytest.approx(stock, abs=0.01)
    assert survives(run) - survives(none) == pytest.approx(stock, abs=3.0)


@pytest.mark.parametrize("crowding", [0.25, 0.5, 1.0])
def test_less_what_beneficiaries_run_down(crowding: float) -> None:
    """R has 40 d; M keeps that share of its own 20 d less, once it has used up what is too much."""
    none, run = Deal(tables()), played(tables(), vault(40.0, {"crowding": crowding}))
    assert none.lost("M") - run.lost("M") == pytest.approx(40.0 - 20.0 * crowding, abs=2.0)


def test_it_fills_from_its_adoption_and_then_helps() -> None:
    """40 t in 60 d from day 20 on, 7 d on their way: full before the ban of day 102."""
    run = played(tables(), {**vault(40.0, filled=False, fill="60 d"), "adopted": {"promised": "day 20"}})
    assert run.arrived("W>R") == pytest.approx(40.0)
    assert run.told(101, "W>R")[0][0] >= 20.0
    assert Deal(tables()).lost("M") - run.lost("M") == pytest.approx(40.0, abs=0.01)


def test_later_adoption_is_worth_less() -> None:
    """40 t in 60 d, that is 4.67 t each 7 d: what has left when the ban comes is less the later it begins."""
    lost = []
    for delay in (0.0, 50.0, 70.0, 90.0, 200.0):
        policy = {**vault(40.0, filled=False, fill="60 d"), "adopted": {"promised": "day 10", "delay": f"{delay} d"}}
        run = played(tables(), policy)
        assert Deal(tables()).lost("M") - run.lost("M") == pytest.approx(run.sent("W>R"), abs=0.01)
        lost.append(run.lost("M"))
    assert lost == sorted(lost)
    assert lost[0] < lost[2] < lost[3] < lost[4]
    assert lost[-1] == pytest.approx(Deal(tables()).lost("M"))


def test_a_vault_is_needed() -> None:
    """One of nothing has events of its own, and changes nothing that M gets or anybody pays."""
    assert_needed(tables(), vault(40.0))
    none, nothing = Deal(tables()), played(tables(), vault(0.0))
    assert np.array_equal(none.outcome.marks, nothing.outcome.marks)
    assert np.array_equal(none.books.accounts, nothing.books.accounts)


def test_the_benefit_flattens_past_the_gap_of_a_licence() -> None:
    """Permits take 90 d from day 102 on: what was ordered by then leaves on day 192 and comes on day 197. M, with the
    10 t of day 105, runs dry on day 135, and 62 t are lost. 30 d of stock save 30, 60 save 60, and 90 or 180 no more
    than the 62."""
    licence = control("licence", starts="day 102", lasts="1000 d",
                      permit={"processing": "90 d", "approval": 1.0, "covers": "2000 d"})  # fmt: skip
    found = tables(disruptions={"ban": licence}, horizon=400.0)
    lost = {
        days: (played(found, vault(days)) if days else Deal(found)).lost("M") for days in (0.0, 30.0, 60.0, 90.0, 180.0)
    }
    assert lost == {days: pytest.approx(max(0.0, 62.0 - days), abs=0.01) for days in lost}


# Money.


def calm(horizon: float = 365.0, **parts: Any) -> Table:
    return tables(start=5000.0, horizon=horizon, **parts)


def test_the_budget_holds() -> None:
    """With fees of 2%, 1020 USD buy 10 t at 100 USD/t, whatever the target."""
    run = played(calm(), vault(50.0, {"budget": "1020 USD"}, filled=False, fill="70 d"))
    assert run.sent("W>R") == pytest.approx(10.0, rel=1e-6)
    assert paid(run, "vaults", "goods") == pytest.approx(1000.0, abs=0.1)
    assert got(run, "suppliers", "fees") == pytest.approx(20.0, abs=0.1)


@pytest.mark.parametrize("review", ["7 d", "1 d", "30 d"])
def test_one_budget_holds_for_all_that_it_buys(review: str) -> None:
    """Two materials that are bought at the same time, and more often than prices are looked at, or more rarely."""
    found = two_materials()
    found["sites"]["R"]["replenish"] = {"review": review}
    holds = {m: {"target": "100 t"} for m in ("ore", "salt")}
    policy = {"stockpile": {"site": "R", "holds": holds, "fill": "1 d", "finance": {"budget": "1020 USD"}}}
    run = played(found, policy)
    assert paid(run, "vaults", "goods") == pytest.approx(1000.0, abs=1.0)


def test_interest_storage_and_fees_are_those_sums() -> None:
    """10 t bought for 1000 USD: 400 private, 600 of the loan. At each look 5% and 3% a year for 7 d on what is in use and
    in store by then; 2% once. What leaves at the instant of a look is paid for after it."""
    finance = {"private": "400 USD", "loan": "600 USD", "interest": 0.05, "storage": 0.03, "fee": 0.02}
    run = played(calm(), vault(10.0, finance, filled=False, fill="70 d"))
    interest = storage = 0.0
    for look in range(1, 53):
        there = PRICE * run.sent("W>R", 0.0, 7.0 * look)
        for part in (min(400.0, there), max(0.0, there - 400.0)):
            interest += round(part * 0.05 * 7.0 / 365.0, 2)
        storage += round(there * 0.03 * 7.0 / 365.0, 2)
    assert run.sent("W>R") == pytest.approx(10.0)
    assert paid(run, "buyers", "interest") == pytest.approx(interest, abs=0.05)
    assert paid(run, "buyers", "storage") == pytest.approx(storage, abs=0.05)
    assert paid(run, "buyers", "fees") == pytest.approx(20.0, abs=0.05)
    assert got(run, "treasury", "interest") + got(run, "lenders", "interest") == paid(run, "buyers", "interest")
    assert paid(run, "lenders", "loan") == pytest.approx(400.0, abs=0.01)
    assert paid(run, "treasury", "loan") == pytest.approx(600.0, abs=0.05)


def test_storage_runs_from_adoption() -> None:
    """10 t in store from day 10 on: by the look of day 364, 354 d of 3% a year on 1000 USD; the treasury pays if it is
    said so."""
    policy = {**vault(10.0, {"paid_by": "treasury"}), "adopted": {"promised": "day 10"}}
    run = played(calm(), policy)
    assert paid(run, "treasury", "storage") == pytest.approx(1000.0 * 0.03 * 354.0 / 365.0, abs=0.5)
    assert paid(run, "buyers", "storage") == 0.0


def test_spoilage_is_lost() -> None:
    """10% a year of 10 t, by the look: 10 exp(-0.1) or a little more are left after a year without a refill."""
    found = calm()
    found["lanes"] = [one for one in found["lanes"] if one["to"] != "R"]
    run = played(found, vault(10.0, {"spoilage": 0.1}))
    assert run.outcome.stock("R", "ore") == pytest.approx(10.0 * (1.0 - 0.1 * 7.0 / 365.0) ** 52, rel=2e-3)


def two_materials(**parts: Any) -> Table:
    """M uses 1 t of ore a day at 100 USD/t, worth 9000 USD/t; N 2 t of salt at 50 USD/t, worth 1000 USD/t."""
    found = calm(**parts)
    found["materials"]["salt"] = {"price": "50 USD/t"}
    found["sites"] |= {
        "R": store(materials=("ore", "salt")),
        "S": warehouse(makes="salt"),
        "N": market(rate=2.0, stock=70, cover=20, demands="salt", unit_value="1000 USD/t"),
    }
    found["sites"]["M"]["unit_value"] = "9000 USD/t"
    found["lanes"] += [lane("S", "N", "salt"), lane("S", "R", "salt"), lane("R", "N", "salt")]
    return found


@pytest.mark.parametrize(
    ("allocate", "ore", "salt"),
    [
        ("days", 30.0, 60.0),  # 6000 USD over (1 x 100 + 2 x 50) USD a day: 30 d of each
        ("dollars", 30.0, 60.0),  # 3000 USD of each
        ("loss", 40.0, 40.0),  # 9000 / 100 is more than 1000 / 50: 40 d of ore for 4000 USD, and salt for 2000
    ],
)
def test_a_budget_is_spread_as_asked(allocate: str, ore: float, salt: float) -> None:
    finance = {"budget": "6120 USD", "allocate": allocate, "most_days": "40 d"}
    policy = {"stockpile": {"site": "R", "holds": {m: {"target": "1 t"} for m in ("ore", "salt")}, "finance": finance}}
    run = played(two_materials(), policy)
    names = [run.layout.holdings[reserve.holding].material for reserve in run.sim.world.reserves]
    targets = dict(zip(names, [reserve.target for reserve in run.sim.world.reserves], strict=True))
    assert targets == {"ore": pytest.approx(ore), "salt": pytest.approx(salt)}


def test_equal_dollars_and_equal_days_differ_where_use_does() -> None:
    """Of salt 6 t a day: 6000 USD over 400 USD a day are 15 d of each; 3000 USD of each are 30 t and 60 t still."""
    found = two_materials()
    found["sites"]["N"] |= {"rate": "6 t/d"}
    for allocate, ore, salt in (("days", 15.0, 90.0), ("dollars", 30.0, 60.0)):
        finance = {"budget": "6120 USD", "allocate": allocate}
        policy = {
            "stockpile": {"site": "R", "holds": {m: {"target": "1 t"} for m in ("ore", "salt")}, "finance": finance}
        }
        run = played(found, policy)
        assert [reserve.target for reserve in run.sim.world.reserves] == pytest.approx([ore, salt])


def test_buyers_pay_the_committed_price() -> None:
    """What R sells during the ban costs 100 USD/t where it was so agreed, and what the market pays where not."""
    found = tables(economy={"zones": ["home"], "contract": 0.0})
    agreed, free = (played(found, vault(20.0, {"repurchase": repurchase})) for repurchase in (True, False))
    assert got(agreed, "vaults", "goods") == pytest.approx(PRICE * 20.0, abs=0.2)
    assert got(free, "vaults", "goods") > 1.05 * PRICE * 20.0


# Prices.


def shared(vaults: int, stock: float = 60.0) -> Table:
    """Two zones; vaults of 60 d near the users, full before a ban of 100 d; CN makes little more than is used."""
    found = two_zones(1100.0, share=1.0, cover=45.0, disruptions={"ban": ban(200.0, 100.0, hoarding=1.0)})
    found["sites"]["cn"]["capacity"] = "2.2 t/d"
    found["sites"]["cn"]["storage"] = {"metal": "20 d"}
    del found["sites"]["own"]
    found["lanes"] = [one for one in found["lanes"] if one["name"] != "own"]
    found["policies"] = {"vaults": {"stockpile": []}}
    for n in range(vaults):
        site, holds = f"V{n}", {"metal": {"target": f"{stock} t", "initial": f"{stock} t"}}
        found["sites"][site] = {**store("US", ("metal",)), "draw": {**DRAW, "keep": "45 d"}}
        found["lanes"] += [
            {"name": f"into {site}", "material": "metal", "from": "cn", "to": site, "lead_time": "30 d"},
            {"name": f"out of {site}", "material": "metal", "from": site, "to": "users", "lead_time": "2 d"},
        ]
        found["policies"]["vaults"]["stockpile"].append(
            {"site": site, "holds": holds, "rebuild": "30 d", "finance": {}}
        )
    return found


def rebuilding(play: Play) -> float:
    """Highest price from 200 d after the ban on, over the reference."""
    return float(play.path("bloc")[(500 // 7) + 1 :].max())


def test_all_that_rebuild_at_once_raise_the_price_again() -> None:
    """By day 500, 200 d after the ban, the price is back at 1 to a few hundredths without a vault: users have refilled.
    Two of 60 t rebuild in 30 d out of 0.2 t/d that are to spare, and lift it by a tenth and more; one does less, and
    three do more. During the ban they had kept it lower."""
    plays = [Deal(shared(n), "vaults") for n in range(4)]
    heights = [rebuilding(play) for play in plays]
    assert heights[0] < 1.04
    assert heights == sorted(heights)
    assert heights[1] > heights[0] + 0.01
    assert heights[2] > heights[0] + 0.1
    assert heights[3] > heights[2] + 0.03
    peaks = [float(play.path("bloc").max()) for play in plays]
    assert peaks[1] < 0.6 * peaks[0]
    assert plays[0].lost() > 50.0
    assert plays[1].lost() < 1.0


def test_a_slow_rebuild_lifts_it_less() -> None:
    fast, slow = shared(2), shared(2)
    for instrument in slow["policies"]["vaults"]["stockpile"]:
        instrument["rebuild"] = "720 d"
    assert rebuilding(Deal(slow, "vaults")) < rebuilding(Deal(fast, "vaults")) - 0.05


# How fast.


def reacting(wait: float) -> Table:
    """A reserve that by itself takes 200 d to react, and a mechanism that takes a third of `wait` for each step."""
    steps = dict.fromkeys(("detect", "decide", "act"), f"{wait / 3.0} d")
    slow = vault(200.0, draw={**DRAW, "after": "200 d", "rate": "100 t/d"})
    return {**slow, "rapid_response": {"country": "BB", **steps}}


def test_rapid_response_is_worth_what_it_comes_before_goods_come_back() -> None:
    """A ban from day 102 for 60 d: M has 33 t on day 102 with what is on its way, and is dry from day 135 to day 167,
    5 d after the ban: 32 t. Stock that is asked for on day 102 is there `wait` and 2 d later: nothing is lost up to
    31 d, then a tonne a day, and from 60 d on the ban is over: it is worth nothing."""
    found = tables(lasts=60.0, horizon=400.0)
    none = Deal(found)
    gap = none.lost("M")
    dry = survives(none)
    in_time = dry - 102.0 - 2.0  # of wait
    lost = []
    for wait in (0.0, 15.0, 24.0, 33.0, 39.0, 48.0, 57.0, 66.0, 90.0, 150.0):
        run = played(found, reacting(wait))
        over = 62.0 if wait < 60.0 else 400.0
        expected = max(0.0, wait - in_time) if over < 400.0 else gap
        assert run.lost("M") == pytest.approx(expected, abs=0.01)
        lost.append(run.lost("M"))
    assert lost == sorted(lost)
    assert lost[0] == 0.0
    assert lost[-1] == gap == pytest.approx(played(found, vault(200.0, draw={**DRAW, "after": "200 d"})).lost("M"))


def test_rapid_response_never_slows_a_reserve() -> None:
    """One that reacts in 3 d by itself is not made to wait for 21 d."""
    found = tables()
    quick = vault(20.0)
    alone, both = (played(found, policy) for policy in (quick, {**quick, "rapid_response": {"country": "BB"}}))
    assert alone.told(108, "R>M") == both.told(108, "R>M")
    assert alone.told(108, "R>M")[0][0] == 105.0


def test_rapid_response_is_needed() -> None:
    """With a reserve that is slow by itself; elsewhere it helps nobody."""
    found = tables(horizon=200.0)
    found["sites"]["R"] |= {"active": True, "draw": {**DRAW, "after": "60 d"}}
    found["sites"]["R"]["holds"]["ore"] = {"target": "20 t", "initial": "20 t"}
    assert_needed(found, {"rapid_response": {"country": "BB"}})
    elsewhere = {**found, "policies": {"elsewhere": {"rapid_response": {"country": "AA"}}}}
    assert Deal(elsewhere, "elsewhere").outcome.fingerprint == Deal(elsewhere).outcome.fingerprint


def test_rapid_response_speaks_for_licences() -> None:
    """Permits are refused always; from day 102 + 21 on each is granted, at the next filing, 10 d of processing later."""
    licence = control("licence", starts="day 102", lasts="1000 d",
                      permit={"processing": "10 d", "approval": 0.0, "retry": "300 d", "covers": "2000 d"})  # fmt: skip
    found = tables(disruptions={"ban": licence}, horizon=300.0)
    none, talks = Deal(found), played(found, {"rapid_response": {"country": "BB", "approval": 1.0}})
    assert none.told(106, "W>M") == []
    assert [day for day, _ in talks.told(106, "W>M")] == [pytest.approx(102.0 + 21.0 + 10.0)]
    assert talks.lost("M") < 0.2 * none.lost("M")


# Together.


def members(linked: bool, targets: list[str] | None) -> Table:
    """M in BB and N in CC, each with a reserve of 20 d, and a ban towards one of them or all."""
    found = tables(lasts=78.0, horizon=300.0)
    found["sites"]["N"] = market(stock=35, cover=20, country="CC")
    for site, country in (("R", "BB"), ("H", "CC")):
        held = {"ore": {"target": "20 t", "initial": "20 t"}}
        found["sites"][site] = {**store(country), "holds": held, "active": True}
        found["sites"][site]["draw"] = {**DRAW, "when": f"cover of {'M' if site == 'R' else 'N'} below 10 d"}
    found["lanes"] += [lane(end="N"), lane("H", "N", lead=2), lane(end="H", lead=7)]
    if linked:
        found["lanes"] += [lane("H", "R", lead=3), lane("R", "H", lead=3)]
    if targets is not None:
        found["disruptions"]["ban"]["targets"] = targets
    return found


def test_pooling_gains_where_shocks_are_apart_and_not_where_they_are_one() -> None:
    """Dry for 50 d or so in a ban of 78: alone each reserve saves 20 t. In a ban towards BB alone the other's 20 t come
    too; in one towards all neither can help."""
    gains = {}
    for name, targets in (("one", ["BB"]), ("all", None)):
        alone, together = (Deal(members(linked, targets)) for linked in (False, True))
        unserved = [run.lost("M") + run.lost("N") for run in (alone, together)]
        assert unserved[0] > 20.0
        gains[name] = unserved[0] - unserved[1]
    assert gains["one"] == pytest.approx(20.0, abs=2.0)
    assert gains["all"] == pytest.approx(0.0, abs=0.5)
