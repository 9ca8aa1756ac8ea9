"""Importance of components of a system that works or does not.

Sources: Birnbaum 1969; criticality importance as in the reliability texts.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_MOST = 20  # components, of which all states are looked at


@dataclass(frozen=True, slots=True)
class Importance:
    """A system and its components.

    Attributes
    ----------
    availability : float
        Chance that the system works.
    birnbaum : dict of str to float
        P(works | component up) - P(works | component down).
    criticality : dict of str to float
        Birnbaum's times the component's unavailability over the system's.
    """

    availability: float
    birnbaum: dict[str, float]
    criticality: dict[str, float]


def importance(works: Callable[[Mapping[str, bool]], bool], up: Mapping[str, float]) -> Importance:
    """Work out availability and importance by looking at every state.

    Parameters
    ----------
    works : callable
        Whether the system works, given which components are up.
    up : dict of str to float
        Chance that each component is up, independent of the others.

    Raises
    ------
    ValueError
        If there are more than 20 components.
    """
    names = list(up)
    if len(names) > _MOST:
        raise ValueError(f"importance looks at all states of {_MOST} components at most, got {len(names)}")
    states = [dict(zip(names, state, strict=True)) for state in itertools.product((True, False), repeat=len(names))]
    working = [state for state in states if works(state)]

    def chance(given: Mapping[str, bool]) -> float:
        """P(works), some components being what is given."""
        odds = {name: float(given[name]) if name in given else up[name] for name in names}
        return math.fsum(math.prod(odds[n] if state[n] else 1.0 - odds[n] for n in names) for state in working)

    whole = chance({})
    birnbaum = {name: chance({name: True}) - chance({name: False}) for name in names}
    down = 1.0 - whole
    criticality = {name: birnbaum[name] * (1.0 - up[name]) / down if down > 0 else math.nan for name in names}
    return Importance(whole, birnbaum, criticality)
