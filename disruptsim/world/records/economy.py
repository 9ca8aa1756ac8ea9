"""Records of prices, of the money of firms, and of who paid whom. Money that changes hands is in whole cents."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.world.kinds import NEVER, NOBODY


@dataclass(slots=True)
class Money:
    """How prices move in this run: numbers for all of them."""

    moves: int = 0  # RESTING, MEASURING or MOVING
    review: float = 7.0
    rises: float = 0.0  # share of the way to its target that the logarithm of a price goes at a look
    falls: float = 0.0
    follows: float = 0.0  # the same of the index, of the long run, and of recycling
    lasting: float = 0.0
    recycles: float = 0.0
    slack: float = 0.2
    ample: float = 0.25
    highest: float = 20.0
    theta: float = 0.1
    substitution_most: float = 0.5
    recycling: float = 0.0  # elasticity
    premium: float = 1.0
    carrying: float = 0.0  # 1/d, of the worth of stock
    traced: int = 0  # whether shares of the tracked origin are kept
    looks: int = 0  # so far
    leaked: float = 0.0  # t that came by ways round
    seized: float = 0.0


@dataclass(slots=True)
class Price:
    """The price of a material in a zone."""

    material: int = 0
    zone: int = 0
    reference: float = 0.0  # USD/t
    price: float = 0.0
    ask: float = 0.0  # of sellers in the zone: the price, but for what an actor does to it
    index: float = 0.0  # the ask, lagged: what contracts pay
    lowest: float = 0.0
    scarce: float = 1.0
    precaution: float = 1.0
    wary: int = 0  # controls in force that alarm the zone
    flood: float = 0.0  # most that its sellers ask, over reference; 0 if they do not flood
    markup: float = 0.0
    flow: float = 0.0  # t/d wanted from outside the zone
    least: float = NEVER  # lowest and highest cover in calm, d: what lies between is normal
    most: float = 0.0
    added: float = 0.0  # cover that policies have buyers hold beyond it, d
    cover: float = 0.0
    parity: float = NEVER  # least landed cost of what may come in
    lifts: int = 0  # and a duty or a markup is in it
    imports: float = 0.0  # t that came from other zones, and in all, in the last two intervals
    recent: float = 0.0
    substitution: float = 0.0  # most that is saved of it in a year
    helped: float = 0.0  # and what programmes add
    saved: float = 0.0  # share of the input per unit that is saved by now
    lasting: float = 0.0  # lagged ln(price / reference)
    first_stock: int = 0  # its holdings: a range of the world's list
    last_stock: int = 0
    first_route: int = 0  # trades from other zones: a range of the world's list
    last_route: int = 0
    paid: float = 0.0  # USD that buyers in the zone paid for goods, and for how many t
    bought: float = 0.0
    sold: float = 0.0  # t that left sellers in the zone


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
    asked_last: float = 0.0  # the same at the last look, and at the one before
    sent_last: float = 0.0
    asked_before: float = 0.0
    sent_before: float = 0.0
    recent: float = 0.0  # t sent in the last two intervals
    rationed: int = 0
    first_levy: int = NOBODY
    last_levy: int = NOBODY
    round: int = NOBODY  # it is a way round
    payer: int = 0  # actors
    payee: int = 0
    collector: int = 0


@dataclass(slots=True)
class Evasion:
    """A way round controls and duties."""

    trade: int = 0
    share: float = 0.0  # of the need that goes this way
    cost: float = 0.0
    learns: float = 0.0  # share of the way to what pays that is gone at a look
    penalty: float = 2.0
    blacklist: float = 180.0
    held: float = NEVER  # time for which a detected shipment is held; seized if NEVER
    detection: float = 0.0
    barred: float = -1.0  # until when
    coins: int = NOBODY


@dataclass(slots=True)
class Response:
    """What a price does to the demand of a market."""

    holding: int = 0
    price: int = 0
    short: float = 0.0  # elasticities
    long: float = 0.0


@dataclass(slots=True)
class Thrift:
    """An input that a plant can save."""

    holding: int = 0
    price: int = 0
    per_unit: float = 1.0  # in calm
    use: float = 0.0


@dataclass(slots=True)
class Duty:
    """A tariff, or the border of a bloc."""

    active: int = 0
    starts: float = NEVER
    lasts: float = NEVER
    reset: float = 30.0
    enforcement: float = 0.0
    first_levy: int = 0
    last_levy: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Levy:
    """A duty's hold on one lane."""

    duty: int = 0
    trade: int = 0
    floor: float = 0.0  # USD/t
    rate: float = 0.0
    due: float = 0.0  # USD/t now
    origin: float = 0.0  # share of the tracked origin from which it is due
    importer: int = NOBODY  # members of a bloc at both ends
    exporter: int = NOBODY
    first_gap: int = 0
    last_gap: int = 0
    next: int = NOBODY  # of the same trade


@dataclass(slots=True)
class Gap:
    """A floored material in a product, on which a levy is charged too."""

    price: int = 0  # of the material, where the product comes from
    tonnes: float = 0.0  # per unit
    floor: float = 0.0


@dataclass(slots=True)
class Member:
    """A country of a bloc."""

    duty: int = 0
    inside: int = 0


@dataclass(slots=True)
class Firm:
    """The money of a producer, and whether it works."""

    site: int = 0
    state: int = 0
    actor: int = 0
    cash: int = 0  # cents
    opening: int = 0  # at the start
    earned: int = 0  # from working, before interest and building
    funded: int = 0  # whether cash can run out
    cash_cost: float = 0.0  # USD/t
    fixed: float = 0.0  # USD/d
    interest: float = 0.0  # USD/d
    subsidy: float = 0.0  # USD/t
    capacity: float = 0.0  # t/d
    level: float = 1.0  # share of it that is there and open
    grown: float = 1.0  # factor that its state adds in a flood
    margin: float = 0.0  # USD/t at the last look
    unit_cost: float = 0.0
    guaranteed: float = 0.0  # USD/t
    propped: int = 0  # take-or-pay contracts that keep it open
    losing: float = 0.0  # time below cash cost, d
    winning: float = 0.0  # time above what a restart wants
    exit: float = 365.0
    refinance: float = 0.0
    permanent: float = 0.0
    coins: int = NOBODY
    restart_margin: float = 0.15
    restart_hold: float = 180.0
    restart_time: float = 365.0
    restart_stream: int = NOBODY
    restart_cost: float = 0.0
    reopens: float = NEVER
    made: float = 0.0  # t, when last looked
    looked: float = 0.0
    exits: int = 0
    closed: float = NEVER  # when it first closed
    on_line: float = 0.0  # t that it could have made
    project: int = NOBODY


@dataclass(slots=True)
class Project:
    """What it takes to build a plant."""

    firm: int = 0
    decides: int = 0
    known: int = 1  # its deposit is
    begins: float = 0.0  # when, or the earliest
    capex: float = 0.0
    spent: float = 0.0
    permit: float = 0.0
    permit_stream: int = NOBODY
    build: float = 0.0
    build_stream: int = NOBODY
    ramp: float = 365.0
    steps: int = 0
    after: int = NOBODY  # firm that must be on line
    worth: float = 0.0  # what a USD a day over its life is worth at the decision, USD
    credibility: float = 0.5
    lagged: int = 1
    length: float = 0.0  # of the stage at hand, d at full speed
    left: float = 0.0  # of it, when last settled
    settled: float = 0.0
    due: float = NEVER
    pace: float = 1.0
    public: float = 0.0  # USD of public money, and how much of it is paid
    granted: float = 0.0
    faster: float = 1.0  # factor on the time to build, and for permits
    permits: float = 1.0
    ordered: int = 0


@dataclass(slots=True)
class Account:
    """What an actor paid and got on one line, cents."""

    paid: int = 0
    got: int = 0


@dataclass(slots=True)
class Contract:
    """A guarantee, or a take-or-pay contract, with a plant."""

    kind: int = 0
    active: int = 0
    firm: int = 0
    index: int = NOBODY  # price
    floor: float = 0.0  # USD/t; of a take-or-pay contract the price
    upside: float = 0.0
    most: float = NEVER  # t/d
    guarantee: float = 0.0  # USD/d
    ends: float = NEVER
    lasts: float = NEVER
    rate: float = 0.0  # t/d to be taken
    into: int = NOBODY  # lane to a stockpile
    settled: float = 0.0  # when
    made: float = 0.0  # t made, and sold, then
    sold: float = 0.0
    earned: int = 0  # earnings then, cents
    total: float = 0.0  # of the index at looks since
    looks: int = 0


@dataclass(slots=True)
class Dumping:
    """An actor's strategy."""

    state: int = 0
    starts: float = NEVER
    lasts: float = NEVER
    ends: float = NEVER  # of the flood, or of the squeeze
    above: float = 0.0
    ask: float = 0.6
    volume: float = 0.0
    budget: float = 0.0
    spent: float = 0.0
    squeezes: int = 0
    below: float = 0.0
    markup: float = 0.0
    squeeze: float = 0.0  # how long
    control: int = NOBODY  # what it lets leave in the squeeze
    first_target: int = 0
    last_target: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Target:
    """A strategy's hold on a price, on a firm of the actor's, or on a rival's."""

    price: int = NOBODY
    own: int = NOBODY
    rival: int = NOBODY
    sold: float = 0.0  # t sold at the price when last looked


@dataclass(slots=True)
class Lever:
    """What changes numbers of other records while it is on."""

    kind: int = 0
    active: int = 0
    starts: float = NEVER
    lasts: float = NEVER
    cost: float = 0.0  # USD/d
    first_hold: int = 0
    last_hold: int = 0
    first_link: int = 0
    last_link: int = 0


@dataclass(slots=True)
class Hold:
    """One record that a lever changes, or that a control alarms."""

    subject: int = 0
    value: float = 0.0
    before: float = 0.0


@dataclass(slots=True)
class Vault:
    """How the stock of some reserves is paid for."""

    active: int = 0
    budget: float = 0.0
    spent: float = 0.0  # USD tied up in stock, at what it cost
    private: float = 0.0
    loan: float = 0.0
    lent: float = 0.0  # of lenders' money, and of the treasury's, in use
    drawn: float = 0.0
    interest: float = 0.0  # 1/d
    storage: float = 0.0
    spoilage: float = 0.0
    fee: float = 0.0
    payer: int = 0
    repurchase: int = 0
    crowding: float = 0.0
    share: float = 1.0
    lends_below: float = 0.0  # d of cover
    entitlement: float = 0.0
    replenish: float = 180.0
    below: float = NEVER  # price over reference above which it buys nothing
