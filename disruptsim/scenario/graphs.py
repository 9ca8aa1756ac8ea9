"""Scenario tables from a NetworkX graph.

Nodes carry the fields of sites and edges those of lanes; edge keys are lane names. ``graph.graph`` may carry
any other part of a scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx


def tables_from_graph(graph: nx.MultiDiGraph, parts: dict[str, Any]) -> dict[str, Any]:
    """Nested tables of a graph, with `parts` laid over them.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Sites and lanes.
    parts : dict
        Other parts of the scenario; a list of disruptions is named by its members' ``name``.
    """
    tables: dict[str, Any] = {key: value for key, value in graph.graph.items() if key != "node_default"}
    for key, value in parts.items():
        tables[key] = (
            {item["name"]: {k: v for k, v in item.items() if k != "name"} for item in value}
            if key == "disruptions" and isinstance(value, list)
            else value
        )
    tables.setdefault("name", graph.name or "graph")
    tables["sites"] = {str(node): dict(fields) for node, fields in graph.nodes(data=True)}
    lanes = []
    multi = graph.is_multigraph()
    for edge in graph.edges(keys=True, data=True) if multi else graph.edges(data=True):
        start, end, fields = edge[0], edge[1], dict(edge[-1])
        if multi and isinstance(edge[2], str):
            fields.setdefault("name", edge[2])
        lanes.append({**fields, "from": str(start), "to": str(end)})
    tables["lanes"] = lanes
    return tables
