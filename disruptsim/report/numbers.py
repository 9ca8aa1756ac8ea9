"""Numbers as an analyst reads them, with their intervals."""

from __future__ import annotations

import math
from typing import Any

from rich.text import Text

from disruptsim.montecarlo.estimates import Estimate
from disruptsim.statistics.intervals import Interval

DASH = "–"


def short(value: float, digits: int = 3) -> str:
    """Write a number with few digits."""
    if not math.isfinite(value):
        return "never" if value == math.inf else DASH
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    if size >= 100:
        return f"{value:.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.{digits - 1}f}" if size >= 0.01 or value == 0 else f"{value:.1g}"


def scaled(largest: float, unit: str) -> tuple[float, str]:
    """Factor and unit in which amounts up to the largest are short to read: money in millions or billions."""
    if unit != "USD" or not largest >= 1e5:
        return 1.0, unit
    return (1e-9, "bnUSD") if largest >= 1e9 else (1e-6, "MUSD")


def cell(interval: Interval | None, scale: float = 1.0, suffix: str = "") -> Text:
    """A number with its interval under it, as a table cell."""
    if interval is None or interval.n == 0 or math.isnan(interval.value):
        return Text(DASH, justify="right")
    text = Text(short(interval.value * scale) + suffix, justify="right")
    low, high = interval.low * scale, interval.high * scale
    if not (math.isnan(low) and math.isnan(high)):
        left = short(low) if not math.isnan(low) else ".."
        right = short(high) if not math.isnan(high) else ".."
        text.append(f"\n{left} to {right}", style="dim")
    return text


def standing(estimate: Estimate) -> str:
    """An estimate so far, with half of the length of its interval."""
    half = (estimate.high - estimate.low) / 2
    scale, unit = scaled(abs(estimate.value) + half, estimate.unit)
    size = f"{short(scale * estimate.value)} \u00b1 {short(scale * half)} {unit}"
    return f"{estimate.measure} of {estimate.subject}, {estimate.policy}: {size}"


def plain(value: Any) -> Any:
    """Nested tables as JSON takes them: what is not finite is null."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
