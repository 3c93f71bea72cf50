"""The output of YOLOX (Ge, Liu, Wang, Li & Sun, 2021, arXiv:2107.08430): one prediction a cell, at three strides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facerec.detection.candidates import Candidates, Floats, cell_corners, centred

STRIDES = (8, 16, 32)


def decode(outputs: Sequence[Floats], size: tuple[int, int]) -> Candidates:
    """Read (1, n_cells, 5 + n_classes): x, y, log width and log height in strides, object, classes.

    Parameters
    ----------
    outputs : sequence of one ndarray
    size : (height, width)
        Of the input, in pixels.
    """
    cells = outputs[0][0]
    corners = [cell_corners(size, stride) for stride in STRIDES]
    strides = np.repeat(STRIDES, [len(part) for part in corners])[:, None].astype(np.float32)
    centres = (cells[:, :2] + np.concatenate(corners)) * strides
    sizes = np.exp(np.minimum(cells[:, 2:4], 10)) * strides  # e^10 strides is beyond any picture
    scores = cells[:, 4:5] * cells[:, 5:]
    return Candidates(centred(centres, sizes), scores.max(axis=1), scores.argmax(axis=1))
