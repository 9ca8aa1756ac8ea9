"""Calling the command line, in this process and in another."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from disruptsim.cli.main import invoke

OK, USAGE, INVALID = 0, 2, 3


class Shell:
    """Calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str, code: int = OK) -> tuple[str, str]:
        """Standard output and standard error of a command that must end with `code`."""
        found = invoke([str(argument) for argument in arguments])
        out, err = self.capsys.readouterr()
        assert found == code, err
        assert "Traceback" not in err
        assert "\x1b" not in out + err
        return out, err

    def json(self, *arguments: str) -> Any:
        """The object that a command prints; strictly JSON."""
        out, _ = self(*arguments, "--json")
        return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def process(*arguments: str, code: int = OK, text: str | bytes = "", **environment: str) -> tuple[str, str]:
    base = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}
    given = text if isinstance(text, bytes) else text.encode()
    command = [sys.executable, "-m", "disruptsim", *arguments]
    done = subprocess.run(
        command, input=given, capture_output=True, env={**base, **environment}, timeout=60, check=False
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, err
    assert "Traceback" not in err
    return out, err
