"""Truces: a licence is handled more kindly, or more harshly, for a while."""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.licences import file_again
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import NEVER, TRUCE_ENDS
from disruptsim.world.world import World


def set_truce(world: World, group: int, now: float) -> None:
    """Recompute the chance of approval at a licence: that of the last truce in force, or its own."""
    approval = -1.0
    for i in range(len(world.truces)):
        truce = world.truces[i]
        if truce.active and truce.group == group:
            approval = truce.approval
    for i in range(len(world.controls)):
        control = world.controls[i]
        if control.group == group:
            control.truce = approval


def truce_starts(world: World, rank: int, amount: float, now: float) -> None:
    """A truce takes effect: what was refused is filed again at once."""
    truce = world.truces[rank]
    truce.active = 1
    set_truce(world, truce.group, now)
    for i in range(len(world.controls)):
        if world.controls[i].group == truce.group and world.controls[i].active:
            file_again(world, i, now)
    if truce.lasts != NEVER:
        post(world, now + truce.lasts, TRUCE_ENDS, rank, 0.0)
    follow(world, truce.first_link, truce.last_link, 0, now)


def truce_ends(world: World, rank: int, amount: float, now: float) -> None:
    """The licence is handled as before."""
    truce = world.truces[rank]
    truce.active = 0
    set_truce(world, truce.group, now)
    follow(world, truce.first_link, truce.last_link, 1, now)
