"""Chance as a pure function: value n of a named stream of a replication.

The generator is Philox 4x64-10, the counter-based one that NumPy ships too (a test holds the two together); here
it is written over arrays, so that the first values of all streams are made in one go. The counter is
(n, 0, hash of the name), the key comes from the seed and the replication by NumPy's ``SeedSequence``. Nothing
depends on the order of drawing, or on which other streams there are.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11, 2011).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from disruptsim.scenario.distributions import FAMILIES, Distribution

Words = NDArray[np.uint64]
Array = NDArray[np.float64]

_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MASK = (1 << 64) - 1
_ROWS = 4096  # streams of which values are made at once: the work needs some twenty times their memory


def _high_and_low(a: np.uint64, b: Words) -> tuple[Words, Words]:
    """Both halves of the 128-bit product."""
    a_low, a_high = a & _LOW, a >> _HALF
    b_low, b_high = b & _LOW, b >> _HALF
    low = a_low * b_low
    cross = a_high * b_low + (low >> _HALF)
    other = a_low * b_high + (cross & _LOW)
    return a_high * b_high + (cross >> _HALF) + (other >> _HALF), a * b


def philox(counter: tuple[Words, Words, Words, Words], key: tuple[int, int]) -> Words:
    """Ten rounds of Philox 4x64.

    Parameters
    ----------
    counter : four ndarray of uint64, of one shape
        Counter words.
    key : two int
        Key words.

    Returns
    -------
    ndarray of uint64, shape (4, *shape)
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    with np.errstate(over="ignore"):
        for _ in range(10):
            high0, low0 = _high_and_low(_M0, c0)
            high1, low1 = _high_and_low(_M1, c2)
            c0, c1, c2, c3 = high1 ^ c1 ^ np.uint64(k0), low1, high0 ^ c3 ^ np.uint64(k1), low0
            k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return np.stack([c0, c1, c2, c3])


@lru_cache(maxsize=100_000)  # some 300 bytes each
def _hash(name: str) -> tuple[int, int]:
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def fraction(name: str) -> float:
    """A number in [0, 1) hashed from a name: spreads what would otherwise act at one instant."""
    return (_hash(name)[0] >> 11) * 2.0**-53


def _invert(laws: list[Distribution], u: Array) -> Array:
    """Values of distributions, one per row of uniform numbers."""
    result = np.empty_like(u)
    families: dict[str, list[int]] = {}
    for row, law in enumerate(laws):
        families.setdefault(law.family, []).append(row)
    for family, rows in families.items():
        if family in FAMILIES:
            columns = np.array([laws[row].values for row in rows], dtype=float)
            result[rows] = FAMILIES[family].ppf(u[rows], *(columns[:, [n]] for n in range(columns.shape[1])))
        else:
            for row in rows:
                result[row] = laws[row].ppf(u[row])
    return result


class Chance:
    """All chance of one replication.

    Parameters
    ----------
    seed : int
        Seed of the study.
    replication : int
        Number of the replication, from 0.
    given : mapping of str to float, optional
        Uniform numbers, in (0, 1), that take the place of the first ones of named streams: the point of a design.
        They hold for values that are asked for one by one, as uncertain numbers and disruptions are.
    """

    def __init__(self, seed: int, replication: int, given: Mapping[str, float] | None = None) -> None:
        self.seed, self.replication, self.given = seed, replication, given or {}
        words = np.random.SeedSequence([seed, replication]).generate_state(2, np.uint64)
        self._key = (int(words[0]), int(words[1]))

    def uniforms(self, names: list[str], first: int, count: int) -> Array:
        """Values `first` to ``first + count`` of named streams, in (0, 1).

        Returns
        -------
        ndarray, shape (names, count)
        """
        begin, end = first // 4, (first + count + 3) // 4
        hashes = np.array([_hash(name) for name in names], dtype=np.uint64).reshape(-1, 2)
        shape = (len(names), end - begin)
        blocks = np.broadcast_to(np.arange(begin, end, dtype=np.uint64), shape)
        zeros = np.zeros(shape, dtype=np.uint64)
        words = philox(
            (blocks.copy(), zeros, np.broadcast_to(hashes[:, :1], shape), np.broadcast_to(hashes[:, 1:], shape)),
            self._key,
        )
        flat = words.transpose(1, 2, 0).reshape(len(names), -1)[:, first - 4 * begin : first - 4 * begin + count]
        return ((flat >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53

    def values(self, laws: list[tuple[str, Distribution]], first: int, count: int) -> Array:
        """The same for values of distributions, one per name.

        Returns
        -------
        ndarray, shape (laws, count)
        """
        result = np.empty((len(laws), count))
        for begin in range(0, len(laws), _ROWS):
            rows = laws[begin : begin + _ROWS]
            u = self.uniforms([name for name, _ in rows], first, count)
            result[begin : begin + _ROWS] = _invert([law for _, law in rows], u)
        return result

    def value(self, name: str, law: Distribution | float | None, number: int = 0) -> float:
        """Value `number` of one stream; a plain number is itself."""
        if isinstance(law, Distribution):
            if number == 0 and name in self.given:
                return float(law.ppf(np.array([self.given[name]]))[0])
            return float(self.values([(name, law)], number, 1)[0, 0])
        return float(law) if law is not None else 0.0
