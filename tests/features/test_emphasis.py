import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from facerec.errors import BadParameter
from facerec.features import DiscriminantEmphasis, Fisherfaces
from facerec.matching import NearestNeighbor


@pytest.fixture
def people():
    """Five people with six faces each, of 7 by 9 pixels, that vary around a face of their own."""
    rng = np.random.default_rng(0)
    own = rng.normal(128, 30, (5, 1, 7, 9))
    faces = own + rng.normal(0, 15, (5, 6, 7, 9))
    return np.clip(faces, 0, 255).astype(np.uint8).reshape(30, 7, 9), np.repeat(["ada", "bob", "cy", "dee", "eve"], 6)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_it_keeps_the_contract_of_estimators():
    check_estimator(DiscriminantEmphasis())


def test_distances_are_those_of_the_weights_and_of_the_faces(people):
    """Squared: 4 times those among the Fisherfaces, and those of the pixels over the ridge, from their definitions."""
    faces, names = people
    rows = faces.reshape(30, -1).astype(float)
    weights = Fisherfaces(shrinkage=0.4).fit(faces, names).transform(faces)
    ridge = 0.4 * np.mean(((rows - rows.mean(axis=0)) ** 2).sum(axis=1))

    def squares(points):
        return ((points[:, None] - points) ** 2).sum(axis=2)

    found = squares(DiscriminantEmphasis(shrinkage=0.4).fit(faces, names).transform(faces))
    np.testing.assert_allclose(found, 4 * squares(weights) + squares(rows) / ridge, rtol=1e-4, atol=1e-3)


def test_a_direction_without_variance_within_people_counts_the_emphasis_and_once():
    """By hand: along the first pixel people differ and do not vary, so its length there is 1 / sqrt(ridge) in both."""
    X = np.array([[0, 0], [0, 10], [100, 0], [100, 10]], np.float32)
    emphasis = DiscriminantEmphasis(emphasis=3).fit(X, ["ada", "ada", "bob", "bob"])
    ridge = 0.2 * (50**2 + 5**2)
    weights = emphasis.transform(X)
    assert abs(weights[2, 0] - weights[0, 0]) == pytest.approx(3 * 100 / np.sqrt(ridge), rel=1e-4)
    assert weights[2, 1] - weights[0, 1] == pytest.approx(100 / np.sqrt(ridge), rel=1e-4)


def test_faces_come_back(people):
    faces, names = people
    emphasis = DiscriminantEmphasis().fit(faces, names)
    np.testing.assert_allclose(emphasis.inverse_transform(emphasis.transform(faces)), faces, atol=1e-2)


def test_forms_on_the_weights_are_forms_on_the_features(people):
    faces, names = people
    emphasis = DiscriminantEmphasis().fit(faces, names)
    form = np.random.default_rng(1).normal(size=emphasis.transform(faces[:1]).shape[1])
    change = emphasis.transform(faces[:1])[0] - emphasis.transform(faces[1:2])[0]
    features = faces[0].ravel().astype(float) - faces[1].ravel()
    assert emphasis.pulled_back(form) @ features == pytest.approx(form @ change, rel=1e-3)


def test_it_goes_into_a_pipeline(people):
    faces, names = people
    chain = make_pipeline(DiscriminantEmphasis(), NearestNeighbor(metric="scaled_euclidean"))
    assert chain.fit(faces[::2], names[::2]).score(faces[1::2], names[1::2]) == 1


@pytest.mark.parametrize("emphasis", [0, -1, float("nan")])
def test_an_emphasis_that_is_none_is_refused(people, emphasis):
    with pytest.raises(BadParameter, match="more than 0"):
        DiscriminantEmphasis(emphasis=emphasis).fit(*people)
