"""Tapes: values of streams of chance in one array, those of a stream side by side, longer as more is asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Tapes:
    """The tapes of one fate, which all its runs read.

    Attributes
    ----------
    values : ndarray
        All values that were made.
    start, end : ndarray of int64, shape (streams,)
        Where in `values` the tape of each stream lies.
    """

    def __init__(self) -> None:
        self.values = np.empty(0)
        self.start = np.zeros(0, np.int64)
        self.end = np.zeros(0, np.int64)
        self._used = 0

    def make_known(self, streams: int) -> None:
        """Have so many tapes; new ones are empty."""
        new = streams - len(self.start)
        if new > 0:
            self.start = np.concatenate([self.start, np.zeros(new, np.int64)])
            self.end = np.concatenate([self.end, np.zeros(new, np.int64)])

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Values on each tape."""
        return self.end - self.start

    def extend(self, ranks: NDArray[np.int64], fresh: NDArray[np.float64]) -> None:
        """Lengthen tapes that are equally long, which moves them to where there is room.

        Parameters
        ----------
        ranks : ndarray, shape (tapes,)
        fresh : ndarray, shape (tapes, new values)
        """
        length = int(self.lengths[ranks[0]])
        width = length + fresh.shape[1]
        begin, size = self._used, len(ranks) * width
        if begin + size > len(self.values):
            larger = np.empty(begin + size if begin == 0 else 2 * (begin + size))
            larger[:begin] = self.values[:begin]
            self.values = larger
        table = self.values[begin : begin + size].reshape(len(ranks), width)
        if length:
            table[:, :length] = self.values[self.start[ranks, None] + np.arange(length)]
        table[:, length:] = fresh
        self.start[ranks] = begin + width * np.arange(len(ranks))
        self.end[ranks] = self.start[ranks] + width
        self._used = begin + size

    def tail(self, rank: int, first: int) -> list[float]:
        """Values of one tape from the one numbered `first` on."""
        found: list[float] = self.values[self.start[rank] + first : self.end[rank]].tolist()
        return found
