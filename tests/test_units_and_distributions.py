"""Units are a closed table read by a pattern; distributions are what their names say."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from disruptsim.scenario.distributions import FAMILIES, Distribution, read_distribution, write_distribution
from disruptsim.scenario.units import DIMENSIONS, Dimension, QuantityError, read, write

YEAR, MONTH = 365.0, 365.0 / 12.0
TIME = DIMENSIONS["time"]
TABLE = {
    "amount": {"1 kg": 1e-3, "1 t": 1.0, "1 kt": 1e3, "1 Mt": 1e6, "1 unit": 1.0},
    "time": {"1 h": 1 / 24, "1 d": 1.0, "1 wk": 7.0, "1 mo": MONTH, "1 yr": YEAR},
    "rate": {"1 t/d": 1.0, "1 t/yr": 1 / YEAR, "1 kt/yr": 1000 / YEAR, "1 kg/h": 0.024, "1 Mt/mo": 1e6 / MONTH,
             "1 unit/wk": 1 / 7, "1 t / yr": 1 / YEAR},
    "money": {"1 USD": 1.0, "1 kUSD": 1e3, "1 MUSD": 1e6, "1 bnUSD": 1e9},
    "price": {"1 USD/t": 1.0, "1 USD/kg": 1000.0, "1 kUSD/t": 1e3, "1 bnUSD/Mt": 1e3, "1 USD/unit": 1.0},
    "share": {"0.5": 0.5, "50 %": 0.5, "50%": 0.5},
    "number": {"7": 7.0, "1e3": 1000.0},
    "frequency": {"1 1/yr": 1.0, "1 1/d": 365.0, "1 1/mo": 12.0},
    "growth": {"3 %/yr": 0.03, "0.03 1/yr": 0.03},
    "length": {"12 km": 12.0},
}  # fmt: skip
EACH_UNIT = [(name, unit) for name, spec in DIMENSIONS.items() for unit in spec.units]


@pytest.mark.parametrize(
    ("dimension", "text", "value"),
    [(name, text, value) for name, row in TABLE.items() for text, value in row.items()],
)
def test_known_sizes(dimension: str, text: str, value: float) -> None:
    assert read(text, DIMENSIONS[dimension]) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("dimension", "unit"), EACH_UNIT)
def test_every_unit_of_the_table(dimension: str, unit: str) -> None:
    """Each unit is read, scales what it stands beside, and may have blanks round it."""
    spec = DIMENSIONS[dimension]
    assert spec.units[unit] > 0
    assert read(f"3 {unit}", spec) == 3 * spec.units[unit]
    blank = " " if unit.startswith("1") else ""  # 2.51/yr would be a puzzle
    assert read(f"  -2.5e1{blank}{unit} ", spec) == -25 * spec.units[unit]
    if unit:
        with pytest.raises(QuantityError):
            read(f"3 {unit}x", spec)


@pytest.mark.parametrize("dimension", DIMENSIONS)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_written_and_read_again(dimension: str, value: float) -> None:
    """The same bits, for every number in every dimension."""
    spec = DIMENSIONS[dimension]
    again = read(write(value, spec), spec)
    assert again == value
    assert math.copysign(1, again) == math.copysign(1, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("6_075 t", 6075.0), ("1_000_000.5 t", 1000000.5), ("+3 t", 3.0), ("3.50 t", 3.5), ("2e3 t", 2000.0), ("0 t", 0.0),
     ("1E-3 t", 1e-3), ("\t4 t\n", 4.0)],
)  # fmt: skip
def test_ways_to_write_a_number(text: str, value: float) -> None:
    assert read(text, DIMENSIONS["amount"]) == value


def test_zero_needs_no_unit() -> None:
    assert read(0, DIMENSIONS["amount"]) == 0.0


BAD = ["9**9**9 t", "1e400 t", "1e308 Mt", "nan t", "inf t", "-inf t", "1,5 t", "1.2.3 t", "0x10 t", "1 000 t", "t", "", " ", "--3 t",
       "3 t t", "3 kt/", "3 t;import os", "3 __class__", "3" * 61 + " t", "9" * 1_000_000 + " t", "1" + "_" * 50_000, "٣ t", "３ t",
       "1e99999999999 t", "1.e3.4 t", "3 T", "3 KG", "3 µt", "1 t\x00", "3 t\u202e"]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=[repr(text[:12]) for text in BAD])
def test_refused_quickly(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(QuantityError) as caught:
        read(text, DIMENSIONS["amount"])
    assert time.perf_counter() - began < 0.1
    assert len(str(caught.value)) < 300
    assert len(caught.value.args) > 1
    assert caught.value.args[1]


@pytest.mark.parametrize("value", [True, None, [], {}, float("nan"), float("inf"), 3, 3.5, 10**400, b"3 t"])
def test_values_that_are_no_quantity(value: object) -> None:
    with pytest.raises(QuantityError):
        read(value, DIMENSIONS["amount"])


@pytest.mark.parametrize(
    ("dimension", "text", "near"),
    [("rate", "3 t/y", "t/yr"), ("rate", "3 T/yr", "t/yr"), ("time", "3 days", None), ("time", "3 yrs", "yr"), ("time", "3 w", "wk"),
     ("price", "3 USD/kgs", "USD/kg"), ("money", "3 mUSD", "USD"), ("money", "3 MUSDs", "MUSD"), ("amount", "3 kts", "kt")],
)  # fmt: skip
def test_did_you_mean(dimension: str, text: str, near: str | None) -> None:
    with pytest.raises(QuantityError) as caught:
        read(text, DIMENSIONS[dimension])
    assert "units: " in caught.value.args[1]
    if near:
        assert f'did you mean "{near}"?' in caught.value.args[1]


EXAMPLES: dict[str, tuple[dict[str, Any], Any, tuple[float, float]]] = {
    "uniform": ({"low": "2 d", "high": "9 d"}, stats.uniform(2, 7), (2, 9)),
    "triangular": ({"low": "18 d", "mode": "25 d", "high": "45 d"}, stats.triang(7 / 27, 18, 27), (18, 45)),
    "pert": ({"low": "2 d", "mode": "3 d", "high": "10 d"}, stats.beta(1.5, 4.5, 2, 8), (2, 10)),
    "normal": ({"mean": "-3 d", "sd": "2 d"}, stats.norm(-3, 2), (-math.inf, math.inf)),
    "lognormal": ({"median": "30 d", "gsd": 2.5}, stats.lognorm(math.log(2.5), scale=30), (0, math.inf)),
    "gamma": ({"mean": "12 d", "shape": 3.0}, stats.gamma(3.0, scale=4.0), (0, math.inf)),
    "weibull": ({"scale": "10 d", "shape": 1.5}, stats.weibull_min(1.5, scale=10), (0, math.inf)),
    "exponential": ({"mean": "5 d"}, stats.expon(scale=5), (0, math.inf)),
    "geometric": ({"mean": "5 d", "step": "1 d"}, stats.geom(0.2), (1, math.inf)),
}
MORE = [
    {"triangular": {"low": "5 d", "mode": "5 d", "high": "9 d"}},
    {"triangular": {"low": "5 d", "mode": "9 d", "high": "9 d"}},
    {"triangular": {"low": "5 d", "mode": "5 d", "high": "5 d"}},
    {"pert": {"low": "1 d", "mode": "1 d", "high": "4 d"}},
    {"pert": {"low": "5 d", "mode": "5 d", "high": "5 d"}},
    {"uniform": {"low": "5 d", "high": "5 d"}},
    {"gamma": {"mean": "2 d", "shape": 0.7}},
    {"weibull": {"scale": "3 d", "shape": 0.9}},
    {"discrete": {"values": ["1 d", "8 d", "3 d"], "weights": [1, 2, 5]}},
    {"discrete": {"values": ["1 d", "8 d", "3 d"]}},
    {"discrete": {"values": ["1 d", "8 d"], "weights": [0, 1]}},
    {"empirical": {"values": ["4 d", "4 d", "1 wk", "0 d"]}},
]
EVERY = [*({family: given} for family, (given, _, _) in EXAMPLES.items()), *MORE]
U = np.concatenate([[1e-16, 1e-9, 1e-4], np.linspace(0.001, 0.999, 999), [1 - 1e-4, 1 - 1e-9, 1 - 1e-16]])


def _read(table: dict[str, Any]) -> Distribution:
    return read_distribution(table, TIME)


def test_every_family_has_an_example() -> None:
    assert EXAMPLES.keys() == FAMILIES.keys()


@pytest.mark.parametrize("family", EXAMPLES)
def test_against_scipy(family: str) -> None:
    given_, oracle, (low, high) = EXAMPLES[family]
    ours = _read({family: given_})
    assert ours.mean == pytest.approx(oracle.mean(), rel=1e-12)
    # The last is a hair from one, where SciPy rounds the distribution function of whole steps.
    near = U[:-1] if family == "geometric" else U
    assert ours.ppf(near) == pytest.approx(oracle.ppf(near), rel=1e-9, abs=1e-12)
    inside = ours.ppf(U)
    assert (inside >= low).all()
    assert (inside <= high).all()


@pytest.mark.parametrize("table", EVERY, ids=[f"{next(iter(t))}-{n}" for n, t in enumerate(EVERY)])
def test_mean_order_and_form(table: dict[str, Any]) -> None:
    """The mean is the integral of the inverse; the inverse never falls; written and read again it is the same."""
    ours = _read(table)
    if "values" in dict(ours.parameters) or ours.family == "geometric":
        numbers = np.arange(800_000)
        assert ours.mean == pytest.approx(ours.ppf((numbers + 0.5) / 800_000).mean(), rel=1e-5)
    else:
        whole, error = integrate.quad(lambda u: float(ours.ppf(np.array([u]))[0]), 0, 1, limit=400)
        assert ours.mean == pytest.approx(whole, rel=1e-6, abs=10 * error)
    values = ours.ppf(U)
    assert (np.diff(values) >= 0).all()
    assert np.isfinite(values).all()
    assert ours.lowest <= values[0]
    assert _read(write_distribution(ours, TIME)) == ours


def test_atoms_come_with_their_weights() -> None:
    ours = _read({"discrete": {"values": ["1 d", "8 d", "3 d"], "weights": [1, 2, 5]}})
    found, counts = np.unique(ours.ppf((np.arange(8000) + 0.5) / 8000), return_counts=True)
    assert found.tolist() == [1.0, 3.0, 8.0]
    assert counts.tolist() == [1000, 5000, 2000]
    assert _read({"empirical": {"values": ["4 d", "1 d"]}}).ppf(np.array([0.4999, 0.5001])).tolist() == [1.0, 4.0]


POSITIVE = st.floats(1e-6, 1e6)


@given(low=POSITIVE, first=POSITIVE, second=POSITIVE, u=st.floats(1e-16, 1 - 1e-16))
def test_triangular_stays_inside(low: float, first: float, second: float, u: float) -> None:
    mode, high = low + first, low + first + second
    for family in ("triangular", "pert"):
        ours = _read({family: {"low": f"{low!r} d", "mode": f"{mode!r} d", "high": f"{high!r} d"}})
        value = float(ours.ppf(np.array([u]))[0])
        assert low * (1 - 1e-12) <= value <= high * (1 + 1e-12)
        assert low <= ours.mean <= high


@given(mean=POSITIVE, shape=st.floats(0.1, 50), u=st.floats(1e-12, 1 - 1e-12))
def test_gamma_scales(mean: float, shape: float, u: float) -> None:
    one = _read({"gamma": {"mean": "1 d", "shape": shape}}).ppf(np.array([u]))[0]
    many = _read({"gamma": {"mean": f"{mean!r} d", "shape": shape}}).ppf(np.array([u]))[0]
    assert many == pytest.approx(mean * one, rel=1e-12)


def test_units_of_parameters_are_converted() -> None:
    spec = DIMENSIONS["rate"]
    ours = read_distribution({"uniform": {"low": "365 t/yr", "high": "2 t/d"}}, spec)
    assert ours.values == pytest.approx((1.0, 2.0), rel=1e-15)
    plain = Dimension("a number", "1", {"": 1.0}, bare=True)
    assert read_distribution({"uniform": {"low": 0, "high": 2}}, plain).mean == 1.0
