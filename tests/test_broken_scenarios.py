"""Broken scenarios are refused, whole and kindly: the key, the place, the remedy; no traceback."""

from __future__ import annotations

import time
from pathlib import Path

import broken_economy
import broken_fields
import broken_files
import broken_making
import broken_parts
import pytest
from broken import GOOD, Broken

import disruptsim as ds
from disruptsim.cli.main import invoke
from disruptsim.errors import Problem

EVERY = [*broken_economy.ALL, *broken_fields.ALL, *broken_making.ALL, *broken_parts.ALL, *broken_files.ALL]
SIZES = [*broken_files.SIZES, *broken_economy.SIZES]
INVALID, LIMIT, USAGE = 3, 5, 2
MOST_SECONDS = 3.0
MOST_SHOWN = 20_000


def _cases(cases: list[Broken]) -> pytest.MarkDecorator:
    assert len({case.name for case in cases}) == len(cases)
    return pytest.mark.parametrize("case", cases, ids=[case.name.replace(" ", "-") for case in cases])


def _refuse(case: Broken, folder: Path, capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, str]:
    """Run a command on a broken scenario; check what holds for every refusal."""
    path = case.write(folder)
    settings = [piece for setting in case.settings for piece in ("--set", setting)]
    began = time.perf_counter()
    code = invoke([*command[:1], str(path), *command[1:], *settings])
    seconds = time.perf_counter() - began
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert out == "" or command[0] == "check"
    assert all(c.isprintable() or c == "\n" for c in out + err), "a control character reaches the terminal"
    assert len(out + err) < MOST_SHOWN
    assert seconds < MOST_SECONDS
    return code, err


def _problems(case: Broken, path: Path) -> tuple[Problem, ...]:
    settings = [tuple(setting.split("=", 1)) for setting in case.settings]
    with pytest.raises(ds.ScenarioError) as caught:
        ds.run(ds.load(path, settings), replications=1, workers=1)
    return caught.value.problems


def _shown(case: Broken, problems: tuple[Problem, ...]) -> list[Problem]:
    key = case.key
    return [
        problem
        for problem in problems
        if (problem.key.startswith(key) if key.endswith((".", "xxx")) else problem.key.endswith(key))
        and case.word in problem.message
        and case.remedy in problem.remedy
        and Path(problem.file).name == case.place
        and (problem.line == case.line or not case.line)
    ]


def test_the_good_scenario_is_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    assert invoke(["check", str(path)]) == 0
    assert "error" not in capsys.readouterr().out
    assert invoke(["run", str(path), "-n", "1"]) == 0


def test_the_good_economy_is_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = broken_economy.WHOLE.write(tmp_path)
    assert invoke(["check", str(path)]) == 0, capsys.readouterr().err
    assert "error" not in capsys.readouterr().out
    for policy in ("border", "union", "industry", "response", "funded"):
        assert invoke(["run", str(path), "-n", "1", "--policy", policy]) == 0


def test_there_are_enough() -> None:
    assert len(EVERY) + len(broken_files.STRUCTURE) + len(SIZES) >= 200


@_cases(EVERY)
def test_refused_by_name(case: Broken, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, err = _refuse(case, tmp_path, capsys, "check")
    assert code == INVALID, err
    problems = _problems(case, tmp_path / "broken.toml")
    listed = "\n".join(map(str, problems))
    assert _shown(case, problems), f"wanted {case.place}:{case.line}: {case.key} {case.word}\n{listed}"
    assert all(problem.message and problem.remedy for problem in problems), listed
    assert all(problem.line > 0 or problem.file != str(tmp_path / "broken.toml") or case.count == 0
               or not problem.file or isinstance(case.content, bytes) or problem.key == "TOML"
               for problem in problems), listed  # fmt: skip
    assert case.count in (0, len(problems)), f"{len(problems)} problems for {case.count}\n{listed}"
    assert f"{len(problems)} problem" in err
    assert err.count("\n      -> ") == len(problems)


@_cases(broken_files.STRUCTURE)
@pytest.mark.parametrize("command", ["check", "run", "trace"])
def test_networks_that_cannot_work(
    case: Broken, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = case.write(tmp_path)
    assert invoke([command, str(path)]) == INVALID
    out, err = capsys.readouterr()
    shown = " ".join((out + err).split())
    assert case.key in shown
    assert case.word in shown
    assert case.remedy in shown
    if command != "check":
        assert _shown(case, _problems(case, path))


@_cases(SIZES)
def test_too_large_is_refused_at_once(case: Broken, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the estimate and the setting, before anything runs."""
    began = time.perf_counter()
    code, err = _refuse(case, tmp_path, capsys, "run", "-n", "1", "--policy", "none", "--policy", "vault")
    assert code == LIMIT, err
    assert err.startswith("limit: ")
    assert case.word in err
    assert case.key in err
    assert time.perf_counter() - began < 2.0  # a second, and as much for a busy machine


@_cases([case for case in SIZES if "refused" not in case.name])
def test_too_large_is_an_error_of_a_check(case: Broken, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = _refuse(case, tmp_path, capsys, "check")
    assert code == INVALID


def test_too_many_replications(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    assert invoke(["run", str(path), "-n", "1000000000000"]) == LIMIT
    assert "replications" in capsys.readouterr().err


def test_every_problem_is_reported_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One problem of each kind, from units to policies, and nothing beside them."""
    chosen = {
        "unit near miss", "kind of site unknown", "country code in a zone", "sender missing", "chokepoint beyond the end",
        "cover for no input", "announced after its start", "rate without an end", "closure of an unknown chokepoint",
        "surge of an unknown market", "future of an unknown disruption", "policy extends the unknown",
        "condition on an unknown control", "negative buffer", "target unknown",
    }  # fmt: skip
    cases = [case for case in EVERY if case.name in chosen]
    together = Broken("together", "", "", tuple(edit for case in cases for edit in case.edits))
    code, _ = _refuse(together, tmp_path, capsys, "check")
    assert code == INVALID
    problems = _problems(together, tmp_path / "broken.toml")
    listed = "\n".join(map(str, problems))
    for case in cases:
        assert any(p.key.endswith(case.key) and case.word in p.message for p in problems), f"{case.name}\n{listed}"
    assert len(problems) == len(cases), listed
    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)


HOSTILE = [
    "[/red]",
    "[bold]x",
    "=cmd()",
    "@SUM(A1)",
    "__class__",
    "{0.__class__}",
    "%s%n",
    "../../etc",
    "<script>",
    "'; DROP",
    "☃",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_they_are(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name may look like markup, a formula or code: it is only text."""
    path = tmp_path / "named.toml"
    text = GOOD.replace('"works"', f'"{name}"').replace("[sites.works]", f'[sites."{name}"]')
    text = text.replace("cover of works below", f"cover of {name} below").replace(
        "[policies.both]", f'[policies."{name}"]'
    )
    path.write_text(text.replace('name = "Good"', f'name = "{name}"'))
    for command in (["check"], ["run", "-n", "2"], ["run", "-n", "2", "--json"], ["trace", "--follow", name]):
        code = invoke([command[0], str(path), *command[1:]])
        out, err = capsys.readouterr()
        assert code == 0, err
        assert name in out
    assert invoke(["check", str(path), "--set", f'lanes.mine>smelter:ore.to="{name}x"']) == INVALID
    assert f"{name}x" in capsys.readouterr().err


def test_hostile_texts_do_not_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value with an escape in it is shown with the escape made visible."""
    for key in (
        "sites.works.kind",
        "sites.works.capacity",
        "controls.cap.on",
        "start",
        "policies.vault.stockpile.draw.when",
    ):
        path = tmp_path / "good.toml"
        path.write_text(GOOD)
        assert invoke(["check", str(path), "--set", f'{key}="a\\u001b[31m\\u009b\\u202e"']) == INVALID
        out, err = capsys.readouterr()
        assert all(c.isprintable() or c == "\n" for c in out + err)
        assert "\\x1b[31m" in err
