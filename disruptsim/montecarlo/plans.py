"""Plans of batches: scenarios x settings x policies, from a TOML file or a list of scenarios."""

from __future__ import annotations

import itertools
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from disruptsim.errors import Problem, ScenarioError
from disruptsim.words import meant, shorten

_FIELDS = {
    "scenarios": "a list of scenario files, from the plan's folder",
    "policies": "a list of policies; all by default",
    "futures": "a list of futures; all by default",
    "replications": "a number of replications",
    "seed": "a whole number",
    "precision": 'a list such as ["unserved=2%"]',
    "grid": "a table of keys, as for --set, each with a list of values",
}
_MOST = 10_000  # runs of one batch


@dataclass(frozen=True, slots=True)
class Item:
    """One run of a batch.

    Attributes
    ----------
    path : str
        Its scenario.
    settings : tuple of (key, text)
        What is changed in it, as by ``--set``.
    """

    path: str
    settings: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """Scenario and settings, for reading."""
        changed = ", ".join(f"{key}={text}" for key, text in self.settings)
        return f"{Path(self.path).stem} ({changed})" if changed else Path(self.path).stem


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a batch runs.

    Attributes
    ----------
    items : tuple of Item
    policies, futures : tuple of str
        All, if empty.
    replications, seed : int or None
        What the command line says, if None.
    precision : tuple of str
    """

    items: tuple[Item, ...]
    policies: tuple[str, ...] = ()
    futures: tuple[str, ...] = ()
    replications: int | None = None
    seed: int | None = None
    precision: tuple[str, ...] = field(default=())


def read_plan(paths: tuple[str, ...]) -> BatchPlan:
    """Read a plan: one TOML file with ``scenarios``, or scenarios themselves.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the plan.
    """
    if len(paths) == 1:
        tables = _tables(paths[0])
        if tables is not None and "scenarios" in tables:
            return _read(Path(paths[0]), tables)
    return BatchPlan(tuple(Item(path, ()) for path in paths))


def _tables(path: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # whatever is wrong is said by who reads it as a scenario


def _read(path: Path, tables: dict[str, Any]) -> BatchPlan:
    problems = [Problem(shorten(key), "is no part of a plan", meant(key, _FIELDS), "", str(path))
                for key in tables if key not in _FIELDS]  # fmt: skip

    def wrong(key: str, value: object) -> None:
        problems.append(Problem(key, "is not what a plan needs", f"write {_FIELDS[key]}", shorten(value), str(path)))

    lists: dict[str, tuple[str, ...]] = {}
    for key in ("scenarios", "policies", "futures", "precision"):
        given = tables.get(key, [])
        lists[key] = tuple(given) if isinstance(given, list) and all(isinstance(one, str) for one in given) else ()
        if len(lists[key]) != (len(given) if isinstance(given, list) else -1) or (key == "scenarios" and not given):
            wrong(key, given)
    for key, least in (("replications", 1), ("seed", 0)):
        given = tables.get(key, least)
        if not isinstance(given, int) or isinstance(given, bool) or given < least:
            wrong(key, given)
    grid = tables.get("grid", {})
    if not isinstance(grid, dict) or not all(isinstance(values, list) and values for values in grid.values()):
        wrong("grid", grid)
        grid = {}
    count = len(lists["scenarios"])
    for values in grid.values():
        count *= len(values)
    if count > _MOST:
        problems.append(Problem("grid", f"makes {count} runs", f"let it make {_MOST} at most", "", str(path)))
    if problems:
        raise ScenarioError(problems)
    points = itertools.product(*([(key, as_text(value)) for value in values] for key, values in sorted(grid.items())))
    settings = list(points)
    items = tuple(Item(str(path.parent / name), point) for name in lists["scenarios"] for point in settings)
    return BatchPlan(
        items, lists["policies"], lists["futures"], tables.get("replications"), tables.get("seed"), lists["precision"]
    )


def as_text(value: Any) -> str:
    """A value as text that ``--set`` reads back as the same."""
    if isinstance(value, str):
        return value
    return _toml(value)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value) if isinstance(value, str) else str(value)
