import itertools

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Perceptron, SGDClassifier
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC

from facerec.errors import CannotUpdate, ModelError
from facerec.matching import NearestNeighbor, can, forget, learn_more, nearest_samples, person_distances


@pytest.fixture
def people():
    rng = np.random.default_rng(0)
    y = np.repeat(["al", "bo", "cy"], 8)
    return rng.normal(size=(24, 5)) + 4 * rng.normal(size=(3, 5)).repeat(8, axis=0), y


@pytest.mark.parametrize(
    "classifier",
    [NearestNeighbor(), SVC(), LinearSVC(), LogisticRegression(), Perceptron(), GaussianNB(), KNeighborsClassifier()],
    ids=lambda classifier: type(classifier).__name__,
)
@pytest.mark.parametrize("n_people", [2, 3])
def test_the_nearest_person_is_the_predicted_one(classifier, n_people, people):
    X, y = people[0][: 8 * n_people], people[1][: 8 * n_people]
    pipeline = make_pipeline(PCA(3), classifier).fit(X, y)
    distances = person_distances(pipeline, X)
    assert distances.shape == (len(X), n_people)
    assert (pipeline.classes_[distances.argmin(axis=1)] == pipeline.predict(X)).all()


def test_margins_are_negated_and_probabilities_in_nats(people):
    X, y = people
    margins = LinearSVC().fit(X, y)
    np.testing.assert_allclose(person_distances(margins, X), -margins.decision_function(X))
    bayes = GaussianNB().fit(X, y)
    np.testing.assert_allclose(np.exp(-person_distances(bayes, X)), bayes.predict_proba(X), atol=1e-12)


def test_an_impossible_person_is_far_not_infinitely_far():
    classifier = KNeighborsClassifier(1).fit([[0.0], [1.0]], ["al", "bo"])
    assert np.isfinite(person_distances(classifier, [[0.0]])).all()


def test_names_alone_and_margins_of_pairs_are_refused(people):
    X, _ = people
    with pytest.raises(ModelError, match="gives names only"):
        person_distances(OnlyNames(), X)
    with pytest.raises(ModelError, match="pairs of people"):
        person_distances(OnlyPairs(), X)


class OnlyPairs:
    """A classifier of four people that gives six margins of pairs."""

    classes_ = np.array(["al", "bo", "cy", "di"])

    def decision_function(self, X):
        return np.zeros((len(X), 6))


class OnlyNames:
    """A classifier that has nothing but predict."""

    classes_ = np.array(["al", "bo"])

    def predict(self, X):
        return np.repeat("al", len(X))


@pytest.mark.parametrize(
    ("classifier", "given"),
    [
        (NearestNeighbor(), {"neighbours", "partial_fit", "forget"}),
        (make_pipeline(PCA(), NearestNeighbor()), {"neighbours", "partial_fit", "forget"}),
        (KNeighborsClassifier(), {"neighbours"}),
        (SGDClassifier(), set()),  # its partial_fit meets no new names
        (SVC(), set()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_classifier_cannot_give_it_declares(classifier, given):
    assert {ability for ability in ("neighbours", "partial_fit", "forget") if can(classifier, ability)} == given


def test_learning_and_forgetting_go_through_a_pipeline_and_leave_it_as_it_was(people):
    X, y = people
    pipeline = make_pipeline(PCA(3), NearestNeighbor()).fit(X[:16], y[:16])
    grown = learn_more(pipeline, X[16:], y[16:])
    assert grown.predict(X).tolist() == y.tolist()
    assert forget(grown, "al").classes_.tolist() == ["bo", "cy"]
    assert pipeline.classes_.tolist() == ["al", "bo"]
    assert nearest_samples(grown, X[20:21], 1)[1].tolist() == [[20]]


def test_a_margin_classifier_refuses_changes_in_words(people):
    classifier = SVC().fit(*people)
    with pytest.raises(CannotUpdate, match="SVC is fitted on all pictures at once and cannot take in new pictures"):
        learn_more(classifier, [[0.0] * 5], ["di"])
    with pytest.raises(CannotUpdate, match="cannot let go of a person"):
        forget(classifier, "al")
    with pytest.raises(ModelError, match="no neighbours to show"):
        nearest_samples(classifier, people[0], 1)


def test_pipelines_cross_validate_and_search(people):
    X, y = people
    pipeline = make_pipeline(PCA(), NearestNeighbor())
    assert cross_val_score(pipeline, X, y, cv=4).mean() > 0.9
    grid = {"pca__n_components": [1, 3], "nearestneighbor__metric": ["cosine", "euclidean"]}
    found = GridSearchCV(pipeline, grid, cv=4).fit(X, y)
    assert person_distances(found.best_estimator_, X).shape == (24, 3)


def test_margins_of_support_vectors_compare_between_galleries_of_any_size():
    rng = np.random.default_rng(0)
    y = np.repeat(np.arange(8), 6)
    X = 9 * rng.normal(size=(8, 5))[y] + rng.normal(size=(48, 5))
    for n_people in (4, 8):
        distances = np.sort(person_distances(SVC(kernel="linear").fit(X[y < n_people], y[y < n_people]), X), axis=1)
        # Who wins all duels is less than a third away from 0; everybody else has lost a duel or more.
        assert (np.abs(distances[y < n_people, 0]) < 1 / 3).all()
        assert (distances[y < n_people, 1] > 1 / 3).all()


@pytest.mark.parametrize("n_people", [2, 3, 4])
def test_of_pairs_of_people_the_smallest_margin_counts(n_people):
    """Against machines that are fitted on each pair by itself."""
    rng = np.random.default_rng(0)
    y = np.repeat(np.arange(n_people), 6)
    X = 3 * rng.normal(size=(n_people, 5))[y] + rng.normal(size=(len(y), 5))
    expected = np.full((len(X), n_people), np.inf)
    for one, other in itertools.combinations(range(n_people), 2):
        pair = np.isin(y, (one, other))
        margin = SVC(kernel="linear").fit(X[pair], y[pair]).decision_function(X)  # positive for the second
        expected[:, one] = np.minimum(expected[:, one], -margin)
        expected[:, other] = np.minimum(expected[:, other], margin)
    found = person_distances(SVC(kernel="linear", decision_function_shape="ovo").fit(X, y), X)
    np.testing.assert_allclose(found, -expected, atol=1e-6)
