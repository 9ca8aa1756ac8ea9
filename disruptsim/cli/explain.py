"""``disruptsim explain``."""

from __future__ import annotations

import click

from disruptsim.cli.options import json_option, print_json


@click.command("explain")
@click.argument("field", required=False, default="")
@json_option()
def command(field: str, as_json: bool) -> None:
    """Say what FIELD means, its unit and its default: sites.mine.capacity, disruptions.licence.permit, a measure ...

    Without FIELD, list the parts of a scenario.
    """
    from disruptsim.measures.registry import MEASURES
    from disruptsim.scenario.explain import explain, known_fields
    from disruptsim.words import near

    measures = {m.name: m for m in MEASURES}
    if field in measures:
        m = measures[field]
        if as_json:
            print_json(
                {
                    "measure": m.name,
                    "unit": m.unit,
                    "definition": m.definition,
                    "source": m.source,
                    "summaries": list(m.summaries),
                    "of": m.subjects,
                }
            )
        else:
            click.echo(f"{m.name} ({m.unit}), of {m.subjects}\n  {m.definition}")
            click.echo(f"  Summaries: {', '.join(m.summaries)}. Source: {m.source}.")
        return
    entries = explain(field)
    if not entries:
        likely = near(field, [*known_fields(), *measures], cutoff=0.4)
        raise click.UsageError(f"no field or measure {field!r}." + (f" Did you mean {likely}?" if likely else ""))
    if as_json:
        print_json([entry._asdict() for entry in entries])
        return
    for entry in entries:
        unit = f" [{entry.unit}]" if entry.unit else ""
        default = f" Default: {entry.default}." if entry.default else ""
        click.echo(f"{entry.key}{unit}\n    {entry.text}{default}")
