"""The quick bootstrap against one that really copies people."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.metrics import Comparisons, draws, error_curve, resample


def comparisons(n_people: int = 6, pictures: int = 3, seed: int = 0) -> Comparisons:
    rng = np.random.default_rng(seed)
    owners = np.repeat(np.arange(n_people), pictures)
    points = rng.normal(size=(n_people, 2))[owners] * 2 + rng.normal(size=(len(owners), 2))
    one, two = np.triu_indices(len(owners), 1)
    return Comparisons(np.linalg.norm(points[one] - points[two], axis=1), owners[one], owners[two])


def test_every_draw_is_what_copied_people_give() -> None:
    data = comparisons()
    resampled = resample(data, times=20, seed=5)
    weights = draws(6, 20, 5).astype(int)
    assert weights.sum(axis=1).tolist() == [6] * 20
    for number, times in enumerate(weights):
        # A mated comparison counts once for each copy of its person, a non-mated one for every two copies.
        copies = np.where(data.is_mated, times[data.first], times[data.first] * times[data.second])
        scores, mated = np.repeat(data.distances, copies), np.repeat(data.is_mated, copies)
        curve = error_curve(scores[mated], scores[~mated])
        expected = np.array([curve.at(threshold) for threshold in resampled.thresholds])
        np.testing.assert_allclose(resampled.fmr[:, number], expected[:, 0], atol=1e-6)
        np.testing.assert_allclose(resampled.fnmr[:, number], expected[:, 1], atol=1e-6)
        assert resampled.fnmr_at(0.1)[number] == pytest.approx(curve.fnmr[curve.place(0.1)], abs=1e-6)
        assert resampled.eer[number] == pytest.approx(curve.eer, abs=1e-6)


def test_large_sets_use_fewer_thresholds_whose_rates_are_exact() -> None:
    data = comparisons(40, 10)
    resampled = resample(data, times=3)
    assert len(resampled.thresholds) < 5000 < len(data.distances)
    curve = data.curve
    whole = resample(data, times=400, seed=1)
    place = curve.place(0.05)
    assert whole.fnmr_at(0.05).mean() == pytest.approx(curve.fnmr[place], rel=0.1)


def test_the_same_seed_gives_the_same_and_many_people_are_numbered_otherwise_alike(monkeypatch) -> None:
    data = comparisons()
    before = resample(data, times=10)
    monkeypatch.setattr("facerec.metrics.resampling._TABLE", 1)
    monkeypatch.setattr("facerec.metrics.resampling._VALUES_AT_ONCE", 40)
    after = resample(data, times=10)
    np.testing.assert_array_equal(before.fmr, after.fmr)
    np.testing.assert_array_equal(before.fnmr, after.fnmr)
