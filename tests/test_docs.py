"""Documentation examples are executed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def examples(name: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)


def run(code: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": "example"}
    exec(compile(code, "example", "exec"), names)
    return names


def test_the_readme_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = examples("README.md")
    names = run(code, monkeypatch)
    assert names["result"].replications == 20
    assert names["outcome"].mass_error < 1e-9
    assert len(names["rows"]["policy"]) == 20 * 3 * len(names["result"].subjects)


def test_the_process_example_imposes_and_lifts_a_ban(monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = examples("docs/python.md")
    names = run(code, monkeypatch)
    covers = [cover for _, cover in names["seen"]]
    assert [round(day) for day, _ in names["seen"]] == list(range(107, 213, 7))
    assert covers[-1] < 0.5 * covers[0], "cover falls while three quarters of the metal is held back"
    assert names["outcome"].horizon == 730


def test_every_file_named_in_the_readme_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r"scenarios/[\w-]+\.toml", text):
        assert (ROOT / target).exists(), target


def test_the_template_is_the_small_scenario() -> None:
    """`disruptsim new` writes what the README points to."""
    template = ROOT / "disruptsim" / "scenario" / "template.toml"
    assert template.read_bytes() == (ROOT / "scenarios" / "small.toml").read_bytes()


def test_the_page_of_validation_has_every_row_and_none_that_fails() -> None:
    import csv

    from cases import FILE

    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    with FILE.open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            assert f"| {line['case_id']} | {line['quantity']} | " in page, line["quantity"]
    assert "| fail |" not in page
