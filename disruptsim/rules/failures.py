"""Failures and repairs of lines that wear by working."""

from __future__ import annotations

from disruptsim.rules.making import set_pace
from disruptsim.rules.verbs import draw, post, say
from disruptsim.rules.wear import begin_to_wear, rest
from disruptsim.world.kinds import LINE_REPAIRED, NOBODY, SAID_BROKE, SAID_REPAIRED, WORKING
from disruptsim.world.world import World


def line_fails(world: World, rank: int, amount: float, now: float) -> None:
    """A line fails, unless it has rested meanwhile."""
    line = world.lines[rank]
    if line.fails != now:
        return
    rest(line, now)
    line.failed = 1
    say(world, SAID_BROKE, line.site, 0.0)
    before = world.sites[line.site].availability * line.level
    line.level = line.left
    set_pace(world, rank, before, now)
    wait = draw(world, line.repair_stream) if line.repair_stream != NOBODY else line.repair
    post(world, now + wait, LINE_REPAIRED, rank, 0.0)


def line_repaired(world: World, rank: int, amount: float, now: float) -> None:
    """A line is as new, and wears again when it works."""
    line = world.lines[rank]
    line.failed = 0
    line.wear_left = draw(world, line.every_stream) if line.every_stream != NOBODY else line.every
    if amount == 0.0:
        say(world, SAID_REPAIRED, line.site, 0.0)
        before = world.sites[line.site].availability * line.level
        line.level = 1.0
        set_pace(world, rank, before, now)
    if line.state == WORKING and world.sites[line.site].availability > 0.0:
        begin_to_wear(world, line, now)
