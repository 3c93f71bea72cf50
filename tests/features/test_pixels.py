import numpy as np
import pytest

from facerec.features import Pixels


def test_pixels_are_rows():
    faces = np.arange(12, dtype=np.uint8).reshape(2, 3, 2)
    rows = Pixels().fit_transform(faces)
    assert rows.dtype == np.float32
    assert rows.tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    with pytest.raises(ValueError, match="lack the shape"):
        Pixels().fit(rows)
