"""Policies compared under the same luck, from a scenario, a result or a run folder; the best selected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from broken import GOOD
from shell import INVALID, USAGE, Shell

import disruptsim as ds
from disruptsim.errors import ScenarioError
from disruptsim.measures.subjects import TOTAL
from disruptsim.statistics.comparisons import holm

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


@pytest.fixture(scope="module")
def result() -> ds.Result:
    return ds.run(ds.load(SMALL), 60, 2, workers=1)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "160")  # whatever the terminal of the tests is
    return Shell(capsys)


def test_differences_are_paired(result: ds.Result) -> None:
    """Held against SciPy, replication by replication; p values by Holm."""
    from scipy.stats import ttest_rel

    (found,) = ds.compare(result, measures=("unserved",))
    base, _ = result.column("unserved", TOTAL)
    assert [row.policy for row in found.differences] == ["none", "buffer30", "reserve"]
    raw = []
    for row in found.differences[1:]:
        other, _ = result.column("unserved", TOTAL, row.policy)
        test = ttest_rel(other, base)
        low, high = test.confidence_interval(0.95)
        assert (row.difference.low, row.difference.high) == (pytest.approx(low), pytest.approx(high))
        assert row.variance_ratio < 1 / 3, "the same luck takes most of the variance"
        raw.append(test.pvalue)
    assert [row.p for row in found.differences[1:]] == pytest.approx(holm(np.array(raw)).tolist())
    assert sum(row.best for row in found.differences) == pytest.approx(1.0)
    assert found.differences[0].difference.value == 0.0


def test_the_baseline_is_a_choice(result: ds.Result) -> None:
    (one,) = ds.compare(result, "none", ("unserved",))
    (other,) = ds.compare(result, "reserve", ("unserved",))
    there = {row.policy: row.difference.value for row in other.differences}
    here = {row.policy: row.difference.value for row in one.differences}
    assert other.differences[0].policy == "reserve"
    assert there["none"] == pytest.approx(-here["reserve"])


def test_more_may_be_better(result: ds.Result) -> None:
    (less,) = ds.compare(result, measures=("unserved",))
    (more,) = ds.compare(result, measures=("fill_rate",))
    assert (less.more_is_better, more.more_is_better) == (False, True)
    assert max(more.differences, key=lambda row: row.best).mean.value == max(row.mean.value for row in more.differences)
    assert max(less.differences, key=lambda row: row.best).mean.value == min(row.mean.value for row in less.differences)


def test_selection_keeps_to_what_matters(result: ds.Result) -> None:
    """Far apart from doing nothing; between the other two nothing is decided where little matters much."""
    (wide,) = ds.compare(result, measures=("unserved",))
    assert wide.selection is not None
    assert wide.selection.best in (1, 2)
    (fine,) = ds.compare(result, measures=("unserved",), indifference=1.0)
    assert fine.selection is not None
    assert fine.selection.best == -1
    assert fine.selection.replications == 60


def test_a_policy_that_changes_nothing_is_no_better() -> None:
    """It equals doing nothing bit for bit: p is 1 and they share being best."""
    import tomllib

    tables = tomllib.loads(GOOD)
    tables["policies"] = {"late": {**tables["policies"]["buffer30"], "adopted": {"promised": "day 5000"}}}
    (found, *_) = ds.compare(ds.run(ds.Scenario.from_dict(tables), 15, workers=1), measures=("unserved",))
    late = found.differences[1]
    assert (late.difference.value, late.p, late.best) == (0.0, 1.0, pytest.approx(0.5))


def test_every_future_has_its_own(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    found = shell.json("compare", path, "-n", "4")
    futures = {one["future"] for one in found["comparisons"]}
    assert futures == {"only_stop", "rest"}
    assert found["format"] == "disruptsim.compare/1"


def test_a_folder_is_as_good_as_a_scenario(tmp_path: Path, shell: Shell, result: ds.Result) -> None:
    ds.run(ds.load(SMALL), 60, 2, workers=1, out=tmp_path / "run", chunk=10)
    assert ds.load_run(tmp_path / "run").digest == result.digest
    from_folder = shell.json("compare", tmp_path / "run")
    from_scenario = shell.json("compare", SMALL, "-n", "60", "--seed", "2")
    assert from_folder == from_scenario
    text, _ = shell("compare", str(tmp_path / "run"))
    assert "paired with none" in text
    assert "selected:" in text


def test_a_folder_on_its_way(tmp_path: Path, shell: Shell, result: ds.Result) -> None:
    """What is there up to the first gap counts; nothing there is said."""
    ds.run(ds.load(SMALL), 60, 2, workers=1, out=tmp_path / "run", chunk=10)
    (tmp_path / "run/parts/000003.parquet.sha256").unlink()
    found = ds.load_run(tmp_path / "run")
    assert np.array_equal(found.values, result.values[:30])
    (tmp_path / "run/parts/000000.parquet").unlink()
    _, told = shell("compare", str(tmp_path / "run"), code=USAGE)
    assert "holds no whole part" in told
    (tmp_path / "other").mkdir()
    _, told = shell("compare", str(tmp_path / "other"), code=USAGE)
    assert "is no run folder" in told


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--baseline", "reserv"], 'did you mean "reserve"?'),
        (["--measure", "unservd"], 'did you mean "unserved"?'),
        (["--measure", "unserved@nowhere"], "is no subject of results"),
        (["--measure", "stopped"], "is no measure with a mean"),
    ],
)
def test_what_is_not_there_is_named(options: list[str], says: str, shell: Shell) -> None:
    _, told = shell("compare", str(SMALL), "-n", "2", *options, code=INVALID)
    assert says in told


def test_all_problems_at_once(result: ds.Result) -> None:
    with pytest.raises(ScenarioError) as caught:
        ds.compare(result, "no", ("x", "unserved@y"))
    assert len(caught.value.problems) == 3


def test_a_network_without_factories_has_no_stops() -> None:
    from hand import usual

    scenario = ds.Scenario.from_dict(usual())
    found: Any = ds.compare(ds.run(scenario, 3, workers=1))
    assert [one.measure for one in found] == ["unserved"]


def test_times_are_compared_up_to_where_all_are_known(result: ds.Result) -> None:
    """Times to survive that were cut off at the horizon: paired, up to the earliest that was; SciPy on the same."""
    from scipy.stats import ttest_rel

    (found,) = ds.compare(result, measures=("time_to_survive",))
    columns = [result.column("time_to_survive", TOTAL, policy) for policy in ("none", "buffer30", "reserve")]
    there = np.all([states > 0 for _, states in columns], axis=0)
    cut = np.concatenate([values[there & (states == 2)] for values, states in columns])
    assert len(cut)
    assert found.limit == cut.min()
    base, other = (np.minimum(columns[n][0][there], found.limit) for n in (0, 2))
    low, high = ttest_rel(other, base).confidence_interval(0.95)
    row = found.differences[2].difference
    assert (row.low, row.high) == (pytest.approx(low), pytest.approx(high))
    assert found.more_is_better
    assert found.differences[2].best > 0.5


def test_spreads_have_intervals_of_their_own(result: ds.Result) -> None:
    from disruptsim.montecarlo.spread import spreads

    rows = spreads(result, "resilience_loss", TOTAL, "d")
    assert [row.policy for row in rows] == ["none", "buffer30", "reserve"]
    values, _ = result.column("resilience_loss", TOTAL)
    ordered = np.sort(values)
    levels = dict(rows[0].percentiles)
    assert levels[0.25].value == ordered[14]  # of 60
    assert levels[0.5].low < levels[0.5].value < levels[0.5].high
    assert (rows[0].least, rows[0].most) == (ordered[0], ordered[-1])
    assert rows[0].mean.value == pytest.approx(values.mean())


def test_spreads_are_drawn(shell: Shell) -> None:
    asked = ("compare", str(SMALL), "-n", "20", "--measure", "unserved", "--spread")
    out, _ = shell(*asked)
    for head in ("p5", "p95", "MUSD", "\u2501"):
        assert head in out
    told = shell.json(*asked)
    assert len(told["spreads"]) == 3
    assert len(told["spreads"][0]["percentiles"]) == 5
