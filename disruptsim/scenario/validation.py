"""From a draft to a scenario, or to everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ValidationError

from disruptsim.errors import ScenarioError
from disruptsim.scenario.draft import Draft, lane_name
from disruptsim.scenario.model_errors import note_errors, one_of
from disruptsim.scenario.references import check_references
from disruptsim.scenario.schema.economy import Economy
from disruptsim.scenario.schema.instruments import INSTRUMENTS
from disruptsim.scenario.schema.kinds import CONTROL_KINDS, DISRUPTION_KINDS
from disruptsim.scenario.schema.policies import Policy
from disruptsim.scenario.schema.root import Content, Future, Limits, Resilience, Study
from disruptsim.scenario.schema.sites import SITE_KINDS, Chokepoint, Lane, Material
from disruptsim.words import meant

_GROUPS: dict[str, Any] = {
    "materials": Material,
    "chokepoints": Chokepoint,
    "sites": SITE_KINDS,
    "lanes": Lane,
    "controls": CONTROL_KINDS,
    "disruptions": DISRUPTION_KINDS,
    "futures": Future,
    "policies": Policy,
}
_SINGLE: dict[str, type[BaseModel]] = {"study": Study, "economy": Economy, "resilience": Resilience, "limits": Limits}
_ONE_OR_MANY = ("buffer", "stockpile", *INSTRUMENTS)


def build(draft: Draft) -> Content:
    """Make the content of a draft.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    parts: dict[str, Any] = {}
    _check_top(draft)
    for group, models in _GROUPS.items():
        parts[group] = _read_group(draft, group, models)
    for key, model in _SINGLE.items():
        if key in draft.tables:
            parts[key] = _read_part(draft, (key,), model, draft.tables[key])
    check_references(draft, parts)
    plain = {key: value for key, value in draft.tables.items() if key not in parts and key in Content.model_fields}
    scenario = None
    try:
        good = {key: value for key, value in parts.items() if value is not None}
        good["lanes"] = [lane for _, lane in sorted(parts["lanes"].items())]
        for group in good.keys() & _GROUPS.keys() - {"lanes"}:
            good[group] = dict(sorted(good[group].items()))
        scenario = Content.model_validate({**plain, **good})
    except ValidationError as error:
        note_errors(draft, (), error, Content)
    if scenario is not None and (dt.date.max - scenario.start).days <= float(scenario.horizon):
        draft.report(("horizon",), "goes beyond the year 9999", "start earlier, or make it shorter")
    if scenario is not None and scenario.resilience.low > scenario.resilience.high:
        draft.report(("resilience", "low"), "is above high", "write low at or under high", scenario.resilience.low)
    if draft.problems:
        unique = dict.fromkeys(draft.problems)
        raise ScenarioError(sorted(unique, key=lambda p: (p.file, p.line, p.key)))
    assert scenario is not None
    return scenario


def _check_top(draft: Draft) -> None:
    for key in draft.tables:
        if key not in Content.model_fields:
            known = [*Content.model_fields, "tables", "extends"]
            draft.report((key,), "is no part of a scenario", meant(key, known, "parts"))


def _read_group(draft: Draft, group: str, models: Any) -> dict[str, Any]:
    tables = draft.tables.get(group, {})
    if not isinstance(tables, dict):
        draft.report((group,), "must be a group of named tables", f"write [{group}.NAME]", tables)
        return {}
    read: dict[str, Any] = {}
    for name, table in tables.items():
        path = (group, name)
        if not name.strip():
            draft.report(path, "is an empty name", f"write [{group}.NAME]")
        if not isinstance(table, dict):
            draft.report(path, "must be a table", f"write [{group}.{name}]", table)
            continue
        model = models
        if isinstance(models, dict):
            kind = table.get("kind")
            model = models.get(kind) if isinstance(kind, str) else None
            if model is None:
                said = "has no kind" if kind is None else "is no kind that can stand here"
                place = path if kind is None else (*path, "kind")
                draft.report(place, said, one_of(kind, models, "kinds"), "" if kind is None else kind)
                continue
        fields = dict(table)
        if group == "policies":
            fields = {k: [v] if k in _ONE_OR_MANY and isinstance(v, dict) else v for k, v in table.items()}
        if group == "lanes":
            fields["name"] = table.get("name") or lane_name(table)
        part = _read_part(draft, path, model, fields)
        if part is not None:
            read[name] = part
    return read


def _read_part(draft: Draft, path: tuple[Any, ...], model: type[BaseModel], table: Any) -> Any:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        note_errors(draft, path, error, model)
    return None
