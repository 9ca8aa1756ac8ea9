"""``disruptsim compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from disruptsim.cli.options import (
    REDUCTION,
    json_option,
    load_scenario,
    print_json,
    read_budget,
    scenario_options,
    seed_option,
    stdout_console,
)

if TYPE_CHECKING:
    from disruptsim.scenario.scenario import Scenario


@click.command("compare")
@scenario_options
@click.option("--baseline", default="none", show_default=True, help="Policy that the others are paired with.")
@click.option(
    "--measure", "measures", multiple=True, metavar="MEASURE[@SUBJECT]",
    help="What to compare by; may be repeated. By default unserved of all markets and stop_days of all factories.",
)  # fmt: skip
@click.option(
    "--indifference", type=click.FloatRange(min=0, min_open=True), default=None,
    help="Difference that matters in selecting, in the measure's unit; 5% of the baseline by default.",
)  # fmt: skip
@click.option(
    "--budget", default=None, metavar="MONEY",
    help='Of the treasury, as "1 bnUSD": how likely each policy within it is to lose least. Where there is an economy.',
)  # fmt: skip
@click.option("--spread", is_flag=True, help="Show percentiles too, each with its interval, and draw them.")
@click.option(
    "-n", "--replications", type=click.IntRange(min=2), default=200, show_default=True, help="For a scenario."
)
@REDUCTION[0]
@REDUCTION[1]
@seed_option
@json_option()
def command(
    path: str,
    settings: tuple[str, ...],
    baseline: str,
    measures: tuple[str, ...],
    indifference: float | None,
    budget: str | None,
    spread: bool,
    replications: int,
    seed: int,
    rare: bool,
    control: str | None,
    as_json: bool,
) -> None:
    """Compare policies, replication by replication under the same luck, and select the best.

    SCENARIO is a scenario, which is run, or a folder that `run --out` keeps.
    """
    from pathlib import Path

    from disruptsim.cli.progress import progress, watched
    from disruptsim.montecarlo.compare import compare
    from disruptsim.montecarlo.control import add_control
    from disruptsim.montecarlo.menu import menu
    from disruptsim.montecarlo.spread import spreads
    from disruptsim.report.compare import comparison_json, comparison_tables
    from disruptsim.report.result import load_run, run

    limit = None if budget is None else read_budget(budget)
    if "://" in path or Path(path).is_dir():
        result = load_run(path)
        _refuse_budget(limit, result.scenario)
        if control is not None and result.strata is None:
            add_control(result)
    else:
        scenario = load_scenario(path, settings)
        _refuse_budget(limit, scenario)
        with progress(replications) as told:
            result = run(
                scenario,
                replications,
                seed,
                rare=rare,
                control=control,
                **watched(told),
            )
    found = compare(result, baseline, measures or None, indifference=indifference)
    choices = menu(result, limit)
    wanted = dict.fromkeys((one.measure, one.subject, one.unit) for one in found)
    spread_out = [one for what in wanted for one in spreads(result, *what)] if spread else None
    if as_json:
        scenario_named = {"name": result.scenario.name, "digest": result.scenario.digest}
        print_json(comparison_json(scenario_named, result.digest, result.replications, found, spread_out, choices))
        return
    name = f"{result.scenario.name} \u00b7 {result.replications} replications \u00b7 seed {result.seed}"
    console = stdout_console()
    console.print(comparison_tables(name, found, spread_out, choices, console.width))


def _refuse_budget(limit: float | None, scenario: Scenario) -> None:
    if limit is not None and scenario.economy is None:
        raise click.BadParameter("there is no economy in this scenario, and nothing is paid", param_hint="--budget")
