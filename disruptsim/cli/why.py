"""``disruptsim why``."""

from __future__ import annotations

import click

from disruptsim.cli.options import (
    json_option,
    load_scenario,
    print_json,
    replication_options,
    scenario_options,
    seed_option,
    stdout_console,
)


@click.command("why")
@scenario_options
@replication_options
@click.option("--future", default=None, help="In which future; the first by default.")
@click.option(
    "--subject", default=None, metavar="SITE", help="A site with a line, or a market; the first to stop by default."
)
@seed_option
@json_option()
def command(
    path: str,
    settings: tuple[str, ...],
    replication: int,
    policy: str,
    future: str | None,
    subject: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """Say why a site of SCENARIO stopped, or a market could not serve, in one replication.

    The run is held against its undisturbed twin, lane by lane, back to the disruptions; and it is run again without
    each of them, and with each alone, under the same chance.
    """
    from disruptsim.causes.why import why
    from disruptsim.cli.progress import progress
    from disruptsim.report.why import why_tables

    scenario = load_scenario(path, settings)
    with progress(1, "runs") as tell:
        found = why(scenario, seed, replication, policy, future, subject, tell)
    if as_json:
        print_json(found.to_dict())
    else:
        stdout_console().print(why_tables(found))
