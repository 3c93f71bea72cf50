"""The whole comparison on small people: no leak, no chance between runs, nothing computed twice, stopped at once."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any, ClassVar, Self

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC

from facerec.datasets import Dataset
from facerec.datasets.grouping import Grouping
from facerec.errors import BadParameter, Cancelled, ModelError, TooFewPeople
from facerec.evaluation import running
from facerec.evaluation.comparing import Comparison, compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.plans import Plan
from facerec.evaluation.protocols import FewPictures, KFold
from facerec.features import Eigenfaces, Fisherfaces, Pixels
from facerec.matching import NearestNeighbor
from facerec.settings import settings


def people(n_people: int = 8, n_pictures: int = 6, noise: float = 20, seed: int = 0) -> Dataset:
    rng = np.random.default_rng(seed)
    names = np.repeat([f"p{person:03}" for person in range(n_people)], n_pictures)
    faces = np.repeat(rng.integers(40, 216, (n_people, 6, 5)), n_pictures, axis=0) + rng.normal(
        0, noise, (len(names), 6, 5)
    )
    faces = np.clip(faces, 0, 255).astype(np.uint8)
    return Dataset(faces, names, tuple(str(number) for number in range(len(names))))


def own(*steps: Any, name: str = "own") -> Contestant:
    return Contestant.own(name, make_pipeline(*steps))


PIXELS = own(Pixels(), NearestNeighbor(), name="pixels")
EIGENFACES = own(Eigenfaces(4), NearestNeighbor(), name="eigenfaces")
FISHERFACES = own(Fisherfaces(), NearestNeighbor(metric="cosine"), name="fisherfaces")


class Remembers(TransformerMixin, BaseEstimator):
    """A leak planted on purpose: it keeps the names it was ever fitted with, and gives them away later."""

    seen: ClassVar[dict[bytes, int]] = {}

    def fit(self, X: Any, y: Any) -> Self:
        self.seen.update({row.tobytes(): int(str(name).lstrip("p")) for row, name in zip(X, y, strict=True)})
        return self

    def transform(self, X: Any) -> Any:
        return np.array([[self.seen.get(row.tobytes(), -1)] for row in X], np.float32)


class ScalesAll(TransformerMixin, BaseEstimator):
    """Another: it says that it learns nothing, and so is given all pictures at once."""

    def fit(self, X: Any, y: Any = None) -> Self:
        self.mean_ = np.mean(X, axis=0)
        return self

    def transform(self, X: Any) -> Any:
        return (np.asarray(X, np.float32) - self.mean_).reshape(len(X), -1)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


class Spy(TransformerMixin, BaseEstimator):
    """Notes what it is fitted on."""

    fits: ClassVar[list[set[bytes]]] = []

    def fit(self, X: Any, y: Any = None) -> Self:
        self.fits.append({row.tobytes() for row in X})
        return self

    def transform(self, X: Any) -> Any:
        return np.asarray(X, np.float32).reshape(len(X), -1)


def shuffled() -> Dataset:
    dataset = people(10, 8)
    return Dataset(dataset.faces, np.random.default_rng(1).permutation(dataset.names), dataset.sources)


def test_shuffled_names_give_chance() -> None:
    dataset = shuffled()
    comparison = compare(dataset, [PIXELS, FISHERFACES], Plan(folds=4))
    for method in comparison.methods:
        assert method.rank1.low < 0.1
        assert method.rank1.value is not None
        assert method.rank1.value < 0.25
        assert method.dir.low < 0.05
        assert method.eer.low < 0.5 < method.eer.high + 0.06


def test_a_memory_across_folds_is_caught_by_shuffled_names() -> None:
    Remembers.seen.clear()
    rank1 = compare(shuffled(), [own(Remembers(), NearestNeighbor())], Plan(folds=4, open_set=0)).methods[0].rank1
    assert rank1.low > 0.3  # chance is 0.1


def test_a_step_that_learns_where_it_says_it_does_not_is_caught() -> None:
    with pytest.raises(ModelError, match="says that it learns nothing"):
        compare(people(), [own(ScalesAll(), NearestNeighbor())])


def test_nothing_is_fitted_on_what_is_asked_about() -> None:
    dataset = people(6, 4)
    rows = {face.tobytes(): number for number, face in enumerate(dataset.faces)}
    Spy.fits.clear()
    plan = Plan(folds=4, open_set=0.3)
    running.run(Cuts(dataset), [own(Spy(), NearestNeighbor())], plan.course(), threads=1)
    fitted = {frozenset(rows[face] for face in fit) for fit in Spy.fits}
    expected = [split.learned for split in KFold(4).splits(dataset.names)]
    expected += [split.learned for split in running.disjoint_people(dataset.names, 0.3)]
    assert all(frozenset(learned.tolist()) in fitted for learned in expected)
    strange = running.disjoint_people(dataset.names, 0.3)
    whole = frozenset(range(24))  # the cost is measured on everybody, and no other figure comes from that
    for fit in fitted - {whole}:
        assert any(fit <= frozenset(learned.tolist()) for learned in expected) or len(fit) == 12
    assert len(strange) == 3


def figures(comparison: Comparison) -> list[Any]:
    content = comparison.to_dict()
    for method in content["methods"]:
        for cost in ("train_seconds", "ms_per_face"):
            del method[cost]
    arrays = [method.outcome.closed.distances.tolist() for method in comparison.methods]
    return [content["methods"], content["ties"], arrays, [method.fpir for method in comparison.methods]]


def test_the_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    for threads in ("1", "2", "4"):
        monkeypatch.setenv("FACEREC_THREADS", threads)
        settings.cache_clear()
        comparison = compare(people(), [PIXELS, EIGENFACES, FISHERFACES], Plan(folds=3, seed=5))
        table = comparison.to_dict()
        for row in table["methods"]:
            row.update(train_seconds=0, ms_per_face=0)
        results.append((figures(comparison), json.dumps(sorted(table["methods"], key=lambda row: row["recipe"]))))
    assert results[0] == results[1] == results[2]


def test_another_method_is_all_that_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, cache, plan = people(), {}, Plan(folds=3)
    before = compare(dataset, [PIXELS], plan, cache=cache)
    worked = []
    outcome = running._outcome
    monkeypatch.setattr(running, "_outcome", lambda each, *rest: worked.append(each.name) or outcome(each, *rest))
    after = compare(dataset, [PIXELS, EIGENFACES], plan, cache=cache)
    assert worked == ["eigenfaces"]
    assert after.method("pixels").outcome is before.methods[0].outcome
    compare(dataset, [PIXELS], Plan(folds=3, fpir=0.1), cache=cache)  # another threshold needs no fit
    assert worked == ["eigenfaces"]
    compare(dataset, [PIXELS], Plan(folds=2), cache=cache)
    compare(people(seed=1), [PIXELS], plan, cache=cache)
    assert worked == ["eigenfaces", "pixels", "pixels"]


def test_it_stops_when_asked_to_and_keeps_what_is_done() -> None:
    cache: Any = {}
    calls = []

    def stop(stage: str, done: int, total: int) -> None:
        calls.append((stage, done, total))
        if "eigenfaces" in stage and done % 14 == 3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        compare(people(), [PIXELS, EIGENFACES], Plan(folds=3), progress=stop, cache=cache)
    assert len(cache) == 1
    assert [done for _, done, _ in calls] == sorted(done for _, done, _ in calls)
    assert len({total for _, _, total in calls}) == 1


def test_a_table_as_json_and_a_sentence() -> None:
    dataset = people(12, 6, noise=45)
    blind = own(FunctionTransformer(np.zeros_like), Pixels(), NearestNeighbor(), name="blind")
    comparison = compare(dataset, [blind, EIGENFACES, PIXELS], Plan(folds=3))
    content = json.loads(json.dumps(comparison.to_dict(), allow_nan=False))
    assert list(content) == ["methods", "sorted_by", "ties", "folds", "seed", "note", "dataset"]
    assert content["dataset"] == {"people": 12, "pictures": 72, "digest": dataset.digest}
    row = content["methods"][0]
    keys = "name recipe rank1 eer fnmr_at_fmr dir_at_fpir dir_at_equal_fpir fpir fpir_predicted"
    assert list(row) == [*keys.split(), "train_seconds", "ms_per_face", "model_bytes"]
    assert row["fnmr_at_fmr"]["0.01"]["note"] == "not enough comparisons"
    assert row["dir_at_fpir"]["0.01"].keys() == {"value", "low", "high", "cross_validated"}
    assert comparison.methods[-1].name == "blind"
    assert not any("blind" in group for group in comparison.ties)
    assert comparison.sentence.startswith(f"Take {comparison.methods[0].name}: it names ")
    assert "cannot be told apart" in comparison.sentence or "can be told apart" in comparison.sentence


def test_support_vectors_can_be_compared_too() -> None:
    method = compare(people(), [own(Eigenfaces(6), SVC(kernel="linear"))], Plan(folds=3, fpir=0.1)).methods[0]
    assert method.rank1.value == 1
    assert method.keeps_promise
    assert method.verifying is not None
    assert method.eer.value is not None
    assert method.eer.value < 0.1


@pytest.mark.parametrize(("n_people", "n_pictures"), [(2, 1), (2, 4), (3, 2), (4, 1), (5, 2)])
def test_few_people_and_pictures_say_what_was_not_measured(n_people: int, n_pictures: int) -> None:
    comparison = compare(people(n_people, n_pictures), [PIXELS], Plan())
    method = comparison.methods[0]
    assert (method.rank1.value is None) == (n_pictures == 1)
    assert (method.fpir.value is None) == (n_people < 3)
    assert (method.eer.value is None) == (n_people < 4 or n_pictures == 1)
    json.dumps(comparison.to_dict(), allow_nan=False)
    assert ("Add a second picture" in comparison.sentence) == (n_pictures == 1)


def test_300_people_take_little_memory() -> None:
    dataset = people(300, 2)
    tracemalloc.start()
    comparison = compare(dataset, [PIXELS, FISHERFACES], Plan())
    content = json.dumps(comparison.to_dict(), allow_nan=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert '"people": 300' in content
    assert comparison.method("pixels").rank1.value > 0.5  # noise is a third of what parts two people
    assert peak < 200e6


def test_all_the_same_picture_is_chance() -> None:
    dataset = people(4, 5)
    same = Dataset(np.repeat(dataset.faces[:1], 20, axis=0), dataset.names, dataset.sources)
    method = compare(same, [PIXELS], Plan(folds=5)).methods[0]
    assert method.rank1.value == 0.25
    assert method.eer.value == 0.5


def test_bursts_are_not_parted() -> None:
    dataset = people(6, 6)
    twins = Dataset(np.repeat(dataset.faces[::2], 2, axis=0), dataset.names, dataset.sources)
    plan, pairs = Plan(folds=6), Grouping.of(twins.names, np.arange(36) // 2)
    apart, together = (compare(twins, [PIXELS], plan, grouping=each) for each in (None, pairs))
    assert together.folds == 3
    assert apart.methods[0].outcome.closed.nearest.max() == 0
    assert together.methods[0].outcome.closed.nearest.min() > 0


@pytest.mark.parametrize(
    ("contestants", "error"), [([], BadParameter), ([PIXELS, PIXELS], BadParameter)], ids=["none", "twice"]
)
def test_impossible_contestants_are_refused(contestants: list[Contestant], error: type[Exception]) -> None:
    with pytest.raises(error):
        compare(people(), contestants)


def test_one_person_is_too_few_and_bad_faces_are_told() -> None:
    with pytest.raises(TooFewPeople):
        compare(people(1, 5), [PIXELS])
    same = Dataset(np.zeros((6, 8, 8), np.uint8), np.repeat(["al", "bo"], 3), ("",) * 6)
    with pytest.raises(ModelError, match="fisherfaces cannot learn these faces"):
        compare(same, [Contestant.of("fisherfaces")])


def test_a_contestant_is_known_by_its_steps_and_parameters() -> None:
    assert Contestant.of("lbph", "mine").key == Contestant.of("lbph").key
    other = Contestant.of("lbph", parameters={"radius": 3})
    assert other.key != Contestant.of("lbph").key
    assert other.name == "lbph (radius=3)"
    assert own(Pixels(), NearestNeighbor(2)).key != own(Pixels(), NearestNeighbor()).key
    assert isinstance(Contestant.of("fusion").pipeline, Pipeline)
    with pytest.raises(BadParameter):
        Contestant.of("lbph", parameters={"name": 1})


def test_att_figures_are_those_of_training(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = att
    dataset = Dataset(faces, names, ("",) * len(names))
    method = compare(dataset, [Contestant.of("fisherfaces")], Plan(open_set=0)).methods[0]
    assert method.cross_validated[0] == 0.9925
    few = FewPictures(5, 1).splits(names)
    assert len(few[0].asked) == 200
