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


REDUCTION = (
    click.option(
        "--rare",
        is_flag=True,
        help="Rare disruptions: nine in ten replications have one, weighted by its known probability.",
    ),
    click.option(
        "--control",
        type=click.Choice(["outage_time"]),
        default=None,
        help="Control variate of means: the time that disruptions last, whose expectation is known.",
    ),
)
_RUN_OPTIONS = (
    click.option(
        "-n",
        "--replications",
        type=click.IntRange(min=1),
        default=None,
        help="Number of replications: 200, or with --precision at most 10,000.",
    ),
    click.option(
        "--precision",
        multiple=True,
        metavar="MEASURE=2%",
        help="Stop at this relative error of the mean, MEASURE@SUBJECT=2% for one subject; may be repeated.",
    ),
    *REDUCTION,
    click.option(
        "--policy", "policies", multiple=True, metavar="NAME", help="Only this policy; may be repeated. All by default."
    ),
    click.option(
        "--future", "futures", multiple=True, metavar="NAME", help="Only this future; may be repeated. All by default."
    ),
)
_WHERE_OPTIONS = (
    click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=None,
        help="Threads or processes; as many as there are processors where it is worth it.",
    ),
    click.option(
        "--executor",
        type=click.Choice(["auto", "serial", "threads", "processes", "dask"]),
        default="auto",
        show_default=True,
        help="Changes no result; threads serve the compiled clock, dask a cluster (extra `cluster`).",
    ),
    click.option(
        "--scheduler",
        default=None,
        metavar="ADDRESS",
        help="Dask cluster to run on, such as tcp://10.0.0.1:8786; one is started here by --executor dask alone.",
    ),
    click.option(
        "--clock",
        type=click.Choice(["auto", "simpy", "compiled"]),
        default="auto",
        show_default=True,
        help="Changes no result; the compiled clock needs the extra `fast`, and auto takes it where that pays.",
    ),
    click.option(
        "--out",
        default=None,
        metavar="FOLDER",
        help="Keep the run in this folder, or URL; if it holds a part of the same run, go on with the rest.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0),
        default=0.0,
        metavar="SECONDS",
        help="Time that one replication may take; no limit by default, and none on threads.",
    ),
)


def run_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How a scenario is run: how often, under which policies, on what, kept where. See `how_to_run`."""
    for option in reversed((*_RUN_OPTIONS, *_WHERE_OPTIONS)):
        function = option(function)
    return function


def where_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """On what a study is run, and where it is kept: arguments of `run`, as they are."""
    for option in reversed(_WHERE_OPTIONS):
        function = option(function)
    return function


def how_to_run(how: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `run` from what `run_options` gives beside replications and out: nothing named means all."""
    return {**how, "policies": [*how["policies"]] or None, "futures": [*how["futures"]] or None}


def replications_of(asked: int | None, precision: tuple[str, ...], *planned: int | None) -> int:
    """Replications that are asked for, on the command line or in a plan; else what suits."""
    from disruptsim.montecarlo.goals import MOST_REPLICATIONS
    from disruptsim.montecarlo.run import DEFAULT_REPLICATIONS

    given = next((number for number in (asked, *planned) if number), None)
    return given or (MOST_REPLICATIONS if precision else DEFAULT_REPLICATIONS)


def read_budget(text: str) -> float:
    """Money that a user wrote, USD."""
    from disruptsim.scenario.units import DIMENSIONS, QuantityError, read
    from disruptsim.words import printable

    try:
        value = read(text, DIMENSIONS["money"])
    except QuantityError as error:
        raise click.BadParameter(printable("; ".join(map(str, error.args))), param_hint="--budget") from None
    if value < 0.0:
        raise click.BadParameter("must not be negative", param_hint="--budget")
    return value


def say(text: str) -> None:
    """Tell something on standard error."""
    click.echo(text, err=True)


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
