"""Where compiled rules are kept: a folder named by a digest of their sources.

Numba's own cache does not notice a change in a function of another file that a cached one calls; a new folder for
every state of the sources does. It is in the user's cache folder, or if nothing can be written there in a temporary
one; two processes that compile at once do not disturb each other.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_SOURCES = ("rules/*.py", "world/records/*.py", "world/kinds.py", "world/world.py", "clocks/*.py")


def digest() -> str:
    """Digest of everything that the compiled code depends on."""
    found = hashlib.sha256()
    for words in (sys.version, version("numba"), version("numpy"), version("llvmlite")):
        found.update(words.encode())
    for pattern in _SOURCES:
        for path in sorted(_PACKAGE.glob(pattern)):
            found.update(path.name.encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:24]


def folder() -> Path:
    """The folder for the present sources, made if it was not there."""
    home = os.environ.get("DISRUPTSIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    name = digest()
    for base in (Path(home) / "disruptsim", Path(tempfile.gettempdir()) / f"disruptsim-{user}"):
        place = base / name
        try:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                return place
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="disruptsim-"))


def is_warm() -> bool:
    """Whether the present sources have been compiled before."""
    return any(folder().rglob("*.nbi"))
