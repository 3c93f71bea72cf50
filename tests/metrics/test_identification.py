"""Ranks, CMC, FPIR, DIR and confusions, worked by hand and against scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn import metrics as peer

from facerec import metrics


def test_rates_over_thresholds_by_hand() -> None:
    np.testing.assert_allclose(metrics.fpir([0.3, 0.1, 0.4, 0.2], [0.05, 0.1, 0.25, 1]), [0, 0.25, 0.5, 1])
    genuine, right = [0.1, 0.2, 0.3, -1.0], [True, False, True, True]
    np.testing.assert_allclose(metrics.dir_at_rank_1(genuine, right, [-2, 0, 0.2, 0.3]), [0, 0.25, 0.5, 0.75])


def test_ranks_and_cmc_by_hand() -> None:
    distances = [[1, 2, 3], [1, 2, 3], [5, 4, 1], [2, 2, 2], [2, 2, 2]]
    ranks = metrics.ranks(distances, [0, 2, 1, 0, 2])
    assert ranks.tolist() == [1, 3, 2, 1, 3]
    np.testing.assert_allclose(metrics.cmc(ranks, 3), [0.4, 0.6, 1])


def test_rank_1_is_what_the_nearest_person_says() -> None:
    rng = np.random.default_rng(0)
    distances, right = rng.integers(0, 4, (300, 5)), rng.integers(0, 5, 300)
    np.testing.assert_array_equal(metrics.ranks(distances, right) == 1, distances.argmin(axis=1) == right)


def test_confusions_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    right, named = rng.integers(0, 4, 50), rng.integers(0, 5, 50)
    confusion = metrics.confusion_matrix(right, named, 5)
    np.testing.assert_array_equal(confusion, peer.confusion_matrix(right, named, labels=range(5)))
    expected = peer.recall_score(right, named, labels=range(4), average=None)
    np.testing.assert_allclose(metrics.recalls(confusion), [*expected, np.nan])
