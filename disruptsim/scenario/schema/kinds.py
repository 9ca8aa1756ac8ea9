"""Which kinds of disruption and of control there are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from disruptsim.scenario.schema.disruptions import (
    Ban,
    Closure,
    DisruptionBase,
    LaneLoss,
    Licence,
    Outage,
    Quota,
    Surge,
    Truce,
)
from disruptsim.scenario.schema.strategies import Crackdown, Dumping, Tariff, TechnologyControl

Disruption = Annotated[
    Ban
    | Licence
    | Quota
    | Outage
    | LaneLoss
    | Closure
    | Surge
    | Truce
    | Dumping
    | Tariff
    | TechnologyControl
    | Crackdown,
    Field(discriminator="kind"),
]
Control = Annotated[Ban | Licence | Quota, Field(discriminator="kind")]
DISRUPTION_KINDS: dict[str, type[DisruptionBase]] = {
    "ban": Ban,
    "licence": Licence,
    "quota": Quota,
    "outage": Outage,
    "lane_loss": LaneLoss,
    "chokepoint": Closure,
    "demand_surge": Surge,
    "truce": Truce,
    "dumping": Dumping,
    "tariff": Tariff,
    "technology_control": TechnologyControl,
    "crackdown": Crackdown,
}
CONTROL_KINDS = {name: DISRUPTION_KINDS[name] for name in ("ban", "licence", "quota")}
