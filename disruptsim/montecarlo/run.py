"""The main job: Monte Carlo replications of a scenario under its policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from disruptsim.clocks.choice import COMPILING, Clock, choose
from disruptsim.errors import LimitError, Problem, ScenarioError
from disruptsim.measures.registry import measures_of
from disruptsim.measures.subjects import subjects_of
from disruptsim.montecarlo.averages import CONTROL
from disruptsim.montecarlo.batch import Batch
from disruptsim.montecarlo.control import add_control
from disruptsim.montecarlo.design import Design
from disruptsim.montecarlo.estimates import Estimate
from disruptsim.montecarlo.execute import Kind, choose_kind, processors
from disruptsim.montecarlo.folder import Plan, chunk_for, empty
from disruptsim.montecarlo.goals import read_goal
from disruptsim.montecarlo.job import Job
from disruptsim.montecarlo.result import Result
from disruptsim.montecarlo.store import room_needed
from disruptsim.montecarlo.strata import LEAST, strata_of
from disruptsim.network.check import refuse_broken
from disruptsim.network.estimate import estimate_size, refuse_absurd
from disruptsim.scenario.realise import at_means
from disruptsim.scenario.scenario import Scenario
from disruptsim.version import VERSION
from disruptsim.world.opening import CALM, futures_of
from disruptsim.world.pack import draw_up

DEFAULT_SEED = 1
DEFAULT_REPLICATIONS = 200
_WORTH_PROCESSES = 3.0  # estimated seconds of work below which starting processes takes longer than it saves


def _prepare(tell: Callable[[str], None]) -> None:
    """Compile the rules, once, before workers start that would all do it."""
    from disruptsim.clocks.cache import is_warm

    if not is_warm():
        tell(f"compiling the rules, once for this version: about {COMPILING:.0f} s")
    import_module("disruptsim.clocks.compiled_rules")


def _refuse_together(rare: bool, control: str | None, precision: Sequence[str], replications: int) -> None:
    problems = []
    if control not in (None, CONTROL):
        problems.append(Problem("--control", "is no control variate", f"write {CONTROL}", str(control)))
    if rare and (control or precision):
        other = "--control" if control else "--precision"
        problems.append(Problem("--rare", f"does not go with {other}", "leave one of them out"))
    if rare and replications < LEAST:
        remedy = f"write {LEAST} or more"
        problems.append(Problem("--replications", "is too few for --rare", remedy, str(replications)))
    if problems:
        raise ScenarioError(problems)


def choose_cases(
    scenario: Scenario, policies: list[str] | None, futures: list[str] | None, *, calm: bool = True
) -> list[tuple[str, str]]:
    """Cases to run: every policy, doing nothing first, in every future, or those named.

    Where there is an economy, the future without disruptions comes too whichever are named, if `calm` and if a policy
    is run: what policies cost when nothing happens is in it. Doing nothing alone is the twin there, and is left out.

    Raises
    ------
    ScenarioError
        If a name is not known.
    """
    known = ["none", *sorted(scenario.policies)]
    there = list(futures_of(scenario))
    problems = []
    for kind, names, all_names in (("--policy", policies, known), ("--future", futures, there)):
        for name in names or []:
            if name not in all_names:
                from disruptsim.words import meant

                problems.append(Problem(kind, "is not in the scenario", meant(name, all_names), name))
    if problems:
        raise ScenarioError(problems)
    chosen = [name for name in known if policies is None or name in policies]
    named = set([*(scenario.futures or there[:1])] if futures is None else futures)
    if calm and scenario.economy is not None and chosen != ["none"] and futures_of(scenario).get(CALM) == []:
        named.add(CALM)
    return [(policy, future) for future in there if future in named for policy in chosen]


def run(
    scenario: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    *,
    policies: list[str] | None = None,
    futures: list[str] | None = None,
    workers: int | None = None,
    clock: Clock = "auto",
    executor: Kind = "auto",
    out: str | Path | None = None,
    chunk: int | None = None,
    precision: Sequence[str] = (),
    timeout: float = 0.0,
    scheduler: str | None = None,
    design: Design | None = None,
    rare: bool = False,
    control: str | None = None,
    tell: Callable[[str], None] | None = None,
    progress: Callable[[int], None] | None = None,
    standing: Callable[[Estimate], None] | None = None,
    failed: Callable[[], None] | None = None,
) -> Result:
    """Run Monte Carlo replications.

    Parameters
    ----------
    scenario : Scenario
    replications : int
    seed : int
        The same seed, scenario and version give the same bytes.
    policies, futures : list of str, optional
        All by default. Where there is an economy, policies are run in ``calm`` too, whichever futures are named.
    workers : int, optional
        Threads or processes; all processors by default where the work is worth it. Changes no result.
    clock : {"auto", "simpy", "compiled"}
        Changes no result. The compiled clock needs the extra ``fast``; auto takes it where that pays.
    executor : {"auto", "serial", "threads", "processes", "dask"}
        Changes no result. Threads serve the compiled clock, and need no start; auto takes two for a short batch. A Dask
        cluster needs the extra ``cluster``.
    out : str or Path, optional
        A run folder, which is kept: a path, or a URL that fsspec knows. If it holds a part of the same run, the rest is
        run.
    chunk : int, optional
        Replications in one part of it. Changes no result.
    precision : sequence of str, optional
        Such as ``unserved=2%`` or ``stop_days@us_ev_motors=5%``: stop when these relative errors of means are reached
        in every case, after `replications` at most.
    timeout : float, s
        Time that one replication may take, where it can be stopped (not on threads); one that takes longer has failed.
    scheduler : str, optional
        Address of a Dask cluster, which takes the executor ``dask``.
    design : Design, optional
        Points at which to run, as many replications as it has.
    rare : bool
        Have a disruption in nine of ten replications, and weight them by the probability that there is one.
    control : {"outage_time"}, optional
        Control variate of means: the time that disruptions last, whose mean is known. Not with `rare`.
    tell : callable, optional
        Told, in a sentence, of what takes time before the first replication.
    progress : callable, optional
        Told the number of replications done.
    standing : callable, optional
        Told now and then the estimate that is least certain so far: of the first measure of `precision`, or of what all
        markets lose.
    failed : callable, optional
        Told of each failure.

    Raises
    ------
    ScenarioError
        If a policy or future is not known.
    LimitError
        If the scenario is larger than its limits.
    FolderError
        If the folder holds something else.
    SimulationError
        If replications fail and none succeeds. Where some do, the others are listed in the result's `failures`.
    """
    if replications < 1:
        raise ValueError(f"replications must be 1 or more, got {replications}")
    _refuse_together(rare, control, precision, replications)
    cases = choose_cases(scenario, policies, futures, calm=design is None)
    plain = at_means(scenario)
    refuse_broken(plain)
    refuse_absurd(plain)
    blueprint = draw_up(plain)
    subjects = subjects_of(blueprint)
    size_of_one, runs = estimate_size(plain), (len(cases) + 1) * replications
    work = size_of_one.seconds * runs
    taken = choose(clock, work)
    if taken == "compiled":
        _prepare(tell or (lambda text: None))
        work = size_of_one.compiled_seconds * runs
    if workers is None:
        workers = min(processors(), replications) if work > _WORTH_PROCESSES else 1
    measures = measures_of(scenario)
    size, there = room_needed(replications, len(cases), len(subjects), len(measures))
    if size > there:
        raise LimitError(
            f"the table of {replications} replications would take about {size / 1e6:.3g} MB in a temporary file, and "
            f"{there / 1e6:.3g} MB are free there; ask for fewer replications, or let TMPDIR name another place"
        )
    kind = choose_kind("dask" if scheduler else executor, workers, taken, work)
    goals = [read_goal(text, subjects, measures) for text in precision]
    plan = Plan(scenario, VERSION, seed, replications, cases, chunk or chunk_for(replications))
    strata = strata_of(scenario, [future for _, future in cases], seed) if rare else None
    if design is not None:
        plan = replace(plan, design=design.to_dict())
    elif strata is not None:
        plan = replace(plan, rare=strata.to_dict())
    result = empty(plan, subjects, len(measures), taken)
    result.strata = strata
    batch = Batch(plan, result, goals, out, tell or (lambda text: None))
    # Points and strata do not stand for one distribution, and their curves could not be added up.
    series = out is not None and design is None and strata is None
    job = Job(scenario, cases, seed, taken, timeout, scheduler, design or strata, series=series)
    batch.run(job, workers, kind, progress or (lambda done: None), standing, failed or (lambda: None))
    if control is not None:
        add_control(batch.result)
    return batch.result
