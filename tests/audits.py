"""Accounts of a running world, kept apart from the simulator's own: per holding, and of every amount."""

from __future__ import annotations

import numpy as np

from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.audit import balance
from disruptsim.world.kinds import NOBODY, STUCK, WORKING

AMOUNTS = {
    "materials": ("initial", "made", "used", "consumed", "lost"),
    "sites": ("in_process",),
    "intakes": ("feed",),
    "lines": ("batch", "work_left", "made"),
    "holdings": (
        "on_hand", "owed", "served", "at_once", "demanded", "dry", "added_cover", "in_transit", "ordered", "need",
        "waiting", "received", "sent",
    ),
    "lanes": ("limit", "tokens", "ordered", "in_transit", "delivered", "habit"),
    "orders": ("tonnes", "sent"),
    "shipments": ("tonnes",),
    "lots": ("tonnes",),
    "controls": ("pool",),
    "clauses": ("left",),
    "reserves": ("drawn",),
}  # fmt: skip
CLOSE = 1e-9


class Audit:
    """Checks a simulation as it goes.

    Parameters
    ----------
    sim : Simulation
        Before its first event.
    """

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.opened = [holding.on_hand for holding in sim.world.holdings]
        self.started = [line.batch for line in sim.world.lines]

    def check(self) -> None:
        """Hold mass, per material and per site, and signs against what they must be."""
        self.sim.settle()
        error, throughput = balance(self.sim.world)
        assert (np.abs(error) <= CLOSE * np.maximum(throughput, 1.0)).all(), (self.sim.now, error, throughput)
        self.check_holdings()
        self.check_signs()
        self.check_transit()

    def check_holdings(self) -> None:
        """Opening stock + receipts = stock + shipments + use, where nothing else moves a stock."""
        world = self.sim.world
        returned = any(o.recall for o in world.outages) or any(c.recall for c in world.controls)
        scrapped = any(o.loses for o in world.outages)
        for rank, holding in enumerate(world.holdings):
            site = world.sites[holding.site]
            scale = 1.0 + self.opened[rank] + holding.received
            into = self.opened[rank] + holding.received - holding.on_hand
            if holding.consumes:
                assert abs(into - holding.served) <= CLOSE * scale, (self.sim.now, "market", rank)
                assert holding.served <= holding.demanded * (1.0 + CLOSE) + CLOSE
            elif site.first_line == site.last_line and not returned:
                assert abs(into - holding.sent) <= CLOSE * scale, (self.sim.now, "trader or stockpile", rank)
            elif site.first_line < site.last_line and rank >= site.middle and not scrapped:
                used = 0.0
                for number in range(site.first_line, site.last_line):
                    line = world.lines[number]
                    ends = line.batch if line.state in (WORKING, STUCK) else 0.0
                    used += (line.made + ends - self.started[number]) * holding.per_unit
                if holding.stands_in != NOBODY:
                    continue
                number = holding.first_alternative
                while number != NOBODY:  # what another material did of the work
                    other = world.alternatives[number].holding
                    one = world.holdings[other]
                    scale += self.opened[other] + one.received
                    into += (self.opened[other] + one.received - one.on_hand) / one.per_unit * holding.per_unit
                    number = world.alternatives[number].next
                assert abs(into - used) <= CLOSE * scale * 10, (self.sim.now, "input", rank, into, used)

    def check_signs(self) -> None:
        """No amount is negative beyond rounding."""
        for group, names in AMOUNTS.items():
            for rank, record in enumerate(getattr(self.sim.world, group)):
                for name in names:
                    assert getattr(record, name) >= -1e-7, (self.sim.now, group, rank, name, getattr(record, name))

    def check_transit(self) -> None:
        """What lanes and buyers think is under way, and ordered, is."""
        world = self.sim.world
        under_way = [0.0] * len(world.lanes)
        for shipment in world.shipments:
            if shipment.lane >= 0 and not shipment.back:
                under_way[shipment.lane] += shipment.tonnes
        for lane, tonnes in zip(world.lanes, under_way, strict=True):
            assert abs(lane.in_transit - tonnes) <= 1e-7, (self.sim.now, "in transit", lane.in_transit, tonnes)
        for holding in world.holdings:
            lanes = [world.lanes[n] for n in world.inbound[holding.first_in : holding.last_in]]
            assert abs(holding.in_transit - sum(lane.in_transit for lane in lanes)) <= 1e-7
            assert abs(holding.ordered - sum(lane.ordered for lane in lanes)) <= 1e-7, (self.sim.now, "ordered")
            lanes = [world.lanes[n] for n in world.outbound[holding.first_out : holding.last_out]]
            assert abs(holding.waiting - sum(lane.ordered for lane in lanes)) <= 1e-6, (self.sim.now, "waiting")


def run_audited(sim: Simulation, every: int = 1) -> None:
    """Run to the horizon, with an audit after every so many events."""
    audit = Audit(sim)
    count = 0
    while sim.env.peek() < sim.horizon:
        sim.step()
        count += 1
        if count % every == 0:
            audit.check()
    sim.run()
    audit.check()
