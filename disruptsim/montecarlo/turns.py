"""Threads that take turns at Python: while one runs compiled code, another has the interpreter to itself.

Without turns, threads that come back from compiled code would wait for the interpreter for its switch interval, and
would lose it again within each larger NumPy call: two threads then gain a half rather than nine tenths.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SWITCH = 0.1  # s; turns change hands where the interpreter is let go, not by the clock


class Halted(Exception):  # noqa: N818 - it is no error
    """The batch was given up."""


class Turns:
    """Whose turn it is, and whether the batch goes on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._halted = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have the interpreter, in turn with the others.

        Raises
        ------
        Halted
            If the batch was given up.
        """
        with self._lock:
            self._look()
            yield

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Leave the interpreter to the others while compiled code runs.

        Raises
        ------
        Halted
            If the batch was given up meanwhile.
        """
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()
        self._look()

    def halt(self) -> None:
        """Give the batch up: each thread ends at its next look."""
        self._halted = True

    def _look(self) -> None:
        if self._halted:
            raise Halted


@contextmanager
def patient() -> Iterator[None]:
    """Let threads keep the interpreter until they leave it."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
