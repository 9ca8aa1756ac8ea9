"""Policies compared: tables to read, and the object that ``compare --json`` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from disruptsim.montecarlo.compare import Comparison
from disruptsim.report.numbers import cell, plain, short
from disruptsim.words import printable

FORMAT = "disruptsim.compare/1"


def comparison_tables(name: str, found: list[Comparison]) -> Group:
    """Show comparisons, one table each, and what was selected."""
    parts: list[RenderableType] = [Text(printable(name), style="bold")]
    for one in found:
        parts += [Text(""), _table(one), _selected(one)]
    return Group(*parts)


def _table(one: Comparison) -> Table:
    sense = "more is better" if one.more_is_better else "less is better"
    title = (
        f"{one.measure} of {one.subject} \u00b7 future {one.future} \u00b7 {sense} \u00b7 paired with {one.baseline}"
    )
    table = Table(box=None, pad_edge=False, title=Text(printable(title)), title_justify="left")
    heads = ("policy", f"mean, {one.unit}", "difference", "p (Holm)", "best, %", "variance, % of unpaired")
    for head in heads:
        table.add_column(printable(head), justify="left" if head == "policy" else "right")
    for row in one.differences:
        base = row.policy == one.baseline
        table.add_row(
            Text(row.policy), cell(row.mean), Text("-") if base else cell(row.difference),
            "-" if base or row.p != row.p else f"{row.p:.3f}" if row.p >= 0.001 else "<0.001",
            "-" if row.best != row.best else f"{100 * row.best:.0f}",
            "-" if base or row.variance_ratio != row.variance_ratio else f"{100 * row.variance_ratio:.0f}",
        )  # fmt: skip
    return table


def _selected(one: Comparison) -> Text:
    found = one.selection
    if found is None:
        return Text("nothing to select")
    zone = f"{short(found.indifference)} {one.unit}"
    names = ", ".join(one.differences[n].policy for n in found.left)
    if found.best >= 0:
        said = f"selected: {names}, the best with probability {found.confidence:.0%} if it is better by {zone} or more"
        said += f" (KN, {found.replications} replications)"
    else:
        said = f"not decided after {found.replications} replications at a difference of {zone}: {names} are left;"
        said += " run more, or let a larger --indifference do"
    return Text(printable(said), style="dim")


def comparison_json(
    scenario: dict[str, str], digest: str, replications: int, found: list[Comparison]
) -> dict[str, Any]:
    """The object that ``compare --json`` prints."""
    return {
        "format": FORMAT, "scenario": scenario, "digest": digest, "replications": replications,
        "comparisons": [plain(asdict(one) | {"selected": _name(one)}) for one in found],
    }  # fmt: skip


def _name(one: Comparison) -> str | None:
    found = one.selection
    return one.differences[found.best].policy if found is not None and found.best >= 0 else None
