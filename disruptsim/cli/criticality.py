"""``disruptsim criticality``."""

from __future__ import annotations

import click

from disruptsim.cli.options import (
    json_option,
    load_scenario,
    print_json,
    say,
    scenario_options,
    seed_option,
    stdout_console,
)


@click.command("criticality")
@scenario_options
@click.option(
    "--kind", "kinds", type=click.Choice(["sites", "lanes", "countries"]), multiple=True,
    help="What is knocked out; may be repeated. All by default.",
)  # fmt: skip
@click.option("--starts", default="100 d", show_default=True, help="When each knock-out begins.")
@click.option("--lasts", default="90 d", show_default=True, help="How long it lasts.")
@click.option("--pairs", is_flag=True, help="All pairs too, of 12 elements at most.")
@click.option("-n", "--replications", type=click.IntRange(min=2), default=50, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=None, help="As for run.")
@seed_option
@json_option()
def command(
    path: str,
    settings: tuple[str, ...],
    kinds: tuple[str, ...],
    starts: str,
    lasts: str,
    pairs: bool,
    replications: int,
    workers: int | None,
    seed: int,
    as_json: bool,
) -> None:
    """Knock out each site, lane and country of SCENARIO in turn, and rank them by what is lost.

    Its own disruptions and policies are left out; all knock-outs of a replication share their luck.
    """
    from disruptsim.cli.progress import progress
    from disruptsim.montecarlo.knockouts import KINDS, criticality
    from disruptsim.report.criticality import criticality_json, criticality_tables

    scenario = load_scenario(path, settings)
    times = [_days(value, name) for value, name in ((starts, "--starts"), (lasts, "--lasts"))]
    with progress(replications) as told:
        found = criticality(
            scenario, replications, seed, kinds=kinds or KINDS, starts=times[0], lasts=times[1], pairs=pairs,
            workers=workers, progress=told, tell=say,
        )  # fmt: skip
    if as_json:
        print_json(criticality_json(found))
    else:
        stdout_console().print(criticality_tables(found))


def _days(text: str, option: str) -> float:
    from disruptsim.scenario.units import DIMENSIONS, QuantityError, read

    given = text.strip()
    try:
        return float(read(f"{given[4:]} d" if given.startswith("day ") else given, DIMENSIONS["time"]))
    except QuantityError as error:
        raise click.BadParameter(f'{error.args[0]}; write for example "90 d"', param_hint=option) from None
