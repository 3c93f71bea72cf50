import numpy as np
import pytest
from scipy.signal import fftconvolve
from sklearn.utils import get_tags

from facerec.errors import BadParameter
from facerec.features import Gabor


def kernel(scale, orientation, half=60):
    """Liu & Wechsler's wavelet in space: k^2/s^2 exp(-k^2 z^2 / 2 s^2) (exp(i k z) - exp(-s^2 / 2)), s = 2 pi."""
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    k, angle, s = np.pi / 2 / np.sqrt(2) ** scale, np.pi * orientation / 8, 2 * np.pi
    envelope = k**2 / s**2 * np.exp(-(k**2) * (x**2 + y**2) / (2 * s**2))
    wave = np.exp(1j * k * (np.cos(angle) * x + np.sin(angle) * y)) - np.exp(-(s**2) / 2)
    return envelope * wave


def slow(face, grid, scale, orientation):
    """Convolve with the wavelet at every pixel of the repeated face, and average the magnitudes cell by cell."""
    height, width = face.shape
    repeated = np.tile(face.astype(float), (5, 5))
    response = fftconvolve(repeated, kernel(scale, orientation), mode="same")
    magnitude = np.abs(response)[2 * height : 3 * height, 2 * width : 3 * width]
    cells = magnitude.reshape(grid[0], height // grid[0], grid[1], width // grid[1]).mean(axis=(1, 3)).ravel()
    return (cells - cells.mean()) / cells.std()


def test_channels_are_the_wavelets_magnitudes(att):
    """Ours are sampled every 3.6 pixels instead of at each: the cells' means differ by some per cent of a deviation."""
    face = att[0][3][::2, ::2][:56, :40].copy()
    channels = Gabor(grid=(7, 5)).fit_transform(face[None]).reshape(5, 8, 35)
    assert channels.dtype == np.float32
    for scale in range(5):
        for orientation in range(8):
            expected = slow(face, (7, 5), scale, orientation)
            assert np.corrcoef(channels[scale, orientation], expected)[0, 1] > 0.97


@pytest.mark.parametrize("orientation", [0, 2, 4, 6])
def test_a_wave_speaks_in_its_own_channel(orientation):
    """A patch of waves 8 pixels long, in the middle: scale 2 of that direction rises there above all others."""
    y, x = np.mgrid[:64, :64]
    angle = np.pi * orientation / 8
    patch = np.exp(-((x - 32) ** 2 + (y - 32) ** 2) / 200)
    face = 128 + 100 * patch * np.cos(2 * np.pi / 8 * (np.cos(angle) * x + np.sin(angle) * y))
    channels = Gabor(grid=(8, 8)).transform(face[None].astype(np.float32)).reshape(40, 8, 8)
    own = channels[2 * 8 + orientation]
    assert own[3:5, 3:5].min() > own[[0, -1]].max() + 2


def test_light_and_contrast_play_no_part(att):
    face = att[0][:1, ::2, ::2].astype(np.float32)
    np.testing.assert_allclose(Gabor().transform(face), Gabor().transform(face * 0.5 + 60), atol=1e-3)


def test_channels_are_standardised_face_by_face(att):
    faces = att[0][:20, ::2, ::2]
    channels = Gabor().transform(faces).reshape(20, 40, 64)
    np.testing.assert_allclose(channels.mean(axis=2), 0, atol=1e-5)
    np.testing.assert_allclose(channels.std(axis=2), 1, atol=1e-5)
    np.testing.assert_allclose(channels[11].ravel()[None], Gabor().transform(faces[11:12]), atol=1e-5)


@pytest.mark.parametrize("size", [(8, 8), (9, 33), (56, 46)])
def test_a_constant_face_is_zero(size):
    assert not Gabor().transform(np.full((2, *size), 255, np.uint8)).any()
    assert not get_tags(Gabor()).requires_fit


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"grid": (25, 4)}, "25 by 4 cells does not fit faces of 24 by 20"),
        ({"n_scales": 9}, "1 to 8"),
        ({"n_orientations": 0}, "1 to 16"),
    ],
)
def test_impossible_parameters_are_refused(parameters, sentence):
    with pytest.raises(BadParameter, match=sentence):
        Gabor(**parameters).transform(np.zeros((1, 24, 20), np.uint8))


def test_rows_of_pixels_and_nan_are_refused():
    with pytest.raises(ValueError, match="lack the shape"):
        Gabor().fit(np.zeros((3, 400)))
    with pytest.raises(ValueError, match="NaN"):
        Gabor().transform(np.full((1, 20, 20), np.nan))
