"""Each metric against its definition, written out slowly, or against SciPy's."""

import numpy as np
import pytest
from scipy.spatial import distance

from facerec.errors import BadParameter
from facerec.matching import METRICS

HISTOGRAM_METRICS = ["chi_square", "histogram_intersection", "bin_ratio", "l1_bin_ratio", "chi_square_bin_ratio"]


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    return rng.normal(size=(7, 60)).astype(np.float32), rng.normal(size=(9, 60)).astype(np.float32)


@pytest.fixture
def histograms():
    """Counts with many empty bins, some empty in both."""
    rng = np.random.default_rng(1)
    queries, gallery = rng.poisson(0.7, size=(6, 80)), rng.poisson(0.7, size=(8, 80))
    return queries.astype(np.float32), gallery.astype(np.float32)


def written_out(definition, queries, gallery):
    return np.array([[definition(a, b) for b in gallery] for a in queries.astype(np.float64)])


def assert_follows(metric, definition, queries, gallery):
    found = METRICS[metric](queries, gallery)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, written_out(definition, queries, gallery), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("metric", "peer"),
    [("euclidean", distance.euclidean), ("cosine", distance.cosine), ("normalized_correlation", distance.correlation)],
)
def test_vector_metrics_agree_with_scipy(metric, peer, vectors):
    assert_follows(metric, peer, *vectors)


@pytest.mark.parametrize(
    ("metric", "definition"),
    [
        ("normalized_euclidean", lambda a, b: (a - b) @ (a - b) / (a @ a + b @ b)),
        ("scaled_euclidean", lambda a, b: np.linalg.norm(a - b) / ((a @ a + b @ b) / 2) ** 0.25),
    ],
)
def test_distances_that_allow_for_length_follow_their_formula(metric, definition, vectors):
    assert_follows(metric, definition, *vectors)


def test_rows_of_one_length_differ_by_their_angle_alone():
    """(3, 4) and (4, 3): the cosine is 24 / 25, the squared difference 2, the squared lengths 25 each."""
    a, b = np.array([[3, 4]], np.float32), np.array([[4, 3]], np.float32)
    assert METRICS["normalized_euclidean"](a, b) == pytest.approx(2 / 50)
    assert METRICS["cosine"](a, b) == pytest.approx(1 - 24 / 25)
    assert METRICS["scaled_euclidean"](a, b) == pytest.approx(np.sqrt(2 / 5))
    assert METRICS["normalized_euclidean"](a, 3 * a) == pytest.approx((2 * 5) ** 2 / (25 + 225))  # cosine sees none


def test_mahalanobis_cosine_is_the_angle_in_whitened_space(vectors):
    queries, gallery = vectors[0] * 3 + 5, vectors[1] * np.linspace(1, 9, 60, dtype=np.float32) + 5
    mean, deviation = gallery.mean(axis=0), gallery.std(axis=0)

    def definition(a, b):
        u, v = (a - mean) / deviation, (b - mean) / deviation
        return 1 - u @ v / np.sqrt((u @ u) * (v @ v))

    assert_follows("mahalanobis_cosine", definition, queries, gallery)


def test_mahalanobis_cosine_ignores_a_column_without_variance(vectors):
    queries, gallery = vectors
    constant = np.full((len(gallery), 1), 0.1, np.float32)
    found = METRICS["mahalanobis_cosine"](
        np.hstack([queries, np.full((len(queries), 1), 99, np.float32)]), np.hstack([gallery, constant])
    )
    np.testing.assert_allclose(found, METRICS["mahalanobis_cosine"](queries, gallery), atol=1e-6)


def test_chi_square_follows_ahonen(histograms):
    assert_follows(
        "chi_square", lambda a, b: sum((x - y) ** 2 / (x + y) for x, y in zip(a, b, strict=True) if x + y), *histograms
    )


def test_histogram_intersection_follows_swain_and_ballard(histograms):
    assert_follows("histogram_intersection", lambda a, b: 1 - np.minimum(a, b).sum() / b.sum(), *histograms)


@pytest.mark.parametrize(
    ("metric", "weight"),
    [
        ("bin_ratio", lambda p, q: 1),
        ("l1_bin_ratio", lambda p, q: abs(p - q)),
        ("chi_square_bin_ratio", lambda p, q: (p - q) ** 2 / (p + q)),
    ],
)
def test_bin_ratio_metrics_follow_the_matrix_of_ratios(metric, weight, histograms):
    """Xie et al. compare all d^2 ratios of bins; the closed form must not differ."""

    def definition(a, b):
        p, q = a / np.linalg.norm(a), b / np.linalg.norm(b)
        total = 0.0
        for i in range(len(p)):
            if p[i] + q[i] > 0:
                row = sum(((p[j] * q[i] - q[j] * p[i]) / (p[i] + q[i])) ** 2 for j in range(len(p)))
                total += weight(p[i], q[i]) * row
        return total

    assert_follows(metric, definition, *histograms)


def test_bin_ratio_of_two_bins_by_hand():
    """p = (1, 0), q = (0, 1): the ratios differ by (1 * 1 / 1)^2 in each of two bins, and every weight is 1."""
    p, q = np.array([[3, 0]], np.float32), np.array([[0, 5]], np.float32)
    for metric in ("bin_ratio", "l1_bin_ratio", "chi_square_bin_ratio"):
        assert METRICS[metric](p, q) == pytest.approx(2)


@pytest.mark.parametrize("metric", METRICS)
def test_a_row_is_nearest_to_itself(metric, histograms):
    queries, _ = histograms
    found = METRICS[metric](queries, queries)
    assert (found.argmin(axis=1) == np.arange(len(queries))).all()
    np.testing.assert_allclose(found.diagonal(), 0, atol=2e-5)


@pytest.mark.parametrize("offset", [0, 1000])
def test_euclidean_keeps_its_digits_where_the_matrix_product_loses_them(offset):
    rng = np.random.default_rng(2)
    gallery = (rng.integers(0, 256, size=(300, 2000)) + offset).astype(np.float32)
    queries = gallery[:50] + rng.choice([0, 1], size=(50, 1)).astype(np.float32)
    np.testing.assert_allclose(METRICS["euclidean"](queries, gallery), distance.cdist(queries, gallery), rtol=1e-3)


@pytest.mark.parametrize("metric", METRICS)
def test_rows_of_zeros_give_numbers(metric, histograms):
    queries, gallery = histograms[0].copy(), histograms[1].copy()
    queries[0] = gallery[0] = 0
    assert np.isfinite(METRICS[metric](queries, gallery)).all()


@pytest.mark.parametrize("metric", METRICS)
def test_a_large_gallery_is_compared_in_blocks_without_a_difference(metric, histograms):
    queries, gallery = histograms
    many = np.tile(gallery, (9000, 1))  # more rows than one block of bins holds
    few = METRICS[metric](queries[:2], gallery)
    np.testing.assert_allclose(METRICS[metric](queries[:2], many)[:, -len(gallery) :], few, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("metric", HISTOGRAM_METRICS)
def test_histograms_cannot_be_negative(metric, vectors):
    with pytest.raises(BadParameter, match="cannot hold -"):
        METRICS[metric](*vectors)
