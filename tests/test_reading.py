"""Reading: TOML, tables beside it, `extends`, standard input, and writing back."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from broken import GOOD
from hypothesis import given, settings
from hypothesis import strategies as st

import disruptsim as ds
from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.quantities import Moment, Stock

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "scenarios" / "small.toml"
SHIPPED = sorted((ROOT / "scenarios").glob("*.toml"))
PLAIN = """\
name = "Plain"
start = 2026-01-01
horizon = "90 d"

[sites.mine]
kind = "mine"
country = "CN"
makes = "ore"
capacity = "2 t/d"

[sites.shop]
kind = "market"
country = "US"
demands = "ore"
rate = "1 t/d"

[[lanes]]
material = "ore"
from = "mine"
to = "shop"
"""
SITES = "name,kind,country,makes,demands,capacity,rate\nmine,mine,CN,ore,,2 t/d,\nshop,market,US,,ore,,1 t/d\n"
LANES = "material,from,to\nore,mine,shop\n"
HEAD = PLAIN.split("\n\n", maxsplit=1)[0] + "\n"


def _load(folder: Path, files: dict[str, str], *pairs: tuple[str, str]) -> ds.Scenario:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return ds.load(folder / "main.toml", pairs)


def _good(folder: Path) -> ds.Scenario:
    return _load(folder, {"main.toml": GOOD})


def test_fields_are_what_was_written(tmp_path: Path) -> None:
    """Every kind of value, in the unit of the program."""
    scenario = _good(tmp_path)
    assert scenario.start == dt.date(2026, 1, 1)
    assert scenario.horizon == 400.0
    assert scenario.sites["smelter"].capacity == pytest.approx(900 / 365)
    assert scenario.sites["smelter"].needs == {"ore": 10.0}
    assert scenario.sites["reserve"].holds["metal"].target == Stock(31.0, False)
    assert scenario.sites["smelter"].storage == {"metal": Stock(60.0, True)}
    assert scenario.sites["works"].location == (40.0, -80.0)
    lane = next(lane for lane in scenario.lanes if lane.via)
    assert lane.name == "smelter>works:metal"
    assert lane.lead_time == Distribution("triangular", (("low", 18.0), ("mode", 25.0), ("high", 45.0)))
    assert scenario.disruptions["papers"].starts == Moment(date=dt.date(2026, 2, 1))
    assert scenario.disruptions["stop"].starts == Moment(days=250.0)
    assert scenario.disruptions["storm"].rate == pytest.approx(0.5)
    assert scenario.policies["buffer30"].buffer[0].cover == 30.0
    assert scenario.countries_of(["allies", "CN"]) == {"US", "JP", "CN"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_round_trip_of_shipped_scenarios(path: Path) -> None:
    """Written as tables and read again: the same scenario, bit for bit."""
    scenario = ds.load(path)
    again = ds.Scenario.from_dict(scenario.to_dict())
    assert again.digest == scenario.digest
    assert again.model_copy(update={"lanes": scenario.lanes}) == scenario
    assert sorted(again.lanes, key=lambda lane: lane.name) == sorted(scenario.lanes, key=lambda lane: lane.name)


def test_round_trip_of_every_kind(tmp_path: Path) -> None:
    assert ds.Scenario.from_dict(_good(tmp_path).to_dict()) == _good(tmp_path)


@settings(max_examples=50)
@given(capacity=st.floats(1e-6, 1e6), cover=st.floats(0, 1e4), share=st.floats(0, 1), delay=st.floats(0, 1e4))
def test_round_trip_of_any_number(capacity: float, cover: float, share: float, delay: float) -> None:
    tables: dict[str, Any] = ds.load(SMALL).to_dict()
    tables["sites"]["home_mine"]["capacity"] = f"{capacity!r} t/d"
    tables["sites"]["motor_works"]["cover"] = {"metal": f"{cover!r} d"}
    tables["disruptions"]["metal_ban"]["probability"] = share
    tables["policies"]["reserve"]["adopted"] = {"delay": f"{delay!r} d"}
    once = ds.Scenario.from_dict(tables)
    again = ds.Scenario.from_dict(once.to_dict())
    assert again == once
    assert again.sites["home_mine"].capacity == capacity
    assert again.sites["motor_works"].cover["metal"] == cover
    assert again.disruptions["metal_ban"].probability == share
    assert again.policies["reserve"].adopted.delay == delay


def test_order_of_writing_does_not_matter(tmp_path: Path) -> None:
    parts = PLAIN.split("\n\n")
    turned = "\n\n".join([parts[0], *reversed(parts[1:])])
    assert _load(tmp_path, {"main.toml": turned}).digest == _load(tmp_path, {"main.toml": PLAIN}).digest


def test_units_of_writing_do_not_matter(tmp_path: Path) -> None:
    other = PLAIN.replace('"2 t/d"', '"2_000 kg/d"').replace('"90 d"', '"2160 h"')
    assert _load(tmp_path, {"main.toml": other}).digest == _load(tmp_path, {"main.toml": PLAIN}).digest


@pytest.mark.parametrize("form", ["plain", "crlf", "bom", "blank lines", "columns turned"])
def test_tables_beside_it(form: str, tmp_path: Path) -> None:
    """The same scenario from CSV, however a spreadsheet writes it."""
    sites = SITES
    if form == "crlf":
        sites = SITES.replace("\n", "\r\n")
    if form == "bom":
        sites = "\ufeff" + SITES
    if form == "blank lines":
        sites = SITES.replace("mine,mine", ",,,,,,\nmine,mine") + "\n\n"
    if form == "columns turned":
        sites = "\n".join(",".join(reversed(line.split(","))) for line in SITES.splitlines())
    head = HEAD + '[tables]\nsites = "data/s.csv"\nlanes = ["data/l.csv"]\n'
    found = _load(tmp_path, {"main.toml": head, "data/s.csv": sites, "data/l.csv": LANES})
    assert found.digest == _load(tmp_path, {"main.toml": PLAIN}).digest


def test_cells_hold_numbers_tables_and_commas(tmp_path: Path) -> None:
    sites = "name,kind,country,makes,needs.ore,capacity,processing,note,minimum_run\n"
    sites += 'plant,refinery,US,metal,2.5,1 t/d,"{ uniform = { low = ""1 d"", high = ""2 d"" } }","one, two",0.5\n'
    lanes = "\n[[lanes]]\nmaterial = 'ore'\nfrom = 'mine'\nto = 'plant'\n"
    text = PLAIN.replace("[sites.mine]", '[tables]\nsites = "s.csv"\n\n[sites.mine]') + lanes
    plant = _load(tmp_path, {"main.toml": text, "s.csv": sites}).sites["plant"]
    assert plant.needs == {"ore": 2.5}
    assert plant.processing == Distribution("uniform", (("low", 1.0), ("high", 2.0)))
    assert plant.note == "one, two"
    assert plant.minimum_run == 0.5


@pytest.mark.parametrize("name", ["2026", "1_000", "007", "1e3", "true", "nan", "2026-01-01", "NO"])
def test_names_in_a_table_are_text(name: str, tmp_path: Path) -> None:
    """A name that looks like a number, a date or a boolean stays as it is written."""
    files = {"s.csv": SITES.replace("\nmine,", f"\n{name},"), "l.csv": LANES.replace("mine", name)}
    found = _load(tmp_path, {"main.toml": HEAD + 'tables = { sites = "s.csv", lanes = "l.csv" }\n', **files})
    assert name in found.sites
    assert found.lanes[0].from_ == name


def test_a_formula_in_a_cell_is_text(tmp_path: Path) -> None:
    sites = (
        SITES.replace("name,", "name,note,").replace("\nmine,", '\nmine,"=cmd(""x"")",').replace("\nshop,", "\nshop,,")
    )
    found = _load(
        tmp_path,
        {"main.toml": HEAD + 'tables = { sites = "s.csv", lanes = "l.csv" }\n', "s.csv": sites, "l.csv": LANES},
    )
    assert found.sites["mine"].note == '=cmd("x")'


def test_extends_overrides_field_by_field(tmp_path: Path) -> None:
    """What the file says takes the place of what its base says; the rest stays."""
    child = (
        'extends = "bases/plain.toml"\nname = "Child"\n[sites.mine]\ncapacity = { uniform = { low = "1 t/d", high = "3 t/d" } }\n'
        '[[lanes]]\nmaterial = "ore"\nfrom = "mine"\nto = "shop"\nlead_time = "9 d"\n[sites.other]\nkind = "mine"\ncountry = "AU"\n'
        'makes = "ore"\ncapacity = "1 t/d"\n[zones]\nbloc = ["US"]\n'
    )
    found = _load(tmp_path, {"main.toml": child, "bases/plain.toml": PLAIN})
    assert found.name == "Child"
    assert found.horizon == 90.0
    assert found.sites["mine"].country == "CN"
    assert found.sites["mine"].capacity.family == "uniform"
    assert list(found.sites) == ["mine", "other", "shop"]
    assert [(lane.name, lane.lead_time) for lane in found.lanes] == [("mine>shop:ore", 9.0)]


def test_a_distribution_takes_the_place_of_another(tmp_path: Path) -> None:
    base = PLAIN.replace('capacity = "2 t/d"', 'capacity = { uniform = { low = "1 t/d", high = "3 t/d" } }')
    child = 'extends = "b.toml"\n[sites.mine]\ncapacity = { triangular = { low = "1 t/d", mode = "2 t/d", high = "3 t/d" } }\n'
    assert _load(tmp_path, {"main.toml": child, "b.toml": base}).sites["mine"].capacity.family == "triangular"


def test_extends_in_steps_and_below(tmp_path: Path) -> None:
    """A base may have a base, and tables beside itself."""
    files = {
        "main.toml": 'extends = "a/one.toml"\nname = "Third"\n',
        "a/one.toml": 'extends = "b/two.toml"\nhorizon = "80 d"\n',
        "a/b/two.toml": HEAD + 'tables = { sites = "s.csv", lanes = "../l.csv" }\n',
        "a/b/s.csv": SITES,
        "a/l.csv": LANES,
    }
    found = _load(tmp_path, files)
    assert (found.name, found.horizon, len(found.sites)) == ("Third", 80.0, 2)


def test_links_may_not_leave_the_folder(tmp_path: Path) -> None:
    """A link inside the folder to a file outside it is outside."""
    (tmp_path / "secret.toml").write_text(PLAIN)
    (folder := tmp_path / "scenario").mkdir()
    (folder / "link.toml").symlink_to("../secret.toml")
    with pytest.raises(ds.ScenarioError, match="outside the scenario's folder"):
        _load(folder, {"main.toml": 'extends = "link.toml"\n'})


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    for path in (tmp_path / "loop.toml", tmp_path, tmp_path / "no.toml", "a\0b.toml", tmp_path / ("x" * 5000)):
        with pytest.raises(ds.ScenarioError, match="check the path"):
            ds.load(path)


def test_a_folder_may_be_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    _load(real, {"main.toml": 'extends = "b.toml"\n', "b.toml": PLAIN})
    assert ds.load(tmp_path / "link" / "main.toml").name == "Plain"
    monkeypatch.chdir(tmp_path / "link")
    assert ds.load("main.toml").name == "Plain"


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`-` reads it, with tables beside the working folder."""
    (tmp_path / "s.csv").write_text(SITES)
    (tmp_path / "l.csv").write_text(LANES)
    monkeypatch.chdir(tmp_path)
    text = "\ufeff" + HEAD + 'tables = { sites = "s.csv", lanes = "l.csv" }\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    assert len(ds.load("-").sites) == 2


@pytest.mark.parametrize("content", [b'name = "\xff"\n', b"a = = 1", b""])
def test_bad_standard_input(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
    with pytest.raises(ds.ScenarioError) as caught:
        ds.load("-")
    assert {problem.file for problem in caught.value.problems} == {"<stdin>"}


def test_from_dict_leaves_the_tables_alone() -> None:
    tables = ds.load(SMALL).to_dict()
    before = repr(tables)
    ds.Scenario.from_dict(tables)
    assert repr(tables) == before
