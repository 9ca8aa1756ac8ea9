"""Bundles of curves against one curve at a time, worked out by hand or by plain interpolation."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from disruptsim.measures.curves import Curve, Curves, Parts, first_times_above, positive_areas, sums

HORIZON = 10.0
Pieces = list[tuple[float, float]]


@st.composite
def curve(draw: st.DrawFn) -> Pieces:
    """Knots from (0, 0) to the horizon, some of them jumps."""
    steps = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=6))
    time, value, knots = 0.0, 0.0, [(0.0, 0.0)]
    for step, rise in steps:
        if time + step > HORIZON or (step == 0 and len(knots) > 1 and knots[-2][0] == time):
            break
        time, value = time + step, value + rise
        knots.append((time, value))
    if time < HORIZON:
        knots.append((HORIZON, value + 1.0))
    return knots


def bundle(pieces: list[Pieces]) -> Curves:
    first = np.cumsum([0, *(len(knots) for knots in pieces)])[:-1]
    table = np.array([knot for knots in pieces for knot in knots])
    return Curves(table[:, 0], table[:, 1], first)


def after(knots: Pieces, t: float) -> float:
    """Value just after a time, by going through the pieces."""
    found = 0.0
    for (a, x), (b, y) in itertools.pairwise(knots):
        if a <= t < b:
            return x + (y - x) * (t - a) / (b - a)
        if b <= t:
            found = y
    return found


@given(st.lists(curve(), min_size=2, max_size=5), st.lists(curve(), min_size=5, max_size=5), st.integers(1, 4))
@settings(deadline=None)
def test_sums_are_sums_at_every_time(one: list[Pieces], other: list[Pieces], groups: int) -> None:
    other = other[: len(one)]
    rows = [
        (group, n, 1.0 + group + n) for group in range(groups) for n in range(len(one)) if (n + group) % 2 or n == 0
    ]
    parts = Parts(*(np.array(column) for column in zip(*rows, strict=True)))
    found = sums([(bundle(one), 1.0), (bundle(other), -1.0)], parts)
    assert len(found) == groups
    for group in range(groups):
        own = found.owner == group
        single = Curve(found.times[own], found.values[own])
        for t in np.arange(0.0, HORIZON, 0.25):
            expected = sum(w * (after(one[n], t) - after(other[n], t)) for g, n, w in rows if g == group)
            assert np.isclose(single.after(t), expected, atol=1e-9)


def test_before_takes_the_lower_end_of_a_jump() -> None:
    curves = bundle([[(0.0, 0.0), (4.0, 4.0), (4.0, 9.0), (10.0, 9.0)], [(0.0, 0.0), (10.0, 5.0)]])
    assert curves.before(np.array([0.0, 2.0, 4.0, 5.0, 10.0])).tolist() == [[0, 2, 4, 9, 9], [0, 1, 2, 2.5, 5]]


def test_areas_and_crossings_keep_to_their_own_curve() -> None:
    curves = bundle([[(0.0, -2.0), (4.0, 2.0), (10.0, 2.0)], [(0.0, 1.0), (10.0, -1.0)], [(0.0, -1.0), (10.0, -1.0)]])
    assert positive_areas(curves).tolist() == [2 * 2 / 2 + 6 * 2, 5 * 1 / 2, 0.0]
    assert first_times_above(curves, np.array([1.0, 0.5, 0.0])).tolist() == [3.0, 0.0, np.inf]
    assert curves.highest.tolist() == [2.0, 1.0, -1.0]
    assert curves.last.tolist() == [2.0, -1.0, -1.0]
