"""Making things: campaigns, lots in process, room, and stops."""

from __future__ import annotations

from disruptsim.rules.clauses import permitted, use_up
from disruptsim.rules.inputs import pace, scarcest, supplied, take_inputs
from disruptsim.rules.origin import content, mix
from disruptsim.rules.spare import new_lot, spare_lot
from disruptsim.rules.stock import lift, lower
from disruptsim.rules.verbs import draw, post, say, stopped
from disruptsim.rules.wake import call_for
from disruptsim.rules.wear import begin_to_wear, rest
from disruptsim.world.kinds import (
    CAMPAIGN_ENDS,
    DOWN,
    DUST,
    FULL,
    GOODS_SHIP,
    IDLE,
    LOT_READY,
    NEVER,
    NOBODY,
    RATIONED,
    SAID_BLOCKED,
    SAID_MADE,
    SAID_RESUMED,
    SAID_STARTED,
    SAID_STOPPED,
    STARVED,
    STUCK,
    WORKING,
)
from disruptsim.world.records import Line
from disruptsim.world.world import World

_SLACK = 1e-9  # share by which rounding may miss a whole campaign or a full store


def set_state(world: World, line: Line, state: int, now: float) -> None:
    """Let a line be in a state from now on, and keep the stops."""
    if state == line.state:
        return
    if line.state == STARVED:
        stopped(world, line.site, line.since, now)
        say(world, SAID_RESUMED, line.site, 0.0)
    if state == STARVED:
        if world.run.tracing:
            say(world, SAID_STOPPED, line.site, float(scarcest(world, line)))
    elif state == STUCK:
        say(world, SAID_BLOCKED, line.site, 0.0)
    if line.wears:
        if state == WORKING:
            begin_to_wear(world, line, now)
        else:
            rest(line, now)
    line.state = state
    line.since = now


def has_room(world: World, line: Line, batch: float) -> bool:
    """Whether the stores of a line's outputs can take a batch, work in process counted."""
    site = world.sites[line.site]
    load = site.in_process + batch
    if not line.after and site.last_line - site.first_line > 1:
        for other in range(site.first_line, site.last_line):
            load += world.lines[other].batch
    output = world.holdings[site.first]
    if output.on_hand + load > output.storage * (1.0 + _SLACK) + DUST:
        return False
    if line.strict:
        for rank in range(site.first + 1, site.middle):
            holding = world.holdings[rank]
            if holding.blocks and holding.on_hand + load * holding.per_unit > holding.storage * (1.0 + _SLACK) + DUST:
                return False
    return True


def try_start(world: World, rank: int, now: float) -> None:
    """Start a campaign if the line is idle and up, and there is input, room and quota."""
    line = world.lines[rank]
    if line.state == WORKING or line.state == STUCK:
        return
    site = world.sites[line.site]
    speed = site.availability * line.level
    if speed <= 0.0:
        set_state(world, line, DOWN, now)
        return
    batch = line.lot
    if line.first_clause != NOBODY:
        batch = permitted(world, line.first_clause, batch, True)
        if batch <= DUST:
            set_state(world, line, RATIONED, now)
            return
    least = min(line.least, batch)
    scarce = supplied(world, line, batch, now)
    enough = scarce >= least * (1.0 - _SLACK) and scarce > 0.0
    if not line.after and not has_room(world, line, scarce if enough else least):
        set_state(world, line, FULL, now)
        return
    if not enough:
        if line.state != STARVED:
            set_state(world, line, STARVED, now)
            for holding_rank in range(site.middle, site.end):
                if world.holdings[holding_rank].room != NEVER:
                    call_for(world, holding_rank, now)
        return
    if line.stretch_below > 0.0:
        line.pace = pace(world, line)
    take_inputs(world, line, scarce, now)
    if line.first_clause != NOBODY:
        use_up(world, line.first_clause, scarce)
    line.batch = scarce
    if world.money.traced:
        line.origin = content(world, line.site)
    if line.times == NOBODY:
        line.work_left = scarce / line.capacity
    else:
        line.work_left = draw(world, line.times) * (scarce / line.lot)
    line.settled = now
    set_state(world, line, WORKING, now)
    line.ends = now + line.work_left / (speed * line.pace)
    post(world, line.ends, CAMPAIGN_ENDS, rank, 0.0)
    if world.run.tracing:
        say(world, SAID_STARTED, line.site, scarce)


def line_tries(world: World, rank: int, amount: float, now: float) -> None:
    """Try to start a campaign."""
    try_start(world, rank, now)


def campaign_ends(world: World, rank: int, amount: float, now: float) -> None:
    """A campaign is done, unless an outage has moved its end."""
    line = world.lines[rank]
    if line.state != WORKING or line.ends != now:
        return
    line.ends = NEVER
    line.work_left = 0.0
    if line.after and not has_room(world, line, line.batch):
        set_state(world, line, STUCK, now)
        return
    hand_over(world, rank, now)


def hand_over(world: World, rank: int, now: float) -> None:
    """Take a finished batch off the line and start the next."""
    line = world.lines[rank]
    site = world.sites[line.site]
    batch = line.batch
    line.batch = 0.0
    line.made += batch
    if world.run.tracing:
        say(world, SAID_MADE, line.site, batch)
    for holding_rank in range(site.first, site.middle):
        holding = world.holdings[holding_rank]
        world.materials[holding.material].made += batch * holding.per_unit
    set_state(world, line, IDLE, now)
    wait = draw(world, line.stream) if line.stream != NOBODY else line.processing
    if wait > 0.0:
        lot_rank = new_lot(world)
        lot = world.lots[lot_rank]
        lot.line = rank
        lot.tonnes = batch
        lot.origin = line.origin
        site.in_process += batch
        post(world, now + wait, LOT_READY, rank, float(lot_rank))
    else:
        store(world, rank, batch, line.origin, now)
    try_start(world, rank, now)


def lot_ready(world: World, rank: int, amount: float, now: float) -> None:
    """A lot leaves the process; a lot that was lost meanwhile only gives its record back."""
    lot_rank = int(amount)
    lot = world.lots[lot_rank]
    if lot.line != NOBODY:
        site = world.sites[world.lines[rank].site]
        site.in_process = max(0.0, site.in_process - lot.tonnes)
        store(world, rank, lot.tonnes, lot.origin, now)
    spare_lot(world, lot_rank)


def store(world: World, rank: int, batch: float, origin: float, now: float) -> None:
    """Put a batch and its by-products in store; by-products without room are lost."""
    line = world.lines[rank]
    site = world.sites[line.site]
    for holding_rank in range(site.first, site.middle):
        holding = world.holdings[holding_rank]
        tonnes = batch * holding.per_unit
        mix(world, holding, tonnes, origin)
        lift(holding, tonnes, now)
        if holding_rank != site.first and not holding.blocks and holding.on_hand > holding.storage:
            surplus = holding.on_hand - holding.storage
            world.materials[holding.material].lost += surplus
            lower(holding, surplus, now)
        if (holding.waiting > 0.0 or holding.pushes) and holding.ships != now:
            holding.ships = now
            post(world, now, GOODS_SHIP, holding_rank, 0.0)


def room_made(world: World, rank: int, now: float) -> None:
    """Goods have left a store: a line that waited for room goes on."""
    line = world.lines[rank]
    if line.state == FULL:
        if has_room(world, line, min(line.least, line.lot)):
            try_start(world, rank, now)
    elif line.state == STUCK and has_room(world, line, line.batch):
        hand_over(world, rank, now)


def set_pace(world: World, rank: int, before: float, now: float) -> None:
    """Let a campaign in work go on at a new share of capacity; `before` is the one until now."""
    line = world.lines[rank]
    speed = world.sites[line.site].availability * line.level
    if line.state == WORKING:
        line.work_left = max(0.0, line.work_left - (now - line.settled) * before * line.pace)
        line.settled = now
        line.ends = NEVER
        if line.wears and speed <= 0.0:
            rest(line, now)
        elif line.wears:
            begin_to_wear(world, line, now)
        if speed > 0.0:
            line.ends = now + line.work_left / (speed * line.pace)
            post(world, line.ends, CAMPAIGN_ENDS, rank, 0.0)
    elif line.state != STUCK:
        try_start(world, rank, now)


def scrap(world: World, rank: int, now: float) -> None:
    """Lose the campaign in work and the lots in process."""
    line = world.lines[rank]
    site = world.sites[line.site]
    if line.state == WORKING or line.state == STUCK:
        line.batch = 0.0
        line.work_left = 0.0
        line.ends = NEVER
        set_state(world, line, IDLE, now)
    for lot in world.lots:
        if lot.line == rank:
            site.in_process -= lot.tonnes
            for holding_rank in range(site.first, site.middle):
                holding = world.holdings[holding_rank]
                world.materials[holding.material].lost += lot.tonnes * holding.per_unit
            lot.line = NOBODY
            lot.tonnes = 0.0
    site.in_process = max(0.0, site.in_process)
