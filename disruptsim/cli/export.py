"""``disruptsim export``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("export")
@click.argument("folder", metavar="FOLDER")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
def command(folder: str, target: Path) -> None:
    """Write the per-replication table of a run FOLDER as one FILE: .csv, .parquet or .sqlite."""
    from disruptsim.montecarlo.export import export
    from disruptsim.words import printable

    rows = export(folder, target)
    click.echo(f"{rows} rows in {printable(str(target))}", err=True)
