"""What each field means: read from the schema itself, so that nothing is written twice."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from disruptsim.scenario.quantities import Unit
from disruptsim.scenario.schema.kinds import CONTROL_KINDS, DISRUPTION_KINDS
from disruptsim.scenario.schema.policies import Policy
from disruptsim.scenario.schema.root import Content, Future
from disruptsim.scenario.schema.sites import SITE_KINDS, Chokepoint, Lane, Material
from disruptsim.scenario.units import DIMENSIONS


class FieldEntry(NamedTuple):
    """A field as ``explain`` shows it."""

    key: str
    unit: str
    text: str
    default: str


_NAMED: dict[str, dict[str, type[BaseModel]]] = {
    "sites": dict(SITE_KINDS),
    "disruptions": dict(DISRUPTION_KINDS),
    "controls": dict(CONTROL_KINDS),
}
_PLAIN: dict[str, type[BaseModel]] = {
    "lanes": Lane,
    "materials": Material,
    "chokepoints": Chokepoint,
    "policies": Policy,
    "futures": Future,
}


def _unit(info: FieldInfo) -> str:
    def find(value: Any) -> str:
        if isinstance(value, Unit):
            unit = DIMENSIONS[value.dimension].unit
            law = "drawn at each use" if value.varying else ""
            return f"{unit}, {law}" if law else unit
        for argument in (*get_args(value), *getattr(value, "__metadata__", ())):
            found = find(argument)
            if found:
                return found
        return ""

    for mark in info.metadata:
        if find(mark):
            return find(mark)
    return find(info.annotation)


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _inner(argument)
        if found is not None:
            return found
    return None


def _choices(annotation: Any) -> str:
    """The words that a field may hold, if they are a closed list."""
    words = (
        [word for word in get_args(annotation) if isinstance(word, str)] if get_origin(annotation) is Literal else []
    )
    return f" One of: {', '.join(word or 'nothing' for word in words)}." if len(words) > 1 else ""


def _default(info: FieldInfo) -> str:
    if info.is_required() or info.default is PydanticUndefined or info.default in (None, ""):
        return ""
    return f"{info.default:g}" if isinstance(info.default, float) else str(info.default)


def _fields(prefix: str, model: type[BaseModel]) -> list[FieldEntry]:
    found = []
    for name, info in model.model_fields.items():
        key = f"{prefix}.{info.alias or name}" if prefix else info.alias or name
        inner = _inner(info.annotation)
        nested = inner is not None and prefix != "" and inner is not model
        text = (info.description or "") + _choices(info.annotation)
        found.append(FieldEntry(key, _unit(info), text, "" if nested else _default(info)))
        if nested and inner is not None:
            found.extend(_fields(key, inner))
    return found


def all_fields() -> list[FieldEntry]:
    """Every field: ``sites.KIND.FIELD``, ``lanes.FIELD`` and so on."""
    found = _fields("", Content)
    for name in ("study", "economy", "resilience", "limits"):
        inner = _inner(Content.model_fields[name].annotation)
        assert inner is not None
        found += _fields(name, inner)
    for group, kinds in _NAMED.items():
        for kind, model in kinds.items():
            found += _fields(f"{group}.{kind}", model)
    for group, model in _PLAIN.items():
        found += _fields(group, model)
    return found


def known_fields() -> list[str]:
    """Keys, bare field names and kinds that `explain` knows."""
    keys = [entry.key for entry in all_fields()]
    kinds = [kind for group in _NAMED.values() for kind in group]
    return list(dict.fromkeys([*(key.rsplit(".", 1)[-1] for key in keys), *kinds, *keys]))


def explain(field: str = "") -> list[FieldEntry]:
    """Entries for a key, for what lies under it, or for a bare field name or a kind wherever it stands.

    The empty key lists the parts of a scenario. A key may hold the name of a part, and numbers, as problems do:
    ``policies.NAME.tariff.0.rate``; and it may leave out the kind: ``sites.finance.cash_cost``.
    """
    entries = list(dict.fromkeys(all_fields()))
    if not field:
        return [entry for entry in entries if "." not in entry.key]
    here = [entry for entry in entries if _under(entry.key, field)]
    bare = [entry for entry in entries if entry.key.rsplit(".", 1)[-1] == field]
    kinds = [entry for entry in entries if entry.key.split(".")[1:2] == [field]]
    return here or list(dict.fromkeys([*bare, *kinds])) or _named(field, entries)


def _under(key: str, field: str) -> bool:
    """Whether a key is a field, or lies under it."""
    return key == field or key.startswith(field + ".")


def _named(field: str, entries: list[FieldEntry]) -> list[FieldEntry]:
    """Entries for a key with the name of a part, or with numbers, or without the kind."""
    group, *rest = [piece for piece in field.split(".") if not piece.isdecimal()]
    if not rest or group not in {*_NAMED, *_PLAIN}:
        return []
    for wanted in (rest, rest[1:]):
        asked = ".".join((group, *wanted))
        found = [entry for entry in entries if wanted and _under(_without_kind(entry.key), asked)]
        if found:
            return found
    return []


def _without_kind(key: str) -> str:
    group, *rest = key.split(".")
    return ".".join((group, *rest[1:])) if group in _NAMED else key


def json_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, with lanes as an array of tables, and `extends` and `tables`."""
    schema = Content.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "disruptsim scenario"
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "A scenario file to start from, beside this one or below.",
    }
    schema["properties"]["tables"] = {
        "type": "object",
        "description": "CSV files beside this one, by part of the scenario; a row for each, with a column `name`.",
        "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    }
    for field in schema["$defs"]["Policy"]["properties"].values():
        if "$ref" in field.get("items", {}):  # an instrument may stand alone, or in a list
            field["anyOf"] = [field["items"], {"type": field.pop("type"), "items": field.pop("items")}]
    schema["required"] = [key for key in schema.get("required", []) if key in ("name",)]
    return schema
