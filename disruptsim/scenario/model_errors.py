"""What pydantic found, in the words of this project: the key as written, and a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from disruptsim.scenario.draft import Draft
from disruptsim.words import meant, near, plain, shorten

# Pieces that pydantic adds to the place of an error for the members of a union.
_MADE = re.compile(
    r"^(function-\w+|list|dict|literal|tuple|union|nullable|chain|is-instance|constrained-\w+)\[.*\]$", re.S
)

_TABLE = ("must be a table", "write it as { FIELD = VALUE, ... }")
_KINDER = {
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "list_type": ("must be a list", 'write it as ["A", "B"]'),
    "string_type": ("must be a string", 'write it in quotes: "..."'),
    "bool_type": ("must be a boolean", "write true or false"),
}


def note_errors(draft: Draft, path: tuple[Any, ...], error: ValidationError, model: type[BaseModel]) -> None:
    """Report every error of a part that stands at `path`."""
    for item in error.errors(include_url=False):
        location = tuple(piece for piece in item["loc"] if not (isinstance(piece, str) and _MADE.match(piece)))
        full = _as_written(draft, path + location)
        value = item.get("input", "")
        if (isinstance(value, str) and not plain(value)) or location[-1:] == ("[key]",):
            continue  # said already of the text itself
        context = item.get("ctx", {})
        kind = item["type"]
        if kind == "extra_forbidden":
            known = _known_keys(model, location)
            draft.report(full, "is no field here", meant(item["loc"][-1], known, "fields"), value)
        elif kind == "missing":
            draft.report(full, "is missing", f"add {location[-1]} = ...")
        elif kind in ("quantity", "name"):
            draft.report(full, str(context["message"]), str(context["remedy"]), value)
        elif kind == "literal_error":
            words = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ",").split(",")]
            draft.report(full, "is none of the words allowed", one_of(value, words, "words"), value)
        elif kind in _KINDER:
            draft.report(full, *_KINDER[kind], value)
        else:
            said = item["msg"][:1].lower() + item["msg"][1:]
            draft.report(full, said, "correct the value; `disruptsim explain` says what it means", shorten(value))


def _as_written(draft: Draft, path: tuple[Any, ...]) -> tuple[Any, ...]:
    """Leave out the number of an instrument that was written alone, not in a list."""
    if path[:1] == ("policies",) and len(path) > 3 and isinstance(path[3], int):
        written = draft.group("policies").get(path[1], {})
        if isinstance(written, dict) and isinstance(written.get(path[2]), dict):
            return path[:3] + path[4:]
    return path


def one_of(value: object, words: Iterable[str], what: str) -> str:
    """Remedy for a word out of a closed list: the nearest, and the list."""
    known = list(words)
    likely = near(value, known) if value is not None else ""
    return (f'did you mean "{likely}"? ' if likely else "") + f"{what}: {', '.join(known)}"


def _fields(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    return {info.alias or name: _inner(info.annotation) for name, info in model.model_fields.items()}


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        inner = _inner(argument)
        if inner is not None:
            return inner
    return None


def _known_keys(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    here: type[BaseModel] | None = model
    for piece in location[:-1]:
        if here is None:
            return []
        if isinstance(piece, str) and piece in _fields(here):
            here = _fields(here)[piece]
    return list(_fields(here)) if here else []
