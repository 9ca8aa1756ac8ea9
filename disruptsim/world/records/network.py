"""Records of what is there: sites, lines, holdings, lanes, and what moves between them."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.world.kinds import NEVER, NOBODY


@dataclass(slots=True)
class Run:
    """The run as a whole."""

    horizon: float = 0.0
    tracing: int = 0  # whether rules describe what they do
    free_shipment: int = NOBODY  # heads of lists of records that may be used again
    free_lot: int = NOBODY
    free_request: int = NOBODY
    pools: int = 0  # quotas with one pool for all
    arrived: int = 0  # shipments that were delivered


@dataclass(slots=True)
class Material:
    """Totals of one material, t: what the mass balance is made of."""

    initial: float = 0.0
    made: float = 0.0
    used: float = 0.0
    consumed: float = 0.0
    lost: float = 0.0


@dataclass(slots=True)
class Site:
    """A place."""

    first_line: int = 0  # its lines: a range
    last_line: int = 0
    in_process: float = 0.0  # t of the main material made and not yet ready
    first: int = 0  # its holdings: outputs [first, middle), inputs [middle, end)
    middle: int = 0
    end: int = 0
    priority: int = 5
    open: float = 1.0  # share of capacity that is there and open
    firm: int = NOBODY
    tracked: int = 0  # what it makes is of the tracked origin
    allocation: int = 0
    patience: float = 30.0
    drift: float = 0.0
    availability: float = 1.0
    intake: int = NOBODY  # of a recycler
    first_cut: int = NOBODY  # its list of outages
    last_cut: int = NOBODY


@dataclass(slots=True)
class Line:
    """One line of a site."""

    rank: int = 0  # its own
    site: int = 0
    state: int = 0
    capacity: float = 0.0  # t/d of the main material
    lot: float = 0.0  # t of a full campaign
    times: int = NOBODY  # times that full campaigns take, where they vary
    least: float = 0.0  # t of the smallest campaign worth starting
    varied: int = 0  # some input has alternatives
    strict: int = 0  # some by-product stops it when full
    after: int = 0  # blocking after work rather than before
    batch: float = 0.0  # t of the campaign in work
    origin: float = 0.0  # share of the tracked origin in it
    work_left: float = 0.0  # d at full capacity
    settled: float = 0.0
    ends: float = NEVER  # when the campaign in work ends as things stand
    pace: float = 1.0  # share of capacity at which it is run
    stretch_below: float = 0.0  # cover of an input under which one is run slowly, d
    stretch_to: float = 1.0
    wears: int = 0  # it fails by the time for which it has worked
    every: float = NEVER  # such time to a failure, and the stream that it is drawn from
    every_stream: int = NOBODY
    repair: float = 0.0
    repair_stream: int = NOBODY
    left: float = 0.0  # share of capacity that a failure leaves
    level: float = 1.0  # share of capacity that wear leaves now
    failed: int = 0
    wear_left: float = NEVER  # time to work until the next failure, at `runs_since`
    runs_since: float = -1.0  # since when it has worked; -1 if it does not
    fails: float = NEVER  # when it fails as things stand
    processing: float = 0.0
    stream: int = NOBODY  # processing times, where they vary
    first_clause: int = NOBODY  # its list of production quotas
    last_clause: int = NOBODY
    made: float = 0.0
    since: float = 0.0  # when it came into its state


@dataclass(slots=True)
class Holding:
    """One material at one site."""

    site: int = 0
    material: int = 0
    on_hand: float = 0.0
    storage: float = NEVER
    room: float = NEVER  # of an input that is pushed: no more is sent to it, t
    per_unit: float = 1.0  # t per tonne of the site's main material
    blocks: int = 0  # a by-product that stops the line when full
    price: int = NOBODY  # in its zone
    origin: float = 0.0  # share of the tracked origin
    stands_in: int = NOBODY  # it is an alternative to this input
    first_alternative: int = NOBODY  # and this is the first of its own
    # as a market
    consumes: int = 0
    rate: float = 0.0  # demand now, t/d
    nominal: float = 0.0  # demand at the start, t/d
    growth: float = 0.0  # ln of the yearly factor
    grown: float = 1.0  # factor of growth so far
    surge: float = 1.0  # factor of the surges in force
    response: float = 1.0  # factor of prices
    settled: float = 0.0
    waits: int = 0  # unserved demand waits rather than being lost
    owed: float = 0.0  # demand that waits
    owed_moment: float = 0.0  # sum of its changes x their times
    served: float = 0.0
    at_once: float = 0.0  # served without waiting
    demanded: float = 0.0
    short: int = 0  # cannot serve just now
    runs_out: float = NEVER  # as things stand
    checks: float = NEVER  # for when running out is posted
    dry: float = 0.0  # time without stock
    moment: float = 0.0  # sum of changes of stock x their times: gives the mean stock
    lumpy: int = 0  # it asks by orders
    every: float = NEVER  # time between them, and the stream that it is drawn from
    every_stream: int = NOBODY
    size: float = 0.0  # t, and its stream
    size_stream: int = NOBODY
    bears: float = NEVER  # time for which an order waits
    cycles: int = 0  # receipts, and those of them that found it out of stock
    dry_cycles: int = 0
    first_request: int = NOBODY  # those that wait, oldest first, where patience ends
    last_request: int = NOBODY
    # as a buyer
    policy: int = 0
    use: float = 0.0  # nominal, t/d
    cover: float = 0.0
    added_cover: float = 0.0  # by policies, less what public stock crowds out
    policy_cover: float = 0.0  # by policies alone
    hoarding: float = 1.0
    review: float = 7.0  # in the order-up-to level: 0 under continuous review
    spacing: float = NEVER  # between reviews; NEVER if each use of stock brings one
    by_use: int = 0  # each use of stock brings a review
    crosses: int = 0  # a review is due when constant use brings the position to `reorder`
    reorder: float = 0.0  # s or r, t
    up_to: float = NEVER  # S, t, if given
    quantity: float = 0.0  # Q, t
    tally: int = NOBODY  # where what is asked of it, and what it orders, is counted by review
    next_review: float = NEVER
    most: float = NEVER  # t/d that may be ordered
    in_transit: float = 0.0
    ordered: float = 0.0  # and not yet sent
    need: float = 0.0  # that found no lane
    lead: float = 0.0  # mean lead time of the lanes in use at the last review, d
    weight: float = 0.0  # sum of the weights of its lanes then
    steady: int = 0  # nothing has happened since that could change them
    trouble: float = NEVER  # since when a lane of it has been in trouble
    first_alert: int = NOBODY
    last_alert: int = NOBODY
    watcher: int = NOBODY  # reserve that watches its cover
    reserve: int = NOBODY  # reserve that it belongs to
    # as a seller
    waiting: float = 0.0  # unsent orders on its lanes
    asker: int = NOBODY  # the lane that has them all; NOBODY if there may be several
    ships: float = -1.0  # instant for which shipping is posted
    value: float = 0.0  # USD lost per missing tonne
    first_in: int = 0  # lanes in and out: ranges of the world's lists
    last_in: int = 0
    first_out: int = 0
    last_out: int = 0
    pushes: int = 0  # some of its lanes carry whatever can be sent
    received: float = 0.0
    sent: float = 0.0


@dataclass(slots=True)
class Lane:
    """One material on its way from one site to another."""

    material: int = 0
    seller: int = 0  # holding
    buyer: int = 0  # holding
    pushed: int = 0
    reserve: int = 0  # leads out of a stockpile
    trade: int = NOBODY  # its money and borders
    closed: int = 0  # its seller is not there
    opened: int = 0  # its seller has come on line, and is tried
    pledge: int = NOBODY  # between stockpiles that pool
    share: float = 0.0
    contract: float = 0.0  # t/d
    lead: float = 0.0  # mean lead time
    stream: int = NOBODY
    overtaking: int = 0
    last_arrival: float = 0.0
    first_shipment: int = NOBODY  # what is under way, in order of departure
    last_shipment: int = NOBODY
    capacity: float = NEVER
    interval: float = 1.0
    limit: float = NEVER  # t/d that may depart just now
    tokens: float = 0.0  # t that may depart at `counted`, where there is a limit
    counted: float = 0.0
    ordered: float = 0.0  # and not yet sent
    in_transit: float = 0.0
    moment: float = 0.0  # sum of changes of what is in transit x their times
    delivered: float = 0.0
    first_order: int = NOBODY  # its orders of the last while, oldest first
    last_order: int = NOBODY
    open_order: int = NOBODY  # oldest that is not all sent
    late: int = 0  # an order fell due unsent within memory
    due_after: float = 0.0  # time that the supplier is given
    patience_ends: float = NEVER
    habit: float = 0.0
    habit_at: float = 0.0
    target: float = 0.0  # share once qualified, for a dormant lane
    qualification: float = 0.0
    ramp: float = 0.0
    qualified: float = NEVER
    first_clause: int = NOBODY
    last_clause: int = NOBODY
    first_via: int = 0
    last_via: int = 0
    wakes: float = NEVER  # when its limit lets the next shipment go
    weight: float = 0.0  # in the split of an order; of the moment
    want: float = 0.0  # t asked and allowed in an allocation; of the moment
    grant: float = 0.0  # t given in it


@dataclass(slots=True)
class Via:
    """A chokepoint on a lane."""

    point: int = 0
    at: float = 0.0  # share of the journey


@dataclass(slots=True)
class Chokepoint:
    """A strait, canal or crossing."""

    shut: int = 0  # closures in force that shut it
    diverted: int = 0  # closures in force that send ships round
    reopens: float = 0.0  # last end of a closure in force
    detour: float = NEVER  # extra days, mean
    stream: int = NOBODY
