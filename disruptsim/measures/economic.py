"""Measures of prices, producers and money, which a scenario with an economy has beside the others."""

from __future__ import annotations

from disruptsim.measures.measure import Measure

COSTED = ("treasury", "buyers", "producers", "adversary", "elsewhere", "lenders", "vaults")  # actors with a measure


def _cost(actor: str) -> Measure:
    said = f"What {actor} paid, less what came in, less the same in the twin: above zero it costs."
    return Measure(f"cost_{actor}", "USD", said, ("mean", "tail"), "network")


ECONOMIC: tuple[Measure, ...] = (
    Measure("adopted", "d", "Day on which the last part of the policy is adopted, if ever.", ("median",), "network"),
    Measure("price_peak", "1", "Highest price over the reference price.", ("mean", "tail"), "prices"),
    Measure(
        "price_peak_day",
        "d",
        "Day on which it is highest, counted from the earliest effect, where it is ever above the reference price.",
        ("median",),
        "prices",
    ),
    Measure("price_high_days", "d", "Days above 1.5 times the reference price.", ("mean", "tail"), "prices"),
    Measure(
        "price_volatility",
        "1",
        "Standard deviation of the changes of ln(price) from one look to the next, x sqrt(365 / review): a year's.",
        ("mean",),
        "prices",
    ),
    Measure("price_low", "1", "5th percentile, over time, of price over the reference price.", ("mean",), "prices"),
    Measure(
        "price_paid",
        "1",
        "What buyers in the zone paid per tonne, over the reference price: contracts and spot together.",
        ("mean", "tail"),
        "prices",
    ),
    Measure(
        "price_spread",
        "1",
        "Highest ratio of the price to that of the same material in the adversary's zone; of other zones.",
        ("mean", "tail"),
        "prices",
    ),
    Measure("closed", "1", "Whether it, or any of a group, ever closed.", ("share",), "producers"),
    Measure("exits", "1", "Times that it closed.", ("mean",), "producers"),
    Measure(
        "capacity_left",
        "t/d",
        "Capacity that is there and open at the end. Groups by zone add up tonnes of whatever they make.",
        ("mean",),
        "producers",
    ),
    Measure(
        "stranded",
        "t",
        "What it could have made while there and open, less what it made. Not of groups that make unlike things.",
        ("mean",),
        "producers",
    ),
    Measure(
        "leaked", "t", "Came by ways round controls and duties.", ("mean", "tail"), "network",
    ),
    Measure("seized", "t", "Was detected on such ways, and seized.", ("mean",), "network"),
    Measure(
        "adversary_share",
        "1",
        "The adversary's share of the capacity that is there and open at the end; mean over the stages.",
        ("mean",),
        "network",
    ),
    *(_cost(actor) for actor in COSTED),
    Measure(
        "cost",
        "USD",
        "What the actor paid on this line, less what came in, less the same in the twin.",
        ("mean",),
        "accounts",
    ),
)  # fmt: skip
