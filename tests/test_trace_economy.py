"""The log of a run with prices, and its causes: every event and remark is about something that has a name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from networks_economy import economic_scenarios
from plays import budget, make
from shell import Shell
from trade import Table, ban, two_zones
from validation_files import as_toml

import disruptsim as ds
from disruptsim.report.trace import Entry, trace


def busy() -> Table:
    """A flood and a squeeze that close a plant, a tariff, a slow project, a way round a ban, and a bundle of deals."""
    finance = {
        "cash_cost": "90 USD/kg", "exit": "30 d", "permanent": 0.0, "restart_hold": "14 d", "restart_time": "20 d",
    }  # fmt: skip
    project = {"capex": "1 USD", "build": "60 d", "permit": "30 d", "ramp": "20 d", "decides": "date"}
    found = two_zones(
        1400.0,
        share=0.4,
        cover=30.0,
        sites={
            "new": {"kind": "mine", "country": "US", "makes": "metal", "capacity": "0.1 t/d", "project": project},
            "trader": {"kind": "trader", "country": "VN", "trades": "metal", "cover": {"metal": "30 d"}},
            "elsewhere": {"kind": "market", "country": "VN", "demands": "metal", "rate": "0.5 t/d"},
            "vault": {"kind": "stockpile", "country": "US", "holds": {"metal": {"target": "5 d"}}, "active": False},
        },
        lanes=[
            {"material": "metal", "from": "new", "to": "users", "share": 0.0, "qualification": "10 d"},
            {"material": "metal", "from": "cn", "to": "trader"},
            {"material": "metal", "from": "trader", "to": "elsewhere"},
            {"name": "round", "material": "metal", "from": "trader", "to": "users", "evades": True, "learning": "7 d"},
            {"material": "metal", "from": "own", "to": "vault"},
            {"material": "metal", "from": "vault", "to": "users", "share": 0.0},
        ],
        disruptions={
            "flood": {
                "kind": "dumping", "actor": "CN", "materials": ["metal"], "starts": "day 50", "lasts": "300 d",
                "price": 0.5, "squeeze": {"markup": 0.5, "passes": 0.1, "lasts": "300 d"},
            },
            "shut": ban(700.0, 300.0, enforcement=0.5),
            "answer": {
                "kind": "tariff", "importers": "china", "floors": {"metal": "120 USD/kg"}, "after": "deals",
                "lasts": "100 d",
            },
            "slow": {
                "kind": "technology_control", "sites": ["new"], "slows": 0.5, "starts": "day 20", "lasts": "60 d",
            },
        },
        policies={
            "deals": {
                "trading_bloc": {
                    "members": ["US", "JP"], "floors": {"metal": "60 USD/kg"}, "joins": {"JP": "day 30"},
                    "leaves": {"JP": "day 60"}, "sharing": True,
                },
                "price_floor": {"sites": ["new"], "floor": "90 USD/kg", "lasts": "400 d"},
                "permitting": {"country": "US", "cost": "100 USD/d"},
                "stockpile": {"site": "vault", "finance": {"budget": "1 MUSD"}},
                "adopted": {"promised": "10 d"},
            },
        },
    )  # fmt: skip
    found["sites"]["own"] |= {"capacity": "0.8 t/d", "finance": finance}
    return found


def log(policy: str = "none", **options: Any) -> list[Entry]:
    return list(trace(make(busy()), policy=policy, **options))


def about(entries: list[Entry], event: str) -> set[str]:
    return {entry.subject for entry in entries if entry.event == event}


def test_disruptions_are_told_by_their_names() -> None:
    found = log()
    assert about(found, "strategy starts") == about(found, "flood") == about(found, "squeeze") == {"flood"}
    assert about(found, "flood or squeeze ends") == {"flood"}
    assert about(found, "measure starts") == about(found, "measure ends") == {"slow"}
    assert about(found, "control takes effect") == {"flood", "shut"}
    texts = [entry.text for entry in found]
    assert "flood: the market is flooded at 0.5 of the reference price" in texts
    assert "flood: the flood is over, and 0.5 is added to the price" in texts


def test_plants_are_told_by_their_sites() -> None:
    found = log()
    assert about(found, "closed") == about(found, "reopened") == {"own"}
    assert about(found, "begun") == about(found, "on line") == {"new"}
    assert {entry.sites for entry in found if entry.event == "closed"} == {("own",)}
    assert any(entry.text.startswith("new comes on line: up to 0.1 t/d of metal") for entry in found)
    followed = log(follow="new")
    assert "on line" in {entry.event for entry in followed}
    assert "closed" not in {entry.event for entry in followed}
    assert "flood" in {entry.event for entry in followed}, "what touches no site in particular is told to all"


def test_goods_that_are_detected_are_told_by_their_lane() -> None:
    found = [entry for entry in log() if entry.event == "detected"]
    assert {entry.subject for entry in found} == {"round"}
    assert {entry.sites for entry in found} == {("trader", "users")}
    assert all(entry.amount > 0.0 and entry.material == "metal" for entry in found)


def test_policies_are_told_by_their_names_and_members_by_their_country() -> None:
    found = log("deals", events=True)
    assert about(found, "duty starts") == {"deals", "answer"}
    assert about(found, "duty ends") == {"answer"}
    assert about(found, "duty reset") == {"deals", "answer"}
    assert about(found, "member joins") == about(found, "member leaves") == {"JP"}
    assert about(found, "contract starts") == about(found, "contract settled") == {"new"}
    assert about(found, "measure starts") == {"deals", "slow", "vault/metal"}
    assert about(found, "prices move") == {"all prices"}
    assert about(found, "project moves on") == {"new"}
    assert "prices move: all prices" in {entry.text for entry in found}


def test_the_command_tells_them_as_text_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell, path = Shell(capsys), tmp_path / "busy.toml"
    path.write_text(as_toml(busy()), encoding="utf-8")
    out, _ = shell("trace", str(path), "--policy", "deals", "--json")
    entries = [json.loads(line, parse_constant=pytest.fail) for line in out.splitlines()]
    assert {"duty starts", "flood", "closed", "member joins"} <= {entry["event"] for entry in entries}
    assert all(entry["subject"] and entry["text"] for entry in entries)
    plain, _ = shell("trace", str(path), "--policy", "deals")
    assert [line[23:] for line in plain.splitlines()] == [entry["text"] for entry in entries]


def test_why_counts_what_a_flood_and_its_squeeze_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Left out, the flood takes its squeeze with it."""
    tables = busy()
    tables["disruptions"] = {"flood": tables["disruptions"]["flood"]}
    del tables["policies"]
    (stop,) = ds.why(make(tables), subject="users").stops
    assert [account.disruption for account in stop.accounts] == ["flood"]
    assert stop.accounts[0].share == pytest.approx(1.0)
    path = tmp_path / "busy.toml"
    path.write_text(as_toml(tables), encoding="utf-8")
    assert "flood" in Shell(capsys)("why", str(path), "--subject", "users")[0]


@given(economic_scenarios())
@budget(10)
def test_any_economy_can_be_told_and_explained(tables: Table) -> None:
    scenario = make(tables)
    for policy in ("none", *scenario.policies):
        for entry in trace(scenario, policy=policy, events=True):
            assert entry.text
            assert entry.subject
            assert set(entry.sites) <= set(scenario.sites)
        ds.why(scenario, policy=policy)
