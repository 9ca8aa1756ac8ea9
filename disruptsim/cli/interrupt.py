"""Ctrl-C that is not lost: what it interrupts may swallow it, so that work looks again now and then."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_seen: list[int] = []  # signals since the command began


@contextmanager
def noticed() -> Iterator[None]:
    """Note every Ctrl-C while a command runs, and raise it where it arrives, as Python does."""
    _seen.clear()
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def notice(number: int, frame: object) -> None:
        _seen.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, notice)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def look() -> None:
    """Raise a Ctrl-C once more that somebody swallowed: finalisers, and some libraries' searches for others, do."""
    if _seen:
        raise KeyboardInterrupt
