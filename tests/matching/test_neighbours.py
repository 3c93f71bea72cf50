from copy import copy

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils.estimator_checks import check_estimator

from facerec.errors import BadParameter, TooFewPeople, UnknownPerson
from facerec.matching import METRICS, NearestNeighbor

LINE = np.array([[0.0], [1.0], [4.0], [6.0], [10.0]])
NAMES = np.array(["bo", "bo", "al", "cy", "al"])


@pytest.mark.parametrize("estimator", [NearestNeighbor(), NearestNeighbor(n_neighbors=3, metric="mahalanobis_cosine")])
def test_is_a_scikit_learn_estimator(estimator):
    check_estimator(estimator, on_skip=None)


def test_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    X, y, queries = rng.normal(size=(200, 12)), rng.integers(0, 9, 200), rng.normal(size=(50, 12))
    ours, theirs = NearestNeighbor(n_neighbors=1).fit(X, y), KNeighborsClassifier(n_neighbors=1).fit(X, y)
    assert (ours.predict(queries) == theirs.predict(queries)).all()
    for found, expected in zip(ours.kneighbors(queries, 7), theirs.kneighbors(queries, 7), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_neighbours_come_nearest_first_with_their_places():
    distances, indices = NearestNeighbor().fit(LINE, NAMES).kneighbors([[5.5]], n_neighbors=3)
    np.testing.assert_allclose(distances, [[0.5, 1.5, 4.5]])
    assert indices.tolist() == [[3, 2, 1]] or indices.tolist() == [[3, 2, 4]]


def test_of_equal_votes_the_nearer_wins_not_the_lower_label():
    assert NearestNeighbor(n_neighbors=2).fit(LINE, NAMES).predict([[5.5], [4.5]]).tolist() == ["cy", "al"]


def test_more_votes_beat_nearness():
    assert NearestNeighbor(n_neighbors=3).fit(LINE, NAMES).predict([[2.8]]).tolist() == ["bo"]


def test_of_equally_near_samples_the_earlier_learned_is_first():
    _, indices = NearestNeighbor().fit([[1.0], [3.0], [1.0]], ["b", "a", "c"]).kneighbors([[2.0]], 3)
    assert indices.tolist() == [[0, 1, 2]]


def test_asking_for_more_neighbours_than_samples_gives_all():
    distances, _ = NearestNeighbor().fit(LINE, NAMES).kneighbors([[0.0]], 99)
    assert distances.shape == (1, 5)
    assert NearestNeighbor(n_neighbors=99).fit(LINE, NAMES).predict([[0.0]]).tolist() == ["bo"]


def test_person_distance_is_to_the_nearest_sample():
    found = NearestNeighbor().fit(LINE, NAMES).person_distances([[5.0], [0.0]])
    np.testing.assert_allclose(found, [[1, 4, 1], [4, 0, 6]])


def test_person_distance_averages_as_many_as_the_person_has():
    found = NearestNeighbor(n_neighbors=2).fit(LINE, NAMES).person_distances([[5.0]])
    np.testing.assert_allclose(found, [[(1 + 5) / 2, (4 + 5) / 2, 1]])


def test_adding_samples_equals_fitting_on_all():
    rng = np.random.default_rng(3)
    X, y = rng.random((40, 6)), np.repeat(["d", "a", "c", "b"], 10)
    for metric in set(METRICS) - {"mahalanobis_cosine"}:
        grown = NearestNeighbor(metric=metric).fit(X[:15], y[:15]).partial_fit(X[15:], y[15:])
        whole = NearestNeighbor(metric=metric).fit(X, y)
        np.testing.assert_array_equal(grown.classes_, whole.classes_)
        np.testing.assert_allclose(grown.person_distances(X), whole.person_distances(X), atol=1e-5)
        np.testing.assert_array_equal(grown.kneighbors(X, 4)[1], whole.kneighbors(X, 4)[1])


def test_adding_samples_keeps_the_scale_learned_before():
    rng = np.random.default_rng(4)
    X, y = rng.random((20, 3)), np.repeat(["a", "b"], 10)
    classifier = NearestNeighbor(metric="mahalanobis_cosine").fit(X, y)
    before = classifier.person_distances(X)
    after = classifier.partial_fit([[100.0, -100.0, 100.0]], ["z"]).person_distances(X)
    np.testing.assert_allclose(after[:, :2], before, atol=1e-6)


def test_names_longer_than_those_before_stay_whole():
    grown = NearestNeighbor().fit(LINE, NAMES).partial_fit([[20.0]], ["Wolfgang Amadeus"])
    assert grown.predict([[19.0]]).tolist() == ["Wolfgang Amadeus"]


def test_forgetting_leaves_nothing_of_the_person_and_the_original_as_it_was():
    classifier = NearestNeighbor().fit(LINE, NAMES)
    left = classifier.forget("al")
    assert left.classes_.tolist() == ["bo", "cy"]
    assert left.samples_.ravel().tolist() == [0, 1, 6]
    assert left.kneighbors([[6.0]])[1].tolist() == [[2]]
    assert "al" not in str(vars(left))
    assert classifier.predict([[9.0]]).tolist() == ["al"]


def test_forgetting_a_long_name_does_not_leave_its_length():
    left = NearestNeighbor().fit([[0.0], [1.0]], ["bo", "Wolfgang Amadeus"]).forget("Wolfgang Amadeus")
    assert left.classes_.dtype == np.dtype("<U2")


def test_forgetting_strangers_or_everybody_is_refused():
    classifier = NearestNeighbor().fit(LINE[:2], NAMES[:2])
    with pytest.raises(UnknownPerson, match="'nobody'"):
        classifier.forget("nobody")
    with pytest.raises(TooFewPeople, match="only person"):
        classifier.forget("bo")


def test_a_shallow_copy_does_not_see_later_samples():
    classifier = NearestNeighbor().fit(LINE, NAMES)
    reader = copy(classifier)
    classifier.partial_fit([[7.0]], ["di"])
    assert reader.predict([[7.0]]).tolist() == ["cy"]


def test_integer_names_stay_integers():
    assert NearestNeighbor().fit(LINE, [3, 3, 1, 7, 1]).predict([[6.0]]).tolist() == [7]


@pytest.mark.parametrize("parameters", [{"n_neighbors": 0}, {"n_neighbors": 1.5}, {"metric": "manhattan"}])
def test_unusable_parameters_are_told_by_fit(parameters):
    with pytest.raises(BadParameter):
        clone(NearestNeighbor(**parameters)).fit(LINE, NAMES)


@pytest.mark.parametrize("query", [[[np.nan]], [[np.inf]], [[1.0, 2.0]], [1.0]])
def test_queries_that_cannot_be_compared_are_refused_on_the_quick_way_too(query):
    classifier = NearestNeighbor().fit(LINE, NAMES)
    with pytest.raises(ValueError):
        classifier.predict(np.array(query, np.float32))
