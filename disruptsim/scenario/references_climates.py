"""Whether climates lead from state to state, and whether disruptions name climates that are there."""

from __future__ import annotations

import math
from typing import Any

from pydantic import ValidationError

from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.draft import Draft
from disruptsim.scenario.schema.climates import Climate
from disruptsim.words import meant

Parts = dict[str, Any]


def check_climates(draft: Draft, parts: Parts) -> None:
    """Report what is wrong with climates, and with what lives in them."""
    written = draft.group("climates")
    for name, table in written.items():
        try:
            climate = Climate.model_validate(table)
        except ValidationError:
            continue  # said when the scenario is read as a whole
        _check_climate(draft, name, climate)
    for group in ("controls", "disruptions"):
        for name, disruption in parts[group].items():
            path = (group, name, "climate")
            if disruption.climate is None:
                continue
            if disruption.rate is None:
                draft.report(path, "has no rate to multiply", "give rate, or remove climate", disruption.climate)
            if disruption.climate not in written and not draft.broken("climates"):
                remedy = meant(disruption.climate, written) if written else f"add [climates.{disruption.climate}]"
                draft.report(path, "is no climate", remedy, disruption.climate)


def _check_climate(draft: Draft, name: str, climate: Climate) -> None:
    before = len(draft.problems)
    names = sorted(climate.states)
    for state, fields in climate.states.items():
        path = ("climates", name, "states", state)
        for other in fields.then:
            if other == state:
                remedy = "remove it: lasts says how long it lasts in all"
                draft.report((*path, "then", other), "cannot follow itself", remedy, other)
            elif other not in climate.states:
                draft.report((*path, "then", other), "is no state of this climate", meant(other, names), other)
        if not fields.then and len(names) > 2:
            draft.report(path, "does not say what comes next", "add then")
        shares = list(fields.then.values())
        if shares and not any(isinstance(share, Distribution) for share in shares):
            total = math.fsum(shares)
            if abs(total - 1.0) > 1e-6:
                draft.report((*path, "then"), f"adds up to {total:.6g}", "let it add up to 1", total)
    if climate.begins is not None and climate.begins not in climate.states:
        draft.report(("climates", name, "begins"), "is no state of this climate", meant(climate.begins, names))
    if climate.begins is None and len(draft.problems) == before and not _settles(climate):
        draft.report(("climates", name), "has states that do not all lead to a common one", "add begins")


def _settles(climate: Climate) -> bool:
    """Whether shares of time in the long run do not depend on the beginning: all states lead to a common one."""
    ends = set(climate.states)
    for start in climate.states:
        found, ahead = {start}, [start]
        while ahead:
            here = ahead.pop()
            then = climate.states[here].then
            # Of two states, each follows the other.
            sure = {other for other, share in then.items() if _sure(share)} if then else set(climate.states)
            ahead.extend(sure - found)
            found |= sure
        ends &= found
    return bool(ends)


def _sure(share: float | Distribution) -> bool:
    """Whether a chance is above zero whatever it comes out as."""
    return (share.lowest if isinstance(share, Distribution) else share) > 0.0
