"""Duties at borders: floors of a bloc, tariffs of one and of many, origin, content, dates. All by sums done by hand.

Freight from CN is 1 USD/kg, and CN asks half of the reference price of 100 USD/kg where it floods the market: what
comes in is then worth 51 USD/kg at the border.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from deals import Deal, Table, assert_alike, assert_needed, duty_on, got, paid
from trade import Play, two_zones

KG = 1000.0  # kg/t
ASK, FREIGHT = 50.0 * KG, 1.0 * KG


def flood(start: float = 0.0, price: float = 0.5) -> Table:
    """CN asks so much of the reference price from a day on, and adds no capacity."""
    return {
        "kind": "dumping", "actor": "CN", "materials": ["metal"], "price": price, "volume": 0.0,
        "starts": f"day {start}", "lasts": "3000 d",
    }  # fmt: skip


def cheap(horizon: float = 400.0, **parts: Any) -> Table:
    """Two zones, and CN's goods cheap from the start; the bloc's own plant has no costs that it could miss."""
    return two_zones(horizon, disruptions={"flood": flood()}, **parts)


def bloc(**fields: Any) -> Table:
    return {"trading_bloc": {"members": ["bloc"], "floors": {"metal": "80 USD/kg"}, **fields}}


def tariff(**fields: Any) -> Table:
    return {"tariff": {"importers": "bloc", **fields}}


def hubs(floors: dict[str, float], between: float) -> Table:
    """Each member has a trader that buys from CN and sells to users in every member, `between` USD/kg apart."""
    sites: Table = {
        "cn": {"kind": "mine", "country": "CN", "makes": "metal", "capacity": "9 t/d", "campaign": "3 d",
               "cover": {"metal": "20 d"}, "storage": {"metal": "120 d"}},
    }  # fmt: skip
    lanes = []
    for at in floors:
        sites[f"hub {at}"] = {"kind": "trader", "country": at, "trades": "metal", "cover": {"metal": "60 d"}}
        sites[f"users {at}"] = {"kind": "market", "country": at, "demands": "metal", "rate": "1 t/d",
                                "cover": {"metal": "30 d"}}  # fmt: skip
        lanes.append({"material": "metal", "from": "cn", "to": f"hub {at}", "lead_time": "20 d", "freight": "1 USD/kg"})
        for to in floors:
            freight = f"{0.0 if at == to else between} USD/kg"
            lanes.append(
                {"material": "metal", "from": f"hub {at}", "to": f"users {to}", "lead_time": "5 d", "freight": freight}
            )
    border = {
        "members": list(floors),
        "floors": {},
        "member_floors": {at: {"metal": f"{f} USD/kg"} for at, f in floors.items()},
    }
    return {
        "name": "members", "start": dt.date(2026, 1, 1), "horizon": "700 d", "zones": {"china": ["CN"]},
        "study": {"adversary": "china"}, "materials": {"metal": {"price": "100 USD/kg"}},
        "economy": {"zones": ["china", *floors]}, "sites": sites, "lanes": lanes,
        "disruptions": {"flood": flood()}, "policies": {"bloc": {"trading_bloc": border}},
    }  # fmt: skip


@pytest.mark.parametrize("between", [4.0, 15.0, 40.0])
@pytest.mark.parametrize("floors", [{"JP": 70.0, "KR": 80.0, "US": 90.0}, {"JP": 95.0, "KR": 60.0, "US": 75.0}])
def test_the_lowest_floor_of_a_bloc_is_everyones(floors: dict[str, float], between: float) -> None:
    """Goods that came in where the floor is low go on without duty: price in j = min over i of (floor of i + freight)."""
    play = Play(hubs(floors, between), "bloc")
    for here in floors:
        expected = min(floor + (0.0 if there == here else between) for there, floor in floors.items())
        assert play.price(here, 690.0) * 100.0 == pytest.approx(expected, rel=0.02)


def test_without_a_bloc_there_is_no_floor() -> None:
    """51 USD/kg everywhere."""
    play = Play(hubs({"JP": 70.0, "KR": 80.0, "US": 90.0}, 4.0))
    for zone in ("JP", "KR", "US"):
        assert play.price(zone, 690.0) == pytest.approx(0.51, rel=0.02)


def test_between_resets_a_fast_cut_goes_under_the_floor() -> None:
    """Adjusted on days 0, 90, 180: the cut of day 100 is met on day 180. Until then no duty, and a price that falls
    towards 51; after it 80 - 51 = 29 USD/kg on each tonne that comes in, and the price goes back to 80."""
    found = two_zones(600.0, disruptions={"flood": flood(100.0)}, policies={"bloc": bloc(reset="90 d")})
    found["economy"]["down"] = "14 d"
    run = Deal(found, "bloc", look=duty_on("exports"))
    assert run.seen[:180] == [0.0] * 180
    assert run.seen[181:] == pytest.approx([29.0 * KG] * len(run.seen[181:]))
    assert run.price("bloc", 179.0) < 0.55
    assert run.price("bloc", 599.0) == pytest.approx(0.80, rel=0.02)
    # A day's goods are charged before the reset of the same day, or after it: none come on day 180.
    assert got(run, "treasury", "duty") == pytest.approx(29.0 * KG * run.arrived("exports", 180.0), abs=0.5)  # cents


def test_a_fast_reset_leaves_no_gap() -> None:
    """Adjusted every day, the duty is there a day after the cut, which sellers make at the look of day 105."""
    found = two_zones(400.0, disruptions={"flood": flood(100.0)}, policies={"bloc": bloc(reset="1 d")})
    found["economy"]["down"] = "14 d"
    assert Play(found, "bloc").path("bloc").min() > 0.79


def test_the_duty_follows_the_price() -> None:
    """Where CN asks 70 USD/kg, 80 - 71 = 9 USD/kg are due; where it asks 85, nothing is."""
    for price, due in ((0.7, 9.0), (0.85, 0.0)):
        found = two_zones(300.0, disruptions={"flood": flood(price=price)}, policies={"bloc": bloc()})
        run = Deal(found, "bloc", look=duty_on("exports"))
        assert run.seen[-1] == pytest.approx(due * KG)


def test_a_bloc_is_needed() -> None:
    """A floor of 51 USD/kg, which is what goods cost anyway, is none; nor is one of 80 where nobody sells so cheap."""
    low = bloc(floors={"metal": "51 USD/kg"})
    assert_needed(cheap(300.0), bloc(), low=low)
    found = two_zones(300.0, policies={"bloc": bloc()})
    assert_alike(Play(found), Play(found, "bloc"), events=False)


def test_members_join_and_leave_by_date() -> None:
    """US joins on day 150 and leaves on day 300: in between each tonne that comes in pays 80 - 51 = 29 USD/kg."""
    dates = bloc(joins={"US": "day 150"}, leaves={"US": "day 300"}, members=["JP", "US"])
    run = Deal(cheap(policies={"bloc": dates}), "bloc", look=duty_on("exports"))
    assert run.seen[:150] == [0.0] * 150
    assert run.seen[151:300] == pytest.approx([29.0 * KG] * 149)
    assert run.seen[301:] == [0.0] * len(run.seen[301:])
    assert got(run, "treasury", "duty") == pytest.approx(
        29.0 * KG * run.arrived("exports", 150.0, 300.0), abs=0.5
    )  # cents
    assert run.arrived("exports", 150.0, 300.0) > 0.0


def test_members_do_not_tax_each_other() -> None:
    """The floor is due at the border of the bloc alone: a plant in JP that sells to US pays once JP has joined."""
    found = two_zones(300.0, policies={
        "both": bloc(members=["US", "JP"], floors={"metal": "140 USD/kg"}),
        "late": bloc(members=["US", "JP"], floors={"metal": "140 USD/kg"}, joins={"JP": "day 100"}),
    })  # fmt: skip
    found["sites"]["own"]["country"] = "JP"
    both, late = (Deal(found, policy, look=duty_on("own")) for policy in ("both", "late"))
    assert both.seen == [0.0] * 300
    assert late.seen[1] == pytest.approx(40.0 * KG)
    assert min(late.seen[1:100]) > 0.0
    assert late.seen[101:] == [0.0] * len(late.seen[101:])


def through_thailand(rule: float, miner: str, **fields: Any) -> Table:
    """All that the bloc uses comes by a trader in TH, who buys in one country; the duty is on what comes from CN."""
    found = cheap(
        300.0, policies={"duty": tariff(origins="CN", floors={"metal": "80 USD/kg"}, origin_rule=rule, **fields)}
    )
    found["sites"]["trader"] = {"kind": "trader", "country": "TH", "trades": "metal", "cover": {"metal": "10 d"}}
    found["sites"]["there"] = found["sites"]["cn"] | {"country": miner}
    found["lanes"] = [
        {"name": "domestic", "material": "metal", "from": "cn", "to": "home", "lead_time": "3 d"},
        {"name": "to trader", "material": "metal", "from": "there", "to": "trader", "lead_time": "10 d"},
        {"name": "on", "material": "metal", "from": "trader", "to": "users", "lead_time": "20 d", "freight": "1 USD/kg"},
    ]  # fmt: skip
    del found["sites"]["own"]
    return found


def test_an_origin_rule_makes_transshipped_goods_pay() -> None:
    """What TH has from CN pays as if it came from there, once there is a rule; what TH has from AU does not.

    The price in TH falls with that of CN, as nothing is rationed, so that there is a gap to charge.
    """
    ruled, loose, honest = (Deal(through_thailand(*case), "duty") for case in ((0.5, "CN"), (0.0, "CN"), (0.5, "AU")))
    assert got(ruled, "treasury", "duty") > 1e6
    assert got(loose, "treasury", "duty") == 0.0
    assert got(honest, "treasury", "duty") == 0.0
    assert ruled.price("bloc", 290.0) == pytest.approx(0.8, rel=0.02)
    assert loose.price("bloc", 290.0) < 0.6


def test_an_origin_rule_counts_shares() -> None:
    """Half from CN, half from AU: due where the rule asks for two fifths, not where it asks for three."""
    duties = []
    for rule in (0.4, 0.6):
        found = through_thailand(rule, "AU")
        found["lanes"][1]["share"] = 0.5
        found["lanes"].append({"material": "metal", "from": "cn", "to": "trader", "share": 0.5, "lead_time": "10 d"})
        found["economy"]["theta"] = 1.0  # so that half stays half, whatever is cheap
        found["economy"]["zones"] = ["china", "bloc"]
        del found["disruptions"]
        found["policies"]["duty"]["tariff"]["floors"]["metal"] = "130 USD/kg"
        duties.append(got(Play(found, "duty"), "treasury", "duty"))
    assert duties[0] > 1e6
    assert duties[1] == 0.0


def goods(content: bool, finance: Table | None = None, horizon: float = 1500.0) -> Table:
    """Tools with half a tonne of metal in each: half are made in the bloc of metal from CN, half come from CN.

    Metal at the floor of 160 costs a maker inside 30 USD more a kilogram of tools than metal at 100; a tool is worth
    200, of which 150 are other costs: 50 are left for half a kilogram of metal, which is what it costs in calm.
    """
    works = {"kind": "factory", "makes": "tool", "needs": {"metal": 0.5}, "capacity": "2 t/d", "campaign": "7 d",
             "cover": {"metal": "20 d"}}  # fmt: skip
    floors = {"floors": {"metal": "160 USD/kg"}}
    if content:
        floors["content"] = {"tool": {"metal": 0.5}}
    found = two_zones(horizon, policies={"bloc": {"trading_bloc": {"members": ["bloc"], **floors}}})
    found["sites"] |= {
        "works": {**works, "country": "US", "finance": {"cash_cost": "140 USD/kg", "exit": "180 d", **(finance or {})}},
        "theirs": {**works, "country": "CN"},
        "tools": {"kind": "market", "country": "US", "demands": "tool", "rate": "1 t/d"},
    }
    found["materials"]["tool"] = {"price": "200 USD/kg"}
    found["sites"]["cn"]["capacity"] = "6 t/d"
    found["lanes"] += [
        {"name": "metal in", "material": "metal", "from": "cn", "to": "works", "lead_time": "30 d"},
        {"name": "at home", "material": "metal", "from": "cn", "to": "theirs", "lead_time": "3 d"},
        {"name": "made here", "material": "tool", "from": "works", "to": "tools", "share": 0.5, "lead_time": "3 d"},
        {"name": "made there", "material": "tool", "from": "theirs", "to": "tools", "share": 0.5, "lead_time": "30 d"},
    ]  # fmt: skip
    return found


def test_a_duty_on_content_is_what_its_metal_lacks_to_the_floor() -> None:
    """Half a kilogram of metal at 100 USD/kg lacks half of 60 USD to a floor of 160: 30 USD/kg of tools."""
    run = Deal(goods(True, horizon=200.0), "bloc")
    rank = run.layout.lane_rank["made there"]
    trade = run.sim.world.trades[run.sim.world.lanes[rank].trade]
    ask = run.sim.world.prices[run.sim.world.trades[0].sold].ask
    assert trade.duty == pytest.approx(0.5 * (160.0 * KG - ask), rel=1e-3)
    assert trade.duty == pytest.approx(30.0 * KG, rel=0.05)


def test_without_content_a_floor_taxes_only_makers_inside() -> None:
    """The maker inside pays 160 for its metal and gets 200 for its tools, as others do: 140 + 80 > 200, it closes, and
    all tools come from CN. Where what is in them pays too, tools are dearer by what its metal is, and it stays."""
    none, bare, covered = Play(goods(False)), Play(goods(False), "bloc"), Play(goods(True), "bloc")

    def exits(play: Play) -> int:
        return int(play.books.exits[play.firm("works")])

    assert (exits(none), exits(bare), exits(covered)) == (0, 1, 0)
    rank = none.layout.lane_rank["made there"]
    assert bare.outcome.delivered[rank] > 1.5 * none.outcome.delivered[rank]
    assert covered.outcome.delivered[rank] < 0.6 * bare.outcome.delivered[rank]


def rivals(rate: float = 0.5) -> Table:
    """US and JP buy half from CN, and half from a mine in AU that has little room to make more."""
    market = {"kind": "market", "demands": "metal", "rate": "1 t/d", "cover": {"metal": "45 d"}, "elasticity": 0.5}
    mine = {
        "kind": "mine",
        "makes": "metal",
        "campaign": "3 d",
        "cover": {"metal": "20 d"},
        "storage": {"metal": "60 d"},
    }
    sites = {
        "cn": {**mine, "country": "CN", "capacity": "4 t/d"},
        "au": {**mine, "country": "AU", "capacity": "1.02 t/d", "allocation": "priority"},
        "us": {**market, "country": "US", "priority": 1},
        "jp": {**market, "country": "JP", "priority": 2},
        "home": {**market, "country": "CN"},
    }
    lanes = [{"name": "domestic", "material": "metal", "from": "cn", "to": "home", "lead_time": "3 d"}]
    lanes += [
        {"name": f"{seller} {buyer}", "material": "metal", "from": seller, "to": buyer, "share": 0.5, "lead_time": "30 d",
         "freight": "1 USD/kg"}
        for seller in ("cn", "au")
        for buyer in ("us", "jp")
    ]  # fmt: skip

    def duty(*importers: str) -> Table:
        return {
            "tariff": [
                {"importers": one, "origins": "CN", "ad_valorem": rate, "materials": ["metal"]} for one in importers
            ]
        }

    return {
        "name": "rivals", "start": dt.date(2026, 1, 1), "horizon": "1500 d", "zones": {"china": ["CN"]},
        "study": {"adversary": "china"}, "materials": {"metal": {"price": "100 USD/kg"}},
        "economy": {"zones": ["china", "US", "JP"]}, "sites": sites, "lanes": lanes,
        "policies": {"alone": duty("US"), "together": duty("US", "JP")},
    }  # fmt: skip


def test_a_tariff_alone_reshuffles_and_together_it_bites() -> None:
    """US turns to AU, whose goods JP lacks then and buys from CN: CN sells as much as before. Together nobody is left
    to turn to, prices rise by the duty where goods from CN must come, demand falls, and so does what CN earns."""
    found = rivals()
    none, alone, together = Play(found), Play(found, "alone"), Play(found, "together")

    def exports(play: Play, *buyers: str) -> float:
        return sum(float(play.outcome.delivered[play.layout.lane_rank[f"cn {buyer}"]]) for buyer in buyers)

    def receipts(play: Play) -> float:
        return -play.cost("adversary", "goods")

    assert exports(alone, "us", "jp") == pytest.approx(exports(none, "us", "jp"), rel=0.05)
    assert exports(alone, "us") < 0.5 * exports(none, "us")
    assert exports(alone, "jp") > 1.4 * exports(none, "jp")
    lost = [receipts(none) - receipts(play) for play in (alone, together)]
    assert lost[1] > 2.0 * abs(lost[0])
    assert lost[1] > 0.05 * receipts(none)
    assert exports(together, "us", "jp") < 0.93 * exports(none, "us", "jp")


def test_a_fixed_duty_is_its_share_of_the_price_at_the_border() -> None:
    """20% of 100 USD/kg on each tonne that comes in; buyers pay what the treasury earns."""
    found = two_zones(
        300.0, policies={"duty": tariff(origins="CN", ad_valorem=0.2, materials=["metal"], reset="1000 d")}
    )
    run = Deal(found, "duty")
    assert got(run, "treasury", "duty") == pytest.approx(20.0 * KG * run.arrived("exports"), abs=0.2)  # cents
    assert paid(run, "buyers", "duty") == got(run, "treasury", "duty")


def test_a_tariff_is_needed() -> None:
    """A floor under what goods cost is none."""
    duty = tariff(origins="CN", ad_valorem=0.2, materials=["metal"])
    assert_needed(two_zones(300.0), duty, floor=tariff(floors={"metal": "90 USD/kg"}))
