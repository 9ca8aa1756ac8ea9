"""Which rule handles which kind of event: the one place that knows, for every clock."""

from __future__ import annotations

from collections.abc import Callable

from disruptsim.rules.chokepoints import chokepoint_reached, closure_ends, closure_starts
from disruptsim.rules.contracts import contract_settled, contract_starts
from disruptsim.rules.controls import calm_returns, control_announced, control_ends, control_starts
from disruptsim.rules.demand import demand_arrives
from disruptsim.rules.dumping import dumping_ends, dumping_starts
from disruptsim.rules.duties import duty_ends, duty_reset, duty_starts, member_moves
from disruptsim.rules.failures import line_fails, line_repaired
from disruptsim.rules.feed import feed_arrives, feed_collected
from disruptsim.rules.firms import firm_reopens
from disruptsim.rules.levers import lever_ends, lever_starts
from disruptsim.rules.licences import permit_decided, permit_expires, permit_filed
from disruptsim.rules.making import campaign_ends, line_tries, lot_ready
from disruptsim.rules.ordering import orders_reviewed, patience_ends
from disruptsim.rules.outages import outage_ends, outage_ramps, outage_starts
from disruptsim.rules.policies import policy_adopted
from disruptsim.rules.prices import prices_move
from disruptsim.rules.projects import project_moves
from disruptsim.rules.quotas import quota_renewed
from disruptsim.rules.shipping import goods_ship
from disruptsim.rules.stock import demand_grows, stock_runs_out
from disruptsim.rules.stockpiles import stockpile_checks, stockpile_releases, stockpile_triggered
from disruptsim.rules.surges import surge_ends, surge_starts
from disruptsim.rules.transit import shipment_arrives
from disruptsim.rules.truces import truce_ends, truce_starts
from disruptsim.rules.waiting import request_lapses
from disruptsim.world import kinds as k
from disruptsim.world.world import World

Handler = Callable[[World, int, float, float], None]

_BY_KIND: dict[int, Handler] = {
    k.CONTROL_ENDS: control_ends,
    k.OUTAGE_ENDS: outage_ends,
    k.CLOSURE_ENDS: closure_ends,
    k.SURGE_ENDS: surge_ends,
    k.CALM_RETURNS: calm_returns,
    k.OUTAGE_RAMPS: outage_ramps,
    k.CONTROL_ANNOUNCED: control_announced,
    k.CONTROL_STARTS: control_starts,
    k.OUTAGE_STARTS: outage_starts,
    k.CLOSURE_STARTS: closure_starts,
    k.SURGE_STARTS: surge_starts,
    k.LINE_REPAIRED: line_repaired,
    k.LINE_FAILS: line_fails,
    k.TRUCE_ENDS: truce_ends,
    k.TRUCE_STARTS: truce_starts,
    k.POLICY_ADOPTED: policy_adopted,
    k.PERMIT_FILED: permit_filed,
    k.PERMIT_DECIDED: permit_decided,
    k.PERMIT_EXPIRES: permit_expires,
    k.QUOTA_RENEWED: quota_renewed,
    k.CHOKEPOINT_REACHED: chokepoint_reached,
    k.SHIPMENT_ARRIVES: shipment_arrives,
    k.CAMPAIGN_ENDS: campaign_ends,
    k.LOT_READY: lot_ready,
    k.FEED_COLLECTED: feed_collected,
    k.FEED_ARRIVES: feed_arrives,
    k.LINE_TRIES: line_tries,
    k.DEMAND_GROWS: demand_grows,
    k.DEMAND_ARRIVES: demand_arrives,
    k.REQUEST_LAPSES: request_lapses,
    k.STOCK_RUNS_OUT: stock_runs_out,
    k.STOCKPILE_CHECKS: stockpile_checks,
    k.STOCKPILE_TRIGGERED: stockpile_triggered,
    k.STOCKPILE_RELEASES: stockpile_releases,
    k.ORDERS_REVIEWED: orders_reviewed,
    k.PATIENCE_ENDS: patience_ends,
    k.GOODS_SHIP: goods_ship,
    k.DUTY_ENDS: duty_ends,
    k.LEVER_ENDS: lever_ends,
    k.DUMPING_ENDS: dumping_ends,
    k.DUTY_STARTS: duty_starts,
    k.LEVER_STARTS: lever_starts,
    k.DUMPING_STARTS: dumping_starts,
    k.MEMBER_MOVES: member_moves,
    k.CONTRACT_STARTS: contract_starts,
    k.DUTY_RESET: duty_reset,
    k.PROJECT_MOVES: project_moves,
    k.FIRM_REOPENS: firm_reopens,
    k.CONTRACT_SETTLED: contract_settled,
    k.PRICES_MOVE: prices_move,
}

HANDLERS: tuple[Handler, ...] = tuple(_BY_KIND[kind] for kind in range(len(k.EVENT_NAMES)))
