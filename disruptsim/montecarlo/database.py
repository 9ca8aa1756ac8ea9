"""A database for a moment, with a folder of its own, that Ctrl-C stops."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def scratch() -> Iterator[tuple[Any, Path]]:
    """A DuckDB connection in memory, and a folder for its files.

    DuckDB makes an error of its own of a Ctrl-C, or overlooks it while it looks for other libraries; here it becomes
    what it is.

    Raises
    ------
    KeyboardInterrupt
        If there was one meanwhile.
    """
    import duckdb

    with _noticing() as interrupted:
        try:
            with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
                yield database, Path(folder)
        except Exception:
            if interrupted():
                raise KeyboardInterrupt from None
            raise
        if interrupted():
            raise KeyboardInterrupt


@contextmanager
def _noticing() -> Iterator[Any]:
    """Remember whether there was a Ctrl-C, whoever it was given to."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield lambda: False
        return
    seen: list[int] = []

    def notice(number: int, frame: Any) -> None:
        seen.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, notice)
    try:
        yield lambda: bool(seen)
    finally:
        signal.signal(signal.SIGINT, before)
