"""CSV tables beside a scenario file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from disruptsim.errors import Problem
from disruptsim.scenario.draft import Draft, lane_name, read_value, shorten

TABLES = ("sites", "lanes", "materials", "chokepoints", "disruptions", "controls")


def inside(folder: Path, target: Path) -> bool:
    """Whether a path stays inside a folder."""
    try:
        target.resolve().relative_to(folder)
    except (ValueError, OSError, RuntimeError):
        return False
    return True


def add_csv(draft: Draft, key: str, entry: object, name: str, line: int, folder: Path, beside: Path) -> None:
    """Add the rows of a CSV file to a group of a draft."""
    if not isinstance(entry, str) or "\0" in entry:
        draft.problems.append(
            Problem(
                f"tables.{key}",
                "must be the path of a CSV file",
                'write for example "lanes.csv"',
                shorten(entry),
                name,
                line,
            )
        )
        return
    target = beside / entry
    if not inside(folder, target):
        draft.problems.append(
            Problem(
                f"tables.{key}",
                "points outside the scenario's folder",
                "keep tables beside the scenario or below it",
                shorten(entry),
                name,
                line,
            )
        )
        return
    try:
        text = target.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        draft.problems.append(
            Problem(
                f"tables.{key}",
                f"cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}",
                "check the path",
                shorten(entry),
                name,
                line,
            )
        )
        return
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip() for column in next(rows, [])]
        if len(set(header)) != len(header) or "" in header:
            raise csv.Error("its header has an empty or repeated column")
        if key != "lanes" and "name" not in header:
            raise csv.Error("its header has no column 'name'")
        for cells in rows:
            if any(cell.strip() for cell in cells):
                _add_row(draft, key, header, cells, str(target), rows.line_num)
    except csv.Error as error:
        draft.problems.append(
            Problem(f"tables.{key}", f"is no good CSV: {error}", "correct the row", "", str(target), rows.line_num)
        )


def _add_row(draft: Draft, key: str, header: list[str], cells: list[str], file: str, line: int) -> None:
    if len(cells) != len(header):
        draft.problems.append(
            Problem(
                f"tables.{key}",
                f"a row has {len(cells)} cells where the header has {len(header)}",
                "quote cells that hold commas",
                shorten(",".join(cells)),
                file,
                line,
            )
        )
        return
    table: dict[str, Any] = {}
    for column, cell in zip(header, cells, strict=True):
        if cell.strip():
            target = table
            *outer, last = column.split(".")
            for piece in outer:
                target = target.setdefault(piece, {})
            target[last] = read_value(cell)
    name = lane_name(table) if key == "lanes" else str(table.pop("name", ""))
    if not name:
        draft.problems.append(
            Problem(f"tables.{key}", "a row has no name", "fill the column name", shorten(",".join(cells)), file, line)
        )
        return
    known = draft.tables.setdefault(key, {})
    if name in known:
        earlier = draft.place((key, name))
        draft.problems.append(
            Problem(
                f"{key}.{name}",
                f"stands twice, first at {earlier[0]}:{earlier[1]}",
                "remove one, or give a lane its own name",
                "",
                file,
                line,
            )
        )
        return
    if key == "lanes":
        table["name"] = name
    known[name] = table
    draft.places[(key, name)] = (file, line)
