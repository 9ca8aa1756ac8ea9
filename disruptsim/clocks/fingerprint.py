"""A fingerprint of the sequence of events: equal fingerprints mean the same events in the same order."""

from __future__ import annotations

_PRIME = 2_147_483_647


def add_event(before: int, when: float, kind: int, subject: int, amount: float) -> int:
    """Go on from the fingerprint of the events before; whole numbers that fit 64 bits, for both clocks."""
    moment = int(when * 1048576.0) % _PRIME
    return (before * 1000003 + moment * 31 + kind * 8191 + subject * 131 + int(amount)) % _PRIME
