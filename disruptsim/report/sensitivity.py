"""Sensitivity, for reading, and the object that ``sensitivity --json`` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from disruptsim.montecarlo.sensitivity import Sensitivity
from disruptsim.report.numbers import cell, plain, scaled, short
from disruptsim.words import printable

FORMAT = "disruptsim.sensitivity/1"


def sensitivity_tables(found: Sensitivity) -> Group:
    """Show a study: inputs, the largest first; or shares of variance and bands."""
    scenario = found.result.scenario
    what = f"{found.measure} of {found.subject} \u00b7 policy {found.policy} \u00b7 future {found.future}"
    runs = f"{found.points} points x {found.inner} replications \u00b7 seed {found.result.seed}"
    parts: list[RenderableType] = [
        Text(printable(scenario.name), style="bold"),
        Text(printable(f"{what} \u00b7 {runs}")),
        Text(""),
    ]
    parts += [_shares(found), Text(""), _bands(found)] if found.shares is not None else [_effects(found)]
    return Group(*parts, Text(_said(found), style="dim"))


def _scale(found: Sensitivity) -> tuple[float, str]:
    largest = max(
        [abs(one.main.value) for one in found.effects] + [abs(band.high) for band in found.bands], default=0.0
    )
    return scaled(largest, found.unit)


def _effects(found: Sensitivity) -> Table:
    screening = found.method == "morris"
    scale, unit = _scale(found) if screening else (1.0, "1")
    table = Table(box=None, pad_edge=False)
    table.add_column("input", overflow="fold")
    table.add_column("is", overflow="fold")
    heads = (f"mean effect, {unit}", f"spread of effects, {unit}") if screening else ("alone", "with interactions")
    for head in heads:
        table.add_column(printable(head), justify="right")
    for one in found.effects:
        kind = "uncertain" if one.uncertain else "of a disruption"
        table.add_row(Text(printable(one.key)), kind, cell(one.main, scale), cell(one.other, scale))
    return table


def _shares(found: Sensitivity) -> Table:
    assert found.shares is not None
    table = Table(box=None, pad_edge=False)
    table.add_column("variance is owed to")
    table.add_column("share, %", justify="right")
    rows = (
        ("what is uncertain", found.shares.inputs),
        ("chance", found.shares.chance),
        ("both together", found.shares.together),
    )
    for name, share in rows:
        table.add_row(name, cell(share, 100.0))
    return table


def _bands(found: Sensitivity) -> Table:
    scale, unit = _scale(found)
    title = Text("Distribution by chance, and how uncertain it is: 5th, 50th and 95th percentile over the points")
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for head in (f"percentile of {found.measure}, {unit}", "low", "middle", "high"):
        table.add_column(printable(head), justify="right")
    for band in found.bands:
        numbers = (short(scale * value) for value in (band.low, band.middle, band.high))
        table.add_row(f"p{100 * band.level:g}", *numbers)
    return table


def _said(found: Sensitivity) -> str:
    noise = "not known" if found.noise != found.noise else f"{100 * found.noise:.2g}%"
    said = f"{noise} of the variance between points is noise of their inner replications"
    if found.method == "sobol":
        return f"{said}: indices are too small by about as much. Shares of variance, 95% by bootstrap."
    if found.method == "morris":
        return f"{said}. Effects of moving an input through its whole range of probability, 95% by bootstrap."
    return f"{said}. What is uncertain would be known with better data; chance would not. 95% by bootstrap."


def sensitivity_json(found: Sensitivity) -> dict[str, Any]:
    """The object that ``sensitivity --json`` prints."""
    shown = {name: getattr(found, name) for name in _SHOWN}
    scenario = found.result.scenario
    return {
        "format": FORMAT,
        "scenario": {"name": scenario.name, "digest": scenario.digest},
        "seed": found.result.seed, "digest": found.result.digest,
        **plain(shown),
        "effects": [plain(asdict(one)) for one in found.effects],
        "shares": plain(asdict(found.shares)) if found.shares is not None else None,
        "bands": [plain(asdict(one)) for one in found.bands],
    }  # fmt: skip


_SHOWN = ("method", "policy", "future", "measure", "subject", "unit", "points", "inner", "noise")
