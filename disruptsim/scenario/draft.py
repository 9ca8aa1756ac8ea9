"""A draft: nested tables as the user wrote them, and for each place the file and line."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any

from disruptsim.errors import Problem
from disruptsim.scenario.locate import Path as Keys
from disruptsim.scenario.locate import nearest
from disruptsim.words import plain, shorten


@dataclass(slots=True)
class Draft:
    """Tables as written, and where each stands.

    Attributes
    ----------
    tables : dict
        Nested tables; `lanes` maps a lane's name to its table.
    places : dict
        Path of keys to (file, line).
    problems : list of Problem
        What went wrong on the way.
    """

    tables: dict[str, Any] = field(default_factory=dict)
    places: dict[Keys, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Keys) -> tuple[str, int]:
        """File and line of a path, or of the nearest that encloses it."""
        while path:
            for known in (path, tuple(piece for piece in path if not isinstance(piece, int))):
                if known in self.places:
                    return self.places[known]
            path = path[:-1]
        return self.places.get((), ("", 0))

    def group(self, name: str) -> dict[str, Any]:
        """Named tables of a group; none where something else stands in their place."""
        value = self.tables.get(name, {})
        return value if isinstance(value, dict) else {}

    def broken(self, name: str) -> bool:
        """Whether a group could not be read, so that nothing can be said of names that lead into it."""
        return not isinstance(self.tables.get(name, {}), dict)

    def report(self, path: Keys, message: str, remedy: str = "", value: object = "") -> None:
        """Note a problem at a path of keys."""
        file, line = self.place(path)
        self.problems.append(Problem(dotted(path), message, remedy, shorten(value), file, line))


def dotted(path: Keys) -> str:
    """Write a path of keys with dots."""
    return ".".join(shorten(piece) if isinstance(piece, str) else str(piece) for piece in path) or "scenario"


def lane_name(table: dict[str, Any]) -> str:
    """Name of a lane: its own, or ``from>to:material``."""
    return str(table.get("name") or f"{table.get('from', '?')}>{table.get('to', '?')}:{table.get('material', '?')}")


def read_value(text: str) -> Any:
    """Read text as a TOML value, else take it as it is."""
    text = text.strip()
    try:
        return tomllib.loads(f"value = {text}\n")["value"] if "\n" not in text and text else text
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError of its own
        return text


def draft_of(tables: dict[str, Any]) -> Draft:
    """Make a draft from tables made in Python."""
    draft = Draft()
    merge_file(draft, tables, {}, "")
    return draft


DEEPEST = 20  # tables inside one another


def too_deep(tables: Any) -> bool:
    """Whether tables are nested deeper than any scenario needs; checked without recursion."""
    level = [tables]
    for _ in range(DEEPEST):
        nested = [
            value.values() if isinstance(value, dict) else value for value in level if isinstance(value, dict | list)
        ]
        level = [value for values in nested for value in values]
        if not level:
            return False
    return True


def check_text(draft: Draft, value: Any = None, path: Keys = ()) -> None:
    """Report every key and text that holds characters that could steer a terminal."""
    value = draft.tables if not path else value
    if isinstance(value, str) and not plain(value):
        draft.report(path, "holds characters that cannot be shown", "use printable characters", value)
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(key, str) and not plain(key):
            draft.report((*path, key), "is a name that cannot be shown", "use printable characters", key)
        check_text(draft, inner, (*path, key))


def merge_file(draft: Draft, tables: dict[str, Any], lines: dict[Keys, int], name: str) -> None:
    """Lay the tables of one file over a draft, with the lines at which they stand."""
    lanes = tables.pop("lanes", []) if isinstance(tables.get("lanes"), list) else None
    for number, lane in enumerate(lanes or []):
        if not isinstance(lane, dict):
            draft.problems.append(
                Problem(
                    "lanes",
                    "each lane must be a table",
                    "write [[lanes]]",
                    shorten(lane),
                    name,
                    nearest(lines, ("lanes", number)),
                )
            )
            continue
        key = lane_name(lane)
        if draft.broken("lanes"):
            break
        place = (name, nearest(lines, ("lanes", number)))
        known = draft.tables.setdefault("lanes", {})
        if key in known and draft.place(("lanes", key))[0] == name:
            draft.problems.append(
                Problem(
                    f"lanes.{key}",
                    "stands twice",
                    "give the second lane between two sites a name of its own",
                    "",
                    *place,
                )
            )
            continue
        known[key] = {**known.get(key, {}), "name": key, **lane}
        draft.places[("lanes", key)] = place
        for piece in lane:
            draft.places[("lanes", key, piece)] = (name, nearest(lines, ("lanes", number, piece)))
    _merge(draft.tables, tables)
    for path, line in lines.items():
        if path[0] != "lanes" or path == ("lanes",):
            draft.places[path] = (name, line)


def _merge(into: dict[str, Any], tables: dict[str, Any]) -> None:
    for key, value in tables.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict) and not _is_distribution(value):
            _merge(into[key], value)
        else:
            into[key] = value


def _is_distribution(table: dict[str, Any]) -> bool:
    from disruptsim.scenario.distributions import FAMILIES, LISTED

    return len(table) == 1 and next(iter(table)) in {*FAMILIES, *LISTED}
