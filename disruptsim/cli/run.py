"""``disruptsim run``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from disruptsim.cli.options import json_option, load_scenario, print_json, scenario_options, seed_option, stdout_console


@click.command("run")
@scenario_options
@click.option(
    "-n", "--replications", type=click.IntRange(min=1), default=200, show_default=True, help="Number of replications."
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
    type=click.Choice(["auto", "serial", "threads", "processes"]),
    default="auto",
    show_default=True,
    help="Changes no result; threads serve the compiled clock.",
)
@click.option(
    "--clock",
    type=click.Choice(["auto", "simpy", "compiled"]),
    default="auto",
    show_default=True,
    help="Changes no result; the compiled clock needs the extra `fast`, and auto takes it where that pays.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="Keep the per-replication table in this new folder."
)
@json_option("Print one JSON object with every estimate.")
def command(
    path: str,
    settings: tuple[str, ...],
    replications: int,
    policies: tuple[str, ...],
    futures: tuple[str, ...],
    seed: int,
    workers: int | None,
    executor: Literal["auto", "serial", "threads", "processes"],
    clock: Literal["auto", "simpy", "compiled"],
    out: Path | None,
    as_json: bool,
) -> None:
    """Simulate SCENARIO under its policies, each replication against its undisturbed twin.

    Policies of one replication meet the same luck. The tables say which factories stop, when, and what each policy
    buys, with 95% intervals.
    """
    from disruptsim.cli.progress import progress
    from disruptsim.montecarlo.storage import refuse_used
    from disruptsim.report.result import run

    scenario = load_scenario(path, settings)
    if out is not None:
        try:
            refuse_used(out)
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.BadParameter(str(error), param_hint="--out") from None
    with progress(replications) as told:
        result = run(
            scenario, replications, seed,
            policies=[*policies] or None, futures=[*futures] or None, workers=workers, clock=clock,
            executor=executor, progress=told,
            tell=lambda text: click.echo(text, err=True),
        )  # fmt: skip
    if out is not None:
        result.save(out)
        click.echo(f"per-replication table: {out / 'parts'}", err=True)
    if as_json:
        print_json(result.to_json())
        return
    console = stdout_console()
    console.print(result.summary(console.width))
