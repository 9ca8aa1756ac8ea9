"""Criticality, for reading, and the object that ``criticality --json`` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from disruptsim.montecarlo.knockouts import Criticality
from disruptsim.report.numbers import DASH, cell, plain, short
from disruptsim.words import printable

FORMAT = "disruptsim.criticality/1"
_KIND = {"sites": "site", "lanes": "lane", "countries": "country", "pairs": "pair"}


def criticality_tables(found: Criticality, most: int = 25) -> Group:
    """Show the most critical elements."""
    scale, unit = (1e-6, "MUSD") if found.unit == "USD" else (1.0, found.unit)
    title = (f"{found.scenario.name} \u00b7 each out for {found.lasts:g} d from day {found.starts:g} \u00b7 "
             f"{found.result.replications} replications")  # fmt: skip
    table = Table(box=None, pad_edge=False)
    heads = ("out", "", f"lost, {unit}", "rank", "survive, d", "at best still lost, t/d", "systemic index, %")
    for number, head in enumerate(heads):
        table.add_column(printable(head), justify="left" if number < 2 else "right")
    if any(one.together is not None for one in found.knockouts):
        table.add_column(f"beyond the sum, {unit}", justify="right")
    for one in found.knockouts[:most]:
        rank = f"{one.rank.value:g} ({one.rank.low:g} to {one.rank.high:g})"
        index = short(100 * one.systemic) if one.systemic == one.systemic else DASH
        row = [Text(printable(one.name)), Text(_KIND[one.kind]), cell(one.loss, scale), Text(rank)]
        row += [cell(one.survive), Text(short(one.bound)), Text(index)]
        if len(table.columns) > len(row):
            row.append(cell(one.together, scale) if one.together is not None else Text(DASH))
        table.add_row(*row)
    left = len(found.knockouts) - most
    said = (f"and {left} more; --json lists all. " if left > 0 else "") + (
        "At best: maximum flow, with everything reallocated. Systemic: shut for good, all inputs essential, no stock."
    )
    return Group(Text(printable(title), style="bold"), Text(""), table, Text(said, style="dim"))


def criticality_json(found: Criticality) -> dict[str, Any]:
    """The object that ``criticality --json`` prints."""
    return {
        "format": FORMAT,
        "scenario": {"name": found.scenario.name, "digest": found.scenario.digest},
        "seed": found.result.seed, "replications": found.result.replications, "digest": found.result.digest,
        "starts": found.starts, "lasts": found.lasts, "unit": found.unit,
        "knockouts": [plain(asdict(one)) for one in found.knockouts],
    }  # fmt: skip
