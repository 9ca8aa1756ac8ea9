"""The scenario as a whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import Field

from disruptsim.scenario.quantities import Bucket, Country, FixedShare, FixedTime, Limit, Name, Tail
from disruptsim.scenario.schema.base import Part
from disruptsim.scenario.schema.climates import Climate
from disruptsim.scenario.schema.economy import Economy
from disruptsim.scenario.schema.kinds import Control, Disruption
from disruptsim.scenario.schema.policies import Policy
from disruptsim.scenario.schema.sites import Chokepoint, Lane, Material, Site

FORMAT: Literal["disruptsim.scenario/1"] = "disruptsim.scenario/1"


class Study(Part):
    """What the study is for."""

    purpose: str = Field("", description="What the study is for.")
    questions: list[str] = Field(default_factory=list, description="What it should answer.")
    adversary: str = Field(
        "", description="Zone or country held against the others; the first control's actor by default."
    )


class Resilience(Part):
    """How performance is read; see the measures."""

    bucket: Bucket = Field(7.0, description="Width of a bucket of performance, d.")
    low: FixedShare = Field(0.90, description="An episode starts when performance falls under this.")
    high: FixedShare = Field(0.95, description="It ends when performance stays at or above this.")
    hold: FixedTime = Field(7.0, description="How long it must stay there, d.")
    tail: Tail = Field(0.95, description="Level of value at risk and conditional value at risk.")


class Limits(Part):
    """What a run may use; larger ones are refused."""

    events: Limit = Field(50_000_000, description="Most events in one replication.")
    memory: Limit = Field(8_000, description="Most memory of one replication, MB.")
    instant: Limit = Field(100_000, description="Most events at one instant.")


class Future(Part):
    """A set of disruptions."""

    disruptions: list[Name] = Field(description="Disruptions that happen in this future.")


class Content(Part):
    """What a scenario holds: network, disruptions, policies."""

    format: Literal["disruptsim.scenario/1"] = Field(FORMAT, description="Version of the format.")
    name: Name = Field(description="Title.")
    start: Annotated[dt.date, Field(strict=False)] = Field(description="Date of day 0.")
    horizon: FixedTime = Field(description="Length of a run, d; the last instant is not part of it.")
    initial: Literal["calm", "empty"] = Field(
        "calm",
        description="calm: as an endless calm would have left it; empty: stores, lanes and lines are empty unless they say otherwise.",
    )
    study: Study = Field(default_factory=Study, description="What the study is for.")
    zones: dict[Name, list[Country]] = Field(default_factory=dict, description="Named groups of countries.")
    materials: dict[Name, Material] = Field(default_factory=dict, description="Materials and products.")
    chokepoints: dict[Name, Chokepoint] = Field(default_factory=dict, description="Straits, canals, crossings.")
    sites: dict[Name, Site] = Field(
        default_factory=dict, description="Mines, refineries, factories, traders, markets, stockpiles."
    )
    lanes: list[Lane] = Field(default_factory=list, description="Lanes between sites.")
    climates: dict[Name, Climate] = Field(
        default_factory=dict, description="Climates that disruptions and controls at a rate may share."
    )
    controls: dict[Name, Control] = Field(
        default_factory=dict, description="Controls that belong to calm; the undisturbed twin has them too."
    )
    disruptions: dict[Name, Disruption] = Field(
        default_factory=dict, description="What may go wrong; the twin has none of it."
    )
    futures: dict[Name, Future] = Field(
        default_factory=dict, description="Alternative sets of disruptions; one future, all, by default."
    )
    policies: dict[Name, Policy] = Field(default_factory=dict, description="Policies; none is always there.")
    economy: Economy | None = Field(None, description="How prices move; without it they rest, and nothing is paid.")
    resilience: Resilience = Field(default_factory=Resilience, description="How performance is read.")
    limits: Limits = Field(default_factory=Limits, description="What a run may use.")

    def to_dict(self) -> dict[str, Any]:
        """Nested tables with units, from which `from_dict` makes the same scenario."""
        return self.model_dump(mode="python", by_alias=True, exclude_defaults=True)

    @property
    def digest(self) -> str:
        """SHA-256 over the whole content, whatever the order in which it was written."""
        tables = self.model_dump(mode="json", by_alias=True)
        tables["lanes"].sort(key=lambda lane: lane["name"])
        text = json.dumps(tables, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def countries_of(self, names: str | list[str]) -> set[str]:
        """Countries meant by a country, a zone, or a list of them."""
        found: set[str] = set()
        for name in [names] if isinstance(names, str) else names:
            found.update(self.zones.get(name, [name]))
        return found
