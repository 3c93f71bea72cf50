import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage.feature import local_binary_pattern

from facerec.features.descriptors import (
    VARIANCE_LEVELS,
    extended_lbp,
    local_phase,
    local_variance,
    original_lbp,
    uniform_labels,
    variance_codes,
)


@pytest.fixture
def faces():
    """Three faces of noise, with ties and an even patch."""
    faces = np.random.default_rng(1).integers(0, 40, (3, 23, 19)).astype(np.uint8)
    faces[1, 4:12, 5:14] = 17
    return faces


def test_original_lbp_by_hand():
    face = np.array([[[6, 5, 2], [7, 6, 1], [9, 8, 7]]], np.uint8)
    # 6>=6 1, 5 0, 2 0, then 1 0, 7 1, 8 1, 9 1, 7 1: clockwise from the top left, highest bit first.
    assert original_lbp(face).tolist() == [[[0b10001111]]]


def test_original_lbp_shares_its_straight_neighbours_with_scikit_image(faces):
    straight = np.array([local_binary_pattern(face, 4, 1, "default")[1:-1, 1:-1] for face in faces], int)
    for theirs, ours in enumerate((4, 6, 0, 2)):  # right, up, left, down; the corners are interpolated there
        np.testing.assert_array_equal(original_lbp(faces) >> ours & 1, straight >> theirs & 1)


@pytest.mark.parametrize(("radius", "n_neighbors"), [(1, 8), (2, 8), (3, 12), (2, 5)])
def test_extended_lbp_is_scikit_image_s(faces, radius, n_neighbors):
    inner = (slice(radius, -radius),) * 2
    expected = [local_binary_pattern(face, n_neighbors, radius, "default")[inner] for face in faces]
    np.testing.assert_array_equal(extended_lbp(faces, radius, n_neighbors), expected)


@pytest.mark.parametrize("n_neighbors", [4, 8, 11])
def test_uniform_codes_are_told_apart_as_in_scikit_image(faces, n_neighbors):
    labels = uniform_labels(n_neighbors)[extended_lbp(faces, 2, n_neighbors)].ravel()
    theirs = np.array([local_binary_pattern(face, n_neighbors, 2, "nri_uniform")[2:-2, 2:-2] for face in faces]).ravel()
    pairs = set(zip(labels.tolist(), theirs.tolist(), strict=True))
    assert len(pairs) == len({label for label, _ in pairs}) == len({label for _, label in pairs})
    assert uniform_labels(n_neighbors).max() + 1 == n_neighbors * (n_neighbors - 1) + 3


def test_variance_is_scikit_image_s(faces):
    expected = [np.nan_to_num(local_binary_pattern(face, 8, 2, "var")[2:-2, 2:-2]) for face in faces]
    np.testing.assert_allclose(local_variance(faces, 2, 8), expected, rtol=1e-4, atol=1e-3)


def test_variance_codes_are_steps_of_equal_ratio():
    cross = np.array([[[0, 255, 0], [0, 0, 0], [0, 255, 0]]], np.uint8)  # up and down 255, left and right 0
    assert variance_codes(cross, 1, 4).tolist() == [[[VARIANCE_LEVELS - 1]]]
    slight = np.array([[[0, 2, 0], [0, 0, 0], [0, 2, 0]]], np.uint8)  # variance 1: log 2 of log 16257.25
    assert variance_codes(slight, 1, 4).tolist() == [[[int(VARIANCE_LEVELS * np.log(2) / np.log(16257.25))]]]


def slow_local_phase(face, radius, decorrelate):
    """Ojansivu & Heikkilä's definition, pixel by pixel and term by term, in double precision."""
    side = 2 * radius + 1
    frequencies = [np.array(u) / side for u in ((1, 0), (0, 1), (1, 1), (1, -1))]  # (x, y)
    offsets = [(y, x) for y in range(-radius, radius + 1) for x in range(-radius, radius + 1)]
    waves = np.array([[np.exp(-2j * np.pi * (u[0] * x + u[1] * y)) for y, x in offsets] for u in frequencies])
    matrix = np.concatenate([waves.real, waves.imag])
    rotation, variances = np.eye(8), np.arange(8.0)
    if decorrelate:
        covariance = np.array([[0.9 ** np.hypot(a[0] - b[0], a[1] - b[1]) for b in offsets] for a in offsets])
        _, variances, rotation = np.linalg.svd(matrix @ covariance @ matrix.T)
    height, width = face.shape
    parts = np.empty((8, height - 2 * radius, width - 2 * radius))
    for i in range(radius, height - radius):
        for j in range(radius, width - radius):
            surroundings = np.array([face[i - y, j - x] for y, x in offsets], float)
            parts[:, i - radius, j - radius] = rotation @ (matrix @ surroundings)
    return parts, variances


@pytest.mark.parametrize("radius", [1, 3])
def test_local_phase_is_its_definition(faces, radius):
    parts, _ = slow_local_phase(faces[0], radius, decorrelate=False)
    expected = sum((part > 1e-9).astype(int) << bit for bit, part in enumerate(parts))  # cos 120° is -0.5 exactly
    np.testing.assert_array_equal(local_phase(faces[:1], radius, False)[0], expected)


def test_decorrelated_local_phase_is_its_definition(faces):
    """An axis has no sign, and of axes with equal variance any pair in their plane will do: those are left out."""
    codes = local_phase(faces[:1], 3, True)[0]
    parts, variances = slow_local_phase(faces[0], 3, decorrelate=True)
    own = [np.isclose(variances, variance).sum() == 1 for variance in variances]
    agree = [np.mean((codes >> bit & 1) == (part > 0)) for bit, part in enumerate(parts)]
    assert sum(own) == 4
    assert set(np.array(agree)[own]) <= {0.0, 1.0}


@pytest.mark.parametrize("radius", [1, 3, 5])
def test_even_surroundings_have_defined_codes(radius):
    level = np.full((1, 24, 24), 201.3, np.float32)
    assert (original_lbp(level) == 255).all()
    assert (extended_lbp(level, radius, 8) == 255).all()
    assert (variance_codes(level, radius, 8) == 0).all()
    for decorrelate in (False, True):
        assert (local_phase(level, radius, decorrelate) == 0).all()


def test_blur_leaves_most_phases_as_they_are(att):
    """What local phase quantisation is for: symmetric blur keeps the sign of low frequencies."""
    faces = att[0][:10]
    blurred = np.stack([gaussian_filter(face.astype(np.float32), 1.0) for face in faces])
    kept = [np.mean(codes(faces) == codes(blurred)) for codes in (lambda x: local_phase(x, 3, False), original_lbp)]
    assert kept[0] > 2 * kept[1]
