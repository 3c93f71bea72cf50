import cv2
import numpy as np
import pytest
from sklearn.utils import get_tags

from facerec.errors import BadParameter
from facerec.features import HOG


def opencv(face, cells, bins, signed):
    """OpenCV's histograms of one block of 2 by 2 cells, without its Gaussian weights."""
    side = face.shape[0]
    descriptor = cv2.HOGDescriptor(
        (side, side), (side, side), (cells, cells), (cells, cells), bins, 1, 1e6, 0, 0.2, False, 64, signed
    )
    by_column = descriptor.compute(face).reshape(2, 2, bins)
    return by_column.transpose(1, 0, 2).ravel()


@pytest.mark.parametrize(("bins", "signed"), [(9, False), (18, True)])
def test_a_block_is_opencv_s(bins, signed):
    faces = np.random.default_rng(0).integers(0, 256, (4, 16, 16)).astype(np.uint8)
    faces[1] = cv2.GaussianBlur(faces[1], (0, 0), 2)
    ours = HOG((2, 2), bins, signed, block=2).fit_transform(faces)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, [opencv(face, 8, bins, signed) for face in faces], atol=0.01)


def test_a_ramp_by_hand():
    """Brightness rising downwards is direction 90°, the middle between the bins around 67.5° and 112.5°."""
    ramp = np.repeat(np.arange(12, dtype=np.uint8)[:, None] * 5, 12, axis=1)[None]
    signed = HOG((1, 1), n_orientations=8, block=1).transform(ramp)[0]
    np.testing.assert_allclose(signed, [0, np.sqrt(0.5), np.sqrt(0.5), 0, 0, 0, 0, 0], atol=1e-3)
    falling = HOG((1, 1), n_orientations=8, block=1).transform(ramp[:, ::-1])[0]
    np.testing.assert_allclose(falling, np.roll(signed, 4), atol=1e-3)
    unsigned = HOG((1, 1), 4, signed=False, block=1)
    np.testing.assert_allclose(unsigned.transform(ramp), unsigned.transform(ramp[:, ::-1]), atol=1e-6)


def test_contrast_plays_no_part():
    face = np.random.default_rng(2).integers(40, 80, (1, 30, 26)).astype(np.float32)
    np.testing.assert_allclose(HOG().transform(face), HOG().transform(3 * face + 10), atol=2e-3)


def test_blocks_overlap_and_have_length_one(att):
    described = HOG((5, 4), 9, False, block=2).transform(att[0][:3]).reshape(3, 4, 3, 4 * 9)
    np.testing.assert_allclose(np.linalg.norm(described, axis=-1), 1, atol=1e-4)
    np.testing.assert_array_equal(described[1:2], HOG((5, 4), 9, False).transform(att[0][1:2]).reshape(1, 4, 3, 36))


def test_a_constant_face_is_zero():
    assert not HOG((2, 2)).transform(np.full((1, 9, 9), 7, np.uint8)).any()
    assert not get_tags(HOG()).requires_fit


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"n_orientations": 1}, "2 to 36"),
        ({"block": 3, "grid": (2, 4)}, "block of 3 by 3 cells does not fit a grid of 2 by 4"),
        ({"grid": (31, 4)}, "finer than faces of 30 by 26"),
    ],
)
def test_impossible_parameters_are_refused(parameters, sentence):
    with pytest.raises(BadParameter, match=sentence):
        HOG(**parameters).transform(np.zeros((1, 30, 26), np.uint8))


def test_rows_of_pixels_and_nan_are_refused():
    with pytest.raises(ValueError, match="lack the shape"):
        HOG().fit(np.zeros((3, 400)))
    with pytest.raises(ValueError, match="NaN"):
        HOG().transform(np.full((1, 20, 20), np.nan))
