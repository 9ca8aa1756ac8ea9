"""Progress of long work, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from disruptsim.cli.interrupt import look

if TYPE_CHECKING:
    from disruptsim.montecarlo.estimates import Estimate

_QUIET_SECONDS = 10.0


class Progress:
    """How far work is: called with what is done, and of how many if that has changed.

    Attributes
    ----------
    standing : str
        What is known so far, shown beside it.
    """

    def __init__(self, total: int, show: Callable[[int, int, str], None]) -> None:
        self._total, self._show = total, show
        self.standing = ""
        self._failed = 0
        self._first: tuple[float, int] | None = None  # what came before it, such as compiling, says nothing of the rest

    def __call__(self, done: int, of: int | None = None) -> None:
        look()
        self._show(done, self._total if of is None else of, self._beside(done))

    def fail(self) -> None:
        """Count a failure."""
        self._failed += 1

    def _beside(self, done: int) -> str:
        """Rate, failures, and what is known so far."""
        now = time.monotonic()
        if self._first is None:
            self._first = now, done
        seconds, more = now - self._first[0], done - self._first[1]
        parts = [f"{more / seconds:.3g}/s"] if more and seconds > 1.0 else []
        parts += [f"{self._failed} failed"] if self._failed else []
        return "; ".join([*parts, *([self.standing] if self.standing else [])])


@contextmanager
def progress(total: int, what: str = "replications") -> Iterator[Progress]:
    """Show how far work is, which may grow: a bar with the time left on a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn(what),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[standing]}", markup=False),
        )
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total, standing="")
            yield Progress(total, lambda done, of, text: bar.update(task, completed=done, total=of, standing=text))
        return
    told = time.monotonic()
    first: tuple[float, int] | None = None  # what came before it, such as compiling, says nothing about the rest

    def tell(done: int, of: int, standing: str) -> None:
        nonlocal told, first
        now = time.monotonic()
        if first is None:
            first = now, done
        elif now - told >= _QUIET_SECONDS:
            told = now
            left = (now - first[0]) / max(1, done - first[1]) * (of - done)
            rest = f"; {standing}" if standing else ""
            click.echo(f"{done} of {of} {what}, about {left:.0f} s left{rest}", err=True)

    yield Progress(total, tell)


def watched(bar: Progress) -> dict[str, Callable[..., None]]:
    """Have a run show its progress, what is known so far beside it, and say what it has to say."""
    from disruptsim.report.numbers import standing
    from disruptsim.words import printable

    def show(estimate: Estimate) -> None:
        bar.standing = printable(standing(estimate))

    return {"progress": bar, "failed": bar.fail, "standing": show, "tell": lambda text: click.echo(text, err=True)}
