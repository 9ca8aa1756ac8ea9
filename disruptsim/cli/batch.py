"""``disruptsim batch``."""

from __future__ import annotations

from typing import Literal

import click

from disruptsim.cli.options import json_option, kept, load_scenario, print_json, seed_option, stdout_console


@click.command("batch")
@click.argument("paths", nargs=-1, required=True, metavar="PLAN|SCENARIO...")
@click.option("-n", "--replications", type=click.IntRange(min=1), default=None, help="Of each run; 200 by default.")
@click.option("--precision", multiple=True, metavar="MEASURE=2%", help="As for run, in each run.")
@click.option("--policy", "policies", multiple=True, metavar="NAME", help="Only this policy; may be repeated.")
@click.option("--future", "futures", multiple=True, metavar="NAME", help="Only this future; may be repeated.")
@seed_option
@click.option("--workers", type=click.IntRange(min=1), default=None, help="As for run.")
@click.option(
    "--executor", type=click.Choice(["auto", "serial", "threads", "processes", "dask"]), default="auto",
    help="Changes no result.",
)  # fmt: skip
@click.option("--scheduler", default=None, metavar="ADDRESS", help="Dask cluster to run on.")
@click.option("--clock", type=click.Choice(["auto", "simpy", "compiled"]), default="auto", help="Changes no result.")
@click.option(
    "--out", default=None, metavar="FOLDER", help="Keep the runs below this folder, or URL, and go on with them."
)
@json_option()
def command(
    paths: tuple[str, ...],
    replications: int | None,
    precision: tuple[str, ...],
    policies: tuple[str, ...],
    futures: tuple[str, ...],
    seed: int,
    workers: int | None,
    executor: Literal["auto", "serial", "threads", "processes", "dask"],
    scheduler: str | None,
    clock: Literal["auto", "simpy", "compiled"],
    out: str | None,
    as_json: bool,
) -> None:
    """Run many: a PLAN of scenarios x settings x policies, or SCENARIOs one after another.

    A plan is a TOML file: scenarios = ["a.toml"], replications = 500, and under [grid] keys as for --set, each with a
    list of values. All runs are checked before the first one begins.
    """
    from disruptsim.cli.main import SOME_FAILED
    from disruptsim.cli.progress import progress
    from disruptsim.montecarlo.goals import MOST_REPLICATIONS
    from disruptsim.montecarlo.plans import read_plan
    from disruptsim.montecarlo.run import DEFAULT_REPLICATIONS, choose_cases
    from disruptsim.report.batch import batch_json, batch_table
    from disruptsim.report.result import run

    plan = read_plan(paths)
    goals = precision or plan.precision
    chosen, where = [*(policies or plan.policies)] or None, [*(futures or plan.futures)] or None
    scenarios = [load_scenario(item.path, tuple(f"{key}={text}" for key, text in item.settings)) for item in plan.items]
    for scenario in scenarios:
        choose_cases(scenario, chosen, where)
    count = replications or plan.replications or (MOST_REPLICATIONS if goals else DEFAULT_REPLICATIONS)
    results = []
    for number, (item, scenario) in enumerate(zip(plan.items, scenarios, strict=True)):
        click.echo(f"{number + 1} of {len(scenarios)}: {item.name}", err=True)
        with kept(out), progress(count) as told:
            results.append(
                run(
                    scenario, count, plan.seed if plan.seed is not None else seed, policies=chosen, futures=where,
                    workers=workers, clock=clock, executor=executor, scheduler=scheduler, precision=goals,
                    progress=told,
                    out=f"{out.rstrip('/')}/{number:04}" if out is not None else None,
                    tell=lambda text: click.echo(text, err=True),
                )
            )  # fmt: skip
    if as_json:
        print_json(batch_json(list(plan.items), results))
    else:
        stdout_console().print(batch_table(list(plan.items), results))
    failed = sum((len(result.failures) for result in results), 0)
    if failed:
        click.echo(f"{failed} replications failed; run and --json list them", err=True)
        click.get_current_context().exit(SOME_FAILED)
