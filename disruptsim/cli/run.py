"""``disruptsim run``."""

from __future__ import annotations

from typing import Any

import click

from disruptsim.cli.options import (
    how_to_run,
    json_option,
    kept,
    load_scenario,
    print_json,
    replications_of,
    run_options,
    scenario_options,
    seed_option,
    stdout_console,
)

_SHOWN = 10  # failures that are listed


@click.command("run")
@scenario_options
@seed_option
@run_options
@json_option("Print one JSON object with every estimate.")
def command(
    path: str,
    settings: tuple[str, ...],
    seed: int,
    replications: int | None,
    out: str | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Simulate SCENARIO under its policies, each replication against its undisturbed twin.

    Policies of one replication meet the same luck. The tables say which factories stop, when, and what each policy
    buys, with 95% intervals.
    """
    from disruptsim.cli.main import SOME_FAILED
    from disruptsim.cli.progress import progress, watched
    from disruptsim.report.result import run
    from disruptsim.words import printable

    scenario = load_scenario(path, settings)
    count = replications_of(replications, how["precision"])
    with kept(out), progress(count) as told:
        result = run(scenario, count, seed, out=out, **watched(told), **how_to_run(how))
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
