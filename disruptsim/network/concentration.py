"""Concentration of supply by stage: Herfindahl-Hirschman index, largest supplier, N-1 cover.

Sources: Herfindahl, Hirschman; thresholds are those of merger guidelines and no verdict on a mineral.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from disruptsim.network.flows import nominal_flows
from disruptsim.network.layout import Layout, lay_out
from disruptsim.scenario.realise import at_means
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import Producer


def hhi(amounts: Iterable[float]) -> float:
    """Sum of squared percentage shares, 0 to 10,000; NaN if there is nothing to share."""
    given = [float(a) for a in amounts]
    total = math.fsum(given)
    return math.fsum((100.0 * a / total) ** 2 for a in given) if total > 0 else float("nan")


def effective_number(amounts: Iterable[float]) -> float:
    """Number of equal suppliers that would be as concentrated: 10,000 / HHI."""
    return 10_000.0 / hhi(amounts)


@dataclass(frozen=True, slots=True)
class StageConcentration:
    """Concentration of one stage at nominal flows.

    Attributes
    ----------
    stage : str
    output : float, t/d
    sites, owners, countries : float
        HHI at each level.
    effective : float
        Effective number of countries.
    largest : str
        Largest supplier country, and ...
    share : float
        ... its share.
    cover : float
        N-1 cover: (supply - largest supplier's) / (demand - the largest supplier's own demand), with supply at
        capacity; infinite if nobody else asks.
    """

    stage: str
    output: float
    sites: float
    owners: float
    countries: float
    effective: float
    largest: str
    share: float
    cover: float


def concentration(scenario: Scenario) -> list[StageConcentration]:
    """Concentration of every stage that has output, in name order."""
    layout = lay_out(at_means(scenario))
    flows = nominal_flows(layout)
    stages: dict[str, list[str]] = {}
    for name in layout.sites:
        site = layout.site(name)
        if isinstance(site, Producer):
            stages.setdefault(site.stage or site.makes, []).append(name)
    found = []
    for stage, names in sorted(stages.items()):
        output = {name: float(flows.run[layout.site_rank[name]]) for name in names}
        if math.fsum(output.values()) <= 0:
            continue
        owners: dict[str, float] = {}
        countries: dict[str, float] = {}
        for name, amount in output.items():
            site = layout.site(name)
            owners[site.owner or name] = owners.get(site.owner or name, 0.0) + amount
            countries[site.country] = countries.get(site.country, 0.0) + amount
        largest = max(sorted(countries), key=lambda c: countries[c])
        found.append(
            StageConcentration(
                stage, math.fsum(output.values()), hhi(output.values()), hhi(owners.values()), hhi(countries.values()),
                effective_number(countries.values()), largest, countries[largest] / math.fsum(output.values()),
                _cover(layout, flows.lane.tolist(), names, largest),
            )
        )  # fmt: skip
    return found


def _cover(layout: Layout, lane_flow: list[float], names: list[str], largest: str) -> float:
    """Capacity outside the largest supplier over use outside it."""
    sites = [layout.site(name) for name in names]
    supply = math.fsum(float(s.capacity) for s in sites if isinstance(s, Producer) and s.country != largest)
    use = 0.0
    for name in names:
        for lane in layout.outbound[layout.spans[layout.site_rank[name]][0]]:
            if layout.site(layout.lanes[lane].to).country != largest:
                use += lane_flow[lane]
    return supply / use if use > 0 else float("inf")
