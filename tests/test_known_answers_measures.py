"""Known answers of resilience measures on given curves, and of times cut off: V27, V28, V29."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from cases import Row, check, check_against, params, rows

from disruptsim.measures.curves import Curve, first_above
from disruptsim.measures.resilience import (
    Recovery,
    loss,
    overshoot,
    rapidity,
    recovered_share,
    recovery,
    robustness,
)
from disruptsim.statistics.survival import kaplan_meier, median, restricted_mean


@cache
def trapezoid() -> dict[str, float]:
    """V27: performance in percent falls at t=10, rises over [25, 55], and overshoots over [60, 70)."""
    times, values = np.array(params("V27")["knots"], dtype=float).T
    curve = Curve(times, values)
    target, window = 100.0, float(times[-1])
    after = slice(int(np.argmin(values)), None)  # from the fall on
    back = first_above(Curve(times[after], values[after]), np.nextafter(target, 0.0))
    return {
        "loss of resilience, positive part": loss(curve, target),
        "signed loss (overshoot netted)": loss(curve, target) - overshoot(curve, target),
        "robustness (lowest performance)": robustness(curve),
        "depth": target - robustness(curve),
        "time to full recovery from t=10": back - 10.0,
        "rapidity (mean slope of recovery)": rapidity(curve, target),
        "recovered share at t=40": recovered_share(curve, 40.0),
        "resilience index over [0, 100]": 1.0 - loss(curve, target) / (target * window),
    }


@rows("V27")
def test_resilience_of_a_trapezoid(row: Row) -> None:
    check(row, trapezoid()[row.quantity])


def steps_recover(horizon: float = 100.0, **other: float) -> Recovery:
    """V28: recovery after t=10, with the case's thresholds and holding time unless others are given."""
    p = params("V28")
    starts, values = np.array(p["steps"], dtype=float).T
    rule = {name: p[name] for name in ("low", "high", "hold")} | other
    return recovery(starts, values, horizon, 10.0, **rule)


@cache
def hysteresis() -> dict[str, float]:
    starts, values = np.array(params("V28")["steps"], dtype=float).T
    steps = Curve(np.append(np.repeat(starts, 2)[1:], 100.0), np.repeat(values, 2))
    early = steps_recover(horizon=45.0)
    return {
        "TTR with hysteresis, horizon 100": steps_recover().time,
        # Nothing after the first crossing of the threshold counts: the curve up to its second fall, at t=34.
        "TTR by naive first crossing of 0.95": steps_recover(horizon=34.0, hold=0.0).time,
        "TTR to 1.00": steps_recover(high=1.0).time,
        "horizon 45: censored time": early.time,
        "horizon 45: event flag": float(early.recovered),
        "number of disruption episodes with hysteresis": float(steps_recover().episodes),
        "number of episodes without hysteresis (below 0.90, no hold)": float(
            steps_recover(high=params("V28")["low"], hold=0.0).episodes
        ),
        "area below 1.00 over [0, 100]": loss(steps),
    }


@rows("V28")
def test_recovery_of_a_step_curve(row: Row) -> None:
    check(row, hysteresis()[row.quantity])


def test_recovery_is_observed_only_where_the_spell_holds() -> None:
    assert steps_recover(horizon=47.0) == steps_recover()
    assert not steps_recover(horizon=46.9).recovered


@rows("V29")
def test_recovery_times_cut_off(row: Row) -> None:
    case = params("V29")
    times, ended = np.array(case["times"], dtype=float), np.array(case["event"], dtype=bool)
    curve = kaplan_meier(times, ended)
    if row.quantity.startswith("S("):
        check(row, float(curve.share[curve.times == float(row.quantity[2:-1])][0]))
    elif row.quantity.startswith("Greenwood"):
        check_against(row, float(curve.standard_errors[curve.times == 47.0][0]), 0.421875 * math.sqrt(
            1 / (10 * 9) + 2 / (8 * 6) + 1 / (6 * 5) + 1 / (4 * 3)))  # fmt: skip
    elif row.quantity.startswith("median"):
        check(row, median(times, ended).value)
    elif row.quantity.startswith("restricted"):
        check(row, restricted_mean(times, ended, 60.0).value)
    else:
        check(row, float(times[ended].mean()))
