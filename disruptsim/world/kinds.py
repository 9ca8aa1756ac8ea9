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
CALM_RETURNS: Final = 6  # control: hoarding stops
OUTAGE_RAMPS: Final = 7  # outage: a step of capacity comes back
CONTROL_ANNOUNCED: Final = 8  # control
CONTROL_STARTS: Final = 9  # control
OUTAGE_STARTS: Final = 10  # outage
LINE_FAILS: Final = 11  # line
CLOSURE_STARTS: Final = 12  # closure
SURGE_STARTS: Final = 13  # surge
TRUCE_STARTS: Final = 14  # truce
POLICY_ADOPTED: Final = 15  # instrument
PERMIT_FILED: Final = 16  # clause
PERMIT_DECIDED: Final = 17  # clause
PERMIT_EXPIRES: Final = 18  # clause
QUOTA_RENEWED: Final = 19  # control
CHOKEPOINT_REACHED: Final = 20  # lane; the shipment is its amount
SHIPMENT_ARRIVES: Final = 21  # lane; the shipment is its amount
CAMPAIGN_ENDS: Final = 22  # line
LOT_READY: Final = 23  # line; the lot is its amount
FEED_COLLECTED: Final = 24  # intake of a recycler: look at what was served
FEED_ARRIVES: Final = 25  # the same; its tonnes are the amount
LINE_TRIES: Final = 26  # line: try to start a campaign
DEMAND_GROWS: Final = 27  # holding of a market
DEMAND_ARRIVES: Final = 28  # holding of a market that asks by orders
REQUEST_LAPSES: Final = 29  # the same: patience with its oldest unserved order ends
STOCK_RUNS_OUT: Final = 30  # holding of a market
STOCKPILE_CHECKS: Final = 31  # reserve: look at supply
STOCKPILE_TRIGGERED: Final = 32  # reserve: a watched cover has fallen
STOCKPILE_RELEASES: Final = 33  # reserve
ORDERS_REVIEWED: Final = 34  # holding
PATIENCE_ENDS: Final = 35  # lane
GOODS_SHIP: Final = 36  # holding that sends

EVENT_NAMES: Final = (
    "control ends",
    "outage ends",
    "line repaired",
    "chokepoint reopens",
    "surge ends",
    "truce ends",
    "calm returns",
    "capacity comes back",
    "control announced",
    "control takes effect",
    "outage starts",
    "line fails",
    "chokepoint closes",
    "surge starts",
    "truce starts",
    "policy adopted",
    "permit filed",
    "permit decided",
    "permit expires",
    "quota renewed",
    "shipment reaches a chokepoint",
    "shipment arrives",
    "campaign ends",
    "lot ready",
    "feed collected",
    "feed arrives",
    "line tries to start",
    "demand changes",
    "demand arrives",
    "an order lapses",
    "stock runs out",
    "stockpile checks supply",
    "stockpile triggered",
    "stockpile releases",
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

# Instruments.
BUFFER: Final = 0
STOCKPILE: Final = 1

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

MONTH: Final = 365.0 / 12.0  # d
NEVER: Final = float("inf")
NOBODY: Final = -1
DUST: Final = 1e-9  # tonnes below which an order is as good as none
