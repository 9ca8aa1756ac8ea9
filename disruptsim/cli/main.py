"""The command line: thin commands over the public functions, imported when they are asked for."""

from __future__ import annotations

import io
import sys
from importlib import import_module

import click

from disruptsim.version import VERSION

COMMANDS = {
    "run": "Simulate a scenario under its policies: Monte Carlo, with tables.",
    "batch": "Run many: scenarios x settings x policies, from a plan.",
    "compare": "Compare policies, paired, and select the best with a guarantee.",
    "criticality": "Knock out each site, lane and country; rank them by what is lost.",
    "sensitivity": "Find which uncertain inputs drive a measure: Morris, Sobol', shares of variance.",
    "export": "Write a run folder as one file: CSV, Parquet, SQLite.",
    "check": "Validate a scenario, balance its flows, estimate its size; run nothing.",
    "trace": "Show one replication as a log of events.",
    "why": "Follow a stop or a shortage back to the disruptions behind it.",
    "explain": "Say what a field of a scenario, or a measure, means.",
    "schema": "Print the JSON Schema of scenarios, for editors.",
    "new": "Write a template of a scenario.",
}
OK, FAILED, USAGE, INVALID, SOME_FAILED, LIMIT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130


class Commands(click.Group):
    """Commands by name; only the one that is used is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"disruptsim.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest a command for one that is not known."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from disruptsim.words import near

            likely = near(args[0], COMMANDS) if args else ""
            if likely:
                raise click.UsageError(f"{error.message} Did you mean {likely!r}?", ctx) from None
            raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="disruptsim")
def cli() -> None:
    """Simulate disruptions of critical-mineral supply chains.

    Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 internal error, 2 usage,
    3 scenario not valid, 4 some replications failed, 5 limit reached, 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(invoke(arguments))


def invoke(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    from disruptsim.cli.interrupt import noticed
    from disruptsim.errors import DisruptsimError, FolderError, LimitError, ScenarioError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names outside the terminal's charset
    try:
        with noticed():
            result = cli.main(arguments, prog_name="disruptsim", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else OK
    except ScenarioError as error:
        from disruptsim.cli.problems import show_problems

        show_problems(error)
        return INVALID
    except LimitError as error:
        click.echo(f"limit: {_printable(error)}", err=True)
        return LIMIT
    except FolderError as error:
        click.echo(f"error: {_printable(error)}", err=True)
        return USAGE
    except DisruptsimError as error:
        click.echo(f"error: {_printable(error)}", err=True)
        return FAILED
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; nothing was written. Run the same command again to start over.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has gone; keep Python from complaining while it shuts down.
        sys.stderr.close()
        return OK


def _printable(error: Exception) -> str:
    from disruptsim.words import printable

    return printable(str(error))


if __name__ == "__main__":
    main()
