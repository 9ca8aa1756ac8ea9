"""Chains of causes in small networks where they can be told by hand; see `hand` for the usual one.

There the market has 15 t on day 0 and gets 10 t on days 15, 25, 35 ... With nothing after day 15 its stock ends on day 25.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hand import Table, control, lane, market, mine, network, usual, warehouse
from shell import Shell

import disruptsim as ds
from disruptsim.causes.links import Cause
from disruptsim.causes.why import Stop

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "160")  # whatever the terminal of the tests is
    return Shell(capsys)


def explain(tables: Table, **options: Any) -> Stop:
    (stop,) = ds.why(ds.Scenario.from_dict(tables), **options).stops
    return stop


def kinds(causes: list[Cause]) -> list[Any]:
    """Kinds of a chain, nested."""
    return [(cause.kind, kinds(cause.because)) if cause.because else cause.kind for cause in causes]


def ban(start: str = "day 12", **fields: Any) -> Table:
    return {"shut": control("ban", starts=start, **fields)}


def test_a_ban() -> None:
    stop = explain(usual(disruptions=ban()))
    assert (stop.subject, stop.kind, stop.day, stop.until, stop.missing) == ("M", "shortage", 25.0, 100.0, "ore")
    assert stop.text == (
        "M could not serve on day 25: no ore; lane from W held since day 12: nothing may leave (shut); cover had been 3 days"
    )
    (cause,) = stop.causes
    assert (cause.kind, cause.lane, cause.since, cause.disruptions) == ("refusal", "W>M", 12.0, ["shut"])
    (account,) = stop.accounts
    assert (stop.shortfall, stop.unit) == (pytest.approx(75.0), "t")
    assert (account.without, account.alone, account.share) == (0.0, pytest.approx(75.0), 1.0)


@pytest.mark.parametrize(
    ("permit", "says"),
    [
        ({"processing": "60 d"}, "licence pending, applied day 12"),
        ({"processing": "2 d", "approval": 0.0}, "licence refused on day 14"),
        ({"processing": "3 d", "covers": "5 d", "ahead": "0 d", "renewal": 0.0}, "licence pending, applied day 20"),
    ],
)
def test_a_licence(permit: Table, says: str) -> None:
    """Pending on day 20, when the order should leave; refused two days after; or run out on the very day of it."""
    stop = explain(usual(disruptions={"papers": control("licence", starts="day 12", permit=permit)}))
    (cause,) = stop.causes
    assert cause.kind == "refusal"
    assert says in cause.text


def test_a_licence_that_was_there_is_no_cause() -> None:
    """The permit of day 13 is for a tonnage of 2 d, all gone on day 20."""
    terms = {"processing": "1 d", "covers": "90 d", "headroom": 0.05}
    stop = explain(usual(disruptions={"papers": control("licence", starts="day 12", permit=terms)}))
    (cause,) = stop.causes
    assert cause.disruptions == ["papers"]


def test_an_outage_of_the_seller() -> None:
    fire = {"fire": {"kind": "outage", "sites": ["T"], "starts": "day 12"}}
    trader = {"kind": "trader", "country": "BB", "trades": "ore", "initial": {"ore": "1 Mt"}}
    sites = {"T": trader, "M": market()}
    stop = explain(network(100, sites, [lane("T", "M")], disruptions=fire))
    assert kinds(stop.causes) == [("lack", ["outage"])]
    assert stop.causes[0].because[0].text == "T was down since day 12: fire"


def test_a_chain_of_three() -> None:
    """The ban on ore stops the refinery, and that the market."""
    refinery = {
        "kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "1 t/d",
        "campaign": "1 d", "initial": {"ore": "15 t", "metal": "5 t"}, "storage": {"metal": "5 t"}, "patience": "10_000 d",
        "replenish": {"review": "10 d", "offset": "0 d"}, "cover": {"ore": "0 d"},
    }  # fmt: skip
    sites = {"W": warehouse(), "P": refinery, "M": market(demands="metal")}
    tables = network(200, sites, [lane("W", "P"), lane("P", "M", "metal")], disruptions=ban())
    stop = explain(tables, subject="M")
    assert kinds(stop.causes) == [("lack", [("lack", ["refusal"])])]
    texts = [cause.text for cause in stop.causes[0].walk()]
    assert "it had none" in texts[0]
    assert texts[1].startswith("P stopped on day")
    assert texts[2].startswith("lane from W held since day 12")
    assert explain(tables).subject == "P"
    assert explain(tables).kind == "stop"


def strait(effect: str, detour: str | None) -> Table:
    closed = {
        "closed": {"kind": "chokepoint", "chokepoint": "strait", "starts": "day 12", "effect": effect, "lasts": "60 d"}
    }
    tables = usual(disruptions=closed, chokepoints={"strait": {"detour": detour} if detour else {}})
    tables["lanes"][0]["via"] = {"strait": 0.5}
    return tables


@pytest.mark.parametrize(("effect", "detour", "word"), [("shut", None, "waits"), ("detour", "20 d", "goes round")])
def test_a_delay(effect: str, detour: str | None, word: str) -> None:
    """What left on day 10 is at the strait on day 12.5; it waits there, or goes round for 20 d."""
    stop = explain(strait(effect, detour))
    (cause,) = stop.causes
    assert (stop.day, cause.kind, cause.disruptions) == (15.0, "delay", ["closed"])
    assert f"a shipment {word} from day 12.5 on" in cause.text


def test_goods_seized() -> None:
    stop = explain(usual(disruptions=ban(lasts="3 d", recall="lost")))
    (cause,) = stop.causes
    assert (cause.kind, cause.disruptions) == ("delay", ["shut"])
    assert "lost or sent back under way on day 12" in cause.text


def test_others_are_given_more() -> None:
    """A mine of 2 t/d for two markets of 1 t/d; N asks for three times as much from day 10 on, and is given by orders."""
    sites = {"W": mine(2.0, 1.0, cover={"ore": "0 d"}, storage={"ore": "4 t"}), "M": market(), "N": market(cover=5.0)}
    sites["W"]["allocation"] = "pro_rata"
    surge = {"boom": {"kind": "demand_surge", "markets": ["N"], "factor": 5.0, "starts": "day 10"}}
    for name in ("M", "N"):
        sites[name]["replenish"] = {"review": "2 d", "offset": "0 d"}
    tables = network(200, sites, [lane(lead=1.0), lane(end="N", lead=1.0)], disruptions=surge)
    stop = explain(tables, subject="M")
    assert [cause.kind for cause in stop.causes] == ["allocation"]
    assert "to N" in stop.causes[0].text
    assert stop.accounts[0].disruption == "boom"


def test_more_is_asked_for() -> None:
    surge = {"boom": {"kind": "demand_surge", "markets": ["M"], "factor": 2.0, "starts": "day 10"}}
    stop = explain(usual(disruptions=surge))
    assert [(cause.kind, cause.disruptions) for cause in stop.causes] == [("demand", ["boom"])]


def test_a_line_that_makes_more_uses_more() -> None:
    """Demand for metal is tripled on day 20: the refinery runs at its capacity, and out of the ore that calm would use."""
    refinery = {
        "kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "5 t/d", "campaign": "1 d",
        "initial": {"ore": "15 t", "metal": "5 t"}, "storage": {"metal": "20 t"}, "patience": "10_000 d", "minimum_run": 0.0,
        "replenish": {"review": "10 d", "offset": "0 d"}, "cover": {"ore": "0 d"},
    }  # fmt: skip
    sites = {"W": warehouse(), "P": refinery, "M": market(demands="metal", cover=10.0)}
    sites["M"]["replenish"] = {"review": "1 d", "offset": "0 d"}
    surge = {"boom": {"kind": "demand_surge", "markets": ["M"], "factor": 3.0, "starts": "day 20"}}
    stop = explain(
        network(100, sites, [lane("W", "P"), lane("P", "M", "metal", lead=0.0)], disruptions=surge), subject="P"
    )
    assert [(cause.kind, cause.disruptions) for cause in stop.causes] == [("demand", ["boom"])]
    assert "P used" in stop.causes[0].text


def test_what_is_left_out_must_be_there() -> None:
    with pytest.raises(ds.ScenarioError, match="is no disruption"):
        ds.simulation(ds.Scenario.from_dict(usual(disruptions=ban())), without=["shot"])


def test_two_causes_share_a_shortfall() -> None:
    """A ban for days 12 to 40, and the strait shut for days 45 to 80: each delays what the other leaves alone."""
    tables = strait("shut", None)
    tables["disruptions"]["closed"] |= {"starts": "day 45", "lasts": "35 d"}
    tables["disruptions"] |= ban(lasts="28 d")
    stop = explain(tables)
    assert [cause.kind for cause in stop.causes] == ["refusal"]
    by = {account.disruption: account for account in stop.accounts}
    for name, other in (("shut", "closed"), ("closed", "shut")):
        assert by[name].without == pytest.approx(by[other].alone)
        assert by[name].share == pytest.approx(1.0 - by[name].without / stop.shortfall)
    assert 0.0 < by["closed"].share < 1.0
    assert 0.0 < by["shut"].share < 1.0


def test_two_causes_each_of_which_is_enough() -> None:
    """Two bans on the same days: without either, the other has the same effect."""
    tables = usual(disruptions={"one": control("ban", starts="day 12"), "two": control("ban", starts="day 12")})
    stop = explain(tables)
    assert stop.causes[0].disruptions == ["one", "two"]
    assert [account.share for account in stop.accounts] == [0.0, 0.0]
    assert [account.alone for account in stop.accounts] == [pytest.approx(75.0)] * 2


def test_what_follows_a_disruption_is_left_out_with_it() -> None:
    first = {"kind": "outage", "sites": ["M"], "starts": "day 5", "lasts": "1 d"}
    chained = {"first": first, "shut": control("ban", after="first", delay="7 d")}
    stop = explain(usual(disruptions=chained))
    by = {account.disruption: account for account in stop.accounts}
    assert by["first"].without == by["shut"].without == 0.0


def test_nothing_stops() -> None:
    calm = ds.why(ds.Scenario.from_dict(usual(disruptions=ban("day 95"))))
    assert calm.stops == []
    assert ds.why(ds.Scenario.from_dict(usual())).to_dict()["stops"] == []


def test_a_stop_that_calm_has_too_is_none() -> None:
    """A refinery that always lacks ore: its stops are the twin's."""
    refinery = {
        "kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "10 t/d",
        "campaign": "1 d", "minimum_run": 0.0, "replenish": {"policy": "push"}, "storage": {"metal": "1 Mt"},
    }  # fmt: skip
    sites = {"W": mine(2.0, 1.0), "P": refinery}
    fire = {"fire": {"kind": "outage", "sites": ["W"], "starts": "day 50.25", "lasts": "10 d"}}
    found = explain(network(100, sites, [lane("W", "P", lead=0.0)], disruptions=fire))
    assert 50.0 <= found.day <= 52.0
    assert kinds(found.causes) == [("lack", ["outage"])]


def test_the_command_says_it(shell: Shell) -> None:
    said, told = shell("why", str(SMALL), "--replication", "1", "--json")
    found = json.loads(said)
    assert (found["format"], found["replication"], told) == ("disruptsim.why/1", 1, "")
    text, _ = shell("why", str(SMALL), "--replication", "1")
    for stop in found["stops"]:
        assert stop["subject"] in text
        assert stop["missing"] in text
        assert all(account["disruption"] in text for account in stop["accounts"])
    calm, _ = shell(
        "why", str(SMALL), "--future", "all", "--policy", "none", "--set", "disruptions.metal_ban.probability=0.0"
    )
    assert "nothing stopped" in calm


def test_a_subject_that_cannot_stop(shell: Shell) -> None:
    _, told = shell("why", str(SMALL), "--subject", "nowhere", code=3)
    assert "--subject" in told
    assert "is no site" in told
    _, told = shell("why", str(SMALL), "--policy", "nonne", code=3)
    assert "nonne" in told


@pytest.mark.parametrize("replication", range(6))
def test_the_reference_scenario_is_explained(replication: int) -> None:
    """Every chain ends at a disruption or says why not, and what it accounts for is between nothing and all."""
    scenario = ds.load(SMALL.with_name("rare-earth-magnets.toml"))
    for stop in ds.why(scenario, replication=replication).stops:
        ends = [cause for top in stop.causes for cause in top.walk() if not cause.because]
        assert any(cause.disruptions for cause in ends), stop.text
        assert all(account.without <= stop.shortfall * 2 for account in stop.accounts)
