"""Policies as a menu: what each saves, what it costs, who pays, and whether it is worth it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.registry import INDEX, MEASURES
from disruptsim.measures.subjects import FACTORIES, NETWORK, TOTAL
from disruptsim.montecarlo.choices import Choice, Menu
from disruptsim.montecarlo.compare import chance_of_best
from disruptsim.montecarlo.estimates import summarise
from disruptsim.montecarlo.ratios import METHOD, RESAMPLES, ratio, spread
from disruptsim.montecarlo.result import Array, Result
from disruptsim.statistics.intervals import Interval
from disruptsim.statistics.resampling import resampled_means
from disruptsim.statistics.survival import restrict
from disruptsim.world.opening import CALM, futures_of

PAYERS = ("treasury", "buyers", "producers", "adversary", "elsewhere")
BEARERS = ("treasury", "buyers")  # whose cost is the cost of a policy
DEFENCE = "class defence"
Flags = NDArray[np.bool_]


def menu(result: Result, budget: float | None = None, confidence: float = 0.95) -> Menu | None:
    """The menu of a result; None where there is no economy.

    Parameters
    ----------
    result : Result
    budget : float, optional
        Of the treasury, USD; no limit by default.
    confidence : float
        Level of intervals.
    """
    if result.scenario.economy is None:
        return None
    made = _Maker(result, confidence)
    futures = list(
        dict.fromkeys(future for number, (_, future) in enumerate(result.cases) if not result.is_calm(number))
    )
    futures = futures or [CALM]  # where nothing else was run
    found = {}
    for future in futures:
        policies = [policy for policy, where in result.cases if where == future]
        found[future] = [made.choice(policy, future) for policy in policies]
        _mark_efficient(found[future])
        made.mark_best(found[future], future, budget)
    tail = float(result.scenario.resilience.tail)
    return Menu(made.unit, tail, budget, found, made.regret(futures))


class _Maker:
    """Makes the numbers of the menu from the table of replications."""

    def __init__(self, result: Result, confidence: float) -> None:
        self.result, self.confidence = result, confidence
        self.years = float(result.scenario.horizon) / 365.0
        self.rows = {(one.name, one.kind): number for number, one in enumerate(result.subjects)}
        self.total = self.rows.get((TOTAL, "group"), -1)
        self.network = self.rows[NETWORK, "network"]
        self.markets = [n for n, one in enumerate(result.subjects) if one.kind == "market" and one.unit == "t"]
        self.tail = f"{100 * float(result.scenario.resilience.tail):g}"
        states = result.states[:, :, self.total, INDEX["lost_output"]] if self.total >= 0 else np.zeros(0)
        self.loss, self.unit = ("lost_output", "USD") if bool((states > 0).any()) else ("unserved", "t")
        free = futures_of(result.scenario).get(CALM) == []
        self.calm = CALM if free and any(where == CALM for _, where in result.cases) else None

    def case(self, policy: str, future: str | None) -> int | None:
        """Rank of a case, where it was run."""
        return self.result.cases.index((policy, future)) if future and (policy, future) in self.result.cases else None

    def choice(self, policy: str, future: str) -> Choice:
        """All that is known of a policy in a future, but how it stands among the others."""
        case, base = self.case(policy, future), self.case("none", future)
        assert case is not None
        found = Choice(
            policy,
            stops=self.known("stopped", "share", (FACTORIES, "sites"), case),
            first_stop=self.known("first_stop", "median_of_seen", (FACTORIES, "sites"), case),
            recover=self.known("time_to_recover", "restricted_mean", (TOTAL, "group"), case),
            lost=self.known(self.loss, "mean", (TOTAL, "group"), case),
            tail=self.known(self.loss, f"cvar{self.tail}", (TOTAL, "group"), case),
            defence_short=self.known("short", "share", (DEFENCE, "group"), case),
            adversary_share=self.known("adversary_share", "mean", (NETWORK, "network"), case),
            adopted=self.known("adopted", "median_of_seen", (NETWORK, "network"), case),
            treasury_tail=self.known("cost_treasury", f"cvar{self.tail}", (NETWORK, "network"), case),
        )
        pays = ((actor, self.known(f"cost_{actor}", "mean", (NETWORK, "network"), case)) for actor in PAYERS)
        found.pays = {actor: interval for actor, interval in pays if interval is not None}
        yearly, calm = self.calm_cost(policy)
        found.calm_cost = self.mean(yearly, calm, self.calm)
        if base is not None and base != case:
            self._against(found, case, base, future, yearly, calm)
        elif base == case:
            found.cost = self.mean(*self.extra(case, case), future)
        return found

    def known(self, measure: str, statistic: str, subject: tuple[str, str], case: int) -> Interval | None:
        """One estimate, where the subject is there and some replication has it."""
        row = self.rows.get(subject)
        return None if row is None else dict(summarise(self.result, MEASURES[INDEX[measure]], row, case)).get(statistic)

    def mean(self, values: Array, there: Flags, future: str | None) -> Interval | None:
        """Mean of what is there, as its replications were drawn."""
        return self.result.averages.mean(values, there, future or "", self.confidence) if there.any() else None

    def extra(self, case: int, base: int | None) -> tuple[Array, Flags]:
        """What treasury and buyers pay in each replication, USD, less the same in another case; where it is known."""
        values, there = np.zeros(self.result.replications), np.ones(self.result.replications, bool)
        for actor in BEARERS:
            for number, sign in ((case, 1.0), (base, -1.0)):
                if number is not None:
                    mine, seen, _ = self.result.seen(f"cost_{actor}", self.network, number)
                    values, there = values + sign * mine, there & seen
        return values, there

    def calm_cost(self, policy: str) -> tuple[Array, Flags]:
        """What a policy costs treasury and buyers in a year without disruptions, USD."""
        case = self.case(policy, self.calm)
        if case is None:
            return np.zeros(self.result.replications), np.zeros(self.result.replications, bool)
        values, there = self.extra(case, self.case("none", self.calm))
        return values / self.years, there

    def avoided(self, measure: str, rows: list[int], case: int, base: int) -> tuple[Array, Flags]:
        """By how much a measure is less than in another case, added up over subjects; and where it is known."""
        values = np.zeros(self.result.replications)
        there = np.full(self.result.replications, bool(rows))
        for row in rows:
            theirs, seen, _ = self.result.seen(measure, row, base)
            ours, too, _ = self.result.seen(measure, row, case)
            values, there = values + theirs - ours, there & seen & too
        return values, there

    def ratio(self, top: Array, bottom: Array, there: Flags, *, of: Flags | None = None) -> Interval | None:
        """Ratio of two means over replications in which both are known; the lower one over a part of them alone."""
        if not there.any():
            return None
        odds, part = self.result.averages.odds(there), None if of is None else of[there]
        return ratio(top[there], bottom[there], odds, self.confidence, of=part)

    def _against(self, found: Choice, case: int, base: int, future: str, yearly: Array, calm: Flags) -> None:
        """What needs doing nothing beside it."""
        less, both = self.avoided(self.loss, [self.total] if self.total >= 0 else [], case, base)
        cost, paid = self.extra(case, base)
        found.less = self.mean(-less, both, future)
        found.cost = self.mean(cost, paid, future)
        if self.unit == "USD":
            found.saved = self.ratio(less, cost, both & paid)
            found.per_dollar = self.ratio(cost, less, both & paid)
            hit = np.isfinite(self.result.triggers[:, case])
            found.break_even = self.ratio(yearly, less, both & calm, of=hit)
        days, seen = self.avoided("shortfall_days", self.markets, case, base)
        found.per_tonne_day = self.ratio(cost, days, seen & paid)
        found.longer = self._longer(case, base, future)

    def _longer(self, case: int, base: int, future: str) -> Interval | None:
        if self.total < 0:
            return None
        pairs = [self.result.seen("time_to_survive", self.total, number) for number in (case, base)]
        there = pairs[0][1] & pairs[1][1]
        if not there.any():
            return None
        times = np.stack([values for values, _, _ in pairs], axis=1)
        ended = np.stack([observed for _, _, observed in pairs], axis=1)
        times[there], _ = restrict(times[there], ended[there])
        return self.result.averages.difference(times[:, 0], times[:, 1], there, future, self.confidence)

    def losses(self, cases: list[int]) -> tuple[Array, Flags]:
        """What is lost in each replication, by case; and where it is known in all of them."""
        if self.total < 0:
            return np.zeros((self.result.replications, len(cases))), np.zeros(self.result.replications, bool)
        columns = [self.result.seen(self.loss, self.total, case) for case in cases]
        return np.stack([one[0] for one in columns], axis=1), np.all([one[1] for one in columns], axis=0)

    def mark_best(self, found: list[Choice], future: str, budget: float | None) -> None:
        """Mark who is within the budget, and the chance that each of those loses least."""
        base = self.case("none", future)
        for one in found:
            case = self.case(one.policy, future)
            assert case is not None
            less, seen = self.avoided("cost_treasury", [self.network], case, base if base is not None else case)
            odds = self.result.averages.odds(seen)
            one.affordable = budget is None or not len(odds) or float(odds @ -less[seen]) <= budget
        inside = [one for one in found if one.affordable]
        for one in found:
            one.best = 0.0
        values, there = self.losses([self.result.cases.index((one.policy, future)) for one in inside])
        if inside:
            chances = chance_of_best(-values[there], self.result.averages.odds(there))
            for one, chance in zip(inside, chances, strict=True):
                one.best = chance

    def regret(self, futures: list[str]) -> dict[str, Interval]:
        """Largest regret over futures of each policy that was run in all of them; by the bootstrap."""
        policies = [policy for policy in dict.fromkeys(policy for policy, _ in self.result.cases)
                    if all(self.case(policy, future) is not None for future in futures)]  # fmt: skip
        cases = [self.result.cases.index((policy, future)) for future in futures for policy in policies]
        values, there = self.losses(cases)
        if not there.any() or not policies:
            return {}
        odds, shape = self.result.averages.odds(there), (-1, len(futures), len(policies))
        drawn = resampled_means(values[there], RESAMPLES, odds).reshape(shape)
        known = (odds @ values[there]).reshape(shape)
        of_all, of_known = ((x - x.min(axis=2, keepdims=True)).max(axis=1) for x in (drawn, known))
        few = int(there.sum()) < 2
        ends = [(math.nan, math.nan) if few else spread(of_all[:, n], self.confidence) for n in range(len(policies))]
        return {policy: Interval(float(of_known[0, n]), *ends[n], int(there.sum()), METHOD)
                for n, policy in enumerate(policies)}  # fmt: skip


def _mark_efficient(found: list[Choice]) -> None:
    """Mark the policies that no other dominates in what is lost and what they cost."""
    known = [(one, one.lost.value, one.cost.value) for one in found if one.lost is not None and one.cost is not None]
    for one, lost, cost in known:
        one.efficient = not any(a <= lost and b <= cost and (a < lost or b < cost) for _, a, b in known)
