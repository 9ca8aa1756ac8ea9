"""Variance reduction: the same answers with less error, known answers inside intervals, refusals where it has no use."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hand import Table, lane, market, mine, network
from shell import INVALID, Shell

import disruptsim as ds
from disruptsim.errors import FolderError, ScenarioError
from disruptsim.measures.subjects import TOTAL
from disruptsim.montecarlo.control import add_control
from disruptsim.montecarlo.result import Failure
from disruptsim.montecarlo.strata import strata_of
from disruptsim.statistics import intervals, stratified
from disruptsim.statistics.controls import controlled_mean
from disruptsim.world.chance import Chance
from disruptsim.world.triggers import given_none, given_one, outage_time, triggers_of

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
CUT = {"uniform": {"low": "10 d", "high": "30 d"}}


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "200")  # so that nothing is folded
    return Shell(capsys)


def fires(**fires_of: Any) -> ds.Scenario:
    """A mine of 6 t/d pushes to a market of 6 t/d that keeps no stock: a fire loses 6 t/d."""
    sites: Table = {
        "pit": mine(6.0, 0.1, cover={"ore": "0 d"}),
        "M": {**market(6.0, 1.0), "replenish": {"policy": "push"}},
    }
    events = {name: {"kind": "outage", "sites": ["pit"], **fields} for name, fields in fires_of.items()}
    return ds.Scenario.from_dict(network(100.0, sites, [lane("pit", "M", lead=0.0)], disruptions=events))


RARE = {"starts": "day 20", "probability": 0.02, "lasts": CUT}


def find(result: ds.Result, measure: str, statistic: str) -> Any:
    return next(
        one
        for one in result.estimates()
        if (one.subject, one.measure, one.statistic) == (TOTAL, measure, statistic) and one.policy == "none"
    )


def test_a_rare_fire_is_known_from_few_replications() -> None:
    """Expected loss 0.02 x 6 t/d x 20 d; probability of a shortage 0.02; both from 200 replications."""
    result = ds.run(fires(fire=RARE), 200, 3, rare=True, workers=1)
    lost = find(result, "unserved", "mean")
    assert lost.low <= 2.4 <= lost.high
    assert lost.high - lost.low < 0.25, "a plain run of 200 has an interval some twenty times as long"
    short = find(result, "short", "share")
    assert short.value == pytest.approx(0.02)
    assert (short.low, short.high) == (pytest.approx(0.02, abs=1e-3), pytest.approx(0.02, abs=1e-3))
    assert find(result, "unserved", "var95").value == 0.0
    # the worst twentieth holds all the fires: their mean over 0.05
    tail = find(result, "unserved", "cvar95")
    assert tail.low <= 2.4 / 0.05 <= tail.high


def test_rare_and_plain_runs_agree() -> None:
    events = {
        "a": {"starts": "day 20", "probability": 0.3, "lasts": CUT},
        "b": {"rate": "1 1/yr", "lasts": {"exponential": {"mean": "8 d"}}},
        "c": {"after": "a", "delay": "3 d", "lasts": "5 d"},
    }
    plain = ds.run(fires(**events), 2000, 3)
    rare = ds.run(fires(**events), 1000, 5, rare=True)
    assert rare.strata is not None
    assert rare.strata.probability == pytest.approx(1 - 0.7 * math.exp(-100 / 365))
    for measure in ("unserved", "resilience_loss", "fill_rate", "lowest_performance"):
        one, other = find(plain, measure, "mean"), find(rare, measure, "mean")
        gap = math.hypot(one.high - one.low, other.high - other.low) / 2
        assert abs(one.value - other.value) < 1.5 * gap
    for level in ("var95", "cvar95"):
        one, other = find(plain, "unserved", level), find(rare, "unserved", level)
        assert min(one.high, other.high) >= max(one.low, other.low), "intervals meet"


def test_each_stratum_is_what_it_says() -> None:
    scenario = fires(a={**RARE, "probability": 0.3}, b={"rate": "0.5 1/yr", "lasts": "5 d"})
    result = ds.run(scenario, 60, 2, rare=True, workers=1)
    assert result.strata is not None
    without = result.strata.of(0, 60) == 1
    assert np.count_nonzero(without) == 6
    assert np.isinf(result.triggers[without]).all()
    assert np.isfinite(result.triggers[~without]).all()


def test_conditional_draws_have_the_conditional_law() -> None:
    """First triggers come with their odds given that there is one; the uniform numbers beyond them stay uniform."""
    triggers = triggers_of(fires(a={**RARE, "probability": 0.1}, b={**RARE, "probability": 0.3}), ["a", "b"])
    whole, firsts, n = 1 - 0.9 * 0.7, 0, 4000
    free = []
    for number in range(n):
        drawn = given_one(triggers, Chance(1, number))
        mine = drawn["disruption:a/coin"] < 0.1
        firsts += mine
        if not mine:
            assert drawn["disruption:b/coin"] < 0.3
            free.append(drawn["disruption:b/coin"] / 0.3)
        none = given_none(triggers, Chance(1, number))
        assert none["disruption:a/coin"] >= 0.1
        assert none["disruption:b/coin"] >= 0.3
    expected = 0.1 / whole
    assert abs(firsts / n - expected) < 4 * math.sqrt(expected * (1 - expected) / n)
    assert abs(np.mean(free) - 0.5) < 4 / math.sqrt(12 * len(free))


@pytest.mark.parametrize(
    ("events", "part"),
    [
        ({"fire": {**RARE, "probability": 1.0}}, "fire happens in every replication"),
        ({"fire": {**RARE, "probability": 0.0}}, "no disruption can happen"),
        ({"fire": {**RARE, "probability": {"uniform": {"low": 0.1, "high": 0.2}}}}, "must be known"),
    ],
)
def test_where_it_has_no_use_it_is_refused(events: Any, part: str) -> None:
    with pytest.raises(ScenarioError, match=part):
        ds.run(fires(**events), 20, rare=True)


def test_what_does_not_go_together_is_refused(shell: Shell) -> None:
    _, err = shell("run", str(SMALL), "--rare", "--control", "outage_time", code=INVALID)
    assert "does not go with --control" in err


def test_a_rare_run_is_kept_and_compared(tmp_path: Path, shell: Shell) -> None:
    setting = "disruptions.metal_ban.probability=0.05"
    asked = ("run", str(SMALL), "--set", setting, "--rare", "-n", "40", "--out", str(tmp_path / "run"))
    out, _ = shell(*asked)
    assert "weighted by its probability, 0.05" in out
    (tmp_path / "run" / "parts" / "000001.parquet.sha256").unlink()
    first = shell.json(*asked)
    again = ds.load_run(tmp_path / "run")
    assert again.strata is not None
    assert [one["value"] for one in first["estimates"][:40]] == [one.value for one in again.estimates()[:40]]
    (found,) = ds.compare(again, measures=("unserved",))
    assert found.selection is None
    assert "over strata" in found.differences[1].difference.method
    assert found.differences[1].p < 0.05
    assert sum(row.best for row in found.differences) == pytest.approx(1.0)
    _, err = shell("run", str(SMALL), "--set", setting, "-n", "40", "--out", str(tmp_path / "run"), code=2)
    assert "rare" in err


def test_stratified_means_cover() -> None:
    """Weights 0.1 and 0.9, exponential and normal values: the interval covers, and beats a plain mean."""
    covered, stratum = 0, (np.arange(100) % 10 == 9).astype(np.int64)
    for seed in range(300):
        rng = np.random.default_rng(seed)
        x = np.where(stratum == 0, rng.exponential(50, 100), rng.normal(1, 0.1, 100))
        found = stratified.mean(x, np.ones(100, bool), stratum, (0.1, 0.9))
        covered += found.low <= 0.1 * 50 + 0.9 * 1 <= found.high
    assert 270 <= covered <= 297


def test_what_is_missing_makes_a_ratio() -> None:
    """Half of stratum 0 is there and all of stratum 1: weights of 0.25 and 0.5 over their sum."""
    x, stratum = np.array([3.0, 9.0] * 50 + [6.0] * 100), np.repeat([0, 1], 100).astype(np.int64)
    there = np.array([True, False] * 50 + [True] * 100)
    found = stratified.mean(x, there, stratum, (0.5, 0.5))
    assert found.value == pytest.approx((0.25 * 3 + 0.5 * 6) / 0.75)


def test_strata_of_one_law_give_the_plain_quantile() -> None:
    rng = np.random.default_rng(1)
    x, stratum = rng.exponential(1, 1000), (np.arange(1000) % 10 == 9).astype(np.int64)
    found = stratified.quantile(x, np.ones(1000, bool), stratum, (0.9, 0.1), 0.9)
    plain = intervals.quantile(x, 0.9)
    assert found.value == plain.value
    assert found.low == pytest.approx(plain.low, rel=0.05)
    assert found.high == pytest.approx(plain.high, rel=0.05)


def test_a_control_takes_its_part_of_the_error() -> None:
    """Correlation 0.9 leaves a fifth of the variance; intervals cover; a control that says nothing costs little."""
    covered, ratios = 0, []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        control = rng.normal(size=60)
        x = 5 + 0.9 * control + math.sqrt(1 - 0.81) * rng.normal(size=60)
        found, plain = controlled_mean(x, control, "c"), intervals.mean(x)
        covered += found.low <= 5 <= found.high
        ratios.append(((found.high - found.low) / (plain.high - plain.low)) ** 2)
    assert 270 <= covered <= 297
    assert np.mean(ratios) == pytest.approx(0.19, rel=0.1)
    few = controlled_mean(x[:20], control[:20], "c")
    assert few == intervals.mean(x[:20])


@pytest.mark.parametrize(
    "events",
    [
        {"a": {"starts": "day 20", "probability": 0.4, "lasts": {"lognormal": {"median": "40 d", "gsd": 3.0}}}},
        {"a": {"rate": "3 1/yr", "lasts": {"exponential": {"mean": "30 d"}}}},
        {"a": {"rate": "1 1/yr", "lasts": "12 d"}, "b": {"starts": {"uniform": {"low": "0 d", "high": "150 d"}},
                                                         "lasts": CUT, "probability": 0.5}},
        {"a": {"starts": "day 60", "probability": 0.5}},
    ],
)  # fmt: skip
def test_the_control_has_mean_zero(events: Any) -> None:
    """Cut off by the horizon, at a rate, from a date that is drawn, or without an end."""
    x = outage_time(fires(**events), sorted(events), 1, 4000)
    assert x.std() > 1.0
    assert abs(x.mean()) < 4 * x.std() / math.sqrt(4000)


def test_outage_time_takes_most_of_the_variance_of_a_loss_that_follows_it() -> None:
    scenario = fires(fire={"starts": "day 20", "probability": 0.5, "lasts": CUT})
    plain, found = (ds.run(scenario, 100, 1, control=control, workers=1) for control in (None, "outage_time"))
    one, other = find(plain, "unserved", "mean"), find(found, "unserved", "mean")
    assert other.high - other.low < 0.1 * (one.high - one.low)
    assert other.value == pytest.approx(0.5 * 6 * 20, rel=0.01)
    assert found.digest == plain.digest, "the replications are the same"
    add_control(plain)
    assert find(plain, "unserved", "mean") == other, "added later, it is the same"


def test_the_commands_take_a_control(shell: Shell) -> None:
    out, _ = shell("run", str(SMALL), "-n", "40", "--control", "outage_time")
    assert "control variate" in out
    told = shell.json("compare", str(SMALL), "-n", "40", "--control", "outage_time", "--measure", "unserved")
    methods = [row["difference"]["method"] for row in told["comparisons"][0]["differences"][1:]]
    assert methods == ["paired t, control outage_time"] * 2


def test_strata_are_of_all_futures_together() -> None:
    tables = fires(a={**RARE, "probability": 0.1}, b={**RARE, "probability": 0.2}).to_dict()
    tables["futures"] = {"one": {"disruptions": ["a"]}, "two": {"disruptions": ["b"]}}
    scenario = ds.Scenario.from_dict(tables)
    assert strata_of(scenario, ["one", "two"], 1).probability == pytest.approx(1 - 0.9 * 0.8)
    assert strata_of(scenario, ["two"], 1).probability == pytest.approx(0.2)
    result = ds.run(scenario, 400, 1, rare=True, workers=1)
    for future, odds in (("one", 0.1), ("two", 0.2)):
        found = next(one for one in result.estimates()
                     if (one.future, one.measure, one.statistic, one.subject) == (future, "unserved", "mean", TOTAL))  # fmt: skip
        assert found.low <= odds * 120 <= found.high


def test_the_table_says_what_each_replication_counts_for(tmp_path: Path) -> None:
    """An average with the weights is the estimate; one without them would be some twenty times as large."""
    result = ds.run(fires(fire=RARE), 50, 3, rare=True, workers=1, out=tmp_path)
    table = result.table()
    rows = table["subject"] == TOTAL
    found = np.average(table["unserved"][rows], weights=table["weight"][rows])
    assert found == pytest.approx(find(result, "unserved", "mean").value)
    assert table["weight"][rows].mean() == pytest.approx(1.0)
    with duckdb.connect() as database:
        text = (
            f"select sum(unserved * weight) / sum(weight) from '{tmp_path}/parts/*.parquet' where subject = '{TOTAL}'"
        )
        assert database.execute(text).fetchall()[0][0] == pytest.approx(found)
    assert "weight" not in ds.run(fires(fire=RARE), 5, 3, workers=1).table()
    assert not (tmp_path / "series").exists(), "curves of strata cannot be added up"


def test_too_few_for_strata_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="too few for --rare"):
        ds.run(fires(fire=RARE), 19, rare=True)
    ds.run(fires(fire=RARE), 60, 3, rare=True, workers=1, out=tmp_path, chunk=10)
    assert ds.load_run(tmp_path).replications == 60
    (tmp_path / "parts" / "000001.parquet.sha256").unlink()
    with pytest.raises(FolderError, match="too few whole parts"):
        ds.load_run(tmp_path)


def test_spreads_are_weighted() -> None:
    from disruptsim.montecarlo.spread import spreads

    result = ds.run(fires(fire=RARE), 60, 3, rare=True, workers=1)
    (found,) = spreads(result, "unserved", TOTAL, "t")
    whole = find(result, "unserved", "mean")
    assert (found.mean.value, found.mean.low, found.mean.high) == (whole.value, whole.low, whole.high)
    assert dict(found.percentiles)[0.95].value == 0.0


def test_a_failed_replication_counts_in_no_stratum() -> None:
    """As if the others were all: weights of strata stay what they are."""
    result = ds.run(fires(fire=RARE), 50, 3, rare=True, workers=1)
    whole = find(result, "short", "share").value
    result.states[7] = 0
    result.values[7] = 0.0
    result.failures.append(Failure(7, 3, "died"))
    result._estimates.clear()
    assert find(result, "short", "share").value == pytest.approx(whole)
    assert find(result, "short", "share").method == "Wilson over strata"
    control = ds.run(fires(fire={**RARE, "probability": 0.5}), 60, 1, control="outage_time", workers=1)
    control.states[7] = 0
    control.failures.append(Failure(7, 1, "died"))
    assert find(control, "unserved", "mean").method == "t, control outage_time"
    assert find(control, "unserved", "mean").n == 59
