"""What is said of each policy on the menu."""

from __future__ import annotations

from dataclasses import dataclass, field

from disruptsim.statistics.intervals import Interval


@dataclass(slots=True)
class Choice:
    """One policy in one future; what is not known is None.

    Attributes
    ----------
    policy : str
    stops : Interval
        Share of replications in which any factory stops.
    first_stop : Interval, d
        Median over those, from the earliest effect.
    recover : Interval, d
        Restricted mean of the time to recover.
    lost : Interval
        Mean lost output, USD; or what is unserved, t, where no market has a unit value.
    less : Interval
        The same less that of doing nothing, paired: below zero it saves.
    tail : Interval
        Conditional value at risk of what is lost.
    defence_short : Interval
        Share of replications in which service of defence lags its twin's.
    adversary_share : Interval
        Mean share of capacity that is the adversary's at the end.
    cost : Interval, USD
        What treasury and buyers pay, less the same under doing nothing, paired.
    calm_cost : Interval, USD a year
        The same in calm.
    treasury_tail : Interval, USD
        Conditional value at risk of what the treasury pays.
    saved : Interval
        USD of lost output avoided per USD of cost; without a value where it costs nothing.
    break_even : Interval
        Yearly probability of a disruption from which it pays: calm cost a year over the loss avoided in a replication
        with a disruption; without a value where none is avoided, above 1 where it never pays.
    per_tonne_day, per_dollar : Interval
        Cost, USD, per tonne-day of shortfall and per USD of lost output avoided.
    adopted : Interval, d
        Median of the day on which its last part is adopted.
    longer : Interval, d
        Time to survive less that under doing nothing, up to when one is cut off.
    pays : dict of str to Interval, USD
        What each of `PAYERS` pays, less the same in the twin.
    best : float
        Share of resamples in which it loses least of the policies within the budget; 0 for one beyond it.
    affordable : bool
        Whether its mean cost to the treasury, beyond that of doing nothing, is within the budget.
    efficient : bool
        Whether no other policy both loses no more and costs no more, and one of the two less.
    """

    policy: str
    stops: Interval | None = None
    first_stop: Interval | None = None
    recover: Interval | None = None
    lost: Interval | None = None
    less: Interval | None = None
    tail: Interval | None = None
    defence_short: Interval | None = None
    adversary_share: Interval | None = None
    cost: Interval | None = None
    calm_cost: Interval | None = None
    treasury_tail: Interval | None = None
    saved: Interval | None = None
    break_even: Interval | None = None
    per_tonne_day: Interval | None = None
    per_dollar: Interval | None = None
    adopted: Interval | None = None
    longer: Interval | None = None
    pays: dict[str, Interval] = field(default_factory=dict)
    best: float = float("nan")
    affordable: bool = True
    efficient: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """All policies in all futures but calm.

    Attributes
    ----------
    unit : str
        Of losses: USD or t.
    tail : float
        Level of the tails.
    budget : float or None, USD
        Of the treasury.
    futures : dict of str to list of Choice
    regret : dict of str to Interval
        Of each policy: most, over the futures, that it loses beyond the policy that loses least there.
    """

    unit: str
    tail: float
    budget: float | None
    futures: dict[str, list[Choice]]
    regret: dict[str, Interval]
