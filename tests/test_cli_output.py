"""The commands that show one replication, or say what things mean: trace, explain, schema, new."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from broken import GOOD
from shell import USAGE, Shell

import disruptsim as ds
from disruptsim.measures.registry import MEASURES
from disruptsim.measures.table import Comparison

POLICIES = ["none", "both", "buffer30", "vault"]


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    return str(path)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_trace(good: str, shell: Shell) -> None:
    out, err = shell("trace", good)
    assert err == ""
    assert "control takes effect: stop" in out
    days = [float(line.split()[0]) for line in out.splitlines()]
    assert days == sorted(days)
    assert all(0 <= day < 400 for day in days)
    followed = set(shell("trace", good, "--follow", "works")[0].splitlines())
    assert followed < set(out.splitlines())
    assert not any("mine " in line for line in followed)
    assert len(shell("trace", good, "--events")[0]) > len(out)
    twin, _ = shell("trace", good, "--future", "twin")
    assert "stop" not in twin.split("\n")[0]
    assert "takes effect: stop" not in twin
    assert shell("trace", good, "--replication", "5")[0] != out
    assert shell("trace", good)[0] == out


def test_trace_as_json_lines(good: str, shell: Shell) -> None:
    out, _ = shell("trace", good, "--json", "--policy", "vault")
    entries = [json.loads(line, parse_constant=pytest.fail) for line in out.splitlines()]
    keys = {"day", "date", "event", "text", "sites", "subject", "material", "amount"}
    assert all(set(entry) == keys for entry in entries)
    assert entries[0]["date"] == "2026-01-01"
    assert "released" in {entry["event"] for entry in entries}
    plain, _ = shell("trace", good, "--policy", "vault")
    assert len(plain.splitlines()) == len(entries)
    assert [line[23:] for line in plain.splitlines()] == [entry["text"] for entry in entries]


@pytest.mark.parametrize("policy", POLICIES)
def test_one_replication_is_its_row_of_the_batch(policy: str, good: str) -> None:
    scenario = ds.load(good)
    batch = ds.run(scenario, replications=6, seed=3, workers=1)
    for future in scenario.futures:
        case = batch.case(policy, future)
        for number in (0, 2, 5):
            sim = ds.simulation(scenario, 3, number, policy, future)
            outcome, twin = sim.run(), ds.simulation(scenario, 3, number, "none", "twin").run()
            assert outcome is not None
            assert twin is not None
            values, states = Comparison(sim.opening.plan, batch.subjects, twin).measure(outcome)
            assert np.array_equal(values, batch.values[number, case])
            assert np.array_equal(states, batch.states[number, case])
            assert outcome.trigger == batch.triggers[number, case]


def test_explain_knows_kinds(shell: Shell) -> None:
    said, _ = shell("explain", "truce")
    assert "disruptions.truce.licence" in said
    assert "disruptions.ban" not in said
    assert "Did you mean truce?" in shell("explain", "truc", code=USAGE)[1]


def test_explain(shell: Shell) -> None:
    """A field, a part, a measure, a bare word, and what is unknown."""
    out, _ = shell("explain", "sites.refinery.capacity")
    assert out.startswith("sites.refinery.capacity [t/d]\n")
    assert "lanes.share" in shell("explain", "lanes")[0]
    assert "disruptions.licence.permit.approval" in shell("explain", "disruptions.licence")[0]
    assert "sites.market.rate" in shell("explain", "rate")[0]
    assert shell("explain", "fill_rate")[0].startswith("fill_rate (1)")
    assert "horizon" in shell("explain")[0]
    assert shell.json("explain", "horizon")[0] == {"key": "horizon", "unit": "d", "text": "Length of a run, d; the last instant is not part of it.",
                                                  "default": ""}  # fmt: skip
    assert shell.json("explain", "first_stop")["unit"] == "d"
    for measure in MEASURES:
        assert measure.definition in shell("explain", measure.name)[0]
    _, err = shell("explain", "sites.refinery.capacty", code=USAGE)
    assert "sites.refinery.capacity" in err
    shell("explain", "\x1b[31m" + "x" * 10_000, code=USAGE)


def test_schema(shell: Shell) -> None:
    found = json.loads(shell("schema")[0])
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["type"] == "object"
    assert {"name", "start", "horizon", "sites", "lanes", "extends", "tables", "policies"} <= set(found["properties"])
    assert found["additionalProperties"] is False
    assert found["required"] == ["name"]
    text = json.dumps(found)
    names = {piece.split('"')[0] for piece in text.split('"$ref": "#/$defs/')[1:]}
    assert names <= set(found["$defs"]), "every reference leads somewhere"
    assert "from" in found["$defs"]["Lane"]["properties"]
    assert found["$defs"]["Lane"]["additionalProperties"] is False
    assert "t/d" in found["$defs"]["Mine"]["properties"]["capacity"]["description"] + str(
        found["$defs"]["Mine"]["properties"]
    )


def test_new(tmp_path: Path, shell: Shell) -> None:
    """A template that runs; what exists is left alone."""
    path = tmp_path / "mine.toml"
    _, err = shell("new", path)
    assert str(path) in err
    shell("check", path)
    shell("run", path, "-n", "1")
    path.write_text("# my work\n")
    assert "exists" in shell("new", path, code=USAGE)[1]
    assert path.read_text() == "# my work\n"
    shell("new", tmp_path, code=USAGE)
    shell("new", tmp_path / "nowhere" / "x.toml", code=USAGE)
