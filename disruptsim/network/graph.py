"""Scenario to NetworkX graph; the way back is `Scenario.from_graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disruptsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import networkx as nx


def to_graph(scenario: Scenario) -> nx.MultiDiGraph:
    """Make a graph whose nodes are sites and whose edges are lanes, keyed by name.

    Nodes and edges carry the fields as a file would; ``graph.graph`` carries the rest, so that
    ``Scenario.from_graph(to_graph(scenario))`` is the same scenario.
    """
    import networkx as nx

    tables = scenario.to_dict()
    sites, lanes = tables.pop("sites", {}), tables.pop("lanes", [])
    graph = nx.MultiDiGraph(**tables)
    for name, fields in sorted(sites.items()):
        graph.add_node(name, **fields)
    for lane in sorted(lanes, key=lambda lane: lane["name"]):
        fields = {key: value for key, value in lane.items() if key not in ("from", "to")}
        graph.add_edge(lane["from"], lane["to"], key=lane["name"], **fields)
    return graph


def unreachable(scenario: Scenario) -> dict[str, str]:
    """Sites that nothing can reach, or that reach nobody, and why.

    A market must be reached from a mine, and every other site must lead to a market, or to a stockpile.
    """
    import networkx as nx

    graph = to_graph(scenario)
    kinds = {name: site.kind for name, site in scenario.sites.items()}
    sources = {name for name, kind in kinds.items() if kind in ("mine", "recycler")}
    stocked = {name for name, site in scenario.sites.items() if any(stock.value > 0 for stock in site.initial.values())}
    ends = {name for name, kind in kinds.items() if kind in ("market", "stockpile")}
    fed = set(sources | stocked)
    for name in sorted(fed):
        fed |= nx.descendants(graph, name)
    useful = set(ends)
    for name in sorted(ends):
        useful |= nx.ancestors(graph, name)
    problems: dict[str, str] = {}
    for name, kind in sorted(kinds.items()):
        # A plant that only receives is an end of its own, as in a study of pipelines.
        leads = graph.out_degree(name) > 0
        if kind in ("market", "refinery", "factory", "trader") and name not in fed:
            problems[name] = "no mine leads to it"
        elif kind not in ("market", "stockpile") and name not in useful and (leads or ends):
            problems[name] = "it leads to no market"
    return problems
