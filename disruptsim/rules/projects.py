"""Plants that are not there yet: decided by value or by order, permitted, built, brought on line in steps."""

from __future__ import annotations

from disruptsim.rules.ledger import firm_gets, firm_pays
from disruptsim.rules.opening_up import set_open
from disruptsim.rules.verbs import draw, post, say
from disruptsim.world.kinds import (
    BUILDING,
    BY_DATE,
    BY_ORDER,
    CAPEX,
    EQUITY,
    LENDERS,
    LOAN,
    NEVER,
    NOBODY,
    ORDERS_REVIEWED,
    PERMITTING,
    PLANNED,
    PROJECT_MOVES,
    RUNNING,
    SAID_BEGUN,
    SAID_ON_LINE,
    SUPPLIERS,
    TREASURY,
)
from disruptsim.world.records import Firm, Project
from disruptsim.world.world import World

STEPS = 10  # of the ramp


def look_at_projects(world: World, now: float) -> None:
    """Decide about projects, and pay for those that are built."""
    for i in range(len(world.projects)):
        project = world.projects[i]
        firm = world.firms[project.firm]
        if firm.state == PLANNED:
            ready = project.after == NOBODY or world.firms[project.after].level > 0.0
            if ready and project.known and pays(world, project, firm, now):
                begin(world, i, now)
        elif firm.state == BUILDING:
            pay_for_building(world, project, firm, now)


def pays(world: World, project: Project, firm: Firm, now: float) -> bool:
    """Whether a project is begun now."""
    if project.ordered:
        return True
    if project.decides == BY_ORDER or now < project.begins:
        return False
    return project.decides == BY_DATE or net_present_value(world, project, firm) > 0.0


def net_present_value(world: World, project: Project, firm: Firm) -> float:
    """Worth of a plant at expected and guaranteed prices less what it costs, USD.

    A guarantee counts with the chance that it lasts.
    """
    site = world.sites[firm.site]
    output = world.prices[world.holdings[site.first].price]
    expected = output.index if project.lagged else output.price
    gain = max(0.0, firm.guaranteed - expected) * project.credibility
    # The margin at the last look is at the day's ask, with the guarantee in full.
    margin = firm.margin - max(output.ask, firm.guaranteed) + expected + gain
    return (margin * firm.capacity - firm.fixed) * project.worth - project.capex + project.public


def begin(world: World, rank: int, now: float) -> None:
    """A project is decided: permits first."""
    project = world.projects[rank]
    firm = world.firms[project.firm]
    firm.state = PERMITTING
    say(world, SAID_BEGUN, firm.site, 0.0)
    wait = draw(world, project.permit_stream) if project.permit_stream != NOBODY else project.permit
    start_stage(world, rank, wait * project.permits, now)


def start_stage(world: World, rank: int, length: float, now: float) -> None:
    """Begin a stage that takes a time at full speed."""
    project = world.projects[rank]
    project.length = length
    project.left = length
    project.settled = now
    set_due(world, rank, now)


def set_due(world: World, rank: int, now: float) -> None:
    """Work out when the stage at hand is done, as things stand."""
    project = world.projects[rank]
    project.due = now + project.left / project.pace if project.pace > 0.0 else NEVER
    post(world, project.due, PROJECT_MOVES, rank, 0.0)


def set_speed(world: World, rank: int, pace: float, now: float) -> None:
    """Let a project go on at a share of its speed."""
    project = world.projects[rank]
    state = world.firms[project.firm].state
    if state in (PERMITTING, BUILDING):
        project.left = max(0.0, project.left - (now - project.settled) * project.pace)
        project.settled = now
        project.pace = pace
        set_due(world, rank, now)
    project.pace = pace


def pay_for_building(world: World, project: Project, firm: Firm, now: float) -> None:
    """Pay what has been built since the last look: public money first, then lenders'."""
    left = max(0.0, project.left - (now - project.settled) * project.pace)
    share = 1.0 - left / project.length if project.length > 0.0 else 1.0
    usd = max(0.0, project.capex * share - project.spent)
    project.spent += usd
    grant = max(0.0, project.public * share - project.granted)
    project.granted += grant
    firm_gets(world, firm, EQUITY, TREASURY, grant)
    firm_gets(world, firm, LOAN, LENDERS, usd - grant)
    firm_pays(world, firm, CAPEX, SUPPLIERS, usd)


def project_moves(world: World, rank: int, amount: float, now: float) -> None:
    """A stage is done, or a step of the ramp."""
    project = world.projects[rank]
    firm = world.firms[project.firm]
    if project.due != now:
        return
    if firm.state == PERMITTING:
        firm.state = BUILDING
        wait = draw(world, project.build_stream) if project.build_stream != NOBODY else project.build
        start_stage(world, rank, wait * project.faster, now)
    elif firm.state == BUILDING:
        project.settled = now
        project.left = 0.0
        pay_for_building(world, project, firm, now)
        firm.state = RUNNING
        firm.looked = now
        project.steps = STEPS
        come_on_line(world, firm, now)
        step_up(world, rank, now)
    elif project.steps > 0:
        step_up(world, rank, now)


def step_up(world: World, rank: int, now: float) -> None:
    """One step of the ramp."""
    project = world.projects[rank]
    firm = world.firms[project.firm]
    project.steps -= 1
    if firm.state == RUNNING:
        firm.level = 1.0 - project.steps / STEPS
        set_open(world, firm, now)
    if project.steps > 0:
        project.due = now + project.ramp / STEPS
        post(world, project.due, PROJECT_MOVES, rank, 0.0)


def come_on_line(world: World, firm: Firm, now: float) -> None:
    """Let a new plant buy for what it can make, and let buyers try its lanes."""
    site = world.sites[firm.site]
    say(world, SAID_ON_LINE, firm.site, firm.capacity)
    for rank in range(site.middle, site.end):
        holding = world.holdings[rank]
        if holding.use <= 0.0 and holding.stands_in == NOBODY:
            holding.use = firm.capacity * holding.per_unit
            holding.steady = 0
            post(world, now, ORDERS_REVIEWED, rank, 1.0)
    for rank in range(site.first, site.middle):
        holding = world.holdings[rank]
        for i in range(holding.first_out, holding.last_out):
            lane = world.lanes[world.outbound[i]]
            if lane.share <= 0.0 and lane.target > 0.0:
                lane.opened = 1
                lane.qualified = min(lane.qualified, now + lane.qualification)
                world.holdings[lane.buyer].steady = 0
