"""The tables of a check."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from disruptsim.network.check import Check
from disruptsim.report.numbers import short
from disruptsim.scenario.scenario import Scenario

_STYLE = {"error": "bold red", "warning": "yellow", "note": "dim"}


def check_tables(scenario: Scenario, found: Check) -> Group:
    """Show what a check found."""
    parts: list[RenderableType] = [Text(scenario.name, style="bold")]
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_row("network", f"{found.sites} sites, {found.lanes} lanes, {found.countries} countries")
    if found.capacity.demand > 0:
        share = 100 * found.capacity.delivered / found.capacity.demand
        facts.add_row("most that can be delivered", f"{share:.1f}% of demand (maximum flow through the recipes)")
    if found.capacity.bottlenecks:
        names = Text(", ".join(name for name, _ in found.capacity.bottlenecks[:5]))
        facts.add_row("what binds", names)
    size = found.size
    times = f"{short(size.seconds)} s under SimPy, {short(size.compiled_seconds)} s compiled"
    facts.add_row("one replication", f"about {short(size.events)} events, {short(size.memory)} MB")
    facts.add_row("its time", f"about {times}, for each policy and the twin")
    parts += [facts, Text("")]
    for finding in found.findings:
        line = Text(f"{finding.level}: ", style=_STYLE[finding.level])
        line.append(f"{finding.subject} {finding.message}", style="default")
        if finding.remedy:
            line.append(f"; {finding.remedy}", style="dim")
        parts.append(line)
    parts.append(
        Text("nothing stands in the way of a run" if found.ok else "this scenario cannot be run", style="bold")
    )
    return Group(*parts)
