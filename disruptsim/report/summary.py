"""The tables of a run, readable without a manual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from disruptsim.measures.registry import INDEX, MEASURES
from disruptsim.measures.subjects import FACTORIES, TOTAL
from disruptsim.montecarlo.estimates import summarise
from disruptsim.montecarlo.menu import menu
from disruptsim.montecarlo.result import Result
from disruptsim.network.concentration import concentration
from disruptsim.report.menu import menu_tables
from disruptsim.report.numbers import DASH, cell, scaled, short
from disruptsim.report.overview import NOTES as OVERVIEW_NOTES
from disruptsim.report.overview import overview
from disruptsim.statistics.intervals import Interval

_WIDE = 118
_MEASURES = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the headline table."""

    title: str
    unit: str
    of: Callable[[Result, int], RenderableType]
    weight: int  # columns with a higher weight go first where the terminal is narrow


def find(result: Result, measure: str, statistic: str, subject: int, case: int) -> Interval | None:
    """One estimate, or None where no replication has it."""
    return dict(summarise(result, _MEASURES[measure], subject, case)).get(statistic)


def _reader(
    measure: str, statistic: str, subject: str, kind: str, scale: float = 1.0
) -> Callable[[Result, int], RenderableType]:
    def read(result: Result, case: int) -> RenderableType:
        try:
            row = result.subject(subject, kind)
        except KeyError:
            return Text(DASH, justify="right")
        return cell(find(result, measure, statistic, row, case), scale)

    return read


def _valued(result: Result) -> bool:
    row = result.subject(TOTAL, "group")
    return bool((result.states[:, :, row, INDEX["lost_output"]] > 0).any())


def _money_scale(result: Result) -> tuple[float, str]:
    row = result.subject(TOTAL, "group")
    largest = float(np.abs(result.values[:, :, row, INDEX["lost_output"]]).max(initial=0.0))
    return scaled(max(largest, 1e6), "USD")


def headline_columns(result: Result) -> list[Column]:
    """Columns of the headline table; money only where markets have a unit value."""
    tail = f"{100 * float(result.scenario.resilience.tail):g}"
    valued = _valued(result)
    scale, unit = _money_scale(result)
    columns = [
        Column("unserved", "% of demand", _reader("unserved_share", "mean", TOTAL, "group", 100.0), 0),
        Column("factories stop", "% of runs", _reader("stopped", "share", FACTORIES, "sites", 100.0), 0),
        Column("first stop", "d, median", _reader("first_stop", "median_of_seen", FACTORIES, "sites"), 2),
        Column("survive", "d, rest. mean", _reader("time_to_survive", "restricted_mean", TOTAL, "group"), 1),
        Column("recover", "d, rest. mean", _reader("time_to_recover", "restricted_mean", TOTAL, "group"), 1),
        Column("lowest perf.", "% of twin", _reader("lowest_performance", "mean", TOTAL, "group", 100.0), 2),
    ]
    measure = "lost_output" if valued else "unserved"
    scale, unit = (scale, unit) if valued else (1.0, "t")
    columns += [
        Column("lost", f"{unit}, mean", _reader(measure, "mean", TOTAL, "group", scale), 0),
        Column("lost", f"{unit}, VaR{tail}", _reader(measure, f"var{tail}", TOTAL, "group", scale), 3),
        Column("lost", f"{unit}, CVaR{tail}", _reader(measure, f"cvar{tail}", TOTAL, "group", scale), 0),
    ]
    return columns


def headline(result: Result, future: str, width: int) -> list[RenderableType]:
    """One row per policy, an interval under each number; two tables where the terminal is narrow."""
    columns = headline_columns(result)
    room = max(2, (width - 14) // 14)
    parts = [columns[n : n + room] for n in range(0, len(columns), room)]
    tables: list[RenderableType] = []
    for part in parts:
        table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
        table.add_column("policy", overflow="fold")
        for column in part:
            table.add_column(Text(f"{column.title}\n{column.unit}", justify="right"), justify="right")
        for case, (policy, where) in enumerate(result.cases):
            if where == future:
                table.add_row(Text(policy), *(column.of(result, case) for column in part))
        tables.append(table)
    return tables


def bought(result: Result, future: str) -> Table | None:
    """What each policy buys against doing nothing: paired differences under the same luck."""
    base = next((n for n, (policy, where) in enumerate(result.cases) if policy == "none" and where == future), None)
    others = [n for n, (policy, where) in enumerate(result.cases) if policy != "none" and where == future]
    if base is None or not others:
        return None
    valued = _valued(result)
    scale, unit = _money_scale(result)
    total = result.subject(TOTAL, "group")
    rows = [
        (f"lost output, {unit}", "lost_output", total, scale) if valued else ("unserved, t", "unserved", total, 1.0),
        ("unserved, % of demand", "unserved_share", total, 100.0),
        ("resilience loss, d", "resilience_loss", total, 1.0),
    ]
    if any(subject.name == FACTORIES for subject in result.subjects):
        rows.append(("factory stop-days", "stop_days", result.subject(FACTORIES), 1.0))
    table = Table(
        title="What each policy buys: less than under none, in the same replications",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 1),
    )
    table.add_column("policy", overflow="fold")
    for title, *_ in rows:
        table.add_column(title, justify="right")
    for case in others:
        cells = []
        for _, measure, subject, factor in rows:
            ours, states, _ = result.seen(measure, subject, case)
            theirs, there, _ = result.seen(measure, subject, base)
            both = states & there
            cells.append(cell(result.averages.difference(theirs, ours, both, future), factor))
        table.add_row(Text(result.cases[case][0]), *cells)
    return table


def worst(
    result: Result,
    future: str,
    kind: str,
    measure: str,
    title: str,
    columns: list[tuple[str, str, str, float]],
    most: int = 6,
) -> Table | None:
    """The subjects of a kind that a measure hits hardest under doing nothing, or the first policy."""
    case = next(n for n, (_, where) in enumerate(result.cases) if where == future)
    ranked = []
    for row, subject in enumerate(result.subjects):
        if subject.kind == kind:
            values, there, _ = result.seen(measure, row, case)
            if there.any() and float(values[there].mean()) > 1e-9:
                ranked.append((-float(values[there].mean()), subject.name, row))
    if not ranked:
        return None
    policies = [(n, policy) for n, (policy, where) in enumerate(result.cases) if where == future]
    table = Table(
        title=f"{title} ({policies[0][1]})",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 1),
    )
    table.add_column(kind, overflow="fold")
    for name, *_ in columns:
        table.add_column(name, justify="right")
    for _, name, row in sorted(ranked)[:most]:
        cells = [cell(find(result, what, statistic, row, case), factor) for _, what, statistic, factor in columns]
        table.add_row(Text(name), *cells)
    return table


def stockpiles(result: Result, future: str) -> Table | None:
    """How stockpiles were used, policy by policy."""
    rows = [
        (case, policy, row)
        for case, (policy, where) in enumerate(result.cases)
        if where == future
        for row, subject in enumerate(result.subjects)
        if subject.kind == "stockpile" and _used(find(result, "drawn", "mean", row, case))
    ]
    if not rows:
        return None
    table = Table(
        title="Stockpiles", title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 1)
    )
    for name in ("policy", "stockpile"):
        table.add_column(name, overflow="fold")
    for name in ("drawn, t", "lowest, t", "empty, % of runs", "day empty, median"):
        table.add_column(name, justify="right")
    for case, policy, row in rows:
        table.add_row(
            Text(policy), Text(result.subjects[row].name),
            cell(find(result, "drawn", "mean", row, case)), cell(find(result, "lowest_stock", "mean", row, case)),
            cell(find(result, "emptied", "share", row, case), 100.0),
            cell(find(result, "day_empty", "median_of_seen", row, case)),
        )  # fmt: skip
    return table


def _used(drawn: Interval | None) -> bool:
    """Whether a stockpile was drawn on at all."""
    return drawn is not None and drawn.value > 0.0


def concentration_table(result: Result) -> Table:
    """Concentration of supply by stage, in the undisturbed network."""
    table = Table(
        title="Concentration by stage, undisturbed (HHI 0 to 10,000; exact)",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 1),
    )
    table.add_column("stage", overflow="fold")
    for name in ("made, /yr", "HHI sites", "HHI firms", "HHI countries", "largest", "its share, %", "N-1 cover"):
        table.add_column(name, justify="right")
    for row in concentration(result.scenario):
        table.add_row(
            Text(row.stage), short(365 * row.output), short(row.sites), short(row.owners), short(row.countries),
            Text(row.largest), short(100 * row.share), short(row.cover) if row.cover != float("inf") else DASH,
        )  # fmt: skip
    return table


def summary(result: Result, width: int) -> Group:
    """All tables of a run."""
    scenario = result.scenario
    years = float(scenario.horizon) / 365.0
    parts: list[RenderableType] = []
    choices = menu(result)
    glance = overview(choices) if choices is not None else None
    if glance is not None:
        parts += [
            Text(f"{scenario.name}\n", style="bold"),
            glance,
            Text(""),
            Text(OVERVIEW_NOTES, style="dim"),
            Text(""),
        ]
    futures = choices.futures if choices is not None else dict.fromkeys(future for _, future in result.cases)
    for future in futures:
        named = f" · future {future}" if future != "all" or scenario.futures else ""
        title = Text(f"{scenario.name}{named}", style="bold")
        facts = f"{years:.3g} years · {result.replications} replications · seed {result.seed}"
        if result.strata is not None:
            facts += f" · a disruption in 9 of 10, weighted by its probability, {result.strata.probability:.3g}"
        if result.controls:
            facts += " · means with outage time as control variate"
        title.append(f"\n{facts} · losses against the undisturbed twin · 95% intervals under each number", style="dim")
        parts += [title, Text("")]
        first = headline(result, future, width) if choices is None else menu_tables(choices, future, width)
        parts += _spaced(first)
        scale, unit = _money_scale(result)
        markets = [
            ("runs short, %", "short", "share", 100.0),
            ("survive, d", "time_to_survive", "restricted_mean", 1.0),
            ("unserved, %", "unserved_share", "mean", 100.0),
            ("recover, d", "time_to_recover", "restricted_mean", 1.0),
            (f"lost, {unit}", "lost_output", "mean", scale),
        ]
        sites = [
            ("runs stopped, %", "stopped", "share", 100.0),
            ("first stop, d", "first_stop", "median_of_seen", 1.0),
            ("days stopped", "stop_days", "mean", 1.0),
        ]
        hit = worst(
            result, future, "market", "resilience_loss", "Markets hit hardest", markets[: 5 if width >= _WIDE else 3]
        )
        stopped = worst(result, future, "site", "stop_days", "Sites that stop most for want of an input", sites)
        parts += _spaced(
            [bought(result, future) if choices is None else None, hit, stopped, stockpiles(result, future)]
        )
    parts += _spaced([concentration_table(result)])
    parts.append(_notes(result))
    return Group(*parts)


def _spaced(tables: Sequence[RenderableType | None]) -> list[RenderableType]:
    found: list[RenderableType] = []
    for table in tables:
        if table is not None:
            found += [table, Text("")]
    return found


def _notes(result: Result) -> Text:
    settings = result.scenario.resilience
    tail, low, high = (float(x) for x in (settings.tail, settings.low, settings.high))
    few = "; under 500 replications CVaR intervals may cover less than 95%" if result.replications < 500 else ""
    worst = f"{result.replications * (1 - tail):.0f} of {result.replications} replications lie in it{few}"
    if result.strata is not None:
        worst = "of the weighted distribution"
    lines = [
        "survive, first stop: days from the earliest effect; what a policy's purchases cause before it counts as 0.",
        f"recover: to the start of lasting performance of {100 * high:g}%, over runs that fell under {100 * low:g}%.",
        "rest. mean: mean up to the horizon by Kaplan-Meier, so that runs cut off by it count.",
        f"tail: {worst}.",
        f"digest {result.digest[:16]} · {result.events:,} events · clock {result.clock} · disruptsim {result.version}",
    ]
    return Text("\n".join(lines), style="dim")


def as_html(result: Result) -> str:
    """The same tables as HTML, for notebooks."""
    import io

    console = Console(record=True, width=140, file=io.StringIO(), highlight=False)
    console.print(summary(result, 140))
    return console.export_html(inline_styles=True, code_format='<pre style="font-family:monospace">{code}</pre>')
