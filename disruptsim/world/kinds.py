"""Kinds of events, states and choices, as whole numbers.

The order of event kinds is the order in which things happen at one instant: ends before starts of controls and
outages, receipts before withdrawals, then production, demand, stockpiles, orders, and shipping last.
"""

from __future__ import annotations

from typing import Final

# Events. The subject of each is the rank of a record whose place is that of a name. Records that are used again
# (shipments, lots) come as the amount, or what happens elsewhere would change who is first at one instant.
CONTROL_ENDS: Final = 0  # control
OUTAGE_ENDS: Final = 1  # outage
LINE_REPAIRED: Final = 2  # line; with amount 1 it only begins to wear
CLOSURE_ENDS: Final = 3  # closure
SURGE_ENDS: Final = 4  # surge
TRUCE_ENDS: Final = 5  # truce
DUTY_ENDS: Final = 6  # duty
LEVER_ENDS: Final = 7  # lever
DUMPING_ENDS: Final = 8  # dumping: a flood or squeeze
CALM_RETURNS: Final = 9  # control: hoarding stops
OUTAGE_RAMPS: Final = 10  # outage: a step of capacity comes back
CONTROL_ANNOUNCED: Final = 11  # control
CONTROL_STARTS: Final = 12  # control
OUTAGE_STARTS: Final = 13  # outage
LINE_FAILS: Final = 14  # line
CLOSURE_STARTS: Final = 15  # closure
SURGE_STARTS: Final = 16  # surge
TRUCE_STARTS: Final = 17  # truce
DUTY_STARTS: Final = 18  # duty
LEVER_STARTS: Final = 19  # lever
DUMPING_STARTS: Final = 20  # dumping: an actor begins to look for its chance
MEMBER_MOVES: Final = 21  # member of a bloc; with amount 1 it joins, with 0 it leaves
CONTRACT_STARTS: Final = 22  # contract
POLICY_ADOPTED: Final = 23  # instrument
PERMIT_FILED: Final = 24  # clause
PERMIT_DECIDED: Final = 25  # clause
PERMIT_EXPIRES: Final = 26  # clause
QUOTA_RENEWED: Final = 27  # control
DUTY_RESET: Final = 28  # duty
CHOKEPOINT_REACHED: Final = 29  # lane; the shipment is its amount
SHIPMENT_ARRIVES: Final = 30  # lane; the shipment is its amount
CAMPAIGN_ENDS: Final = 31  # line
LOT_READY: Final = 32  # line; the lot is its amount
FEED_COLLECTED: Final = 33  # intake of a recycler: look at what was served
FEED_ARRIVES: Final = 34  # the same; its tonnes are the amount
LINE_TRIES: Final = 35  # line: try to start a campaign
PROJECT_MOVES: Final = 36  # project: a stage is done
FIRM_REOPENS: Final = 37  # firm
DEMAND_GROWS: Final = 38  # holding of a market
DEMAND_ARRIVES: Final = 39  # holding of a market that asks by orders
REQUEST_LAPSES: Final = 40  # the same: patience with its oldest unserved order ends
STOCK_RUNS_OUT: Final = 41  # holding of a market
STOCKPILE_CHECKS: Final = 42  # reserve: look at supply
STOCKPILE_TRIGGERED: Final = 43  # reserve: a watched cover has fallen
STOCKPILE_RELEASES: Final = 44  # reserve
CONTRACT_SETTLED: Final = 45  # contract
PRICES_MOVE: Final = 46  # all prices
ORDERS_REVIEWED: Final = 47  # holding
PATIENCE_ENDS: Final = 48  # lane
GOODS_SHIP: Final = 49  # holding that sends

EVENT_NAMES: Final = (
    "control ends",
    "outage ends",
    "line repaired",
    "chokepoint reopens",
    "surge ends",
    "truce ends",
    "duty ends",
    "measure ends",
    "flood or squeeze ends",
    "calm returns",
    "capacity comes back",
    "control announced",
    "control takes effect",
    "outage starts",
    "line fails",
    "chokepoint closes",
    "surge starts",
    "truce starts",
    "duty starts",
    "measure starts",
    "strategy starts",
    "member joins or leaves",
    "contract starts",
    "policy adopted",
    "permit filed",
    "permit decided",
    "permit expires",
    "quota renewed",
    "duty reset",
    "shipment reaches a chokepoint",
    "shipment arrives",
    "campaign ends",
    "lot ready",
    "feed collected",
    "feed arrives",
    "line tries to start",
    "project moves on",
    "producer reopens",
    "demand changes",
    "demand arrives",
    "an order lapses",
    "stock runs out",
    "stockpile checks supply",
    "stockpile triggered",
    "stockpile releases",
    "contract settled",
    "prices move",
    "orders reviewed",
    "patience ends",
    "goods ship",
)

# Place among the events of one instant: by kind, then by the subject's rank. The first two places are SimPy's own, so
# that a user's processes act first.
KIND_STEP: Final = 1 << 32
PRIORITIES: Final = tuple((2 + kind) * KIND_STEP for kind in range(len(EVENT_NAMES)))

# What a line does.
IDLE: Final = 0
WORKING: Final = 1
STARVED: Final = 2  # up, has room, lacks an input: a stop
FULL: Final = 3  # has no room for its output
STUCK: Final = 4  # a finished output waits on the line
DOWN: Final = 5
RATIONED: Final = 6  # a production quota is used up

# How a holding is filled.
NOT_ORDERED: Final = 0
BASE_STOCK: Final = 1
PUSHED: Final = 2
S_S: Final = 3  # (s, S): at or under s, up to S
R_Q: Final = 4  # (r, Q): at or under r, as many Q as bring it above r

# Who is served first.
BY_CONTRACT: Final = 0
PRO_RATA: Final = 1
BY_PRIORITY: Final = 2
FIFO: Final = 3
BY_VALUE: Final = 4

# Controls.
BAN: Final = 0
LICENCE: Final = 1
QUOTA: Final = 2

# What becomes of goods under way.
ARRIVE: Final = 0
LOST: Final = 1
RETURNED: Final = 2

# Permits.
NO_PERMIT: Final = 0
GRANTED: Final = 1

# What a stockpile answers to another's call for help.
NOT_ASKED: Final = 0
PLEDGED: Final = 1
DECLINED: Final = 2

# What triggers a stockpile.
BY_HAND: Final = 0
ON_COVER: Final = 1
ON_CONTROL: Final = 2
ON_SUPPLY: Final = 3
ON_PRICE: Final = 4

# Instruments.
BUFFER: Final = 0
STOCKPILE: Final = 1

# Whether prices move.
RESTING: Final = 0
MEASURING: Final = 1  # normal cover is
MOVING: Final = 2

# What a producer does.
RUNNING: Final = 0
MOTHBALLED: Final = 1
REOPENING: Final = 2
GONE: Final = 3  # for ever
PLANNED: Final = 4
PERMITTING: Final = 5
BUILDING: Final = 6

# When a project is begun.
BY_NPV: Final = 0
BY_ORDER: Final = 1
BY_DATE: Final = 2

# Contracts with plants.
GUARANTEE: Final = 0
TAKE_OR_PAY: Final = 1

# What an actor's strategy does.
WATCHING: Final = 0
FLOODING: Final = 1
SQUEEZING: Final = 2
OVER: Final = 3

# Levers: what they change.
SLOWS: Final = 0  # project: pace of building
CRACKS: Final = 1  # control: enforcement
PERMITS: Final = 2  # project: factor on the time for permits
QUALIFIES: Final = 3  # lane: factor on the time of qualification
FINDS: Final = 4  # project: its deposit is known
REACTS: Final = 5  # reserve: time to react, d
APPROVES: Final = 6  # clause: chance of approval
RANKS: Final = 7  # site: priority
SERVES: Final = 8  # site: allocation
SUBSTITUTES: Final = 9  # price: yearly substitution added
RECYCLES: Final = 10  # intake: added to what comes back
FUNDS: Final = 11  # firm: public money, USD
COSTS: Final = 12  # nothing: it only costs
PAYS: Final = 13  # vault: it begins to work
ORDERS: Final = 14  # project: it is begun
BUILDS: Final = 15  # project: factor on the time to build

# Who pays and gets, and for what; the names stand in `books`.
TREASURY: Final = 0
BUYERS: Final = 1
PRODUCERS: Final = 2
ADVERSARY: Final = 3
ELSEWHERE: Final = 4
VAULTS: Final = 5
LENDERS: Final = 6
SUPPLIERS: Final = 7
GOODS: Final = 0
FREIGHT: Final = 1
DUTIES: Final = 2
COST: Final = 3
INTEREST: Final = 4
CAPEX: Final = 5
SUBSIDY: Final = 6
FLOOR: Final = 7
OFFTAKE: Final = 8
EQUITY: Final = 9
LOAN: Final = 10
STORAGE: Final = 11
FEES: Final = 12
PROGRAMME: Final = 13
FINES: Final = 14
LINES: Final = 15

# What the log says besides events: things that happen inside one.
SAID_ORDERED: Final = 100  # lane, tonnes
SAID_DEPARTED: Final = 101  # lane, tonnes
SAID_STOPPED: Final = 102  # site
SAID_RESUMED: Final = 103  # site
SAID_SHORT: Final = 104  # site (a market that cannot serve)
SAID_SERVED: Final = 105  # site (a market that serves again)
SAID_GRANTED: Final = 106  # lane, tonnes
SAID_REFUSED: Final = 107  # lane
SAID_RELEASED: Final = 108  # lane, tonnes
SAID_REQUESTED: Final = 109  # site of the stockpile
SAID_OVER: Final = 110  # site of the stockpile: emergency over
SAID_LOST: Final = 111  # lane, tonnes
SAID_RETURNED: Final = 112  # lane, tonnes
SAID_GIVEN_UP: Final = 113  # lane, tonnes
SAID_QUALIFYING: Final = 114  # lane
SAID_BLOCKED: Final = 115  # site
SAID_ARRIVED: Final = 116  # lane, tonnes
SAID_MADE: Final = 117  # site, tonnes
SAID_WAITS: Final = 118  # lane: a shipment waits at a chokepoint
SAID_DETOUR: Final = 119  # lane, days
SAID_BROKE: Final = 120  # site: its line fails by wear
SAID_REPAIRED: Final = 121  # site
SAID_STARTED: Final = 122  # site, tonnes
SAID_TURNS: Final = 123  # holding of an alternative that is to be qualified, days
SAID_PLEDGED: Final = 124  # lane between stockpiles: help is granted
SAID_DECLINED: Final = 125  # the same: it is refused
SAID_SEIZED: Final = 126  # lane, tonnes
SAID_CLOSED: Final = 127  # site: the producer stops for want of money
SAID_REOPENED: Final = 128  # site
SAID_BEGUN: Final = 129  # site: a project is decided
SAID_ON_LINE: Final = 130  # site
SAID_FLOOD: Final = 131  # dumping: rank
SAID_SQUEEZE: Final = 132

MONTH: Final = 365.0 / 12.0  # d
NEVER: Final = float("inf")
NOBODY: Final = -1
DUST: Final = 1e-9  # tonnes below which an order is as good as none
