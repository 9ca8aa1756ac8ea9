"""The closed table of units, and the reading and writing of quantities.

Inside the program time is in days, mass in tonnes (or units, for things that are counted), money in US
dollars. Text is matched by one pattern and never evaluated.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from disruptsim.words import near, shorten

AMOUNT = {"kg": 1e-3, "t": 1.0, "kt": 1e3, "Mt": 1e6, "unit": 1.0}
TIME = {"h": 1.0 / 24.0, "d": 1.0, "wk": 7.0, "mo": 365.0 / 12.0, "yr": 365.0}
MONEY = {"USD": 1.0, "kUSD": 1e3, "MUSD": 1e6, "bnUSD": 1e9}
LENGTH = {"km": 1.0}
SHARE = {"%": 0.01}

_NUMBER = re.compile(r"^\s*([+-]?\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d{1,3})?)\s*(.*?)\s*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A kind of quantity: its name, the units it may be written in, and the unit used inside.

    Attributes
    ----------
    name : str
        Shown in messages, such as ``a rate``.
    unit : str
        The unit inside the program and in output.
    units : dict of str to float
        Every unit allowed, with its size in `unit`.
    bare : bool
        Whether a number without a unit is allowed.
    """

    name: str
    unit: str
    units: dict[str, float]
    bare: bool = False


def _per(upper: dict[str, float], lower: dict[str, float]) -> dict[str, float]:
    return {f"{a}/{b}": x / y for a, x in upper.items() for b, y in lower.items()}


DIMENSIONS = {
    "amount": Dimension("an amount", "t", AMOUNT),
    "time": Dimension("a time", "d", TIME),
    "rate": Dimension("a rate", "t/d", _per(AMOUNT, TIME)),
    "money": Dimension("an amount of money", "USD", MONEY),
    "price": Dimension("a price", "USD/t", _per(MONEY, AMOUNT)),
    "outlay": Dimension("an outlay", "USD/d", _per(MONEY, TIME)),
    "share": Dimension("a share", "1", {"": 1.0, **SHARE}, bare=True),
    "number": Dimension("a number", "1", {"": 1.0}, bare=True),
    "frequency": Dimension("a frequency", "1/yr", {f"1/{b}": 365.0 / y for b, y in TIME.items()}),
    "growth": Dimension("a yearly change", "1/yr", {"%/yr": 0.01, "1/yr": 1.0}),
    "length": Dimension("a length", "km", LENGTH),
    "stock": Dimension("an amount or a time of cover", "t", AMOUNT),
}


class QuantityError(ValueError):
    """Text that is not a quantity; ``args`` are the message and the remedy."""

    def __str__(self) -> str:
        return f"{self.args[0]}; {self.args[1]}" if len(self.args) > 1 and self.args[1] else str(self.args[0])


def _example(dimension: Dimension) -> str:
    return (
        '0.5 or "50 %"' if "%" in dimension.units else f'"12.5 {dimension.unit}"' if dimension.unit != "1" else "12.5"
    )


@lru_cache(maxsize=4096)
def number_and_unit(text: str) -> tuple[float, str]:
    """Split ``"45_000 t/yr"`` into 45000.0 and ``"t/yr"``.

    Raises
    ------
    QuantityError
        If the text does not begin with a finite number.
    """
    match = _NUMBER.match(text) if len(text) <= 60 else None
    if match is None:
        raise QuantityError("is not a number with a unit", "")
    number = float(match[1].replace("_", ""))
    if not math.isfinite(number):
        raise QuantityError("is not a finite number", "")
    return number, re.sub(r"\s*/\s*", "/", match[2])


def read(value: object, dimension: Dimension) -> float:
    """Turn what a user wrote into a number in the dimension's unit.

    Parameters
    ----------
    value : object
        Text such as ``"45_000 t/yr"``, or a number where the dimension allows a bare one.
    dimension : Dimension
        What is expected.

    Raises
    ------
    QuantityError
        If the value is not a finite number in one of the dimension's units.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise QuantityError(f"must be {dimension.name}", f"write for example {_example(dimension)}")
    if not isinstance(value, str):
        if isinstance(value, int) and abs(value) > 10**300:
            raise QuantityError("is too large", f"write for example {_example(dimension)}")
        if not math.isfinite(value):
            raise QuantityError("must be a finite number", f"write for example {_example(dimension)}")
        if value == 0 or dimension.bare:
            return float(value)
        raise QuantityError(
            f"must be {dimension.name} with its unit", f'write "{value:g} {dimension.unit}" if that is meant'
        )
    try:
        number, unit = number_and_unit(value)
    except QuantityError as error:
        raise QuantityError(
            f"must be {dimension.name}: it {error}", f"write for example {_example(dimension)}"
        ) from None
    if unit in dimension.units:
        result = number * dimension.units[unit]
        if not math.isfinite(result):
            raise QuantityError("is too large", f"write for example {_example(dimension)}")
        return result
    if not unit:
        raise QuantityError(
            f"must be {dimension.name} with its unit", f'write "{value.strip()} {dimension.unit}" if that is meant'
        )
    likely = near(unit, [u for u in dimension.units if u], cutoff=0.5)
    known = ", ".join(u for u in dimension.units if u) if len(dimension.units) < 14 else f"for example {dimension.unit}"
    hint = f'did you mean "{likely}"? ' if likely else ""
    what = dimension.name[dimension.name.index(" ") + 1 :]
    raise QuantityError(f'"{shorten(unit[:20])}" is no unit of {what}', f"{hint}units: {known}")


def write(value: float, dimension: Dimension) -> float | str:
    """Write a number so that `read` gives the same bits back."""
    return value if dimension.unit == "1" else f"{value!r} {dimension.unit}"
