"""``disruptsim run``."""

from __future__ import annotations

from typing import Literal

import click

from disruptsim.cli.options import (
    json_option,
    kept,
    load_scenario,
    print_json,
    scenario_options,
    seed_option,
    stdout_console,
)

_SHOWN = 10  # failures that are listed


@click.command("run")
@scenario_options
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(min=1),
    default=None,
    help="Number of replications: 200, or with --precision at most 10,000.",
)
@click.option(
    "--precision",
    multiple=True,
    metavar="MEASURE=2%",
    help="Stop when the relative error of this mean is reached, MEASURE@SUBJECT=2% for one subject; may be repeated.",
)
@click.option(
    "--policy", "policies", multiple=True, metavar="NAME", help="Only this policy; may be repeated. All by default."
)
@click.option(
    "--future", "futures", multiple=True, metavar="NAME", help="Only this future; may be repeated. All by default."
)
@seed_option
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=None,
    help="Threads or processes; as many as there are processors where it is worth it.",
)
@click.option(
    "--executor",
    type=click.Choice(["auto", "serial", "threads", "processes", "dask"]),
    default="auto",
    show_default=True,
    help="Changes no result; threads serve the compiled clock, dask a cluster (extra `cluster`).",
)
@click.option(
    "--scheduler", default=None, metavar="ADDRESS",
    help="Dask cluster to run on, such as tcp://10.0.0.1:8786; one is started here by --executor dask alone.",
)  # fmt: skip
@click.option(
    "--clock",
    type=click.Choice(["auto", "simpy", "compiled"]),
    default="auto",
    show_default=True,
    help="Changes no result; the compiled clock needs the extra `fast`, and auto takes it where that pays.",
)
@click.option(
    "--out",
    default=None,
    metavar="FOLDER",
    help="Keep the run in this folder, or URL; if it holds a part of the same run, go on with the rest.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=0.0, metavar="SECONDS",
    help="Time that one replication may take; no limit by default, and none on threads.",
)  # fmt: skip
@json_option("Print one JSON object with every estimate.")
def command(
    path: str,
    settings: tuple[str, ...],
    replications: int | None,
    precision: tuple[str, ...],
    policies: tuple[str, ...],
    futures: tuple[str, ...],
    seed: int,
    workers: int | None,
    executor: Literal["auto", "serial", "threads", "processes", "dask"],
    clock: Literal["auto", "simpy", "compiled"],
    out: str | None,
    timeout: float,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Simulate SCENARIO under its policies, each replication against its undisturbed twin.

    Policies of one replication meet the same luck. The tables say which factories stop, when, and what each policy
    buys, with 95% intervals.
    """
    from disruptsim.cli.main import SOME_FAILED
    from disruptsim.cli.progress import progress
    from disruptsim.montecarlo.goals import MOST_REPLICATIONS
    from disruptsim.montecarlo.run import DEFAULT_REPLICATIONS
    from disruptsim.report.result import run
    from disruptsim.words import printable

    scenario = load_scenario(path, settings)
    count = replications or (MOST_REPLICATIONS if precision else DEFAULT_REPLICATIONS)
    with kept(out), progress(count) as told:
        result = run(
            scenario, count, seed,
            policies=[*policies] or None, futures=[*futures] or None, workers=workers, clock=clock,
            executor=executor, progress=told, out=out, precision=precision, timeout=timeout, scheduler=scheduler,
            tell=lambda text: click.echo(text, err=True),
        )  # fmt: skip
    if out is not None:
        click.echo(f"per-replication table: {out}/parts", err=True)
    if as_json:
        print_json(result.to_json())
    else:
        console = stdout_console()
        console.print(result.summary(console.width))
    if result.failures:
        click.echo(f"{len(result.failures)} of {result.replications} replications failed and count nowhere:", err=True)
        for failure in result.failures[:_SHOWN]:
            click.echo(
                f"  replication {failure.replication}, seed {failure.seed}: {printable(failure.error)}", err=True
            )
        if len(result.failures) > _SHOWN:
            click.echo(f"  and {len(result.failures) - _SHOWN} more; --json lists all", err=True)
        click.get_current_context().exit(SOME_FAILED)
