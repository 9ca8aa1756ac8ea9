"""A scenario, and the ways to make one: from a file, from tables, from a graph."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disruptsim.memory import no_collecting
from disruptsim.scenario.draft import check_text, draft_of
from disruptsim.scenario.graphs import tables_from_graph
from disruptsim.scenario.reading import read_file
from disruptsim.scenario.schema.root import Content
from disruptsim.scenario.validation import build

if TYPE_CHECKING:
    import networkx as nx


class Scenario(Content):
    """A scenario: network, disruptions, policies.

    Use `load`, `Scenario.from_dict` or `Scenario.from_graph` to make one: they report every problem at once.
    """

    @classmethod
    def of(cls, content: Content) -> Scenario:
        """Make a scenario of content that is valid."""
        return cls.model_construct(_fields_set=content.model_fields_set, **dict(content))

    @classmethod
    def from_dict(cls, tables: dict[str, Any]) -> Scenario:
        """Make a scenario from nested tables, as a TOML file would give them.

        Raises
        ------
        ScenarioError
            With every problem found.
        """
        with no_collecting():
            draft = draft_of(copy.deepcopy(tables))
            check_text(draft)
            return cls.of(build(draft))

    @classmethod
    def from_graph(cls, graph: nx.MultiDiGraph, **parts: Any) -> Scenario:
        """Make a scenario from a NetworkX graph; `disruptsim.to_graph` is the way back.

        Parameters
        ----------
        graph : networkx.MultiDiGraph
            Nodes carry the fields of sites, edges those of lanes; ``graph.graph`` may carry the rest.
        **parts
            Any other part of a scenario, such as ``disruptions`` or ``horizon``.
        """
        return cls.from_dict(tables_from_graph(graph, parts))

    def disruption(self, name: str, fields: dict[str, Any]) -> Any:
        """Read one more disruption, as if it stood in the scenario's file.

        Raises
        ------
        ScenarioError
            With every problem found.
        """
        tables = self.to_dict()
        tables["disruptions"] = {name: fields}
        tables.pop("futures", None)
        return Scenario.from_dict(tables).disruptions[name]


def load(path: str | Path, settings: Any = ()) -> Scenario:
    """Read and validate a scenario file.

    Parameters
    ----------
    path : str or Path
        A TOML file, or ``-`` for standard input.
    settings : iterable of (key, value), or dict
        Fields to change, by dotted key, as with ``--set``.

    Raises
    ------
    ScenarioError
        With every problem found, each with its file, line, key, value and remedy.
    """
    pairs = settings.items() if isinstance(settings, dict) else settings
    texts = [(key, value if isinstance(value, str) else str(value)) for key, value in pairs]
    with no_collecting():
        return Scenario.of(build(read_file(path, texts)))
