"""The types that fields of a scenario have: quantities with units, distributions, moments, stocks.

A field of type ``Number`` may also be a distribution: it is *uncertain*, drawn once a replication.
A field of type ``Varying`` is drawn at each use.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from disruptsim.scenario.distributions import Distribution, read_distribution, write_distribution
from disruptsim.scenario.units import DIMENSIONS, Dimension, QuantityError, read, write

_TOP = np.array([1.0 - 1e-16])


@dataclass(frozen=True, slots=True)
class Unit:
    """Marks a field with its dimension and its range.

    Attributes
    ----------
    dimension : str
        Key of `DIMENSIONS`.
    varying : bool
        Drawn at each use if it is a distribution, rather than once a replication.
    """

    dimension: str
    varying: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """An amount in tonnes, or in days of nominal flow."""

    value: float
    in_days: bool

    def tonnes(self, rate: float) -> float:
        """Tonnes, where a day is worth `rate` t."""
        return self.value * rate if self.in_days else self.value


@dataclass(frozen=True, slots=True)
class Moment:
    """A time after the start: a number of days, a calendar date, or a distribution of days."""

    days: float | Distribution | None = None
    date: dt.date | None = None

    def resolve(self, start: dt.date) -> float | Distribution:
        """Days after `start`."""
        if self.date is not None:
            return float((self.date - start).days)
        assert self.days is not None
        return self.days


def _fail(error: QuantityError) -> PydanticCustomError:
    return PydanticCustomError(
        "quantity", "{message}", {"message": error.args[0], "remedy": error.args[1] if len(error.args) > 1 else ""}
    )


def _check_range(value: float, dimension: Dimension, low: float | None, high: float | None) -> None:
    if low is not None and value < low:
        word = (
            "must not be negative" if low == 0 else f"must be at least {low:g}" if low > 1e-12 else "must be above zero"
        )
        raise QuantityError(
            word, f"write {low:g} {dimension.unit if dimension.unit != '1' else ''} or more".replace("  ", " ")
        )
    if high is not None and value > high:
        raise QuantityError(f"must not be above {high:g}", f"write {high:g} or less")


def quantity(
    dimension: str,
    *,
    low: float | None = 0.0,
    high: float | None = None,
    varying: bool = False,
    fixed: bool = False,
    words: tuple[str, ...] = (),
) -> Any:
    """Make the type of a field.

    Parameters
    ----------
    dimension : str
        Key of `DIMENSIONS`.
    low, high : float or None
        Range, in the dimension's unit; distributions must stay inside it.
    varying : bool
        See `Unit`.
    fixed : bool
        Whether a distribution is refused.
    words : tuple of str
        Words that may stand instead of a number.
    """
    spec = DIMENSIONS[dimension]

    def parse(value: object) -> float | str | Distribution:
        if isinstance(value, str) and value in words:
            return value
        try:
            if isinstance(value, dict):
                if fixed:
                    raise QuantityError(
                        "must be one number: no distribution can stand here", "write a number with its unit"
                    )
                value = read_distribution(value, spec)
            if isinstance(value, Distribution):
                value, lowest, top = _span(value)
                if not top < 1e15:
                    raise QuantityError("can become too large", "change its parameters")
                if low is not None and lowest < low and value.family != "normal":
                    raise QuantityError(f"can fall below {low:g}", "change its parameters")
                if value.family == "normal" and low is not None:
                    raise QuantityError("can fall below zero", "use lognormal, gamma or triangular instead")
                if high is not None and top > high + 1e-9:
                    raise QuantityError(f"can rise above {high:g}", "change its parameters")
                return value
            number = read(value, spec)
            _check_range(number, spec, low, high)
        except QuantityError as error:
            raise _fail(error) from None
        return number

    def show(value: float | str | Distribution) -> Any:
        if isinstance(value, Distribution):
            return write_distribution(value, spec)
        return value if isinstance(value, str) else write(value, spec)

    schema: dict[str, Any] = {"description": f"{spec.name}, for example in {spec.unit}", "type": ["string", "number"]}
    if not fixed:
        schema["type"] = ["string", "number", "object"]
    target: Any = float | str if words else float if fixed else float | Distribution
    return Annotated[
        target,
        PlainValidator(parse),
        PlainSerializer(show),
        WithJsonSchema(schema),
        Unit(dimension, varying),
    ]


@lru_cache(maxsize=1024)
def _span(law: Distribution) -> tuple[Distribution, float, float]:
    """A distribution, its lowest value, and its practically highest; equal ones share one object."""
    with np.errstate(over="ignore"):
        return law, law.lowest, float(law.ppf(_TOP)[0])


def _parse_level(value: object) -> Stock:
    """An amount or a cover that may be below nothing."""
    if isinstance(value, Stock):
        return value
    for dimension, in_days in (("time", True), ("amount", False)):
        try:
            number = read(value, DIMENSIONS[dimension])
        except QuantityError:
            continue
        return Stock(number, in_days)
    raise _fail(QuantityError("must be an amount or a time of cover", 'write for example "120 t" or "30 d"'))


def _parse_stock(value: object) -> Stock:
    stock = _parse_level(value)
    if stock.value < 0:
        raise _fail(QuantityError("must not be negative", "write 0 t or more"))
    return stock


_SHOW_STOCK = PlainSerializer(lambda s: f"{s.value!r} {'d' if s.in_days else 't'}")
_STOCK_SCHEMA = WithJsonSchema(
    {"description": "an amount (t) or days of nominal flow (d)", "type": ["string", "number"]}
)
StockField = Annotated[Stock, PlainValidator(_parse_stock), _SHOW_STOCK, _STOCK_SCHEMA, Unit("stock")]
LevelField = Annotated[Stock, PlainValidator(_parse_level), _SHOW_STOCK, _STOCK_SCHEMA, Unit("stock")]


def _parse_moment(value: object) -> Moment:
    if isinstance(value, Moment):
        return value
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return Moment(date=value)
    try:
        if isinstance(value, dict):
            spread = read_distribution(value, DIMENSIONS["time"])
            if spread.lowest < 0:
                raise QuantityError("can fall before the start", "use a distribution that stays above zero")
            return Moment(days=spread)
        if isinstance(value, str):
            match = re.fullmatch(r"\s*day\s+(\d+(?:\.\d+)?)\s*", value)
            if match:
                return Moment(days=read(f"{match[1]} d", DIMENSIONS["time"]))
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
                return Moment(date=dt.date.fromisoformat(value.strip()))
            days = read(value, DIMENSIONS["time"])
            _check_range(days, DIMENSIONS["time"], 0.0, None)
            return Moment(days=days)
    except (QuantityError, ValueError):
        pass
    raise _fail(QuantityError("must be a moment", 'write "day 200", "90 d" or a date such as 2026-12-01'))


def _show_moment(moment: Moment) -> Any:
    if moment.date is not None:
        return moment.date.isoformat()
    if isinstance(moment.days, Distribution):
        return write_distribution(moment.days, DIMENSIONS["time"])
    return f"{moment.days!r} d"


MomentField = Annotated[
    Moment,
    PlainValidator(_parse_moment),
    PlainSerializer(_show_moment),
    WithJsonSchema(
        {"description": 'a moment: "day 200", "90 d" after the start, or a date', "type": ["string", "object"]}
    ),
    Unit("time"),
]


def _parse_added_cover(value: object) -> float:
    try:
        days = read(value.strip().removeprefix("+") if isinstance(value, str) else value, DIMENSIONS["time"])
        _check_range(days, DIMENSIONS["time"], 0.0, None)
    except QuantityError as error:
        raise _fail(error) from None
    return days


AddedCover = Annotated[
    float,
    PlainValidator(_parse_added_cover),
    PlainSerializer(lambda days: f"+{days!r} d"),
    WithJsonSchema({"description": "added cover, for example +60 d", "type": "string"}),
    Unit("time"),
]

Amount = quantity("amount")
VaryingAmount = quantity("amount", varying=True)
Time = quantity("time")
VaryingTime = quantity("time", varying=True)
FixedTime = quantity("time", low=1e-9, fixed=True)
Offset = quantity("time", fixed=True)
Review = quantity("time", low=1e-9, fixed=True, words=("continuous",))
Rate = quantity("rate")
PositiveRate = quantity("rate", low=1e-15)
Price = quantity("price")
Money = quantity("money")
Outlay = quantity("outlay")
Share = quantity("share", high=1.0)
PositiveShare = quantity("share", low=1e-6, high=1.0)
FixedShare = quantity("share", high=1.0, fixed=True)
Tail = quantity("share", high=0.9999, fixed=True)
Bucket = quantity("time", low=0.01, fixed=True)
Validity = quantity("time", low=0.01)
Limit = quantity("number", low=1.0, fixed=True)
Ratio = quantity("number", low=1e-9, high=1e9)
Factor = quantity("number", high=1e6)
Decisions = quantity("number", low=1e-6, high=1e9)
Frequency = quantity("frequency")
Growth = quantity("growth", low=-0.99, high=10.0)
Yearly = quantity("growth", low=0.0, high=10.0)
Length = quantity("length")


def _told(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("name", "{message}", {"message": message, "remedy": remedy})


def _parse_name(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 120 or not value.isprintable() or value != value.strip():
        raise _told("is no usable name", "use 1 to 120 printable characters")
    return value


def _parse_names(value: object) -> str | list[str]:
    given = value if isinstance(value, list) else [value]
    if not given:
        raise _told("is empty", "name a country or a zone")
    for name in given:
        if not isinstance(name, str):
            raise _told("must be a name or a list of names", 'write "CN" or ["JP", "KR"]')
        _parse_name(name)
    return value  # type: ignore[return-value]


def _parse_targets(value: object) -> str | list[str]:
    names = _parse_names(value)
    return names if isinstance(names, list) or names == "all" else [names]


def _parse_country(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2,3}", value):
        raise _told("is no country code", 'use two or three capital letters, such as "JP"')
    return value


_NAMES_SCHEMA = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
Names = Annotated[str | list[str], PlainValidator(_parse_names), _NAMES_SCHEMA]
Targets = Annotated[str | list[str], PlainValidator(_parse_targets), _NAMES_SCHEMA]
Name = Annotated[str, BeforeValidator(_parse_name)]
Country = Annotated[str, BeforeValidator(_parse_country)]
