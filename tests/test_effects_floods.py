"""Dumping: a flood closes rivals, a squeeze follows; what floors of each design do about it, and who pays."""

from __future__ import annotations

from typing import Any

import pytest
from trade import Play, Table, two_zones

from disruptsim.world import kinds as k

FLOOD = 1095.0  # d


def flood(**fields: Any) -> Table:
    """CN asks half the reference price for three years, then lets a tenth leave and asks half as much again."""
    return {
        "kind": "dumping", "actor": "CN", "materials": ["metal"], "starts": "day 100", "lasts": f"{FLOOD} d",
        "price": 0.5, "volume": 0.2, "squeeze": {"markup": 0.5, "passes": 0.1, "lasts": "365 d"}, **fields,
    }  # fmt: skip


def tables(**parts: Any) -> Table:
    """A rival in the bloc whose cash cost is 80% of the reference price, with 60% of the bloc's use."""
    found = two_zones(2000.0, share=0.4, cover=30.0, **parts)
    found["sites"]["own"] |= {
        "capacity": "0.8 t/d",
        "finance": {"cash_cost": "80 USD/kg", "exit": "365 d", "permanent": 0.0, "restart_hold": "180 d",
                    "restart_time": "365 d", "restart_margin": 0.1},
    }  # fmt: skip
    return found


FLOORS: dict[str, Table] = {
    "contract": {"price_floor": {"sites": ["own"], "floor": "100 USD/kg", "zone": "china"}},
    "border": {"tariff": {"importers": "bloc", "origins": "CN", "floors": {"metal": "101 USD/kg"}}},
    "bloc": {"trading_bloc": {"members": ["bloc"], "floors": {"metal": "101 USD/kg"}}},
}


def exits(play: Play) -> int:
    return int(play.books.exits[play.firm("own")])


def test_a_flood_closes_rivals_after_the_exit_lag_and_the_squeeze_hurts() -> None:
    play = Play(tables(disruptions={"flood": flood()}))
    closed = float(play.books.closed[play.firm("own")])
    assert 100.0 + 365.0 < closed < 100.0 + 365.0 + 200.0  # the price must first fall under cash cost
    assert play.price("bloc", 400.0) < 0.8
    end = 100.0 + FLOOD
    assert play.price("bloc", end + 180.0) > 1.2
    curve = play.outcome.curve("users")
    before = curve[curve[:, 0] <= end][-1]
    assert before[2] - before[1] == pytest.approx(0.0, abs=1e-6), "nobody goes short while goods are cheap"
    assert play.lost() > 30.0


def test_without_a_flood_nobody_closes() -> None:
    """Nor where its price is no lower and there is no squeeze: what it adds then is capacity that nobody asks for."""
    assert exits(Play(tables())) == 0
    mild = Play(tables(disruptions={"flood": flood(price=1.0, volume=0.0, squeeze={"markup": 0.0, "passes": 1.0})}))
    assert exits(mild) == 0
    assert mild.path("bloc") == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("name", list(FLOORS))
def test_a_floor_of_any_design_keeps_the_rival_and_softens_the_squeeze(name: str) -> None:
    found = tables(disruptions={"flood": flood()}, policies={name: FLOORS[name]})
    none, floor = Play(found), Play(found, name)
    assert exits(none) == 1
    assert exits(floor) == 0
    assert floor.lost() < 0.5 * none.lost()


def test_who_pays_differs_as_it_should() -> None:
    """A contract for difference: the treasury. A floor at the border: buyers, and the treasury earns."""
    found = tables(disruptions={"flood": flood(squeeze=None)}, policies=FLOORS)
    none = Play(found)
    contract, border = Play(found, "contract"), Play(found, "border")
    assert contract.cost("treasury", "price_floor") > 1e6
    assert contract.cost("buyers") == pytest.approx(none.cost("buyers"), rel=0.25)
    assert border.cost("treasury", "duty") < -1e6
    assert border.cost("buyers") - none.cost("buyers") > 1e6
    assert none.cost("treasury") == 0.0


def test_the_flood_ends_with_its_budget() -> None:
    rich = Play(tables(disruptions={"flood": flood(squeeze=None)}))
    poor = Play(tables(disruptions={"flood": flood(squeeze=None, budget="2 MUSD")}))
    assert rich.sim.world.dumpings[0].spent > 4e6
    assert 2e6 <= poor.sim.world.dumpings[0].spent < 3e6
    assert poor.price("bloc", 900.0) > rich.price("bloc", 900.0)


def test_it_waits_for_rivals_to_grow_and_squeezes_when_they_are_gone() -> None:
    """Rivals have 0.8 of 3.8 t/d, 21%: a threshold above that is never passed; once they close, the squeeze begins."""
    never = Play(tables(disruptions={"flood": flood(above=0.25)}))
    assert never.path("bloc") == pytest.approx(1.0, abs=1e-3)
    early = Play(
        tables(disruptions={"flood": flood(above=0.2, squeeze={"below": 0.1, "markup": 0.5, "lasts": "300 d"})})
    )
    closed = float(early.books.closed[early.firm("own")])
    assert early.sim.world.dumpings[0].state == k.OVER
    assert early.price("bloc", closed + 250.0) > 1.2


def test_a_mothballed_rival_restarts_with_time() -> None:
    """After the flood prices are back; it waits 180 d above its margin and takes a year."""
    play = Play(tables(disruptions={"flood": flood(lasts="700 d", squeeze=None)}))
    firm = play.sim.world.firms[play.firm("own")]
    assert firm.exits == 1
    assert firm.state == k.RUNNING
    curve_end = 100.0 + 700.0 + 180.0 + 365.0
    assert play.outcome.horizon > curve_end
    assert firm.on_line < 0.8 * (play.outcome.horizon - 365.0)


def test_some_exits_are_for_ever() -> None:
    found = tables(disruptions={"flood": flood(lasts="700 d", squeeze=None)})
    found["sites"]["own"]["finance"]["permanent"] = 1.0
    play = Play(found)
    assert play.sim.world.firms[play.firm("own")].state == k.GONE


def test_one_without_cash_goes_bankrupt_before_the_exit_lag() -> None:
    found = tables(disruptions={"flood": flood(squeeze=None)})
    found["sites"]["own"]["finance"] |= {"cash": "1 MUSD", "debt": "20 MUSD", "refinance": 0.0, "exit": "3000 d"}
    play = Play(found)
    assert float(play.books.closed[play.firm("own")]) < 600.0
    found["sites"]["own"]["finance"] |= {"refinance": 1.0}
    assert exits(Play(found)) == 0


def test_boom_and_bust_without_any_strategy() -> None:
    """The null twin of dumping: a boom of demand calls for a plant; when demand falls back, somebody closes."""
    found = tables(disruptions={
        "boom": {"kind": "demand_surge", "markets": ["users"], "factor": 4.0, "starts": "day 50", "lasts": "900 d"},
    })  # fmt: skip
    found["horizon"] = "3000 d"
    found["sites"]["users"] |= {"elasticity": 0.2, "replenish": {"forecast": {"smoothing": 0.3}}}
    found["sites"]["cn"]["capacity"] = "2 t/d"
    found["sites"]["new"] = {
        "kind": "mine", "country": "JP", "makes": "metal", "capacity": "3 t/d", "campaign": "7 d",
        "cover": {"metal": "60 d"},
        "finance": {"cash_cost": "98 USD/kg", "fixed": "10 kUSD/d", "exit": "365 d"},
        "project": {"capex": "150 MUSD", "build": "500 d", "ramp": "100 d"},
    }  # fmt: skip
    found["lanes"].append(
        {"name": "new", "material": "metal", "from": "new", "to": "users", "share": 0.0, "qualification": "30 d"}
    )
    play = Play(found)
    firm = play.sim.world.firms[play.firm("new")]
    assert play.path("bloc").max() > 1.5
    assert firm.on_line > 0.0, "the boom called for it"
    assert firm.exits > 0, "and the bust closed it"
    calm = Play({**found, "disruptions": {}})
    assert calm.sim.world.firms[calm.firm("new")].state == k.PLANNED
