"""Draw and replenish: a vault lends in normal times to who runs low, as far as its entitlement goes."""

from __future__ import annotations

from typing import Any

import pytest
from trade import Play, Table, two_zones


def tables(**finance: Any) -> Table:
    """A vault with 60 t for users of 1 t/d, whose lane from CN fails for 40 days: nothing that would call a draw."""
    found = two_zones(
        500.0, share=1.0, cover=10.0,
        sites={"vault": {
            "kind": "stockpile", "country": "US", "active": False,
            "holds": {"metal": {"target": "60 t", "initial": "60 t"}},
        }},
        lanes=[
            {"name": "into", "material": "metal", "from": "cn", "to": "vault", "lead_time": "30 d"},
            {"name": "out", "material": "metal", "from": "vault", "to": "users", "lead_time": "2 d"},
        ],
        disruptions={"storm": {"kind": "lane_loss", "lanes": ["exports"], "starts": "day 100", "lasts": "40 d"}},
    )  # fmt: skip
    del found["sites"]["own"]
    found["lanes"] = [lane for lane in found["lanes"] if lane["name"] != "own"]
    money = {"budget": "1 bnUSD", "loan": "1 bnUSD", **finance}
    found["policies"] = {"vault": {"stockpile": {
        "site": "vault", "fill": "365 d", "draw": {"when": "by hand", "rate": "10 t/d"}, "finance": money,
    }}}  # fmt: skip
    return found


def test_who_runs_low_draws_no_more_than_its_entitlement() -> None:
    none = Play(tables(lends_below="8 d"))
    lends = Play(tables(lends_below="8 d", entitlement=0.3), "vault")
    (reserve,) = lends.sim.world.reserves
    assert none.lost() > 15.0
    assert reserve.drawn >= 0.3 * 60.0 - 1e-6
    assert lends.lost() == pytest.approx(none.lost() - 18.0, abs=4.0)


def test_it_is_bought_back() -> None:
    lends = Play(tables(lends_below="8 d", entitlement=0.3, replenish="100 d"), "vault")
    rank = lends.layout.outputs["vault", "metal"]
    assert lends.sim.world.holdings[rank].on_hand == pytest.approx(60.0, abs=1.0)


def test_without_the_right_nothing_is_drawn() -> None:
    still = Play(tables(), "vault")
    assert still.sim.world.reserves[0].drawn == 0.0
    assert still.lost() == pytest.approx(Play(tables()).lost(), abs=1e-9)
