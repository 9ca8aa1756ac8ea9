"""What every part of a scenario has in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A part of a scenario: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True, populate_by_name=True)


class Sourced(Part):
    """A part whose numbers come from the world."""

    source: str = Field("", description="Where its numbers come from: title, publisher, date.")
    confidence: Literal["", "primary", "secondary", "recall"] = Field(
        "", description="primary: read in the publisher's document; secondary: in news or a copy; recall: judgement."
    )
    note: str = Field("", description="Basis, caveat, or the arithmetic behind a number.")
