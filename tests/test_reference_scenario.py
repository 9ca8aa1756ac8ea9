"""The reference scenario is what it says: real, balanced, sourced."""

from __future__ import annotations

from pathlib import Path

import pytest

import disruptsim as ds
from disruptsim.measures.subjects import FACTORIES, TOTAL
from disruptsim.network.flows import nominal_flows
from disruptsim.network.layout import lay_out
from disruptsim.scenario.realise import at_means

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def scenario() -> ds.Scenario:
    return ds.load(ROOT / "scenarios" / "rare-earth-magnets.toml")


def test_it_is_large_enough(scenario: ds.Scenario) -> None:
    assert len(scenario.sites) >= 45
    assert len(scenario.lanes) >= 100
    assert len({site.country for site in scenario.sites.values()}) >= 10
    assert {"ndfeb_magnet_hr", "ndfeb_magnet_std", "magnet_scrap"} <= set(scenario.materials)


def test_every_number_has_a_source(scenario: ds.Scenario) -> None:
    for group in ("sites", "materials", "chokepoints", "disruptions", "controls", "policies"):
        for name, part in getattr(scenario, group).items():
            assert part.source, f"{group}.{name} has no source"
            assert part.confidence, f"{group}.{name} has no confidence"
    for lane in scenario.lanes:
        assert lane.source, lane.name
        assert lane.confidence, lane.name


def test_nothing_stands_in_the_way_of_a_run(scenario: ds.Scenario) -> None:
    found = ds.check(scenario)
    assert found.ok
    assert found.capacity.delivered == pytest.approx(found.capacity.demand, rel=1e-6)


def test_shares_are_those_of_the_world(scenario: ds.Scenario) -> None:
    """About 70% of mining and 90% of separation and magnets in one country (IEA, USGS)."""
    stages = {row.stage: row for row in ds.concentration(scenario)}
    assert stages["mining"].largest == stages["separation"].largest == stages["magnets"].largest == "CN"
    assert stages["mining"].share == pytest.approx(0.68, abs=0.03)
    assert stages["separation"].share == pytest.approx(0.91, abs=0.03)
    assert stages["magnets"].share == pytest.approx(0.927, abs=0.02)


def test_the_year_balances(scenario: ds.Scenario) -> None:
    """Finished magnets 188,938 t, of heavy grades in China 76,132 t; mined ore in China within its quota."""
    layout = lay_out(at_means(scenario))
    flows = nominal_flows(layout)
    made: dict[tuple[str, str], float] = {}
    for rank, name in enumerate(layout.sites):
        site = layout.site(name)
        if hasattr(site, "makes"):
            key = (site.makes, site.country)
            made[key] = made.get(key, 0.0) + 365 * float(flows.run[rank])
    magnets = sum(tonnes for (material, _), tonnes in made.items() if material.startswith("ndfeb_magnet"))
    assert magnets == pytest.approx(188_938, rel=0.01)
    assert made["ndfeb_magnet_hr", "CN"] == pytest.approx(76_132, rel=0.01)
    ore = sum(
        tonnes for (material, country), tonnes in made.items() if material.endswith("_concentrate") and country == "CN"
    )
    assert ore == pytest.approx(270_000, rel=0.01)
    assert ore <= 270_000


def test_the_undisturbed_network_serves_demand(scenario: ds.Scenario) -> None:
    for replication in range(2):
        twin = ds.simulation(scenario, 1, replication, future="twin").run()
        for rank in range(len(twin.demanded)):
            assert twin.served[rank] >= 0.99 * twin.demanded[rank]


def test_licences_stop_factories_and_policies_help(scenario: ds.Scenario) -> None:
    result = ds.run(scenario, replications=2, seed=1, workers=1)
    none, _ = result.column("lost_output", TOTAL)
    assert (none > 1e9).all()
    assert (result.column("stopped", FACTORIES)[0] == 1).all()
    for policy in scenario.policies:
        assert result.column("lost_output", TOTAL, policy)[0].mean() < none.mean()
