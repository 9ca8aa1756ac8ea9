"""Reading scenario files: TOML, CSV tables beside it, `extends`, and settings from the command line.

What is read is a `Draft`: nested tables as the user wrote them, and for each place the file and line.
"""

from __future__ import annotations

import csv
import io
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from disruptsim.errors import Problem, ScenarioError
from disruptsim.scenario.locate import Path as Keys
from disruptsim.scenario.locate import line_numbers, nearest

TABLES = ("sites", "lanes", "materials", "chokepoints", "disruptions", "controls")
MOST_BYTES = 256 * 1024 * 1024


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
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return self.places.get((), ("", 0))

    def report(self, path: Keys, message: str, remedy: str = "", value: object = "") -> None:
        """Note a problem at a path of keys."""
        file, line = self.place(path)
        self.problems.append(Problem(dotted(path), message, remedy, shorten(value), file, line))


def dotted(path: Keys) -> str:
    """Write a path of keys with dots."""
    return ".".join(str(piece) for piece in path) or "scenario"


def shorten(value: object) -> str:
    """Show a value in at most 60 characters."""
    text = value if isinstance(value, str) and value.isprintable() else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def lane_name(table: dict[str, Any]) -> str:
    """Name of a lane: its own, or ``from>to:material``."""
    return str(table.get("name") or f"{table.get('from', '?')}>{table.get('to', '?')}:{table.get('material', '?')}")


def read_value(text: str) -> Any:
    """Read text as a TOML value, else take it as it is."""
    text = text.strip()
    try:
        return tomllib.loads(f"value = {text}\n")["value"] if "\n" not in text and text else text
    except (tomllib.TOMLDecodeError, RecursionError):
        return text


def read_file(path: str | Path, settings: Iterable[tuple[str, str]] = ()) -> Draft:
    """Read a scenario file, what it extends, and its tables.

    Parameters
    ----------
    path : str or Path
        A TOML file, or ``-`` for standard input.
    settings : iterable of (key, value)
        As given by ``--set``: a dotted key and text read as TOML, else as text.

    Raises
    ------
    ScenarioError
        If the file cannot be read or is no TOML; later problems are left in the draft.
    """
    draft = Draft()
    if str(path) == "-":
        _add_text(draft, sys.stdin.read(), "<stdin>", Path.cwd(), (), Path.cwd())
    else:
        file = Path(path)
        _add_file(draft, file, file.resolve().parent, ())
    if draft.problems and not draft.tables:
        raise ScenarioError(draft.problems)
    apply_settings(draft, settings)
    return draft


def draft_of(tables: dict[str, Any]) -> Draft:
    """Make a draft from tables made in Python."""
    draft = Draft()
    _merge_file(draft, tables, {}, "")
    return draft


def apply_settings(draft: Draft, settings: Iterable[tuple[str, str]]) -> None:
    """Change fields of a draft by dotted keys."""
    for key, text in settings:
        pieces = _split_key(draft, key)
        target: Any = draft.tables
        for depth, piece in enumerate(pieces[:-1]):
            if isinstance(target, list) and piece.isdigit() and int(piece) < len(target):
                target = target[int(piece)]
                continue
            if not isinstance(target, dict):
                draft.report(
                    tuple(pieces[: depth + 1]), "is not a table, so it has no fields", "check the key of --set", key
                )
                break
            target = target.setdefault(piece, {})
        else:
            if isinstance(target, dict):
                target[pieces[-1]] = read_value(text)
                draft.places[tuple(pieces)] = ("--set", 0)
            else:
                draft.report(tuple(pieces), "is not a field", "check the key of --set", key)


def _split_key(draft: Draft, key: str) -> list[str]:
    """Split a dotted key; a lane's name may hold dots itself."""
    if key.startswith("lanes."):
        names = sorted((n for n in draft.tables.get("lanes", {}) if key[6:].startswith(n + ".")), key=len)
        if names:
            return ["lanes", names[-1], *key[7 + len(names[-1]) :].split(".")]
    pieces: list[str] = []
    rest = key
    while rest:
        if rest[0] in "\"'" and rest[0] in rest[1:]:
            end = rest.index(rest[0], 1)
            pieces.append(rest[1:end])
            rest = rest[end + 1 :].removeprefix(".")
        else:
            piece, _, rest = rest.partition(".")
            pieces.append(piece)
    return pieces or [key]


def _add_file(draft: Draft, file: Path, folder: Path, chain: tuple[Path, ...]) -> None:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise OSError("the file is larger than 256 MiB")
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        draft.problems.append(Problem(str(file), "is not UTF-8 text", "save it as UTF-8", file=str(file)))
        return
    except OSError as error:
        reason = error.strerror or str(error)
        draft.problems.append(Problem(str(file), f"cannot be read: {reason}", "check the path", file=str(file)))
        return
    _add_text(draft, text, str(file), folder, (*chain, file.resolve()), file.parent)


def _add_text(draft: Draft, text: str, name: str, folder: Path, chain: tuple[Path, ...], beside: Path) -> None:
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 0) or 0
        draft.problems.append(Problem("TOML", f"cannot be read: {error}", "correct the line", file=name, line=line))
        return
    lines = line_numbers(text)
    base = tables.pop("extends", None)
    draft.places.setdefault((), (name, 1))
    if base is not None:
        if not isinstance(base, str):
            draft.problems.append(
                Problem(
                    "extends",
                    "must be the path of a file",
                    'write extends = "base.toml"',
                    shorten(base),
                    name,
                    lines.get(("extends",), 0),
                )
            )
        else:
            _extend(draft, base, name, lines.get(("extends",), 0), folder, chain, beside)
    csvs = tables.pop("tables", {})
    for key, files in csvs.items() if isinstance(csvs, dict) else [("", csvs)]:
        where = lines.get(("tables", key), lines.get(("tables",), 0))
        if key not in TABLES:
            draft.problems.append(
                Problem(f"tables.{key}", "is no table", f"tables: {', '.join(TABLES)}", "", name, where)
            )
            continue
        for entry in files if isinstance(files, list) else [files]:
            _add_csv(draft, key, entry, name, where, folder, beside)
    _merge_file(draft, tables, lines, name)


def _inside(folder: Path, target: Path) -> bool:
    try:
        target.resolve().relative_to(folder)
    except (ValueError, OSError, RuntimeError):
        return False
    return True


def _extend(draft: Draft, base: str, name: str, line: int, folder: Path, chain: tuple[Path, ...], beside: Path) -> None:
    target = beside / base
    if "\0" in base or not _inside(folder, target):
        draft.problems.append(
            Problem(
                "extends",
                "points outside the scenario's folder",
                "keep included files beside the scenario or below it",
                shorten(base),
                name,
                line,
            )
        )
        return
    if target.resolve() in chain:
        rounds = " > ".join(p.name for p in (*chain, target))
        draft.problems.append(
            Problem("extends", f"goes round in a circle: {rounds}", "remove one of them", shorten(base), name, line)
        )
        return
    if not target.is_file():
        draft.problems.append(Problem("extends", "is no file", "check the path", shorten(base), name, line))
        return
    _add_file(draft, target, folder, chain)


def _add_csv(draft: Draft, key: str, entry: object, name: str, line: int, folder: Path, beside: Path) -> None:
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
    if not _inside(folder, target):
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


def _merge_file(draft: Draft, tables: dict[str, Any], lines: dict[Keys, int], name: str) -> None:
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
        known[key] = {**known.get(key, {}), **lane, "name": key}
        draft.places[("lanes", key)] = place
        for piece in lane:
            draft.places[("lanes", key, piece)] = (name, nearest(lines, ("lanes", number, piece)))
    _merge(draft.tables, tables)
    for path, line in lines.items():
        if path[0] != "lanes":
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
