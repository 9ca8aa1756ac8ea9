"""CSV tables beside a scenario file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from disruptsim.errors import Problem
from disruptsim.scenario.draft import DEEPEST, Draft, lane_name, read_value
from disruptsim.words import shorten

# Columns that hold names and text, which stay as they are written.
AS_WRITTEN = frozenset(
    {"name", "from", "to", "material", "makes", "demands", "trades", "kind", "country"}
    | {"owner", "stage", "class", "source", "confidence", "note"}
)
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
        if _clashes(header):
            raise csv.Error(
                f"its column {shorten(_clashes(header))!r} cannot be a field and a group of others, nor nest so deep"
            )
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
            _set_field(table, column, cell)
    name = lane_name(table) if key == "lanes" else str(table.pop("name", ""))
    if not name:
        draft.problems.append(
            Problem(f"tables.{key}", "a row has no name", "fill the column name", shorten(",".join(cells)), file, line)
        )
        return
    if draft.broken(key):
        return
    known = draft.tables.setdefault(key, {})
    earlier = draft.places.get((key, name), ("", 0))
    if name in known and earlier[0] == file:
        remedy = "remove one, or give a lane its own name"
        draft.problems.append(
            Problem(f"{key}.{shorten(name)}", f"stands twice, first in line {earlier[1]}", remedy, "", file, line)
        )
        return
    if key == "lanes":
        table["name"] = name
    known[name] = {**known[name], **table} if isinstance(known.get(name), dict) else table
    draft.places[(key, name)] = (file, line)


def _set_field(table: dict[str, Any], column: str, cell: str) -> None:
    """Set a field by its dotted column; names stay as they are written."""
    *outer, last = column.split(".")
    for piece in outer:
        table = table.setdefault(piece, {})
    table[last] = cell.strip() if not outer and last in AS_WRITTEN else read_value(cell)


def _clashes(header: list[str]) -> str:
    """A column that others nest under, or that nests too deep; empty if there is none."""
    columns = set(header)
    for column in header:
        pieces = column.split(".")
        if len(pieces) > DEEPEST:
            return column
        for n in range(1, len(pieces)):
            if ".".join(pieces[:n]) in columns:
                return ".".join(pieces[:n])
    return ""
