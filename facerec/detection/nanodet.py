"""The output of NanoDet-Plus (RangiLyu, 2021): edges as distributions over distances.

Each of the four edges of a box is a distribution over 0 to 7 strides from the cell's centre, whose mean counts
(generalized focal loss: Li et al., 2020, arXiv:2006.04388).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facerec.detection.candidates import Candidates, Floats, cell_corners

STRIDES = (8, 16, 32, 64)

_STEPS = 8  # distances of a distribution: 0, 1, .. 7 strides


def decode(outputs: Sequence[Floats], size: tuple[int, int]) -> Candidates:
    """Read, for each stride, scores (1, n_cells, n_classes) and distributions (1, n_cells, 4 * 8).

    Parameters
    ----------
    outputs : sequence of 8 ndarray
        Scores and distributions in turn, strides ascending.
    size : (height, width)
        Of the input, in pixels.
    """
    boxes, scores = [], []
    for stride, score, edges in zip(STRIDES, outputs[::2], outputs[1::2], strict=True):
        centres = _corners(size, stride, score.shape[-2]) * stride + 0.5 * (stride - 1)
        distances = stride * _mean_steps(edges.reshape(-1, 4, _STEPS))
        boxes.append(np.concatenate([centres - distances[:, :2], centres + distances[:, 2:]], axis=1))
        scores.append(score.reshape(len(centres), -1))
    all_scores = np.concatenate(scores)
    return Candidates(np.concatenate(boxes), all_scores.max(axis=1), all_scores.argmax(axis=1))


def _corners(size: tuple[int, int], stride: int, count: int) -> Floats:
    """Return the corners of a grid of so many cells: where the last would be cut, some exports have none."""
    corners = cell_corners(size, stride)
    whole = cell_corners((size[0] // stride * stride, size[1] // stride * stride), stride)
    return whole if count == len(whole) else corners


def _mean_steps(logits: Floats) -> Floats:
    """Return the mean of each distribution that the last axis holds as logits."""
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shares @ np.arange(_STEPS, dtype=np.float32) / shares.sum(axis=-1), np.float32)
