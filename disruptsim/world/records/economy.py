"""Records of prices, of the money of firms, and of who paid whom. Money that changes hands is in whole cents."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.world.kinds import NEVER, NOBODY


@dataclass(slots=True)
class Market:
    """How prices move in this run: numbers for all of them."""

    moves: int = 0  # RESTING, MEASURING or MOVING
    review: float = 7.0
    up: float = 21.0
    down: float = 42.0
    slack: float = 0.2
    ample: float = 0.25
    highest: float = 20.0
    theta: float = 0.1
    index_lag: float = 90.0
    long_run: float = 730.0
    substitution_most: float = 0.5
    recycling_elasticity: float = 0.0
    recycling_lag: float = 365.0
    premium: float = 1.0
    origin: int = 0  # whether shares of the tracked origin are kept
    looks: int = 0  # moves of prices so far
    leaked: float = 0.0  # t of controlled or taxed goods that came by ways round
    seized: float = 0.0
    adversary: int = NOBODY  # price zone


@dataclass(slots=True)
class Price:
    """The price of a material in a zone."""

    material: int = 0
    zone: int = 0
    reference: float = 0.0
    price: float = 0.0
    index: float = 0.0  # lagged: what contracts pay
    ask: float = 0.0  # of sellers in the zone: the price, less a discount of the actor's
    lowest: float = 0.0
    scarce: float = 1.0
    precaution: float = 1.0  # w while it is on
    wary: int = 0  # controls in force that make it so
    flood: float = 0.0  # ask over reference that an actor asks at most; 0: none
    markup: float = 0.0
    normal: float = 0.0  # d of cover in calm
    cover: float = 0.0
    measured: float = 0.0  # sum of cover at looks, while it is measured
    parity: float = NEVER  # least landed cost over lanes that are not rationed
    taxed: int = 0  # and a duty is in it
    substitution: float = 0.0  # 1/d
    saved: float = 0.0  # share of input per unit that is saved by now
    helped: float = 0.0  # 1/d added by programmes
    long: float = 0.0  # lagged ln(price / reference)
    first_stock: int = 0  # its holdings: a range of the world's list
    last_stock: int = 0
    first_route: int = 0  # lanes from other zones: a range of trades
    last_route: int = 0
    paid: float = 0.0  # USD paid by buyers in the zone, and for how many t
    bought: float = 0.0
    first_quote: int = 0  # its prices over time: a range of quotes


@dataclass(slots=True)
class Quote:
    """A price at one look."""

    price: float = 0.0
    cover: float = 0.0


@dataclass(slots=True)
class Trade:
    """Money and borders of one lane."""

    lane: int = 0
    sold: int = NOBODY  # price in the zone of the seller
    bought: int = NOBODY  # and of the buyer
    freight: float = 0.0
    duty: float = 0.0  # USD/t, of all levies
    calm: float = 0.0  # landed cost at the start
    rise: float = 0.0  # landed cost now, less that
    contract: float = 0.0  # share paid by contract
    fixed: int = 0
    asked: float = 0.0  # t ordered, and sent, in all
    sent: float = 0.0
    asked_before: float = 0.0  # the same two looks ago, and at the last look
    sent_before: float = 0.0
    asked_last: float = 0.0
    sent_last: float = 0.0
    rationed: int = 0
    first_levy: int = NOBODY
    last_levy: int = NOBODY
    round: int = NOBODY  # evasion
    payer: int = 0  # actors
    payee: int = 0


@dataclass(slots=True)
class Evasion:
    """A way round controls and duties: a lane from a trader."""

    trade: int = 0
    share: float = 0.0  # of the need that goes this way
    cost: float = 0.0
    learning: float = 90.0
    penalty: float = 2.0
    blacklist: float = 180.0
    held: float = NEVER  # time for which a detected shipment is held; seized if NEVER
    detection: float = 0.0
    barred: float = -1.0  # until when
    coins: int = NOBODY
    first_cause: int = 0  # direct lanes of the same input: a range of the world's list
    last_cause: int = 0


@dataclass(slots=True)
class Levy:
    """A duty's hold on one lane."""

    duty: int = 0
    trade: int = 0
    floor: float = 0.0  # USD/t
    rate: float = 0.0
    due: float = 0.0  # USD/t now
    needs_origin: float = 0.0  # share of the tracked origin from which it is due
    member: int = NOBODY  # of a bloc: at whose border
    next: int = NOBODY


@dataclass(slots=True)
class Gap:
    """A floored material in a product on which a levy is charged too."""

    levy: int = 0
    price: int = 0  # of the material at the origin
    tonnes: float = 0.0  # per unit
    floor: float = 0.0


@dataclass(slots=True)
class Duty:
    """A tariff or the border of a bloc."""

    active: int = 0
    starts: float = NEVER
    lasts: float = NEVER
    reset: float = 30.0
    enforcement: float = 0.0
    first_levy: int = 0
    last_levy: int = 0
    first_gap: int = 0
    last_gap: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Member:
    """A country in a bloc."""

    duty: int = 0
    inside: int = 0
    country: int = 0  # place among the countries of the bloc


@dataclass(slots=True)
class Firm:
    """The money of a producer, and whether it works; a project that is not there yet."""

    site: int = 0
    state: int = 0
    actor: int = 0
    price: int = NOBODY  # of its main output
    cash: int = 0  # cents
    opening: int = 0  # cents at the start
    cash_cost: float = 0.0  # USD/t
    fixed: float = 0.0  # USD/d
    interest: float = 0.0  # USD/d
    subsidy: float = 0.0  # USD/t
    capacity: float = 0.0  # t/d
    level: float = 1.0  # share of it that is there and open
    grown: float = 1.0  # share that its state adds to it
    margin: float = 0.0  # USD/t, at the last look
    guaranteed: float = 0.0  # price that it is guaranteed, USD/t
    guarantees: int = 0  # contracts in force
    losing: float = 0.0  # time below cash cost, d
    winning: float = 0.0  # time above what a restart wants, d
    exit: float = 365.0
    refinance: float = 0.0
    permanent: float = 0.0
    coins: int = NOBODY
    restart_margin: float = 0.15
    restart_hold: float = 180.0
    restart_time: float = 365.0
    restart_stream: int = NOBODY
    restart_cost: float = 0.0
    propped: int = 0  # take-or-pay contracts that keep it running
    seen: float = 0.0  # t made when last looked
    looked: float = 0.0  # when
    exits: int = 0
    closed: float = NEVER  # when it first closed
    on_line: float = 0.0  # t that it could have made: capacity x time on line
    project: int = NOBODY
    finds: int = 0  # its main input price ranges: unused where it buys nothing
    contracts: int = NOBODY  # list of contracts


@dataclass(slots=True)
class Project:
    """What it takes to build a plant."""

    firm: int = 0
    decides: int = 0
    known: int = 1  # its deposit is
    begins: float = 0.0  # earliest, or when
    capex: float = 0.0
    paid: float = 0.0
    permit: float = 0.0
    permit_stream: int = NOBODY
    build: float = 0.0
    build_stream: int = NOBODY
    ramp: float = 365.0
    steps: int = 0
    after: int = NOBODY  # firm that must be on line
    worth: float = 0.0  # annuity factor, d: what a USD a day over its life is worth now
    delay: float = 0.0  # factor of time by which money waits for the plant
    credibility: float = 0.5
    lagged: int = 1
    left: float = 0.0  # time of the stage at hand still to go at full speed, d
    length: float = 0.0  # of the whole stage
    pace: float = 1.0
    slowed: int = 0
    public: float = 0.0  # USD of public money still to be paid in
    stake: int = NOBODY
    faster: float = 1.0
    permit_factor: float = 1.0
    ordered: int = 0
    decided: float = NEVER
    on_line: float = NEVER


@dataclass(slots=True)
class Account:
    """What an actor paid and got on one line, cents."""

    paid: int = 0
    got: int = 0


@dataclass(slots=True)
class Contract:
    """A guarantee or take-or-pay contract with a plant."""

    kind: int = 0
    active: int = 0
    firm: int = 0
    price: int = NOBODY  # index
    floor: float = 0.0  # USD/t
    upside: float = 0.0
    most: float = NEVER  # t/d
    guarantee: float = 0.0  # USD/d
    lasts: float = NEVER
    rate: float = 0.0  # t/d to be taken
    into: int = NOBODY  # lane to a stockpile
    settled: float = 0.0  # when
    made: float = 0.0  # t made, and sold, then
    sold: float = 0.0
    sums: float = 0.0  # of the index at looks since, and how many
    looks: int = 0
    earned: float = 0.0  # USD of earnings since
    next: int = NOBODY  # of the same firm


@dataclass(slots=True)
class Dumping:
    """An actor's strategy."""

    state: int = 0
    starts: float = NEVER
    lasts: float = NEVER
    ask: float = 0.6
    volume: float = 0.0
    above: float = 0.0
    budget: float = 0.0
    spent: float = 0.0
    begun: float = NEVER
    below: float = 0.0
    markup: float = 0.0
    squeezes: int = 0
    squeeze: float = 0.0  # how long
    control: int = NOBODY  # what it lets leave in the squeeze
    first_target: int = 0
    last_target: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Target:
    """A strategy's hold on a price, a firm of the actor's, or a rival."""

    dumping: int = 0
    price: int = NOBODY
    site: int = NOBODY  # of the actor, whose capacity it raises
    rival: int = NOBODY  # site whose capacity counts against it


@dataclass(slots=True)
class Slowing:
    """A technology control's hold on a project."""

    control: int = 0
    project: int = 0


@dataclass(slots=True)
class Programme:
    """What else an instrument does: numbers that it changes, and what it costs a day."""

    kind: int = 0
    active: int = 0
    cost: float = 0.0  # USD/d
    amount: float = 0.0
    lag: float = 365.0
    subject: int = NOBODY
    starts: float = NEVER


@dataclass(slots=True)
class Vault:
    """How a stockpile of one or more materials is paid for."""

    budget: float = 0.0
    spent: float = 0.0  # USD tied up in stock, at what it cost
    loan: float = 0.0
    private: float = 0.0
    lent: float = 0.0  # of the two, drawn by now
    interest: float = 0.0  # 1/d
    storage: float = 0.0
    spoilage: float = 0.0
    fee: float = 0.0
    payer: int = 0
    repurchase: int = 0
    crowding: float = 0.0
    share: float = 1.0
    active: int = 0
    first_reserve: int = 0
    last_reserve: int = 0
