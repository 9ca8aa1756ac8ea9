"""The version, in one place for code and results."""

VERSION = "0.1.0"
