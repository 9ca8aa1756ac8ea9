"""Measures of prices, producers and money, on books made by hand; and the calm that an economy adds.

The network is the small scenario with a price zone for the allies: ore and metal are sold in both zones, motors in the
allies' alone. Prices are looked at every 7 d, and the run of 30 d ends 2 d after the fifth look.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import disruptsim as ds
from disruptsim.errors import ScenarioError, SimulationError
from disruptsim.measures.registry import BASE, INDEX, MEASURES, OBSERVED, measures_of
from disruptsim.measures.subjects import FACTORIES, NETWORK, RIVALS, Subject, subjects_of
from disruptsim.measures.table import Comparison
from disruptsim.montecarlo.goals import read_goal
from disruptsim.montecarlo.run import choose_cases
from disruptsim.world.books import ACTORS, LINES, Books, check_books
from disruptsim.world.opening import futures_of
from disruptsim.world.outcome import Outcome
from disruptsim.world.pack import draw_up

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
PRICES = ["metal in allies", "metal in elsewhere", "motor in allies", "ore in allies", "ore in elsewhere"]
REFERENCE = np.array([60e3, 60e3, 90e3, 2e3, 2e3])  # USD/t
FIRMS = ["ally_refinery", "home_mine", "home_refinery", "motor_works"]  # sites 0, 1, 2, 4

NO_FIRM = np.zeros(0, bool)  # hand-made books have no firms of producers


def small(**changes: Any) -> ds.Scenario:
    tables = tomllib.loads(SMALL.read_text(encoding="utf-8"))
    return ds.Scenario.from_dict({**tables, "economy": {"zones": ["allies"]}, "horizon": "30 d", **changes})


def books(ratios: dict[str, list[float]] | None = None, paid: list[tuple[str, str, str, int]] | None = None, **changes: Any) -> Books:  # fmt: skip
    """Prices over their reference at five looks, 1 where none are given; and payments as (line, payer, payee, cents)."""
    prices = np.stack([np.array((ratios or {}).get(name, [1.0] * 5)) for name in PRICES], axis=1) * REFERENCE
    accounts = np.zeros((len(ACTORS), len(LINES), 2), np.int64)
    for line, payer, payee, cents in paid or []:
        accounts[ACTORS.index(payer), LINES.index(line), 0] += cents
        accounts[ACTORS.index(payee), LINES.index(line), 1] += cents
    found = Books(
        prices=prices, covers=np.ones((5, 5)), review=7.0, reference=REFERENCE, material=np.array([0, 0, 1, 2, 2]),
        zone=np.array([0, 1, 0, 0, 1]), zones=("allies", "elsewhere"), paid=np.zeros(5), bought=np.zeros(5),
        accounts=accounts, firm_sites=np.array([0, 1, 2, 4]), firm_states=np.zeros(4, np.int64),
        exits=np.zeros(4, np.int64), closed=np.full(4, math.inf), capacity=np.array([2.0, 30.0, 6.0, 4.0]),
        level=np.ones(4), on_line=np.zeros(4), opening_cash=np.zeros(4, np.int64), cash=np.zeros(4, np.int64),
        leaked=0.0, seized=0.0,
    )  # fmt: skip
    return replace(found, **changes)


class Table:
    """Measures of one run with books made by hand, against a twin with others."""

    def __init__(self, mine: Books, twin: Books | None = None, **changes: Any) -> None:
        scenario = small()
        plan = draw_up(scenario)
        calm: Outcome = ds.simulation(scenario, future="twin").run()
        self.subjects = subjects_of(plan)
        comparison = Comparison(plan, self.subjects, replace(calm, books=twin or books()))
        self.values, self.states = comparison.measure(replace(calm, books=mine, **changes))

    def __call__(self, measure: str, subject: str) -> float | None:
        """A value; None where it is missing."""
        row = [one.name for one in self.subjects].index(subject)
        seen = self.states[row, INDEX[measure]]
        return float(self.values[row, INDEX[measure]]) if seen == OBSERVED else None


def test_without_an_economy_there_is_nothing_of_it() -> None:
    plain = ds.load(SMALL)
    assert measures_of(plain) == BASE == MEASURES[: len(BASE)]
    assert measures_of(small()) == MEASURES
    result = ds.run(plain, 2, workers=1)
    assert result.values.shape[-1] == len(BASE)
    assert not {"price", "producers", "account"} & {one.kind for one in result.subjects}
    assert {future for _, future in result.cases} == {"all"}
    assert not any(name.startswith(("cost", "price")) for name in result.table())
    with pytest.raises(ScenarioError, match="is no measure with a mean"):
        read_goal("cost_treasury=5%", result.subjects, result.measures)


def test_subjects_of_money() -> None:
    found = subjects_of(draw_up(small()))
    assert [one.name for one in found if one.kind == "price"] == [f"price {name}" for name in PRICES]
    rivals = [one for one in found if one.kind == "producers"]
    # Of the zones only the allies' has producers: a refinery (site 0) and motor works (site 4).
    assert rivals == [Subject("producers in allies", "producers", (0, 4)), Subject(RIVALS, "producers", (0, 4))]
    accounts = [one.name for one in found if one.kind == "account"]
    assert len(accounts) == 4 * 15
    assert accounts[7] == "treasury: price_floor"


def test_prices() -> None:
    allies, elsewhere = [1.0, 1.0, 2.0, 3.0, 1.6], [1.0, 1.0, 0.5, 1.0, 0.8]
    bought = replace(books({"metal in allies": allies, "metal in elsewhere": elsewhere}),
                     paid=np.array([660e3, 0, 0, 0, 0]), bought=np.array([10.0, 0, 0, 0, 0]))  # fmt: skip
    table = Table(bought, trigger=10.0)
    assert table("price_peak", "price metal in allies") == pytest.approx(3.0)
    assert table("price_peak_day", "price metal in allies") == pytest.approx(21.0 - 10.0)
    assert table("price_high_days", "price metal in allies") == pytest.approx(7.0 + 7.0 + 2.0)
    assert table("price_low", "price metal in allies") == pytest.approx(1.0)
    assert table("price_low", "price metal in elsewhere") == pytest.approx(0.5)
    assert table("price_spread", "price metal in allies") == pytest.approx(2.0 / 0.5)
    assert table("price_spread", "price metal in elsewhere") is None, "it is the adversary's own zone"
    assert table("price_spread", "price motor in allies") is None, "nobody sells motors there"
    assert table("price_paid", "price metal in allies") == pytest.approx(660e3 / 10.0 / 60e3)
    assert table("price_paid", "price ore in allies") is None, "nothing was bought"
    assert table("price_peak_day", "price ore in allies") is None, "it never rose"
    assert table("price_peak", "all markets") is None


def test_a_peak_before_the_first_effect_counts_as_none_after_it() -> None:
    early = books({"ore in allies": [1.0, 1.2, 1.1, 1.0, 1.0]})
    assert Table(early, trigger=10.0)("price_peak_day", "price ore in allies") == 0.0
    assert Table(early)("price_peak_day", "price ore in allies") is None, "nothing happened to count from"


def test_volatility_is_a_years() -> None:
    """Changes of +-0.1 of the logarithm: their mean is 0, their variance 4 x 0.01 / 3."""
    up = math.exp(0.1)
    table = Table(books({"motor in allies": [1.0, up, 1.0, up, 1.0]}))
    assert table("price_volatility", "price motor in allies") == pytest.approx(math.sqrt(0.04 / 3) * math.sqrt(365 / 7))
    assert table("price_volatility", "price ore in allies") == 0.0


def test_producers() -> None:
    made = np.array([20.0, 0.0, 15.0, 0.0, 0.0, 0.0])
    mine = books(level=np.array([0.5, 1.0, 1.0, 0.0]), closed=np.array([12.0, math.inf, math.inf, math.inf]),
                 exits=np.array([2, 0, 0, 0]), on_line=np.array([50.0, 0.0, 10.0, 0.0]))  # fmt: skip
    table = Table(mine, made=made)
    assert [table("closed", name) for name in FIRMS] == [1.0, 0.0, 0.0, 0.0]
    assert [table("exits", name) for name in ("ally_refinery", "stage metal", RIVALS, "stage ore")] == [2, 2, 2, 0]
    assert table("closed", "stage metal") == 1.0
    assert [table("capacity_left", name) for name in FIRMS] == [1.0, 30.0, 6.0, 0.0]
    assert table("capacity_left", "stage metal") == 7.0
    assert table("capacity_left", RIVALS) == 1.0
    assert table("stranded", "ally_refinery") == 30.0
    assert table("stranded", "home_refinery") == 0.0, "it made more than that"
    assert table("stranded", "stage metal") == 30.0
    assert table("stranded", FACTORIES) is None, "unlike things cannot be added up"
    assert table("stranded", RIVALS) is None
    assert table("lost_making", RIVALS) is None
    # Metal: 6 of 7 t/d are the adversary's; ore: all; motors: there is no capacity left, of which nobody has a share.
    assert table("adversary_share", NETWORK) == pytest.approx((6 / 7 + 1.0) / 2)


def test_producers_without_money_of_their_own_stay() -> None:
    """Only the ally's refinery is a firm: the others stand with the capacity of their lines."""
    only = {"firm_sites": np.array([0]), "firm_states": np.zeros(1, np.int64), "exits": np.array([0]),
            "closed": np.array([math.inf]), "capacity": np.array([2.0]), "level": np.array([0.25]),
            "on_line": np.zeros(1)}  # fmt: skip
    table = Table(books(**only))
    assert table("capacity_left", "stage metal") == pytest.approx(0.5 + 900 / 365)
    assert table("capacity_left", "home_refinery") is None
    assert table("closed", "stage ore") is None


def test_money_is_held_against_the_twin() -> None:
    before = [("price_floor", "treasury", "producers", 100_000), ("goods", "buyers", "adversary", 5_000)]
    after = [("price_floor", "treasury", "producers", 350_050), ("goods", "buyers", "adversary", 1_000),
             ("goods", "vaults", "elsewhere", 700), ("interest", "producers", "lenders", 250)]  # fmt: skip
    table = Table(books(paid=after, leaked=3.0, seized=1.5), books(paid=before))
    found = {actor: table(f"cost_{actor}", NETWORK) for actor in ("treasury", "buyers", "producers", "adversary")}
    assert found == {"treasury": 2500.5, "buyers": -40.0, "producers": -2498.0, "adversary": 40.0}
    others = [table(f"cost_{actor}", NETWORK) for actor in ("vaults", "elsewhere", "lenders")]
    assert others == [7.0, -7.0, -2.5]
    assert table("cost", "treasury: price_floor") == 2500.5
    assert table("cost", "producers: price_floor") == -2500.5
    assert table("cost", "producers: interest") == 2.5
    assert table("cost", "buyers: freight") == 0.0
    assert (table("leaked", NETWORK), table("seized", NETWORK)) == (3.0, 1.5)


def test_how_they_are_summarised() -> None:
    """Costs have a mean and a tail; prices a tail; accounts a mean."""
    summaries = {measure.name: measure.summaries for measure in MEASURES}
    assert summaries["cost_treasury"] == summaries["price_peak"] == ("mean", "tail")
    assert summaries["cost"] == ("mean",)
    assert summaries["closed"] == ("share",)


def test_books_balance_to_the_cent() -> None:
    good = books(paid=[("duty", "buyers", "treasury", 123)])
    check_books(good, NO_FIRM)
    good.accounts[0, LINES.index("duty"), 1] += 1
    with pytest.raises(SimulationError, match="duty: paid 123 cents, got 124"):
        check_books(good, NO_FIRM)


def test_a_run_folder_keeps_them(tmp_path: Path) -> None:
    result = ds.run(small(horizon="1 yr"), 4, workers=1, out=tmp_path / "run")
    again = ds.load_run(tmp_path / "run")
    assert again.digest == result.digest
    assert again.values.shape[-1] == len(MEASURES)
    named = {row.measure for row in result.estimates()}
    assert {"price_peak", "cost_treasury", "cost"} <= named


def test_calm_comes_with_an_economy_and_a_policy() -> None:
    scenario = small()
    assert futures_of(scenario) == {"all": ["metal_ban"], "calm": []}
    policies = ["none", "buffer30", "reserve"]
    every = [(policy, future) for future in ("all", "calm") for policy in policies]
    assert choose_cases(scenario, None, None) == every
    assert choose_cases(scenario, None, ["all"]) == every, "calm cost is needed whichever future is named"
    assert choose_cases(scenario, ["reserve"], None) == [("reserve", "all"), ("reserve", "calm")]
    assert choose_cases(scenario, ["none"], None) == [("none", "all")], "doing nothing in calm is the twin"
    assert choose_cases(scenario, ["none"], ["calm"]) == [("none", "calm")]
    assert choose_cases(scenario, None, ["all"], calm=False) == every[:3]
    assert "calm" not in futures_of(small(policies={}))


def test_a_calm_that_the_scenario_has_is_its_own() -> None:
    own = small(futures={"calm": {"disruptions": ["metal_ban"]}, "quiet": {"disruptions": []}})
    assert futures_of(own) == {"calm": ["metal_ban"], "quiet": []}
    assert choose_cases(own, ["reserve"], ["quiet"]) == [("reserve", "quiet")]


@pytest.mark.parametrize("replication", [0, 1])
def test_doing_nothing_in_calm_is_the_twin(replication: int) -> None:
    """Event by event and cent by cent."""
    scenario = small(horizon="2 yr")
    calm, twin = (ds.simulation(scenario, replication=replication, future=f).run() for f in ("calm", "twin"))
    assert calm.fingerprint == twin.fingerprint
    assert calm.books is not None
    assert np.array_equal(calm.books.accounts, twin.books.accounts)
    assert np.array_equal(calm.books.prices, twin.books.prices)
