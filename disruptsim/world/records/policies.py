"""Records of what is done about it: stockpiles and buffers."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.world.kinds import NEVER, NOBODY


@dataclass(slots=True)
class Reserve:
    """One material in a stockpile."""

    holding: int = 0
    active: int = 0
    target: float = 0.0
    fill: float = 0.0  # t/d in calm
    rebuild: float = NEVER  # d over which what was drawn is bought back
    when: int = 0
    watched: int = NOBODY  # holding or control
    level: float = 0.0
    days: float = 0.0
    supplied: float = 0.0  # t delivered into the zone when last looked
    normal: float = 0.0  # t/d into the zone
    first_source: int = 0  # lanes counted as supply: range of the world's list
    last_source: int = 0
    after: float = 0.0
    stream: int = NOBODY
    rate: float = 0.0
    interval: float = 1.0
    keep: float = 0.0
    poor: int = 0  # supply was below the level when last looked
    requested: int = 0
    eased: float = NEVER  # since when nothing presses any more
    by_hand: int = 0  # requested by a user's own process: runs until called off
    next_release: float = NEVER
    vault: int = NOBODY  # how it is paid for
    worth: float = 0.0  # USD that its stock has cost
    limit: float = NEVER  # t/d that it may order, but for money
    market: float = 0.0  # t/d sold into its zone in calm
    drawn: float = 0.0
    lowest: float = NEVER
    emptied: float = NEVER
    next: int = NOBODY  # next reserve that watches the same holding


@dataclass(slots=True)
class Instrument:
    """An instrument of a policy."""

    kind: int = 0
    reserve: int = NOBODY
    first_buffer: int = 0
    last_buffer: int = 0


@dataclass(slots=True)
class Buffer:
    """Cover that a policy adds to one holding."""

    holding: int = 0
    days: float = 0.0
