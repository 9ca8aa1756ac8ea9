"""What moves prices, and what prices move; the episodes whose figures the rules must give."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from trade import REFERENCE, Play, ban, two_zones

MONTH = 30.4
START = 100.0


def episode(notice: float, rush: float, flows: list[float], share: float, cover: float, hoarding: float = 2.0) -> Play:
    """Observed flows of one episode, as shares of normal: a rush after the notice, then month by month.

    The lane carries at most what was observed: `rush` in the time of notice, then a ban that lets each month's share
    through. The actor's share of what is used outside, and cover there, were not observed: they are what fits.
    """
    tables = two_zones(400.0, share, cover)
    tables["sites"]["cn"] |= {
        "capacity": f"{1.0 + share} t/d",
        "cover": {"metal": "90 d"},
        "storage": {"metal": "400 d"},
    }
    tables["sites"]["own"]["capacity"] = f"{1.0 - share} t/d"
    tables["sites"]["users"]["patience"] = "400 d"
    tables["lanes"][0] |= {"capacity": f"{rush * share} t/d", "lead_time": "35 d"}
    tables["disruptions"] = {
        f"month{n}": ban(START + n * MONTH, MONTH, passes=flow / rush, announced=f"day {START - notice}",
                         hoarding=hoarding, calm="300 d")
        for n, flow in enumerate(flows)
    }  # fmt: skip
    return Play(tables)


def after_notice(play: Play, zone: str, notice: float, days: float) -> float:
    """Price so many days after the notice, at the first look from then on."""
    return play.price(zone, START - notice + days + 6.999)


def test_gallium_2023() -> None:
    """Announced 3 July, effective 1 August 2023; x1.13 after a week, x1.54 at two months, x2.16 at five."""
    play = episode(29.0, 1.16, [0.0, 0.0, 0.08, 0.27, 0.34, 0.34], share=0.5, cover=90.0)
    for days, expected in ((7.0, 1.13), (93.0, 1.54), (165.0, 2.16)):
        assert after_notice(play, "bloc", 29.0, days) == pytest.approx(expected, rel=0.15)


def test_antimony_2024() -> None:
    """Effective 15 September 2024; x1.51 outside by mid-January, and 1.77 times the price inside."""
    play = episode(31.0, 2.03, [0.06, 0.25, 0.53, 0.5], share=0.6, cover=45.0)
    begin, end = (after_notice(play, "bloc", 31.0, days) for days in (31.0, 152.0))
    assert end / begin == pytest.approx(1.51, rel=0.15)
    assert end / after_notice(play, "china", 31.0, 152.0) == pytest.approx(1.77, rel=0.15)


def test_graphite_2023() -> None:
    """42 days of notice and a rush at 3.25 times normal: a flat price to February, three months after the effect."""
    play = episode(42.0, 3.25, [0.16, 0.14, 0.3, 0.5, 0.7, 0.9], share=0.6, cover=60.0, hoarding=3.0)
    path = play.path("bloc")[: int((START + 90.0) // 7.0)]
    assert path.max() <= 1.15
    assert path.min() >= 0.85


def test_zones_part_when_lanes_shut_and_close_after() -> None:
    """Ratio above 1.4 within two months at 0 to 10% of normal flow; together again once goods come in freely."""
    for passes in (0.0, 0.1):
        play = Play(two_zones(900.0, cover=20.0, disruptions={"ban": ban(100.0, 120.0, passes=passes)}))
        ratio = play.path("bloc") / play.path("china")
        assert ratio[: (99 // 7)] == pytest.approx(1.0, abs=0.01)
        assert ratio[(100 // 7) : (160 // 7) + 1].max() > 1.4
        assert ratio[-20:] == pytest.approx(1.0, abs=0.1)


def test_one_world_price_does_not_split() -> None:
    """The same ban with one price for all: one number, and it hardly moves, for what is not exported stays at home."""
    tables = two_zones(900.0, cover=20.0, economy={"zones": []}, disruptions={"ban": ban(100.0, 120.0)})
    play = Play(tables)
    assert play.books.zones == ("world",)
    assert play.path("world").max() < 1.4
    assert Play(tables | {"economy": {"zones": ["china", "bloc"]}}).path("bloc").max() > 1.8


def test_in_calm_prices_rest() -> None:
    """To a ten-thousandth: cover of the second year may leave, by little, what the first year showed."""
    play = Play(two_zones())
    for zone in ("china", "bloc"):
        assert play.path(zone) == pytest.approx(1.0, abs=1e-4)


def test_prices_rest_without_an_economy() -> None:
    tables = two_zones(disruptions={"ban": ban()})
    del tables["economy"]
    import disruptsim as ds

    found = ds.simulation(ds.Scenario.from_dict(tables), seed=1).run()
    assert found is not None
    assert found.books is None


def test_the_notice_alone_raises_the_price_outside() -> None:
    """By ((1.35 + 0.2) / 1.2) ^ 1 in the end, where cover stays what it was, and only where the actor is not."""
    event = ban(600.0, 50.0, announced="day 100", hoarding=1.0)
    economy = {"theta": 1.0}
    tables = two_zones(600.0, share=0.2, disruptions={"ban": event}, economy=economy)
    tables["lanes"][0]["freight"] = "80 USD/kg"  # so that arbitrage binds late
    play = Play(tables)
    assert play.price("bloc", 99.0) == pytest.approx(1.0)
    assert play.price("bloc", 590.0) == pytest.approx(1.55 / 1.2, rel=1e-3)
    assert play.path("china").max() == pytest.approx(1.0, abs=1e-9)


def test_arbitrage_bounds_the_price() -> None:
    """Over a lane that is not rationed, no zone is dearer than the other by more than freight."""
    event = ban(600.0, 50.0, announced="day 100", hoarding=1.0)
    play = Play(two_zones(600.0, share=0.2, disruptions={"ban": event}))
    assert play.path("bloc").max() == pytest.approx(1.01, rel=1e-6)


def test_a_price_moves_faster_up_than_down() -> None:
    """ln(price) goes 1 - exp(-7/21) of its way up in a week, 1 - exp(-7/42) down."""
    event = ban(600.0, 50.0, announced="day 100", hoarding=1.0)
    tables = two_zones(600.0, share=0.2, disruptions={"ban": event})
    tables["lanes"][0]["freight"] = "80 USD/kg"
    path = np.log(Play(tables).path("bloc"))
    first = (100 // 7) + 1
    way = math.log(1.55 / 1.2)
    assert path[first] == pytest.approx(way * (1.0 - math.exp(-7.0 / 21.0)), rel=1e-9)
    assert (way - path[first + 1]) / (way - path[first]) == pytest.approx(math.exp(-7.0 / 21.0), rel=1e-9)


def test_demand_responds_by_its_elasticity() -> None:
    tables = two_zones(900.0, cover=20.0, disruptions={"ban": ban(100.0, 400.0)})
    still = Play(tables)
    tables["sites"]["users"] |= {"elasticity": 0.3}
    play = Play(tables)
    assert play.path("bloc").max() < still.path("bloc").max()
    holding = play.sim.world.holdings[play.outcome.market("users")]
    height = float(play.path("bloc")[-1])
    assert holding.response == pytest.approx(height**-0.3, rel=0.01)


def test_the_long_run_takes_long() -> None:
    """With a long-run elasticity, demand goes on falling while the price is high."""
    tables = two_zones(1400.0, cover=20.0, disruptions={"ban": ban(100.0, 1300.0)})
    tables["sites"]["users"] |= {"elasticity": 0.1, "long_elasticity": 0.6}
    play = Play(tables)
    curve = play.outcome.curve("users")

    def asked(begin: float, end: float) -> float:
        a, b = (float(np.interp(day, curve[:, 0], curve[:, 2])) for day in (begin, end))
        return (b - a) / (end - begin)

    assert asked(0.0, 90.0) == pytest.approx(1.0, abs=1e-6)
    assert asked(1200.0, 1300.0) < asked(300.0, 400.0) < 1.0


def factory(**fields: Any) -> dict[str, Any]:
    """A works that needs a tonne of metal for each of its tools, and its market."""
    return {
        "sites": {
            "works": {"kind": "factory", "country": "US", "makes": "tool", "needs": {"metal": 1.0}, "capacity": "2 t/d",
                      "campaign": "7 d", "cover": {"metal": "20 d"}, **fields},
            "tools": {"kind": "market", "country": "US", "demands": "tool", "rate": "1 t/d"},
        },
        "lanes": [
            {"name": "to works", "material": "metal", "from": "cn", "to": "works", "lead_time": "30 d"},
            {"name": "to tools", "material": "tool", "from": "works", "to": "tools", "lead_time": "3 d"},
        ],
        "materials": {"tool": {"price": "900 USD/kg"}},
    }  # fmt: skip


def test_plants_save_what_is_dear_at_most_so_much_a_year() -> None:
    """At twice the price or more 10% a year, never more than the most; nothing at the price of calm."""
    event = ban(100.0, 2000.0, passes=0.3)
    parts = factory()
    economy = {"substitution": "10 %/yr", "substitution_most": 0.15}
    play = Play(two_zones(1200.0, disruptions={"ban": event}, economy=economy, **parts))
    works = play.layout.inputs["works", "metal"]
    saved = 1.0 - play.sim.world.holdings[works].per_unit
    assert 0.10 < saved <= 0.15 + 1e-12
    calm = Play(two_zones(400.0, economy=economy, **factory()))
    assert calm.sim.world.holdings[works].per_unit == 1.0


def test_contracts_lag_behind_the_spot_price() -> None:
    """In a shortage the mean price paid stays well under the spot price where most is paid by contract."""
    tables = two_zones(300.0, cover=20.0, disruptions={"ban": ban(100.0, 200.0, passes=0.3)})
    paid = {}
    for part in (0.0, 0.9):
        tables["economy"]["contract"] = part
        books = Play(tables).books
        row = int(np.flatnonzero(books.zone == 1)[0])
        paid[part] = float(books.paid[row] / books.bought[row] / books.reference[row])
    assert paid[0.0] > paid[0.9] > 1.0
    tables["lanes"][0]["fixed_price"] = True
    tables["lanes"][0]["contract"] = 1.0
    tables["lanes"][1] |= {"fixed_price": True, "contract": 1.0}
    books = Play(tables).books
    row = int(np.flatnonzero(books.zone == 1)[0])
    exports = 1.0 + 0.01 * float(books.bought[row] > 0)
    assert 1.0 <= books.paid[row] / books.bought[row] / books.reference[row] <= exports


def test_the_rise_of_landed_cost_turns_buyers() -> None:
    """A duty of 20% on one of two open lanes: where its share of orders ends, weights and prices agree.

    With s the share that comes in, at a landed cost of 1.21 over the reference, the price inside is lifted by 0.21 s:
    the taxed lane's rise is 0.2 - 0.21 s more than the other's, and s / (1 - s) = exp(-(0.2 - 0.21 s) / theta).
    """
    tables = two_zones(1500.0, share=0.5, economy={"theta": 0.2})
    tables["sites"]["own"] |= {"capacity": "3 t/d", "cover": {"metal": "60 d"}}
    tables["policies"] = {"duty": {"tariff": {"importers": "bloc", "ad_valorem": 0.2, "materials": ["metal"]}}}
    none, taxed = Play(tables), Play(tables, "duty")
    lane = none.layout.lane_rank["exports"]
    assert none.outcome.delivered[lane] == pytest.approx(750.0, rel=0.05)
    share = 0.5
    for _ in range(200):
        share = 1.0 / (1.0 + math.exp((0.2 - 0.21 * share) / 0.2))
    begun = Play({**tables, "horizon": "1000 d"}, "duty").outcome.delivered[lane]
    assert (taxed.outcome.delivered[lane] - begun) / 500.0 == pytest.approx(share, rel=0.05)


def test_what_firms_hold_on_top_costs_them_its_carry() -> None:
    """30 t of metal at 100 USD/kg for the rest of two years, at 12% a year; nothing without a buffer."""
    tables = two_zones(730.0, share=0.5)
    tables["sites"]["own"]["capacity"] = "2 t/d"
    tables["policies"] = {"more": {"buffer": {"materials": ["metal"], "cover": "+30 d", "sites": ["users"]}}}
    assert Play(tables).cost("buyers", "storage") == 0.0
    years = (730.0 - 45.0) / 365.0  # they are there after some weeks
    assert Play(tables, "more").cost("buyers", "storage") == pytest.approx(30 * REFERENCE * 0.12 * years, rel=0.1)
