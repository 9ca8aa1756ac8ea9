"""Spreads over replications drawn as lines of text, one a policy, each percentile with its interval beside it."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from disruptsim.montecarlo.spread import Spread
from disruptsim.report.numbers import cell, scaled, short
from disruptsim.words import printable

_WIDTH = 24


def spread_table(found: list[Spread], limit: float | None = None) -> Table:
    """Show spreads of one measure in one future on a common scale.

    A line reaches from the least to the most, is thick between the quarters, and its interval is shaded at the 5th and
    the 95th percentile; ``|`` is the median and ``o`` the mean.
    """
    table = Table(box=None, pad_edge=False, title_justify="left", title=Text("Spread over replications, 95% intervals"))
    low, high = min(one.least for one in found), max(one.most for one in found)
    scale, unit = scaled(max(abs(low), abs(high)), found[0].unit)
    table.add_column("policy", overflow="fold")
    table.add_column(Text(_axis(scale * low, scale * high, unit)), no_wrap=True)
    for head in ("mean", *(f"p{100 * level:g}" for level, _ in found[0].percentiles)):
        table.add_column(head, justify="right")
    for one in found:
        table.add_row(
            Text(printable(one.policy)), Text(_line(one, low, high)), cell(one.mean, scale),
            *(cell(interval, scale) for _, interval in one.percentiles),
        )  # fmt: skip
    if limit is not None:
        table.caption = Text("times that were cut off count with the time at which they were", style="dim")
        table.caption_justify = "left"
    return table


def _axis(low: float, high: float, unit: str) -> str:
    left, right = short(low), f"{short(high)} {unit}"
    return f"{left}{' ' * max(1, _WIDTH - len(left) - len(right))}{right}"


def _line(one: Spread, low: float, high: float) -> str:
    def at(value: float) -> int:
        share = (value - low) / (high - low) if high > low else 0.0
        return min(_WIDTH - 1, max(0, round(share * (_WIDTH - 1))))

    drawn = [" "] * _WIDTH
    levels = dict(one.percentiles)

    def draw(first: float, last: float, mark: str) -> None:
        for place in range(at(first), at(last) + 1):
            drawn[place] = mark

    draw(one.least, one.most, "\u00b7")
    draw(levels[0.05].value, levels[0.95].value, "\u2500")
    for level in (0.05, 0.95):
        ends = levels[level]
        draw(ends.low if ends.low == ends.low else ends.value, ends.high if ends.high == ends.high else ends.value,
             "\u2591")  # fmt: skip
    draw(levels[0.25].value, levels[0.75].value, "\u2501")
    drawn[at(levels[0.5].value)] = "|"
    drawn[at(one.mean.value)] = "o"
    return "".join(drawn)
