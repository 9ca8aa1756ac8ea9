"""One replication as a readable log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.montecarlo.run import DEFAULT_SEED
from disruptsim.montecarlo.single import simulation
from disruptsim.scenario.scenario import Scenario
from disruptsim.world import kinds as k
from disruptsim.world.names import lane_of, sites_of, subject_name

FORMAT = "disruptsim.trace/1"

_SAYINGS = {
    k.SAID_ORDERED: ("ordered", "{end} orders {amount} {unit} of {material} from {start}"),
    k.SAID_DEPARTED: ("departed", "{amount} {unit} of {material} leave {start} for {end}"),
    k.SAID_ARRIVED: ("arrived", "{amount} {unit} of {material} from {start} arrive at {end}"),
    k.SAID_STARTED: ("started", "{subject} starts a campaign: {amount} {unit} of {material}"),
    k.SAID_MADE: ("made", "{subject} finishes a campaign: {amount} {unit} of {material}"),
    k.SAID_STOPPED: ("stopped", "{subject} stops: an input is missing"),
    k.SAID_RESUMED: ("resumed", "{subject} has its inputs again"),
    k.SAID_BLOCKED: ("blocked", "{subject} has no room for what it made"),
    k.SAID_BROKE: ("failed", "{subject} fails"),
    k.SAID_REPAIRED: ("repaired", "{subject} is repaired"),
    k.SAID_SHORT: ("short", "{subject} cannot serve demand any more"),
    k.SAID_SERVED: ("served", "{subject} serves demand again"),
    k.SAID_GRANTED: ("granted", "permit granted to {start} for {end}: {amount} {unit} of {material}"),
    k.SAID_REFUSED: ("refused", "permit refused to {start} for {material} to {end}"),
    k.SAID_RELEASED: ("released", "{start} releases {amount} {unit} of {material} for {end}"),
    k.SAID_REQUESTED: ("requested", "a draw on {subject} is asked for; first release in {amount} d"),
    k.SAID_OVER: ("over", "the draw on {subject} is over; {amount} {unit} are to be bought back"),
    k.SAID_PLEDGED: ("pledged", "{start} agrees to help {end} with {material}"),
    k.SAID_DECLINED: ("declined", "{start} refuses to help {end} with {material}"),
    k.SAID_LOST: ("lost", "{amount} {unit} of {material} from {start} to {end} are lost under way"),
    k.SAID_RETURNED: ("returned", "{amount} {unit} of {material} for {end} turn back to {start}"),
    k.SAID_GIVEN_UP: ("given up", "{end} gives up waiting for {amount} {unit} of {material} from {start}"),
    k.SAID_QUALIFYING: ("qualifying", "{end} begins to qualify {start} for {material}: {amount} d"),
    k.SAID_TURNS: ("turning", "{subject} begins to qualify {material} in place of another input: {amount} d"),
    k.SAID_WAITS: ("waits", "{amount} {unit} of {material} for {end} wait at a chokepoint"),
    k.SAID_SEIZED: ("detected", "customs detect {amount} {unit} of {material} on a way round from {start} to {end}"),
    k.SAID_CLOSED: ("closed", "{subject} closes for want of money: a margin of {amount} USD/{unit}"),
    k.SAID_REOPENED: ("reopened", "{subject} works again"),
    k.SAID_BEGUN: ("begun", "{subject} is decided, and asks for its permits"),
    k.SAID_ON_LINE: ("on line", "{subject} comes on line: up to {amount} {unit}/d of {material}"),
    k.SAID_FLOOD: ("flood", "{subject}: the market is flooded at {amount} of the reference price"),
    k.SAID_SQUEEZE: ("squeeze", "{subject}: the flood is over, and {amount} is added to the price"),
    k.SAID_DETOUR: ("detour", "goods from {start} for {end} go round: {amount} d more"),
}
_EVENTS = {
    k.CONTROL_ANNOUNCED, k.CONTROL_STARTS, k.CONTROL_ENDS, k.CALM_RETURNS, k.OUTAGE_STARTS, k.OUTAGE_ENDS,
    k.CLOSURE_STARTS, k.CLOSURE_ENDS, k.SURGE_STARTS, k.SURGE_ENDS, k.TRUCE_STARTS, k.TRUCE_ENDS,
    k.POLICY_ADOPTED, k.QUOTA_RENEWED, k.DUTY_STARTS, k.DUTY_ENDS, k.LEVER_STARTS, k.LEVER_ENDS, k.DUMPING_STARTS,
    k.DUMPING_ENDS, k.MEMBER_MOVES, k.CONTRACT_STARTS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log.

    Attributes
    ----------
    day : float
        Days since the start.
    date : date
    event : str
        One word or two.
    text : str
        A sentence.
    sites : tuple of str
        Sites that it touches.
    subject : str
        Site, lane, country, disruption or policy that it is about.
    material : str
    amount : float
        Tonnes, or days or money where the sentence says so.
    """

    day: float
    date: dt.date
    event: str
    text: str
    sites: tuple[str, ...]
    subject: str
    material: str
    amount: float


def number(value: float) -> str:
    """Write a number for reading."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


class _Log:
    """Listens to one simulation."""

    def __init__(self, sim: Simulation, events: bool) -> None:
        self.sim, self.events = sim, events
        self.entries: list[Entry] = []
        sim.world.run.tracing = 1
        sim.world.say = self.say
        sim.env.listener = self.listen

    def listen(self, now: float, kind: int, subject: int, amount: float) -> None:
        if not self.events and kind not in _EVENTS:
            return
        opening = self.sim.opening
        layout = opening.plan.layout
        name = self._subject(kind, subject)
        if kind == k.POLICY_ADOPTED:
            name = self._instrument(subject)
        word = k.EVENT_NAMES[kind]
        if kind == k.MEMBER_MOVES:
            word = "member joins" if amount else "member leaves"
        sites = tuple(sites_of(layout, self.sim.world, kind, subject))
        self._add(word, f"{word}: {name}", sites, name, "", amount)

    def _subject(self, kind: int, subject: int) -> str:
        opening = self.sim.opening
        return subject_name(opening.plan.layout, self.sim.world, kind, subject, opening.hazards.control_names)

    def _instrument(self, rank: int) -> str:
        instrument = self.sim.world.instruments[rank]
        if instrument.kind == k.BUFFER:
            return "buffers"
        holding = self.sim.world.reserves[instrument.reserve].holding
        key = self.sim.opening.plan.layout.holdings[holding]
        return f"{key.site}/{key.material}"

    def say(self, what: int, subject: int, amount: float) -> None:
        layout = self.sim.opening.plan.layout
        word, template = _SAYINGS[what]
        sites = tuple(sites_of(layout, self.sim.world, what, subject))
        lane = lane_of(self.sim.world, what, subject)
        name = layout.lanes[lane].name if lane >= 0 else sites[0] if sites else self._subject(what, subject)
        material = layout.lanes[lane].material if lane >= 0 else self._material(sites[0]) if sites else ""
        if what == k.SAID_TURNS:
            material = layout.holdings[subject].material
        counted = layout.scenario.materials.get(material)
        words = {
            "subject": name, "material": material, "amount": number(amount),
            "start": sites[0] if sites else "", "end": sites[-1] if sites else "",
            "unit": counted.counted_in if counted else "t",
        }  # fmt: skip
        self._add(word, template.format_map(words), sites, name, material, amount)

    def _material(self, site: str) -> str:
        layout = self.sim.opening.plan.layout
        return layout.holdings[layout.spans[layout.site_rank[site]][0]].material

    def _add(self, event: str, text: str, sites: tuple[str, ...], subject: str, material: str, amount: float) -> None:
        day = self.sim.now
        date = self.sim.opening.plan.scenario.start + dt.timedelta(days=int(day))
        self.entries.append(Entry(day, date, event, text, sites, subject, material, amount))


def trace(
    scenario: Scenario,
    seed: int = DEFAULT_SEED,
    replication: int = 0,
    policy: str = "none",
    future: str | None = None,
    follow: str | None = None,
    *,
    events: bool = False,
) -> Iterator[Entry]:
    """Log one replication as it runs.

    Parameters
    ----------
    scenario, seed, replication, policy, future
        As in `simulation`.
    follow : str, optional
        A site: only what touches it, and what touches no site in particular.
    events : bool
        Whether to log every event that is handled, too.

    Yields
    ------
    Entry
    """
    sim = simulation(scenario, seed, replication, policy, future)
    if follow is not None and follow not in scenario.sites:
        raise KeyError(follow)
    log = _Log(sim, events)
    while sim.env.peek() < sim.horizon:
        sim.step()
        for entry in log.entries:
            if follow is None or follow in entry.sites or not entry.sites:
                yield entry
        log.entries.clear()
    sim.run()
