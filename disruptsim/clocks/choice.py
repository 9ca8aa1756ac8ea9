"""Which clock a batch takes."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

from disruptsim.errors import DisruptsimError

Clock = Literal["auto", "simpy", "compiled"]
COMPILING = 20.0  # seconds that the first compile takes, about
LOADING = 2.0  # seconds that it takes to load what was compiled before, about


class MissingExtraError(DisruptsimError):
    """Something needs an extra that is not installed; the message says how to install it."""


def has_numba() -> bool:
    """Whether Numba is installed; it is not imported."""
    return find_spec("numba") is not None


def choose(asked: Clock, seconds: float) -> Literal["simpy", "compiled"]:
    """Choose a clock.

    Parameters
    ----------
    asked : str
        ``auto`` takes the compiled clock where Numba is there and compiling or loading pays.
    seconds : float
        Work under the SimPy clock, estimated.

    Raises
    ------
    MissingExtraError
        If the compiled clock is asked for and Numba is not there.
    """
    if asked == "simpy":
        return "simpy"
    if not has_numba():
        if asked == "compiled":
            raise MissingExtraError("the compiled clock needs Numba: pip install 'disruptsim[fast]'")
        return "simpy"
    if asked == "compiled":
        return "compiled"
    from disruptsim.clocks.cache import is_warm

    return "compiled" if seconds > (2 * LOADING if is_warm() else 2 * COMPILING) else "simpy"
