"""FMR, FNMR, EER and d' against scikit-learn and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import interp1d
from scipy.optimize import brentq
from sklearn.metrics import det_curve, roc_curve

from facerec.metrics import Comparisons, d_prime, error_curve

OWN, OTHER = [0.1, 0.2, 0.3, 0.6], [0.25, 0.4, 0.5, 0.7, 0.8]


def test_the_curve_by_hand() -> None:
    curve = error_curve(OWN, OTHER)
    np.testing.assert_array_equal(curve.thresholds, [-np.inf, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    np.testing.assert_allclose(curve.fmr, np.array([0, 0, 0, 1, 1, 2, 3, 3, 4, 5]) / 5)
    np.testing.assert_allclose(curve.fnmr, np.array([4, 3, 2, 2, 1, 1, 1, 0, 0, 0]) / 4)
    assert curve.at(0.35) == (pytest.approx(0.2), pytest.approx(0.25))
    assert curve.at(0.05) == (0, 1)
    # Between the points (0.2, 0.25) and (0.4, 0.25) both are 0.25.
    assert curve.eer == pytest.approx(0.25)
    assert curve.fnmr[curve.place(0.2)] == pytest.approx(0.25)
    assert curve.fnmr[curve.place(0.1)] == pytest.approx(0.5)


def test_equal_distances_are_one_point() -> None:
    curve = error_curve([1, 1], [1, 1, 2])
    np.testing.assert_allclose(curve.fmr, [0, 2 / 3, 1])
    np.testing.assert_allclose(curve.fnmr, [1, 0, 0])
    assert curve.eer == pytest.approx(0.4)  # on the line from (0, 1) to (2/3, 0): x = 1 - 1.5 x


def test_what_is_told_apart_has_no_errors() -> None:
    curve = error_curve([0.1, 0.2], [0.3, 0.4])
    assert curve.eer == 0
    assert curve.fnmr[curve.place(0.0)] == 0
    with pytest.raises(ValueError, match="mated and non-mated"):
        error_curve([], [1])


@pytest.mark.parametrize("rounding", [1, 9])
def test_the_curve_is_scikit_learns(rounding: int) -> None:
    rng = np.random.default_rng(1)
    own, other = rng.normal(0, 1, 200).round(rounding), rng.normal(1.5, 1, 900).round(rounding)
    curve = error_curve(own, other)
    labels, scores = np.repeat([1, 0], [200, 900]), -np.concatenate([own, other])
    fpr, tpr, limits = roc_curve(labels, scores, drop_intermediate=False)
    np.testing.assert_allclose(curve.fmr, fpr)
    np.testing.assert_allclose(curve.fnmr, 1 - tpr, atol=1e-12)
    np.testing.assert_allclose(curve.thresholds, -limits)
    fpr, fnr, limits = det_curve(labels, scores)
    for threshold, expected in zip(-limits, zip(fpr, fnr, strict=True), strict=True):
        assert curve.at(threshold) == pytest.approx(expected, abs=1e-12)
    roc = interp1d(*roc_curve(labels, scores)[:2])
    assert curve.eer == pytest.approx(brentq(lambda share: 1 - share - roc(share), 0, 1), abs=1e-9)


def test_a_thinned_curve_keeps_its_ends_and_lies_on_the_whole() -> None:
    rng = np.random.default_rng(2)
    curve = error_curve(rng.normal(0, 1, 3000), rng.normal(1, 1, 9000))
    thin = curve.thinned(100)
    assert 50 < len(thin.fmr) <= 100
    assert (thin.fmr[0], thin.fnmr[0], thin.fmr[-1], thin.fnmr[-1]) == (0, 1, 1, 0)
    for threshold, fmr, fnmr in zip(thin.thresholds, thin.fmr, thin.fnmr, strict=True):
        assert curve.at(threshold) == (fmr, fnmr)


def test_d_prime_by_hand() -> None:
    # Means 1 and 4, variances 1 and 4: 3 / sqrt(2.5).
    assert d_prime([0, 2], [2, 6]) == pytest.approx(3 / np.sqrt(2.5))
    assert d_prime([1, 1], [2, 2]) is None


def test_comparisons_know_who_is_who() -> None:
    comparisons = Comparisons(np.array([1.0, 2, 3]), np.array([0, 0, 1]), np.array([0, 1, 0]))
    assert comparisons.is_mated.tolist() == [True, False, False]
    np.testing.assert_allclose(comparisons.curve.fmr, [0, 0, 0.5, 1])
    with pytest.raises(ValueError, match="one length"):
        Comparisons(np.zeros(3), np.zeros(2, int), np.zeros(3, int))
