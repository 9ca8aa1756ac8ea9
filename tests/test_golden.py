"""Shipped scenarios do not change by accident.

When a change of numbers is meant, run ``pytest tests/test_golden.py --update-golden``, look at the difference in
``tests/golden.json``, and say in the CHANGELOG what changed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import disruptsim as ds
from disruptsim.measures.subjects import FACTORIES, TOTAL

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden.json"
SHIPPED = sorted(path.name for path in (ROOT / "scenarios").glob("*.toml"))
REPLICATIONS = {"small.toml": 10, "rare-earth-magnets.toml": 2, "critical-minerals-bloc.toml": 1}
POLICIES = {"critical-minerals-bloc.toml": ["none", "vault60", "all"]}  # of the largest, three in every future


def digest(name: str) -> dict[str, object]:
    scenario = ds.load(ROOT / "scenarios" / name)
    result = ds.run(scenario, REPLICATIONS.get(name, 2), seed=1, policies=POLICIES.get(name), workers=1)
    found: dict[str, object] = {"events": result.events, "digest": result.digest}
    for policy, _ in result.cases:
        lost = result.column("lost_output", TOTAL, policy)[0].mean()
        days = result.column("stop_days", FACTORIES, policy)[0].mean()
        found[policy] = {"lost_output": f"{lost:.6g}", "stop_days": f"{days:.6g}"}
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_results_are_those_of_the_golden_file(name: str, pytestconfig: pytest.Config) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    found = digest(name)
    if pytestconfig.getoption("--update-golden"):
        golden[name] = found
        GOLDEN.write_text(json.dumps(golden, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return
    assert found == golden.get(name), "numbers changed; if that is meant, update with --update-golden"
