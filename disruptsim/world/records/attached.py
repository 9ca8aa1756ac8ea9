"""Records that hang on the network: what moves or waits on it, and what only some sites, holdings and lanes have."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.world.kinds import NEVER, NOBODY


@dataclass(slots=True)
class Order:
    """What a buyer ordered on a lane."""

    placed: float = 0.0
    tonnes: float = 0.0
    sent: float = 0.0
    closed: int = 0  # given up: what is unsent went back to need
    next: int = NOBODY


@dataclass(slots=True)
class Request:
    """What is left of an order of final demand that waits."""

    placed: float = 0.0
    tonnes: float = 0.0
    next: int = NOBODY  # among free records, the next free one


@dataclass(slots=True)
class Alternative:
    """A holding that can do the work of another input of its site."""

    holding: int = 0
    next: int = NOBODY  # alternative to the same input
    calm_share: float = 0.0  # of that work
    largest_share: float = 0.0
    work: float = 0.0  # t/d that it would take for all of it
    qualification: float = 0.0
    ramp: float = 0.0
    qualified: float = NEVER


@dataclass(slots=True)
class Tally:
    """What is counted by review at one holding, and foreseen from it."""

    holding: int = 0
    asked: float = 0.0  # t used, ordered, or demanded by the last review
    seen: float = 0.0  # when that was
    periods: int = 0  # whole review periods, and sums over them and of squares: t/d asked for, and ordered
    asked_sum: float = 0.0
    asked_squares: float = 0.0
    ordered_sum: float = 0.0
    ordered_squares: float = 0.0
    foresees: int = 0  # levels follow a forecast
    expected: float = 0.0  # that, t/d
    smoothing: float = 0.0  # weight of the last period in it; 0 for a moving average
    first_sample: int = 0  # use in the periods of that: a range
    last_sample: int = 0
    oldest: int = 0  # the one to be overwritten next
    reorder_days: float = NEVER  # levels given in days of what is foreseen
    up_to_days: float = NEVER
    quantity_days: float = NEVER


@dataclass(slots=True)
class Sample:
    """Use in one review period."""

    holding: int = 0
    rate: float = 0.0  # t/d


@dataclass(slots=True)
class Shipment:
    """Goods on a lane."""

    lane: int = NOBODY
    tonnes: float = 0.0
    origin: float = 0.0  # share of the tracked origin
    departed: float = 0.0
    journey: float = 0.0  # lead time drawn
    due: float = NEVER  # when it would arrive by itself
    arrives: float = NEVER  # when it does: on a lane that keeps order, not before what departed earlier
    waits_at: int = NOBODY  # chokepoint
    waits_on: float = 0.0  # share of the journey at which it waits
    passed: float = -1.0  # share of the journey behind it, at the last chokepoint met
    back: int = 0  # on its way back to the seller
    next: int = NOBODY  # what departed next on the lane; among free records, the next free one


@dataclass(slots=True)
class Lot:
    """Goods made and not yet ready."""

    line: int = NOBODY
    tonnes: float = 0.0
    origin: float = 0.0
    next: int = NOBODY


@dataclass(slots=True)
class Pledge:
    """What one stockpile answers to another's call for help."""

    refusal: float = 0.0  # chance that it refuses
    coins: int = NOBODY
    answer: int = 0  # NOT_ASKED, PLEDGED or DECLINED in the emergency at hand


@dataclass(slots=True)
class Intake:
    """Where the feed of a recycler comes from: what was served at markets."""

    site: int = 0
    feed: float = 0.0  # t of the main material that may be made of what has come back
    boost: float = 1.0  # factor on what comes back, of prices and programmes
    added: float = 0.0  # to it, by programmes
    price: int = NOBODY  # of the main material
    usual: float = 0.0  # t/d that nominal service brings back
    lag: float = 0.0
    spacing: float = NEVER  # time between looks at what was served
    first_follow: int = 0  # the markets that it follows: a range
    last_follow: int = 0


@dataclass(slots=True)
class Follow:
    """A market that a recycler follows."""

    holding: int = 0
    ratio: float = 0.0  # t that come back per unit served
    seen: float = 0.0  # served when last looked
