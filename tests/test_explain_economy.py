"""What the command line says of prices, projects, strategies and instruments: explain and schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from shell import USAGE, Shell

from disruptsim.scenario.explain import all_fields, explain, json_schema
from disruptsim.scenario.schema.instruments import INSTRUMENTS
from disruptsim.scenario.schema.kinds import DISRUPTION_KINDS

MAKERS = ["mine", "recycler", "refinery", "factory"]


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.mark.parametrize(
    ("asked", "keys", "unit", "word"),
    [
        ("economy.up", ["economy.up"], "d", "logarithm"),
        ("economy.zones", ["economy.zones"], "", "price of their own"),
        ("policies.NAME.trading_bloc.floors", ["policies.trading_bloc.floors"], "USD/t", "Floor"),
        ("policies.trading_bloc.floors", ["policies.trading_bloc.floors"], "USD/t", "Floor"),
        ("policies.border.tariff.1.ad_valorem", ["policies.tariff.ad_valorem"], "1", "Duty"),
        ("policies.vault.stockpile.finance.loan", ["policies.stockpile.finance.loan"], "USD", "loan"),
        ("sites.finance.cash_cost", [f"sites.{kind}.finance.cash_cost" for kind in MAKERS], "USD/t", "Avoidable"),
        ("sites.pit.finance.cash_cost", [f"sites.{kind}.finance.cash_cost" for kind in MAKERS], "USD/t", "Avoidable"),
        ("sites.mine.project.build", ["sites.mine.project.build"], "d, drawn at each use", "build"),
        ("disruptions.dumping.price", ["disruptions.dumping.price"], "1", "ask"),
        ("disruptions.flood.squeeze.markup", ["disruptions.dumping.squeeze.markup"], "1", "ask"),
        ("lanes.a>b:m.evades", ["lanes.evades"], "", "way round"),
        ("materials.metal.scarce", ["materials.scarce"], "1", "g where"),
    ],
)  # fmt: skip
def test_explain(asked: str, keys: list[str], unit: str, word: str, shell: Shell) -> None:
    """A key as problems name it, with the name of a part, numbers, or no kind."""
    said = shell.json("explain", asked)
    assert [entry["key"] for entry in said] == keys
    assert {entry["unit"] for entry in said} == {unit}
    assert all(word in entry["text"] for entry in said)
    out, _ = shell("explain", asked)
    assert out.startswith(f"{keys[0]} [{unit}]\n" if unit else f"{keys[0]}\n")


@pytest.mark.parametrize("asked", ["economy", "trading_bloc", "dumping", "crackdown", "technology_control", "project"])
def test_explain_parts(asked: str, shell: Shell) -> None:
    assert any(asked in key["key"] for key in shell.json("explain", asked))


def test_a_word_for_an_instrument_and_a_disruption_shows_both() -> None:
    keys = [entry.key for entry in explain("tariff")]
    assert "policies.tariff" in keys
    assert "disruptions.tariff.importers" in keys


@pytest.mark.parametrize(
    "asked",
    [
        "policies.NAME.trading_blok.floors",
        "sites.pit.projekt",
        "economy.upp",
        "sites.1",
        "policies.",
        "..",
        "economy.1.up",
    ],
)
def test_what_is_no_field(asked: str, shell: Shell) -> None:
    """Misspelt, it is no field; a known one is proposed."""
    _, err = shell("explain", asked, code=USAGE)
    assert "no field or measure" in err


def test_every_new_field_is_described() -> None:
    known = {entry.key: entry for entry in all_fields()}
    for name, model in INSTRUMENTS.items():
        for field in model.model_fields:
            assert known[f"policies.{name}.{field}"].text
    for kind in ("dumping", "tariff", "technology_control", "crackdown"):
        for field in DISRUPTION_KINDS[kind].model_fields:
            assert known[f"disruptions.{kind}.{field}"].text


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every table inside a schema."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _parts(inner)


def test_schema_is_whole(shell: Shell) -> None:
    """Strictly JSON; each reference leads to a definition, and each kind to one of its own."""
    schema = json.loads(shell("schema")[0], parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert schema == json_schema()
    defined = {f"#/$defs/{name}" for name in schema["$defs"]}
    named = {part["$ref"] for part in _parts(schema) if isinstance(part.get("$ref"), str)}
    assert named == defined
    kinds = schema["properties"]["disruptions"]["additionalProperties"]["discriminator"]["mapping"]
    assert set(kinds) == set(DISRUPTION_KINDS)
    assert set(kinds.values()) <= defined
    words = {"string", "number", "integer", "boolean", "array", "object", "null"}
    for part in _parts(schema):
        kind = part.get("type", "object")
        if isinstance(kind, str | list) and not isinstance(part.get("kind"), dict):
            assert {kind} <= words if isinstance(kind, str) else set(kind) <= words
        assert all(name in part["properties"] for name in part.get("required", []) if "properties" in part)


def test_schema_holds_prices_and_instruments() -> None:
    schema = json_schema()
    parts = schema["$defs"]
    assert {"zones", "review", "up", "theta"} <= set(parts["Economy"]["properties"])
    assert {"finance", "project"} <= set(parts["Mine"]["properties"])
    assert "evades" in parts["Lane"]["properties"]
    for name in ("buffer", "stockpile", *INSTRUMENTS):
        one, many = parts["Policy"]["properties"][name]["anyOf"]
        assert one["$ref"].removeprefix("#/$defs/") in parts
        assert many == {"type": "array", "items": one}, "an instrument may stand alone, or in a list"
    assert parts["Policy"]["properties"]["extends"]["type"] == "array"
