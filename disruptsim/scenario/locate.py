"""On which line of a TOML file a key stands.

The standard library reads TOML without saying where. This walks the text once, header by header, and is only
asked when something is wrong. A key inside a value that runs over lines is given the line of that value.
"""

from __future__ import annotations

import re
from typing import Any

_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PIECE = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")

Path = tuple[Any, ...]


def _pieces(dotted: str) -> list[str]:
    return [piece.strip("\"'") for piece in _PIECE.findall(dotted)]


def line_numbers(text: str) -> dict[Path, int]:
    """Map each key's path to its line, counted from 1."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    base: Path = ()
    quoted = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quoted:
            if quoted in line:
                quoted = ""
            continue
        header = _HEADER.match(line)
        if header and "=" not in header[2]:
            path: Path = ()
            for piece in _pieces(header[2]):
                path += (piece,)
                if path in counts:
                    path += (counts[path],)
            if header[1] == "[[":
                bare = path[:-1] if path and isinstance(path[-1], int) else path
                counts[bare] = counts.get(bare, -1) + 1
                path = (*bare, counts[bare])
            base = path
            found.setdefault(base, number)
            continue
        key = _KEY.match(line)
        if key:
            path = base
            for piece in _pieces(key[1]):
                path += (piece,)
                found.setdefault(path, number)
            for mark in ('"""', "'''"):
                if line.count(mark) % 2:
                    quoted = mark
    return found


def nearest(lines: dict[Path, int], path: Path) -> int:
    """Line of `path`, or of the nearest key that encloses it; 0 if there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 0
