"""Sensitivity: known answers of functions, of a network whose loss is known, and runs that share their luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand import Table, lane, market, mine, network
from shell import INVALID, USAGE, Shell

import disruptsim as ds
from disruptsim.errors import FolderError, ScenarioError
from disruptsim.measures.registry import INDEX
from disruptsim.montecarlo.design import Design, inputs_of
from disruptsim.montecarlo.run import run
from disruptsim.statistics import designs, effects

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def ishigami(u: Any) -> Any:
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_ishigamis_function() -> None:
    """Known in closed form: 0.3139, 0.4424, 0 alone; 0.5576, 0.4424, 0.2437 with interactions."""
    found = effects.sobol(ishigami(designs.saltelli(1024, 3, 1)), 3)
    known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)]
    for (alone, total), (first, second) in zip(found, known, strict=True):
        assert alone.low <= first <= alone.high
        assert total.low <= second <= total.high
        assert alone.high - alone.low < 0.2
    flat = effects.sobol(np.full(8 * 5, 3.0), 3)
    assert [(a.value, b.value) for a, b in flat] == [(0.0, 0.0)] * 3


def test_morris_finds_what_is_linear_and_what_is_not() -> None:
    points = designs.trajectories(40, 3, 1)
    found = effects.morris(3 * points[:, 0] - 2 * points[:, 1] + 8 * points[:, 1] * points[:, 2], points)
    assert found[0][0].value == pytest.approx(3.0)
    assert found[0][1].value == pytest.approx(0.0, abs=1e-9)
    # of the third: 8 x the second, which is 1/8, 3/8, 5/8 or 7/8
    assert found[2][0].low <= 4.0 <= found[2][0].high
    assert found[2][1].low <= 8 * np.sqrt(5) / 8 <= found[2][1].high


def test_designs_are_what_they_are_called() -> None:
    steps = np.diff(designs.trajectories(7, 4, 2).reshape(7, 5, 4), axis=1)
    assert (np.count_nonzero(steps, axis=2) == 1).all()
    assert set(np.abs(steps[steps != 0])) == {0.5}
    assert (np.abs(steps).sum(axis=1) == 0.5).all(), "each input is moved once"
    cells = np.sort((designs.latin(16, 3, 5) * 16).astype(int), axis=0)
    assert (cells == np.arange(16)[:, None]).all()
    parts = designs.saltelli(8, 3, 1).reshape(5, 8, 3)
    for column in range(3):
        assert (parts[2 + column][:, column] == parts[1][:, column]).all()
        others = [other for other in range(3) if other != column]
        assert (parts[2 + column][:, others] == parts[0][:, others]).all()


def test_shares_of_a_sum_with_known_variances() -> None:
    """Rows of variance 4, columns of 1, what is left of 2.25; the noise of a row's mean is 2.25 / 100."""
    rng = np.random.default_rng(3)
    values = 2 * rng.normal(size=(200, 1)) + rng.normal(size=(1, 100)) + 1.5 * rng.normal(size=(200, 100))
    found = effects.shares(values)
    for share, known in ((found.inputs, 4.0), (found.chance, 1.0), (found.together, 2.25)):
        assert share.low <= known / 7.25 <= share.high
    assert effects.noise(values) == pytest.approx(2.25 / 100 / 4.0225, rel=0.2)
    alone = effects.shares(np.broadcast_to(rng.normal(size=(1, 50)), (20, 50)))
    assert (alone.inputs.value, alone.chance.value) == (0.0, 1.0)


def fires(**more: Any) -> ds.Scenario:
    """A mine of 6 t/d pushes to a market of 6 t/d that keeps no stock; a fire of 10 to 30 d loses 6 t/d."""
    sites: Table = {
        "pit": mine(6.0, 0.1, cover={"ore": "0 d"}),
        "M": {**market(6.0, 1.0), "replenish": {"policy": "push"}},
        "idle": {**mine(1.0, 0.1), "capacity": {"uniform": {"low": "1 t/d", "high": "2 t/d"}}},
    }
    fire = {
        "fire": {"kind": "outage", "sites": ["pit"], "starts": "day 20", **more,
                 "lasts": {"uniform": {"low": "10 d", "high": "30 d"}}},
    }  # fmt: skip
    return ds.Scenario.from_dict(network(100.0, sites, [lane("pit", "M", lead=0.0)], disruptions=fire))


def test_the_input_that_matters_is_found_with_its_effect() -> None:
    """The loss is 6 t for each day that the fire lasts: 120 t over its range; the idle mine does nothing."""
    found = ds.sensitivity(fires(), method="morris", points=6, inner=2, workers=1)
    assert [one.key for one in found.effects] == ["disruptions.fire.lasts", "sites.idle.capacity"]
    assert [one.uncertain for one in found.effects] == [False, True]
    assert found.effects[0].main.value == pytest.approx(120.0, abs=2.0)
    assert found.effects[1].main.value == 0.0
    assert found.noise == pytest.approx(0.0, abs=1e-12)
    indices = ds.sensitivity(fires(), method="sobol", points=32, inner=2, workers=1).effects
    assert indices[0].other.value == pytest.approx(1.0, abs=0.1)
    assert indices[1].other.value == 0.0


def test_shares_tell_what_is_uncertain_from_chance() -> None:
    """What drives the loss is of chance by default, and of the inputs where it is named as one."""
    found = ds.sensitivity(fires(), method="shares", points=8, inner=16, workers=1)
    assert found.shares is not None
    assert (found.shares.inputs.value, found.shares.chance.value) == pytest.approx((0.0, 1.0), abs=1e-12)
    assert [band.low for band in found.bands] == [band.high for band in found.bands]
    named = ds.sensitivity(fires(), method="shares", points=8, inner=16, workers=1, inputs=["*.lasts"])
    assert named.shares is not None
    assert named.shares.inputs.value == pytest.approx(1.0)
    ends = [band.middle for band in named.bands]
    assert ends[0] == ends[-1], "chance does nothing any more"
    assert named.bands[0].high - named.bands[0].low == pytest.approx(0.9 * 120, rel=0.2)


def test_points_share_their_luck_and_differ_by_their_inputs_alone() -> None:
    """The same point twice: the same rows; and what is not set is the luck of the plain replications."""
    scenario = ds.load(SMALL)
    (lasts,) = inputs_of(scenario, ["metal_ban"])
    assert lasts.key == "disruptions.metal_ban.lasts"
    points = np.array([[0.3], [0.8], [0.3]])
    result = run(scenario, 15, 4, policies=["none"], design=Design((lasts,), points, 5), workers=1)
    rows = result.values.reshape(3, 5, -1)
    assert (rows[0] == rows[2]).all()
    assert not (rows[0] == rows[1]).all()
    free = run(scenario, 5, 4, policies=["none"], design=Design((), np.zeros((1, 0)), 5), workers=1)
    assert free.digest == run(scenario, 5, 4, policies=["none"], workers=1).digest


def test_uncertain_numbers_take_the_place_that_a_point_gives_them() -> None:
    scenario = fires()
    capacity = next(one for one in inputs_of(scenario, []) if one.uncertain)
    result = run(scenario, 6, 1, design=Design((capacity,), np.array([[0.25], [0.75]]), 3), workers=1)
    used = result.values[:, 0, result.subject("idle"), INDEX["utilisation"]].reshape(2, 3)
    assert (used == used[:, :1]).all()


@pytest.mark.parametrize("options", [{"executor": "processes"}, {"executor": "threads", "clock": "compiled"}])
def test_nothing_else_changes_it(options: dict[str, Any]) -> None:
    found = ds.sensitivity(ds.load(SMALL), points=3, inner=3, workers=2, **options)
    assert found.result.digest == ds.sensitivity(ds.load(SMALL), points=3, inner=3, workers=1).result.digest


def test_it_is_kept_and_goes_on(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"points": 3, "inner": 4, "workers": 1, "out": tmp_path / "study"}
    first = ds.sensitivity(ds.load(SMALL), **asked)
    told: list[str] = []
    (tmp_path / "study" / "parts" / "000000.parquet.sha256").unlink()
    again = ds.sensitivity(ds.load(SMALL), tell=told.append, **asked)
    assert again.effects == first.effects
    assert any("are there already" in text for text in told)
    with pytest.raises(FolderError, match=r"design: 6 points of 1 inputs .* there, 6 points of 1 inputs"):
        ds.sensitivity(ds.load(SMALL), **{**asked, "method": "shares", "points": 6, "inputs": ["*"]})
    with pytest.raises(FolderError, match="sensitivity study"):
        ds.load_run(tmp_path / "study")


def test_what_is_wrong_is_said_at_once(shell: Shell) -> None:
    _, err = shell("sensitivity", str(SMALL), "--method", "sobol", "--points", "5", "--input", "nothing",
                   "--measure", "unservd", code=INVALID)  # fmt: skip
    for part in ("is no power of two", "write 8", "is no uncertain input here", "unserved"):
        assert part in err
    _, err = shell("sensitivity", str(SMALL), "--method", "shares", code=INVALID)
    assert "nothing is uncertain" in err
    assert "disruptions.metal_ban.lasts" in err
    shell("sensitivity", str(SMALL), "--method", "guess", code=USAGE)


def test_a_measure_that_is_not_always_there_is_refused() -> None:
    with pytest.raises(ScenarioError, match="missing"):
        ds.sensitivity(fires(probability=0.5), "rapidity", points=2, inner=3, workers=1)


@pytest.mark.parametrize("method", ["morris", "sobol", "shares"])
def test_the_command_shows_and_prints(shell: Shell, method: str) -> None:
    asked = ("sensitivity", str(SMALL), "--method", method, "--points", "4", "--inner", "2", "--input", "*")
    out, _ = shell(*asked)
    assert "noise of their inner replications" in out
    told = shell.json(*asked)
    assert told["format"] == "disruptsim.sensitivity/1"
    assert (told["shares"] is None) == (method != "shares")
    assert [one["key"] for one in told["effects"]] == ([] if method == "shares" else ["disruptions.metal_ban.lasts"])


def test_a_replication_that_fails_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from disruptsim.errors import SimulationError
    from disruptsim.montecarlo.replicate import Replicator

    whole = Replicator.run

    def run_or_fail(self: Replicator, replication: int, *rest: Any) -> Any:
        if replication == 3:
            raise SimulationError("day 3: a rule failed")
        return whole(self, replication, *rest)

    monkeypatch.setattr(Replicator, "run", run_or_fail)
    with pytest.raises(SimulationError, match="replication 3 of seed 1: day 3"):
        ds.sensitivity(fires(), points=2, inner=2, workers=1, clock="simpy")
