"""Options that commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from disruptsim.scenario.scenario import Scenario

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def scenario_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """SCENARIO and --set."""
    function = click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help='Change a field, as sites.mountain_pass.capacity="60 kt/yr".',
    )(function)
    return click.argument("path", metavar="SCENARIO")(function)


def replication_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Choose one replication: --replication and --policy."""
    function = click.option("--policy", default="none", show_default=True, help="Under which policy.")(function)
    which = click.IntRange(min=0)
    return click.option("--replication", type=which, default=0, show_default=True, help="Which replication, from 0.")(
        function
    )


def seed_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """--seed."""
    return click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of all chance.")(
        function
    )


def json_option(text: str = "Print JSON.") -> Decorator:
    """--json."""
    return click.option("--json", "as_json", is_flag=True, help=text)


def load_scenario(path: str, settings: tuple[str, ...]) -> Scenario:
    """Load a scenario with its settings."""
    from disruptsim.scenario.scenario import load

    pairs = []
    for setting in settings:
        key, sign, value = setting.partition("=")
        if not sign or not key.strip():
            raise click.BadParameter(f"{setting!r} is not KEY=VALUE", param_hint="--set")
        pairs.append((key.strip(), value.strip()))
    return load(path, pairs)


def stdout_console() -> Console:
    """Console for results: plain and wide enough where it is no terminal; NO_COLOR is honoured by rich."""
    import os
    import sys

    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    width = os.environ.get("COLUMNS", "")
    asked = int(width) if width.isascii() and width.isdigit() and len(width) < 5 else 0
    return Console(highlight=False, width=asked or 120, height=100)


def print_json(value: Any) -> None:
    """Print JSON on standard output."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


@contextmanager
def kept(out: str | None) -> Iterator[None]:
    """Say kindly what is wrong with --out, and after Ctrl-C how to go on with what it has kept."""
    from disruptsim.errors import FolderError
    from disruptsim.words import printable

    if out is None:
        yield
        return
    try:
        yield
    except (FolderError, OSError) as error:
        raise click.BadParameter(printable(str(error)), param_hint="--out") from None
    except (KeyboardInterrupt, click.Abort):
        from disruptsim.cli.main import INTERRUPTED

        click.echo(f"interrupted; run the same command again to go on from {printable(out)}.", err=True)
        click.get_current_context().exit(INTERRUPTED)
