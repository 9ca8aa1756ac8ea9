"""Retaliation: a disruption that follows a policy comes where that is adopted, and nowhere else; a draw called by price."""

from __future__ import annotations

from typing import Any

import pytest
from trade import Play, Table, ban, two_zones

DUTY = {"tariff": {"importers": "bloc", "origins": "CN", "ad_valorem": 0.1, "materials": ["metal"]}}


def tables(**answer: Any) -> Table:
    """A duty from day 60 on, and a ban that answers it 40 days later for 200 days."""
    banned = ban(lasts=200.0, after="duty", delay="40 d", hoarding=1.0, **answer)
    del banned["starts"]
    return two_zones(
        500.0, share=0.99, cover=20.0, disruptions={"answer": banned},
        policies={"duty": {"adopted": {"promised": "day 60"}, **DUTY}, "other": DUTY},
    )  # fmt: skip


def test_it_comes_after_the_policy_that_it_answers_and_no_other() -> None:
    found = tables()
    assert Play(found).lost() == Play(found, "other").lost() == 0.0
    answered = Play(found, "duty")
    (control,) = answered.sim.world.controls
    assert control.starts == 100.0
    assert answered.lost() > 80.0


def test_its_coin_decides() -> None:
    assert Play(tables(probability=0.0), "duty").lost() == 0.0


def test_nothing_answers_in_the_twin() -> None:
    assert Play(tables(), future="twin").lost() == 0.0


def test_a_reserve_is_drawn_when_the_price_is_high() -> None:
    """From the first look at which it is above the level, after the time to react; never where it stays under."""
    found = two_zones(
        500.0, share=0.99, cover=20.0, disruptions={"ban": ban(100.0, 200.0)},
        sites={"store": {
            "kind": "stockpile", "country": "US", "holds": {"metal": {"target": "100 t", "initial": "100 t"}},
            "draw": {"when": "price above 130 %", "after": "10 d", "rate": "1 t/d"},
        }},
        lanes=[{"name": "out", "material": "metal", "from": "store", "to": "users", "lead_time": "2 d"}],
    )  # fmt: skip
    drawn = Play(found)
    found["sites"]["store"]["draw"]["when"] = "price above 100000 %"
    still = Play(found)
    assert still.sim.world.reserves[0].drawn == 0.0
    assert drawn.sim.world.reserves[0].drawn == pytest.approx(100.0, rel=0.02)
    assert drawn.lost() == pytest.approx(still.lost() - 100.0, rel=0.1)
