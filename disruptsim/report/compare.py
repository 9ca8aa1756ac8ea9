"""Policies compared: tables to read, and the object that ``compare --json`` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from disruptsim.montecarlo.choices import Menu
from disruptsim.montecarlo.compare import Comparison
from disruptsim.montecarlo.spread import Spread
from disruptsim.report.menu import menu_json, menu_tables
from disruptsim.report.numbers import cell, plain, scaled, short
from disruptsim.report.overview import NOTES, overview
from disruptsim.report.spread import spread_table
from disruptsim.words import printable

FORMAT = "disruptsim.compare/1"


def comparison_tables(
    name: str, found: list[Comparison], spreads: list[Spread] | None = None, menu: Menu | None = None, width: int = 120
) -> Group:
    """Show comparisons, one table each, and what was selected; how they spread, where that is asked for.

    Where there is a menu it comes first, future by future, in a width in characters.
    """
    parts: list[RenderableType] = [Text(printable(name), style="bold")]
    parts += _menu(menu, width) if menu is not None else []
    for one in found:
        parts += [Text(""), _table(one), _selected(one)]
        mine = [s for s in spreads or () if (s.future, s.measure, s.subject) == (one.future, one.measure, one.subject)]
        if mine:
            parts += [Text(""), spread_table(mine, one.limit)]
    return Group(*parts)


def _menu(menu: Menu, width: int) -> list[RenderableType]:
    glance = overview(menu)
    parts: list[RenderableType] = [] if glance is None else [Text(""), glance, Text(""), Text(NOTES, style="dim")]
    for future in menu.futures:
        parts += [Text(""), Text(printable(f"Menu of policies \u00b7 future {future}"), style="bold")]
        for table in menu_tables(menu, future, width):
            parts += [Text(""), table]
    return parts


def _table(one: Comparison) -> Table:
    sense = "more is better" if one.more_is_better else "less is better"
    upto = f", up to {short(one.limit)} d" if one.limit is not None else ""
    what = f"{one.measure}{upto} of {one.subject}"
    title = f"{what} \u00b7 future {one.future} \u00b7 {sense} \u00b7 paired with {one.baseline}"
    table = Table(box=None, pad_edge=False, title=Text(printable(title)), title_justify="left")
    scale, unit = _scale(one)
    heads = ("policy", f"mean, {unit}", "difference", "p (Holm)", "best, %", "variance, % of unpaired")
    for head in heads:
        table.add_column(printable(head), justify="left" if head == "policy" else "right")
    for row in one.differences:
        base = row.policy == one.baseline
        table.add_row(
            Text(row.policy), cell(row.mean, scale), Text("-") if base else cell(row.difference, scale),
            "-" if base or row.p != row.p else f"{row.p:.3f}" if row.p >= 0.001 else "<0.001",
            "-" if row.best != row.best else f"{100 * row.best:.0f}",
            "-" if base or row.variance_ratio != row.variance_ratio else f"{100 * row.variance_ratio:.0f}",
        )  # fmt: skip
    return table


def _scale(one: Comparison) -> tuple[float, str]:
    return scaled(max(abs(row.mean.value) for row in one.differences), one.unit)


def _selected(one: Comparison) -> Text:
    found = one.selection
    if found is None:
        return Text("nothing to select")
    scale, unit = _scale(one)
    zone = f"{short(scale * found.indifference)} {unit}"
    names = ", ".join(one.differences[n].policy for n in found.left)
    if found.best >= 0:
        said = f"selected: {names}, the best with probability {found.confidence:.0%} if it is better by {zone} or more"
        said += f" (KN, {found.replications} replications)"
    else:
        said = f"not decided after {found.replications} replications at a difference of {zone}: {names} are left;"
        said += " run more, or let a larger --indifference do"
    return Text(printable(said), style="dim")


def comparison_json(
    scenario: dict[str, str],
    digest: str,
    replications: int,
    found: list[Comparison],
    spreads: list[Spread] | None = None,
    menu: Menu | None = None,
) -> dict[str, Any]:
    """The object that ``compare --json`` prints; the menu is there where there is an economy."""
    return {
        "format": FORMAT, "scenario": scenario, "digest": digest, "replications": replications,
        "comparisons": [plain(asdict(one) | {"selected": _name(one)}) for one in found],
        **({} if spreads is None else {"spreads": [plain(asdict(one)) for one in spreads]}),
        **({} if menu is None else {"menu": menu_json(menu)}),
    }  # fmt: skip


def _name(one: Comparison) -> str | None:
    found = one.selection
    return one.differences[found.best].policy if found is not None and found.best >= 0 else None
