"""A run folder: what was asked, and the parts that are done. Running the same again goes on where it ended."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.errors import FolderError
from disruptsim.montecarlo.files import Files, files_at
from disruptsim.montecarlo.parts import columns_of, decode, encode
from disruptsim.montecarlo.result import Result
from disruptsim.montecarlo.series import Series, charted
from disruptsim.montecarlo.store import room_for
from disruptsim.montecarlo.strata import LEAST, strata_of
from disruptsim.scenario.scenario import Scenario

FORMAT = "disruptsim.plan/1"
PLAN, SCENARIO, SHOWN = "plan.json", "scenario.json", "result.json"
_PARTS, _LARGEST = 40, 200  # parts of a run, about, and replications in one at most


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run folder is for.

    Attributes
    ----------
    scenario : Scenario
    version : str
        Of disruptsim.
    seed, replications : int
    cases : list of (policy, future)
    chunk : int
        Replications in one part; it changes no result.
    design : dict, optional
        What a design says of itself, where the replications follow one.
    rare : dict, optional
        What strata say of themselves, where the replications are drawn from them.
    """

    scenario: Scenario
    version: str
    seed: int
    replications: int
    cases: list[tuple[str, str]]
    chunk: int
    design: dict[str, Any] | None = None
    rare: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """What ``plan.json`` holds."""
        return {
            "format": FORMAT,
            "scenario": {"name": self.scenario.name, "digest": self.scenario.digest},
            "version": self.version,
            "seed": self.seed,
            "replications": self.replications,
            "chunk": self.chunk,
            "cases": [{"policy": policy, "future": future} for policy, future in self.cases],
            **({"design": self.design} if self.design is not None else {}),
            **({"rare": self.rare} if self.rare is not None else {}),
        }

    @property
    def parts(self) -> int:
        """Number of parts."""
        return -(-self.replications // self.chunk)

    def span(self, part: int) -> tuple[int, int]:
        """First replication of a part, and the one after its last."""
        return part * self.chunk, min(self.replications, (part + 1) * self.chunk)


def chunk_for(replications: int) -> int:
    """Replications in one part: few enough that little is lost when a run is killed."""
    return max(1, min(_LARGEST, math.ceil(replications / _PARTS)))


class RunFolder:
    """A run folder, opened for a plan.

    Parameters
    ----------
    where : str or Path
        A path, or a URL that fsspec knows.
    plan : Plan
        If the folder has one already, its chunks are taken.

    Raises
    ------
    FolderError
        If the folder holds something else, or the run of another plan: with everything that differs.
    OSError
        If it cannot be made.
    """

    def __init__(self, where: str | Path, plan: Plan) -> None:
        self.files: Files = files_at(where)
        names = self.files.names()
        if PLAN not in names:
            if names:
                raise FolderError(f"{self.files.where} is not empty and holds no run; name a new folder")
            self.files.write(SCENARIO, json.dumps(plan.scenario.to_dict(), default=str, ensure_ascii=False).encode())
            self.files.write(PLAN, json.dumps(plan.to_dict(), indent=2, ensure_ascii=False).encode())
            self.plan = plan
            return
        there = _read_plan(self.files)
        self.plan = replace(plan, chunk=int(there.get("chunk", plan.chunk)))
        _refuse_other(self.files.where, there, self.plan.to_dict())

    def done(self, result: Result) -> set[int]:
        """Read the parts that are whole into a result; give their numbers. Damaged ones are run again."""
        names = self.files.names()
        found = set()
        for part in range(self.plan.parts):
            name = part_name(part)
            if name in names and f"{name}.sha256" in names and self._take(part, names, result):
                found.add(part)
            elif name in names:
                self.files.remove(f"{name}.sha256")
        return found

    def _whole(self, name: str) -> bytes | None:
        """Content of a file that its checksum is for; or nothing."""
        content = self.files.read(name)
        said = self.files.read(f"{name}.sha256").decode(errors="replace").strip()
        return content if hashlib.sha256(content).hexdigest() == said else None

    def _take(self, part: int, names: set[str], result: Result) -> bool:
        first, last = self.plan.span(part)
        content = self._whole(part_name(part))
        if content is None or (series_name(part) in names and self._whole(series_name(part)) is None):
            return False
        shape = (last - first, len(result.cases), len(result.subjects))
        columns = [measure.name for measure in result.measures]
        values, states, triggers, events = decode(content, shape, columns)
        result.values[first:last], result.states[first:last] = values, states
        result.triggers[first:last] = triggers
        result.events += events
        result.release()
        return True

    def keep(self, part: int, result: Result, events: NDArray[np.int64], series: Series | None = None) -> None:
        """Write a part whose replications are all done; its checksum says that it is whole.

        Parameters
        ----------
        events : ndarray, shape (replications of the part,)
        series : Series, optional
            Its performance over time, which is written first, so that a whole part has it.
        """
        name = part_name(part)
        self.files.remove(f"{name}.sha256")
        if series is not None:
            bucket = float(self.plan.scenario.resilience.bucket)
            columns = series.columns(result.cases, charted(result.subjects), bucket)
            self._write(series_name(part), encode(columns))
        self._write(name, encode(columns_of(result, *self.plan.span(part), events)))

    def _write(self, name: str, content: bytes) -> None:
        """Write a file, and then its checksum."""
        self.files.remove(f"{name}.sha256")
        self.files.write(name, content)
        self.files.write(f"{name}.sha256", f"{hashlib.sha256(content).hexdigest()}\n".encode())

    def close(self, shown: dict[str, Any]) -> None:
        """Write what the run shows, ``result.json``."""
        self.files.write(SHOWN, json.dumps(shown, ensure_ascii=False).encode())


def read_run(where: str | Path) -> Result:
    """Read a run folder.

    Returns
    -------
    Result
        Of the replications up to the first part that is missing or damaged.

    Raises
    ------
    FolderError
        If it is no run folder, or holds no whole part at its beginning.
    """
    from disruptsim.measures.registry import measures_of
    from disruptsim.measures.subjects import subjects_of
    from disruptsim.scenario.realise import at_means
    from disruptsim.world.pack import draw_up

    files = files_at(where)
    if not {PLAN, SCENARIO} <= files.names():
        raise FolderError(f"{files.where} is no run folder: it has no {PLAN} and {SCENARIO}")
    there = _read_plan(files)
    if "design" in there:
        raise FolderError(f"{files.where} holds the points of a sensitivity study: run the same study again to read it")
    scenario = Scenario.from_dict(json.loads(files.read(SCENARIO)))
    cases = [(case["policy"], case["future"]) for case in there["cases"]]
    rare = there.get("rare")
    plan = Plan(scenario, there["version"], there["seed"], there["replications"], cases, there["chunk"], rare=rare)
    result = empty(plan, subjects_of(draw_up(at_means(scenario))), len(measures_of(scenario)), "")
    if rare is not None:
        result.strata = strata_of(scenario, sorted({future for _, future in cases}), plan.seed)
    done = RunFolder(where, plan).done(result)
    count = next((plan.span(part)[0] for part in range(plan.parts) if part not in done), plan.replications)
    if count < (1 if rare is None else LEAST):
        few = "too few whole parts" if count else "no whole part"
        raise FolderError(f"{files.where} holds {few} yet; run the same command again to go on")
    values, states, triggers = result.values[:count], result.states[:count], result.triggers[:count]
    return replace(result, values=values, states=states, triggers=triggers)


def part_name(part: int) -> str:
    """Name of a part's file."""
    return f"parts/{part:06}.parquet"


def series_name(part: int) -> str:
    """Name of the file with a part's performance over time."""
    return f"series/{part:06}.parquet"


def _read_plan(files: Files) -> dict[str, Any]:
    try:
        found = json.loads(files.read(PLAN))
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise FolderError(f"{files.where}/{PLAN} is no plan of this version; name a new folder")
    return found


def _refuse_other(where: str, there: dict[str, Any], here: dict[str, Any]) -> None:
    keys = ("scenario", "version", "seed", "replications", "cases", "design", "rare")
    differs = [f"  {key}: {_short(there.get(key))} there, {_short(here.get(key))} asked for"
               for key in keys if there.get(key) != here.get(key)]  # fmt: skip
    if differs:
        said = f"{where} holds the run of another plan; name a new folder, or ask for the same"
        raise FolderError("\n".join([said, *differs]))


def _short(value: Any) -> str:
    if isinstance(value, dict) and "inputs" in value:
        return f"{value.get('points')} points of {len(value['inputs'])} inputs ({str(value.get('digest'))[:12]})"
    if isinstance(value, dict) and "digest" in value:
        return f"{value.get('name')} ({str(value['digest'])[:12]})"
    if isinstance(value, list):
        return ", ".join(f"{case.get('policy')} in {case.get('future')}" for case in value if isinstance(case, dict))
    return str(value)


def empty(plan: Plan, subjects: list[Any], measures: int, clock: str) -> Result:
    """A result with room for all replications of a plan."""
    shape = (plan.replications, len(plan.cases), len(subjects), measures)
    room = room_for(*shape)
    return Result(
        plan.scenario, plan.version, plan.seed, clock, plan.cases, subjects, room.values, room.states,
        np.zeros(shape[:2]), 0, release=room.release,
    )  # fmt: skip
