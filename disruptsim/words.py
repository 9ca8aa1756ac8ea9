"""Words for messages: the nearest known name, and text that cannot steer a terminal."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 60


def near(name: object, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name that is most like `name`; empty if none is, or if it is too long to be meant."""
    import difflib

    text = str(name)
    found = (
        difflib.get_close_matches(text, [k for k in known if len(k) <= 200], n=1, cutoff=cutoff)
        if len(text) <= 200
        else []
    )
    return found[0] if found else ""


def meant(name: object, known: Iterable[str], what: str = "known") -> str:
    """Remedy for a name that is not known."""
    names = list(known)
    likely = near(name, names)
    if likely:
        return f'did you mean "{shorten(likely)}"?'
    shown = ", ".join(shorten(n) for n in names[:12])
    return f"{what}: {shown}{', ...' if len(names) > 12 else ''}" if names else "there are none"


def plain(text: str) -> bool:
    """Whether text is made of printable characters, line ends and tabs alone."""
    return text.isprintable() or all(c.isprintable() or c in "\n\t" for c in text)


def shorten(value: object) -> str:
    """Show a value in at most 60 characters, none of which can steer a terminal."""
    if isinstance(value, str):
        text = value[: LONGEST + 1]
        text = text if text.isprintable() else ascii(text)
    else:
        text = repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def printable(text: str) -> str:
    """Text with everything that could steer a terminal made visible."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
