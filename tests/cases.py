"""Validation cases with known answers: the rows that tests read, and the parts of their small networks.

``validation/known_answers.csv`` is a copy of rows of the list of cases, with ten significant digits; nothing
in it was made by disruptsim.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import disruptsim as ds
from disruptsim.measures.curves import Curve, first_above
from disruptsim.world.outcome import Outcome

FILE = Path(__file__).parent / "validation" / "known_answers.csv"
LOT = "0.1 d"  # of campaigns, reviews, releases and departures: goods that nearly flow
JUST = 1e-7  # t; below it a shortage is rounding

Table = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One expected value."""

    case: str
    quantity: str
    expected: float
    kind: str
    tolerance: float


def _read() -> list[dict[str, str]]:
    with FILE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def params(case: str) -> dict[str, Any]:
    """Numbers of a case's set-up."""
    return json.loads(next(line["params_json"] for line in _read() if line["case_id"] == case))


def rows(case: str, *starts: str) -> Any:
    """Parametrise a test over the expected values of a case, or over those whose names start so."""
    found = [
        Row(case, line["quantity"], float(line["expected"]), line["kind"], float(line["tolerance"]))
        for line in _read()
        if line["case_id"] == case and line["quantity"].startswith(starts or ("",))
    ]
    assert found, f"no rows of {case}"
    return pytest.mark.parametrize("row", found, ids=[f"{row.case} {row.quantity}" for row in found])


@dataclass(frozen=True)
class Found:
    """What a row was held against."""

    value: float
    error: float | None  # standard error, where it is random
    count: int  # replications
    holds: bool


FOUND: dict[tuple[str, str], Found] = {}  # kept for the page of validation


def keep(row: Row, found: Found) -> None:
    """Keep what was found; of several ways to a row, one that fails, or else the one furthest off."""
    key, before = (row.case, row.quantity), FOUND.get((row.case, row.quantity))
    worse = before is None or (before.holds and abs(found.value - row.expected) >= abs(before.value - row.expected))
    if worse or not found.holds:
        FOUND[key] = found


def check(row: Row, value: float) -> None:
    """Hold a value against a row, as the list of cases says how to read it."""
    words = f"{row.case}, {row.quantity}: {value!r}, expected {row.expected!r} within {row.tolerance!r}"
    assert row.kind in ("exact", "event", "step", "upper", "lower"), row.kind
    off = value - row.expected
    one_sided = {"upper": off <= row.tolerance, "lower": off >= -row.tolerance}
    holds = one_sided.get(row.kind, abs(off) <= row.tolerance)
    keep(row, Found(float(value), None, 1, bool(holds)))
    assert holds, words


def check_random(row: Row, values: Any) -> None:
    """Hold values of replications against a row of kind ``stoch``: precise enough, and within four standard errors."""
    assert row.kind == "stoch", row.kind
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(len(values)))
    words = f"{row.case}, {row.quantity}: {mean!r} +- {error!r}, expected {row.expected!r}"
    precise, near = error <= row.tolerance * abs(row.expected), abs(mean - row.expected) <= 4 * error
    keep(row, Found(mean, error, len(values), bool(precise and near)))
    assert precise, f"{words}: not precise enough"
    assert near, words


def check_against(row: Row, value: float, formula: float) -> None:
    """Hold a value against the case's formula where ten printed digits are coarser than the tolerance."""
    assert float(f"{formula:.10g}") == row.expected, f"{row.case}, {row.quantity}: the formula gives {formula!r}"
    check(replace(row, expected=formula), value)


def scenario(name: str, horizon: float, sites: Table, lanes: list[Table], **parts: Any) -> ds.Scenario:
    """A scenario that starts empty unless it says otherwise."""
    start = {"name": name, "start": dt.date(2026, 1, 1), "horizon": days(horizon), "initial": "empty"}
    return ds.Scenario.from_dict({**start, "sites": sites, "lanes": lanes, **parts})


def days(value: float) -> str:
    """A time."""
    return f"{value!r} d"


def tonnes(value: float) -> str:
    """An amount."""
    return f"{value!r} t"


def rate(value: float) -> str:
    """A rate."""
    return f"{value!r} t/d"


def mine(capacity: float, makes: str = "ore", **fields: Any) -> Table:
    """A mine that makes small lots and keeps no stock in calm."""
    fixed = {"kind": "mine", "country": "CN", "makes": makes, "capacity": rate(capacity), "campaign": LOT}
    return {**fixed, "cover": {makes: "0 d"}, **fields}


def plant(capacity: float, makes: str, needs: dict[str, float], **fields: Any) -> Table:
    """A plant that works off whatever is sent to it, in small lots."""
    fixed = {"kind": "refinery", "country": "US", "makes": makes, "capacity": rate(capacity), "campaign": LOT}
    return {**fixed, "needs": needs, "replenish": {"policy": "push"}, **fields}


def market(demand: float, demands: str = "ore", stock: float = 0.0, **fields: Any) -> Table:
    """A market that takes whatever is sent to it."""
    fixed = {"kind": "market", "country": "US", "demands": demands, "rate": rate(demand)}
    return {**fixed, "replenish": {"policy": "push"}, "initial": {demands: tonnes(stock)}, **fields}


def lane(start: str, end: str, material: str = "ore", **fields: Any) -> Table:
    """A lane; where something limits it, small loads leave often."""
    fixed = {"name": f"{start}-{end}", "from": start, "to": end, "material": material, "interval": LOT}
    return {**fixed, **fields}


def backlog(outcome: Outcome, site: str) -> Curve:
    """Demand of a market that is not served, t over time, lost or waiting."""
    time, served, demanded = outcome.curve(site).T
    return Curve(time, demanded - served)


def first_shortage(outcome: Outcome, site: str) -> float:
    """Time of the first demand that is not met, d."""
    return first_above(backlog(outcome, site), JUST)


def ban(start: float, lasts: float | None = None, **fields: Any) -> Table:
    """Disruptions: a ban on ore from the mines' country, by the name of `ban`."""
    fixed = {"kind": "ban", "actor": "CN", "materials": ["ore"], "starts": days(start)}
    return {"ban": {**fixed, **({} if lasts is None else {"lasts": days(lasts)}), **fields}}


def play(case: ds.Scenario) -> Outcome:
    """One run to the horizon."""
    outcome = ds.simulation(case).run()
    assert outcome is not None
    return outcome


def measured(case: ds.Scenario, measure: str, subject: str) -> float:
    """A measure of one run against its undisturbed twin; it must have been observed, not cut off."""
    values, states = ds.run(case, replications=1, workers=1).column(measure, subject)
    assert states[0] == 1, f"{measure} of {subject} was not observed"
    return float(values[0])
