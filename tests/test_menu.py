"""The menu of policies: its numbers on a table of replications made by hand, its tables, and its place in commands.

Four replications of two years, the last without a disruption. In millions of dollars:

========  =================  ==================  ========================  ===================
policy    lost               treasury and buyers beyond none               in calm, two years
========  =================  ==================  ========================  ===================
none      10, 20, 30, 0      treasury 1          0                         0
buffer30  8, 14, 22, 0       treasury 1          2, all of buyers          1, all of buyers
reserve   10, 10, 10, 0      treasury 4          3, all of the treasury    2, all of the treasury
waste     10, 20, 30, 0      treasury 6          5, all of the treasury    -1, all of buyers
========  =================  ==================  ========================  ===================
"""

from __future__ import annotations

import io
import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console, Group
from shell import USAGE, Shell

import disruptsim as ds
from disruptsim.measures.registry import CENSORED, INDEX, MEASURES, OBSERVED
from disruptsim.measures.subjects import FACTORIES, NETWORK, TOTAL, subjects_of
from disruptsim.montecarlo.choices import Choice, Menu
from disruptsim.montecarlo.menu import menu
from disruptsim.montecarlo.ratios import ratio
from disruptsim.report.compare import comparison_json
from disruptsim.report.menu import menu_json, menu_tables
from disruptsim.report.overview import overview
from disruptsim.statistics.intervals import Interval
from disruptsim.world.pack import draw_up

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
M = 1e6
LOST = {"none": [10, 20, 30, 0], "buffer30": [8, 14, 22, 0], "reserve": [10, 10, 10, 0], "waste": [10, 20, 30, 0]}
TREASURY = {"none": 1, "buffer30": 1, "reserve": 4, "waste": 6}
BUYERS = {"none": 0, "buffer30": 2, "reserve": 0, "waste": 0}
CALM = {"none": (0, 0), "buffer30": (0, 1), "reserve": (2, 0), "waste": (0, -1)}  # treasury, buyers


def small(**changes: Any) -> ds.Scenario:
    tables = tomllib.loads(SMALL.read_text(encoding="utf-8"))
    tables["sites"]["motor_market"]["class"] = "defence"
    tables["policies"]["waste"] = tables["policies"]["buffer30"]
    return ds.Scenario.from_dict({**tables, "economy": {"zones": ["allies"]}, **changes})


class Hand:
    """A result of four replications, all missing but what is put into it."""

    def __init__(self, named: tuple[str, ...] = ("all",), **changes: Any) -> None:
        scenario = small(**changes)
        cases = [(policy, future) for future in (*named, "calm") for policy in LOST]
        subjects = subjects_of(draw_up(scenario))
        shape = (4, len(cases), len(subjects), len(MEASURES))
        triggers = np.full(shape[:2], 100.0)
        triggers[3] = math.inf
        self.result = ds.Result(
            scenario, "0", 1, "simpy", cases, subjects, np.zeros(shape), np.zeros(shape, np.uint8), triggers, 0
        )

    def put(self, measure: str, subject: str, policy: str, future: str, values: Any, states: Any = OBSERVED) -> None:
        where = self.result.case(policy, future), self.result.subject(subject), INDEX[measure]
        self.result.values[:, *where] = values
        self.result.states[:, *where] = states


@pytest.fixture
def hand() -> Hand:
    found = Hand()
    for policy, lost in LOST.items():
        found.put("lost_output", TOTAL, policy, "all", np.array(lost) * M)
        for future, (treasury, buyers) in (("all", (TREASURY[policy], BUYERS[policy])), ("calm", CALM[policy])):
            found.put("cost_treasury", NETWORK, policy, future, treasury * M)
            found.put("cost_buyers", NETWORK, policy, future, buyers * M)
    return found


def chosen(result: ds.Result, budget: float | None = None) -> dict[str, Choice]:
    found = menu(result, budget)
    assert found is not None
    assert list(found.futures) == ["all"], "calm is what others are held against"
    return {one.policy: one for one in found.futures["all"]}


def value(interval: Interval | None) -> float:
    assert interval is not None
    return interval.value


def test_losses(hand: Hand) -> None:
    found = chosen(hand.result)
    assert list(found) == ["none", "buffer30", "reserve", "waste"]
    assert [value(one.lost) for one in found.values()] == pytest.approx([15 * M, 11 * M, 7.5 * M, 15 * M])
    assert found["none"].less is None
    assert [value(found[p].less) for p in ("buffer30", "reserve", "waste")] == pytest.approx([-4 * M, -7.5 * M, 0])
    # Of four replications the worst is the whole tail.
    assert [value(one.tail) for one in found.values()] == [30 * M, 22 * M, 10 * M, 30 * M]


def test_a_difference_is_paired(hand: Hand) -> None:
    """Less by 2, 6, 8 and 0: mean 4, sd sqrt(40 / 3), t of 3 degrees at 97.5% 3.182446."""
    less = chosen(hand.result)["buffer30"].less
    assert less is not None
    half = 3.182446 * math.sqrt(40 / 3) / 2
    assert (less.low, less.high) == (pytest.approx((-4 - half) * M, rel=1e-6), pytest.approx((-4 + half) * M, rel=1e-6))


def test_costs(hand: Hand) -> None:
    found = chosen(hand.result)
    assert [value(one.cost) for one in found.values()] == [0, 2 * M, 3 * M, 5 * M]
    assert [value(one.calm_cost) for one in found.values()] == [0, 0.5 * M, 1 * M, -0.5 * M], "a year"
    assert [value(one.treasury_tail) for one in found.values()] == [1 * M, 1 * M, 4 * M, 6 * M]
    assert value(found["reserve"].pays["treasury"]) == 4 * M
    assert value(found["buffer30"].pays["buyers"]) == 2 * M
    assert "elsewhere" not in found["none"].pays, "nothing is known of it"


def test_what_a_dollar_saves(hand: Hand) -> None:
    found = chosen(hand.result)
    assert value(found["buffer30"].saved) == pytest.approx(4 / 2)
    assert value(found["reserve"].saved) == pytest.approx(7.5 / 3)
    assert value(found["waste"].saved) == 0.0
    assert value(found["buffer30"].per_dollar) == pytest.approx(2 / 4)
    assert math.isnan(value(found["waste"].per_dollar)), "nothing is avoided"
    assert found["none"].saved is None


def test_break_even(hand: Hand) -> None:
    """Calm cost a year over what is avoided in a replication with a disruption: (2 + 6 + 8) / 3 and (0 + 10 + 20) / 3."""
    found = chosen(hand.result)
    assert value(found["buffer30"].break_even) == pytest.approx(0.5 / (16 / 3))
    assert value(found["reserve"].break_even) == pytest.approx(1 / 10)
    assert math.isnan(value(found["waste"].break_even))


def test_who_is_dominated(hand: Hand) -> None:
    found = chosen(hand.result)
    assert [one.efficient for one in found.values()] == [True, True, True, False]


def test_within_the_budget(hand: Hand) -> None:
    """Without limits the reserve loses least; it needs 3 M beyond none, and of the rest the buffer does.

    Without the reserve the buffer is best unless only the last replication is drawn, in which all are: 1 of 256.
    """
    free = chosen(hand.result)
    assert all(one.affordable for one in free.values())
    assert free["none"].best < 0.01
    assert math.fsum(one.best for one in free.values()) == pytest.approx(1.0)
    tight = chosen(hand.result, 2.5 * M)
    assert [one.affordable for one in tight.values()] == [True, True, False, False]
    assert tight["reserve"].best == 0.0
    assert tight["buffer30"].best > 0.98
    assert chosen(hand.result, 3 * M)["reserve"].affordable


def test_the_least_loss_is_as_likely_as_resamples_say(hand: Hand) -> None:
    """Of three replications that matter, the reserve loses 2 more, 4 less and 12 less than the buffer.

    Drawn four times with odds of a quarter each, it is the best if the sum is below zero, and shares with the buffer
    where it is zero (with all four if only the last is drawn): counted over all 256.
    """
    gaps = np.array([2, -4, -12, 0])
    draws = np.stack(np.meshgrid(*[gaps] * 4), axis=-1).reshape(-1, 4).sum(axis=1)
    exact = np.mean(draws < 0) + 0.5 * np.mean(draws == 0) - (0.5 - 0.25) / 256
    assert chosen(hand.result)["reserve"].best == pytest.approx(exact, abs=0.03)


def test_per_tonne_day_and_time(hand: Hand) -> None:
    for policy, days in (("none", 100.0), ("buffer30", 60.0), ("reserve", 100.0), ("waste", 100.0)):
        hand.put("shortfall_days", "motor_market", policy, "all", days)
    hand.put("time_to_survive", TOTAL, "none", "all", [50, 60, 70, 0], [OBSERVED, OBSERVED, OBSERVED, 0])
    hand.put("time_to_survive", TOTAL, "buffer30", "all", [80, 90, 200, 0], [OBSERVED, OBSERVED, CENSORED, 0])
    found = chosen(hand.result)
    assert value(found["buffer30"].per_tonne_day) == pytest.approx(2 * M / 40)
    assert math.isnan(value(found["reserve"].per_tonne_day))
    assert value(found["buffer30"].longer) == pytest.approx((30 + 30 + 130) / 3)
    assert found["reserve"].longer is None


def test_what_happens(hand: Hand) -> None:
    hand.put("stopped", FACTORIES, "none", "all", [1, 1, 0, 0])
    hand.put("first_stop", FACTORIES, "none", "all", [40, 60, 900, 900], [OBSERVED, OBSERVED, CENSORED, CENSORED])
    hand.put("short", "class defence", "none", "all", [1, 1, 1, 0])
    hand.put("adversary_share", NETWORK, "none", "all", [0.5, 0.6, 0.7, 0.6])
    hand.put("time_to_recover", TOTAL, "none", "all", [100, 200, 300, 400])
    found = chosen(hand.result)["none"]
    assert value(found.stops) == 0.5
    assert value(found.first_stop) == 40.0, "the lower of two middle ones"
    assert value(found.defence_short) == 0.75
    assert value(found.adversary_share) == pytest.approx(0.6)
    assert value(found.recover) == pytest.approx(250.0)


def test_regret_over_futures() -> None:
    """Means by future: a 15, 11, 7.5, 15 and b 1, 2, 6, 1: each policy's worst distance from the best there."""
    hand = Hand(("a", "b"), futures={"a": {"disruptions": ["metal_ban"]}, "b": {"disruptions": []}})
    for (policy, lost), other in zip(LOST.items(), (1, 2, 6, 1), strict=True):
        hand.put("lost_output", TOTAL, policy, "a", np.array(lost) * M)
        hand.put("lost_output", TOTAL, policy, "b", other * M)
    found = menu(hand.result)
    assert found is not None
    assert list(found.futures) == ["a", "b"]
    regret = {policy: one.value for policy, one in found.regret.items()}
    assert regret == pytest.approx({"none": 7.5 * M, "buffer30": 3.5 * M, "reserve": 5 * M, "waste": 7.5 * M})
    assert found.regret["buffer30"].low <= 3.5 * M <= found.regret["buffer30"].high
    rows = [line.split()[0] for line in shown([overview(found)]).splitlines()]
    assert [row for row in rows if row in LOST] == ["buffer30", "reserve", "none", "waste"]


def test_without_doing_nothing_there_is_nothing_to_hold_it_against(hand: Hand) -> None:
    result = hand.result
    keep = [n for n, (policy, _) in enumerate(result.cases) if policy == "reserve"]
    alone = ds.Result(result.scenario, "0", 1, "simpy", [result.cases[n] for n in keep], result.subjects,
                      result.values[:, keep], result.states[:, keep], result.triggers[:, keep], 0)  # fmt: skip
    (found,) = chosen(alone).values()
    assert value(found.lost) == 7.5 * M
    assert (found.less, found.saved, found.cost) == (None, None, None)
    assert value(found.calm_cost) == 1 * M, "in calm doing nothing is the twin"


def test_in_tonnes_where_nothing_has_a_value(hand: Hand) -> None:
    hand.result.states[..., INDEX["lost_output"]] = 0
    for policy, lost in LOST.items():
        hand.put("unserved", TOTAL, policy, "all", lost)
    found = menu(hand.result)
    assert found is not None
    assert found.unit == "t"
    first = found.futures["all"][1]
    assert (value(first.less), first.saved, first.break_even) == (-4.0, None, None)
    assert "USD saved" in shown(menu_tables(found, "all", 200))


def test_ratios_of_means() -> None:
    """Weighted by odds; over a part of the replications below the line; without a value where that is nothing."""
    top, odds = np.array([1.0, 3.0]), np.array([0.25, 0.75])
    assert ratio(top, np.ones(2), odds).value == 2.5
    part = ratio(top, np.array([4.0, 100.0]), np.full(2, 0.5), of=np.array([True, False]))
    assert part.value == pytest.approx(2.0 / 4.0)
    assert part.high == math.inf, "resamples without the part have no ratio"
    for bottom in (np.zeros(2), -np.ones(2)):
        assert math.isnan(ratio(top, bottom, odds).value)
        assert ratio(top, bottom, odds).n == 0


def test_the_interval_of_a_ratio_covers_as_it_says() -> None:
    """Of exponential tops and bottoms with a ratio of means of 2; 100 each; within what 300 trials leave open."""
    chance = np.random.Generator(np.random.Philox(5))
    hits = 0
    for _ in range(300):
        found = ratio(chance.exponential(2.0, 100), chance.exponential(1.0, 100), np.full(100, 0.01))
        hits += found.low <= 2.0 <= found.high
    assert 0.90 <= hits / 300 <= 0.985


def shown(tables: Any, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(Group(*tables))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return str(text)


def test_the_table(hand: Hand) -> None:
    found = menu(hand.result, 2.5 * M)
    assert found is not None
    text = shown(menu_tables(found, "all", 200))
    rows = text.splitlines()
    for title in ("any stop", "first stop", "recover", "lost output", "CVaR95", "defence", "adversary", "calm cost",
                  "treasury", "USD saved", "break-even"):  # fmt: skip
        assert title in rows[0] + rows[1]
    first = {row.split()[0]: row for row in reversed(rows) if row.split() and row.split()[0] in LOST}
    assert first["none"].split()[:3] == ["none", "*", "\u2013"]
    assert first["reserve"].split()[1] == "*"
    assert first["waste"].split()[1] != "*"
    assert "-7.50" in first["reserve"]
    assert "beyond budget" in text
    assert "2.50 MUSD" in text
    assert "Who pays" in text


def test_never_and_always_are_said(hand: Hand) -> None:
    """A calm cost above all that is avoided never pays; one below nothing always does."""
    hand.put("cost_treasury", NETWORK, "reserve", "calm", 100 * M)
    hand.put("cost_buyers", NETWORK, "buffer30", "calm", -1 * M)
    found = menu(hand.result)
    assert found is not None
    ends = {one.policy: one.break_even for one in found.futures["all"]}
    assert value(ends["reserve"]) == pytest.approx(50 / 10)
    assert value(ends["buffer30"]) < 0
    rows = shown(menu_tables(found, "all", 200)).splitlines()
    first = {row.split()[0]: row.split() for row in reversed(rows) if row.split() and row.split()[0] in LOST}
    assert first["reserve"][-1] == ">1"
    assert first["buffer30"][-1] == "0.00"
    assert first["waste"][-1] == "\u2013"


def test_a_narrow_terminal_has_more_tables(hand: Hand) -> None:
    found = menu(hand.result)
    assert found is not None
    wide, narrow = (menu_tables(found, "all", width) for width in (200, 60))
    assert len(narrow) > len(wide)
    assert max(map(len, shown(narrow, 60).splitlines())) <= 60
    assert "break-even" in shown(narrow, 60)


def test_names_cannot_steer_a_terminal() -> None:
    found = Menu("USD", 0.95, None, {"all": [Choice("\x1b[31mred")]}, {"\x1b[31mred": Interval(1.0, 0.0, 2.0, 3, "t")})
    text = shown(menu_tables(found, "all", 120))
    assert "\x1b" not in text
    assert "\\x1b[31mred" in text


def test_json_is_strict(hand: Hand) -> None:
    import json

    found = menu(hand.result, 1e9)
    assert found is not None
    plain = json.loads(json.dumps(menu_json(found), allow_nan=False))
    assert (plain["unit"], plain["budget"], plain["futures"][0]["future"]) == ("USD", 1e9, "all")
    assert plain["futures"][0]["policies"][3]["per_dollar"]["value"] is None
    assert plain["regret"][0]["policy"] == "none"
    assert "menu" in comparison_json({}, "", 4, [], None, found)
    assert "menu" not in comparison_json({}, "", 4, [])


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "180")
    return Shell(capsys)


def test_commands(shell: Shell) -> None:
    """First in `run` and `compare` where there is an economy, and nowhere else; calm is no future of its own there."""
    few, economy = ("-n", "4"), ("--set", "economy.review=7 d")
    plain = shell("run", str(SMALL), *few)[0]
    assert "USD saved" not in plain
    out = shell("run", str(SMALL), *few, *economy)[0]
    assert out.index("USD saved") < out.index("Who pays") < out.index("Markets hit hardest")
    assert "What each policy buys" not in out, "the menu says it"
    assert "future calm" not in out
    out = shell("compare", str(SMALL), *few, *economy, "--budget", "1 bnUSD")[0]
    assert out.index("Menu of policies") < out.index("unserved of all markets")
    assert "1.00 bnUSD" in out
    found = shell.json("compare", str(SMALL), *few, *economy, "--budget", "20 MUSD")
    assert found["menu"]["budget"] == 20e6
    assert {one["future"] for one in found["comparisons"]} == {"all"}
    assert "menu" not in shell.json("compare", str(SMALL), *few)
    assert "cost_treasury" in {row["measure"] for row in shell.json("run", str(SMALL), *few, *economy)["estimates"]}


@pytest.mark.parametrize(("budget", "word"), [("1 bnUSD", "no economy"), ("5 t", "units: USD"), ("lots", "USD")])
def test_budgets_that_are_none(budget: str, word: str, shell: Shell) -> None:
    _, err = shell("compare", str(SMALL), "-n", "2", "--budget", budget, code=USAGE)
    assert word in err
    assert "--budget" in err


def test_precision_is_not_asked_of_calm() -> None:
    """In calm nothing is lost, and a cost of zero has no relative error to reach."""
    result = ds.run(small(), 40, workers=1, precision=("unserved=15%",), policies=["none", "reserve"])
    assert result.replications <= 40
    assert {future for _, future in result.cases} == {"all", "calm"}
