"""Checking a scenario before it runs: reachability, loops, flow against demand, stocks against lead times, size."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from disruptsim.errors import Problem, ScenarioError
from disruptsim.network.capacity import Capacity, capacity
from disruptsim.network.estimate import Size, estimate_size
from disruptsim.network.flows import Flows, nominal_flows
from disruptsim.network.graph import unreachable
from disruptsim.network.layout import Layout, lay_out
from disruptsim.scenario.distributions import Distribution, mean
from disruptsim.scenario.realise import at_means
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import Market, Plant, Producer, Stockpile, Trader, demand_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a user should know.

    Attributes
    ----------
    level : str
        ``error`` (it will not be run), ``warning``, or ``note``.
    subject, message, remedy : str
    """

    level: Literal["error", "warning", "note"]
    subject: str
    message: str
    remedy: str = ""


@dataclass(slots=True)
class Check:
    """What `check` finds.

    Attributes
    ----------
    findings : list of Finding
    capacity : Capacity
        The most that can be delivered, and what binds.
    size : Size
        Of one replication of one case.
    sites, lanes, countries : int
    """

    capacity: Capacity
    size: Size
    sites: int
    lanes: int
    countries: int
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the scenario can be run."""
        return not any(finding.level == "error" for finding in self.findings)


def check(scenario: Scenario) -> Check:
    """Check a scenario; nothing is run. Uncertain numbers are taken at their means."""
    plain = at_means(scenario)
    layout = lay_out(plain)
    flows = nominal_flows(layout)
    found = Check(
        capacity(plain),
        estimate_size(plain),
        len(plain.sites),
        len(plain.lanes),
        len({s.country for s in plain.sites.values()}),
    )
    found.findings += structural_errors(layout, flows)
    wrong = {finding.subject for finding in found.findings}
    found.findings += [
        Finding("warning", name, why, "add a lane, or remove the site")
        for name, why in unreachable(plain).items()
        if f"sites.{name}" not in wrong
    ]
    found.findings += _flow_findings(found.capacity)
    found.findings += _overloads(layout, flows)
    found.findings += _byproducts(layout, flows)
    found.findings += _thin_cover(layout, flows)
    found.findings += _no_effect(layout, plain)
    limits = plain.limits
    if found.size.events > float(limits.events) or found.size.memory > float(limits.memory):
        found.findings.append(
            Finding(
                "error",
                found.size.worst,
                f"about {found.size.events:.3g} events and {found.size.memory:.3g} MB in one replication, above the limits",
                "make it longer, shorten the horizon, or raise limits.events or limits.memory",
            )
        )
    return found


def refuse_broken(scenario: Scenario) -> None:
    """Refuse a scenario whose network cannot work.

    Raises
    ------
    ScenarioError
        With every reason.
    """
    layout = lay_out(scenario)
    errors = structural_errors(layout, nominal_flows(layout))
    if errors:
        raise ScenarioError([Problem(error.subject, error.message, error.remedy) for error in errors])


def structural_errors(layout: Layout, flows: Flows) -> list[Finding]:
    """Inputs that nothing brings, and loops that would make something out of nothing."""
    found = []
    for rank, key in enumerate(layout.holdings):
        site = layout.site(key.site)
        needs = (isinstance(site, Plant) and key.role == "in") or isinstance(site, Market | Trader)
        idle = isinstance(site, Market) and demand_of(site) == 0.0
        if needs and not layout.inbound[rank] and key.material not in site.initial and not idle:
            found.append(
                Finding(
                    "error",
                    f"sites.{key.site}",
                    f"takes in {key.material}, but no lane brings it and it has none at the start",
                    "add a lane to it",
                )
            )
    loop = _growing_loop(layout, flows)
    if loop:
        found.append(
            Finding(
                "error",
                f"sites.{loop[0]}",
                f"is part of a material loop whose gain is one or more: {' > '.join(loop)}",
                "lower a ratio or a share on the way, so that less comes back than went in",
            )
        )
    return found


def _growing_loop(layout: Layout, flows: Flows) -> list[str]:
    """Sites of a loop in which a tonne comes back as a tonne or more; empty if there is none."""
    import networkx as nx

    graph = nx.DiGraph()
    for rank in range(len(layout.sites)):
        first, middle, end = layout.spans[rank]
        for taken in range(middle, end):
            for made in range(first, middle):
                gain = layout.per_unit(made) / layout.per_unit(taken)
                graph.add_edge(taken, made, weight=-math.log(gain))
    for lane in range(len(layout.lanes)):
        sold = math.fsum(float(flows.lane[n]) for n in layout.outbound[layout.seller[lane]])
        share = float(flows.lane[lane]) / sold if sold > 0 else 0.0
        if share > 0:
            graph.add_edge(layout.seller[lane], layout.buyer[lane], weight=-math.log(share) - 1e-12)
    for part in sorted(nx.strongly_connected_components(graph), key=min):
        if len(part) > 1:
            inside = nx.DiGraph(graph.subgraph(sorted(part)))
            if nx.negative_edge_cycle(inside):
                cycle = nx.find_negative_cycle(inside, min(part))
                names = [layout.holdings[n].site for n in cycle]
                return [name for n, name in enumerate(names) if n == 0 or name != names[n - 1]]
    return []


def _flow_findings(found: Capacity) -> list[Finding]:
    if found.demand <= 0:
        return []
    share = found.delivered / found.demand
    if share >= 0.999999:
        return []
    names = ", ".join(name for name, _ in found.bottlenecks[:3]) or "the recipes"
    return [
        Finding(
            "warning",
            "demand",
            f"the network can deliver at most {100 * share:.1f}% of demand; what binds: {names}",
            "raise that capacity, or add a lane",
        )
    ]


def _overloads(layout: Layout, flows: Flows) -> list[Finding]:
    found = []
    for rank, name in enumerate(layout.sites):
        site = layout.site(name)
        if isinstance(site, Producer) and flows.wanted[rank] > float(site.capacity) * (1 + 1e-9):
            found.append(
                Finding(
                    "warning",
                    f"sites.{name}",
                    f"is asked for {flows.wanted[rank] / float(site.capacity):.1%} of its capacity in calm",
                    "raise its capacity, or lower the shares of its lanes",
                )
            )
    return found


def _byproducts(layout: Layout, flows: Flows) -> list[Finding]:
    found = []
    for rank, key in enumerate(layout.holdings):
        site = layout.site(key.site)
        if key.role != "out" or not isinstance(site, Producer) or key.material == site.makes:
            continue
        asked = math.fsum(float(flows.lane[n]) for n in layout.outbound[rank])
        if asked > float(flows.use[rank]) * (1 + 1e-9):
            made = float(flows.use[rank])
            found.append(
                Finding(
                    "warning",
                    f"sites.{key.site}",
                    f"makes {365 * made:.4g} t/yr of the by-product {key.material} in calm, but is asked for {365 * asked:.4g}",
                    "lower the shares of its lanes, or raise the ratio",
                )
            )
    return found


def _thin_cover(layout: Layout, flows: Flows) -> list[Finding]:
    """Inputs whose cover is less than a campaign, or than the spread of their lead time."""
    found = []
    for rank, key in enumerate(layout.holdings):
        site = layout.site(key.site)
        if (
            key.role != "in"
            or not isinstance(site, Plant | Market)
            or site.replenish.policy == "push"
            or flows.use[rank] <= 0
        ):
            continue
        cover = float(site.cover.get(key.material, 14.0))
        late = 0.0
        for n in layout.inbound[rank]:
            lead = layout.lanes[n].lead_time
            if isinstance(lead, Distribution) and flows.lane[n] > 0:
                import numpy as np

                late = max(late, float(lead.ppf(np.array([0.95]))[0]) - lead.mean)
        work = mean(site.campaign) if isinstance(site, Plant) else 0.0
        if cover < max(work, late):
            why = (
                f"a campaign takes {work:g} d of it"
                if work >= late
                else f"one shipment in twenty is more than {late:.3g} d late"
            )
            found.append(
                Finding(
                    "warning",
                    f"sites.{key.site}",
                    f"keeps {cover:g} d of {key.material}, where {why}: it may stop in calm",
                    f"raise cover.{key.material}",
                )
            )
    return found


def _no_effect(layout: Layout, scenario: Scenario) -> list[Finding]:
    """Controls that touch no lane, and stockpiles that can send nothing to anybody."""
    found = []
    for group, table in (("disruptions", scenario.disruptions), ("controls", scenario.controls)):
        for name, control in table.items():
            if control.kind not in ("ban", "licence", "quota") or getattr(control, "on", "") == "production":
                continue
            actors = scenario.countries_of(control.actor)
            targets = None if control.targets == "all" else scenario.countries_of(control.targets)
            touched = [
                lane for lane in layout.lanes
                if lane.material in control.materials and layout.site(lane.from_).country in actors
                and layout.site(lane.to).country not in actors and (targets is None or layout.site(lane.to).country in targets)
            ]  # fmt: skip
            if not touched:
                found.append(
                    Finding(
                        "warning",
                        f"{group}.{name}",
                        "touches no lane: nobody sends these materials from the actor to the targets",
                        "check actor, materials and targets",
                    )
                )
    for name in layout.sites:
        site = layout.site(name)
        if isinstance(site, Stockpile):
            found += [
                Finding(
                    "warning",
                    f"sites.{name}",
                    f"holds {material} but has no lane to send it",
                    "add a lane to those it serves",
                )
                for material in site.holds
                if not layout.outbound[layout.outputs[name, material]]
            ]
    return found
