"""Ways round bans and duties: how much leaks, at what price, and what enforcement does."""

from __future__ import annotations

from typing import Any

import pytest
from trade import Play, Table, ban, two_zones


def tables(detection: float = 0.0, event: Table | None = None, **parts: Any) -> Table:
    """All that the bloc uses comes from CN; a trader in TH could pass it on."""
    found = two_zones(
        900.0, share=1.0, cover=30.0, **parts,
        sites={"trader": {"kind": "trader", "country": "TH", "trades": "metal", "cover": {"metal": "10 d"}}},
        lanes=[
            {"name": "to trader", "material": "metal", "from": "cn", "to": "trader", "lead_time": "10 d"},
            {"name": "round", "material": "metal", "from": "trader", "to": "users", "share": 0.0, "evades": True,
             "lead_time": "25 d", "freight": "5 USD/kg", "learning": "60 d", "detour_cost": "10 USD/kg"},
        ],
    )  # fmt: skip
    del found["sites"]["own"]
    found["lanes"] = [lane for lane in found["lanes"] if lane["name"] != "own"]
    found["sites"]["cn"]["capacity"] = "3 t/d"
    targeted = ban(100.0, 600.0, targets=["US"], enforcement=detection, hoarding=1.0)
    found["disruptions"] = {"ban": targeted} if event is None else event
    return found


def by_way(play: Play, begin: float, end: float) -> float:
    """Tonnes a day that came over the way round in a time, by two runs to its ends."""
    return float(play.outcome.delivered[play.layout.lane_rank["round"]])


def rate(found: Table, begin: float, end: float) -> float:
    first, last = (Play({**found, "horizon": f"{day} d"}) for day in (begin, end))
    return (by_way(last, 0, end) - by_way(first, 0, begin)) / (end - begin)


def test_without_enforcement_a_targeted_ban_leaks_at_a_premium() -> None:
    """At least 80% of its volume is back within five months, dearer than before."""
    found = tables()
    assert rate(found, 250.0, 310.0) >= 0.8
    play = Play(found)
    assert play.price("bloc", 280.0) > 1.05
    assert play.books.leaked > 0.8 * 400.0


def test_strict_enforcement_stops_it_within_a_month() -> None:
    """A crackdown in the middle of it: flows fall by 80% or more in a month."""
    crackdown = {"kind": "crackdown", "control": "ban", "enforcement": 0.95, "starts": "day 400"}
    found = tables()
    found["disruptions"]["crackdown"] = crackdown
    before, after = rate(found, 340.0, 400.0), rate(found, 430.0, 520.0)
    assert before >= 0.7
    assert after <= 0.2 * before
    assert Play(found).books.seized > 0.0


def test_from_the_start_enforcement_deters() -> None:
    loose, strict = Play(tables()), Play(tables(detection=0.95))
    assert strict.books.leaked < 0.2 * loose.books.leaked
    assert strict.lost() > 2.0 * loose.lost()


def test_what_is_seized_is_lost_and_what_is_held_comes_late() -> None:
    found = tables(detection=0.3)
    seized = Play(found)
    found["lanes"][-1]["holds"] = "60 d"
    held = Play(found)
    rank = held.layout.material_rank["metal"]
    assert seized.sim.world.materials[rank].lost == pytest.approx(seized.books.seized)
    assert held.books.seized > 0.0
    assert held.sim.world.materials[rank].lost == 0.0
    assert held.cost("buyers", "fines") > 0.0


def test_a_worldwide_ban_cannot_leak_so() -> None:
    """The trader is cut off too."""
    event = {"ban": ban(100.0, 600.0, hoarding=1.0)}
    play = Play(tables(event=event))
    assert play.books.leaked < 30.0
    assert play.lost() > 300.0


def test_a_way_round_has_no_contract_share() -> None:
    """Whether its share is left out or written as 0."""
    written, left_out = tables(event={}), tables(event={})
    del left_out["lanes"][-1]["share"]
    assert Play(written).sim.opening.plan.flows.lane.tolist() == Play(left_out).sim.opening.plan.flows.lane.tolist()


def test_nothing_leaks_in_calm() -> None:
    play = Play(tables(event={}))
    assert play.books.leaked == 0.0
    assert play.outcome.delivered[play.layout.lane_rank["round"]] == 0.0


def test_the_same_way_evades_a_duty() -> None:
    """A duty on goods from CN sends them by the third country, unless that is looked for."""
    found = tables(event={})
    found["policies"] = {
        name: {
            "tariff": {
                "importers": "bloc",
                "origins": "CN",
                "ad_valorem": 0.6,
                "materials": ["metal"],
                "enforcement": e,
            }
        }
        for name, e in (("loose", 0.0), ("strict", 0.9))
    }
    loose, strict = Play(found, "loose"), Play(found, "strict")
    assert loose.books.leaked > 200.0
    assert strict.books.leaked < 0.2 * loose.books.leaked
    assert strict.cost("treasury", "duty") < loose.cost("treasury", "duty")
