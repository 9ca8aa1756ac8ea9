"""Performance over time, bucket by bucket: counts by level, which parts of a run can be added up from.

A mean curve alone would hide what happens; from the counts of all parts together come the mean and any percentile, to
within two hundredths. One row for each future, policy, subject and bucket.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.subjects import Subject

STEP = 0.02  # of performance, between levels
LEVELS = round(1.0 / STEP) + 2  # 0 to 1 by steps, each up to the next; and more than 1
_ROUNDING = 1e-6  # of performance, that is no surplus
Performance = NDArray[np.float32]  # cases x buckets x subjects; NaN where the twin serves nothing


class Series:
    """Counts of a part.

    Parameters
    ----------
    cases, buckets, subjects : int
        Subjects are markets and groups of them, as they come among all subjects.
    """

    def __init__(self, cases: int, buckets: int, subjects: int) -> None:
        self.counts = np.zeros((cases, buckets, subjects, LEVELS), np.uint32)
        self.sums = np.zeros((cases, buckets, subjects), np.int64)  # in millionths: the same in whatever order

    def add(self, performance: Performance) -> None:
        """Count one replication."""
        known = ~np.isnan(performance)
        level = np.where(known, performance, 0.0).astype(float)
        rank = np.floor(level / STEP + _ROUNDING).astype(np.int64)
        rank = np.where(level > 1.0 + _ROUNDING, LEVELS - 1, np.clip(rank, 0, LEVELS - 2))
        where = np.nonzero(known)
        self.counts[(*where, rank[where])] += 1
        self.sums += np.round(level / _ROUNDING).astype(np.int64)

    def columns(self, cases: Sequence[tuple[str, str]], subjects: Sequence[Subject], bucket: float) -> dict[str, Any]:
        """Columns of a table; levels are named by the per cent at which they begin."""
        grid = np.indices(self.sums.shape).reshape(3, -1)
        count = self.counts.sum(axis=-1).reshape(-1)

        def texts(values: list[str], axis: int) -> NDArray[np.object_]:
            return np.asarray(np.array(values, dtype=object)[grid[axis]])

        columns: dict[str, Any] = {
            "future": texts([future for _, future in cases], 0),
            "policy": texts([policy for policy, _ in cases], 0),
            "subject": texts([subject.name for subject in subjects], 2),
            "kind": texts([subject.kind for subject in subjects], 2),
            "day": grid[1] * bucket,
            "replications": count.astype(np.int64),
            "performance": self.sums.reshape(-1) * _ROUNDING / np.maximum(1, count),
            "performance_state": (count > 0).astype(np.uint8),
        }
        for level in range(LEVELS):
            name = "more" if level == LEVELS - 1 else f"at_{round(100 * STEP * level):03}"
            columns[name] = self.counts[..., level].reshape(-1)
        return columns


def charted(subjects: Sequence[Subject]) -> list[Subject]:
    """Subjects that have a performance: markets and groups of them."""
    return [subject for subject in subjects if subject.kind in ("market", "group")]
