"""Conditions in words, such as ``cover of us_motors below 20 d``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from disruptsim.scenario.units import DIMENSIONS, QuantityError, read


@dataclass(frozen=True, slots=True)
class Condition:
    """When a stockpile is drawn.

    Attributes
    ----------
    kind : str
        ``cover``, ``control``, ``supply``, ``price`` or ``hand``.
    name : str
        The site, control or zone meant.
    level : float
        Days of cover, share of normal supply, or price over its reference.
    days : float
        Time over which supply is counted, d.
    """

    kind: Literal["cover", "control", "supply", "price", "hand"]
    name: str = ""
    level: float = 0.0
    days: float = 0.0


FORMS = (
    '"cover of SITE below 20 d", "control NAME in effect", "supply into ZONE below 60 % for 14 d", '
    '"price above 150 %", or "by hand"'
)


def read_condition(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    QuantityError
        If it has none of the known forms.
    """
    text = " ".join(text.split())[:300]
    if text == "by hand":
        return Condition("hand")
    match = re.fullmatch(r"cover of (.+) below (\S+ ?\S*)", text)
    if match:
        return Condition("cover", match[1], read(match[2], DIMENSIONS["time"]))
    match = re.fullmatch(r"control (.+) in effect", text)
    if match:
        return Condition("control", match[1])
    match = re.fullmatch(r"supply into (.+) below (\S+ ?%?) for (\S+ ?\S*)", text)
    if match:
        level = read(match[2], DIMENSIONS["share"])
        days = read(match[3], DIMENSIONS["time"])
        if days < 0.01:
            raise QuantityError("counts supply over less than 0.01 d", "write for example 14 d")
        return Condition("supply", match[1], level, days)
    match = re.fullmatch(r"price above (\S+ ?%?)", text)
    if match:
        return Condition("price", "", read(match[1], DIMENSIONS["share"]))
    raise QuantityError("is no condition", f"write {FORMS}")
