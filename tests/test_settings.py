"""--set changes any field, by its dotted key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from broken import GOOD

import disruptsim as ds


def _load(folder: Path, *pairs: tuple[str, str], scenario: str = GOOD) -> ds.Scenario:
    (folder / "main.toml").write_text(scenario, encoding="utf-8")
    return ds.load(folder / "main.toml", pairs)


@pytest.mark.parametrize(
    ("key", "text", "read"),
    [
        ("sites.works.capacity", '"60 kt/yr"', lambda s: s.sites["works"].capacity == pytest.approx(60_000 / 365)),
        ("sites.works.capacity", "60 kt/yr", lambda s: s.sites["works"].capacity == pytest.approx(60_000 / 365)),
        ("horizon", "10 wk", lambda s: s.horizon == 70.0),
        ("start", "2027-02-03", lambda s: s.start == dt.date(2027, 2, 3)),
        ("name", "A new name", lambda s: s.name == "A new name"),
        ("sites.works.needs.metal", "0.4", lambda s: s.sites["works"].needs == {"metal": 0.4}),
        ("sites.works.owner", "Firm", lambda s: s.sites["works"].owner == "Firm"),
        ("sites.reserve.active", "true", lambda s: s.sites["reserve"].active),
        ("lanes.works>buyers:motor.lead_time", "9 d", lambda s: _lane(s, "works>buyers:motor").lead_time == 9.0),
        ("lanes.'works>buyers:motor'.lead_time", "9 d", lambda s: _lane(s, "works>buyers:motor").lead_time == 9.0),
        ("disruptions.stop.lasts", '{ gamma = { mean = "9 d", shape = 2 } }', lambda s: s.disruptions["stop"].lasts != 100.0),
        ("disruptions.stop.targets", '["JP"]', lambda s: s.disruptions["stop"].targets == ["JP"]),
        ("zones.allies.0", '"KR"', lambda s: s.zones["allies"] == ["KR", "JP"]),
        ("policies.vault.stockpile.fill", "9 d", lambda s: s.policies["vault"].stockpile[0].fill == 9.0),
        ("policies.buffer30.buffer.cover", "+9 d", lambda s: s.policies["buffer30"].buffer[0].cover == 9.0),
        ("limits.events", "9e9", lambda s: s.limits.events == 9e9),
        ("resilience.bucket", "14 d", lambda s: s.resilience.bucket == 14.0),
    ],
)  # fmt: skip
def test_set_changes_any_field(key: str, text: str, read: Any, tmp_path: Path) -> None:
    before, after = _load(tmp_path), _load(tmp_path, (key, text))
    assert read(after)
    assert not read(before)
    assert before.digest != after.digest


def _lane(scenario: ds.Scenario, name: str) -> Any:
    return next(lane for lane in scenario.lanes if lane.name == name)


def test_set_applies_in_turn(tmp_path: Path) -> None:
    assert _load(tmp_path, ("horizon", "10 d"), ("horizon", "20 d")).horizon == 20.0


def test_set_of_dotted_names(tmp_path: Path) -> None:
    text = GOOD.replace("[sites.mine]", '[sites."a.b"]').replace('from = "mine"', 'from = "a.b"')
    for key, text_ in (('sites."a.b".capacity', "5 t/d"), ("lanes.a.b>smelter:ore.freight", "5 USD/t")):
        found = _load(tmp_path, (key, text_), scenario=text)
        assert 5.0 in (found.sites["a.b"].capacity, found.lanes[0].freight)
