"""What a user's own process may do, with the same rules as the scenario's disruptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disruptsim.rules.controls import control_ends
from disruptsim.rules.outages import outage_ends
from disruptsim.rules.stock import eaten, settle
from disruptsim.rules.stockpiles import request
from disruptsim.rules.verbs import post
from disruptsim.world import kinds as k

if TYPE_CHECKING:
    from disruptsim.clocks.calendar import Calendar
    from disruptsim.world.opening import Opening
    from disruptsim.world.world import World


class Verbs:
    """Looking at a run, and acting in it."""

    opening: Opening
    world: World
    env: Calendar

    def on_hand(self, site: str, material: str) -> float:
        """Stock of a material at a site now, t; looking changes nothing."""
        layout = self.opening.plan.layout
        rank = layout.inputs.get((site, material), layout.outputs.get((site, material)))
        if rank is None:
            raise KeyError(f"{site} holds no {material}")
        holding = self.world.holdings[rank]
        return holding.on_hand - eaten(holding, self.env.now)

    def cover(self, site: str, material: str) -> float:
        """Days of nominal use on hand."""
        holding = self.world.holdings[self.opening.plan.layout.inputs[site, material]]
        return self.on_hand(site, material) / holding.use if holding.use > 0 else float("inf")

    def served(self, site: str) -> float:
        """Tonnes that a market has been served by now."""
        layout = self.opening.plan.layout
        holding = self.world.holdings[layout.spans[layout.site_rank[site]][0]]
        return holding.served + eaten(holding, self.env.now)

    def in_transit(self, lane: str) -> float:
        """Tonnes under way on a lane."""
        return self.world.lanes[self.opening.plan.layout.lane_rank[lane]].in_transit

    def impose(self, **fields: Any) -> int:
        """Let a disruption start now.

        Parameters
        ----------
        **fields
            Those of a disruption in a scenario, such as ``kind="ban", actor="CN", materials=["metal"]``, with
            ``lasts`` where it ends by itself; times and other quantities as in a file.

        Returns
        -------
        int
            A handle for `lift`, for controls and outages.
        """
        from disruptsim.world.timeline import Instance

        name = str(fields.pop("name", f"imposed{len(self.opening.hazards.places)}"))
        fields["starts"] = f"{float(self.env.now)!r} d"
        disruption = self.opening.plan.scenario.disruption(name, fields)
        lasts = (
            self.opening.fate.chance.value(f"disruption:{name}/lasts", disruption.lasts)
            if disruption.lasts is not None
            else k.NEVER
        )
        instance = Instance(name, 0, float(self.env.now), float(self.env.now), lasts)
        before = len(self.world.agenda)
        self.opening.hazards.add(instance, disruption)
        for when, kind, subject, amount in self.world.agenda[before:]:
            post(self.world, when, kind, subject, amount)
        if (name, 0) not in self.opening.hazards.places:
            return k.NOBODY
        kind, rank = self.opening.hazards.places[name, 0]
        return rank * 100 + kind

    def lift(self, handle: int) -> None:
        """End a control or an outage that `impose` began."""
        if handle == k.NOBODY:
            return
        rank, kind = divmod(handle, 100)
        if kind == k.CONTROL_STARTS:
            control_ends(self.world, rank, 0.0, self.env.now)
        elif kind == k.OUTAGE_STARTS:
            outage_ends(self.world, rank, 0.0, self.env.now)
        else:
            raise ValueError("only controls and outages can be lifted by hand")

    def draw(self, site: str, material: str) -> None:
        """Ask a stockpile for a draw; it goes on until `call_off`."""
        rank = self._reserve(site, material)
        self.world.reserves[rank].by_hand = 1
        request(self.world, rank, self.env.now)

    def call_off(self, site: str, material: str) -> None:
        """Let a draw asked for by hand end once beneficiaries lack nothing."""
        self.world.reserves[self._reserve(site, material)].by_hand = 0

    def _reserve(self, site: str, material: str) -> int:
        holding = self.opening.plan.layout.outputs[site, material]
        return self.world.holdings[holding].reserve

    def settle(self) -> None:
        """Bring every market up to date, for a look at records."""
        for rank in self.opening.plan.markets:
            settle(self.world, self.world.holdings[rank], self.env.now)
