"""The commands: what they print, where, and with which exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from broken import GOOD
from shell import INVALID, USAGE, Shell, process

import disruptsim as ds
from disruptsim.cli.main import COMMANDS
from disruptsim.measures.registry import MEASURES

POLICIES = ["none", "both", "buffer30", "vault"]
ESTIMATE = {"policy", "future", "subject", "measure", "statistic", "value", "low", "high", "unit", "n", "method"}


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    return str(path)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_help_lists_the_commands(shell: Shell) -> None:
    out, err = shell("--help")
    assert err == ""
    for name in COMMANDS:
        assert f"\n  {name} " in out
    for name in COMMANDS:
        out, _ = shell(name, "--help")
        assert out.startswith(f"Usage: disruptsim {name}")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["new", "--help"]])
def test_help_is_light(arguments: list[str]) -> None:
    """No heavy import for a page of help."""
    code = (
        "import sys\nfrom disruptsim.cli.main import invoke\n"
        f"assert invoke({arguments!r}) == 0\n"
        "heavy = {'numpy', 'scipy', 'rich', 'pydantic', 'networkx', 'simpy', 'duckdb', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["rnu"], "Did you mean 'run'?"), (["run"], "SCENARIO"), (["run", "x", "-n", "0"], "-n"), (["run", "x", "-n", "many"], "-n"),
        (["run", "x", "--seed", "-1"], "--seed"), (["run", "x", "--workers", "0"], "--workers"), (["run", "x", "--nope"], "--nope"),
        (["run", "x", "y"], "y"), (["check", "x", "--set", "horizon"], "KEY=VALUE"), (["check", "x", "--set", "=3"], "KEY=VALUE"),
        (["trace", "x", "--replication", "-1"], "--replication"), (["explain", "capacty"], "capacity"), (["new"], "PATH"),
    ],
)  # fmt: skip
def test_wrong_use(arguments: list[str], word: str, shell: Shell) -> None:
    out, err = shell(*arguments, code=USAGE)
    assert out == ""
    assert word in err


def test_run_prints_one_object(good: str, shell: Shell) -> None:
    found = shell.json("run", good, "-n", "3", "--seed", "7")
    scenario = ds.load(good)
    assert list(found) == [
        "format", "scenario", "version", "seed", "replications", "clock", "events", "digest", "failures", "estimates",
    ]  # fmt: skip
    assert found["format"] == "disruptsim.result/1"
    assert found["scenario"] == {"name": "Good", "digest": scenario.digest}
    assert (found["version"], found["seed"], found["replications"]) == (ds.__version__, 7, 3)
    assert found["clock"] == "simpy"
    assert found["events"] > 1000
    assert len(found["digest"]) == 64
    seen = {(row["policy"], row["future"]) for row in found["estimates"]}
    assert seen == {(policy, future) for policy in POLICIES for future in scenario.futures}
    known = {measure.name for measure in MEASURES}
    for row in found["estimates"]:
        assert set(row) == ESTIMATE
        assert row["measure"] in known
        assert isinstance(row["n"], int)
        assert all(row[key] is None or isinstance(row[key], float) for key in ("value", "low", "high")), row
        if row["statistic"].startswith("share"):
            assert row["unit"] == "1"
    assert any(row["low"] is None for row in found["estimates"]), "undefined ends are null"
    assert {"all markets", "buyers", "works", "reserve/metal"} <= {row["subject"] for row in found["estimates"]}


def test_digest_follows_the_seed(good: str, shell: Shell) -> None:
    """The same seed gives the same bytes, over any number of processes; another does not."""
    one = shell.json("run", good, "-n", "3")
    assert one == shell.json("run", good, "-n", "3", "--seed", "1")
    assert one == shell.json("run", good, "-n", "3", "--workers", "2")
    assert one["digest"] != shell.json("run", good, "-n", "3", "--seed", "2")["digest"]
    assert one["digest"] != shell.json("run", good, "-n", "4")["digest"]
    assert shell.json("run", good, "-n", "1", "--seed", str(10**40))["seed"] == 10**40


def test_policies_and_futures_are_chosen(good: str, shell: Shell) -> None:
    found = shell.json("run", good, "-n", "2", "--policy", "vault", "--policy", "none", "--future", "only_stop")
    assert {(row["policy"], row["future"]) for row in found["estimates"]} == {
        ("none", "only_stop"),
        ("vault", "only_stop"),
    }


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["run", "--policy", "vaalt"], '"vault"'), (["run", "--future", "rast"], '"rest"'), (["trace", "--policy", "vaalt"], '"vault"'),
     (["trace", "--future", "rast"], '"rest"'), (["trace", "--follow", "wroks"], '"works"')],
)  # fmt: skip
def test_unknown_names(arguments: list[str], word: str, good: str, shell: Shell) -> None:
    out, err = shell(arguments[0], good, *arguments[1:], code=INVALID)
    assert out == ""
    assert f"did you mean {word}?" in err
    assert arguments[2] in err


def test_out_keeps_the_table(good: str, tmp_path: Path, shell: Shell) -> None:
    """Parquet files that DuckDB reads: one row per replication, policy, future and subject."""
    import duckdb

    folder = tmp_path / 'it\'s "new"' / "run"
    printed = shell.json("run", good, "-n", "3", "--out", folder)
    result = ds.run(ds.load(good), replications=3, workers=1)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    kinds = ("parts", "series")
    parts = {f"{kind}/00000{n}.parquet{end}" for kind in kinds for n in range(3) for end in ("", ".sha256")}
    assert files == {"plan.json", "scenario.json", "result.json", *parts}
    assert json.loads((folder / "result.json").read_text()) == printed
    assert json.loads((folder / "plan.json").read_text())["format"] == "disruptsim.plan/1"
    table = duckdb.read_parquet([str(path) for path in (folder / "parts").glob("*.parquet")])
    assert table.columns == [*result.columns(), "trigger", "events"]
    assert len(table) == 3 * len(result.cases) * len(result.subjects)
    rows = table.filter("subject = 'buyers' AND policy = 'vault' AND future = 'rest'").order("replication").fetchnumpy()
    values, _ = result.column("fill_rate", "buyers", "vault", "rest")
    assert rows["fill_rate"].tolist() == values.tolist()
    missing = table.filter("kind = 'site'").fetchnumpy()["fill_rate"]
    assert np.ma.getmaskarray(missing).all(), "what does not apply is NULL"


def test_out_refuses_what_is_in_use(good: str, tmp_path: Path, shell: Shell) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine")
    for out in (tmp_path / "used", tmp_path / "good.toml", tmp_path / "good.toml" / "sub", "/proc/no"):
        shown = shell("run", good, "-n", "1", "--out", out, code=USAGE)
        assert "--out" in shown[1]
    assert [path.name for path in (tmp_path / "used").iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    shell("run", good, "-n", "1", "--out", tmp_path / "empty")


@pytest.mark.parametrize("columns", ["1", "20", "40", "60", "80", "200", "0", "-3", "wide", "²", "999999999"])
def test_tables_fit_any_width(columns: str, good: str, monkeypatch: pytest.MonkeyPatch, shell: Shell) -> None:
    """Every policy in the first table of every future, down to 40 columns; nothing wider than the terminal."""
    monkeypatch.setenv("COLUMNS", columns)
    out, err = shell("run", good, "-n", "2")
    assert err == ""
    shell("check", good)
    width = int(columns) if columns.isascii() and columns.isdigit() and 0 < int(columns) < 10_000 else 120
    assert all(len(line) <= width for line in out.splitlines())
    if width >= 40:
        firsts = out.split("Good · future ")[1:]
        assert len(firsts) == 2
        for part in firsts:
            head = part.split("What each policy buys")[0]
            for policy in POLICIES:
                assert any(line.startswith(policy) for line in head.splitlines()), policy
    if width >= 80:
        text = " ".join(out.split())
        for word in ("% of demand", "works", "reserve/metal", "digest"):
            assert word in text


def test_no_colour_in_a_pipe(good: str) -> None:
    """Neither in a pipe nor with NO_COLOR, and none that a terminal would need."""
    for environment in (
        {},
        {"NO_COLOR": "1", "TERM": "dumb"},
        {"COLUMNS": "40"},
        {"FORCE_COLOR": "", "TERM": "xterm-256color"},
    ):
        for command in (["run", "-n", "1"], ["check"]):
            out, err = process(command[0], good, *command[1:], **environment)
            assert "\x1b" not in out + err
            assert err == ""


def test_a_narrow_character_set(tmp_path: Path) -> None:
    """Text that the terminal cannot show is written with escapes."""
    path = tmp_path / "snow.toml"
    path.write_text(GOOD.replace('name = "Good"', 'name = "☃"'), encoding="utf-8")
    out, _ = process("run", str(path), "-n", "1", PYTHONIOENCODING="ascii")
    assert "\\u2603" in out
    out, _ = process("check", str(path), PYTHONIOENCODING="latin-1")
    assert "\\u2603" in out


def test_a_pipe_that_closes(good: str) -> None:
    """`trace | head -1` is no error."""
    command = f"'{sys.executable}' -m disruptsim trace '{good}' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert done.returncode in (0, 1)


def test_standard_input(good: str, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode()), encoding="utf-8"))
    assert shell.json("run", "-", "-n", "2") == shell.json("run", good, "-n", "2")
    out, _ = process("check", "-", text=GOOD)
    assert "Good" in out
    _, err = process("check", "-", code=INVALID, text=b'name = "\xff"\n', PYTHONIOENCODING="utf-8:strict")
    assert "UTF-8" in err
    assert "<stdin>" in err


def test_check(good: str, shell: Shell) -> None:
    """0 for a scenario that can be run, and 3 for one that cannot; nothing is run."""
    out, err = shell("check", good)
    assert err == ""
    assert "6 sites, 7 lanes, 4 countries" in out
    found = shell.json("check", good)
    assert found["format"] == "disruptsim.check/1"
    assert found["ok"] is True
    assert found["capacity"]["delivered"] == pytest.approx(1200 / 365)
    assert found["size"]["events"] > 0
    assert found["findings"] == []
    out, _ = shell("check", good, "--set", "limits.events=1", "--json", code=INVALID)
    assert json.loads(out)["ok"] is False
    assert [finding["level"] for finding in json.loads(out)["findings"]] == ["error"]
    shell("check", good, "--set", "horizon=x", code=INVALID)


def test_set_changes_the_run(good: str, shell: Shell) -> None:
    plain = shell.json("run", good, "-n", "2")
    other = shell.json("run", good, "-n", "2", "--set", 'sites.works.cover.metal="90 d"', "--set", "name=Other")
    assert other["scenario"]["name"] == "Other"
    assert other["digest"] != plain["digest"]


def test_an_interrupt_ends_with_130(good: str, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("disruptsim.cli.check.load_scenario", stop)
    _, err = shell("check", good, code=130)
    assert "interrupted" in err
