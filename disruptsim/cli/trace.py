"""``disruptsim trace``."""

from __future__ import annotations

from dataclasses import asdict

import click

from disruptsim.cli.options import json_option, load_scenario, replication_options, scenario_options, seed_option


@click.command("trace")
@scenario_options
@replication_options
@click.option("--future", default=None, help="In which future; the first by default, `twin` for the undisturbed twin.")
@click.option("--follow", default=None, metavar="SITE", help="Only what touches this site.")
@click.option("--events", is_flag=True, help="Every event that is handled, too.")
@seed_option
@json_option("Print JSON lines.")
def command(
    path: str,
    settings: tuple[str, ...],
    replication: int,
    policy: str,
    future: str | None,
    follow: str | None,
    events: bool,
    seed: int,
    as_json: bool,
) -> None:
    """Show one replication of SCENARIO as a log: the same as in its batch."""
    import json

    from disruptsim.errors import Problem, ScenarioError
    from disruptsim.report.trace import trace
    from disruptsim.words import meant, printable

    scenario = load_scenario(path, settings)
    if follow is not None and follow not in scenario.sites:
        raise ScenarioError([Problem("--follow", "is no site", meant(follow, scenario.sites), follow)])
    for entry in trace(scenario, seed, replication, policy, future, follow, events=events):
        if as_json:
            click.echo(json.dumps({**asdict(entry), "date": entry.date.isoformat()}, ensure_ascii=False))
        else:
            click.echo(f"{entry.day:9.2f}  {entry.date}  {printable(entry.text)}")
