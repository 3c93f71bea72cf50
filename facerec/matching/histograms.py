"""Distances between histograms, which share one trick: a bin that is empty in the query needs no arithmetic.

There each distance is a plain sum over the gallery's bin. So the whole is a sum over all bins, which is known once the
gallery is, and a correction in the query's filled bins, a fifth of an LBP histogram's. The gallery is read by column:
hand it over in Fortran order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import sger

Rows = NDArray[np.float32]

_BLOCK_VALUES = 1 << 17  # 512 kB of float32: what stays in a processor's second-level cache


def bin_totals(gallery: Rows) -> Rows:
    """Return the sum of each histogram, shape (m,): what most distances here need to know of the gallery's bins."""
    return np.asarray(gallery.sum(axis=1))


def count_filled(gallery: Rows) -> Rows:
    """Return how many bins of each histogram are not empty, shape (m,): what `bin_ratio` needs to know."""
    return np.asarray(np.count_nonzero(gallery, axis=1), np.float32)


def chi_square(queries: Rows, gallery: Rows, totals: Rows) -> Rows:
    """Sum over bins of (a - b)^2 / (a + b), 0 where both are empty [1]_.

    Computed as sum(a) + sum(b) - 4 sum(ab / (a + b)), whose last sum needs only the filled bins of the query. Rounding
    stays below 1e-6 of the histograms' sums.

    References
    ----------
    .. [1] Ahonen, Hadid & Pietikäinen, "Face Description with Local Binary Patterns", 2006, doi:10.1109/TPAMI.2006.244
    """
    distances = np.empty((len(queries), len(gallery)), np.float32)
    ones = np.ones(len(gallery), np.float32)
    for query, row in zip(queries, distances, strict=True):
        total = query.sum()
        unshared = np.zeros(len(gallery), np.float32)
        for a, b in _filled_bins(query, gallery):
            sums = sger(1, ones, a, a=b.T, overwrite_a=True).T  # b + a[:, None], which takes numpy twice as long
            unshared += (a * a) @ np.reciprocal(sums, out=sums)  # ab / (a + b) = a - a^2 / (a + b): one product less
        np.maximum(total + totals - 4 * (total - unshared), 0, out=row)
    return distances


def histogram_intersection(queries: Rows, gallery: Rows, totals: Rows) -> Rows:
    """1 - sum(min(a, b)) / sum(b), b the histogram in the gallery; in 0..1 [1]_.

    References
    ----------
    .. [1] Swain & Ballard, "Color Indexing", 1991, doi:10.1007/BF00130487
    """
    distances = np.empty((len(queries), len(gallery)), np.float32)
    for query, row in zip(queries, distances, strict=True):
        shared = np.zeros(len(gallery), np.float32)
        for a, b in _filled_bins(query, gallery):
            shared += np.minimum(b, a[:, None], out=b).sum(axis=0)
        np.clip(1 - shared / np.where(totals > 0, totals, np.float32(1)), 0, 1, out=row)
    return distances


def bin_ratio(queries: Rows, gallery: Rows, filled: Rows) -> Rows:
    """Bin-ratio dissimilarity of histograms of unit length [1]_.

    For each bin i it compares the ratios of all bins j to bin i, sum_j ((p_j q_i - q_j p_i) / (p_i + q_i))^2, and adds
    them up; 0 where bin i is empty in both. With |p| = |q| = 1 the inner sum is
    1 - 2 (1 + p.q) p_i q_i / (p_i + q_i)^2, so the whole costs d, not d^2.

    References
    ----------
    .. [1] Xie, Ling, Hu & Zhang, "Use Bin-Ratio Information for Category and Scene Classification", 2010,
           doi:10.1109/CVPR.2010.5539917
    """
    return _weighted_bin_ratio(queries, gallery, filled, _no_weight, np.sign)


def l1_bin_ratio(queries: Rows, gallery: Rows, totals: Rows) -> Rows:
    """Bin-ratio dissimilarity with each bin weighted by |p_i - q_i|; see `bin_ratio`."""
    return _weighted_bin_ratio(queries, gallery, totals, _difference, np.positive)


def chi_square_bin_ratio(queries: Rows, gallery: Rows, totals: Rows) -> Rows:
    """Bin-ratio dissimilarity with each bin weighted by (p_i - q_i)^2 / (p_i + q_i); see `bin_ratio`."""
    return _weighted_bin_ratio(queries, gallery, totals, _chi_square_term, np.positive)


def _no_weight(p: Rows, q: Rows, _: Rows) -> Rows:
    return np.ones_like(q)


def _difference(p: Rows, q: Rows, _: Rows) -> Rows:
    return np.asarray(np.abs(p - q))


def _chi_square_term(p: Rows, q: Rows, sums: Rows) -> Rows:
    difference = p - q
    difference *= difference
    difference /= sums
    return difference


def _weighted_bin_ratio(
    queries: Rows,
    gallery: Rows,
    unshared: Rows,
    weight: Callable[[Rows, Rows, Rows], Rows],
    alone: Callable[[Rows], Rows],
) -> Rows:
    """Sum the bins' dissimilarities, weighted; `alone` is the weight where the query is empty, `unshared` its sum."""
    distances = np.empty((len(queries), len(gallery)), np.float32)
    products = queries @ gallery.T
    for query, product, row in zip(queries, products, distances, strict=True):
        weights, ratios = unshared.copy(), np.zeros(len(gallery), np.float32)
        for a, q in _filled_bins(query, gallery):
            p = a[:, None]
            sums = p + q
            w = weight(p, q, sums)
            weights += w.sum(axis=0) - alone(q).sum(axis=0)
            w *= q
            w /= np.square(sums, out=sums)
            ratios += a @ w
        np.maximum(weights - 2 * (1 + product) * ratios, 0, out=row)
    return distances


def _filled_bins(query: Rows, gallery: Rows) -> Iterator[tuple[Rows, Rows]]:
    """Yield the query's filled bins (k,) and the gallery's (k, m), a cacheful at a time, always in the same memory."""
    bins = np.flatnonzero(query)
    step = max(1, _BLOCK_VALUES // max(1, len(gallery)))
    scratch = np.empty((min(step, len(bins)), len(gallery)), np.float32)
    for start in range(0, len(bins), step):
        some = bins[start : start + step]
        yield query[some], np.take(gallery.T, some, axis=0, out=scratch[: len(some)], mode="clip")
