"""Showing what is wrong with a scenario."""

from __future__ import annotations

import click

from disruptsim.errors import ScenarioError
from disruptsim.words import printable


def show_problems(error: ScenarioError) -> None:
    """Print every problem with its place and remedy, on standard error."""
    count = len(error.problems)
    click.echo(f"{count} problem{'s' if count != 1 else ''} in the scenario:", err=True)
    for problem in error.problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        value = f" (got {problem.value})" if problem.value else ""
        click.echo(f"  {printable(place + ': ' if place else '')}{printable(problem.key)}", err=True)
        click.echo(f"      {printable(problem.message)}{printable(value)}", err=True)
        if problem.remedy:
            click.echo(f"      -> {printable(problem.remedy)}", err=True)
