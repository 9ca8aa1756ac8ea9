"""``disruptsim batch``."""

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
    say,
    seed_option,
    stdout_console,
)


@click.command("batch")
@click.argument("paths", nargs=-1, required=True, metavar="PLAN|SCENARIO...")
@seed_option
@run_options
@json_option()
def command(
    paths: tuple[str, ...],
    seed: int,
    replications: int | None,
    out: str | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Run many: a PLAN of scenarios x settings x policies, or SCENARIOs one after another.

    A plan is a TOML file: scenarios = ["a.toml"], replications = 500, and under [grid] keys as for --set, each with a
    list of values. All runs are checked before the first one begins.
    """
    from disruptsim.cli.main import SOME_FAILED
    from disruptsim.cli.progress import progress, watched
    from disruptsim.montecarlo.plans import read_plan
    from disruptsim.montecarlo.run import choose_cases
    from disruptsim.report.batch import batch_json, batch_table
    from disruptsim.report.result import run

    plan = read_plan(paths)
    for name in ("precision", "policies", "futures"):
        how[name] = how[name] or getattr(plan, name)
    how = how_to_run(how)
    scenarios = [load_scenario(item.path, tuple(f"{key}={text}" for key, text in item.settings)) for item in plan.items]
    for scenario in scenarios:
        choose_cases(scenario, how["policies"], how["futures"])
    count = replications_of(replications, how["precision"], plan.replications)
    seed = seed if plan.seed is None else plan.seed
    results = []
    for number, (item, scenario) in enumerate(zip(plan.items, scenarios, strict=True)):
        say(f"{number + 1} of {len(scenarios)}: {item.name}")
        where = f"{out.rstrip('/')}/{number:04}" if out is not None else None
        with kept(out), progress(count) as told:
            results.append(run(scenario, count, seed, out=where, **watched(told), **how))
    if as_json:
        print_json(batch_json(list(plan.items), results))
    else:
        stdout_console().print(batch_table(list(plan.items), results))
    failed = sum((len(result.failures) for result in results), 0)
    if failed:
        click.echo(f"{failed} replications failed; run and --json list them", err=True)
        click.get_current_context().exit(SOME_FAILED)
