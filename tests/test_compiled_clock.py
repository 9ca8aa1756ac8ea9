"""The compiled clock gives the same outcome as the SimPy clock, bit for bit: every field, every event, in the same order."""

from __future__ import annotations

import dataclasses
import importlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from networks import scenarios
from networks_economy import economic_scenarios
from plays import budget, make, thorough

import disruptsim as ds
from disruptsim.clocks import arrays as arrays_module
from disruptsim.clocks.choice import MissingExtraError, choose
from disruptsim.clocks.compiled_clock import CompiledRun, advance, run_compiled
from disruptsim.clocks.normal_cover import measure_normal_cover
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.scenario.realise import at_means
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.books import Books
from disruptsim.world.fate import Fate
from disruptsim.world.opening import TWIN, futures_of, open_world
from disruptsim.world.outcome import Outcome
from disruptsim.world.pack import draw_up
from disruptsim.world.world import World

ROOT = Path(__file__).parent.parent


def differences(a: Outcome | Books, b: Outcome | Books) -> list[str]:
    found = []
    for field in dataclasses.fields(a):
        x, y = getattr(a, field.name), getattr(b, field.name)
        if isinstance(x, Books) and isinstance(y, Books):
            found += differences(x, y)
        elif field.name != "layout" and not (
            np.array_equal(x, y, equal_nan=True) if isinstance(x, np.ndarray) else x == y
        ):
            found.append(field.name)
    return found


LARGEST = "critical-minerals-bloc.toml"


def assert_clocks_agree(plan: Blueprint, fate: Fate, policies: tuple[str, ...] = ()) -> None:
    """Of the policies named, or all, in every future."""
    futures = [TWIN, *futures_of(plan.scenario)]
    for future in futures:
        for policy in ("none",) if future == TWIN else policies or ("none", *plan.scenario.policies):
            slow = Simulation(open_world(plan, fate, policy, future), fingerprint=True).run()
            fast = run_compiled(open_world(plan, fate, policy, future), fingerprint=True)
            assert differences(slow, fast) == [], (policy, future)
            assert fast.fingerprint > 0 or fast.events == 0


@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / "scenarios").glob("*.toml")))
def test_clocks_agree_on_shipped_scenarios(name: str) -> None:
    """All of them; of the largest, one replication of doing nothing and of everything together."""
    plan = draw_up(at_means(ds.load(ROOT / "scenarios" / name)))
    measure_normal_cover(plan, "compiled")
    if name == LARGEST:
        assert_clocks_agree(plan, Fate(1, 0), ("none", "all"))
        return
    for replication in range(2):
        assert_clocks_agree(plan, Fate(1, replication))


@pytest.mark.slow
def test_clocks_agree_on_all_of_the_largest_scenario() -> None:
    plan = draw_up(ds.load(ROOT / "scenarios" / LARGEST))
    measure_normal_cover(plan, "compiled")
    assert_clocks_agree(plan, Fate(1, 1))


def with_normal_cover(tables: dict[str, object]) -> Blueprint:
    """Both clocks find the same cover in calm."""
    scenario = at_means(make(tables))
    plan, other = draw_up(scenario), draw_up(scenario)
    measure_normal_cover(plan, "simpy")
    measure_normal_cover(other, "compiled")
    assert plan.world.prices == other.world.prices
    return plan


@given(scenarios())
@budget(300)
def test_clocks_agree_on_random_networks(tables: dict[str, object]) -> None:
    """With every kind of site, rule, disruption and policy."""
    assert_clocks_agree(draw_up(at_means(make(tables))), Fate(3, 5))


@pytest.mark.slow
@given(scenarios())
@thorough(10_000)
def test_clocks_agree_on_many_random_networks(tables: dict[str, object]) -> None:
    assert_clocks_agree(draw_up(at_means(make(tables))), Fate(4, 7))


@given(economic_scenarios())
@budget(25)
def test_clocks_agree_on_random_economies(tables: dict[str, object]) -> None:
    """With prices, money, ways round, strategies, and every instrument."""
    assert_clocks_agree(with_normal_cover(tables), Fate(3, 5))


@pytest.mark.slow
@given(economic_scenarios())
@thorough(3_000)
def test_clocks_agree_on_many_random_economies(tables: dict[str, object]) -> None:
    assert_clocks_agree(with_normal_cover(tables), Fate(4, 7))


def test_blocks_of_chance_change_nothing() -> None:
    """With blocks of one value the streams run dry again and again."""
    plan = draw_up(ds.load(ROOT / "scenarios" / "small.toml"))
    usual = run_compiled(open_world(plan, Fate(1, 3), "reserve", "all"), fingerprint=True)
    dry = run_compiled(open_world(plan, Fate(1, 3, block=1), "reserve", "all"), fingerprint=True)
    assert differences(usual, dry) == []


def test_runs_that_go_together_are_the_same_as_each_alone() -> None:
    """They share the tapes of one fate, which each lengthens in its turn."""
    scenario = ds.load(ROOT / "scenarios" / "small.toml")
    plan = draw_up(scenario)
    asked = [("none", TWIN), *((policy, "all") for policy in ("none", *scenario.policies))]
    fate = Fate(1, 3, block=1)
    together = [CompiledRun(open_world(plan, fate, *case), fingerprint=True) for case in asked]
    advance(together)
    for run, case in zip(together, asked, strict=True):
        alone = run_compiled(open_world(plan, Fate(1, 3), *case), fingerprint=True)
        assert differences(run.outcome(), alone) == [], case


def test_tables_grow_while_a_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = draw_up(ds.load(ROOT / "scenarios" / "small.toml"))
    usual = run_compiled(open_world(plan, Fate(1, 3), "reserve", "all"), fingerprint=True)
    grown = []
    grow = arrays_module.Arrays.grow

    def stingy(self: arrays_module.Arrays) -> None:
        grown.append(int(self.head["events"]))
        grow(self)
        for name in arrays_module.GROWING:
            table, used = self.of[name], int(self.head[name])
            room = len(table) - int(self.head[f"most_{name}"])
            self.of[name], self.head[f"most_{name}"] = table[: used + room + 1].copy(), used + 1

    monkeypatch.setattr(arrays_module.Arrays, "grow", stingy)
    tight = run_compiled(open_world(plan, Fate(1, 3), "reserve", "all"), fingerprint=True)
    assert len(grown) > 10
    assert differences(usual, tight) == []


def messages(plan: Blueprint, change: Callable[[World], None], kind: type[Exception]) -> set[str]:
    """What both clocks say of the same trouble."""
    found = set()
    for go in (run_compiled, lambda opening: Simulation(opening).run()):
        opening = open_world(plan, Fate(1, 0), "none", "all")
        change(opening.world)
        with pytest.raises(kind) as caught:
            go(opening)
        found.add(str(caught.value).replace("float division", "division"))
    return found


@pytest.mark.parametrize(("key", "value"), [("limits.events", "500"), ("limits.instant", "1")])
def test_limits_hold_inside_and_name_the_event(key: str, value: str) -> None:
    plan = draw_up(ds.load(ROOT / "scenarios" / "small.toml", {key: value}))
    (said,) = messages(plan, lambda world: None, ds.LimitError)
    assert re.search(rf"day \d+\S*, now '[a-z ]+' of \w+.*; if that is meant, raise {re.escape(key)}$", said), said


def test_memory_is_limited_inside() -> None:
    """Orders of demand leave marks, which no estimate counts; looked at every 100 events."""
    tables = ds.load(ROOT / "scenarios" / "small.toml", {"limits.memory": "1", "limits.instant": "100"}).to_dict()
    market = next(site for site in tables["sites"].values() if site["kind"] == "market")
    market["orders"] = {"every": "0.01 d", "size": "0.001 t"}
    del market["rate"]
    plan = draw_up(ds.Scenario.from_dict(tables))
    for said in messages(plan, lambda world: None, ds.LimitError):
        assert re.search(r"more than 1 MB by day .*; if that is meant, raise limits\.memory$", said), said


def test_matter_that_appears_is_an_error() -> None:
    plan = draw_up(ds.load(ROOT / "scenarios" / "small.toml"))
    opening = open_world(plan, Fate(1, 0), "none", "all")
    opening.world.materials[0].initial += 1.0
    with pytest.raises(ds.MassError, match="off by"):
        run_compiled(opening)


def test_an_event_in_the_past_is_refused_with_its_name() -> None:
    plan = draw_up(ds.load(ROOT / "scenarios" / "small.toml"))

    def send_back_in_time(world: World) -> None:
        lane = world.lanes[0]
        lane.lead, lane.stream, lane.overtaking = -50.0, -1, 1

    (said,) = messages(plan, send_back_in_time, ds.SimulationError)
    lane = plan.layout.lanes[0].name
    assert re.fullmatch(rf"day \d\S*: 'shipment arrives' of {lane} was posted for day -\d+.*", said), said


def test_a_rule_that_fails_names_the_event() -> None:
    """A line without capacity divides by nothing when it starts."""
    plan = draw_up(ds.load(ROOT / "scenarios" / "small.toml"))
    site = plan.layout.sites[plan.world.lines[0].site]

    def cripple(world: World) -> None:
        world.lines[0].capacity = 0.0

    (said,) = messages(plan, cripple, ds.SimulationError)
    assert re.match(rf"day \d+\S*, event \d+, '[a-z ]+' of {site}\S*: ZeroDivisionError", said), said


def test_what_is_below_zero_is_named() -> None:
    plan = draw_up(ds.load(ROOT / "scenarios" / "small.toml"))
    lane = plan.layout.lanes[0].name

    def owe(world: World) -> None:
        world.lanes[0].in_transit = -1e9

    (said,) = messages(plan, owe, ds.SimulationError)
    assert re.match(rf"in_transit of {lane} is -\S+ t at the end, day \d+", said), said


def test_threads_and_processes_change_nothing() -> None:
    scenario = ds.load(ROOT / "scenarios" / "small.toml")
    digests = {
        ds.run(scenario, replications=12, seed=3, clock="compiled", workers=workers, executor=executor).digest
        for executor in ("serial", "threads", "processes")
        for workers in (1, 3)
    }
    digests |= {ds.run(scenario, replications=12, seed=3, clock="simpy", workers=2, executor="threads").digest}
    assert len(digests) == 1


def test_a_failure_on_a_thread_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from disruptsim.montecarlo.replicate import Replicator

    def fail(self: Replicator, replication: int, apart: object) -> None:
        raise ds.SimulationError(f"replication {replication}")

    monkeypatch.setattr(Replicator, "run", fail)
    with pytest.raises(ds.SimulationError, match=r"replication \d"):
        ds.run(ds.load(ROOT / "scenarios" / "small.toml"), 8, clock="compiled", workers=2, executor="threads")
    assert sys.getswitchinterval() < 0.01


def test_batches_are_the_same_under_both_clocks() -> None:
    scenario = ds.load(ROOT / "scenarios" / "small.toml")
    slow = ds.run(scenario, replications=12, seed=3, clock="simpy", workers=1)
    fast = ds.run(scenario, replications=12, seed=3, clock="compiled", workers=1)
    both = ds.run(scenario, replications=12, seed=3, clock="compiled", workers=2)
    assert slow.digest == fast.digest == both.digest
    assert (slow.clock, fast.clock) == ("simpy", "compiled")
    assert slow.events == fast.events


def test_without_numba_auto_takes_simpy_and_compiled_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = importlib.import_module("disruptsim.clocks.choice")
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    assert choose("auto", 1e9) == "simpy"
    with pytest.raises(MissingExtraError, match=r"pip install 'disruptsim\[fast\]'"):
        choose("compiled", 0.0)


def test_auto_does_not_compile_for_what_takes_a_moment() -> None:
    assert choose("auto", 0.1) == "simpy"
    assert choose("auto", 1e6) == "compiled"
    assert choose("simpy", 1e6) == "simpy"


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    code = "from disruptsim.clocks.cache import folder; print(folder())"
    environment = {**os.environ, "DISRUPTSIM_CACHE": str(blocked)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert Path(done.stdout.strip()).is_dir()
    assert not done.stdout.startswith(str(tmp_path))


@pytest.mark.skipif(os.name == "nt", reason="signals to one process are a matter of POSIX")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_stops_a_compiled_batch_that_can_go_on(tmp_path: Path, workers: str) -> None:
    out = tmp_path / "results"
    scenario = str(ROOT / "scenarios" / "rare-earth-magnets.toml")
    # A shell's background jobs inherit a SIGINT that is ignored; the command must not.
    begin = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    start = f"{begin}; from disruptsim.cli.main import main; main()"
    command = [sys.executable, "-c", start, "run", scenario, "-n", "20000", "--clock", "compiled"]
    process = subprocess.Popen(
        [*command, "--workers", workers, "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if " of 20000 replications" in line:
            break
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert printed == ""
    assert "interrupted; run the same command again to go on from" in said
    assert "Traceback" not in said
    assert {path.name for path in out.iterdir()} <= {"plan.json", "scenario.json", "parts"}
