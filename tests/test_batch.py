"""Batches: plans of scenarios x settings x policies, with run folders of their own; each run is what `run` gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shell import INVALID, USAGE, Shell

import disruptsim as ds
from disruptsim.errors import ScenarioError
from disruptsim.montecarlo.plans import read_plan

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
GRID = """
[grid]
"disruptions.metal_ban.lasts" = ["60 d", { uniform = { low = "90 d", high = "200 d" } }]
"sites.motor_works.cover.metal" = ["20 d", "60 d"]
"""


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "160")  # whatever the terminal of the tests is
    return Shell(capsys)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(SMALL.read_text())
    path = tmp_path / "plan.toml"
    path.write_text('scenarios = ["mine.toml"]\nreplications = 4\nseed = 5\npolicies = ["none", "reserve"]\n' + GRID)
    return path


def test_every_point_of_the_grid_is_run(plan: Path, shell: Shell) -> None:
    """In order, the last key of the grid fastest; and each as `run` gives it with the same settings."""
    found = shell.json("batch", plan)
    assert found["format"] == "disruptsim.batch/1"
    settings = [run["settings"] for run in found["runs"]]
    law = '{ "uniform" = { "low" = "90 d", "high" = "200 d" } }'
    assert [one["disruptions.metal_ban.lasts"] for one in settings] == ["60 d", "60 d", law, law]
    assert [one["sites.motor_works.cover.metal"] for one in settings] == ["20 d", "60 d", "20 d", "60 d"]
    for run in found["runs"]:
        alone = ds.run(ds.load(SMALL, run["settings"]), 4, 5, policies=["none", "reserve"], workers=1)
        assert run["digest"] == alone.digest
    assert len({run["digest"] for run in found["runs"]}) == 4


def test_scenarios_one_after_another(shell: Shell) -> None:
    found = shell.json("batch", SMALL, SMALL, "-n", "3", "--policy", "none")
    assert [run["replications"] for run in found["runs"]] == [3, 3]
    assert found["runs"][0]["digest"] == found["runs"][1]["digest"]


def test_a_batch_is_kept_and_goes_on(plan: Path, tmp_path: Path, shell: Shell) -> None:
    out = tmp_path / "out"
    first = shell.json("batch", plan, "--out", out)
    assert sorted(path.name for path in out.iterdir()) == ["0000", "0001", "0002", "0003"]
    (out / "0002/parts/000001.parquet").unlink()
    printed, told = shell("batch", str(plan), "--out", str(out), "--json")
    assert json.loads(printed) == first
    assert "3 of 4 replications are there already" in told
    assert ds.load_run(out / "0003").digest == first["runs"][3]["digest"]
    _, told = shell("batch", str(plan), "--out", str(out), "-n", "5", code=USAGE)
    assert "replications: 4 there, 5 asked for" in told


def test_a_table_for_reading(plan: Path, shell: Shell) -> None:
    text, told = shell("batch", str(plan))
    assert "4 runs, 16 replications" in text
    assert text.count("reserve") >= 4
    assert "4 of 4: mine (" in told


def test_everything_is_checked_first(plan: Path, shell: Shell) -> None:
    """A setting that is wrong at the last point stops the batch before the first run."""
    plan.write_text(plan.read_text().replace('"60 d"]', '"60 tonnes"]'))
    out, told = shell("batch", str(plan), code=INVALID)
    assert out == ""
    assert "1 of 4" not in told
    assert "sites.motor_works.cover.metal" in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scenarios = []", "a list of scenario files"),
        ("scenarios = 3", "a list of scenario files"),
        ('scenarios = ["a.toml"]\nreplicatons = 3', 'did you mean "replications"?'),
        ('scenarios = ["a.toml"]\nreplications = 0', "a number of replications"),
        ('scenarios = ["a.toml"]\nseed = "x"', "a whole number"),
        ('scenarios = ["a.toml"]\npolicies = "none"', "a list of policies"),
        ('scenarios = ["a.toml"]\ngrid = 3', "a table of keys"),
        ('scenarios = ["a.toml"]\n[grid]\n"a.b" = []', "a table of keys"),
    ],
)
def test_a_plan_that_is_none(text: str, says: str, tmp_path: Path, shell: Shell) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text)
    _, told = shell("batch", str(path), code=INVALID)
    assert says in told
    assert "plan.toml" in told


def test_all_that_is_wrong_with_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('scenarios = 3\nreplications = -1\nseed = true\nfoo = 1\n[grid]\n"a" = 3')
    with pytest.raises(ScenarioError) as caught:
        read_plan((str(path),))
    assert len(caught.value.problems) == 5


def test_a_plan_too_large(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    values: Any = list(range(101))
    path.write_text(f'scenarios = ["a.toml"]\n[grid]\n"a.b" = {values}\n"a.c" = {values}')
    with pytest.raises(ScenarioError, match="makes 10201 runs"):
        read_plan((str(path),))


def test_a_policy_that_is_not_there(plan: Path, shell: Shell) -> None:
    _, told = shell("batch", str(plan), "--policy", "reserv", code=INVALID)
    assert 'did you mean "reserve"?' in told
