"""Progress of long work, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from disruptsim.cli.interrupt import look

_QUIET_SECONDS = 10.0
Tell = Callable[..., None]  # done, and of how many if that has changed


@contextmanager
def progress(total: int, what: str = "replications") -> Iterator[Tell]:
    """Show how far work is, which may grow: a bar with the time left on a terminal, a line now and then elsewhere."""
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
            TextColumn(what),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total)

            def draw(done: int, of: int = total) -> None:
                look()
                bar.update(task, completed=done, total=of)

            yield draw
        return
    told = time.monotonic()
    first: tuple[float, int] | None = None  # what came before it, such as compiling, says nothing about the rest

    def tell(done: int, of: int = total) -> None:
        nonlocal told, first
        look()
        now = time.monotonic()
        if first is None:
            first = now, done
        elif now - told >= _QUIET_SECONDS:
            told = now
            left = (now - first[0]) / max(1, done - first[1]) * (of - done)
            click.echo(f"{done} of {of} {what}, about {left:.0f} s left", err=True)

    yield tell
