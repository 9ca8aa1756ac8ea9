"""Relations of chance and of the clock: seeds, workers, blocks, names, stops on the way (R8, R13, R14)."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import Table, scenarios
from plays import assert_same, budget, make, play, play_with

import disruptsim as ds
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.scenario.distributions import Distribution
from disruptsim.world.chance import Chance, philox
from disruptsim.world.fate import Fate
from disruptsim.world.kinds import NOBODY

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
UNIFORM = Distribution("uniform", (("low", 0.0), ("high", 1.0)))
WORDS = st.integers(0, 2**64 - 1)


@given(st.lists(WORDS, min_size=4, max_size=4), st.tuples(WORDS, WORDS))
@budget(200)
def test_philox_is_numpys(counter: list[int], key: tuple[int, int]) -> None:
    """NumPy counts up before it makes its first block, so its counter stands one lower."""
    ours = philox(tuple(np.array([word], dtype=np.uint64) for word in counter), key)[:, 0]
    before = (sum(word << (64 * n) for n, word in enumerate(counter)) - 1) % 2**256
    words = np.array([(before >> (64 * n)) & (2**64 - 1) for n in range(4)], dtype=np.uint64)
    theirs = np.random.Philox(counter=words, key=np.array(key, dtype=np.uint64)).random_raw(4)
    assert np.array_equal(ours, theirs)


@given(st.integers(0, 2**40), st.integers(0, 10**6), st.integers(0, 200), st.integers(1, 50), st.text(max_size=20))
@budget(100)
def test_uniforms_are_a_function_of_name_and_place(
    seed: int, replication: int, first: int, count: int, name: str
) -> None:
    """A stretch of a stream is the same whatever its beginning, and whichever streams stand beside it."""
    chance = Chance(seed, replication)
    whole = chance.uniforms([name], 0, first + count)[0]
    beside = Chance(seed, replication).uniforms(["another", name, "a third"], first, count)
    assert np.array_equal(whole[first:], beside[1])
    assert ((whole > 0.0) & (whole < 1.0)).all()
    assert not np.array_equal(beside[0], beside[1])


@pytest.mark.parametrize("other", [Chance(8, 3), Chance(7, 4)])
def test_seeds_and_replications_differ(other: Chance) -> None:
    assert not np.array_equal(Chance(7, 3).uniforms(["a"], 0, 8), other.uniforms(["a"], 0, 8))


def test_streams_do_not_depend_on_their_order() -> None:
    """Streams made known in another order, and others between them, hand out the same values."""
    one, other = Fate(1, 2), Fate(1, 2)
    first = {name: one.stream(name, UNIFORM) for name in ("a", "b", "c")}
    second = {name: other.stream(name, UNIFORM) for name in ("z", "c", "y", "b", "a")}
    reads, again = one.reader(), other.reader()
    mine = {name: [reads.draw(first[name]) for _ in range(100)] for name in ("a", "b", "c")}
    yours = {name: [again.draw(second[name]) for _ in range(100)] for name in ("c", "a", "b")}
    assert mine == yours
    assert len({value for values in mine.values() for value in values}) == 300


def test_blocks_neither_repeat_nor_run_out() -> None:
    """Ten thousand draws through blocks of any size are the first ten thousand values of the stream."""
    expected = Chance(5, 6).uniforms(["s"], 0, 10_000)[0]
    for block in (1, 3, 32, 1000):
        fate = Fate(5, 6, block)
        rank = fate.stream("s", UNIFORM)
        reader = fate.reader()
        assert np.array_equal([reader.draw(rank) for _ in range(10_000)], expected)


@given(scenarios())
@budget(30)
def test_block_size_changes_nothing(tables: Table) -> None:
    """The size of the blocks in which a fate is made ready is no part of the result."""
    scenario = make(tables)
    for policy in ["none", *scenario.policies]:
        assert_same(play_with(scenario, Fate(1, 0, 1), policy), play_with(scenario, Fate(1, 0, 32), policy))


@given(scenarios())
@budget(20)
def test_a_fate_may_be_read_again(tables: Table) -> None:
    """A run that shares its fate with others before it is the run under a fresh one."""
    scenario, fate = make(tables), Fate(1, 0)
    for policy in ["none", *scenario.policies, "none"]:
        assert_same(play_with(scenario, fate, policy), play_with(scenario, Fate(1, 0), policy))


@given(scenarios(), st.integers(0, 2**32))
@budget(15)
def test_same_seed_same_result(tables: Table, seed: int) -> None:
    scenario = make(tables)
    assert ds.run(scenario, 2, seed, workers=1).digest == ds.run(make(tables), 2, seed, workers=1).digest


def test_another_seed_gives_another_result() -> None:
    scenario = ds.load(SMALL)
    assert ds.run(scenario, 2, 1).digest != ds.run(scenario, 2, 2).digest


@given(scenarios())
@budget(4)
def test_workers_change_nothing(tables: Table) -> None:
    """R8: the table of two processes is the table of one, byte for byte."""
    scenario = make(tables)
    one, two = (ds.run(scenario, 5, 9, workers=n) for n in (1, 2))
    assert one.digest == two.digest
    assert one.events == two.events
    assert np.array_equal(one.triggers, two.triggers)


@given(scenarios(), st.integers(1, 3))
@budget(15)
def test_first_replications_stay(tables: Table, n: int) -> None:
    """R14: more replications leave the first ones as they are, and replication k alone is replication k of the batch."""
    scenario = make(tables)
    few, many = ds.run(scenario, n, 4, workers=1), ds.run(scenario, n + 2, 4, workers=1)
    assert np.array_equal(few.values, many.values[:n])
    assert np.array_equal(few.states, many.states[:n])
    assert np.array_equal(few.triggers, many.triggers[:n])
    for name in (name for name, site in scenario.sites.items() if site.kind == "market"):
        run, row = play(scenario, seed=4, replication=n), many.subject(name, "market")
        rank = run.market(name)
        filled = run.at_once[rank] / run.demanded[rank] if run.demanded[rank] > 0 else 1.0
        assert many.column("fill_rate", row)[0][n] == pytest.approx(filled, rel=1e-14)


def look(sim: Simulation) -> None:
    """Look at everything that may be looked at."""
    layout = sim.opening.plan.layout
    for key in layout.holdings:
        sim.on_hand(key.site, key.material)
    for site, material in layout.inputs:
        sim.cover(site, material)
    for name, site in layout.scenario.sites.items():
        if site.kind == "market":
            sim.served(name)
    for lane in layout.lanes:
        sim.in_transit(lane.name)


@given(scenarios(), st.lists(st.floats(0.0, 500.0) | st.integers(0, 500), min_size=1, max_size=8))
@budget(50)
def test_stops_on_the_way_and_looks_change_nothing(tables: Table, stops: list[float]) -> None:
    """R13: a run in pieces, with a look at each stop, is the run in one piece; so is one event after the other."""
    scenario = make(tables)
    whole, pieces, steps = play(scenario), ds.simulation(scenario), ds.simulation(scenario)
    for stop in sorted(stops):
        pieces.run(until=stop)
        look(pieces)
    ended = pieces.run()
    assert ended is not None
    assert_same(whole, ended)
    while steps.env.peek() < steps.horizon:
        steps.step()
        look(steps)
    stepped = steps.run()
    assert stepped is not None
    assert_same(whole, stepped)


@given(scenarios())
@budget(25)
def test_an_observer_in_the_run_changes_nothing(tables: Table) -> None:
    """R13: a process of the user's own that looks every few days, and a listener, leave the curves as they are."""
    scenario = make(tables)
    sim = ds.simulation(scenario)

    def observer(sim: Simulation):  # type: ignore[no-untyped-def]
        while True:
            yield sim.env.timeout(3.0)
            look(sim)

    sim.process(observer)
    sim.env.listener = lambda *event: None
    sim.world.run.tracing = 1
    watched = sim.run()
    assert watched is not None
    assert_same(play(scenario), watched)


@given(scenarios())
@budget(30)
def test_policies_meet_the_same_disruptions(tables: Table) -> None:
    """The dates and lengths of everything that happens to a replication are the same under every policy."""

    def timeline(policy: str) -> list[object]:
        world = ds.simulation(make(tables), 2, 3, policy).world
        groups = (world.controls, world.outages, world.closures, world.surges)
        dates = [(record.starts, record.lasts) for group in groups for record in group]
        return [dates, copy.deepcopy(world.links), [world.outages[cut.outage].starts for cut in world.cuts]]

    first = timeline("none")
    for policy in tables["policies"]:
        assert timeline(policy) == first


@given(scenarios())
@budget(30)
def test_policies_meet_the_same_luck(tables: Table) -> None:
    """Shipment n of a lane has the same lead time, and lot n of a line the same process, under every policy."""
    scenario = make(tables)

    def draws(policy: str) -> dict[str, list[float]]:
        sim = ds.simulation(scenario, policy=policy)
        names = {lane.stream: f"lane {n}" for n, lane in enumerate(sim.world.lanes) if lane.stream != NOBODY}
        names |= {line.stream: f"line {n}" for n, line in enumerate(sim.world.lines) if line.stream != NOBODY}
        found: dict[str, list[float]] = {name: [] for name in names.values()}
        plain = sim.world.draw

        def drawing(stream: int) -> float:
            value = plain(stream)
            if stream in names:
                found[names[stream]].append(value)
            return value

        sim.world.draw = drawing
        sim.run()
        return found

    first = draws("none")
    for policy in scenario.policies:
        for name, values in draws(policy).items():
            shared = min(len(values), len(first[name]))
            assert values[:shared] == first[name][:shared]
