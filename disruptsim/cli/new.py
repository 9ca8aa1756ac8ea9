"""``disruptsim new``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("path", type=click.Path(path_type=Path))
def command(path: Path) -> None:
    """Write a template of a scenario to PATH; a file that exists is left alone."""
    from importlib.resources import files

    if path.exists():
        raise click.BadParameter(f"{path} exists", param_hint="PATH")
    text = (files("disruptsim.scenario") / "template.toml").read_text(encoding="utf-8")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be written: {error.strerror}", param_hint="PATH") from None
    click.echo(f"wrote {path}; try: disruptsim run {path}", err=True)
