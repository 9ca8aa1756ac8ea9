"""A disruption of no strength, no length, or no date within the run is nothing at all (R6)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from networks import scenarios
from plays import Table, assert_same, budget, make, play

from disruptsim.world.opening import TWIN


def nothings(tables: Table) -> dict[str, Table]:
    """Disruptions of no strength, no length, or no date within the run, of every kind."""
    actor = tables["sites"]["mine0"]["country"]
    ban: Table = {"kind": "ban", "actor": actor, "materials": ["ore"], "recall": "lost"}
    outage: Table = {"kind": "outage", "country": actor, "in_process": "lost", "recall": "lost", "ramp": "9 d"}
    surge: Table = {"kind": "demand_surge", "factor": 2.0}
    closure: Table = {"kind": "chokepoint", "chokepoint": "strait"}
    licence: Table = {"kind": "licence", "actor": actor, "materials": ["ore"]}
    quota: Table = {"kind": "quota", "actor": actor, "materials": ["ore"], "tonnage": "1 t"}
    bases = {"ban": ban, "outage": outage, "surge": surge, "closure": closure, "licence": licence, "quota": quota}
    found: dict[str, Table] = {
        "ban that passes all": {**ban, "passes": 1.0, "starts": "day 30"},
        "outage of no capacity": {**outage, "capacity_left": 1.0, "starts": "day 30"},
        "surge by 1": {**surge, "factor": 1.0, "starts": "day 30"},
    }
    for name, base in bases.items():
        found[f"{name} of no length"] = {**base, "starts": "day 30", "lasts": "0 d"}
        found[f"{name} after the horizon"] = {**base, "starts": "day 500"}
        found[f"{name} that never comes"] = {**base, "starts": "day 30", "probability": 0.0}
        found[f"{name} at rate 0"] = {**base, "rate": "0 1/yr", "lasts": "9 d"}
        found[f"{name} of no length at a rate"] = {**base, "rate": "9 1/yr", "lasts": "0 d"}
    return found


@given(scenarios())
@budget(25)
def test_disruptions_of_nothing_are_nothing(tables: Table) -> None:
    """R6: under `none` such a run is the undisturbed twin bit for bit, under a policy that policy's calm run."""
    disruptions: dict[str, Any] = nothings(tables)
    kept = {n: p for n, p in tables["policies"].items() if "control" not in str(p)}
    kept = {n: p for n, p in kept.items() if set(p.get("extends", [])) <= set(kept)}
    chained = {
        f"after {name}": {**d, "after": name, "lasts": "30 d"} for name, d in disruptions.items() if "no length" in name
    }
    for fields in chained.values():
        fields.pop("starts", None)
        fields.pop("rate", None)
    scenario = make({**tables, "disruptions": {**disruptions, **chained}, "policies": kept, "futures": {}})
    for policy in ["none", *scenario.policies]:
        run, twin = play(scenario, policy), play(scenario, policy, TWIN)
        assert_same(run, twin)
        assert run.trigger == float("inf")


@given(scenarios(disrupted=False), st.sampled_from(["ban", "outage", "surge", "closure", "licence", "quota"]))
@budget(40)
def test_a_chained_disruption_of_no_length_is_nothing(tables: Table, kind: str) -> None:
    """R6 for what follows: after a surge that does happen, a disruption of no length leaves no trace."""
    surge = {"kind": "demand_surge", "factor": 1.3, "starts": "day 30", "lasts": "60 d"}
    after = {**nothings(tables)[f"{kind} of no length"], "after": "surge"}
    after.pop("starts")
    alone = play({**tables, "disruptions": {"surge": surge}})
    assert_same(alone, play({**tables, "disruptions": {"surge": surge, "then": after}}))
