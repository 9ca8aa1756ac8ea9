"""The scenario files of the cases are scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest
from validation_files import FOLDER, as_toml

import disruptsim as ds

FILES = sorted(FOLDER.glob("*.toml"))


def test_there_are_files() -> None:
    assert len({path.name.split("-")[0] for path in FILES}) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_a_scenario(path: Path, tmp_path: Path) -> None:
    """It can be read, written down and read again as the same."""
    scenario = ds.load(path)
    assert scenario.name.startswith(path.stem.split("-")[0])
    again = tmp_path / "again.toml"
    again.write_text(as_toml(scenario.to_dict()), encoding="utf-8")
    assert ds.load(again).digest == scenario.digest
