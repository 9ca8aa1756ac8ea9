"""Broken scenarios as data: small changes to a good scenario, each with the problem that must be shown.

The lists are in `broken_fields`, `broken_parts` and `broken_files`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

GOOD = """\
name = "Good"
start = 2026-01-01
horizon = "400 d"

[zones]
allies = ["US", "JP"]

[materials]
ore = { price = "2 USD/kg" }
metal = { price = "60 USD/kg" }
slag = { price = "1 USD/t" }
motor = { price = "90 USD/kg" }

[chokepoints.strait]
detour = "9 d"

[sites.mine]
kind = "mine"
country = "AU"
makes = "ore"
capacity = "9_000 t/yr"

[sites.smelter]
kind = "refinery"
country = "CN"
makes = "metal"
needs = { ore = 10.0 }
byproducts = { slag = 0.2 }
capacity = "900 t/yr"
campaign = "5 d"
processing = "14 d"
minimum_run = 0.2
cover = { ore = "30 d" }
storage = { metal = "60 d" }

[sites.works]
kind = "factory"
country = "US"
location = [40.0, -80.0]
makes = "motor"
needs = { metal = 0.3 }
capacity = "1_500 t/yr"
cover = { metal = "41 d" }

[sites.dealer]
kind = "trader"
country = "JP"
trades = "metal"
initial = { metal = "3 t" }

[sites.buyers]
kind = "market"
country = "US"
demands = "motor"
rate = "1_200 t/yr"
unit_value = "400 kUSD/t"
growth = "2 %/yr"

[sites.reserve]
kind = "stockpile"
country = "US"
holds = { metal = { target = "31 t" } }
active = false

[[lanes]]
material = "ore"
from = "mine"
to = "smelter"
lead_time = "3 d"

[[lanes]]
material = "metal"
from = "smelter"
to = "works"
share = 0.75
lead_time = { triangular = { low = "18 d", mode = "25 d", high = "45 d" } }
via = { strait = 0.4 }

[[lanes]]
material = "metal"
from = "smelter"
to = "dealer"
freight = "20 USD/t"

[[lanes]]
material = "metal"
from = "dealer"
to = "works"
share = 0.25

[[lanes]]
material = "metal"
from = "smelter"
to = "reserve"

[[lanes]]
material = "metal"
from = "reserve"
to = "works"

[[lanes]]
material = "motor"
from = "works"
to = "buyers"

[controls.cap]
kind = "quota"
actor = "AU"
materials = ["ore"]
on = "production"
tonnage = "800 t"

[disruptions.stop]
kind = "ban"
actor = "CN"
materials = ["metal"]
targets = ["allies"]
announced = "day 240"
starts = "day 250"
lasts = "100 d"

[disruptions.papers]
kind = "licence"
actor = "CN"
materials = ["metal"]
starts = 2026-02-01
lasts = "50 d"
permit = { processing = "45 d", approval = 0.5 }

[disruptions.storm]
kind = "outage"
sites = ["works"]
rate = "0.5 1/yr"
lasts = { lognormal = { median = "10 d", gsd = 2.0 } }

[disruptions.blockade]
kind = "chokepoint"
chokepoint = "strait"
after = "stop"
delay = "5 d"
lasts = "20 d"

[disruptions.boom]
kind = "demand_surge"
markets = ["buyers"]
factor = 1.2
starts = "day 30"
lasts = "60 d"

[futures.only_stop]
disruptions = ["stop"]

[futures.rest]
disruptions = ["papers", "storm", "boom"]

[policies.buffer30]
buffer = { materials = ["metal"], sites = ["works"], cover = "+30 d" }

[policies.vault]
[policies.vault.stockpile]
site = "reserve"
fill = "180 d"
draw = { when = "cover of works below 20 d", after = "7 d", rate = "1 t/d" }

[policies.both]
extends = ["buffer30", "vault"]
"""
HEAD = 'name = "x"\nstart = 2026-01-01\nhorizon = "9 d"\n'


@dataclass(frozen=True)
class Broken:
    """A broken scenario and the problem that must be shown.

    Attributes
    ----------
    name : str
    key : str
        Dotted path that the problem must name.
    word : str
        Part of the message.
    edits : tuple of (str, str)
        What is replaced in `GOOD`; each stands there once.
    remedy : str
        Part of the remedy.
    text : str or bytes
        The whole scenario, where it is no change to `GOOD`.
    at : str
        Text on the line that must be named; the first edit's new text by default, nothing for no line.
    count : int
        Number of problems: more would be follow-on ones that hide the real one.
    files : dict of str to (str or bytes)
        Other files beside it.
    place : str
        The file that must be named, if it is another.
    settings : tuple of str
        Values of --set.
    """

    name: str
    key: str
    word: str
    edits: tuple[tuple[str, str], ...] = ()
    remedy: str = ""
    text: str | bytes = ""
    at: str | None = None
    count: int = 1
    files: dict[str, str | bytes] = field(default_factory=dict)
    place: str = "broken.toml"
    settings: tuple[str, ...] = ()

    @property
    def content(self) -> str | bytes:
        """The text of the scenario."""
        if self.text:
            return self.text
        text = GOOD
        for old, new in self.edits:
            assert text.count(old) == 1, f"{self.name}: {old!r} stands {text.count(old)} times"
            text = text.replace(old, new)
        return text

    @property
    def line(self) -> int:
        """The line that must be named; 0 for none."""
        text = self.files.get(self.place, self.content)
        mark = self.at if self.at is not None else self.edits[0][1] if self.edits else ""
        if not mark or isinstance(text, bytes):
            return 0
        assert text.count(mark) >= 1, f"{self.name}: {mark!r} is nowhere"
        return text[: text.index(mark)].count("\n") + 1

    def write(self, folder: Path) -> Path:
        """Write its files into a folder; return the scenario's path."""
        for name, content in {**self.files, "broken.toml": self.content}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder / "broken.toml"


def change(name: str, old: str, new: str, key: str, word: str, remedy: str = "", **more: object) -> Broken:
    """A scenario that is broken by one replacement."""
    return Broken(name, key, word, ((old, new),), remedy, **more)  # type: ignore[arg-type]


def add(name: str, text: str, key: str, word: str, remedy: str = "", **more: object) -> Broken:
    """A scenario that is broken by something added at its end."""
    last = 'extends = ["buffer30", "vault"]\n'
    first = next(line for line in text.splitlines() if line)
    return Broken(name, key, word, ((last, f"{last}\n{text}\n"),), remedy, **{"at": first, **more})  # type: ignore[arg-type]


def whole(name: str, text: str | bytes, key: str, word: str, remedy: str = "", **more: object) -> Broken:
    """A scenario that is broken as a whole."""
    return Broken(name, key, word, (), remedy, text, **more)  # type: ignore[arg-type]
