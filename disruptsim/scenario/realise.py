"""Uncertain numbers made plain: each distribution that is not drawn at use gets one value."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.quantities import Moment, Unit
from disruptsim.scenario.scenario import Scenario

Model = TypeVar("Model", bound=BaseModel)
Value = Callable[[str, Distribution], float]


@cache
def _varying(model: type[BaseModel]) -> frozenset[str]:
    """Fields of a model that are drawn at each use."""

    def marked(annotation: Any) -> bool:
        if isinstance(annotation, Unit):
            return annotation.varying
        return any(marked(argument) for argument in (*get_args(annotation), *getattr(annotation, "__metadata__", ())))

    return frozenset(
        name
        for name, info in model.model_fields.items()
        if any(marked(mark) for mark in info.metadata) or marked(info.annotation)
    )


def _replace(value: Any, key: str, choose: Value) -> Any:
    if isinstance(value, Distribution):
        return choose(key, value)
    if isinstance(value, Moment):
        return value
    if isinstance(value, BaseModel):
        return _realise(value, key, choose)
    if isinstance(value, dict):
        changed = {k: _replace(v, f"{key}.{k}", choose) for k, v in value.items()}
        return value if all(changed[k] is value[k] for k in value) else changed
    if isinstance(value, list):
        items = [_replace(v, f"{key}.{getattr(v, 'name', n)}", choose) for n, v in enumerate(value)]
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return value


def _realise(model: Model, key: str, choose: Value) -> Model:
    changes: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name in _varying(type(model)) and isinstance(value, Distribution):
            continue
        new = _replace(value, f"{key}.{name}" if key else name, choose)
        if new is not value:
            changes[name] = new
    return model.model_copy(update=changes) if changes else model


def realise(scenario: Scenario, choose: Value) -> Scenario:
    """Replace every uncertain number.

    Parameters
    ----------
    scenario : Scenario
        Left as it is.
    choose : callable
        Gives the value of a distribution, from the dotted key of its field.

    Returns
    -------
    Scenario
        The same object if nothing in it is uncertain.
    """
    return _realise(scenario, "", choose)


def at_means(scenario: Scenario) -> Scenario:
    """Replace every uncertain number by its mean."""
    return realise(scenario, lambda _, distribution: distribution.mean)


def uncertain_keys(scenario: Scenario) -> list[str]:
    """Dotted keys of all uncertain numbers, in the order of the schema."""
    keys: list[str] = []

    def note(key: str, distribution: Distribution) -> float:
        keys.append(key)
        return distribution.mean

    realise(scenario, note)
    return keys
