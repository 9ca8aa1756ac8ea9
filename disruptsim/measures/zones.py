"""Zones with a price of their own, and whose the adversary is: what measures of money are told by."""

from __future__ import annotations

from disruptsim.scenario.scenario import Scenario

WORLD, ELSEWHERE = "world", "elsewhere"  # the zone of a scenario that names none, and of what is in none


def price_zones(scenario: Scenario) -> tuple[str, ...]:
    """Names of price zones in their order: those that the economy names, then all that is in none of them."""
    if scenario.economy is None or not scenario.economy.zones:
        return (WORLD,)
    return (*scenario.economy.zones, ELSEWHERE)


def price_zone(scenario: Scenario, country: str) -> int:
    """Rank of the price zone of a country: the first that has it."""
    zones = scenario.economy.zones if scenario.economy is not None else []
    for rank, name in enumerate(zones):
        if country in scenario.countries_of(name):
            return rank
    return len(zones)


def adversary_countries(scenario: Scenario) -> set[str]:
    """Countries of the adversary: of the study, or else the actor of the first control by name; or none."""
    if scenario.study.adversary:
        return scenario.countries_of(scenario.study.adversary)
    everything = {**scenario.controls, **scenario.disruptions}
    actors = (getattr(everything[name], "actor", None) for name in sorted(everything))
    first = next((actor for actor in actors if actor), None)
    return set() if first is None else scenario.countries_of(first)


def adversary_zone(scenario: Scenario) -> int | None:
    """Rank of the first price zone that has a country of the adversary; none where nobody is one."""
    zones = [price_zone(scenario, country) for country in adversary_countries(scenario)]
    return min(zones, default=None)
