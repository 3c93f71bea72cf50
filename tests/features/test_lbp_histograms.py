import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import Normalizer
from sklearn.utils import get_tags

from facerec.errors import BadParameter
from facerec.features import LBPHistograms, LBPImage
from facerec.features.descriptors import extended_lbp, local_phase, original_lbp, variance_codes

DESCRIPTORS = ["original", "extended", "variance", "lpq"]


@pytest.fixture
def faces():
    return np.random.default_rng(0).integers(0, 256, (5, 20, 17)).astype(np.uint8)


def codes_of(descriptor, faces, radius=2):
    return {
        "original": lambda: original_lbp(faces),
        "extended": lambda: extended_lbp(faces, radius, 8),
        "variance": lambda: variance_codes(faces, radius, 8),
        "lpq": lambda: local_phase(faces, radius, True),
    }[descriptor]()


@pytest.mark.parametrize("descriptor", DESCRIPTORS)
def test_the_picture_holds_the_codes(faces, descriptor):
    picture = LBPImage(descriptor, radius=2).fit_transform(faces)
    assert picture.dtype == np.float32
    np.testing.assert_array_equal(picture, codes_of(descriptor, faces))


@pytest.mark.parametrize("square_root", [False, True])
@pytest.mark.parametrize("descriptor", DESCRIPTORS)
def test_histograms_are_counted_cell_by_cell(faces, descriptor, square_root):
    """Against numpy's histogram of each cell; 3 by 4 cells divide neither 16 rows (18) nor 13 columns (15)."""
    codes = codes_of(descriptor, faces)
    bins = 128 if descriptor == "variance" else 256
    _, height, width = codes.shape
    expected = []
    for face in codes:
        for i in range(3):
            for j in range(4):
                rows = [r for r in range(height) if r * 3 // height == i]
                columns = [c for c in range(width) if c * 4 // width == j]
                counts = np.histogram(face[np.ix_(rows, columns)], bins, (0, bins))[0]
                expected.append(counts / (len(rows) * len(columns)))
    expected = np.sqrt(expected) if square_root else np.array(expected)
    histograms = LBPHistograms(descriptor, radius=2, grid=(3, 4), square_root=square_root).fit_transform(faces)
    assert histograms.dtype == np.float32
    np.testing.assert_allclose(histograms, expected.reshape(5, -1), rtol=1e-6)


@pytest.mark.parametrize("square_root", [False, True])
def test_overlapping_cells_weigh_their_half_cells(faces, square_root):
    """Against numpy's weighted histogram of all codes for each cell; 18 by 15 codes, 6 by 8 half cells."""
    codes = codes_of("original", faces)
    weight = {-1: 1, 0: 3, 1: 3, 2: 1}  # of half cells, by their place from the cell's first half
    down, across = np.arange(18) * 6 // 18, np.arange(15) * 8 // 15
    expected = []
    for face in codes:
        for i, j in np.ndindex(3, 4):
            rows = [weight.get(half - 2 * i, 0) for half in down]
            columns = [weight.get(half - 2 * j, 0) for half in across]
            weights = np.outer(rows, columns)
            expected.append(np.histogram(face, 256, (0, 256), weights=weights)[0] / weights.sum())
    expected = np.sqrt(expected) if square_root else np.array(expected)
    histograms = LBPHistograms("original", grid=(3, 4), square_root=square_root, overlap=True)
    np.testing.assert_allclose(histograms.fit_transform(faces), expected.reshape(5, -1), rtol=1e-6)
    with pytest.raises(BadParameter, match="20 by 8 half cells"):
        LBPHistograms("original", grid=(10, 4), overlap=True).fit(faces)


@pytest.mark.parametrize("descriptor", DESCRIPTORS)
def test_a_mirrored_face_is_described_as_the_face(faces, descriptor):
    alone = LBPHistograms(descriptor, radius=2, grid=(3, 4), square_root=True)
    both = clone(alone).set_params(mirrored=True).fit_transform(faces)
    mirrored = faces[:, :, ::-1]
    np.testing.assert_allclose(both, (alone.transform(faces) + alone.transform(mirrored)) / 2, rtol=1e-6)
    np.testing.assert_array_equal(both, clone(alone).set_params(mirrored=True).fit_transform(mirrored))


def test_objects_of_before_these_parameters_work_as_they_did(faces):
    expected = LBPHistograms().fit_transform(faces)
    older = LBPHistograms()
    del older.overlap, older.mirrored
    np.testing.assert_array_equal(older.transform(faces), expected)
    assert clone(older).get_params() == LBPHistograms().get_params()


def test_uniform_histograms_by_hand():
    """A bright pixel has no neighbour as bright: code 0. Even surroundings have code 255."""
    face = np.zeros((1, 5, 5), np.uint8)
    face[0, 2, 2] = 9
    histogram = LBPHistograms("original", grid=(1, 1), uniform=True).transform(face)[0]
    assert histogram.shape == (59,)
    assert histogram[0] == np.float32(1 / 9)  # code 0 is the first of the uniform ones
    assert histogram[57] == np.float32(8 / 9)  # 255 is the last of the uniform ones
    checks = np.indices((6, 6)).sum(axis=0)[None] % 2 * np.uint8(200)
    histogram = LBPHistograms("original", grid=(1, 1), uniform=True).transform(checks)[0]
    assert histogram[58] == 0.5  # a bright centre sees its four bright corners: eight changes, in the common bin


@given(
    faces=st.integers(1, 4),
    size=st.tuples(st.integers(7, 30), st.integers(7, 30)),
    grid=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    descriptor=st.sampled_from(DESCRIPTORS),
)
def test_every_cell_sums_to_one(faces, size, grid, descriptor):
    stack = np.random.default_rng(3).integers(0, 256, (faces, *size)).astype(np.uint8)
    histograms = LBPHistograms(descriptor, radius=1, grid=grid).transform(stack)
    np.testing.assert_allclose(histograms.reshape(faces, grid[0] * grid[1], -1).sum(axis=2), 1, rtol=1e-6)


def test_a_face_is_described_alike_alone_and_among_many(att):
    faces = att[0][:40]
    for estimator in (LBPHistograms(), LBPHistograms("lpq", 3, grid=(4, 4)), LBPHistograms("variance", 2)):
        together = estimator.transform(faces)
        np.testing.assert_array_equal(together[17:18], estimator.transform(faces[17:18]))
        np.testing.assert_array_equal(together, estimator.transform(faces.astype(np.float64)))


def test_constant_faces_fill_one_bin_a_cell():
    even = np.full((1, 12, 12), 80, np.uint8)
    for descriptor, filled in (("original", 255), ("extended", 255), ("variance", 0), ("lpq", 0)):
        histograms = LBPHistograms(descriptor, grid=(2, 2)).transform(even).reshape(4, -1)
        assert (histograms.argmax(axis=1) == filled).all()
        assert (histograms.max(axis=1) == 1).all()


def test_they_chain_with_scikit_learn(faces):
    union = make_union(LBPHistograms(grid=(2, 2)), make_pipeline(LBPImage(), LBPHistograms("lpq", grid=(2, 2))))
    chain = make_pipeline(union, Normalizer(), PCA(2)).fit(faces)
    assert clone(chain).fit_transform(faces).shape == (5, 2)
    assert not get_tags(LBPHistograms()).requires_fit
    assert not get_tags(LBPImage()).requires_fit


@pytest.mark.parametrize("estimator", [LBPImage(), LBPHistograms()])
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (np.zeros((3, 400), np.uint8), "rows of pixels lack the shape"),
        ([np.zeros((9, 9)), np.zeros((9, 8))], "equal size"),
        (np.full((1, 9, 9), np.nan), "NaN"),
        (np.zeros((0, 9, 9)), "Expected faces"),
    ],
)
def test_what_are_not_faces_is_refused(estimator, wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        estimator.fit(wrong)
    with pytest.raises(ValueError, match=sentence):
        estimator.transform(wrong)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"descriptor": "lbp"}, "choose one of original, extended, variance, lpq"),
        ({"radius": 0}, "1 to 16"),
        ({"n_neighbors": 13}, "4 to 12"),
        ({"radius": 9}, "too small.*19 by 19"),
        ({"grid": (19, 2)}, "does not fit.*18 by 15 codes"),
        ({"grid": (0, 2)}, "does not fit"),
        ({"descriptor": "lpq", "uniform": True}, "binary patterns only"),
    ],
)
def test_impossible_parameters_are_refused(faces, parameters, sentence):
    with pytest.raises(BadParameter, match=sentence):
        LBPHistograms(**parameters).transform(faces)


def test_flat_surroundings_are_not_counted_where_one_says_so() -> None:
    faces = np.random.default_rng(0).integers(0, 256, (1, 12, 12)).astype(np.uint8)
    faces[0, :, 6:] = 255  # overexposed; codes of columns 7 to 10 see nothing else
    counted = LBPHistograms(grid=(1, 2)).transform(faces)
    skipped = LBPHistograms(grid=(1, 2), count_flat=False).transform(faces)
    np.testing.assert_array_equal(skipped[0, :256], counted[0, :256])
    assert skipped[0, :256].sum() == pytest.approx(1)
    assert skipped[0, 256:].sum() == pytest.approx(0.2), "one of five columns is not flat"
    assert counted[0, 511] - skipped[0, 511] == pytest.approx(0.8), "flat pixels have the code 255"


def test_what_an_older_version_stored_counts_flat_pixels() -> None:
    old = LBPHistograms()
    del old.__dict__["count_flat"]
    assert old.get_params()["count_flat"] is True
    assert old.transform(np.full((1, 20, 20), 9, np.uint8)).sum() == pytest.approx(64)
