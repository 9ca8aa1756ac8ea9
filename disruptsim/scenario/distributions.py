"""Distributions that may stand wherever a number may.

A distribution is a family and its parameters, already in the unit of the field. Values are made from uniform
numbers by inverting the distribution function, which gives the same values in every version of NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.scenario.units import Dimension, QuantityError, read, write
from disruptsim.words import meant, shorten

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of distributions.

    Attributes
    ----------
    parameters : tuple of (name, has_unit)
        Named parameters; the ones with a unit take the unit of the field.
    mean : callable
        Mean from the parameters, in their order.
    ppf : callable
        Inverse distribution function: uniforms, then the parameters in their order, as numbers or columns.
    problem : callable
        Says what is wrong with parameters, or nothing.
    """

    parameters: tuple[tuple[str, bool], ...]
    mean: Callable[..., float]
    ppf: Callable[..., Array]
    problem: Callable[..., str]


def _triangular(u: Array, low: Array, mode: Array, high: Array) -> Array:
    width = np.where(high > low, high - low, 1.0)
    cut = np.where(high > low, (mode - low) / width, 1.0)
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < cut, left, right)


def _pert(u: Array, low: Array, mode: Array, high: Array) -> Array:
    from scipy.special import betaincinv

    width = np.where(high > low, high - low, 1.0)
    a = 1.0 + 4.0 * (mode - low) / width
    b = 1.0 + 4.0 * (high - mode) / width
    return np.asarray(low + (high - low) * betaincinv(a, b, u))


def _normal(u: Array, mean: Array, sd: Array) -> Array:
    from scipy.special import ndtri

    return np.asarray(mean + sd * ndtri(u))


def _lognormal(u: Array, median: Array, gsd: Array) -> Array:
    from scipy.special import ndtri

    return np.asarray(median * np.exp(np.log(gsd) * ndtri(u)))


def _gamma(u: Array, mean: Array, shape: Array) -> Array:
    from scipy.special import gammaincinv

    return np.asarray(mean / shape * gammaincinv(shape, u))


def _geometric(u: Array, mean: Array, step: Array) -> Array:
    fails = np.log1p(-np.minimum(step / mean, 1.0 - 1e-16))
    return np.asarray(step * np.maximum(1.0, np.ceil(np.log1p(-u) / fails)))


def _ordered(low: float, mode: float, high: float) -> str:
    return "" if low <= mode <= high else "low, mode and high must rise in that order"


def _positive(*names: str) -> Callable[..., str]:
    def problem(*values: float) -> str:
        bad = [name for name, value in zip(names, values, strict=True) if name and value <= 0]
        return f"{bad[0]} must be above zero" if bad else ""

    return problem


FAMILIES: dict[str, Family] = {
    "uniform": Family(
        (("low", True), ("high", True)),
        lambda low, high: 0.5 * (low + high),
        lambda u, low, high: low + u * (high - low),
        lambda low, high: "" if low <= high else "low must not be above high",
    ),
    "triangular": Family(
        (("low", True), ("mode", True), ("high", True)),
        lambda low, mode, high: (low + mode + high) / 3.0,
        _triangular,
        _ordered,
    ),
    "pert": Family(
        (("low", True), ("mode", True), ("high", True)),
        lambda low, mode, high: (low + 4.0 * mode + high) / 6.0,
        _pert,
        _ordered,
    ),
    "normal": Family((("mean", True), ("sd", True)), lambda mean, sd: mean, _normal, _positive("", "sd")),
    "lognormal": Family(
        (("median", True), ("gsd", False)),
        lambda median, gsd: median * math.exp(0.5 * math.log(gsd) ** 2),
        _lognormal,
        lambda median, gsd: "median must be above zero" if median <= 0 else "gsd must be above 1" if gsd <= 1 else "",
    ),
    "gamma": Family((("mean", True), ("shape", False)), lambda mean, shape: mean, _gamma, _positive("mean", "shape")),
    "weibull": Family(
        (("scale", True), ("shape", False)),
        lambda scale, shape: scale * math.gamma(1.0 + 1.0 / shape),
        lambda u, scale, shape: scale * (-np.log1p(-u)) ** (1.0 / shape),
        _positive("scale", "shape"),
    ),
    "exponential": Family(
        (("mean", True),), lambda mean: mean, lambda u, mean: -mean * np.log1p(-u), _positive("mean")
    ),
    # Whole steps, at least one: how long a Markov chain in discrete time stays where it is.
    "geometric": Family(
        (("mean", True), ("step", True)),
        lambda mean, step: mean,
        _geometric,
        lambda mean, step: (
            "step must be above zero" if step <= 0 else "mean must not be below step" if mean < step else ""
        ),
    ),
}
LISTED = {"discrete": ("values", "weights"), "empirical": ("values",)}


@dataclass(frozen=True, slots=True)
class Distribution:
    """A family with its parameters, in the unit of the field that it stands in.

    Attributes
    ----------
    family : str
        One of `FAMILIES`, or ``discrete`` or ``empirical``.
    parameters : tuple of (str, float or tuple of float)
        In the family's order.
    """

    family: str
    parameters: tuple[tuple[str, float | tuple[float, ...]], ...]

    @property
    def values(self) -> tuple[Any, ...]:
        """Parameters in the family's order."""
        return tuple(value for _, value in self.parameters)

    @property
    def mean(self) -> float:
        """Mean, in the unit of the field."""
        if self.family in FAMILIES:
            return FAMILIES[self.family].mean(*self.values)
        values, weights = self._atoms()
        return math.fsum((values * weights).tolist())

    @property
    def lowest(self) -> float:
        """Lowest possible value (minus infinity for the normal family)."""
        return float(self.ppf(np.array([1e-16]))[0]) if self.family != "normal" else -math.inf

    def _atoms(self) -> tuple[Array, Array]:
        given = dict(self.parameters)
        values = np.asarray(given["values"], dtype=float)
        weights = np.asarray(given.get("weights", np.ones(len(values))), dtype=float)
        return values, weights / weights.sum()

    def ppf(self, u: Array) -> Array:
        """Invert the distribution function at uniform numbers in (0, 1)."""
        if self.family in FAMILIES:
            return FAMILIES[self.family].ppf(u, *self.values)
        values, weights = self._atoms()
        order = np.argsort(values, kind="stable")
        edges = np.cumsum(weights[order])
        at = np.minimum(np.searchsorted(edges, u, side="right"), len(values) - 1)
        return np.asarray(values[order][at])


def mean(value: Any) -> float:
    """Mean of a number that may vary."""
    return float(value.mean) if isinstance(value, Distribution) else float(value)


def read_distribution(table: Mapping[str, Any], dimension: Dimension) -> Distribution:
    """Read ``{ triangular = { low = "18 d", mode = "25 d", high = "45 d" } }``.

    Raises
    ------
    QuantityError
        Naming what is wrong and what to write.
    """
    known = [*FAMILIES, *LISTED]
    if len(table) != 1:
        raise QuantityError("a distribution is a table with one family", f"families: {', '.join(known)}")
    family, given = next(iter(table.items()))
    if family not in known:
        raise QuantityError(f'"{shorten(family)}" is no distribution', meant(family, known, "families"))
    if not isinstance(given, Mapping):
        raise QuantityError(f"{family} needs a table of parameters", f"write {family} = {{ ... }}")
    if family in LISTED:
        return _read_listed(family, given, dimension)
    spec = FAMILIES[family]
    names = [name for name, _ in spec.parameters]
    if sorted(given) != sorted(names):
        raise QuantityError(f"{family} takes {', '.join(names)}", f"it has {', '.join(map(shorten, given)) or 'none'}")
    values = []
    for name, with_unit in spec.parameters:
        try:
            values.append(read(given[name], dimension if with_unit else _PLAIN))
        except QuantityError as error:
            raise QuantityError(f"{name} {error.args[0]}", *error.args[1:]) from None
    wrong = spec.problem(*values)
    if wrong:
        raise QuantityError(f"{family}: {wrong}", "change its parameters")
    return Distribution(family, tuple(zip(names, values, strict=True)))


def _read_listed(family: str, given: Mapping[str, Any], dimension: Dimension) -> Distribution:
    if not set(given) <= set(LISTED[family]) or not isinstance(given.get("values"), list) or not given["values"]:
        raise QuantityError(f"{family} takes {' and '.join(LISTED[family])}, as lists", "values must not be empty")
    values = tuple(read(value, dimension) for value in given["values"])
    parameters: list[tuple[str, float | tuple[float, ...]]] = [("values", values)]
    if "weights" in given:
        raw = given["weights"]
        if not isinstance(raw, list) or len(raw) != len(values):
            raise QuantityError("discrete needs one weight for each value", f"write {len(values)} weights")
        weights = tuple(read(weight, _PLAIN) for weight in raw)
        if min(weights) < 0 or math.fsum(weights) <= 0:
            raise QuantityError("weights must be zero or more, and some above zero", "change the weights")
        parameters.append(("weights", weights))
    return Distribution(family, tuple(parameters))


def write_distribution(distribution: Distribution, dimension: Dimension) -> dict[str, Any]:
    """Write a distribution as `read_distribution` reads it."""
    with_unit = dict(FAMILIES[distribution.family].parameters) if distribution.family in FAMILIES else {"values": True}
    table: dict[str, Any] = {}
    for name, value in distribution.parameters:
        unit = dimension if with_unit.get(name, False) else _PLAIN
        table[name] = [write(v, unit) for v in value] if isinstance(value, tuple) else write(value, unit)
    return {distribution.family: table}


_PLAIN = Dimension("a number", "1", {"": 1.0}, bare=True)
