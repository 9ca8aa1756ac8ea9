"""Every measure, once. Tables, JSON and ``explain`` are made from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disruptsim.measures.economic import ECONOMIC
from disruptsim.measures.measure import CENSORED, MISSING, OBSERVED, Measure, Summary

if TYPE_CHECKING:
    from disruptsim.scenario.scenario import Scenario

__all__ = ["BASE", "CENSORED", "INDEX", "MEASURES", "MISSING", "OBSERVED", "Measure", "Summary", "measures_of"]

BASE: tuple[Measure, ...] = (
    Measure(
        "unserved",
        "t",
        "Served in the twin less served, at the horizon: what is not caught up. For groups, in USD of output, or t where no market has a unit value.",
        ("mean", "tail"),
        "demand",
    ),
    Measure("unserved_share", "1", "The same over what the twin serves.", ("mean", "tail"), "demand"),
    Measure("lost_output", "USD", "Unserved demand x unit value.", ("mean", "tail"), "demand"),
    Measure(
        "caught_up",
        "t",
        "Largest lag behind the twin less what is unserved at the horizon: what was late and not lost.",
        ("mean",),
        "demand",
    ),
    Measure("shortfall_days", "t d", "Area by which cumulative service lags the twin's.", ("mean",), "demand"),
    Measure(
        "fill_rate",
        "1",
        "Demand served at once from stock over demand.",
        ("mean",),
        "demand",
        "Silver, Pyke and Thomas",
    ),
    Measure("twin_fill_rate", "1", "The same in the undisturbed twin.", ("mean",), "demand", "Silver, Pyke and Thomas"),
    Measure("ready_rate", "1", "Share of time with positive stock.", ("mean",), "demand", "Axsater"),
    Measure(
        "cycle_service",
        "1",
        "Share of replenishment cycles, each ended by a receipt, in which stock did not run out.",
        ("mean",),
        "demand",
        "Silver, Pyke and Thomas",
    ),
    Measure(
        "cover_short",
        "d",
        "Largest lag of service behind the twin's, in days of the twin's mean service: the cover that would have had to be there on top. Its value at risk is the added cover with which so many replications survive.",
        ("mean", "tail"),
        "demand",
    ),
    Measure(
        "short",
        "1",
        "Whether service ever lags the twin by more than a thousandth of a day's demand.",
        ("share",),
        "demand",
    ),
    Measure(
        "time_to_survive",
        "d",
        "From the earliest effect to the first instant at which cumulative service lags the twin's by more than a thousandth of a day's demand; never by the horizon is censored.",
        ("survival",),
        "demand",
        "Simchi-Levi, Schmidt and Wei 2014",
    ),
    Measure(
        "disrupted",
        "1",
        "Whether performance (served / served in the twin per bucket) ever falls under `low`.",
        ("share",),
        "demand",
    ),
    Measure(
        "time_to_recover",
        "d",
        "From the earliest effect to the start of the first spell at or above `high` that lasts `hold`, after the last episode under `low`; not recovered by the horizon is censored.",
        ("survival",),
        "demand",
    ),
    Measure("lowest_performance", "1", "Lowest performance of any bucket.", ("mean",), "demand", "Bruneau et al. 2003"),
    Measure(
        "resilience_loss",
        "d",
        "Area between 1 and performance, where it is below: days of full output.",
        ("mean", "tail"),
        "demand",
        "Bruneau et al. 2003",
    ),
    Measure(
        "overshoot",
        "d",
        "Area between performance and 1, where it is above.",
        ("mean",),
        "demand",
        "Poulin and Kane 2021",
    ),
    Measure(
        "rapidity",
        "1/d",
        "Mean slope of performance from its last lowest bucket back to `high`.",
        ("mean",),
        "demand",
        "Cimellaro et al. 2010",
    ),
    Measure(
        "stopped",
        "1",
        "Whether the line ever stops, beyond what its twin does that day: up, with room, lacking an input.",
        ("share",),
        "sites",
    ),
    Measure(
        "first_stop",
        "d",
        "First day of such a stop, counted from the earliest effect.",
        ("survival", "median"),
        "sites",
    ),
    Measure("stop_days", "d", "Days of stop beyond the twin's.", ("mean", "tail"), "sites"),
    Measure("lost_making", "t", "Made in the twin less made, of the main material.", ("mean",), "sites"),
    Measure("lost_share", "1", "The same over what the twin makes.", ("mean", "tail"), "sites"),
    Measure("utilisation", "1", "Made of the main material over capacity x horizon.", ("mean",), "sites"),
    Measure(
        "bullwhip",
        "1",
        "Variance of what is ordered by review period over that of what is asked for or used; of the site's input for which it is largest; counted where demand varies by itself or orders follow a forecast.",
        ("mean",),
        "buyers",
        "Chen, Drezner, Ryan and Simchi-Levi 2000",
    ),
    Measure(
        "tiers_reached",
        "1",
        "Tiers of the network, counted downstream from its sources, that lose more than a hundredth of what they make or serve in the twin.",
        ("mean",),
        "network",
        "Ivanov, Sokolov and Dolgui 2014",
    ),
    Measure(
        "amplification",
        "1",
        "Share lost by the furthest tier reached over the share lost by the first one; where more than one is reached.",
        ("mean",),
        "network",
        "Ivanov, Sokolov and Dolgui 2014",
    ),
    Measure("drawn", "t", "Drawn from the stockpile.", ("mean",), "stockpiles"),
    Measure("lowest_stock", "t", "Lowest stock after a release.", ("mean",), "stockpiles"),
    Measure("emptied", "1", "Whether it is ever empty after a release.", ("share",), "stockpiles"),
    Measure("day_empty", "d", "First day on which it is empty after a release.", ("median",), "stockpiles"),
)
MEASURES = (*BASE, *ECONOMIC)
INDEX = {measure.name: number for number, measure in enumerate(MEASURES)}


def measures_of(scenario: Scenario) -> tuple[Measure, ...]:
    """Measures that a scenario has, in the order of their columns: those of money only where there is an economy."""
    return BASE if scenario.economy is None else MEASURES
