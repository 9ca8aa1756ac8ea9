"""The records that a replication changes: one place defines their fields.

Rules read and write them by name. Fields are whole numbers and floats alone, and records point to each other by
rank, so that the same fields can be rows of arrays. Masses are in tonnes, times in days from the start, rates in
t/d. A flag is 0 or 1. ``NOBODY`` (-1) points nowhere, ``NEVER`` is infinite time.
"""

from disruptsim.world.records.attached import (
    Alternative,
    Follow,
    Intake,
    Lot,
    Order,
    Pledge,
    Request,
    Sample,
    Shipment,
    Tally,
)
from disruptsim.world.records.events import (
    Alert,
    Clause,
    Closure,
    Control,
    Cut,
    Hit,
    Link,
    Outage,
    Surge,
    Truce,
)
from disruptsim.world.records.network import (
    Chokepoint,
    Holding,
    Lane,
    Line,
    Material,
    Run,
    Site,
    Via,
)
from disruptsim.world.records.policies import (
    Buffer,
    Instrument,
    Reserve,
)

__all__ = [
    "Alert",
    "Alternative",
    "Buffer",
    "Chokepoint",
    "Clause",
    "Closure",
    "Control",
    "Cut",
    "Follow",
    "Hit",
    "Holding",
    "Instrument",
    "Intake",
    "Lane",
    "Line",
    "Link",
    "Lot",
    "Material",
    "Order",
    "Outage",
    "Pledge",
    "Request",
    "Reserve",
    "Run",
    "Sample",
    "Shipment",
    "Site",
    "Surge",
    "Tally",
    "Truce",
    "Via",
]
