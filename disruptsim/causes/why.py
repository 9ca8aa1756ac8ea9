"""Why a site stopped, or a market could not serve, in one replication."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from disruptsim.causes.chain import Chain
from disruptsim.causes.counterfactuals import Account, Shortfall, accounts
from disruptsim.causes.ledger import Ledger, beyond
from disruptsim.causes.links import Cause, day
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.errors import Problem, ScenarioError
from disruptsim.montecarlo.run import DEFAULT_SEED
from disruptsim.montecarlo.single import simulation
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import Market, Producer
from disruptsim.words import meant
from disruptsim.world.opening import TWIN, futures_of
from disruptsim.world.outcome import Outcome

FORMAT = "disruptsim.why/1"
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Stop:
    """A stop of a line, or a shortage of a market, and what is behind it.

    Attributes
    ----------
    subject, kind : str
        A site; ``stop`` or ``shortage``.
    day, until : float, d
        When it began, beyond what the undisturbed twin does, and when it ended.
    missing : str
        The material.
    cover : float or None
        Days of nominal use that were there when the first cause set in; None where nothing is used nominally.
    causes : list of Cause
    shortfall : float
        Over the whole run, and its unit and words.
    accounts : list of Account
    """

    subject: str
    kind: str
    day: float
    until: float
    missing: str
    cover: float | None
    causes: list[Cause]
    shortfall: float
    unit: str
    words: str
    accounts: list[Account] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole chain in one sentence."""
        verb = "stopped" if self.kind == "stop" else "could not serve"
        parts = [f"{self.subject} {verb} on {day(self.day)}: no {self.missing}"]
        parts += [cause.text for cause in self.causes]
        if self.cover is not None:
            parts.append(f"cover had been {self.cover:.0f} days")
        return "; ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Nested tables."""
        return {
            "subject": self.subject, "kind": self.kind, "day": self.day, "until": self.until, "missing": self.missing,
            "cover": self.cover, "text": self.text, "causes": [cause.to_dict() for cause in self.causes],
            "shortfall": {"value": self.shortfall, "unit": self.unit, "words": self.words},
            "accounts": [
                {"disruption": a.disruption, "without": a.without, "alone": a.alone, "share": a.share}
                for a in self.accounts
            ],
        }  # fmt: skip


@dataclass(slots=True)
class Explanation:
    """What `why` found.

    Attributes
    ----------
    scenario, digest : str
    seed, replication : int
    policy, future : str
    stops : list of Stop
        None, or one.
    """

    scenario: str
    digest: str
    seed: int
    replication: int
    policy: str
    future: str
    stops: list[Stop]

    def to_dict(self) -> dict[str, Any]:
        """What ``why --json`` prints."""
        return {
            "format": FORMAT, "scenario": {"name": self.scenario, "digest": self.digest}, "seed": self.seed,
            "replication": self.replication, "policy": self.policy, "future": self.future,
            "stops": [stop.to_dict() for stop in self.stops],
        }  # fmt: skip


def why(
    scenario: Scenario,
    seed: int = DEFAULT_SEED,
    replication: int = 0,
    policy: str = "none",
    future: str | None = None,
    subject: str | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Follow the first stop or shortage of a replication back to the disruptions.

    Parameters
    ----------
    scenario, seed, replication, policy, future
        As in `simulation`; the first future by default.
    subject : str, optional
        A site with a line, or a market; by default whichever stops first.
    progress : callable, optional
        Told of runs done and to be done.

    Raises
    ------
    ScenarioError
        If the subject is no site that can stop, or the policy or future is not known.
    """
    able = sorted(name for name, site in scenario.sites.items() if isinstance(site, Producer | Market))
    if subject is not None and subject not in able:
        known = subject in scenario.sites
        said = "has no line and no demand, so it cannot stop" if known else "is no site"
        raise ScenarioError([Problem("--subject", said, meant(subject, able), subject)])

    def open_run(without: Collection[str] = (), where: str | None = future) -> Simulation:
        return simulation(scenario, seed, replication, policy if where != TWIN else "none", where, without)

    first = open_run()
    run, twin = Ledger(first), Ledger(open_run(where=TWIN))
    chosen = next(iter(futures_of(scenario))) if future is None else future
    found = Explanation(scenario.name, scenario.digest, seed, replication, policy, chosen, [])
    begun = _first(run, twin, subject)
    if begun is None:
        return found
    site, kind, holding, begins, ends = begun
    causes = Chain(run, twin).stop_causes(holding, begins)
    shortfall = Shortfall(first.opening, run.layout.sites[site], twin.outcome)
    full = shortfall.of(run.outcome)
    happened = sorted({name for (name, _), place in first.opening.hazards.places.items()
                       if name in scenario.disruptions and place in run.spans})  # fmt: skip
    runs = {"done": 0}
    total = len(happened) * (1 if len(happened) == 1 else 2)

    def play(without: Collection[str]) -> Outcome:
        outcome = open_run(without).run()
        assert outcome is not None
        runs["done"] += 1
        if progress is not None:
            progress(runs["done"], total)
        return outcome

    since = min((cause.since for top in causes for cause in top.walk()), default=begins)
    key = run.layout.holdings[holding]
    stop = Stop(
        subject=run.layout.sites[site], kind=kind, day=begins, until=ends, missing=key.material,
        cover=_cover(open_run(), key.site, key.material, min(since, begins)), causes=causes, shortfall=full,
        unit=shortfall.unit, words=shortfall.words, accounts=accounts(shortfall, full, happened, play),
    )  # fmt: skip
    found.stops.append(stop)
    return found


def _first(run: Ledger, twin: Ledger, subject: str | None) -> tuple[int, str, int, float, float] | None:
    """The first stop or shortage beyond the twin's: site, kind, missing holding, from, to."""
    found = []
    for site, missing, begins, ends in run.stops:
        calm = [(a, b) for other, _, a, b in twin.stops if other == site]
        found += [(a, site, "stop", missing, b) for a, b in beyond([(begins, ends)], calm)[:1]]
    for site, begins, ends in run.shortages:
        calm = [(a, b) for other, a, b in twin.shortages if other == site]
        holding = run.layout.spans[site][0]
        found += [(a, site, "shortage", holding, b) for a, b in beyond([(begins, ends)], calm)[:1]]
    wanted = [one for one in found if subject is None or run.layout.sites[one[1]] == subject]
    if not wanted:
        return None
    begins, site, kind, holding, ends = min(wanted)
    return site, kind, holding, begins, ends


def _cover(sim: Simulation, site: str, material: str, when: float) -> float | None:
    """Days of nominal use on hand at a time."""
    sim.run(until=when)
    found = sim.cover(site, material)
    return found if found < float("inf") else None
