"""The version, in one place for code and results."""

VERSION = __version__ = "0.1.0"
