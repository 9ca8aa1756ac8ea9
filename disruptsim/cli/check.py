"""``disruptsim check``."""

from __future__ import annotations

from dataclasses import asdict

import click

from disruptsim.cli.options import json_option, load_scenario, print_json, scenario_options, stdout_console


@click.command("check")
@scenario_options
@json_option()
def command(path: str, settings: tuple[str, ...], as_json: bool) -> int:
    """Validate SCENARIO, hold its flows against demand, estimate events, memory and time. Runs nothing.

    Exits with 3 if the scenario cannot be run.
    """
    from disruptsim.network.check import check

    scenario = load_scenario(path, settings)
    found = check(scenario)
    if as_json:
        print_json(
            {
                "format": "disruptsim.check/1",
                "scenario": {"name": scenario.name, "digest": scenario.digest},
                "ok": found.ok,
                **asdict(found),
            }
        )
    else:
        from disruptsim.report.checks import check_tables

        console = stdout_console()
        console.print(check_tables(scenario, found))
    return 0 if found.ok else 3
