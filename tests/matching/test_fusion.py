import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.decomposition import PCA
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import check_estimator

from facerec.errors import BadParameter
from facerec.matching import NearestNeighbor, ScoreFusion, can, person_distances


def test_is_a_scikit_learn_estimator():
    check_estimator(fusion(NearestNeighbor(), NearestNeighbor(metric="cosine")), on_skip=None)


@pytest.fixture
def people():
    rng = np.random.default_rng(0)
    y = np.repeat(["al", "bo", "cy", "di", "ed"], 10)
    return rng.normal(size=(50, 20)) + 1.5 * rng.normal(size=(5, 20)).repeat(10, axis=0), y


def fusion(*classifiers):
    return ScoreFusion([(f"member{number}", classifier) for number, classifier in enumerate(classifiers)])


@pytest.mark.parametrize("n_people", [3, 4, 5])
def test_distances_are_in_deviations_of_the_distance_between_strangers(people, n_people):
    X, y = people[0][: 10 * n_people], people[1][: 10 * n_people]
    members = [make_pipeline(PCA(3), NearestNeighbor()), SVC()]
    parts = {3: ["al", "bo", "cy"], 4: ["al", "bo", "cy", "di"], 5: [["al", "ed"], "bo", "cy", "di"]}[n_people]
    expected = []
    for member in members:
        strange = []
        for part in parts:
            left_out = np.isin(y, part)
            strange.append(person_distances(clone(member).fit(X[~left_out], y[~left_out]), X[left_out]).ravel())
        scale = np.concatenate(strange)
        expected.append((person_distances(clone(member).fit(X, y), X) - scale.mean()) / scale.std())
    found = fusion(*members).fit(X, y).person_distances(X)
    np.testing.assert_allclose(found, np.mean(expected, axis=0), rtol=1e-4, atol=1e-5)


def test_of_two_people_the_scale_is_that_of_distances_to_the_other(people):
    X, y = people[0][:20], people[1][:20]
    fused = fusion(NearestNeighbor()).fit(X, y)
    raw = person_distances(NearestNeighbor().fit(X, y), X)
    others = raw[y[:, None] != np.array(["al", "bo"])]
    np.testing.assert_allclose(fused.person_distances(X), (raw - others.mean()) / others.std(), rtol=1e-4)


def test_without_standardisation_distances_are_averaged(people):
    X, y = people
    members = [NearestNeighbor(metric="normalized_euclidean"), make_pipeline(PCA(3), NearestNeighbor(metric="cosine"))]
    fused = ScoreFusion([("one", members[0]), ("two", members[1])], standardize=False).fit(X, y)
    mean = sum(person_distances(clone(member).fit(X, y), X) for member in members) / 2
    np.testing.assert_allclose(fused.person_distances(X), mean, atol=1e-6)


def test_fitted_objects_from_before_the_parameter_answer_as_they_did(people):
    """Model files hold the attributes of their time; then every fusion was standardised."""
    X, y = people
    fused = fusion(NearestNeighbor()).fit(X, y)
    before = fused.person_distances(X)
    del fused.standardize
    np.testing.assert_array_equal(fused.person_distances(X), before)
    assert clone(fused).standardize is True


def test_steps_that_learn_nothing_run_twice_in_a_fit_and_not_for_each_half(people):
    X, y = people
    Counted.calls = 0
    fusion(make_pipeline(Counted(), NearestNeighbor())).fit(X, y)
    assert Counted.calls == 2


class Counted(TransformerMixin, BaseEstimator):
    """Changes nothing and counts how often."""

    calls = 0

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        Counted.calls += 1
        return X

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


def test_a_members_scale_does_not_matter(people):
    X, y = people
    both = fusion(NearestNeighbor(), make_pipeline(PCA(2), NearestNeighbor()))
    stretched = fusion(NearestNeighbor(), make_pipeline(PCA(2), Stretch(), NearestNeighbor()))
    np.testing.assert_allclose(
        both.fit(X, y).person_distances(X), stretched.fit(X, y).person_distances(X), rtol=1e-3, atol=1e-4
    )


class Stretch(PCA):
    """PCA whose coefficients are a thousand times larger."""

    def transform(self, X):
        return 1000 * super().transform(X)

    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X)


def test_neighbours_are_in_the_scale_of_the_person_distances(people):
    X, y = people
    fused = fusion(NearestNeighbor(), NearestNeighbor(metric="cosine")).fit(X[::2], y[::2])
    distances, indices = fused.kneighbors(X[1::2], 25)
    assert (np.diff(distances, axis=1) >= 0).all()
    assert (np.sort(indices, axis=1) == np.arange(25)).all()
    by_itself = fusion(NearestNeighbor()).fit(X[::2], y[::2])
    nearest, _ = by_itself.kneighbors(X[1::2], 1)
    np.testing.assert_allclose(nearest[:, 0], by_itself.person_distances(X[1::2]).min(axis=1), rtol=1e-5)


def test_adding_and_forgetting_reach_every_member_and_copies_stay(people):
    X, y = people
    fused = fusion(NearestNeighbor(), NearestNeighbor(metric="cosine")).fit(X[:40], y[:40])
    left = fused.forget("bo")
    fused.partial_fit(X[40:], y[40:])
    assert fused.classes_.tolist() == ["al", "bo", "cy", "di", "ed"]
    assert (fused.predict(X) == y).all()
    assert left.classes_.tolist() == ["al", "cy", "di"]
    assert [member.classes_.tolist() for member in left.estimators_] == [["al", "cy", "di"]] * 2
    assert left.kneighbors(X[:1], 99)[1].shape == (1, 30)


def test_gives_only_what_every_member_gives():
    assert can(fusion(NearestNeighbor(), NearestNeighbor()), "forget")
    for ability in ("neighbours", "partial_fit", "forget"):
        assert not can(fusion(NearestNeighbor(), SVC()), ability)


def test_cross_validates_and_searches_its_members(people):
    X, y = people
    fused = fusion(make_pipeline(PCA(3), NearestNeighbor()), NearestNeighbor())
    assert cross_val_score(fused, X, y).mean() > 0.9
    grid = {"member0__pca__n_components": [2, 3], "member1": [NearestNeighbor(metric="cosine"), SVC()]}
    assert set(GridSearchCV(fused, grid, cv=2).fit(X, y).best_params_) == set(grid)


def test_takes_pictures_as_they_are():
    rng = np.random.default_rng(1)
    faces = rng.integers(0, 256, size=(8, 4, 3)).astype(np.uint8)
    fused = fusion(make_pipeline(Flat(), NearestNeighbor())).fit(faces, list("aabbccdd"))
    assert fused.predict(faces).tolist() == list("aabbccdd")


class Flat(PCA):
    """Pixels in a row."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X.reshape(len(X), -1)

    def fit_transform(self, X, y=None):
        return self.transform(X)


@pytest.mark.parametrize("estimators", [[], [("one", NearestNeighbor()), ("one", NearestNeighbor())]])
def test_needs_members_with_names_of_their_own(estimators):
    with pytest.raises((BadParameter, ValueError)):
        ScoreFusion(estimators).fit([[0.0], [1.0]], ["a", "b"])
