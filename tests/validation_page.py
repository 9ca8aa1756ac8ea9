"""Writes docs/validation.md from what the tests of known answers found."""

from __future__ import annotations

import csv
from pathlib import Path

from cases import FILE, FOUND, Found
from validation_files import files

PAGE = Path(__file__).parent.parent / "docs" / "validation.md"
REASONS = FILE.with_name("not_expressed.csv")
HEAD = """# Cases with known answers

Each row is an answer that is known from theory or arithmetic, and what the simulator gave for it through its public
interface. The cases are the team's list; every expected value was worked out by a formula and by an independent oracle.
This page is made by

    python -m pytest tests -k known_answers -m "slow or not slow" --update-validation

and any case is run again alone by its number, as `python -m pytest tests -k V17 -m "slow or not slow"`. The test that
names a case (`tests/test_known_answers_*.py`) makes its network and says how the quantity is read from a run. The
networks stand as scenario files too, for a look, a run or a change of one's own: `disruptsim trace FILE`,
`disruptsim run FILE -n 40 --set KEY=VALUE`.

*Simulated* is a mean over replications with its 95% interval where the case is random, and z is its distance from the
expected value in standard errors; otherwise it is the value itself, which must lie within the tolerance. Where a case is
run in several ways, the row shows the one furthest off. Last in a row: pass, fail, or not expressed, with the reason.
"""


def shown(value: float) -> str:
    return f"{value:.6g}"


def reasons() -> dict[str, str]:
    with REASONS.open(newline="", encoding="utf-8") as file:
        return {line["case_id"]: line["reason"] for line in csv.DictReader(file)}


def row(line: dict[str, str], found: Found | None, why: dict[str, str]) -> str:
    expected, tolerance = float(line["expected"]), line["tolerance"]
    if found is None:
        cells = [shown(expected), line["kind"], tolerance, "", "", f"not expressed: {why[line['case_id']]}"]
    elif found.error is None:
        cells = [shown(expected), line["kind"], tolerance, shown(found.value), "", "pass" if found.holds else "fail"]
    else:
        half = 1.96 * found.error
        simulated = (
            f"{shown(found.value)} ({shown(found.value - half)} to {shown(found.value + half)}), n = {found.count}"
        )
        z = f"{(found.value - expected) / found.error:+.1f}"
        cells = [shown(expected), line["kind"], tolerance, simulated, z, "pass" if found.holds else "fail"]
    return "| " + " | ".join([line["case_id"], line["quantity"], line["unit"], *cells]) + " |"


def write() -> None:
    """Write the page; rows that no test holds are said not to be expressed."""
    why = reasons()
    with FILE.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    text, case = [HEAD], ""
    for line in lines:
        if line["case_id"] != case:
            case = line["case_id"]
            text += ["", f"## {case} {line['title']}", ""]
            names = ", ".join(f"`tests/validation/scenarios/{path.name}`" for path in files(case))
            text += [f"Files: {names}", ""] if names else []
            text += ["| case | quantity | unit | expected | kind | tolerance | simulated | z | |"]
            text += ["| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
        text.append(row(line, FOUND.get((case, line["quantity"])), why))
    scores = [abs(f.value - float(n["expected"])) / f.error for n in lines
              if (f := FOUND.get((n["case_id"], n["quantity"]))) and f.error]  # fmt: skip
    held = sum(f.holds for f in FOUND.values())
    largest = f" Largest |z| of the {len(scores)} random ones: {max(scores):.1f}." if scores else ""
    text[0] += (
        f"\n{held} of {len(lines)} rows pass; {len(FOUND) - held} fail; {len(lines) - len(FOUND)} are not expressed.{largest}"
    )
    PAGE.write_text("\n".join(text) + "\n", encoding="utf-8")
