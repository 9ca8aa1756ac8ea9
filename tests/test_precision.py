"""Precision instead of a number: the same replications whoever runs them, no more than are needed, and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shell import INVALID, Shell

import disruptsim as ds
from disruptsim.errors import ScenarioError
from disruptsim.measures.subjects import TOTAL
from disruptsim.statistics.precision import adjusted, half_widths

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
GOAL = "resilience_loss=12%"


def play(most: int = 2000, goals: tuple[str, ...] = (GOAL,), **options: Any) -> ds.Result:
    return ds.run(
        ds.load(SMALL), most, 5, policies=["none"], precision=goals, workers=options.pop("workers", 1), **options
    )


def test_it_stops_where_the_rule_says() -> None:
    """Of all replications, the first number at which the half-width is small beside the mean, and no other."""
    found = play()
    whole = ds.run(ds.load(SMALL), found.replications, 5, policies=["none"], workers=1)
    assert found.digest == whole.digest
    values, _ = found.column("resilience_loss", TOTAL)
    ratios = half_widths(values) / np.abs(np.cumsum(values) / np.arange(1, len(values) + 1))
    enough = ratios <= adjusted(0.12)
    assert enough[-1]
    assert not enough[9:-1].any()


@pytest.mark.parametrize(
    "options", [{"workers": 2, "executor": "processes"}, {"workers": 2, "executor": "threads"}, {"chunk": 7}]
)
def test_nothing_else_changes_where(options: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path if "chunk" in options else None
    assert play(out=out, **options).digest == play().digest


def test_every_goal_in_every_case() -> None:
    """Two goals need what the harder one needs at least, and more cases as well."""
    one = play().replications
    both = play(goals=(GOAL, "fill_rate=14%")).replications
    assert both >= one
    cases = ds.run(ds.load(SMALL), 2000, 5, precision=[GOAL], workers=1)
    assert cases.replications >= one


def test_one_that_is_not_reached_says_so() -> None:
    told: list[str] = []
    found = play(30, tell=told.append)
    assert found.replications == 30
    assert told == ["precision is not reached after 30 replications"]


def test_it_is_kept_and_taken_up(tmp_path: Path) -> None:
    """A folder has whole parts; asked again, what is there is enough; asked for all, the rest is run."""
    first = play(out=tmp_path, chunk=50)
    told: list[str] = []
    again = play(out=tmp_path, chunk=50, tell=told.append)
    assert again.digest == first.digest
    assert f"precision is reached after {first.replications} replications" in told
    parts = len(list((tmp_path / "parts").glob("*.parquet")))
    assert parts < 40
    assert parts * 50 >= first.replications
    whole = ds.run(ds.load(SMALL), 2000, 5, policies=["none"], workers=1, out=tmp_path)
    assert whole.replications == 2000
    assert np.array_equal(whole.values[: first.replications], first.values)


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ("unservd=2%", "is no measure with a mean"),
        ("unserved@nowhere=2%", "is no subject"),
        ("unserved", "is no relative error"),
        ("unserved=0%", "is no relative error"),
        ("unserved=50%", "is no relative error"),
        ("unserved=x", "is no relative error"),
        ("drawn=2%", "needs a subject"),
        ("stopped=2%", "is no measure with a mean"),
    ],
)
def test_goals_that_are_none(goal: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ScenarioError, match=says):
        play(goals=(goal,))
    _, told = Shell(capsys)("run", str(SMALL), "--precision", goal, code=INVALID)
    assert "--precision" in told
    assert says in told


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    printed, told = Shell(capsys)(
        "run", str(SMALL), "--policy", "none", "--precision", "resilience_loss=12%", "--seed", "5"
    )
    assert "precision is reached after" in told
    assert f"{play().replications} replications" in printed


def test_what_is_known_so_far_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The goal's measure where there is a goal, else what all markets lose; the last is the widest of the cases."""
    from disruptsim.montecarlo import batch
    from disruptsim.report.numbers import standing

    monkeypatch.setattr(batch, "_SAY_EVERY", 0.0)
    monkeypatch.setattr(batch, "_TOGETHER", 8)
    told: list[Any] = []
    result = ds.run(ds.load(SMALL), 40, 5, workers=1, standing=told.append)
    assert {(one.measure, one.subject, one.statistic) for one in told} == {("unserved", TOTAL, "mean")}
    assert told[-1].n in (32, 40)
    assert "±" in standing(told[-1])
    widest = max(
        ((one.high - one.low) / abs(one.value), one.policy)
        for one in result.estimates()
        if (one.measure, one.subject, one.statistic) == ("unserved", TOTAL, "mean")
    )
    assert told[-1].policy == widest[1]
    goals: list[Any] = []
    play(30, goals=("fill_rate=2%",), standing=goals.append)
    assert {one.measure for one in goals} == {"fill_rate"}
