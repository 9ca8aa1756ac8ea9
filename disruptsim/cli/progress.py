"""Progress of long work, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_QUIET_SECONDS = 10.0


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show how far the replications are: a bar with the time left on a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("replications"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total)
            yield lambda done: bar.update(task, completed=done)
        return
    told = time.monotonic()
    first: tuple[float, int] | None = None  # what came before it, such as compiling, says nothing about the rest

    def tell(done: int) -> None:
        nonlocal told, first
        now = time.monotonic()
        if first is None:
            first = now, done
        elif now - told >= _QUIET_SECONDS:
            told = now
            left = (now - first[0]) / max(1, done - first[1]) * (total - done)
            click.echo(f"{done} of {total} replications, about {left:.0f} s left", err=True)

    yield tell
