"""``disruptsim schema``."""

from __future__ import annotations

import click

from disruptsim.cli.options import print_json


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of scenarios, for editors that complete and check TOML."""
    from disruptsim.scenario.explain import json_schema

    print_json(json_schema())
