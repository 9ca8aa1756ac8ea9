"""What can go wrong, as exceptions.

::

    DisruptsimError
    ├── ScenarioError        the scenario is not valid; carries every problem found (exit code 3)
    ├── FolderError          a run folder holds something else (exit code 2)
    ├── ClusterError         a cluster cannot be reached (exit code 1)
    ├── LimitError           a run would pass, or has passed, a limit (exit code 5)
    └── SimulationError      a rule failed; names site, time and event (exit code 1)
        └── MassError        matter appeared or vanished
"""

from __future__ import annotations

from dataclasses import dataclass


class DisruptsimError(Exception):
    """Anything that disruptsim raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a scenario, and what to do about it.

    Attributes
    ----------
    key : str
        Dotted path of the field, such as ``sites.mountain_pass.capacity``.
    message : str
        What is wrong.
    remedy : str
        What to write instead; may be empty.
    value : str
        The value as written, shortened; may be empty.
    file : str
        The file that holds the value; empty for scenarios made in Python.
    line : int
        Its line, counted from 1; 0 if unknown.
    """

    key: str
    message: str
    remedy: str = ""
    value: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file and self.line else f"{self.file}: " if self.file else ""
        shown = f" (got {self.value})" if self.value else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{place}{self.key}: {self.message}{shown}{remedy}"


class ScenarioError(DisruptsimError):
    """A scenario is not valid.

    Attributes
    ----------
    problems : tuple of Problem
        Everything that was found, in the order of the files.
    """

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class LimitError(DisruptsimError):
    """A run is larger than its limits allow; the message names the setting to change."""


class ClusterError(DisruptsimError):
    """A cluster cannot be reached."""


class FolderError(DisruptsimError):
    """A run folder cannot be used; the message says what differs, and what to do."""


class SimulationError(DisruptsimError):
    """A rule failed inside a replication; the message names site, time and event."""


class MassError(SimulationError):
    """Mass was not conserved."""
