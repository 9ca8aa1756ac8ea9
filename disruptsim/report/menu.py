"""The menu of policies: tables to read, and what ``compare --json`` holds of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from disruptsim.montecarlo.choices import Choice, Menu
from disruptsim.montecarlo.menu import PAYERS
from disruptsim.report.numbers import DASH, cell, plain, scaled, short
from disruptsim.statistics.intervals import Interval
from disruptsim.words import printable

_NOTES = (
    "* no other policy loses no more and costs no more, and one of the two less.",
    "lost, of a policy: less what is lost under none, in the same replications.",
    "calm cost, USD saved per USD: of what treasury and buyers pay beyond none.",
    "break-even: yearly probability of a disruption from which a policy pays; >1: it never does.",
)


class Column(NamedTuple):
    """A column of the menu: what it is, in what, and its cell."""

    title: str
    unit: str
    of: Callable[[Choice], Text]


def menu_tables(menu: Menu, future: str, width: int) -> list[RenderableType]:
    """The menu of one future, an interval under each number; more tables where the terminal is narrow.

    Below it: who pays, and whether it is worth it.
    """
    choices = menu.futures[future]
    tables = _split(_menu_columns(menu, choices), choices, width, stars=True)
    tables += [Text("\n".join(_NOTES), style="dim")]
    tables += _split(_payer_columns(choices), choices, width, "Who pays, beyond the twin; below zero it gains")
    tables += _split(_worth_columns(menu, choices), choices, width, f"Worth it?{_within(menu)}")
    return tables


def menu_json(menu: Menu) -> dict[str, Any]:
    """The menu as ``compare --json`` holds it; what is undefined is null."""
    return {
        "unit": menu.unit, "tail": menu.tail, "budget": menu.budget,
        "futures": [{"future": future, "policies": [plain(asdict(one)) for one in choices]}
                    for future, choices in menu.futures.items()],
        "regret": [{"policy": policy, **plain(asdict(interval))} for policy, interval in menu.regret.items()],
    }  # fmt: skip


def _menu_columns(menu: Menu, choices: list[Choice]) -> list[Column]:
    tail = f"{100 * menu.tail:g}"
    loss, in_loss = _scaled(menu.unit, [interval for one in choices for interval in (one.lost, one.less, one.tail)])
    calm, in_calm = _scaled("USD", [one.calm_cost for one in choices])
    bill, in_bill = _scaled("USD", [one.treasury_tail for one in choices])
    lost = "lost output" if menu.unit == "USD" else "unserved"
    return [
        Column("any stop", "% of runs", lambda one: cell(one.stops, 100.0)),
        Column("first stop", "d, median", lambda one: cell(one.first_stop)),
        Column("recover", "d, rest. mean", lambda one: cell(one.recover)),
        Column(lost, f"{in_loss}, mean", lambda one: cell(one.lost if one.less is None else one.less, loss)),
        Column("lost", f"{in_loss}, CVaR{tail}", lambda one: cell(one.tail, loss)),
        Column("defence", "short, %", lambda one: cell(one.defence_short, 100.0)),
        Column("adversary", "share, %", lambda one: cell(one.adversary_share, 100.0)),
        Column("calm cost", f"{in_calm}/yr", lambda one: cell(one.calm_cost, calm)),
        Column("treasury", f"{in_bill}, CVaR{tail}", lambda one: cell(one.treasury_tail, bill)),
        Column("USD saved", "per USD", lambda one: cell(_finite(one.saved))),
        Column("break-even", "per year", lambda one: _probability(one.break_even)),
    ]


def _payer_columns(choices: list[Choice]) -> list[Column]:
    scale, unit = _scaled("USD", [interval for one in choices for interval in one.pays.values()])

    def paid(actor: str) -> Callable[[Choice], Text]:
        return lambda one: cell(one.pays.get(actor), scale)

    return [Column(actor, f"{unit}, mean", paid(actor)) for actor in PAYERS]


def _worth_columns(menu: Menu, choices: list[Choice]) -> list[Column]:
    scale, unit = _scaled("USD", [one.cost for one in choices])
    columns = [
        Column("cost", f"{unit}, to both", lambda one: cell(one.cost, scale)),
        Column("best", "% likely", _chance),
        Column("cost per", "t d avoided", lambda one: cell(_finite(one.per_tonne_day))),
        Column("cost per", "USD avoided", lambda one: cell(_finite(one.per_dollar))),
        Column("works from", "day, median", lambda one: cell(one.adopted)),
        Column("survives", "d longer", lambda one: cell(one.longer)),
    ]
    return columns if menu.unit == "USD" else [column for column in columns if column.unit != "USD avoided"]


def _within(menu: Menu) -> str:
    said = " Cost to treasury and buyers beyond none"
    if menu.budget is None:
        return said
    scale, unit = scaled(menu.budget, "USD")
    return f"{said}; best within {short(scale * menu.budget)} {unit} of the treasury's"


def _split(
    columns: list[Column], choices: list[Choice], width: int, title: str = "", *, stars: bool = False
) -> list[RenderableType]:
    """Tables of as many columns as there is room for, one row per policy."""
    room = max(2, (width - 14) // 14)
    tables: list[RenderableType] = []
    for first in range(0, len(columns), room):
        part = columns[first : first + room]
        table = _table(title if not first else "")
        table.add_column("policy", overflow="fold")
        for column in part:
            table.add_column(Text(f"{column.title}\n{column.unit}", justify="right"), justify="right")
        for one in choices:
            star = " *" if stars and one.efficient else ""
            table.add_row(Text(printable(one.policy) + star), *(column.of(one) for column in part))
        tables.append(table)
    return tables


def _table(title: str) -> Table:
    shown = Text(title, style="bold") if title else None
    return Table(title=shown, title_justify="left", box=None, pad_edge=False, padding=(0, 1), header_style="bold")


def _scaled(unit: str, intervals: Iterable[Interval | None]) -> tuple[float, str]:
    """Factor and unit in which all values are short to read."""
    sizes = [abs(one.value) for one in intervals if one is not None and math.isfinite(one.value)]
    return scaled(max(sizes, default=0.0), unit)


def _finite(interval: Interval | None) -> Interval | None:
    """An interval whose infinite ends are open."""
    if interval is None:
        return None
    low, high = (end if math.isfinite(end) else math.nan for end in (interval.low, interval.high))
    return replace(interval, low=low, high=high)


def _probability(interval: Interval | None) -> Text:
    """A yearly probability: below nothing it is nothing, and above one there is none."""
    if interval is None or interval.n == 0:
        return Text(DASH, justify="right")

    def shown(value: float) -> str:
        return ".." if math.isnan(value) else ">1" if value > 1.0 else short(max(value, 0.0))

    text = Text(shown(interval.value), justify="right")
    if not (math.isnan(interval.low) and math.isnan(interval.high)):
        text.append(f"\n{shown(interval.low)} to {shown(interval.high)}", style="dim")
    return text


def _chance(one: Choice) -> Text:
    if not one.affordable:
        return Text("beyond budget", style="dim")
    return Text(DASH if math.isnan(one.best) else f"{100 * one.best:.0f}")
