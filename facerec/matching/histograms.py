"""Distances between histograms, which share one trick: a bin that is empty in the query needs no arithmetic.

There each distance is a plain sum over the gallery's bin, so the whole is the sum over all bins, known beforehand, plus
a correction in the query's filled bins. The gallery is read by column: hand it over in Fortran order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Weight = Callable[[Rows, Rows], Rows]

_BLOCK_VALUES = 1 << 15  # 128 kB of float32: a block and its temporaries stay in the processor's cache


def chi_square(queries: Rows, gallery: Rows) -> Rows:
    """Sum over bins of (a - b)^2 / (a + b), 0 where both are empty [1]_.

    Computed as sum(a) + sum(b) - 4 sum(ab / (a + b)), whose last sum needs only the filled bins of the query. Rounding
    stays below 1e-6 of the histograms' sums.

    References
    ----------
    .. [1] Ahonen, Hadid & Pietikäinen, "Face Description with Local Binary Patterns", 2006, doi:10.1109/TPAMI.2006.244
    """
    distances = np.empty((len(queries), len(gallery)), np.float32)
    totals = gallery.sum(axis=1)
    for query, row in zip(queries, distances, strict=True):
        shared = np.zeros(len(gallery), np.float32)
        for a, b in _filled_bins(query, gallery):
            b += a[:, None]
            np.reciprocal(b, out=b)
            shared += a.sum() - (a * a) @ b  # ab / (a + b) = a - a^2 / (a + b), which saves a product per bin
        np.maximum(query.sum() + totals - 4 * shared, 0, out=row)
    return distances


def histogram_intersection(queries: Rows, gallery: Rows) -> Rows:
    """1 - sum(min(a, b)) / sum(b), b the histogram in the gallery; in 0..1 [1]_.

    References
    ----------
    .. [1] Swain & Ballard, "Color Indexing", 1991, doi:10.1007/BF00130487
    """
    distances = np.empty((len(queries), len(gallery)), np.float32)
    totals = gallery.sum(axis=1)
    for query, row in zip(queries, distances, strict=True):
        shared = np.zeros(len(gallery), np.float32)
        for a, b in _filled_bins(query, gallery):
            shared += np.minimum(b, a[:, None], out=b).sum(axis=0)
        np.clip(1 - shared / np.where(totals > 0, totals, np.float32(1)), 0, 1, out=row)
    return distances


def bin_ratio(queries: Rows, gallery: Rows) -> Rows:
    """Bin-ratio dissimilarity of histograms of unit length [1]_.

    For each bin i it compares the ratios of all bins j to bin i, sum_j ((p_j q_i - q_j p_i) / (p_i + q_i))^2, and adds
    them up. With |p| = |q| = 1 the inner sum is 1 - 2 (1 + p.q) p_i q_i / (p_i + q_i)^2, so the whole costs d, not d^2.

    References
    ----------
    .. [1] Xie, Ling, Hu & Zhang, "Use Bin-Ratio Information for Category and Scene Classification", 2010,
           doi:10.1109/CVPR.2010.5539917
    """
    return _weighted_bin_ratio(queries, gallery, lambda p, q: np.asarray(p + q > 0, np.float32))


def l1_bin_ratio(queries: Rows, gallery: Rows) -> Rows:
    """Bin-ratio dissimilarity with each bin weighted by |p_i - q_i|; see `bin_ratio`."""
    return _weighted_bin_ratio(queries, gallery, lambda p, q: np.abs(p - q))


def chi_square_bin_ratio(queries: Rows, gallery: Rows) -> Rows:
    """Bin-ratio dissimilarity with each bin weighted by (p_i - q_i)^2 / (p_i + q_i); see `bin_ratio`."""
    return _weighted_bin_ratio(queries, gallery, _chi_square_weight)


def _chi_square_weight(p: Rows, q: Rows) -> Rows:
    total = p + q
    weight: Rows = np.square(p - q) / np.where(total > 0, total, np.float32(1))
    return weight


def _weighted_bin_ratio(queries: Rows, gallery: Rows, weight: Weight) -> Rows:
    distances = np.empty((len(queries), len(gallery)), np.float32)
    nothing = np.zeros(1, np.float32)
    unshared = weight(nothing, gallery).sum(axis=1)  # an empty bin of the query contributes its weight alone
    products = queries @ gallery.T
    for query, product, row in zip(queries, products, distances, strict=True):
        weights, ratios = unshared.copy(), np.zeros(len(gallery), np.float32)
        for p, q in _filled_bins(query, gallery):
            column = p[:, None]
            w = weight(column, q)
            weights += (w - weight(nothing, q)).sum(axis=0)
            ratios += (w * column * q / np.square(column + q)).sum(axis=0)
        np.maximum(weights - 2 * (1 + product) * ratios, 0, out=row)
    return distances


def _filled_bins(query: Rows, gallery: Rows) -> Iterator[tuple[Rows, Rows]]:
    """Yield the query's filled bins (k,) and a scratch copy of the gallery's (k, m), a cacheful at a time."""
    filled = np.flatnonzero(query)
    by_bin = gallery.T
    step = max(1, _BLOCK_VALUES // max(1, len(gallery)))
    for start in range(0, len(filled), step):
        bins = filled[start : start + step]
        yield query[bins], by_bin[bins]
