"""On which line of a TOML file a key stands.

The standard library reads TOML without saying where. This walks the text once, line by line, following strings and
brackets that run over lines; each header and key is read by the TOML reader itself.
"""

from __future__ import annotations

import tomllib
from typing import Any

Path = tuple[Any, ...]
_LONGEST = 2_000  # characters of a key that are worth reading


def line_numbers(text: str) -> dict[Path, int]:
    """Map each key's path to its line, counted from 1."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    base: Path = ()
    state = _Scanner()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if state.inside:
            state.scan(line)
        elif line.startswith("["):
            base = _header(line, counts, base)
            found.setdefault(base, number)
        elif line and not line.startswith("#"):
            sign = _equals(line)
            for path in _prefixes(line[:sign]) if 0 < sign <= _LONGEST else ():
                found.setdefault(base + path, number)
            state.scan(line[sign + 1 :])
    return found


class _Scanner:
    """Follows strings and brackets over lines."""

    def __init__(self) -> None:
        self.depth = 0
        self.quote = ""

    @property
    def inside(self) -> bool:
        """Whether the value goes on in the next line."""
        return self.depth > 0 or len(self.quote) == 3

    def scan(self, line: str) -> None:
        """Go on to the end of a line."""
        at = 0
        while at < len(line):
            if self.quote:
                if line[at] == "\\" and self.quote[0] == '"':
                    at += 2
                    continue
                if line.startswith(self.quote, at):
                    at += len(self.quote)
                    self.quote = ""
                    continue
            elif line[at] in "\"'":
                self.quote = line[at : at + 3] if line[at : at + 3] in ('"""', "'''") else line[at]
                at += len(self.quote)
                continue
            elif line[at] == "#":
                break
            else:
                self.depth += (line[at] in "[{") - (line[at] in "]}")
            at += 1
        if len(self.quote) == 1:
            self.quote = ""


def _equals(line: str) -> int:
    """Place of the sign between key and value; -1 if there is none."""
    quote = ""
    for at, c in enumerate(line[: _LONGEST + 1]):
        if quote:
            quote = "" if c == quote else quote
        elif c in "\"'":
            quote = c
        elif c == "=":
            return at
    return -1


def _path(toml: str) -> Path:
    """The one path of a text that holds one key or header; empty if it cannot be read."""
    try:
        table: Any = tomllib.loads(toml)
    except (ValueError, RecursionError):
        return ()
    path: Path = ()
    while isinstance(table, dict) and table:
        key, table = next(iter(table.items()))
        path += (key,)
    return path


def _prefixes(key: str) -> list[Path]:
    path = _path(f"{key} = 0")
    return [path[: n + 1] for n in range(len(path))]


def _header(line: str, counts: dict[Path, int], base: Path) -> Path:
    """Path of a header; a member of an array of tables is numbered."""
    many = line.startswith("[[")
    end = line.find("]]" if many else "]")
    while end > 0 and not _path(line[: end + 1 + many]) and line.find("]", end + 1) > 0 and end < _LONGEST:
        end = line.find("]]" if many else "]", end + 1)  # a bracket inside a quoted key
    bare = _path(f"[{line[1 + many : end]}]") if 0 < end <= _LONGEST else ()
    path: Path = ()
    for depth, piece in enumerate(bare):
        path += (piece,)
        if many and depth == len(bare) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path or base


def nearest(lines: dict[Path, int], path: Path) -> int:
    """Line of `path`, or of the nearest key that encloses it; 0 if there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 0
