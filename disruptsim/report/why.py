"""Chains of causes, for reading."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from disruptsim.causes.links import Cause, day
from disruptsim.causes.why import Explanation, Stop
from disruptsim.report.numbers import short
from disruptsim.words import printable


def why_tables(found: Explanation) -> Group:
    """Show what was found."""
    where = f"replication {found.replication}, policy {found.policy}, future {found.future}, seed {found.seed}"
    parts: list[RenderableType] = [Text(f"{printable(found.scenario)} · {printable(where)}", style="bold"), Text("")]
    if not found.stops:
        parts.append(Text("nothing stopped and no market was short, beyond what the undisturbed twin does"))
    for stop in found.stops:
        parts += [_tree(stop), Text(""), *_accounts(stop)]
    return Group(*parts)


def _tree(stop: Stop) -> Tree:
    verb = "stopped" if stop.kind == "stop" else "could not serve"
    text = f"{stop.subject} {verb} from {day(stop.day)} to {day(stop.until)}: no {stop.missing}"
    if stop.cover is not None:
        text += f"; cover had been {stop.cover:.0f} days"
    tree = Tree(Text(printable(text), style="bold"))
    for cause in stop.causes:
        _grow(tree, cause)
    return tree


def _grow(tree: Tree, cause: Cause) -> None:
    line = Text(f"{cause.kind}: ", style="cyan")
    line.append(printable(cause.text), style="default")
    branch = tree.add(line)
    for deeper in cause.because:
        _grow(branch, deeper)


def _accounts(stop: Stop) -> list[RenderableType]:
    if not stop.accounts:
        return []
    unit = printable(stop.unit)
    said = Text(f"shortfall over the run: {short(stop.shortfall)} {unit} ({printable(stop.words)})")
    table = Table(box=None, pad_edge=False)
    for title in ("disruption", f"without it, {unit}", f"it alone, {unit}", "goes with it, %"):
        table.add_column(title, justify="left" if title == "disruption" else "right")
    for account in stop.accounts:
        share = f"{100 * account.share:.0f}" if account.share == account.share else "-"
        table.add_row(Text(printable(account.disruption)), short(account.without), short(account.alone), share)
    return [said, table]
