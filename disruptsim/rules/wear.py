"""Wear: lines whose failures come with the time for which they have worked, not with the calendar's."""

from __future__ import annotations

from disruptsim.rules.verbs import post
from disruptsim.world.kinds import LINE_FAILS, NEVER
from disruptsim.world.records import Line
from disruptsim.world.world import World


def begin_to_wear(world: World, line: Line, now: float) -> None:
    """The line works from now on: foresee its failure."""
    if line.runs_since >= 0.0 or line.failed:
        return
    line.runs_since = now
    line.fails = now + line.wear_left
    post(world, line.fails, LINE_FAILS, line.rank, 0.0)


def rest(line: Line, now: float) -> None:
    """The line does not work from now on."""
    if line.runs_since < 0.0:
        return
    line.wear_left = max(0.0, line.wear_left - (now - line.runs_since))
    line.runs_since = -1.0
    line.fails = NEVER
