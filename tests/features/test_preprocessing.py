import cv2
import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage import exposure
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags

from facerec.errors import BadParameter
from facerec.features import (
    HOG,
    Gabor,
    HistogramEqualization,
    LBPHistograms,
    LBPImage,
    MinMaxNormalize,
    Pixels,
    Resize,
    TanTriggs,
    ZScoreNormalize,
)
from facerec.features.lbp_histograms import DESCRIPTORS
from facerec.matching import NearestNeighbor

EQUALIZATIONS = [HistogramEqualization(), HistogramEqualization(clahe=True)]
STEPS = [Resize((4, 5)), *EQUALIZATIONS, TanTriggs(), MinMaxNormalize(), ZScoreNormalize()]


@pytest.fixture
def faces():
    smooth = gaussian_filter(np.random.default_rng(0).normal(size=(3, 40, 32)), (0, 3, 3))
    return np.clip(128 + 400 * smooth, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_every_face_is_treated_by_itself_in_float32(faces, step):
    assert not get_tags(step).requires_fit
    before = faces.copy()
    together = step.transform(faces)
    assert together.dtype == np.float32
    np.testing.assert_array_equal(together[1:2], step.fit(faces).transform(faces[1:2]))
    np.testing.assert_array_equal(faces, before)
    np.testing.assert_allclose(step.transform(faces.astype(np.float64)), together, atol=1e-4)


@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_what_is_not_a_face_is_refused(step):
    for wrong, why in [
        (np.full((1, 4, 5), np.nan), "NaN"),
        (np.zeros((0, 4, 5)), "Expected faces"),
        (np.zeros(4), "Expected faces"),
        ([[["a"]]], "numbers"),
        *([] if isinstance(step, Resize) else [([np.zeros((4, 4)), np.zeros((5, 4))], "equal size; put Resize first")]),
    ]:
        with pytest.raises(ValueError, match=why):
            step.fit(wrong)
        with pytest.raises(ValueError, match=why):
            step.transform(wrong)


def test_shrinking_takes_the_mean_and_growing_interpolates():
    face = np.array([[[0, 10, 1, 1], [20, 31, 1, 1]]], np.uint8)
    np.testing.assert_allclose(Resize((1, 2)).transform(face), [[[15.25, 1]]])
    np.testing.assert_allclose(Resize((1, 4)).transform(np.array([[[0, 8]]])), [[[0, 2, 6, 8]]])
    np.testing.assert_array_equal(Resize((2, 4)).transform(face), face)


@pytest.mark.parametrize("gathered", [list, tuple, lambda each: np.array(each, object)])
def test_faces_of_unequal_sizes_become_one_size(faces, gathered):
    sizes = [(40, 32), (20, 16), (80, 70)]
    unequal = [cv2.resize(face, size[::-1]) for face, size in zip(faces, sizes, strict=True)]
    step = Resize((30, 24))
    together = step.fit(gathered(unequal)).transform(gathered(unequal))
    assert together.dtype == np.float32
    for face, alone in zip(unequal, together, strict=True):
        np.testing.assert_array_equal(alone, step.transform(face[None])[0])
    pipeline = make_pipeline(step, Pixels(), NearestNeighbor()).fit(unequal, ["a", "b", "c"])
    assert pipeline.predict(unequal).tolist() == ["a", "b", "c"]
    for wrong, why in [
        ([np.zeros((4, 4)), np.zeros((5, 4, 3))], "equal size"),
        ([np.zeros((4, 4)), np.full((5, 4), np.nan)], "NaN"),
        ([np.zeros((4, 4)), np.zeros((0, 4))], "Expected faces"),
    ]:
        with pytest.raises(ValueError, match=why):
            step.transform(wrong)


ON_LEVELS = [
    *EQUALIZATIONS,
    TanTriggs(),
    MinMaxNormalize(),
    ZScoreNormalize(),
    HOG(),
    Gabor(),
    *(LBPHistograms(descriptor, radius=1) for descriptor in DESCRIPTORS),
    *(LBPImage(descriptor, radius=1) for descriptor in DESCRIPTORS),
]


@pytest.mark.parametrize("step", ON_LEVELS, ids=repr)
def test_floats_of_0_to_1_count_as_the_levels_that_they_stand_for(faces, step):
    dark = faces // 8  # 0 to 31: were 1 to count as 1 of 255 levels, all would be lost
    for each in (faces, dark):
        levels = step.transform(each)
        unit = step.transform(each.astype(np.float64) / 255)
        off = np.abs(unit - levels)
        if isinstance(step, LBPHistograms | LBPImage):  # points between pixels: rounding decides some ties of levels
            assert np.mean(off > 1e-3 * np.abs(levels).max()) < 0.02
        else:
            assert off.max() <= 1e-3 * np.abs(levels).max()


@pytest.mark.parametrize("step", EQUALIZATIONS, ids=repr)
def test_levels_that_are_none_are_refused_with_advice(faces, step):
    for wrong, given in [
        (faces.astype(np.uint16) * 257, "to 65535; .* Divide 16-bit levels by 257"),
        (ZScoreNormalize().transform(faces), "lie from -.*equalise before steps that standardise"),
    ]:
        with pytest.raises(ValueError, match=given):
            step.transform(wrong)
    np.testing.assert_array_equal(step.transform(faces + np.float32(0.4)), step.transform(faces))


def test_equalization_spreads_the_levels(faces):
    np.testing.assert_allclose(
        HistogramEqualization().transform(np.array([[[10, 20], [30, 40]]], np.uint8)), [[[0, 85], [170, 255]]]
    )
    peer = 255 * exposure.equalize_hist(faces[0])
    assert np.corrcoef(HistogramEqualization().transform(faces)[0].ravel(), peer.ravel())[0, 1] > 0.9999


def test_clahe_is_opencvs(faces):
    tiles = cv2.createCLAHE(clipLimit=3, tileGridSize=(4, 5))  # across, down
    peer = [tiles.apply(face) for face in faces]
    np.testing.assert_array_equal(HistogramEqualization(clahe=True, clip_limit=3, grid=(5, 4)).transform(faces), peer)


def tan_triggs(face):
    """The three steps of the paper, section II, with its default parameters."""
    band = face**0.2
    band = gaussian_filter(band, 1, mode="nearest") - gaussian_filter(band, 2, mode="nearest")
    band = band / np.mean(np.abs(band) ** 0.1) ** 10
    band = band / np.mean(np.minimum(10, np.abs(band)) ** 0.1) ** 10
    return 10 * np.tanh(band / 10)


def test_tan_triggs_is_the_papers(faces):
    ours = TanTriggs().transform(faces)
    for face, result in zip(faces.astype(float), ours, strict=True):
        # OpenCV cuts its Gaussian off at 3 sigma, SciPy at 4: nearly the same numbers, on a scale of 10.
        np.testing.assert_allclose(result, tan_triggs(face), atol=0.25)
        assert np.corrcoef(result.ravel(), tan_triggs(face).ravel())[0, 1] > 0.999


def test_tan_triggs_leaves_bright_spots_bright():
    face = np.full((1, 21, 21), 50, np.uint8)
    face[0, 10, 10] = 200
    result = TanTriggs().transform(face)[0]
    assert result[10, 10] == result.max() > 0
    assert result[10, 13] < 0  # the dark ring around it


def test_tan_triggs_takes_the_strength_of_light_off(faces):
    """Half the light changes the gamma-corrected face by a factor, which the equal contrast takes off."""
    lit = faces.astype(np.float32)
    np.testing.assert_allclose(TanTriggs().transform(lit / 2), TanTriggs().transform(lit), atol=2e-3)


def test_normalized_by_hand():
    faces = np.array([[[0, 5], [10, 5]], [[7, 7], [7, 7]]], np.uint8)
    np.testing.assert_allclose(MinMaxNormalize(-1, 1).transform(faces), [[[-1, 0], [1, 0]], [[-1, -1], [-1, -1]]])
    standard = np.array([[-np.sqrt(2), 0, np.sqrt(2), 0], [0, 0, 0, 0]])
    np.testing.assert_allclose(ZScoreNormalize().transform(faces), standard.reshape(2, 2, 2), rtol=1e-6)
    np.testing.assert_allclose(ZScoreNormalize().transform(faces.reshape(2, 4)), standard, rtol=1e-6)


@pytest.mark.parametrize("level", [0, 0.1, 77, 255])
def test_constant_faces_have_a_result(level):
    face = np.full((1, 9, 9), level, np.float32)
    assert not TanTriggs().transform(face).any()
    assert not ZScoreNormalize().transform(face).any()
    assert not MinMaxNormalize().transform(face).any()
    np.testing.assert_array_equal(HistogramEqualization().transform(face), np.rint(face))


OUT_OF_RANGE = [
    Resize((0, 4)),
    HistogramEqualization(grid=(0, 1)),
    HistogramEqualization(clip_limit=0),
    TanTriggs(gamma=0),
    TanTriggs(sigma0=2, sigma1=1),
    TanTriggs(tau=0),
    MinMaxNormalize(1, 0),
]


@pytest.mark.parametrize("step", OUT_OF_RANGE, ids=repr)
def test_parameters_out_of_range_are_refused(faces, step):
    with pytest.raises(BadParameter):
        step.fit(faces)


def test_negative_light_is_refused(faces):
    with pytest.raises(ValueError, match="negative"):
        TanTriggs().transform(-faces.astype(np.float32) - 1)
