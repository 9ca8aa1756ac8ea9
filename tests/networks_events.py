"""Random disruptions and policies for the scenarios of `networks`."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from networks import DEMAND, Table, _chance, _quota, days, maybe, varying

CONTROLS = ("ban", "licence", "quota")


@st.composite
def disruption_tables(draw: Any, tables: Table, made: list[str], places: list[str]) -> Table:
    """One to five disruptions of any kind, some of them chained."""
    kinds = st.sampled_from([*CONTROLS, "outage", "outage", "chokepoint", "demand_surge", "lane_loss", "truce"])
    found: Table = {}
    for n, drawn in enumerate(draw(st.lists(kinds, min_size=1, max_size=5))):
        licences = [name for name, event in found.items() if event["kind"] == "licence"]
        kind = "licence" if drawn == "truce" and not licences else drawn
        name = f"{kind}{n}"
        if kind == "truce":
            terms = {
                "kind": kind,
                "licence": draw(st.sampled_from(licences)),
                "approval": draw(st.sampled_from([0.0, 0.7, 1.0])),
            }
            found[name] = terms | _when(draw, kind, list(found), float(tables["horizon"][:-2]))
            continue
        found[name] = _one(draw, kind, tables, made, places) | _when(
            draw, kind, list(found), float(tables["horizon"][:-2])
        )
    return found


def _when(draw: Any, kind: str, earlier: list[str], horizon: float) -> Table:
    when: Table = {}
    how = draw(st.sampled_from(["starts", "starts", "starts", "rate", "after"]))
    if how == "after" and earlier:
        when |= {"after": draw(st.sampled_from(earlier)), "upon": draw(st.sampled_from(["start", "end"]))}
        when["delay"] = draw(varying(0, 30))
    elif how == "rate":
        when |= {"rate": draw(st.sampled_from(["1 1/yr", "4 1/yr"]))}
    else:
        day = draw(st.integers(0, int(horizon * 0.7)))
        when["starts"] = f"day {day}"
        if kind in CONTROLS and draw(st.booleans()):
            when["announced"] = f"day {draw(st.integers(0, day))}"
    if "rate" in when or draw(st.integers(1, 4)) > 1:
        when["lasts"] = draw(varying(1, 120))
    maybe(when, "probability", st.sampled_from([0.0, 0.5, 1.0]), draw)
    return when


def _one(draw: Any, kind: str, tables: Table, made: list[str], places: list[str]) -> Table:
    found: Table = {"kind": kind}
    if kind in CONTROLS:
        found = {"kind": kind, "actor": draw(st.sampled_from(places)), "materials": [draw(st.sampled_from(made))]}
        maybe(found, "targets", st.sampled_from([["bloc"], ["east"], [places[0]]]), draw)
        maybe(found, "hoarding", st.sampled_from([1.0, 2.0]), draw)
        maybe(found, "calm", days(0, 90), draw)
        maybe(found, "recall", st.sampled_from(["arrive", "lost", "returned"]), draw)
    if kind == "ban":
        found["passes"] = draw(st.sampled_from([0.0, 0.0, 0.35, 1.0]))
    elif kind == "licence":
        found["permit"] = {
            "processing": draw(varying(1, 60)),
            "approval": draw(st.sampled_from([0.0, 0.6, 1.0])),
            "covers": draw(days(20, 100)),
            "headroom": draw(st.sampled_from([0.5, 1.0, 1.5])),
            "approval_by_country": draw(st.sampled_from([{}, {"bloc": 0.3}, {places[0]: 0.9, "east": 0.5}])),
            "approval_by_class": draw(st.sampled_from([{}, {_class(tables): 0.8}])),
            "renewal": draw(st.sampled_from([0.5, 1.0])),
            "ahead": draw(days(0, 60)),
            "retry": draw(days(1, 30)),
        }
    elif kind == "quota":
        found = {**_quota(draw, made, places, DEMAND), **found}
    elif kind == "outage":
        found |= draw(
            st.sampled_from(
                [
                    {"sites": [draw(st.sampled_from(sorted(tables["sites"])))]},
                    {"country": draw(st.sampled_from(places))},
                    {"centre": [0, 0], "radius": "8000 km"},
                ]
            )
        )
        maybe(found, "capacity_left", st.sampled_from([0.0, 0.3, 0.9, 1.0]), draw)
        maybe(found, "ramp", days(0, 40), draw)
        maybe(found, "in_process", st.sampled_from(["kept", "lost"]), draw)
        maybe(found, "recall", st.sampled_from(["arrive", "lost", "returned"]), draw)
    elif kind == "lane_loss":
        found["lanes"] = draw(st.lists(st.sampled_from(sorted(map(_name, tables["lanes"]))), min_size=1, max_size=3))
        maybe(found, "capacity_left", st.sampled_from([0.0, 0.3, 1.0]), draw)
        maybe(found, "recall", st.sampled_from(["arrive", "lost", "returned"]), draw)
    elif kind == "chokepoint":
        found |= {"chokepoint": draw(st.sampled_from(["strait", "canal"]))}
        maybe(found, "effect", st.sampled_from(["shut", "detour"]), draw)
    else:
        where = {"factor": draw(st.sampled_from([0.0, 0.5, 1.0, 1.5, 3.0]))}
        if draw(st.booleans()):
            where["markets"] = [
                draw(st.sampled_from(sorted(n for n, s in tables["sites"].items() if s["kind"] == "market")))
            ]
        elif draw(st.booleans()):
            where["country"] = draw(st.sampled_from(places))
        found |= where
    return found


def _class(tables: Table) -> str:
    """Class of some buyer."""
    return next(str(site.get("class", "civil")) for site in tables["sites"].values() if site["kind"] != "mine")


def _name(lane: Table) -> str:
    return f"{lane['from']}>{lane['to']}:{lane['material']}"


@st.composite
def policy_tables(draw: Any, tables: Table) -> Table:
    """A buffer, a stockpile with any trigger, and both together."""
    sites = tables["sites"]
    bought = sorted({lane["material"] for lane in tables["lanes"]})
    found: Table = {}
    if draw(st.booleans()):
        found["buffer"] = {"buffer": {"materials": bought, "cover": f"+{draw(st.integers(1, 60))} d"}}
        maybe(found["buffer"], "adopted", _adoption(), draw)
    if "reserve" in sites:
        (material,) = sites["reserve"]["holds"]
        watched = [lane["to"] for lane in tables["lanes"] if lane["from"] == "reserve"]
        controls = [n for n, d in tables["disruptions"].items() if d["kind"] in CONTROLS]
        triggers = ["by hand", "supply into bloc below 60 % for 14 d", "supply into east below 95 % for 30 d"]
        triggers += [f"cover of {name} below 12 d" for name in watched] * 2
        triggers += [f"control {name} in effect" for name in controls]
        instrument: Table = {
            "site": "reserve",
            "draw": {"when": draw(st.sampled_from(triggers)), "rate": f"{DEMAND} t/d"},
        }
        maybe(instrument["draw"], "after", varying(0, 20), draw)
        maybe(instrument["draw"], "interval", days(1, 7), draw)
        maybe(instrument["draw"], "keep", days(1, 40), draw)
        if draw(st.booleans()):
            instrument["holds"] = {material: {"target": f"{draw(st.integers(5, 60))} d", "initial": "10 d"}}
        maybe(instrument, "fill", days(30, 200), draw)
        maybe(instrument, "rebuild", days(0, 200), draw)
        found["stockpile"] = {"stockpile": instrument}
        maybe(found["stockpile"], "adopted", _adoption(), draw)
    if len(found) == 2 and _chance(draw, 2):
        found["both"] = {"extends": ["buffer", "stockpile"]}
    return found


def _adoption() -> st.SearchStrategy[Table]:
    return st.fixed_dictionaries({"promised": days(0, 150), "delay": varying(0, 60)})
