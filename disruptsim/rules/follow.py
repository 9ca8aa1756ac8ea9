"""What follows a disruption: the links of a chain whose coins said so."""

from __future__ import annotations

from disruptsim.rules.verbs import post
from disruptsim.world.world import World


def follow(world: World, first: int, last: int, at_end: int, now: float) -> None:
    """Post what follows the start (at_end 0) or the end (at_end 1) of a disruption."""
    for i in range(first, last):
        link = world.links[i]
        if link.at_end == at_end:
            post(world, now + link.delay, link.kind, link.subject, 0.0)
