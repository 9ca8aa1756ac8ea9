"""Ctrl-C: raised where it arrives, and again where it was swallowed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

import disruptsim as ds
from disruptsim.cli.interrupt import look, noticed
from disruptsim.montecarlo.database import scratch
from disruptsim.montecarlo.parts import columns_of, encode

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


def test_a_swallowed_one_is_raised_at_the_next_look() -> None:
    with noticed():
        look()
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            look()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with noticed():
        look()  # a new command has not seen it


def test_a_database_that_makes_an_error_of_it_gives_it_back() -> None:
    with pytest.raises(KeyboardInterrupt), scratch():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None
    with pytest.raises(KeyboardInterrupt), scratch(), contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(RuntimeError, match="own"), scratch():
        raise RuntimeError("its own")


def test_writing_a_part_is_interrupted_or_done() -> None:
    result = ds.run(ds.load(SMALL), 4, 1, clock="simpy", workers=1)
    columns = columns_of(result, 0, 4, np.zeros(4, np.int64))
    whole = len(encode(columns))
    for tenth in range(1, 11):
        timer = threading.Timer(0.003 * tenth, os.kill, (os.getpid(), signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            timer.start()
            while True:
                assert len(encode(columns)) == whole
        timer.join()
