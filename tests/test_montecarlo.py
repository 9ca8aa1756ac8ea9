"""Monte Carlo runs: the same bytes whatever the way, and estimates that can be traced to rows."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

import disruptsim as ds
from disruptsim.measures.registry import INDEX, MEASURES
from disruptsim.measures.subjects import FACTORIES, TOTAL, subjects_of
from disruptsim.measures.table import Comparison
from disruptsim.world.pack import draw_up

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


@pytest.fixture(scope="module")
def scenario() -> ds.Scenario:
    return ds.load(SMALL)


@pytest.fixture(scope="module")
def result(scenario: ds.Scenario) -> ds.Result:
    return ds.run(scenario, replications=24, seed=5, workers=1)


def test_workers_change_nothing(scenario: ds.Scenario, result: ds.Result) -> None:
    assert ds.run(scenario, replications=24, seed=5, workers=2).digest == result.digest


def test_another_seed_gives_other_results(scenario: ds.Scenario, result: ds.Result) -> None:
    assert ds.run(scenario, replications=24, seed=6, workers=1).digest != result.digest


def test_one_replication_alone_is_the_same_as_in_its_batch(scenario: ds.Scenario, result: ds.Result) -> None:
    plan = draw_up(scenario)
    subjects = subjects_of(plan)
    for replication in (0, 7, 23):
        twin = ds.simulation(scenario, 5, replication, future="twin").run()
        comparison = Comparison(plan, subjects, twin)
        for policy in ("none", "buffer30", "reserve"):
            alone = ds.simulation(scenario, 5, replication, policy).run()
            values, states = comparison.measure(alone)
            assert np.array_equal(values, result.values[replication, result.case(policy)])
            assert np.array_equal(states, result.states[replication, result.case(policy)])


def test_choosing_policies_changes_none_of_their_numbers(scenario: ds.Scenario, result: ds.Result) -> None:
    only = ds.run(scenario, replications=24, seed=5, policies=["reserve"], workers=1)
    assert np.array_equal(only.values[:, 0], result.values[:, result.case("reserve")])


def test_uncertain_numbers_are_drawn_once_a_replication(scenario: ds.Scenario) -> None:
    tables = scenario.to_dict()
    tables["sites"]["motor_market"]["rate"] = {"uniform": {"low": "900 t/yr", "high": "1_200 t/yr"}}
    uncertain = ds.Scenario.from_dict(tables)
    first = ds.run(uncertain, replications=6, seed=1, workers=1)
    again = ds.run(uncertain, replications=6, seed=1, workers=2)
    assert first.digest == again.digest
    rates = [
        sim.world.holdings[sim.opening.plan.markets[0]].rate * 365
        for sim in (ds.simulation(uncertain, 1, k) for k in range(6))
    ]
    assert len(set(rates)) == 6
    assert all(900 <= rate <= 1200 for rate in rates)
    assert (
        ds.simulation(uncertain, 1, 3, "reserve").world.holdings[0].rate
        == ds.simulation(uncertain, 1, 3).world.holdings[0].rate
    )


def test_estimates_are_means_of_rows(result: ds.Result) -> None:
    row = result.subject("motor_market", "market")
    values, _ = result.column("unserved", row, "buffer30")
    (found,) = [
        e for e in result.estimates()
        if (e.policy, e.subject, e.measure, e.statistic) == ("buffer30", "motor_market", "unserved", "mean")
    ]  # fmt: skip
    assert found.value == pytest.approx(values.mean(), rel=1e-12)
    assert (found.unit, found.n, found.method) == ("t", 24, "t")


def test_every_estimate_has_a_count_and_a_method(result: ds.Result) -> None:
    for estimate in result.estimates():
        assert estimate.n > 0
        assert estimate.method
        assert estimate.unit


def test_totals_add_up(result: ds.Result) -> None:
    """R12: what all markets lose together is what each loses, valued."""
    for case in range(len(result.cases)):
        total, _, _ = result.seen("lost_output", result.subject(TOTAL), case)
        market, _, _ = result.seen("lost_output", result.subject("motor_market", "market"), case)
        assert total == pytest.approx(market, rel=1e-9, abs=1e-3)


def test_policies_lose_less_under_the_same_luck(result: ds.Result) -> None:
    none, _ = result.column("lost_output", TOTAL)
    for policy in ("buffer30", "reserve"):
        ours, _ = result.column("lost_output", TOTAL, policy)
        assert (ours <= none + 1e-3).mean() > 0.9
        assert ours.mean() < none.mean()


def test_censored_times_are_flagged(result: ds.Result) -> None:
    values, states = result.column("first_stop", FACTORIES)
    stopped, _ = result.column("stopped", FACTORIES)
    assert np.array_equal(states == 1, stopped == 1)
    assert (values[states == 2] == pytest.approx(730 - 250)) or not (states == 2).any()


def test_json_has_the_promised_shape(result: ds.Result) -> None:
    found = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert found["format"] == "disruptsim.result/1"
    assert set(found) >= {"scenario", "version", "seed", "replications", "clock", "events", "digest", "estimates"}
    keys = {"policy", "future", "subject", "measure", "statistic", "value", "low", "high", "unit", "n", "method"}
    assert set(found["estimates"][0]) == keys


def test_the_table_is_kept_as_parquet(result: ds.Result, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")
    part = folder / "parts" / "*.parquet"
    rows = duckdb.sql(f"select count(*), count(distinct replication) from '{part}'").fetchall()[0]
    assert rows == (24 * 3 * len(result.subjects), 24)
    mean = duckdb.sql(
        f"select avg(unserved) from '{part}' where policy = 'none' and subject = 'motor_market' and kind = 'market'"
    ).fetchall()[0]
    assert mean[0] == pytest.approx(result.column("unserved", result.subject("motor_market", "market"))[0].mean())
    missing = duckdb.sql(f"select count(*) from '{part}' where drawn is null and drawn_state = 0").fetchall()[0]
    assert missing[0] > 0
    assert duckdb.sql(f"select count(*) from '{part}' where isnan(unserved)").fetchall()[0][0] == 0
    first = folder / "parts" / "000000.parquet"
    digest = (folder / "parts" / "000000.parquet.sha256").read_text().strip()
    assert digest == hashlib.sha256(first.read_bytes()).hexdigest()


def test_measures_are_described_once_each() -> None:
    assert len(INDEX) == len(MEASURES)
    for measure in MEASURES:
        assert measure.definition.endswith(".")
        assert measure.summaries


def test_graphs_and_dictionaries_round_trip(scenario: ds.Scenario) -> None:
    assert ds.Scenario.from_dict(scenario.to_dict()).digest == scenario.digest
    assert ds.Scenario.from_graph(ds.to_graph(scenario)).digest == scenario.digest


def test_a_graph_made_by_hand_is_as_good_as_a_file() -> None:
    import networkx as nx

    graph = nx.MultiDiGraph(name="by hand")
    graph.add_node("pit", kind="mine", country="AU", makes="ore", capacity="20 t/d")
    graph.add_node("town", kind="market", country="JP", demands="ore", rate="10 t/d")
    graph.add_edge("pit", "town", material="ore", lead_time="12 d")
    scenario = ds.Scenario.from_graph(graph, start="2026-01-01", horizon="1 yr", disruptions=[
        {"name": "ban", "kind": "ban", "actor": "AU", "materials": ["ore"], "starts": "day 100", "lasts": "60 d"},
    ])  # fmt: skip
    outcome = ds.simulation(scenario).run()
    assert outcome.lost("town") > 0
    assert ds.simulation(scenario, future="twin").run().lost("town") == pytest.approx(0, abs=1e-9)


def test_a_failing_rule_names_the_day(scenario: ds.Scenario) -> None:
    sim = ds.simulation(scenario)
    sim.run(until=50)
    sim.world.lanes[0].seller = 10_000
    with pytest.raises(ds.SimulationError, match="day 5"):
        sim.run()


def test_matter_that_appears_is_an_error(scenario: ds.Scenario) -> None:
    sim = ds.simulation(scenario)
    sim.run(until=50)
    sim.world.holdings[0].on_hand += 1.0
    with pytest.raises(ds.MassError, match="off by"):
        sim.run()


def test_the_seed_of_hashing_changes_nothing(result: ds.Result) -> None:
    import os
    import subprocess
    import sys

    code = f"import disruptsim as ds; print(ds.run(ds.load({str(SMALL)!r}), replications=24, seed=5, workers=1).digest)"
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        assert done.stdout.strip() == result.digest


def test_a_script_without_a_guard_may_use_processes(tmp_path: Path) -> None:
    """Worker processes do not run the script again that started them."""
    script = tmp_path / "study.py"
    script.write_text(
        "import disruptsim as ds\n"
        "print('once')\n"
        f"scenario = ds.load({str(SMALL)!r})\n"
        "print(ds.run(scenario, 6, 1, workers=2, executor='processes', clock='simpy').digest)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["once", ds.run(ds.load(SMALL), 6, 1, clock="simpy", workers=1).digest]
