"""The records that a replication changes: one place defines their fields.

Rules read and write them by name. Fields are whole numbers and floats alone, and records point to each other by
rank, so that the same fields can be rows of arrays. Masses are in tonnes, times in days from the start, rates in
t/d. A flag is 0 or 1. ``NOBODY`` (-1) points nowhere, ``NEVER`` is infinite time.
"""

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
    Follow,
    Holding,
    Lane,
    Line,
    Lot,
    Material,
    Order,
    Request,
    Run,
    Sample,
    Shipment,
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
    "Lane",
    "Line",
    "Link",
    "Lot",
    "Material",
    "Order",
    "Outage",
    "Request",
    "Reserve",
    "Run",
    "Sample",
    "Shipment",
    "Site",
    "Surge",
    "Truce",
    "Via",
]
