"""Reading scenario files: TOML, CSV tables beside it, `extends`, and settings from the command line."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from disruptsim.errors import Problem, ScenarioError
from disruptsim.scenario.draft import DEEPEST, Draft, check_text, merge_file, too_deep
from disruptsim.scenario.locate import line_numbers
from disruptsim.scenario.settings import apply_settings
from disruptsim.scenario.tables import TABLES, add_csv, inside
from disruptsim.words import meant, printable, shorten

MOST_BYTES = 256 * 1024 * 1024


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
        _add_bytes(draft, sys.stdin.buffer.read(), "<stdin>", Path.cwd(), (), Path.cwd())
    else:
        _add_file(draft, Path(path), None, ())
    if draft.problems and not draft.tables:
        raise ScenarioError(draft.problems)
    apply_settings(draft, settings)
    check_text(draft)
    return draft


def _add_file(draft: Draft, file: Path, folder: Path | None, chain: tuple[Path, ...]) -> None:
    """Add a file; the first one's folder is the one that includes must stay in."""
    try:
        whole = file.resolve()
        if file.stat().st_size > MOST_BYTES:
            raise OSError("the file is larger than 256 MiB")
        content = file.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        place = shorten(str(file))
        draft.problems.append(Problem(place, f"cannot be read: {printable(reason)}", "check the path", file=place))
        return
    _add_bytes(draft, content, str(file), folder or whole.parent, (*chain, whole), file.parent)


def _add_bytes(draft: Draft, content: bytes, name: str, folder: Path, chain: tuple[Path, ...], beside: Path) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        draft.problems.append(Problem(name, "is not UTF-8 text", "save it as UTF-8", file=name))
        return
    _add_text(draft, text, name, folder, chain, beside)


def _add_text(draft: Draft, text: str, name: str, folder: Path, chain: tuple[Path, ...], beside: Path) -> None:
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        said = str(error) or "it is nested too deeply"
        where = re.search(r"at line (\d+)", said)
        line = int(where[1]) if where else len(text.splitlines()) if "end of document" in said else 0
        problem = Problem("TOML", f"cannot be read: {shorten(printable(said))}", "correct the line", "", name, line)
        draft.problems.append(problem)
        return
    lines = line_numbers(text)
    for key in [key for key, value in tables.items() if too_deep({key: value})]:
        remedy = "remove the dots or brackets that are too many"
        at = lines.get((key,), 0)
        draft.problems.append(Problem(shorten(key), f"nests more than {DEEPEST} deep", remedy, "", name, at))
        del tables[key]
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
    if not isinstance(csvs, dict):
        remedy = 'write for example tables = { sites = "sites.csv" }'
        at = lines.get(("tables",), 0)
        draft.problems.append(Problem("tables", "must be a table", remedy, shorten(csvs), name, at))
        csvs = {}
    for key, files in csvs.items():
        here = lines.get(("tables", key), lines.get(("tables",), 0))
        if key not in TABLES:
            remedy = meant(key, TABLES, "tables")
            draft.problems.append(Problem(f"tables.{shorten(key)}", "is no table", remedy, "", name, here))
            continue
        for entry in files if isinstance(files, list) else [files]:
            add_csv(draft, key, entry, name, here, folder, beside)
    merge_file(draft, tables, lines, name)


def _extend(draft: Draft, base: str, name: str, line: int, folder: Path, chain: tuple[Path, ...], beside: Path) -> None:
    target = beside / base
    if "\0" in base or not inside(folder, target):
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
    if not _is_file(target):
        draft.problems.append(Problem("extends", "is no file", "check the path", shorten(base), name, line))
        return
    _add_file(draft, target, folder, chain)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, for one
        return False
