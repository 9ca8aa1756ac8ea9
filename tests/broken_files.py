"""Broken scenarios: files, tables beside them, --set, groups that are no tables, networks and sizes."""

from __future__ import annotations

from broken import GOOD, HEAD, Broken, add, change, whole

PART = ".a"
FIRST = 'name = "Good"'
MINE = '[sites.mine]\nkind = "mine"\ncountry = "CN"\nmakes = "ore"\ncapacity = "1 t/d"\n'
LANE = '[[lanes]]\nmaterial = "ore"\nfrom = "mine"\nto = "works"\n'


def _top(name: str, line: str, key: str, word: str, remedy: str = "", **more: object) -> Broken:
    """Something added at the head of the good scenario."""
    return change(name, FIRST, f"{FIRST}\n{line}", key, word, remedy, **{"at": line.split(" =", maxsplit=1)[0], **more})


def _csv(name: str, text: str | bytes, key: str, word: str, remedy: str = "", **more: object) -> Broken:
    """A table of chokepoints beside the good scenario."""
    here = {"place": "points.csv", "files": {"points.csv": text}, **more}
    return _top(name, 'tables = { chokepoints = "points.csv" }', key, word, remedy, **here)


def _group(group: str, value: str) -> Broken:
    """A whole group that is no table."""
    text = HEAD + f"{group} = {value}\n" + (LANE if group != "lanes" else "") + (MINE if group != "sites" else "")
    return whole(f"{group} = {value}", text, group, "table", at=f"{group} =", count=0)


TEXTS = [
    whole("nothing in it", "\n", "name", "is missing", "add name", count=3),
    whole("not TOML", GOOD.replace("[zones]", "[zones"), "TOML", "cannot be read", "correct", at="[zones"),
    whole("a value is missing", GOOD.replace("share = 0.75", "share ="), "TOML", "cannot be read", at="share =\n"),
    whole("a key stands twice", GOOD.replace("share = 0.75", "share = 0.75\nshare = 0.7"), "TOML", "cannot be read", at="share = 0.7\n"),
    whole("text without an end", GOOD + 'x = """', "TOML", "cannot be read", at='x = """'),
    whole("YAML", "name: Good\nstart: 2026-01-01\n", "TOML", "cannot be read", at="name"),
    whole("not UTF-8", b'name = "\xe9"\n', "broken.toml", "UTF-8", "save it as UTF-8"),
    whole("UTF-16", 'name = "x"\n'.encode("utf-16"), "broken.toml", "UTF-8", "save it as UTF-8"),
    whole("NUL", b'name = "a\x00"\n', "TOML", "cannot be read", "correct"),
    whole("an escape in the text", b'name = "a\x1b[31m"\n', "TOML", "cannot be read", "correct"),
    whole("too deep", "a = " + "[" * 90_000 + "]" * 90_000, "TOML", "cannot be read", ""),
    whole("a program", "import os\nos.system('touch pwned')\n", "TOML", "cannot be read", at="import"),
    *(_group(group, value) for group in ("sites", "materials", "lanes", "zones", "disruptions") for value in ("3", '"text"', "[[1]]")),
    *(_group(group, "3") for group in ("chokepoints", "controls", "futures", "policies")),
    _top("another format", 'format = "disruptsim.scenario/2"', "format", "none of the words", "disruptsim.scenario/1"),
    _top("initial in another word", 'initial = "warm"', "initial", "none of the words", "empty"),
    _top("key of thirty parts", f"study{PART * 30} = 1", "study", "nests", "dots"),
    add("key of many parts", f"[study]\na{PART * 5000} = 1", "study", "nests", "dots", at=""),
    _top("study that is no table", "study = 3", "study", ""),
    _top("limits that are no table", 'limits = "none"', "limits", ""),
]  # fmt: skip

FILES = [
    _top("extends itself", 'extends = "broken.toml"', "extends", "circle", "remove"),
    _top("extends in a circle", 'extends = "b.toml"', "extends", "circle", "remove", place="b.toml",
         files={"b.toml": "# base\nextends = 'broken.toml'\n"}),
    _top("extends what is missing", 'extends = "base.toml"', "extends", "is no file", "check the path"),
    _top("extends a folder", 'extends = "."', "extends", "is no file", "check the path"),
    _top("extends outside the folder", 'extends = "../../../etc/passwd"', "extends", "outside", "beside the scenario"),
    _top("extends an absolute path", 'extends = "/etc/passwd"', "extends", "outside", "beside the scenario"),
    _top("extends a path with NUL", 'extends = "a\\u0000b"', "extends", "", ""),
    _top("extends a path without end", f'extends = "{"a" * 5000}"', "extends", "", ""),
    _top("extends a list", 'extends = ["a.toml"]', "extends", "path of a file", 'extends = "base.toml"'),
    _top("base that is not TOML", 'extends = "b.toml"', "TOML", "cannot be read", place="b.toml", at="a b",
         files={"b.toml": "x = 1\na b\n"}),
    Broken("base with a bad field", "sites.mine.owner", "string", ((FIRST, f'{FIRST}\nextends = "b.toml"'),), place="b.toml",
           at="owner", files={"b.toml": "[sites.mine]\nkind = 'mine'\nowner = 3\n"}),
    _top("base whose lanes are no table", 'extends = "b.toml"', "lanes", "", place="b.toml", at="lanes", count=0,
         files={"b.toml": "lanes = 3\n"}),
    _csv("row too long", "name,detour\na,3 d\nb,3 d,4 d,5 d\n", "tables.chokepoints", "4 cells where the header has 2", "commas", at="b,"),
    _csv("row too short", "name,detour\na\n", "tables.chokepoints", "1 cells where the header has 2", at="a\n"),
    _csv("two bad rows", "name,detour\na\nb\n", "tables.chokepoints", "1 cells", at="a\n", count=2),
    _csv("quote without an end", 'name,detour\n"a,3 d\n', "tables.chokepoints", "no good CSV", at='"a'),
    _csv("no column name", "nam,detour\na,3 d\n", "tables.chokepoints", "'name'", at="nam"),
    _csv("a column twice", "name,detour,detour\na,3 d,3 d\n", "tables.chokepoints", "repeated column", at="name"),
    _csv("columns inside one another", "name,location,location.x\na,3,4\n", "tables.chokepoints", "", at="", count=0),
    _csv("column without end", f"name,a{PART * 5000}\nx,3\n", "", "", at=""),
    _csv("ten thousand columns", f"name,{','.join(f'c{n}' for n in range(10_000))}\nx,3\n", "tables.chokepoints", "2 cells", at="x,3"),
    _csv("cell too long", f"name,detour\nx,{'y' * 200_000}\n", "tables.chokepoints", "no good CSV", at="x,"),
    _csv("nothing in the table", "", "tables.chokepoints", "'name'", at=""),
    _csv("row without a name", "name,detour\na,3 d\n,4 d\n", "tables.chokepoints", "no name", "fill", at=",4 d"),
    _csv("row twice", "name,detour\na,3 d\na,4 d\n", "chokepoints.a", "stands twice", "remove", at="a,4 d"),
    _csv("value in a row", "name,detour\na,3 d\nb,4 e\n", "chokepoints.b.detour", "no unit of time", "yr", at="b,"),
    _csv("column unknown", "name,detor\na,3 d\n", "chokepoints.a.detor", "is no field", 'did you mean "detour"?', at="a,"),
    _csv("row with an escape", "name,detour\nx\x1b[31m,3 d\n", "chokepoints.", "", "printable", at="x\x1b"),
    _csv("table not UTF-8", b"name,detour\n\xe9,3 d\n", "tables.chokepoints", "UTF-8", place="broken.toml", at="tables"),
    _top("table missing", 'tables = { sites = "nowhere.csv" }', "tables.sites", "cannot be read", "check the path"),
    _top("table that is a folder", 'tables = { sites = "." }', "tables.sites", "cannot be read", "check the path"),
    _top("table outside the folder", 'tables = { sites = "../x.csv" }', "tables.sites", "outside", "beside the scenario"),
    _top("table that is a number", "tables = { sites = 3 }", "tables.sites", "path of a CSV file", ".csv"),
    _top("table of something else", 'tables = { site = "x.csv" }', "tables.site", "is no table", "sites"),
    _top("tables that are no table", 'tables = "x.csv"', "tables", "table", "sites"),
    _top("lane of a row", 'tables = { lanes = "l.csv" }', "lanes.mine>smeltr:ore.to", "is no site", 'did you mean "smelter"?',
         place="l.csv", at="ore,", files={"l.csv": "material,from,to\nore,mine,smeltr\n"}),
    _top("lane twice in a table", 'tables = { lanes = "l.csv" }', "lanes.mine>dealer:ore", "stands twice", "own name",
         place="l.csv", at="ore,mine,dealer,2", count=2,
         files={"l.csv": "material,from,to,share\nore,mine,dealer,1\nore,mine,dealer,2\n"}),
]  # fmt: skip


def _set(name: str, setting: str, key: str, word: str, remedy: str = "") -> Broken:
    return Broken(name, key, word, remedy=remedy, text=GOOD, settings=(setting,), place="--set")


SETTINGS = [
    _set("set an unknown field", "sites.works.capacty=1", "sites.works.capacty", "is no field", 'did you mean "capacity"?'),
    _set("set a bad value", "sites.works.capacity=nan", "sites.works.capacity", "finite"),
    _set("set text", 'lanes.works>buyers:motor.share="x"', "lanes.works>buyers:motor.share", "not a number"),
    _set("set an unknown part", "limit.events=3", "limit", "is no part", 'did you mean "limits"?'),
    _set("set an integer of 5,000 digits", "sites.works.capacity=" + "1" * 5000, "sites.works.capacity", ""),
    _set("set an unknown policy's base", 'policies.both.extends=["x"]', "policies.both.extends", "is no policy"),
    Broken("set without end", "", "", text=GOOD, settings=(f"a{PART * 5000}=1",), place="--set"),
    _set("set an escape", "sites.works.capacity=\x1b[31m", "sites.works.capacity", "", "printable"),
    _set("set a group to a number", "sites=3", "sites", "must be a group", "[sites.NAME]"),
    Broken("set a field of a text", "name.x", "not", text=GOOD, settings=("name.x=1",), place="--set"),
    Broken("set beyond a list", "zones.allies.7", "is not a field", text=GOOD, settings=("zones.allies.7=1",), place="--set"),
]  # fmt: skip

STRUCTURE = [
    change("input that no lane brings", "needs = { metal = 0.3 }", "needs = { metal = 0.3, ore = 1.0 }", "sites.works",
           "takes in ore, but no lane brings it", "add a lane", place="", at=""),
    Broken("loop that grows", "sites.", "gain is one or more",
           (("needs = { metal = 0.3 }", "needs = { metal = 0.3 }\nbyproducts = { slag = 2.0 }"),
            ("needs = { ore = 10.0 }\nbyproducts = { slag = 0.2 }", "needs = { ore = 10.0, slag = 0.1 }"),
            ("[controls.cap]", '[[lanes]]\nmaterial = "slag"\nfrom = "works"\nto = "smelter"\n\n[controls.cap]')),
           "lower a ratio", place="", at=""),
]  # fmt: skip

SIZES = [
    change("campaign of an instant", 'campaign = "5 d"', 'campaign = "1e-9 d"', "sites.smelter.campaign", "limits.events"),
    change("review of an instant", 'trades = "metal"', 'trades = "metal"\nreplenish = { review = "1e-9 d" }', "dealer", "limits.events"),
    change("lot of an instant", 'demands = "motor"', 'demands = "motor"\nreplenish = { review = "continuous", lot = "1e-9 d" }',
           "buyers", "limits.events"),
    change("departures at each instant", 'freight = "20 USD/t"', 'capacity = "100 t/d"\ninterval = "1e-9 d"', "interval",
           "limits.events"),
    change("storms without end", 'rate = "0.5 1/yr"', 'rate = "1e12 1/yr"', "disruptions.storm", "limits.events"),
    change("failures without end", 'campaign = "5 d"', 'failures = { every = "0 d", repair = "0 d" }', "sites.smelter.failures",
           "limits.events"),
    change("quota of an instant", 'tonnage = "800 t"', 'tonnage = "800 t"\nperiod = "1e-9 d"', "controls.cap", "limits.events"),
    change("permits refused at once", 'processing = "45 d", approval = 0.5', 'processing = "0 d", approval = 0, retry = "0 d"',
           "", "limits."),
    change("releases at each instant", 'rate = "1 t/d"', 'rate = "1 t/d", interval = "1e-9 d"', "interval", "limits.events"),
    change("goods under way for ever", 'freight = "20 USD/t"', 'lead_time = "1e12 yr"', "", "limits.memory"),
    change("work in process for ever", 'processing = "14 d"', 'processing = "1e12 yr"', "", "limits.memory"),
    change("a limit of nothing", "[zones]", "[limits]\nevents = 1\n\n[zones]", "", "limits.events"),
]  # fmt: skip
BEYOND = [
    change("a billion years", 'horizon = "400 d"', 'horizon = "1e9 yr"', "horizon", "year 9999", "shorter"),
    change("looks at each instant", "cover of works below 20 d", "supply into US below 60 % for 1e-9 d",
           "policies.vault.stockpile.draw.when", "counts supply over", "14 d"),
    change("buckets of an instant", "[zones]", '[resilience]\nbucket = "1e-9 d"\n\n[zones]', "resilience.bucket", "at least",
           at="bucket"),
    change("permits of an instant", 'processing = "45 d"', 'processing = "0 d", covers = "1e-9 d"', "disruptions.papers.permit.covers",
           "at least"),
    change("departures at one instant", 'freight = "20 USD/t"', 'interval = "0 d"', "lanes.smelter>dealer:metal.interval", "at least"),
]  # fmt: skip
ALL = [*TEXTS, *FILES, *SETTINGS, *BEYOND]
