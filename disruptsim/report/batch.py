"""A batch: one table over its runs, and the object that ``batch --json`` prints."""

from __future__ import annotations

import hashlib
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from disruptsim.measures.registry import MEASURES
from disruptsim.measures.subjects import FACTORIES, TOTAL
from disruptsim.montecarlo.estimates import summarise
from disruptsim.montecarlo.plans import Item
from disruptsim.report.numbers import DASH, cell
from disruptsim.report.result import Result
from disruptsim.words import printable

FORMAT = "disruptsim.batch/1"
_SHOWN = (("unserved_share", TOTAL, 100.0, "unserved, %"), ("stop_days", FACTORIES, 1.0, "factory stops, d"),
          ("resilience_loss", TOTAL, 1.0, "loss, d of output"))  # fmt: skip
_MEASURES = {measure.name: measure for measure in MEASURES}


def batch_digest(results: list[Result]) -> str:
    """SHA-256 over the digests of the runs, in their order."""
    return hashlib.sha256("\n".join(result.digest for result in results).encode()).hexdigest()


def batch_json(items: list[Item], results: list[Result]) -> dict[str, Any]:
    """The object that ``batch --json`` prints."""
    runs = [{"name": item.name, "settings": dict(item.settings), **result.to_json()}
            for item, result in zip(items, results, strict=True)]  # fmt: skip
    return {"format": FORMAT, "digest": batch_digest(results), "runs": runs}


def batch_table(items: list[Item], results: list[Result]) -> Group:
    """One row per run, future and policy: means with their intervals."""
    table = Table(box=None, pad_edge=False)
    for head in ("run", "future", "policy"):
        table.add_column(head)
    for *_, head in _SHOWN:
        table.add_column(head, justify="right")
    for item, result in zip(items, results, strict=True):
        for number, (policy, future) in enumerate(result.cases):
            if result.is_calm(number):
                continue
            row: list[RenderableType] = [
                Text(printable(text)) for text in (item.name if not number else "", future, policy)
            ]
            table.add_row(*row, *(_value(result, number, *one[:3]) for one in _SHOWN))
    runs = sum((result.replications for result in results), 0)
    return Group(Text(f"{len(results)} runs, {runs} replications", style="bold"), Text(""), table)


def _value(result: Result, case: int, measure: str, subject: str, scale: float) -> RenderableType:
    try:
        row = result.subject(subject)
    except KeyError:
        return Text(DASH, justify="right")
    return cell(dict(summarise(result, _MEASURES[measure], row, case)).get("mean"), scale)
