"""The simulator against a day-stepped model written apart from it, on fifty deterministic networks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from oracle import Site, draw_network, run

import disruptsim as ds

Table = dict[str, Any]


def tables(sites: list[Site], events: list[Table], days: int) -> Table:
    """The same network as a scenario."""
    found: Table = {}
    lanes = []
    for site in sites:
        own: Table = {"country": "AA", "initial": {m: f"{x!r} t" for m, x in site.stock.items()}}
        if site.supplier:
            own |= {"replenish": {"review": "1 d", "offset": "0 d"}, "patience": "100_000 d"}
            own["cover"] = {m: f"{x} d" for m, x in site.cover.items()}
        if site.makes:
            own |= {
                "kind": "refinery" if site.needs else "mine", "makes": site.makes, "capacity": f"{site.capacity!r} t/d",
                "campaign": "1 d", "processing": f"{site.processing} d", "storage": {site.makes: f"{site.room!r} t"},
                "allocation": "pro_rata",
            } | ({"needs": site.needs, "minimum_run": 1.0} if site.needs else {})  # fmt: skip
        else:
            own |= {"kind": "market", "demands": "motor", "rate": f"{site.rate!r} t/d"}
            own["unserved"] = "waiting" if site.waits else "lost"
        found[site.name] = own
        for material, (seller, lead) in site.supplier.items():
            name = f"to_{site.name}_{material}"
            lanes.append(
                {"name": name, "material": material, "from": seller, "to": site.name, "lead_time": f"{lead} d"}
            )
    disruptions: Table = {}
    for n, event in enumerate(events):
        when = {"starts": f"day {event['from']}", "lasts": f"{event['to'] - event['from']} d"}
        if "down" in event:
            disruptions[f"event{n}"] = {"kind": "outage", "sites": [event["down"]], **when}
        else:
            shut = [lane["name"] for lane in lanes if lane["to"] == event["shut"]]
            disruptions[f"event{n}"] = {"kind": "lane_loss", "lanes": shut, **when}
    return {
        "name": "oracle", "start": dt.date(2026, 1, 1), "horizon": f"{days} d", "initial": "empty", "sites": found,
        "lanes": lanes, "disruptions": disruptions,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(50))
def test_the_simulator_agrees_with_a_model_that_steps_by_days(seed: int) -> None:
    sites, events, days = draw_network(seed)
    outcome = ds.simulation(ds.Scenario.from_dict(tables(sites, events, days))).run()
    assert outcome is not None
    run(sites, events, days)
    for site in sites:
        for material, tonnes in site.stock.items():
            assert outcome.stock(site.name, material) == pytest.approx(tonnes, abs=1e-6), (site.name, material)
        if site.makes:
            assert outcome.made_by(site.name) == pytest.approx(site.made, abs=1e-6), site.name
        else:
            rank = outcome.market(site.name)
            assert outcome.served[rank] == pytest.approx(site.served, abs=1e-6), site.name
            assert outcome.owed[rank] == pytest.approx(site.owed, abs=1e-6), site.name


def test_the_networks_differ_and_are_disrupted() -> None:
    """So that agreement means something: most lose demand, and most have an event."""
    found = [draw_network(seed) for seed in range(50)]
    assert sum(bool(events) for _, events, _ in found) > 25
    short = 0
    for sites, events, days in found:
        run(sites, events, days)
        short += any(site.rate and site.served < 0.95 * site.rate * days for site in sites)
    assert short > 15
