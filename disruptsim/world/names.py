"""The scenario's names behind the ranks of records."""

from __future__ import annotations

from disruptsim.network.layout import Layout
from disruptsim.world import kinds as k
from disruptsim.world.world import World

_LINES = {k.LINE_FAILS, k.LINE_REPAIRED, k.CAMPAIGN_ENDS, k.LINE_TRIES, k.LOT_READY}
_CONTROLS = {k.CONTROL_ANNOUNCED, k.CONTROL_STARTS, k.CONTROL_ENDS, k.CALM_RETURNS, k.QUOTA_RENEWED}
_CLAUSES = {k.PERMIT_FILED, k.PERMIT_DECIDED, k.PERMIT_EXPIRES}
_HOLDINGS = {
    k.DEMAND_GROWS,
    k.DEMAND_ARRIVES,
    k.REQUEST_LAPSES,
    k.STOCK_RUNS_OUT,
    k.ORDERS_REVIEWED,
    k.GOODS_SHIP,
    k.SAID_TURNS,
}
_RESERVES = {k.STOCKPILE_CHECKS, k.STOCKPILE_TRIGGERED, k.STOCKPILE_RELEASES}
_OUTAGES = {k.OUTAGE_STARTS, k.OUTAGE_ENDS, k.OUTAGE_RAMPS}
_SITES = {
    k.SAID_STOPPED,
    k.SAID_RESUMED,
    k.SAID_SHORT,
    k.SAID_SERVED,
    k.SAID_REQUESTED,
    k.SAID_OVER,
    k.SAID_BLOCKED,
    k.SAID_MADE,
    k.SAID_STARTED,
    k.SAID_BROKE,
    k.SAID_REPAIRED,
    k.SAID_CLOSED,
    k.SAID_REOPENED,
    k.SAID_BEGUN,
    k.SAID_ON_LINE,
}
_LANES = {
    k.PATIENCE_ENDS, k.SAID_ORDERED, k.SAID_DEPARTED, k.SAID_GRANTED, k.SAID_REFUSED, k.SAID_RELEASED, k.SAID_LOST,
    k.SAID_RETURNED, k.SAID_GIVEN_UP, k.SAID_QUALIFYING, k.SAID_ARRIVED, k.SAID_WAITS, k.SAID_DETOUR,
    k.SAID_PLEDGED, k.SAID_DECLINED, k.SAID_SEIZED,
}  # fmt: skip
_TITLED = {
    k.DUTY_STARTS: k.DUTY_STARTS, k.DUTY_ENDS: k.DUTY_STARTS, k.DUTY_RESET: k.DUTY_STARTS,
    k.LEVER_STARTS: k.LEVER_STARTS, k.LEVER_ENDS: k.LEVER_STARTS, k.MEMBER_MOVES: k.MEMBER_MOVES,
    k.DUMPING_STARTS: k.DUMPING_STARTS, k.DUMPING_ENDS: k.DUMPING_STARTS,
    k.SAID_FLOOD: k.DUMPING_STARTS, k.SAID_SQUEEZE: k.DUMPING_STARTS,
}  # fmt: skip


def holding_name(layout: Layout, rank: int) -> str:
    """A holding as ``site/material``."""
    key = layout.holdings[rank]
    return f"{key.site}/{key.material}"


def record_name(layout: Layout, world: World, group: str, rank: int) -> str:
    """A record of a group that holds goods: a holding, a lane, a site or a clause."""
    if group == "holdings":
        return holding_name(layout, rank)
    if group == "sites":
        return layout.sites[rank]
    lane = world.clauses[rank].lane if group == "clauses" else rank
    return layout.lanes[lane].name if lane >= 0 else layout.sites[world.lines[world.clauses[rank].line].site]


def subject_name(
    layout: Layout, world: World, kind: int, subject: int, control_names: dict[int, str] | None = None
) -> str:
    """Name what an event or a remark is about."""
    sites = sites_of(layout, world, kind, subject)
    if kind in _LANES or kind in _CLAUSES or kind in (k.SHIPMENT_ARRIVES, k.CHOKEPOINT_REACHED):
        lane = lane_of(world, kind, subject)
        return layout.lanes[lane].name if lane >= 0 else "-"
    if kind in _HOLDINGS:
        return holding_name(layout, subject)
    if kind in _RESERVES:
        return holding_name(layout, world.reserves[subject].holding)
    if kind in _CONTROLS:
        return control_names[subject] if control_names else f"control {subject}"
    if kind in _OUTAGES:
        return ", ".join(sites) or "-"
    if kind in (k.TRUCE_STARTS, k.TRUCE_ENDS):
        group = world.truces[subject].group
        return control_names[group] if control_names else f"control {group}"
    if kind in _TITLED:
        return world.titles.get((_TITLED[kind], subject)) or _lever_name(layout, world, subject)
    if kind == k.PRICES_MOVE:
        return "all prices"
    if kind in (k.CLOSURE_STARTS, k.CLOSURE_ENDS):
        return sorted(layout.scenario.chokepoints)[world.closures[subject].point]
    return sites[0] if sites else "-"


def _lever_name(layout: Layout, world: World, rank: int) -> str:
    """What a lever that nobody named changes: the money of a stockpile."""
    vault = world.holds[world.levers[rank].first_hold].subject
    return next((holding_name(layout, x.holding) for x in world.reserves if x.vault == vault), "-")


def lane_of(world: World, kind: int, subject: int) -> int:
    """Lane that an event or remark is about; -1 if none."""
    if kind in _LANES:
        return subject
    if kind in _CLAUSES:
        return world.clauses[subject].lane
    if kind in (k.SHIPMENT_ARRIVES, k.CHOKEPOINT_REACHED):
        return subject
    return k.NOBODY


def sites_of(layout: Layout, world: World, kind: int, subject: int) -> list[str]:
    """Names of the sites that an event or remark touches."""
    lane = lane_of(world, kind, subject)
    if lane != k.NOBODY:
        return [layout.lanes[lane].from_, layout.lanes[lane].to]
    ranks: list[int] = []
    if kind in _LINES:
        ranks = [world.lines[subject].site]
    elif kind in _HOLDINGS:
        ranks = [world.holdings[subject].site]
    elif kind in _RESERVES:
        ranks = [world.holdings[world.reserves[subject].holding].site]
    elif kind in _OUTAGES:
        outage = world.outages[subject]
        ranks = [cut.site for cut in world.cuts[outage.first_cut : outage.last_cut]]
    elif kind in _SITES:
        ranks = [subject]
    elif kind in (k.CONTRACT_STARTS, k.CONTRACT_SETTLED):
        ranks = [world.firms[world.contracts[subject].firm].site]
    elif kind == k.PROJECT_MOVES:
        ranks = [world.firms[world.projects[subject].firm].site]
    elif kind == k.FIRM_REOPENS:
        ranks = [world.firms[subject].site]
    elif kind in (k.FEED_COLLECTED, k.FEED_ARRIVES):
        ranks = [world.intakes[subject].site]
    elif kind in (k.SURGE_STARTS, k.SURGE_ENDS):
        surge = world.surges[subject]
        ranks = [world.holdings[hit.holding].site for hit in world.hits[surge.first_hit : surge.last_hit]]
    return [layout.sites[rank] for rank in ranks]
