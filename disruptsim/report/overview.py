"""The menu in one table: what each policy saves in every future, what it costs in calm, and what is regretted most."""

from __future__ import annotations

import math

from rich.table import Table
from rich.text import Text

from disruptsim.montecarlo.choices import Choice, Menu
from disruptsim.report.numbers import cell, scaled
from disruptsim.statistics.intervals import Interval
from disruptsim.words import printable

NOTES = (
    "under none what is lost; of the others the difference from that, in the same replications: below zero it saves.\n"
    "calm cost: what treasury and buyers pay a year without disruptions, beyond none. treasury: worst 5%, in the\n"
    "worst future. * in every future no other policy loses no more and costs no more, and one of the two less."
)


def overview(menu: Menu) -> Table | None:
    """One row per policy, least regret first, an interval under each number; None where there is but one future.

    Losses are those under doing nothing, and paired differences from them for every other policy.
    """
    if len(menu.futures) < 2:
        return None
    by_policy = {future: {one.policy: one for one in choices} for future, choices in menu.futures.items()}
    policies = [one.policy for one in next(iter(menu.futures.values()))]
    policies.sort(key=lambda policy: _regret(menu, policy))
    every = [one for choices in menu.futures.values() for one in choices]
    loss, in_loss = _scaled(menu.unit, [x for one in every for x in (one.lost, one.less)])
    calm, in_calm = _scaled("USD", [one.calm_cost for one in every])
    bill, in_bill = _scaled("USD", [one.treasury_tail for one in every])
    table = Table(
        title=Text("The menu: lost output by future, against doing nothing", style="bold"), title_justify="left",
        box=None, pad_edge=False, padding=(0, 1), header_style="bold",
    )  # fmt: skip
    table.add_column("policy", overflow="fold")
    for future in menu.futures:
        table.add_column(Text(f"{printable(future)}\n{in_loss}", justify="right"), justify="right")
    heads = (f"most regret\n{in_loss}", "defence short\nworst, % of runs", f"calm cost\n{in_calm}/yr",
             f"treasury\nworst {in_bill}")  # fmt: skip
    for head in heads:
        table.add_column(Text(head, justify="right"), justify="right")
    for policy in policies:
        mine = [found[policy] for found in by_policy.values() if policy in found]
        stars = all(one.efficient for one in mine)
        row = [cell(_saved(found.get(policy)), loss) for found in by_policy.values()]
        row += [
            cell(menu.regret.get(policy), loss),
            cell(_worst([one.defence_short for one in mine]), 100.0),
            cell(mine[0].calm_cost, calm),
            cell(_worst([one.treasury_tail for one in mine]), bill),
        ]
        table.add_row(Text(printable(policy) + (" *" if stars else "")), *row)
    return table


def _regret(menu: Menu, policy: str) -> float:
    found = menu.regret.get(policy)
    return math.inf if found is None else found.value


def _saved(one: Choice | None) -> Interval | None:
    """What is lost under doing nothing, or the difference from it."""
    if one is None:
        return None
    return one.lost if one.less is None else one.less


def _worst(given: list[Interval | None]) -> Interval | None:
    known = [one for one in given if one is not None and math.isfinite(one.value)]
    return max(known, key=lambda one: one.value) if known else None


def _scaled(unit: str, given: list[Interval | None]) -> tuple[float, str]:
    sizes = [abs(one.value) for one in given if one is not None and math.isfinite(one.value)]
    return scaled(max(sizes, default=0.0), unit)
