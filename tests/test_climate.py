"""Climates: disruptions that come in series, by known answers; and everything that they leave as it is."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from broken import Broken, add
from hand import Table, control, lane, market, network, usual, warehouse
from numpy.typing import NDArray
from plays import assert_same, play, shuffled
from scipy import stats
from shell import INVALID, Shell

import disruptsim as ds
from disruptsim.errors import ScenarioError
from disruptsim.scenario.realise import at_means, uncertain_keys
from disruptsim.world.chance import Chance
from disruptsim.world.climate import Exposure, climate_path, shares_of_time
from disruptsim.world.fate import realised
from disruptsim.world.kinds import NEVER
from disruptsim.world.timeline import Instance, draw_timeline
from disruptsim.world.triggers import outage_time

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
YEAR = 365.0
RATE = 12.0  # a year
INSTANT = "1e-6 d"


def states(*factors: float, lasts: float = 100.0) -> Table:
    """A climate that goes to and fro between two states."""
    return {"states": {f"s{n}": {"lasts": f"{lasts} d", "factor": factor} for n, factor in enumerate(factors)}}


def three(*factors: float) -> Table:
    """Truce, tension and conflict. For each visit to tension there are 0.6 to truce and 0.4 to conflict: 120 d of
    truce and 20 of conflict for 100 of tension, and so 1/2, 5/12 and 1/12 of the time."""
    truce, tension, conflict = factors
    return {
        "states": {
            "truce": {"lasts": "200 d", "factor": truce, "then": {"tension": 1.0}},
            "tension": {"lasts": "100 d", "factor": tension, "then": {"truce": 0.6, "conflict": 0.4}},
            "conflict": {"lasts": "50 d", "factor": conflict, "then": {"tension": 1.0}},
        }
    }


TO_AND_FRO = states(0.0, 2.0)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def ban(climate: str | None = "east", lasts: Any = INSTANT, rate: float = RATE) -> Table:
    found = control("ban", rate=f"{rate} 1/yr", lasts=lasts)
    return found if climate is None else {**found, "climate": climate}


def world(climates: Table, horizon: float = YEAR, **bans: Table) -> ds.Scenario:
    return ds.Scenario.from_dict(usual(horizon, bans or {"a": ban()}, climates=climates))


def timeline(scenario: ds.Scenario, replication: int = 0, seed: int = 1) -> dict[str, list[Instance]]:
    chance = Chance(seed, replication)
    names = sorted(scenario.disruptions)
    found = draw_timeline(realised(scenario, chance), names, chance, calm=False)
    return {name: [one for one in found if one.name == name] for name in names}


def counts(scenario: ds.Scenario, replications: int, seed: int = 1) -> NDArray[np.float64]:
    """How often each disruption happens, one row a replication."""
    rows = [timeline(scenario, number, seed) for number in range(replications)]
    return np.array([[len(row[name]) for name in sorted(row)] for row in rows], dtype=float)


def dispersion(number: NDArray[np.float64]) -> float:
    return float(number.var(ddof=1) / number.mean())


@pytest.mark.parametrize("factors", [(0.0, 1.0, 6.0), (0.5, 2.0, 1.0)])
def test_the_rate_in_the_long_run_is_the_mean_over_shares_of_time(factors: tuple[float, ...]) -> None:
    scenario = world({"east": three(*factors)}, 20 * YEAR, a=ban(rate=3.0))
    shares = shares_of_time(scenario.climates["east"])
    assert shares == pytest.approx({"truce": 1 / 2, "tension": 5 / 12, "conflict": 1 / 12}, rel=1e-14)
    expected = 20 * 3.0 * math.fsum(np.array(factors) * [1 / 2, 5 / 12, 1 / 12])
    found = counts(scenario, 100)[:, 0]
    assert abs(found.mean() - expected) < 4 * found.std() / math.sqrt(len(found))
    assert found.std() / math.sqrt(len(found)) < 0.05 * expected


def test_a_climate_is_stationary_from_the_start() -> None:
    """At the start and a year later, states have their shares of time in the long run."""
    climate, n = world({"east": three(1, 2, 3)}).climates["east"], 2000
    for day in (0.0, YEAR):
        here = [
            max(climate_path("east", climate, Chance(3, r), 2 * YEAR), key=lambda p: (p[0] <= day) * (1 + p[0]))[1]
            for r in range(n)
        ]
        for factor, share in ((1.0, 1 / 2), (2.0, 5 / 12), (3.0, 1 / 12)):
            assert abs(here.count(factor) / n - share) < 4 * math.sqrt(share * (1 - share) / n), (day, factor)


def test_states_that_pass_have_no_share_of_time() -> None:
    """From the old order there is no way back."""
    table = three(1, 2, 3)
    table["states"]["order"] = {"lasts": "900 d", "factor": 0.0, "then": {"truce": 0.5, "conflict": 0.5}}
    climate = world({"east": table}).climates["east"]
    assert shares_of_time(climate) == pytest.approx({"truce": 1 / 2, "tension": 5 / 12, "conflict": 1 / 12, "order": 0})
    begun = world({"east": {**table, "begins": "order"}}).climates["east"]
    paths = [climate_path("east", begun, Chance(1, r), 50_000.0) for r in range(50)]
    assert all(path[0] == (0.0, 0.0) for path in paths)
    assert all(factor > 0.0 for path in paths for _, factor in path[1:])
    first = np.array([path[1][0] for path in paths])
    assert abs(first.mean() - 900) < 4 * 900 / math.sqrt(50)


def test_happenings_come_in_series() -> None:
    """To and fro between nothing and twice the rate, 100 d each: the rate has the variance r^2 and forgets itself at
    a = 1/100 + 1/100 a day, so that counts over t days have the variance rt + 2 r^2 (t/a - (1 - exp(-at)) / a^2)."""
    found = counts(world({"east": TO_AND_FRO}), 1000)[:, 0]
    r, a = RATE / YEAR, 0.02
    variance = RATE + 2 * r**2 * (YEAR / a - (1 - math.exp(-a * YEAR)) / a**2)
    assert abs(found.mean() - RATE) < 4 * math.sqrt(variance / 1000)
    assert dispersion(found) > 1.5
    assert dispersion(found) == pytest.approx(variance / RATE, rel=0.2)


def test_with_factors_of_one_counts_are_poissons() -> None:
    found = counts(world({"east": states(1.0, 1.0)}), 1000)[:, 0]
    assert dispersion(found) == pytest.approx(1.0, abs=4 * math.sqrt(2 / 1000))
    edges = np.array([-1, 7, 9, 10, 11, 12, 13, 14, 16, 1000])
    expected = 1000 * np.diff(stats.poisson.cdf(edges, RATE))
    observed = np.histogram(found, edges + 0.5)[0]
    assert stats.chisquare(observed, expected).pvalue > 0.001


@pytest.mark.parametrize("factor", [1.0, 3.0])
def test_one_factor_everywhere_is_that_factor_on_the_rate(factor: float) -> None:
    """The same happenings as at the rate itself, but for the last bits."""
    lasts = {"exponential": {"mean": "9 d"}}
    for number in range(20):
        one = timeline(world({"east": states(factor, factor)}, a=ban(lasts=lasts, rate=4.0)), number)["a"]
        other = timeline(world({}, a=ban(None, lasts, rate=4.0 * factor)), number)["a"]
        assert [i.number for i in one] == [i.number for i in other]
        assert [i.starts for i in one] == pytest.approx([i.starts for i in other], rel=1e-9)
        assert [i.lasts for i in one] == [i.lasts for i in other]


def test_each_happens_while_its_state_lasts() -> None:
    """Nothing begins in a state without risk; one that has begun goes on into it."""
    scenario = world({"east": TO_AND_FRO}, 2 * YEAR, a=ban(lasts="30 d"))
    through = 0
    for number in range(30):
        path = climate_path("east", scenario.climates["east"], Chance(1, number), 2 * YEAR)
        calm = [
            (start, end)
            for (start, factor), (end, _) in zip(path, [*path[1:], (NEVER, 0.0)], strict=True)
            if not factor
        ]
        for one in timeline(scenario, number)["a"]:
            assert not any(start < one.starts < end for start, end in calm)
            through += any(one.starts < start < one.starts + one.lasts for start, _ in calm)
    assert through > 10


def test_days_of_risk_by_hand() -> None:
    """Ten days of two a day, five of none, and one a day from day 15 on."""
    risk = Exposure([(0.0, 2.0), (10.0, 0.0), (15.0, 1.0)])
    assert [risk.until(day) for day in (0, 4, 10, 12, 15, 16)] == [0, 8, 20, 20, 20, 21]
    assert [risk.wait(0.0, days) for days in (8, 20, 21)] == [4, 10, 16]
    assert [risk.wait(12.0, days) for days in (1, 100)] == [4, 103]
    assert Exposure([(0.0, 1.0), (5.0, 0.0)]).wait(3.0, 2.5) == NEVER


def test_two_of_one_climate_come_together() -> None:
    """Their counts share all but a Poisson's variance; in climates of their own they share nothing."""
    climates = {"east": TO_AND_FRO, "west": TO_AND_FRO}
    one, other = (counts(world(climates, a=ban("east"), b=ban(name)), 400) for name in ("east", "west"))
    assert np.corrcoef(one.T)[0, 1] > 0.55  # 34 of 46
    assert abs(np.corrcoef(other.T)[0, 1]) < 4 / math.sqrt(400)
    assert np.array_equal(one[:, 0], other[:, 0])


def test_a_climate_that_nobody_uses_changes_nothing() -> None:
    scenario = ds.load(SMALL)
    changed = ds.Scenario.from_dict({**scenario.to_dict(), "climates": {"east": three(0, 1, 9)}})
    assert changed.digest != scenario.digest
    assert ds.run(changed, 5, 1, workers=1).digest == ds.run(scenario, 5, 1, workers=1).digest


def test_nothing_else_moves_a_draw() -> None:
    """Neither another disruption in the climate or out of it, nor another climate, nor the order of writing."""
    lasts = {"exponential": {"mean": "9 d"}}
    plain = usual(5 * YEAR, {"a": ban(lasts=lasts)}, climates={"east": three(0, 1, 9)})
    expected = timeline(ds.Scenario.from_dict(plain))["a"]
    assert len(expected) > 10
    fuller = {"a": ban(lasts=lasts), "b": ban(), "c": ban("west"), "d": ban(None)}
    tables = {**plain, "disruptions": fuller, "climates": {**plain["climates"], "west": TO_AND_FRO}}
    for seed in range(5):
        assert timeline(ds.Scenario.from_dict(shuffled(tables, random.Random(seed))))["a"] == expected
    assert timeline(world({"east": TO_AND_FRO}, a=ban(), d=ban(None)))["d"] == timeline(world({}, d=ban(None)))["d"]


def test_without_risk_nothing_happens() -> None:
    tables = usual(YEAR, {"a": ban(lasts="50 d")}, climates={"east": states(0.0, 0.0)})
    risky = usual(YEAR, {"a": ban(lasts="50 d")}, climates={"east": states(1.0, 1.0)})
    assert_same(play(tables), play(tables, future="twin"))
    assert play(risky).lost("M") > 0.0


def test_controls_of_calm_have_climates_too() -> None:
    """The twin meets the same controls, as they are part of its world."""
    tables = usual(YEAR, {}, climates={"east": TO_AND_FRO}, controls={"a": ban(lasts="20 d")})
    assert_same(play(tables), play(tables, future="twin"))
    chance, scenario = Chance(1, 0), ds.Scenario.from_dict(tables)
    same = timeline(world({"east": TO_AND_FRO}, a=ban(lasts="20 d")))["a"]
    assert draw_timeline(scenario, ["a"], chance, calm=True) == same != []


def test_its_numbers_may_be_uncertain() -> None:
    """Each is drawn once a replication, and found by name; chances that do not add up are divided by their sum."""
    table = three(0, 1, 6)
    table["states"]["conflict"] |= {
        "factor": {"uniform": {"low": 4, "high": 8}},
        "lasts": {"uniform": {"low": "40 d", "high": "60 d"}},
    }
    table["states"]["tension"]["then"] = {"truce": {"uniform": {"low": 0.5, "high": 0.7}}, "conflict": 0.4}
    scenario = world({"east": table})
    assert sorted(uncertain_keys(scenario)) == [
        "climates.east.states.conflict.factor",
        "climates.east.states.conflict.lasts",
        "climates.east.states.tension.then.truce",
    ]
    mean = at_means(scenario).climates["east"]
    assert shares_of_time(mean) == pytest.approx({"truce": 1 / 2, "tension": 5 / 12, "conflict": 1 / 12})
    drawn = [realised(scenario, Chance(1, n)).climates["east"] for n in range(2)]
    assert drawn[0] != drawn[1]
    for one in drawn:
        assert 4 < float(one.states["conflict"].factor) < 8
        assert math.fsum(shares_of_time(one).values()) == pytest.approx(1.0)
    assert timeline(scenario)["a"]
    assert ds.Scenario.from_dict(scenario.to_dict()).digest == scenario.digest


@pytest.mark.parametrize(
    "climate",
    [TO_AND_FRO, three(0, 1, 6), {**states(0.2, 5.0), "begins": "s0"}],
)
def test_the_control_variate_has_mean_zero(climate: Table) -> None:
    lasts = {"exponential": {"mean": "30 d"}}
    events = {"a": ban(lasts=lasts, rate=3.0), "b": ban(lasts="12 d", rate=1.0), "c": ban(None, "5 d", rate=1.0)}
    scenario = world({"east": climate}, **events)
    x = outage_time(scenario, sorted(events), 1, 1500)
    assert x.std() > 1.0
    assert abs(x.mean()) < 4 * x.std() / math.sqrt(1500)


def test_rare_is_refused(tmp_path: Path, shell: Shell) -> None:
    scenario = world({"east": TO_AND_FRO}, a=ban(rate=0.1), b=ban(None, rate=0.1))
    with pytest.raises(ScenarioError, match="--rare") as caught:
        ds.run(scenario, 20, rare=True, workers=1)
    assert [problem.key for problem in caught.value.problems] == ["disruptions.a.climate"]
    path = Broken("good", "", "", (STORM, (LAST, LAST + EAST))).write(tmp_path)
    _, err = shell("run", str(path), "-n", "20", "--rare", code=INVALID)
    assert "disruptions.storm.climate" in err
    other = ds.Scenario.from_dict({**scenario.to_dict(), "futures": {"one": {"disruptions": ["b"]}}})
    assert ds.run(other, 20, rare=True, workers=1).strata is not None, "a is no part of what is run"


EAST = """
[climates.east]
begins = "truce"
states.truce = { lasts = "2 yr", factor = 0.2, then = { tension = 1.0 } }
states.tension = { lasts = "1 yr", factor = 1.0, then = { truce = 0.7, conflict = 0.3 } }
states.conflict = { lasts = "200 d", factor = 6.0, then = { tension = 1.0 } }
"""
LAST = 'extends = ["buffer30", "vault"]\n'
STORM = ('sites = ["works"]\nrate', 'climate = "east"\nsites = ["works"]\nrate')


def climate(name: str, old: str, new: str, key: str, word: str, remedy: str = "", **more: Any) -> Broken:
    """A climate that is broken by one replacement, under a scenario that uses it."""
    assert EAST.count(old) == 1
    text = EAST.replace(old, new)
    line = next((one for one in new.splitlines() if one), "") or "[climates.east]"
    return Broken(name, key, word, (STORM, (LAST, f"{LAST}{text}")), remedy, **{"at": line, **more})


BROKEN = [
    climate("next state unknown", "conflict = 0.3", "conflct = 0.3", "climates.east.states.tension.then.conflct", "no state",
            'did you mean "conflict"?'),
    climate("next state itself", "{ tension = 1.0 } }\nstates.tension", "{ truce = 1.0 } }\nstates.tension",
            "climates.east.states.truce.then.truce", "cannot follow itself", "lasts", at="states.truce"),
    climate("chances below one", "conflict = 0.3", "conflict = 0.2", "climates.east.states.tension.then", "adds up to 0.9", "add up to 1"),
    climate("chances above one", "truce = 0.7", "truce = 0.8", "climates.east.states.tension.then", "adds up to 1.1", "add up to 1"),
    climate("no next state", "0.2, then = { tension = 1.0 }", "0.2", "climates.east.states.truce", "what comes next", "add then",
            at="states.truce"),
    climate("begins unknown", 'begins = "truce"', 'begins = "peace"', "climates.east.begins", "no state", "known: conflict"),
    climate("no common state", 'begins = "truce"\n', 'states.war = { lasts = "1 d", factor = 1, then = { feud = 1.0 } }\n'
            'states.feud = { lasts = "1 d", factor = 1, then = { war = 1.0 } }\n', "climates.east", "common one", "add begins",
            at="[climates.east]"),
    climate("negative factor", "6.0", "-6.0", "climates.east.states.conflict.factor", "negative"),
    climate("no time at all", "200 d", "0 d", "climates.east.states.conflict.lasts", "at least 0.01",
            at="states.conflict"),
    climate("no factor", "factor = 6.0, ", "", "climates.east.states.conflict.factor", "is missing", at="states.conflict"),
    climate("field unknown", "factor = 6.0", "facter = 6.0", "climates.east.states.conflict.facter", "no field", 'did you mean "factor"?',
            count=2),
    Broken("one state alone", "climates.east.states", "at least 2", (STORM, (LAST, f'{LAST}[climates.east.states]\nonly = {{ lasts = "9 d", factor = 1 }}\n')), at="[climates.east.states]"),
    Broken("climate unknown", "disruptions.storm.climate", "is no climate", (STORM,), "add [climates.east]", at="climate ="),
    Broken("climate near another", "disruptions.storm.climate", "is no climate",
           ((STORM[0], STORM[1].replace("east", "eest")), (LAST, LAST + EAST)), 'did you mean "east"?', at="climate ="),
    Broken("climate without a rate", "disruptions.boom.climate", "no rate to multiply",
           (('starts = "day 30"', 'starts = "day 30"\nclimate = "east"'), (LAST, LAST + EAST)), "give rate",
           at='climate = "east"'),
    Broken("control without a rate", "controls.cap.climate", "no rate to multiply",
           (('tonnage = "800 t"', 'tonnage = "800 t"\nclimate = "east"'), (LAST, LAST + EAST)), "give rate",
           at='climate = "east"'),
    add("climate that is no table", "[climates]\neast = 3", "climates.east", "must be a table", at="east = 3"),
]  # fmt: skip


def test_the_climate_that_is_broken_below_is_good(tmp_path: Path, shell: Shell) -> None:
    good = Broken("good", "", "", (STORM, (LAST, LAST + EAST)))
    path = good.write(tmp_path)
    shell("run", str(path), "-n", "2")
    path.write_text(str(good.content).replace('begins = "truce"\n', ""))
    shell("run", str(path), "-n", "2")


@pytest.mark.parametrize("case", BROKEN, ids=[case.name.replace(" ", "-") for case in BROKEN])
def test_refused_by_name(case: Broken, tmp_path: Path, shell: Shell) -> None:
    path = case.write(tmp_path)
    _, err = shell("check", str(path), code=INVALID)
    with pytest.raises(ScenarioError) as caught:
        ds.load(path)
    problems = caught.value.problems
    shown = [p for p in problems if p.key == case.key and case.word in p.message and case.remedy in p.remedy]
    assert [p.line for p in shown] == [case.line], err
    assert len(problems) == case.count, err
    assert all(problem.remedy for problem in problems), err


def reserved(stock: float, climate: str | None) -> Table:
    """M lives on R while W's ore is banned, for 20 d, twice a year; meanwhile R cannot be filled again."""
    drawn = {"when": "control a in effect", "after": "1 d", "rate": "2 t/d", "interval": "1 d"}
    holds = {"ore": {"target": f"{stock} t", "initial": f"{stock} t"}}
    reserve = {"kind": "stockpile", "country": "BB", "holds": holds, "draw": drawn, "rebuild": "60 d"}
    sites = {"W": warehouse(), "R": reserve, "M": market(stock=25, cover=10)}
    lanes = [lane(), lane(end="R", lead=7), lane("R", "M", lead=1)]
    chain = {"truce": {"lasts": "450 d", "factor": 0.0}, "conflict": {"lasts": "150 d", "factor": 4.0}}
    bans = {"a": ban(climate, "20 d", rate=2.0)}
    return network(3 * YEAR, sites, lanes, disruptions=bans, climates={"east": {"states": chain}})


def test_a_reserve_sized_on_rates_alone_is_emptied_more_often_in_a_climate() -> None:
    """It would be enough in nine of ten replications if controls came independently of one another. In a climate of
    the same mean rate they come in series, faster than it is filled again: it is emptied in far more, although they
    take less of it on average, as one that is in effect keeps off the next."""
    many, plenty = 100, 10_000.0

    def runs(stock: float, climate: str | None) -> list[Any]:
        scenario = ds.Scenario.from_dict(reserved(stock, climate))
        return [play(scenario, replication=number) for number in range(many)]

    alone, series = runs(plenty, None), runs(plenty, "east")
    assert np.mean([run.drawn[0] for run in series]) < np.mean([run.drawn[0] for run in alone])
    stock = float(np.quantile([plenty - run.lowest[0] for run in alone], 0.9))
    one, other = (np.array([run.emptied[0] for run in runs(stock, climate)]) < NEVER for climate in (None, "east"))
    assert one.mean() == pytest.approx(0.1, abs=0.03)
    assert other.mean() > 2 * one.mean()
    # paired: replications in which one is emptied and the other is not
    more, fewer = np.count_nonzero(other & ~one), np.count_nonzero(one & ~other)
    assert stats.binomtest(int(more), int(more + fewer), alternative="greater").pvalue < 0.01
