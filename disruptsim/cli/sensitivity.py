"""``disruptsim sensitivity``."""

from __future__ import annotations

from typing import Any

import click

from disruptsim.cli.options import (
    json_option,
    kept,
    load_scenario,
    print_json,
    say,
    scenario_options,
    seed_option,
    stdout_console,
    where_options,
)


@click.command("sensitivity")
@scenario_options
@click.option(
    "--method", type=click.Choice(["morris", "sobol", "shares"]), default="morris", show_default=True,
    help="Screening; indices of variance; or all inputs against chance, with bands of distributions.",
)  # fmt: skip
@click.option(
    "--measure", default="unserved", show_default=True, metavar="MEASURE[@SUBJECT]", help="What is looked at."
)
@click.option("--policy", default="none", show_default=True, help="Under which policy.")
@click.option("--future", default=None, help="In which future; the first by default.")
@click.option(
    "--input", "inputs", multiple=True, metavar="KEY",
    help="Only this input, * for any part of its key; may be repeated. All by default, the uncertain ones for shares.",
)  # fmt: skip
@click.option(
    "--points", type=click.IntRange(min=2), default=None,
    help="Trajectories of Morris (20), base points of Sobol' (64), points of shares (64).",
)  # fmt: skip
@click.option(
    "--inner", type=click.IntRange(min=2), default=None, help="Replications at each point: 10, for shares 32."
)
@seed_option
@where_options
@json_option()
def command(
    path: str,
    settings: tuple[str, ...],
    measure: str,
    method: str,
    seed: int,
    out: str | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Find which uncertain inputs of SCENARIO drive a measure.

    Inputs are the numbers that are uncertain, and the dates, lengths and coins of disruptions that happen once. Every
    point of the design meets the same luck in everything else.
    """
    from disruptsim.cli.progress import progress
    from disruptsim.montecarlo.sensitivity import DEFAULT_INNER, sensitivity
    from disruptsim.report.sensitivity import sensitivity_json, sensitivity_tables

    scenario = load_scenario(path, settings)
    total = 0

    def planned(replications: int) -> None:
        nonlocal total
        total = replications

    with kept(out), progress(how["inner"] or DEFAULT_INNER[method]) as told:
        found = sensitivity(
            scenario, measure, method, seed=seed, out=out, planned=planned, tell=say,  # type: ignore[arg-type]
            progress=lambda done: told(done, total), **how,
        )  # fmt: skip
    if as_json:
        print_json(sensitivity_json(found))
    else:
        stdout_console().print(sensitivity_tables(found))
