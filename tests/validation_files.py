"""Scenario files of the cases with known answers: what the tests made, written down as a user would write it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

import disruptsim as ds

FOLDER = Path(__file__).parent / "validation" / "scenarios"
MADE: dict[str, dict[str, dict[str, Any]]] = {}  # by case: the tables of each scenario, by what makes it different
MOST = 4  # files of one case; the others differ in a number
_LONGEST = 40  # values of a list that is worth reading


def listen() -> None:
    """Keep every scenario that a test of a case makes."""
    made = ds.Scenario.from_dict

    def from_dict(tables: dict[str, Any], *arguments: Any, **named: Any) -> ds.Scenario:
        scenario = made(tables, *arguments, **named)
        if _case:
            content = scenario.to_dict()
            content["name"] = f"{_case}: {_title}"
            alike = json.dumps(
                {key: value for key, value in content.items() if key != "horizon"}, default=str, sort_keys=True
            )
            MADE.setdefault(_case, {})[alike] = content
        return scenario

    ds.Scenario.from_dict = from_dict  # type: ignore[method-assign, assignment]


_case = _title = ""


def at(item: pytest.Item) -> None:
    """Note which case a test is about to look at."""
    global _case, _title
    row = getattr(item, "callspec", None) and item.callspec.params.get("row")  # type: ignore[attr-defined]
    _case, _title = (row.case, item.name.split("[")[0].removeprefix("test_").replace("_", " ")) if row else ("", "")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_inline(inner)}" for key, inner in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inline(inner) for inner in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=True)
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def _fields(table: dict[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_inline(value)}" for key, value in table.items()]


def as_toml(tables: dict[str, Any]) -> str:
    """A scenario as a file: one table for each site, lane, disruption and policy."""
    plain = {key: value for key, value in tables.items() if not isinstance(value, dict | list)}
    parts = ["\n".join(_fields(plain))]
    for key, value in tables.items():
        if isinstance(value, list):
            parts += ["\n".join([f"[[{key}]]", *_fields(row)]) for row in value]
        elif isinstance(value, dict):
            for name, table in value.items():
                if isinstance(table, dict):
                    parts.append("\n".join([f"[{key}.{_key(name)}]", *_fields(table)]))
            simple = {name: inner for name, inner in value.items() if not isinstance(inner, dict)}
            if simple:
                parts.append("\n".join([f"[{key}]", *_fields(simple)]))
    return "\n\n".join(parts) + "\n"


def _long(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_long(inner) for inner in value.values())
    return isinstance(value, list) and (len(value) > _LONGEST or any(_long(inner) for inner in value))


def write() -> None:
    """Write the files of the cases that ran; lists of hundreds of values are left to the tests."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for case, scenarios in MADE.items():
        for old in FOLDER.glob(f"{case}-*.toml"):
            old.unlink()
        short = [
            tables for tables in scenarios.values() if not _long({k: v for k, v in tables.items() if k != "lanes"})
        ]
        for number, tables in enumerate((short or list(scenarios.values()))[:MOST], 1):
            (FOLDER / f"{case}-{number}.toml").write_text(as_toml(tables), encoding="utf-8")


def files(case: str) -> list[Path]:
    """Files of a case."""
    return sorted(FOLDER.glob(f"{case}-*.toml"))
