"""Settings from the command line: a dotted key, and text read as TOML, else as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disruptsim.errors import Problem
from disruptsim.scenario.draft import DEEPEST, Draft, read_value
from disruptsim.words import shorten


def apply_settings(draft: Draft, settings: Iterable[tuple[str, str]]) -> None:
    """Change fields of a draft by dotted keys."""
    for key, text in settings:
        pieces = _split_key(draft, key)
        if len(pieces) > DEEPEST:
            remedy = "check the key of --set"
            draft.problems.append(Problem(shorten(key), f"has more than {DEEPEST} parts", remedy, "", "--set"))
            continue
        for depth in range(1, len(pieces) + 1):
            draft.places.setdefault(tuple(pieces[:depth]), ("--set", 0))
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
            if isinstance(target, list) and pieces[-1].isdigit() and int(pieces[-1]) < len(target):
                target[int(pieces[-1])] = read_value(text)
                draft.places[tuple(pieces)] = ("--set", 0)
            elif isinstance(target, dict):
                target[pieces[-1]] = read_value(text)
                draft.places[tuple(pieces)] = ("--set", 0)
            else:
                draft.report(tuple(pieces), "is not a field", "check the key of --set", key)


def _split_key(draft: Draft, key: str) -> list[str]:
    """Split a dotted key; a lane's name may hold dots itself."""
    if key.startswith("lanes."):
        names = sorted((n for n in draft.group("lanes") if key[6:].startswith(n + ".")), key=len)
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
