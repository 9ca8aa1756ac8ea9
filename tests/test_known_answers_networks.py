"""Known answers of networks: recipes V06, yields V07, maximum flow V08, a full port V09, shares V31 (a)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import networkx as nx
import pytest
from cases import (
    LOT,
    Row,
    Table,
    backlog,
    ban,
    check,
    check_against,
    first_shortage,
    lane,
    market,
    measured,
    mine,
    params,
    plant,
    play,
    rate,
    rows,
    scenario,
    tonnes,
)

import disruptsim as ds

ROOM = "1_000_000 t"


def made_between(sim: ds.Simulation, site: str, material: str, start: float, end: float) -> float:
    """Mean rate, t/d, at which a site that sends nothing on fills its store."""
    sim.run(until=start)
    before = sim.on_hand(site, material)
    sim.run(until=end)
    return (sim.on_hand(site, material) - before) / (end - start)


@cache
def assembly() -> dict[str, float]:
    """V06: three inflows into a magnet plant with empty stores; at t=100 an outage halves that of NdPr."""
    p = params("V06")
    sites: Table = {material: mine(inflow, material) for material, inflow in p["inflow"].items()}
    sites["plant"] = plant(p["capacity"], "magnet", p["bom"], storage={"magnet": ROOM}, minimum_run=0.0)
    outage = {"kind": "outage", "sites": ["NdPr"], "capacity_left": 0.5, "starts": "100 d"}
    lanes = [lane(material, "plant", material) for material in p["inflow"]]
    case = scenario("V06", 200.0, sites, lanes, disruptions={"outage": outage})
    sim = ds.simulation(case)
    found = {"output before t=100": made_between(sim, "plant", "magnet", 10.05, 90.05)}
    sim.run(until=100.0)
    found["Fe store at t=100"] = sim.on_hand("plant", "Fe")
    found["Dy store at t=100"] = sim.on_hand("plant", "Dy")
    found["output after t=100"] = made_between(sim, "plant", "magnet", 110.05, 190.05)
    return found


@rows("V06")
def test_output_is_set_by_the_scarcest_input(row: Row) -> None:
    check(row, assembly()[row.quantity])


def stage(accepts: float, takes: str, share: float, makes: str, **fields: Any) -> Table:
    """A plant by what it accepts, t/d, and the share of it that it recovers."""
    return plant(accepts * share, makes, {takes: 1.0 / share}, **fields)


def chain(smelter_accepts: float) -> ds.Scenario:
    """V07: ore, concentrate, matte and metal, without limits to the stores between them."""
    p = params("V07")
    sites = {
        "mine": mine(p["ore"]),
        "mill": stage(p["ore"], "ore", p["recovery"], "concentrate"),
        "smelter": stage(smelter_accepts, "concentrate", p["smelter_yield"], "matte"),
        "refinery": stage(p["refinery_cap"], "matte", p["refinery_yield"], "metal", storage={"metal": ROOM}),
    }
    links = (("mine", "mill", "ore"), ("mill", "smelter", "concentrate"), ("smelter", "refinery", "matte"))
    return scenario("V07", 100.0, sites, [lane(*link) for link in links])


@cache
def yields() -> dict[str, float]:
    p = params("V07")
    sim = ds.simulation(chain(p["smelter_cap"]))
    metal = made_between(sim, "refinery", "metal", 10.05, 90.05)
    sim.run()
    free = p["ore"] * p["recovery"]
    return {
        "refined metal rate": metal,
        "concentrate store at t=100": sim.on_hand("smelter", "concentrate"),
        "ore needed per t of metal at full use": p["ore"] / ds.capacity(chain(free)).delivered,
    }


@rows("V07")
def test_yield_chain_with_a_bottleneck(row: Row) -> None:
    """Metal fills the refinery's store; at full use, without the smelter's limit, the mine is what binds."""
    if row.kind == "exact":
        p = params("V07")
        check_against(row, yields()[row.quantity], 1.0 / (p["recovery"] * p["smelter_yield"] * p["refinery_yield"]))
    else:
        check(row, yields()[row.quantity])


def test_capacity_of_the_yield_chain_names_its_bottleneck() -> None:
    p = params("V07")
    found = ds.capacity(chain(p["smelter_cap"]))
    assert found.delivered == pytest.approx(yields()["refined metal rate"], abs=1e-6)
    assert [name for name, _ in found.bottlenecks] == ["smelter"]


def seven_sites(without: str = "") -> ds.Scenario:
    """V08: three mines, two refineries, two factories whose capacity is their demand; made from a graph."""
    p, graph = params("V08"), nx.MultiDiGraph()
    for name, size in p["nodes"].items():
        kinds = {"M": mine(size), "R": plant(size, "metal", {"ore": 1.0}), "F": market(size, "metal")}
        if name != without:
            graph.add_node(name, **kinds[name[0]])
    for name, size in p["edges"].items():
        start, end = name.split("-")
        if without not in (name, start, end):
            material = "ore" if start[0] == "M" else "metal"
            graph.add_edge(start, end, key=name, material=material, capacity=rate(size), interval=LOT)
    start_date = dt.date(2026, 1, 1)
    return ds.Scenario.from_graph(graph, name="V08", start=start_date, horizon="100 d", initial="empty")


def delivered_rate(case: ds.Scenario) -> float:
    outcome = play(case)
    return float(outcome.served.sum()) / outcome.horizon


@rows("V08")
def test_maximum_flow_and_what_each_element_is_worth(row: Row) -> None:
    """The simulated rate never exceeds the bound, nor the bound without an element; losses are exact."""
    if row.quantity == "max flow":
        check(row, delivered_rate(seven_sites()))
        assert delivered_rate(seven_sites()) > 0.0
        assert ds.capacity(seven_sites()).delivered == pytest.approx(row.expected, abs=row.tolerance)
        return
    element = row.quantity.split()[-1]
    left = ds.capacity(seven_sites(), without=[element]).delivered
    check(row, ds.capacity(seven_sites()).delivered - left)
    assert 0.0 < delivered_rate(seven_sites(without=element)) <= left + 1e-6


@cache
def full_port() -> dict[str, float]:
    """V09: the mine's own store is the port; a ban shuts the lane over [20, 50); the factory has a stock."""
    p = params("V09")
    start, end = p["ban"]
    sites = {
        "mine": mine(p["mine"], storage={"ore": tonnes(p["port"])}),
        "factory": market(p["demand"], stock=p["stock"]),
    }
    lanes = [lane("mine", "factory", capacity=rate(p["lane"]))]
    case = scenario("V09", p["horizon"], sites, lanes, disruptions=ban(start, end - start))
    outcome = play(case)
    served = p["demand"] * p["horizon"] - outcome.lost("factory")
    assert served == pytest.approx(float(outcome.served.sum()))
    assert backlog(outcome, "factory").values[-1] == pytest.approx(outcome.lost("factory"))
    return {
        "delivered over 100 d": served,
        "mine output lost to blocking": p["mine"] * p["horizon"] - outcome.made_by("mine"),
        "first stock-out": first_shortage(outcome, "factory"),
        "share of demand met": measured(case, "fill_rate", "factory"),
    }


@rows("V09")
def test_ban_with_a_full_port_meets_the_bound(row: Row) -> None:
    check(row, full_port()[row.quantity])


@cache
def shares() -> dict[str, float]:
    """V31 (a): mines of five countries that push all they make to one market."""
    output: dict[str, float] = params("V31")["mines"]
    countries: dict[str, float] = {}
    for name, amount in output.items():
        countries[name[0]] = countries.get(name[0], 0.0) + amount
    return {
        "(a) HHI by mine": ds.hhi(output.values()),
        "(a) HHI by country": ds.hhi(countries.values()),
        "(a) effective number of countries": ds.effective_number(countries.values()),
    }


@rows("V31", "(a)")
def test_concentration_by_mine_and_by_country(row: Row) -> None:
    check(row, shares()[row.quantity])


@rows("V31", "(a)")
def test_concentration_of_a_scenario(row: Row) -> None:
    output = params("V31")["mines"]
    sites = {name: mine(amount, country=2 * name[0]) for name, amount in output.items()}
    sites["use"] = market(sum(output.values()))
    case = scenario("V31", 10.0, sites, [lane(name, "use") for name in output])
    (mining,) = ds.concentration(case)
    found = {"mine": mining.sites, "country": mining.countries, "countries": mining.effective}
    check(row, found[row.quantity.split()[-1]])
