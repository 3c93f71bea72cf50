import numpy as np
import pytest
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import GridSearchCV, StratifiedKFold, StratifiedShuffleSplit, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from facerec.errors import BadParameter
from facerec.features import Eigenfaces, Fisherfaces

SOLVERS = ["ridge", "classical"]


@pytest.fixture
def people():
    """Five people with six faces each, of 7 by 9 pixels, that vary around a face of their own."""
    rng = np.random.default_rng(0)
    own = rng.normal(128, 30, (5, 1, 7, 9))
    faces = own + rng.normal(0, 15, (5, 6, 7, 9))
    return np.clip(faces, 0, 255).astype(np.uint8).reshape(30, 7, 9), np.repeat(["ada", "bob", "cy", "dee", "eve"], 6)


def scatters(rows, names):
    """Scatter between and within people, from their definitions."""
    between, within = 0, 0
    for name in np.unique(names):
        own = rows[names == name]
        apart = own.mean(axis=0) - rows.mean(axis=0)
        between = between + len(own) * np.outer(apart, apart)
        within = within + (own - own.mean(axis=0)).T @ (own - own.mean(axis=0))
    return between, within


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@pytest.mark.parametrize("solver", SOLVERS)
def test_it_keeps_the_contract_of_estimators(solver):
    check_estimator(Fisherfaces(solver=solver))
    check_estimator(Fisherfaces(solver=solver, whiten=True))


@pytest.mark.parametrize("solver", SOLVERS)
def test_whitened_weights_are_those_that_a_scaler_would_give(people, solver):
    faces, names = people
    scaled = make_pipeline(Fisherfaces(solver=solver), StandardScaler()).fit(faces, names)
    whitened = Fisherfaces(solver=solver, whiten=True).fit(faces, names)
    np.testing.assert_allclose(whitened.transform(faces), scaled.transform(faces), atol=1e-4)
    rebuilt = Fisherfaces(solver=solver).fit(faces, names)
    np.testing.assert_allclose(
        whitened.inverse_transform(whitened.transform(faces)),
        rebuilt.inverse_transform(rebuilt.transform(faces)),
        atol=0.01,
    )


def test_an_object_of_before_whitening_works_as_it_did(people):
    faces, names = people
    older = Fisherfaces().fit(faces, names)
    del older.whiten
    expected = Fisherfaces().fit_transform(faces, names)
    np.testing.assert_array_equal(older.transform(faces), expected)
    np.testing.assert_array_equal(clone(older).fit_transform(faces, names), expected)


@pytest.mark.parametrize("solver", SOLVERS)
def test_two_people_by_hand(solver):
    """Two people apart along the first pixel, and varying equally along the second, differ in the first alone."""
    X = np.array([[0, 0], [0, 10], [100, 0], [100, 10]], np.float32)
    fisherfaces = Fisherfaces(solver=solver).fit(X, ["ada", "ada", "bob", "bob"])
    assert fisherfaces.components_.shape == (1, 2)
    np.testing.assert_allclose(fisherfaces.components_[0, 1], 0, atol=1e-6)
    weights = fisherfaces.transform(X)
    np.testing.assert_allclose(weights[:2], -weights[2:], rtol=1e-5)
    np.testing.assert_allclose(fisherfaces.inverse_transform(weights), [[0, 5], [0, 5], [100, 5], [100, 5]], atol=1e-3)


@pytest.mark.parametrize("pixels", [63, 12], ids=["fewer faces", "fewer pixels"])
def test_the_ridge_solves_penalized_discriminant_analysis(people, pixels):
    """W' (Sw + aI) W = I and W' Sb W is diagonal, largest first, for a the share of the mean squared distance."""
    faces, names = people
    rows = faces.reshape(30, -1)[:, :pixels].astype(float)
    between, within = scatters(rows, names)
    ridge = 0.2 * np.trace(between + within) / 30
    W = Fisherfaces(shrinkage=0.2).fit(rows, names).components_.astype(float).T
    np.testing.assert_allclose(W.T @ (within + ridge * np.eye(pixels)) @ W, np.eye(4), atol=1e-4)
    criterion = W.T @ between @ W
    largest = np.linalg.eigvals(np.linalg.solve(within + ridge * np.eye(pixels), between)).real
    np.testing.assert_allclose(criterion, np.diag(np.sort(largest)[: -4 - 1 : -1]), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("pixels", [63, 12], ids=["fewer faces", "fewer pixels"])
def test_the_classical_form_is_discriminant_analysis_of_eigenfaces(people, pixels):
    faces, names = people
    rows = faces.reshape(30, -1)[:, :pixels].astype(float)
    eigenfaces = Eigenfaces(30 - 5).fit(rows)
    peer = LinearDiscriminantAnalysis(solver="eigen").fit(eigenfaces.transform(rows).astype(float), names)
    expected = peer.scalings_[:, :4].T @ eigenfaces.components_
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    ours = Fisherfaces(solver="classical").fit(rows, names).components_
    np.testing.assert_allclose(np.abs((ours * expected).sum(axis=1)), 1, atol=1e-4)


@pytest.mark.parametrize("solver", SOLVERS)
def test_rebuilt_faces_have_the_weights_they_were_rebuilt_from(people, solver):
    faces, names = people
    fisherfaces = Fisherfaces(solver=solver).fit(faces, names)
    weights = fisherfaces.transform(faces)
    rebuilt = fisherfaces.inverse_transform(weights)
    assert rebuilt.shape == faces.shape
    np.testing.assert_allclose(fisherfaces.transform(rebuilt), weights, rtol=1e-3, atol=1e-3 * np.abs(weights).max())
    np.testing.assert_allclose(fisherfaces.inverse_transform(np.zeros((1, 4)))[0], faces.mean(axis=0), rtol=1e-5)


@pytest.mark.parametrize("solver", SOLVERS)
def test_there_are_at_most_one_fewer_than_people(people, solver):
    assert Fisherfaces(solver=solver).fit(*people).components_.shape == (4, 63)
    assert Fisherfaces(100, solver=solver).fit(*people).components_.shape == (4, 63)
    np.testing.assert_array_equal(
        Fisherfaces(2, solver=solver).fit(*people).components_, Fisherfaces(solver=solver).fit(*people).components_[:2]
    )


def test_one_picture_a_person_gives_eigenfaces(people):
    faces = people[0][::6]
    names = list("abcde")
    fisherfaces = Fisherfaces().fit(faces, names).components_
    eigenfaces = Eigenfaces().fit(faces).components_
    lengths = np.linalg.norm(fisherfaces, axis=1)
    np.testing.assert_allclose(lengths, lengths[0], rtol=1e-4)
    np.testing.assert_allclose(fisherfaces / lengths[:, None], eigenfaces, atol=1e-3)
    with pytest.raises(ValueError, match="two pictures"):
        Fisherfaces(solver="classical").fit(faces, names)


@pytest.mark.parametrize("solver", SOLVERS)
def test_copies_and_constant_pictures_are_no_trouble(people, solver):
    faces, names = people
    copies = np.repeat(faces[::6], 6, axis=0)
    copies[:6] = 90
    weights = Fisherfaces(solver=solver).fit(copies, names).transform(copies)
    assert np.isfinite(weights).all()
    assert len(np.unique(np.round(weights / np.abs(weights).max(), 3), axis=0)) == 5


@pytest.mark.parametrize("solver", SOLVERS)
def test_faces_without_people_are_refused(people, solver):
    faces, names = people
    with pytest.raises(ValueError, match="1 class"):
        Fisherfaces(solver=solver).fit(faces, ["ada"] * 30)
    with pytest.raises(ValueError, match="look the same"):
        Fisherfaces(solver=solver).fit(np.full((4, 8, 6), 77, np.uint8), list("aabb"))
    with pytest.raises(ValueError, match="NaN"):
        Fisherfaces(solver=solver).fit(np.where(faces == faces.max(), np.nan, faces), names)


@pytest.mark.parametrize(
    ("name", "value"), [("solver", "lda"), ("shrinkage", 0), ("shrinkage", float("nan")), ("n_components", 0)]
)
def test_parameters_out_of_range_are_refused(people, name, value):
    with pytest.raises(BadParameter, match=name):
        Fisherfaces(**{name: value}).fit(*people)


def test_it_works_among_scikit_learn_steps(people):
    faces, names = people
    chain = make_pipeline(Fisherfaces(), KNeighborsClassifier(1))
    search = GridSearchCV(chain, {"fisherfaces__solver": SOLVERS, "fisherfaces__shrinkage": [0.1, 0.3]}, cv=2)
    assert search.fit(faces, names).best_score_ == 1
    named = Fisherfaces(2).set_output(transform="pandas").fit(faces, names).transform(faces)
    assert list(named.columns) == ["fisherfaces0", "fisherfaces1"]
    assert clone(Fisherfaces(3, solver="classical", shrinkage=0.3)).get_params() == {
        "n_components": 3,
        "solver": "classical",
        "shrinkage": 0.3,
        "whiten": False,
    }


@pytest.mark.parametrize(("solver", "tenfold", "half"), [("ridge", 0.99, 0.97), ("classical", 0.955, 0.91)])
def test_att(att, solver, tenfold, half):
    """OpenCV's Fisherfaces name 95.5 and 91.6 % of these faces rightly."""
    chain = make_pipeline(Fisherfaces(solver=solver), KNeighborsClassifier(1, metric="cosine"))
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    halves = StratifiedShuffleSplit(5, test_size=200, random_state=0)
    assert cross_val_score(chain, *att, cv=folds).mean() >= tenfold
    assert cross_val_score(chain, *att, cv=halves).mean() >= half
