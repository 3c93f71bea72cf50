"""Distances between rows of features; smaller is more alike.

Every metric works in two steps, so that a gallery is prepared once and compared with many times: `Metric.prepare`
brings rows to the form that the metric compares (unit length, for example), `Metric.compare` is left for each query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from facerec.errors import BadParameter
from facerec.matching import histograms
from facerec.matching.histograms import Rows

_DIRECT_VALUES = 1 << 18  # as many differences as fit into the cache beside the gallery
_BLOCK_VALUES = 1 << 22  # 16 MB of distances at a time, whatever the number of queries
_CANCELS = 1e-3  # below this share of the squared lengths, the expanded square has lost too many digits


@dataclass(frozen=True)
class Metric:
    """One way to compare features.

    Attributes
    ----------
    name : str
    prepare : callable
        (n, d) float32 -> the rows in the form that `compare` expects.
    compare : callable
        Prepared queries (n, d), prepared gallery (m, d) and its summary -> distances (n, m) float32.
    summarise : callable
        Prepared gallery (m, d) -> what `compare` has to know of each row (m,), float32.
    layout : "C" or "F"
        The memory order of the gallery that `compare` reads fastest.
    whitens : bool
        Whether rows are first centred and scaled with the mean and the standard deviation of the gallery.
    """

    name: str
    prepare: Callable[[Rows], Rows]
    compare: Callable[[Rows, Rows, Rows], Rows]
    summarise: Callable[[Rows], Rows]
    layout: Literal["C", "F"] = "C"
    whitens: bool = False

    def __call__(self, queries: Rows, gallery: Rows) -> Rows:
        """Return all distances, shape (n_queries, n_gallery), float32."""
        queries, gallery = np.asarray(queries, np.float32), np.asarray(gallery, np.float32)
        if self.whitens:
            mean, scale = spread(gallery)
            queries, gallery = (queries - mean) * scale, (gallery - mean) * scale
        prepared = np.asarray(self.prepare(gallery), order=self.layout)
        return self.compare(self.prepare(queries), prepared, self.summarise(prepared))


def spread(gallery: Rows) -> tuple[Rows, Rows]:
    """Return the mean and the inverse standard deviation of each column (d,), 0 where it is constant."""
    deviation = gallery.std(axis=0, dtype=np.float64)
    constant = deviation <= 1e-6 * np.abs(gallery).max(axis=0, initial=0.0)
    scale = np.where(constant, 0.0, 1.0 / np.where(constant, 1.0, deviation))
    return gallery.mean(axis=0, dtype=np.float64).astype(np.float32), scale.astype(np.float32)


# Bringing rows into form


def _as_they_are(rows: Rows) -> Rows:
    return rows


def _unit(rows: Rows) -> Rows:
    """Scale rows to length 1; a row of zeros stays one."""
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    unit = np.zeros_like(rows)
    np.divide(rows, length, out=unit, where=length > 0)
    return unit


def _centred_unit(rows: Rows) -> Rows:
    return _unit(rows - rows.mean(axis=1, keepdims=True))


def _not_negative(rows: Rows) -> Rows:
    if rows.size and rows.min() < 0:
        raise BadParameter(
            f"This metric compares histograms, which cannot hold {rows.min():.3g}: "
            "use it after LBPHistograms, or choose euclidean or cosine."
        )
    return rows


def _unit_histograms(rows: Rows) -> Rows:
    return _unit(_not_negative(rows))


# Comparing


def _squared_lengths(rows: Rows) -> Rows:
    lengths: Rows = np.einsum("ij,ij->i", rows, rows)
    return lengths


def _euclidean(queries: Rows, gallery: Rows, squared_lengths: Rows) -> Rows:
    """Root of the sum of squared differences, exactly 0 for equal rows.

    One matrix product gives nearly all pairs; those so close that its rounding would show are subtracted instead.
    """
    if len(queries) * gallery.size <= _DIRECT_VALUES:
        difference = queries[:, None] - gallery
        direct: Rows = np.sqrt(np.einsum("ijk,ijk->ij", difference, difference))
        return direct
    distances = np.empty((len(queries), len(gallery)), np.float32)
    step = max(1, _BLOCK_VALUES // len(gallery))
    for start in range(0, len(queries), step):
        rows = slice(start, start + step)
        distances[rows] = _euclidean_by_product(queries[rows], gallery, squared_lengths)
    return distances


def _euclidean_by_product(queries: Rows, gallery: Rows, squared_lengths: Rows) -> Rows:
    both = _squared_lengths(queries)[:, None] + squared_lengths
    squared: Rows = both - 2 * (queries @ gallery.T)
    rows, columns = np.nonzero(squared <= _CANCELS * both)
    step = max(1, _DIRECT_VALUES // gallery.shape[1])
    for start in range(0, len(rows), step):
        i, j = rows[start : start + step], columns[start : start + step]
        squared[i, j] = _squared_lengths(queries[i] - gallery[j])
    return np.sqrt(squared, out=squared)


def _normalized_euclidean(queries: Rows, gallery: Rows, squared_lengths: Rows) -> Rows:
    """Return |a - b|^2 / (|a|^2 + |b|^2), in 0..2; 0 between two rows of zeros."""
    distances = _euclidean(queries, gallery, squared_lengths)
    np.square(distances, out=distances)
    return np.divide(distances, _lengths_together(queries, squared_lengths), out=distances)


def _scaled_euclidean(queries: Rows, gallery: Rows, squared_lengths: Rows) -> Rows:
    """Return |a - b| / ((|a|^2 + |b|^2) / 2)^(1/4); 0 between two rows of zeros."""
    scale = _lengths_together(queries, squared_lengths) / 2
    distances = _euclidean(queries, gallery, squared_lengths)
    return np.divide(distances, np.sqrt(np.sqrt(scale)), out=distances)


def _lengths_together(queries: Rows, squared_lengths: Rows) -> Rows:
    """Return |a|^2 + |b|^2 of every pair, 1 where both are 0."""
    together: Rows = _squared_lengths(queries)[:, None] + squared_lengths
    together[together == 0] = 1
    return together


def _one_minus_product(queries: Rows, gallery: Rows, _: Rows) -> Rows:
    """1 - cosine of the angle, for rows of unit length, in 0..2; rounding stays below 1e-6."""
    product: Rows = queries @ gallery.T
    np.subtract(1, product, out=product)
    return np.maximum(product, 0, out=product)


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("euclidean", _as_they_are, _euclidean, _squared_lengths),
        Metric("normalized_euclidean", _as_they_are, _normalized_euclidean, _squared_lengths),
        Metric("scaled_euclidean", _as_they_are, _scaled_euclidean, _squared_lengths),
        Metric("cosine", _unit, _one_minus_product, _squared_lengths),
        Metric("normalized_correlation", _centred_unit, _one_minus_product, _squared_lengths),
        Metric("mahalanobis_cosine", _unit, _one_minus_product, _squared_lengths, whitens=True),
        Metric("chi_square", _not_negative, histograms.chi_square, histograms.bin_totals, "F"),
        Metric("histogram_intersection", _not_negative, histograms.histogram_intersection, histograms.bin_totals, "F"),
        Metric("bin_ratio", _unit_histograms, histograms.bin_ratio, histograms.count_filled, "F"),
        Metric("l1_bin_ratio", _unit_histograms, histograms.l1_bin_ratio, histograms.bin_totals, "F"),
        Metric("chi_square_bin_ratio", _unit_histograms, histograms.chi_square_bin_ratio, histograms.bin_totals, "F"),
    )
}
"""Every metric by name.

euclidean
    sqrt(sum (a - b)^2).
normalized_euclidean
    |a - b|^2 / (|a|^2 + |b|^2): 1 - cosine where two rows have one length, and larger where they have not. In a space
    of few dimensions, as of Fisherfaces of few people, many strangers lie in the same direction as a person, but few
    lie as far out.
scaled_euclidean
    |a - b| / ((|a|^2 + |b|^2) / 2)^(1/4): halfway between euclidean and the root of normalized_euclidean.
cosine
    1 - a.b / (|a| |b|); 1 to or from a row of zeros.
normalized_correlation
    1 - Pearson's correlation of the two rows: cosine after each row's mean is taken off.
mahalanobis_cosine
    Cosine after each column is centred and divided by its standard deviation over the gallery: the angle in Mahalanobis
    space [1]_. On coefficients that are already whitened it equals cosine, up to the gallery's mean.
chi_square, histogram_intersection, bin_ratio, l1_bin_ratio, chi_square_bin_ratio
    Of histograms (no negative values), see `facerec.matching.histograms`.

References
----------
.. [1] Beveridge, Bolme, Draper & Teixeira, "The CSU Face Identification Evaluation System", 2005,
       doi:10.1007/s00138-004-0144-8
"""


def find_metric(name: str | Metric) -> Metric:
    """Return a metric by name; one that is no name already is returned as it is.

    Raises
    ------
    BadParameter
        For any other name; lists the ones there are.
    """
    if isinstance(name, Metric):
        return name
    if not isinstance(name, str) or name not in METRICS:
        raise BadParameter(f"There is no metric {name!r}; choose one of {', '.join(METRICS)}.")
    return METRICS[name]
