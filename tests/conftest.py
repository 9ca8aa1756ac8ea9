from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the results of shipped scenarios anew")
    parser.addoption(
        "--update-validation", action="store_true", help="write docs/validation.md from the cases that ran"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-validation"):
        import validation_files

        validation_files.listen()


def pytest_runtest_call(item: pytest.Item) -> None:
    if item.config.getoption("--update-validation"):
        import validation_files

        validation_files.at(item)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--update-validation"):
        import validation_files
        from validation_page import write

        validation_files.write()
        write()
