"""Records of what may happen: controls, outages, closures, surges, and what they have a hold on."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.world.kinds import NEVER, NOBODY


@dataclass(slots=True)
class Control:
    """A ban, licence or quota."""

    kind: int = 0
    announced: float = NEVER
    starts: float = NEVER
    lasts: float = NEVER
    active: int = 0
    alerted: int = 0
    passes: float = 0.0
    recall: int = 0
    calm: float = 0.0
    first_clause: int = 0  # range of clauses
    last_clause: int = 0
    first_alert: int = 0  # range of alerts
    last_alert: int = 0
    first_link: int = 0  # range of links: what follows it
    last_link: int = 0
    covers: float = 0.0
    truce: float = -1.0  # chance of approval under a truce; none if negative
    desk: float = 0.0  # d from one decision to the next, at least
    desk_free: float = 0.0
    renewal: float = 1.0
    ahead: float = 0.0
    retry: float = 0.0
    processing: float = 0.0
    on_production: int = 0
    tonnage: float = 0.0
    period: float = NEVER
    pooled: int = 0
    carry: int = 0
    pool: float = 0.0
    asked: float = 0.0  # t that the lanes of one seller ask of the pool; of the moment
    group: int = 0  # first happening of the same control
    running: int = 0  # of the group in effect, kept at the first
    enforcement: float = 0.0  # chance that what evades it is detected
    first_wary: int = 0  # prices that it alarms: a range of holds
    last_wary: int = 0


@dataclass(slots=True)
class Clause:
    """A control's hold on one lane, or on one line."""

    control: int = 0
    lane: int = NOBODY
    line: int = NOBODY
    share: float = 0.0  # of a quota
    left: float = 0.0  # t that may still depart, or be made
    asked: float = 0.0  # t of a permit
    approval: float = 1.0
    permit: int = 0
    files: float = NEVER  # when the next application goes in
    refused: int = 0  # and that is because the last was refused
    renewing: int = 0  # the application under way is a renewal
    renewed: int = 0  # the next permit is granted already
    until: float = 0.0
    held: float = 0.0  # since when there is no permit
    coins: int = NOBODY  # streams
    times: int = NOBODY
    next: int = NOBODY  # next clause of the same lane or line


@dataclass(slots=True)
class Alert:
    """A control's hold on one buyer's nerves."""

    control: int = 0
    holding: int = 0
    factor: float = 1.0
    on: int = 0
    next: int = NOBODY


@dataclass(slots=True)
class Truce:
    """A change in how a licence is handled."""

    starts: float = NEVER
    lasts: float = NEVER
    group: int = NOBODY  # first happening of the licence
    approval: float = 1.0
    active: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Outage:
    """An outage: one cause, one or more sites."""

    active: int = 0
    starts: float = NEVER
    lasts: float = NEVER
    left: float = 0.0  # share of capacity left
    level: float = 1.0  # share of capacity that works now
    ramp: float = 0.0
    steps: int = 0  # of the ramp still to come
    loses: int = 0  # work in process is lost
    recall: int = 0
    first_cut: int = 0
    last_cut: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Cut:
    """An outage's hold on one site."""

    outage: int = 0
    site: int = 0
    next: int = NOBODY


@dataclass(slots=True)
class Closure:
    """A closure of a chokepoint."""

    starts: float = NEVER
    lasts: float = NEVER
    point: int = 0
    diverts: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Surge:
    """A surge of demand."""

    active: int = 0
    starts: float = NEVER
    lasts: float = NEVER
    factor: float = 1.0
    first_hit: int = 0
    last_hit: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Hit:
    """A surge's hold on one market."""

    holding: int = 0


@dataclass(slots=True)
class Link:
    """A disruption that follows another, if its coin said so."""

    kind: int = 0  # event to post
    subject: int = 0
    at_end: int = 0  # follows the other's end rather than its start
    delay: float = 0.0
