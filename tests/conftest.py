from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the results of shipped scenarios anew")
    parser.addoption(
        "--update-validation", action="store_true", help="write docs/validation.md from the cases that ran"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--update-validation"):
        from validation_page import write

        write()
