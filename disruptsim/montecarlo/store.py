"""Room for the numbers of all replications: in memory, or in a file where they would take much of it.

Replications are the innermost axis: what estimates are made of, one measure over all replications, lies together.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_IN_MEMORY = 50e6  # bytes, up to which there is no file


@dataclass(frozen=True, slots=True)
class Store:
    """Values and states, all missing at first.

    Attributes
    ----------
    values : ndarray, shape (replications, cases, subjects, measures)
    states : ndarray of uint8, of the same shape
    release : callable
        Lets the system take back the memory behind what was looked at; nothing is lost.
    """

    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    release: Callable[[], None]


def nothing() -> None:
    """What there is to release of numbers in memory."""


def room_for(replications: int, cases: int, subjects: int, measures: int, in_memory: float = _IN_MEMORY) -> Store:
    """Make room.

    Parameters
    ----------
    replications, cases, subjects, measures : int
    in_memory : float, bytes
        What may be held in memory; beyond it, a file without a name in the folder for temporary files.

    Raises
    ------
    OSError
        If the file cannot be made.
    """
    shape = (cases, subjects, measures, replications)
    count = int(np.prod(shape))
    if 9 * count <= in_memory or not hasattr(mmap.mmap, "madvise"):
        return Store(_seen(np.zeros(shape)), _seen(np.zeros(shape, np.uint8)), nothing)
    with tempfile.TemporaryFile(prefix="disruptsim-") as file:
        file.truncate(9 * count)
        mapped = mmap.mmap(file.fileno(), 9 * count)
    values = np.frombuffer(mapped, float, count).reshape(shape)
    states = np.frombuffer(mapped, np.uint8, count, 8 * count).reshape(shape)
    return Store(_seen(values), _seen(states), lambda: mapped.madvise(mmap.MADV_DONTNEED))


def room_needed(replications: int, cases: int, subjects: int, measures: int) -> tuple[float, float]:
    """Bytes that the numbers take, and that there are for them where they would go."""
    import shutil

    size = 9.0 * replications * cases * subjects * measures
    if size <= _IN_MEMORY:
        return size, float("inf")
    return size, float(shutil.disk_usage(tempfile.gettempdir()).free)


def _seen(stored: NDArray[Any]) -> NDArray[Any]:
    return stored.transpose(3, 0, 1, 2)
