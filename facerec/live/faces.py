"""From a place in a frame to a face, cut by a model's own rule."""

from __future__ import annotations

import numpy as np

from facerec.detection import Box, Crop
from facerec.images import Face, Picture

_MARGIN = 0.35  # of a box, added on each side before the face in it is found again


def cut_face(crop: Crop, picture: Picture, box: Box) -> Face | None:
    """Cut out one face at full size, as if the picture around it had been uploaded.

    Live detection is quick, at a reduced size, and maybe by another detector than the one with which the model was
    trained; so the model's own rule finds and aligns the face again, in the part of the picture where it is.

    Parameters
    ----------
    crop : Crop
        Its rule must be "detect".
    picture : ndarray of shape (height, width, 3), uint8 RGB
    box : Box
        Where the face is.

    Returns
    -------
    ndarray, uint8, of the shape that the rule gives; or None where the rule sees no face there.
    """
    x, y = round(_MARGIN * box.width), round(_MARGIN * box.height)
    left, top = max(0, box.left - x), max(0, box.top - y)
    region = np.ascontiguousarray(picture[top : box.bottom + y, left : box.right + x])
    across, down = (box.left + box.right) / 2 - left, (box.top + box.bottom) / 2 - top
    for detection, face in crop.faces(region, turns=False):
        if detection.box.left < across < detection.box.right and detection.box.top < down < detection.box.bottom:
            return face
    return None
