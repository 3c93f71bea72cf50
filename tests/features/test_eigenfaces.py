import numpy as np
import pytest
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from facerec.errors import BadParameter
from facerec.features import Eigenfaces


@pytest.fixture
def faces():
    return np.random.default_rng(0).integers(0, 256, (30, 8, 6), dtype=np.uint8)


def subspace_gap(a, b):
    """Largest sine of an angle between two spaces given by orthonormal rows."""
    cosines = np.linalg.svd(a.astype(float) @ b.T.astype(float), compute_uv=False)
    return np.sqrt(max(0, 1 - cosines.min() ** 2))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@pytest.mark.parametrize("eigenfaces", [Eigenfaces(), Eigenfaces(0.9, whiten=True)], ids=["all", "share, white"])
def test_it_keeps_the_contract_of_estimators(eigenfaces):
    check_estimator(eigenfaces)


def test_a_line_of_faces_by_hand():
    """Faces m + t (3, 4) / 5 with t = -5, 0, 5 have one eigenface, (0.6, 0.8), with variance 25."""
    X = np.array([[7, 6], [10, 10], [13, 14]], np.float32)
    eigenfaces = Eigenfaces().fit(X)
    np.testing.assert_allclose(eigenfaces.mean_, [10, 10])
    np.testing.assert_allclose(eigenfaces.components_, [[0.6, 0.8]], rtol=1e-6)
    np.testing.assert_allclose(eigenfaces.explained_variance_, [25], rtol=1e-6)
    np.testing.assert_allclose(eigenfaces.explained_variance_ratio_, [1], rtol=1e-6)
    np.testing.assert_allclose(eigenfaces.transform(X), [[-5], [0], [5]], atol=1e-5)
    np.testing.assert_allclose(eigenfaces.inverse_transform([[10.0]]), [[16, 18]], rtol=1e-6)


@pytest.mark.parametrize("shape", [(30, 48), (48, 30), (300, 20)], ids=["fewer faces", "fewer pixels", "many faces"])
@pytest.mark.parametrize("whiten", [False, True])
def test_it_agrees_with_scikit_learn(shape, whiten):
    X = np.random.default_rng(1).normal(100, np.linspace(50, 1, shape[1]), shape)
    ours = Eigenfaces(12, whiten=whiten).fit(X)
    peer = PCA(12, whiten=whiten, svd_solver="full").fit(X)
    signs = np.sign((ours.components_ * peer.components_).sum(axis=1))
    np.testing.assert_allclose(ours.mean_, peer.mean_, rtol=1e-6)
    np.testing.assert_allclose(ours.components_, peer.components_ * signs[:, None], atol=2e-5)
    np.testing.assert_allclose(ours.explained_variance_, peer.explained_variance_, rtol=1e-5)
    np.testing.assert_allclose(ours.explained_variance_ratio_, peer.explained_variance_ratio_, rtol=1e-5)
    np.testing.assert_allclose(ours.transform(X), peer.transform(X) * signs, rtol=1e-4, atol=1e-2)
    expected = peer.inverse_transform(peer.transform(X))
    np.testing.assert_allclose(ours.inverse_transform(ours.transform(X)), expected, rtol=1e-4)


def test_few_of_many_agree_with_the_exact_solution():
    """1200 faces of 1500 pixels take block Lanczos; their spectrum falls slowly, as that of faces does."""
    rng = np.random.default_rng(2)
    turned = np.linalg.qr(rng.normal(size=(1500, 1500)))[0]
    X = rng.normal(size=(1200, 1500)) * 480 / np.sqrt(1 + np.arange(1500)) @ turned
    X = np.clip(X + 128, 0, 255).astype(np.uint8)
    ours = Eigenfaces(40).fit(X)
    values = np.linalg.svd(X - X.mean(axis=0, dtype=float), compute_uv=False) ** 2 / 1199
    np.testing.assert_allclose(ours.explained_variance_, values[:40], rtol=1e-3)
    np.testing.assert_allclose(ours.explained_variance_ratio_, values[:40] / values.sum(), rtol=1e-3)
    np.testing.assert_allclose(ours.components_ @ ours.components_.T, np.eye(40), atol=1e-4)


def test_many_faces_that_vary_in_little():
    """1100 faces that vary in 30 directions have 30 eigenfaces, and copies of one face have none."""
    rng = np.random.default_rng(3)
    X = (rng.normal(size=(1100, 30)) @ rng.normal(size=(30, 1200)) + 100).astype(np.float32)
    ours = Eigenfaces(80).fit(X)
    assert len(ours.components_) == 30
    np.testing.assert_allclose(ours.explained_variance_ratio_.sum(), 1, rtol=1e-5)
    np.testing.assert_allclose(ours.components_ @ ours.components_.T, np.eye(30), atol=1e-5)
    with pytest.raises(ValueError, match="All faces are the same"):
        Eigenfaces(80).fit(np.full((1100, 1200), 77, np.uint8))


def test_all_eigenfaces_give_the_faces_back(faces):
    eigenfaces = Eigenfaces(whiten=True).fit(faces)
    assert len(eigenfaces.components_) == 29
    assert eigenfaces.face_shape_ == (8, 6)
    np.testing.assert_allclose(eigenfaces.inverse_transform(eigenfaces.transform(faces)), faces, atol=0.01)


def test_a_share_keeps_as_few_as_hold_it(faces):
    rows = faces.reshape(30, -1).astype(float)
    for share in (0.3, 0.9):
        assert len(Eigenfaces(share).fit(faces).components_) == PCA(share, svd_solver="full").fit(rows).n_components_


def test_more_components_than_there_are_give_all(faces):
    assert Eigenfaces(1000).fit(faces).transform(faces).shape == (30, 29)
    assert Eigenfaces().fit(np.concatenate([faces[:5], faces[:5]])).transform(faces).shape == (30, 4)


def test_signs_do_not_depend_on_chance(faces):
    components = Eigenfaces().fit(faces).components_
    assert (components.max(axis=1) > -components.min(axis=1)).all()
    np.testing.assert_array_equal(components, Eigenfaces().fit(faces).components_)


def test_stacks_rows_and_types_are_the_same_faces(faces):
    stack = Eigenfaces(5).fit(faces)
    rows = Eigenfaces(5).fit(faces.reshape(30, -1).astype(np.float64))
    np.testing.assert_allclose(stack.components_, rows.components_, atol=1e-5)
    expected = rows.transform(faces.reshape(30, -1))
    for X in (faces, faces.reshape(30, -1), faces.astype(np.float32), faces.tolist(), faces.astype(np.float64)):
        weights = stack.transform(X)
        assert weights.dtype == np.float32
        np.testing.assert_allclose(weights, expected, atol=1e-3)


def test_it_works_among_scikit_learn_steps(faces):
    names = np.repeat(["ada", "bob", "cy"], 10)
    search = GridSearchCV(
        make_pipeline(Eigenfaces(), KNeighborsClassifier(1)), {"eigenfaces__n_components": [2, 0.9]}, cv=2
    ).fit(faces, names)
    assert search.predict(faces[:3]).shape == (3,)
    named = Eigenfaces(2).set_output(transform="pandas").fit(faces).transform(faces)
    assert list(named.columns) == ["eigenfaces0", "eigenfaces1"]
    assert clone(Eigenfaces(3, whiten=True)).get_params() == {"n_components": 3, "whiten": True}


@pytest.mark.parametrize("n_components", [0, -1, 1.0, 1.5, 0.0, "many"])
def test_numbers_of_components_that_make_no_sense_are_refused(faces, n_components):
    with pytest.raises(BadParameter, match="n_components"):
        Eigenfaces(n_components).fit(faces)


def test_faces_that_cannot_be_described_are_refused(faces):
    with pytest.raises(ValueError, match="All faces are the same"):
        Eigenfaces().fit(np.full((4, 8, 6), 77, np.uint8))
    with pytest.raises(ValueError, match="equal size"):
        Eigenfaces().fit([np.zeros((2, 2)), np.zeros((3, 2))])
    eigenfaces = Eigenfaces(3).fit(faces)
    with pytest.raises(ValueError, match=r"\(6, 8\).*\(8, 6\)"):
        eigenfaces.transform(faces.transpose(0, 2, 1))
    with pytest.raises(ValueError, match="NaN"):
        eigenfaces.transform(np.full((1, 8, 6), np.nan, np.float32))
    with pytest.raises(ValueError, match="3 weights"):
        eigenfaces.inverse_transform(np.zeros((1, 4)))


def test_a_constant_face_among_others_is_a_face_like_any(faces):
    faces[0] = 200
    weights = Eigenfaces().fit(faces).transform(faces)
    assert np.isfinite(weights).all()


def test_att(att):
    """OpenCV's Eigenfaces(80) name 97.75 % of these faces rightly on these splits."""
    faces, names = att
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    chain = make_pipeline(Eigenfaces(80), KNeighborsClassifier(1))
    assert cross_val_score(chain, faces, names, cv=folds).mean() >= 0.975


def test_att_eigenfaces_are_those_of_the_exact_decomposition(att):
    rows = att[0].reshape(400, -1)
    ours = Eigenfaces(80).fit(rows)
    _, singular, peer = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(ours.explained_variance_, singular[:80] ** 2 / 399, rtol=1e-5)
    assert subspace_gap(ours.components_, peer[:80]) < 1e-3
