"""Criticality: what is lost when a site, a lane or a country is out for a while, all under the same luck.

Each knock-out is a future of its own beside one undisturbed twin, so that differences between them are theirs alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from disruptsim.errors import Problem, ScenarioError
from disruptsim.measures.registry import INDEX, MEASURES
from disruptsim.measures.subjects import TOTAL
from disruptsim.montecarlo.estimates import summarise
from disruptsim.montecarlo.result import Array, Result
from disruptsim.montecarlo.run import DEFAULT_SEED, run
from disruptsim.network.capacity import capacity
from disruptsim.network.flows import nominal_flows
from disruptsim.network.layout import lay_out
from disruptsim.network.systemic import systemic_risk
from disruptsim.scenario.realise import at_means
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import Market, Stockpile
from disruptsim.statistics import intervals
from disruptsim.statistics.intervals import Interval
from disruptsim.statistics.resampling import resampled_means

KINDS = ("sites", "lanes", "countries")
DEFAULT_REPLICATIONS = 50
_RESAMPLES = 1000
_MOST_PAIRED = 12  # elements of which all pairs are tried


@dataclass(frozen=True, slots=True)
class Knockout:
    """One element, or pair of elements, out.

    Attributes
    ----------
    kind : str
        ``sites``, ``lanes``, ``countries`` or ``pairs``.
    name : str
    loss : Interval
        Unserved demand of all markets, in USD, or t where no market has a unit value; mean by t.
    survive : Interval or None
        Restricted mean of the time to survive, d.
    rank : Interval
        By mean loss, the largest first; its interval by the bootstrap over replications.
    together : Interval or None
        Of a pair: its loss less the losses of its two elements, paired.
    bound : float
        What perfect reallocation would still lose, t/d of all markets: maximum flow with and without it.
    systemic : float
        Systemic index of a site; NaN for others.
    """

    kind: str
    name: str
    loss: Interval
    survive: Interval | None
    rank: Interval
    together: Interval | None
    bound: float
    systemic: float


@dataclass(frozen=True, slots=True)
class Criticality:
    """Knock-outs, the most critical first.

    Attributes
    ----------
    scenario : Scenario
        With the knock-outs as its disruptions.
    unit : str
        Of losses.
    starts, lasts : float, d
    knockouts : list of Knockout
    result : Result
    """

    scenario: Scenario
    unit: str
    starts: float
    lasts: float
    knockouts: list[Knockout]
    result: Result


def criticality(
    scenario: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    *,
    kinds: Sequence[str] = KINDS,
    starts: float = 100.0,
    lasts: float = 90.0,
    pairs: bool = False,
    **options: Any,
) -> Criticality:
    """Knock out each element in turn.

    Parameters
    ----------
    scenario : Scenario
        Its own disruptions and policies are left out.
    replications, seed : int
    kinds : sequence of str
        Of ``sites``, ``lanes`` and ``countries``.
    starts, lasts : float, d
        When each knock-out begins, and its length.
    pairs : bool
        All pairs too, of 12 elements at most.
    **options
        Of `montecarlo.run.run`.

    Raises
    ------
    ScenarioError
        If the time lies outside the run, or there are too many elements for pairs.
    """
    targets = _targets(scenario, kinds)
    problems = []
    if not 0.0 <= starts < float(scenario.horizon) or lasts <= 0.0:
        said = f"must begin within the {float(scenario.horizon):g} d of the run, and last"
        problems.append(Problem("--starts", said, "write less than the horizon", f"{starts:g} d"))
    if pairs and len(targets) > _MOST_PAIRED:
        said = f"would be {len(targets) * (len(targets) - 1) // 2} runs"
        problems.append(
            Problem("--pairs", said, f"let --kind leave {_MOST_PAIRED} elements at most", str(len(targets)))
        )
    if problems:
        raise ScenarioError(problems)
    names = list(targets)
    futures: dict[str, list[str]] = {name: [name] for name in names}
    futures |= {f"{a} + {b}": [a, b] for a, b in itertools.combinations(names, 2)} if pairs else {}
    when = {"starts": f"{starts!r} d", "lasts": f"{lasts!r} d"}
    tables = scenario.to_dict()
    tables["disruptions"] = {name: {**fields, **when} for name, (_, fields) in targets.items()}
    tables["futures"] = {name: {"disruptions": members} for name, members in futures.items()}
    tables.pop("policies", None)
    knocked = Scenario.from_dict(tables)
    result = run(knocked, replications, seed, **options)
    return Criticality(
        knocked,
        result.subjects[result.subject(TOTAL)].unit,
        starts,
        lasts,
        _rank(knocked, result, targets, futures),
        result,
    )


def _targets(scenario: Scenario, kinds: Sequence[str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Elements by name: their kind, and the disruption that takes them out."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    if "sites" in kinds:
        for name, site in sorted(scenario.sites.items()):
            if not isinstance(site, Market | Stockpile):
                found[f"site {name}"] = "sites", {"kind": "outage", "sites": [name]}
    if "lanes" in kinds:
        for name in sorted(lane.name for lane in scenario.lanes):
            found[f"lane {name}"[:120]] = "lanes", {"kind": "lane_loss", "lanes": [name]}
    if "countries" in kinds:
        for country in sorted({site.country for site in scenario.sites.values() if not isinstance(site, Market)}):
            members = [
                n for n, site in scenario.sites.items() if site.country == country and not isinstance(site, Market)
            ]
            found[f"country {country}"] = "countries", {"kind": "outage", "sites": sorted(members)}
    return found


def _rank(
    scenario: Scenario, result: Result, targets: dict[str, tuple[str, dict[str, Any]]], futures: dict[str, list[str]]
) -> list[Knockout]:
    row, names = result.subject(TOTAL), list(futures)
    measures = {measure.name: measure for measure in MEASURES}
    losses = np.stack([result.values[:, result.case("none", name), row, INDEX["unserved"]] for name in names], axis=1)
    ranks = _rank_intervals(losses)
    layout = lay_out(at_means(scenario))
    systemic = systemic_risk(layout, nominal_flows(layout))
    base = capacity(scenario).delivered
    place = {name: number for number, name in enumerate(names)}
    found = []
    for number, name in enumerate(names):
        kind = targets[name][0] if name in targets else "pairs"
        element = name.split(" ", 1)[1] if kind != "pairs" else name
        together = None
        if kind == "pairs":
            parts = sum((losses[:, place[member]] for member in futures[name]), np.zeros(len(losses)))
            together = intervals.paired(losses[:, number], parts)
        case = result.case("none", name)
        survive = dict(summarise(result, measures["time_to_survive"], row, case)).get("restricted_mean")
        fields = [targets[member][1] for member in futures[name]]
        out = sorted({element for one in fields for element in one.get("sites", one.get("lanes", ()))})
        bound = max(0.0, base - capacity(scenario, out).delivered)
        index = systemic.get(element, float("nan")) if kind == "sites" else float("nan")
        mean = intervals.mean(losses[:, number])
        found.append(Knockout(kind, element, mean, survive, ranks[number], together, bound, index))
    return sorted(found, key=lambda one: (-one.loss.value, one.kind, one.name))


def _rank_intervals(losses: Array) -> list[Interval]:
    """Rank of each column by its mean, the largest 1; ties share the mean of their ranks."""
    from scipy.stats import rankdata

    n = len(losses)
    drawn = rankdata(-resampled_means(losses, _RESAMPLES), axis=1)
    ranks = rankdata(-losses.mean(axis=0))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0, method="inverted_cdf")
    return [Interval(float(r), float(a), float(b), n, "bootstrap") for r, a, b in zip(ranks, low, high, strict=True)]
