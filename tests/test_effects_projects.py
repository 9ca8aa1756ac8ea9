"""Plants that are to come: when they are begun, when they are there, who pays, and what one stage alone is worth."""

from __future__ import annotations

import math
from typing import Any

import pytest
from deals import Deal, Table, assert_needed, got, paid
from trade import Play, ban, two_zones

from disruptsim.world import kinds as k

KG = 1000.0


def tables(horizon: float = 900.0, project: Table | None = None, finance: Table | None = None, **parts: Any) -> Table:
    """A mine in JP that is not there yet: 100 d of permits and 200 d of building, by order unless it is said."""
    found = two_zones(horizon, **parts)
    found["sites"]["new"] = {
        "kind": "mine", "country": "JP", "makes": "metal", "capacity": "1 t/d", "campaign": "1 d", "cover": {"metal": "30 d"},
        "finance": finance or {},
        "project": {"permit": "100 d", "build": "200 d", "ramp": "100 d", "capex": "20 MUSD", "decides": "order",
                    **(project or {})},
    }  # fmt: skip
    found["lanes"].append(
        {"name": "new", "material": "metal", "from": "new", "to": "users", "share": 0.0, "target_share": 0.3,
         "qualification": "60 d", "ramp": "30 d", "lead_time": "5 d"}
    )  # fmt: skip
    return found


def played(found: Table, instrument: Table, **fields: Any) -> Deal:
    return Deal({**found, "policies": {"policy": instrument}}, "policy", **fields)


def equity(amount: float = 8.0, **fields: Any) -> Table:
    return {"equity": {"site": "new", "amount": f"{amount} MUSD", **fields}}


def begun(run: Deal, site: str = "new") -> list[float]:
    return [day for day, _ in run.told(k.SAID_BEGUN, site)]


def test_equity_begins_a_project_that_nobody_would_begin() -> None:
    """At the first look, on day 0; there on day 300, and not at all without. Users try it for 60 d, then buy."""
    none, run = Deal(tables()), played(tables(), equity())
    assert (begun(none), none.on_line("new"), none.made("new", 0.0, 900.0)) == ([], [], 0.0)
    assert (begun(run), run.on_line("new")) == ([0.0], [300.0])
    assert run.sent("new", 0.0, 360.0) == 0.0
    assert run.sent("new", 360.0) > 50.0


def test_money_alone_begins_nothing() -> None:
    run = played(tables(), equity(orders=False))
    assert begun(run) == []
    assert got(run, "producers", "equity") == 0.0


def test_equity_is_paid_as_it_is_built() -> None:
    """Building runs from day 100 to day 300: of 8 MUSD at the look of day 203 there are 103 of 200 parts, and of the
    20 MUSD that it costs the same; lenders give the rest."""
    run = played(tables(204.0), equity())
    share = 103.0 / 200.0
    assert got(run, "producers", "equity") == pytest.approx(8e6 * share, abs=0.3)
    assert paid(run, "producers", "capex") == pytest.approx(20e6 * share, abs=0.3)
    assert got(run, "producers", "loan") == pytest.approx(12e6 * share, abs=0.3)
    before, after = (played(tables(horizon), equity()) for horizon in (100.0, 320.0))
    assert got(before, "producers", "equity") == 0.0
    assert paid(after, "treasury", "equity") == pytest.approx(8e6, abs=0.3)
    assert paid(after, "producers", "capex") == pytest.approx(20e6, abs=0.3)


def test_equity_builds_faster() -> None:
    """By a quarter: 200 d of building are 150."""
    assert played(tables(), equity(faster=0.25)).on_line("new") == [250.0]


def test_the_ramp_takes_its_ten_steps() -> None:
    """A tenth on day 300, and one more each 10 d: all on day 390. Of a tonne a day 5.5 t in 10 d each from then on."""
    run = played(tables(410.0), equity(), look=lambda sim: sim.world.firms[-1].level)
    levels = [firm.level for firm in run.sim.world.firms]
    assert levels[run.firm("new")] == 1.0
    rank = run.firm("new")
    run = played(tables(410.0), equity(), look=lambda sim: sim.world.firms[rank].level)
    assert [run.seen[day] for day in (299, 305, 315, 355, 385, 395)] == pytest.approx([0.0, 0.1, 0.2, 0.6, 0.9, 1.0])
    assert run.books.on_line[rank] == pytest.approx(
        10.0 * (0.1 + 0.2 + 0.3 + 0.4 + 0.5 + 0.6 + 0.7 + 0.8 + 0.9) + 16.0, abs=8.0
    )


def test_permits_come_faster_by_the_time_that_is_saved() -> None:
    """Half of 100 d; a country's programme is for all its projects; a cost of 1000 USD a day is paid."""
    for chosen in ({"sites": ["new"]}, {"country": "JP"}):
        run = played(tables(), {**equity(), "permitting": {"faster": 0.5, "cost": "1000 USD/d", **chosen}})
        assert run.on_line("new") == [250.0]
        assert paid(run, "treasury", "programme") == pytest.approx(1000.0 * 896.0)
    other = played(tables(), {**equity(), "permitting": {"faster": 0.5, "country": "CN"}})
    assert other.on_line("new") == [300.0]


def test_buyers_qualify_sooner() -> None:
    """In half of 60 d."""
    run = played(tables(), {**equity(), "permitting": {"faster": 0.0, "sites": ["new"], "qualification": 0.5}})
    slow = played(tables(), equity())
    assert run.sent("new", 0.0, 330.0) == 0.0
    assert run.told(k.SAID_DEPARTED, "new")[0][0] == pytest.approx(
        slow.told(k.SAID_DEPARTED, "new")[0][0] - 30.0, abs=10.0
    )


def test_a_deposit_must_be_found_first() -> None:
    """It is ordered on day 0, found on day 157, and begun at that look: there 300 d later."""
    found = tables(project={"discovered": False})
    mapped = {**equity(), "permitting": {"sites": ["new"], "faster": 0.0, "finds": ["new"], "finds_after": "155 d"}}
    assert begun(played(found, equity())) == []
    run = played(found, mapped)
    assert begun(run) == [161.0]
    assert run.on_line("new") == [461.0]


def test_what_must_come_first_comes_first() -> None:
    """The works is ordered on day 0, and begun once the mine is there, on day 300, at the look of day 301."""
    found = tables()
    found["sites"]["next"] = {
        "kind": "mine", "country": "JP", "makes": "metal", "capacity": "1 t/d",
        "project": {"build": "50 d", "decides": "order", "after": "new"},
    }  # fmt: skip
    found["lanes"].append({"name": "next", "material": "metal", "from": "next", "to": "users", "share": 0.0})
    order = {"equity": [equity()["equity"], {"site": "next", "amount": "0 USD"}]}
    run = played(found, order)
    assert begun(run, "next") == [301.0]
    assert run.on_line("next") == [351.0]
    assert begun(played(found, {"equity": order["equity"][1:]}), "next") == []


@pytest.mark.parametrize(("slows", "later"), [(0.5, 60.0), (0.25, 90.0), (0.0, 120.0), (1.0, 0.0)])
def test_a_control_of_technology_delays_by_the_speed_that_is_lost(slows: float, later: float) -> None:
    """From day 130 for 120 d, at so much of the speed."""
    control = {"kind": "technology_control", "sites": ["new"], "slows": slows, "starts": "day 130", "lasts": "120 d"}
    run = played(tables(disruptions={"control": control}), equity())
    assert run.on_line("new") == [pytest.approx(300.0 + later)]


def valued(price: float, credibility: float = 1.0, **fields: Any) -> tuple[Table, float]:
    """A project that decides by value, and the price at which that is nothing: its capex over what a dollar a day for
    its life is worth, at 12% a year after 300 d of waiting, beside costs of 60 USD/kg."""
    project = {"decides": "value", "capex": "100 MUSD", "credibility": credibility, "life": "3650 d", **fields}
    daily = math.log(1.12) / 365.0
    worth = (1.0 - math.exp(-daily * 3650.0)) / daily * math.exp(-daily * 300.0)
    breakeven = 60.0 + 100e6 / worth / KG
    return tables(project=project, finance={"cash_cost": "60 USD/kg"}), breakeven


def test_a_project_is_begun_when_a_guaranteed_price_pays() -> None:
    """About 117 USD/kg are needed, and the price is 100: a floor a little under that begins nothing, one a little above
    does, and one that is believed by half must lift the price by twice as much."""
    found, breakeven = valued(100.0)
    assert 105.0 < breakeven < 130.0
    assert begun(Deal(found)) == []

    def floor(price: float) -> Table:
        return {"price_floor": {"sites": ["new"], "floor": f"{price} USD/kg"}}

    assert begun(played(found, floor(breakeven - 0.1))) == []
    assert begun(played(found, floor(breakeven + 0.1))) == [0.0]
    doubted, _ = valued(100.0, credibility=0.5)
    twice = 100.0 + 2.0 * (breakeven - 100.0)
    assert begun(played(doubted, floor(breakeven + 0.1))) == []
    assert begun(played(doubted, floor(twice - 0.2))) == []
    assert begun(played(doubted, floor(twice + 0.2))) == [0.0]


def test_a_project_is_begun_when_the_price_pays() -> None:
    """Valued at the price of the moment, at the first look at which that is above the break-even; never in calm."""
    found, breakeven = valued(100.0, expects="now")
    found["disruptions"] = {"ban": ban(200.0, 400.0)}
    run = Deal(found)
    (day,) = begun(run)
    looks = run.path("bloc")[: int(day // 7) + 1] * 100.0
    assert day > 200.0
    assert looks[-1] > breakeven
    assert looks[:-1].max() <= breakeven
    lagged, _ = valued(100.0, expects="index")
    assert begun(Deal({**lagged, "disruptions": found["disruptions"]}))[0] > day
    assert begun(Deal({**found, "disruptions": {}})) == []


def test_public_money_brings_a_project_within_value() -> None:
    """At 100 USD/kg it is worth 40,000 USD a day over its life, less its capex: what lacks is what it needs."""
    found, breakeven = valued(100.0)
    lacks = 100e6 * (1.0 - 40.0 / (breakeven - 60.0)) / 1e6
    assert begun(played(found, equity(lacks - 0.2, orders=False))) == []
    assert begun(played(found, equity(lacks + 0.2, orders=False))) == [0.0]


def test_cash_delays_a_bankruptcy() -> None:
    """A plant with 1 MUSD that earns nothing and loses 10,000 USD a day has none left after 100 d; 2 MUSD more are 200 d
    more."""
    found = two_zones(900.0)
    found["lanes"] = [one for one in found["lanes"] if one["name"] != "own"]
    found["lanes"][0]["share"] = 1.0
    found["sites"]["own"]["finance"] = {"fixed": "10 kUSD/d", "cash": "1 MUSD", "refinance": 0.0, "permanent": 1.0}
    none, run = Deal(found), played(found, {"equity": {"site": "own", "amount": "2 MUSD"}})
    closed = [float(one.books.closed[one.firm("own")]) for one in (none, run)]
    assert closed[0] == pytest.approx(100.0, abs=7.0)
    assert closed[1] == pytest.approx(300.0, abs=7.0)
    assert paid(run, "treasury", "equity") == 2e6


def test_instruments_are_needed() -> None:
    """Money of nothing that orders nothing, and permits that are no faster, change nothing."""
    found = tables(400.0)
    assert_needed(found, equity(), nothing=equity(0.0, orders=False))
    dated = tables(500.0, project={"decides": "date"})
    same = {"permitting": {"sites": ["new"], "faster": 0.0}}
    assert_needed(dated, {"permitting": {"sites": ["new"], "faster": 0.5}}, same=same)


def chain() -> Table:
    """A works lives on magnets from CN, made of metal from CN; both are banned for long. A refinery and a magnet plant
    could be built at home, where there is ore."""
    plant = {"campaign": "7 d", "country": "US"}
    buys = {"replenish": {"review": "7 d"}}
    soon = {"decides": "order", "build": "300 d", "ramp": "30 d", "capex": "10 MUSD"}
    found = two_zones(1500.0, share=0.8, disruptions={"ban": ban(600.0, 700.0, materials=["metal", "magnet"])})
    sites, lanes = found["sites"], found["lanes"]
    del sites["own"], sites["users"]
    lanes[:] = [one for one in lanes if one["name"] == "domestic"]
    sites["cn"]["capacity"] = "5 t/d"
    sites |= {
        "cn magnets": {"kind": "factory", "makes": "magnet", "needs": {"metal": 1.0}, "capacity": "3 t/d", "campaign": "7 d",
                       "country": "CN", **buys},
        "ore": {"kind": "mine", "makes": "ore", "capacity": "3 t/d", "campaign": "7 d", "country": "US"},
        "refinery": {**plant, "kind": "refinery", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "1.5 t/d",
                     "project": soon, **buys},
        "magnets": {**plant, "kind": "factory", "makes": "magnet", "needs": {"metal": 1.0}, "capacity": "1.5 t/d",
                    "project": soon, **buys},
        "works": {**plant, "kind": "factory", "makes": "motor", "needs": {"magnet": 1.0}, "capacity": "1.2 t/d",
                  "cover": {"magnet": "30 d"}, **buys},
        "drivers": {"kind": "market", "country": "US", "demands": "motor", "rate": "1 t/d", "unit_value": "9 MUSD/t"},
    }  # fmt: skip

    def way(material: str, start: str, end: str, lead: float, **fields: Any) -> Table:
        return {
            "name": f"{start}>{end}",
            "material": material,
            "from": start,
            "to": end,
            "lead_time": f"{lead} d",
            **fields,
        }

    dormant = {"share": 0.0, "target_share": 0.5, "qualification": "30 d", "ramp": "30 d"}
    lanes += [
        way("metal", "cn", "cn magnets", 3),
        way("magnet", "cn magnets", "works", 30, share=1.0),
        way("magnet", "magnets", "works", 5, **dormant),
        way("metal", "cn", "magnets", 30, share=1.0),
        way("metal", "refinery", "magnets", 5, **dormant),
        way("ore", "ore", "refinery", 5),
        way("motor", "works", "drivers", 3),
    ]
    found["materials"] |= {m: {"price": f"{p} USD/kg"} for m, p in (("ore", 10), ("magnet", 200), ("motor", 900))}
    money = {name: {"site": name, "amount": "10 MUSD"} for name in ("refinery", "magnets")}
    found["policies"] = {"last": {"equity": [money["magnets"]]}, "both": {"equity": list(money.values())}}
    return found


def test_one_stage_alone_is_stranded_and_matched_stages_are_not() -> None:
    """A magnet plant without metal of its own stops with the works when both are banned; with a refinery before it, it
    goes on, and so does the works, at the dearer price of two plants."""
    found = chain()
    none, last, both = (Deal(found, policy) for policy in ("none", "last", "both"))

    def stopped(run: Deal) -> float:
        return float(
            sum(min(end, 1300.0) - max(begin, 600.0) for begin, end in run.outcome.stops_of("works") if begin < 1300.0)
        )

    def idle(run: Deal) -> float:
        """Share of what the magnet plant could have made during the ban, after its stocks are gone, that it did not."""
        return 1.0 - run.made("magnets", 750.0, 1300.0) / (1.5 * 550.0)

    assert stopped(none) > 450.0
    assert stopped(last) > 0.8 * stopped(none)
    assert stopped(both) < 0.2 * stopped(none)
    assert idle(last) > 0.95
    assert idle(both) < 0.5
    assert both.lost("drivers") < 0.2 * none.lost("drivers")
    spent = {name: paid(run, "treasury", "equity") for name, run in (("last", last), ("both", both))}
    saved = {name: none.lost("drivers") - run.lost("drivers") for name, run in (("last", last), ("both", both))}
    assert saved["both"] / spent["both"] > 2.0 * saved["last"] / spent["last"]


def test_later_equity_is_worth_less() -> None:
    """What comes after the ban has begun is late by so much; what is adopted after its end saves nothing in it."""
    found = chain()
    lost = []
    for day in (0, 400, 700, 1100):
        found["policies"]["both"]["adopted"] = {"promised": f"day {day}"}
        lost.append(Play(found, "both").lost("drivers"))
    assert lost == sorted(lost)
    assert lost[0] < lost[1] - 20.0 < lost[2] - 100.0
    assert lost[-1] == pytest.approx(Play(found).lost("drivers"), rel=0.1)
