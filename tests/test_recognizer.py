"""The chain from picture to names, on real faces."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from facerec.datasets import Dataset
from facerec.detection import Crop
from facerec.errors import (
    BadParameter,
    CannotUpdate,
    ModelError,
    TooFewPeople,
    UnknownPerson,
    UnknownRecipe,
    WeightsMissing,
)
from facerec.features import Eigenfaces
from facerec.images import read
from facerec.recognizer import UNKNOWN, FaceRecognizer
from facerec.storage import load, save


def people_of(att: tuple[np.ndarray, np.ndarray], first: int, last: int, shots: int) -> Dataset:
    """AT&T people first..last with their first few pictures."""
    faces, names = att
    chosen = [10 * person + shot for person in range(first, last) for shot in range(shots)]
    sources = tuple(f"{names[row]}/{row % 10 + 1}.pgm" for row in chosen)
    return Dataset(faces[chosen], names[chosen], sources, ())


def as_picture(face: np.ndarray) -> np.ndarray:
    return np.repeat(face[..., None], 3, axis=2)


@pytest.fixture(scope="module")
def family(att: tuple[np.ndarray, np.ndarray]) -> FaceRecognizer:
    """Twelve people, seven pictures each; pictures 8 to 10 are left for the tests."""
    return FaceRecognizer.fit(people_of(att, 0, 12, 7), recipe="fisherfaces", fpir=0.05, folds=3)


def test_names_known_people_and_says_unknown_for_strangers(family: FaceRecognizer, att: tuple) -> None:
    faces, names = att
    known = [10 * person + shot for person in range(12) for shot in (7, 8, 9)]
    strangers = range(200, 400)
    right = [match.name == names[row] for row, match in zip(known, family.identify(faces[known]), strict=True)]
    named = [match.known for match in family.identify(faces[strangers])]
    assert np.mean(right) >= 0.8
    assert np.mean(named) <= 0.2
    assert all(match.name == UNKNOWN for match in family.identify(faces[strangers]) if not match.known)


def test_explains_a_name_by_the_nearest_training_pictures(family: FaceRecognizer, att: tuple) -> None:
    faces, _ = att
    (match,) = family.recognize(as_picture(faces[0]), n_neighbors=4)
    nearest = match.neighbours[0]
    assert (nearest.name, nearest.source, nearest.index) == ("s1", "s1/1.pgm", 0)
    assert nearest.distance == pytest.approx(0, abs=1e-3)
    assert match.distance == pytest.approx(nearest.distance, abs=1e-5)
    distances = [neighbour.distance for neighbour in match.neighbours]
    assert len(distances) == 4
    assert distances == sorted(distances)
    assert match.box == (0, 0, 92, 112)


def test_a_probability_falls_as_the_distance_grows(family: FaceRecognizer, att: tuple) -> None:
    matches = sorted(family.identify(att[0]), key=lambda match: match.distance)
    probabilities = [match.probability for match in matches]
    assert all(0 < probability < 1 for probability in probabilities)
    assert probabilities == sorted(probabilities, reverse=True)
    assert probabilities[0] > 0.9 > 0.5 > probabilities[-1]


def test_a_threshold_of_ones_own_changes_names_only(family: FaceRecognizer, att: tuple) -> None:
    stranger = att[0][[300]]
    (match,) = family.identify(stranger, threshold=1e9)
    (turned_away,) = family.identify(stranger, threshold=-1e9)
    assert match.known
    assert match.name == match.nearest == turned_away.nearest
    assert turned_away.name == UNKNOWN
    assert match.distance == turned_away.distance


def test_update_adds_a_person_and_leaves_the_old_recognizer_alone(family: FaceRecognizer, att: tuple) -> None:
    faces, _ = att
    before = family.identify(faces[:120])
    updated = family.update("newcomer", [as_picture(face) for face in faces[300:305]])
    assert updated.people == sorted([*family.people, "newcomer"])
    assert updated.gallery.counts["newcomer"] == 5
    assert updated.open_set.stale
    assert [match.nearest for match in updated.identify(faces[305:310])].count("newcomer") >= 4
    assert "newcomer" not in family.people
    assert family.identify(faces[:120]) == before


def test_update_of_a_known_person_adds_pictures(family: FaceRecognizer, att: tuple) -> None:
    updated = family.enrol("s1", att[0][7:9], ["new/8.pgm", "new/9.pgm"])
    assert updated.people == family.people
    assert updated.gallery.counts["s1"] == 9
    (match,) = updated.identify(att[0][[8]])
    assert match.neighbours[0].source == "new/9.pgm"


def test_forget_leaves_nothing_of_a_person_in_the_model(family: FaceRecognizer, att: tuple, tmp_path: Path) -> None:
    named = family.enrol("Zebulon Quist", att[0][300:305], [f"Zebulon Quist/{shot}.pgm" for shot in range(5)])
    forgotten = named.forget("Zebulon Quist")
    assert forgotten.people == family.people
    assert len(forgotten.gallery.faces) == len(forgotten.gallery.sources) == 84
    assert {match.nearest for match in forgotten.identify(att[0][300:310])} <= set(family.people)
    assert {n.name for match in forgotten.identify(att[0][300:310]) for n in match.neighbours} <= set(family.people)
    save(forgotten, tmp_path / "m.facerec")
    reloaded = load(tmp_path / "m.facerec")
    assert "Zebulon" not in repr(reloaded.open_set.to_dict())
    assert "Zebulon" not in repr(vars(reloaded.pipeline[-1]))
    assert named.people != forgotten.people


def test_a_name_has_one_form(family: FaceRecognizer, att: tuple) -> None:
    named = family.enrol("Zoe\u0308  Quist", att[0][300:302])
    again = named.enrol(" Zo\u00eb Quist", att[0][302:303])
    assert again.gallery.counts["Zo\u00eb Quist"] == 3
    assert again.forget("Zoe\u0308 Quist").people == family.people
    assert family.enrol("bad \udcff", att[0][300:301]).people == sorted([*family.people, "bad \ufffd"])


def test_shared_faces_and_names_cannot_be_changed(family: FaceRecognizer, att: tuple, tmp_path: Path) -> None:
    enrolled = family.enrol("newcomer", att[0][300:301])
    save(enrolled, tmp_path / "m.facerec")
    for recognizer in (family, enrolled, enrolled.forget("newcomer"), load(tmp_path / "m.facerec")):
        for shared in (recognizer.gallery.faces, recognizer.gallery.names):
            with pytest.raises(ValueError, match="read-only"):
                shared[0] = shared[1]


def test_one_recognizer_answers_eight_threads_alike(family: FaceRecognizer, att: tuple) -> None:
    alone = [family.identify(att[0][[row]]) for row in range(0, 400, 10)]
    fresh = family.at_fpir(0.05)  # nothing worked out yet
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda row: fresh.identify(att[0][[row]]), range(0, 400, 10)))
    assert together == alone


def test_retrain_forgets_the_influence_too(family: FaceRecognizer, att: tuple) -> None:
    retrained = family.forget("s12").retrain()
    fresh = FaceRecognizer.fit(people_of(att, 0, 11, 7), recipe="fisherfaces", fpir=0.05, folds=3)
    np.testing.assert_allclose(retrained.pipeline[-2].components_, fresh.pipeline[-2].components_, atol=1e-5)
    assert retrained.open_set.threshold == pytest.approx(fresh.open_set.threshold)
    assert not retrained.open_set.stale
    assert family.for_strangers(0.1).forget("s12").retrain().open_set.stranger_share == 0.1


def test_without_faces_there_is_no_training_again(att: tuple) -> None:
    recognizer = FaceRecognizer.fit(people_of(att, 0, 6, 5), recipe="eigenfaces", folds=2, keep_faces=False)
    assert recognizer.gallery.faces is None
    assert recognizer.forget("s1").people == ["s2", "s3", "s4", "s5", "s6"]
    with pytest.raises(CannotUpdate, match="keeps no pictures"):
        recognizer.retrain()


def test_a_margin_classifier_is_refitted_or_says_why_not(att: tuple) -> None:
    pipeline = make_pipeline(Eigenfaces(20), SVC(kernel="linear"))
    recognizer = FaceRecognizer.fit(people_of(att, 0, 6, 6), recipe=pipeline, folds=2)
    updated = recognizer.enrol("newcomer", att[0][300:306])
    assert [match.nearest for match in updated.identify(att[0][306:310])].count("newcomer") >= 3
    assert all(match.neighbours == () for match in updated.identify(att[0][:3]))
    assert "s1" not in recognizer.forget("s1").people
    blind = FaceRecognizer.fit(people_of(att, 0, 6, 6), recipe=pipeline, folds=2, keep_faces=False)
    with pytest.raises(CannotUpdate, match="train it again"):
        blind.enrol("newcomer", att[0][300:306])


def test_same_seed_same_numbers(family: FaceRecognizer, att: tuple) -> None:
    again = FaceRecognizer.fit(people_of(att, 0, 12, 7), recipe="fisherfaces", fpir=0.05, folds=3)
    assert again.open_set.threshold == family.open_set.threshold
    assert again.identify(att[0][:50]) == family.identify(att[0][:50])


def test_progress_is_told_and_can_stop_the_work(att: tuple) -> None:
    class StopError(Exception):
        pass

    stages = []

    def progress(stage: str, done: int, total: int) -> None:
        stages.append(stage)
        assert 0 <= done <= total
        if len(stages) == 5:
            raise StopError

    with pytest.raises(StopError):
        FaceRecognizer.fit(people_of(att, 0, 6, 6), recipe="eigenfaces", progress=progress)


def test_refuses_what_it_cannot_do(family: FaceRecognizer, att: tuple) -> None:
    two = people_of(att, 0, 2, 4)
    with pytest.raises(TooFewPeople, match="at least two people"):
        FaceRecognizer.fit(people_of(att, 0, 1, 4), recipe="eigenfaces")
    with pytest.raises(BadParameter, match="above 0 and below 1"):
        FaceRecognizer.fit(two, recipe="eigenfaces", fpir=1.0)
    with pytest.raises(UnknownRecipe, match="eigenfaces"):
        FaceRecognizer.fit(two, recipe="eigenface")
    with pytest.raises(UnknownPerson, match="s99"):
        family.forget("s99")
    with pytest.raises(BadParameter, match="needs a name"):
        family.enrol("  ", att[0][:1])
    with pytest.raises(TooFewPeople):
        FaceRecognizer.fit(two, recipe="eigenfaces", folds=2).forget("s1")
    for wrong in ({"folds": 1}, {"seed": -1}, {"seed": 2**32}, {"crop": Crop("none", (56, 46))}):
        with pytest.raises(BadParameter):
            FaceRecognizer.fit(two, recipe="pixels", **wrong)
    with pytest.raises(BadParameter, match="answer for strangers"):
        family.enrol("Unknown", att[0][:1])
    with pytest.raises(BadParameter, match="no picture"):
        family.update("newcomer", [])
    with pytest.raises(ValueError, match="do not match"):
        family.enrol("newcomer", att[0][:2], ["only one.png"])


def test_faces_that_a_recipe_cannot_learn_are_told_in_words() -> None:
    alike = Dataset(np.full((6, 32, 32), 100, np.uint8), np.repeat(["al", "bo", "cy"], 2), tuple("123456"))
    with pytest.raises(ModelError, match="look the same"):
        FaceRecognizer.fit(alike, recipe="fisherfaces")


def test_an_embedding_lives_through_every_change(att: tuple, zoo_folder: Path) -> None:
    """Colour faces through the whole chain, with one picture a person enrolled and people who come and go."""
    faces, names = att
    crop = Crop("detect", (112, 112), "yunet", colour=True)
    rows = [10 * person + shot for person in range(5) for shot in range(3)]
    cut = np.stack([crop.face(as_picture(faces[row])) for row in rows])
    family = Dataset(cut, names[rows], tuple(f"{row}.pgm" for row in rows))
    recognizer = FaceRecognizer.fit(family, recipe="embedding", crop=crop, fpir=0.05, folds=3)
    assert recognizer.training.parameters == {"model": "mobileface-v2"}
    updated = recognizer.update("newcomer", [as_picture(faces[300])])
    assert updated.gallery.faces.shape == (16, 112, 112, 3)
    (match,) = updated.recognize(as_picture(faces[305]))
    assert match.nearest == "newcomer"
    retrained = updated.forget("s1").retrain()
    assert retrained.people == ["newcomer", "s2", "s3", "s4", "s5"]
    assert retrained.training.parameters == {"model": "mobileface-v2"}
    assert not retrained.open_set.stale
    answers = [retrained.recognize(as_picture(faces[10 * person + 8]))[0].nearest for person in range(1, 5)]
    assert answers == ["s2", "s3", "s4", "s5"]


def test_grey_and_colour_faces_are_not_mixed_up(att: tuple, zoo_folder: Path) -> None:
    grey = people_of(att, 0, 3, 3)
    with pytest.raises(BadParameter, match=r"embedding takes colour faces .* not grey faces: .* colour=True"):
        FaceRecognizer.fit(grey, recipe="embedding")
    colour = Dataset(np.zeros((9, 112, 112, 3), np.uint8), grey.names, grey.sources)
    with pytest.raises(BadParameter, match="pixels takes grey faces"):
        FaceRecognizer.fit(colour, recipe="pixels")
    with pytest.raises(BadParameter, match=r"cuts faces of \(112, 112\), but those .* \(112, 112, 3\)"):
        FaceRecognizer.fit(colour, recipe="embedding", crop=Crop("none", (112, 112)))


def test_missing_weights_are_told_before_any_work(att: tuple) -> None:
    colour = Dataset(np.zeros((4, 112, 112, 3), np.uint8), np.array(list("aabb")), tuple("1234"))

    def progress(*told: object) -> None:
        raise AssertionError(f"work was done: {told}")

    with pytest.raises(WeightsMissing, match=r"python -m facerec zoo fetch sface"):
        FaceRecognizer.fit(colour, recipe="embedding", progress=progress)


def test_a_photo_on_its_side_gets_the_same_names_and_says_so(assets: Path) -> None:
    folder = assets / "data" / "photos"
    files = [folder / f"p{person:02d}" / f"{shot}.jpg" for person in (1, 3, 4) for shot in range(1, 5)]
    crop = Crop("detect")
    faces = np.stack([crop.face(read(file)) for file in files])
    names = np.array([file.parent.name for file in files])
    known = FaceRecognizer.fit(Dataset(faces, names, tuple(map(str, files))), recipe="pixels", crop=crop, folds=2)
    photo = read(files[0])
    (upright,) = known.recognize(photo, threshold=1e9)
    (lying,) = known.recognize(np.ascontiguousarray(np.rot90(photo)), threshold=1e9)
    assert (upright.turned, lying.turned) == (0, 90)
    assert (upright.name, lying.name) == ("p01", "p01")
    assert lying.distance == pytest.approx(upright.distance, abs=1e-3)
    assert lying.to_dict()["turned"] == 90


def test_of_two_people_a_third_gets_no_probability(att: tuple) -> None:
    recognizer = FaceRecognizer.fit(people_of(att, 0, 2, 5), recipe="lpq-fisherfaces")
    matches = recognizer.identify(att[0][20:30])
    assert all(match.probability is None for match in matches)
    assert all("no stranger was measured" in str(match.note) for match in matches if match.known)
    assert np.mean([match.known for match in matches]) <= 0.2


def test_given_strangers_are_evidence_for_two_people(att: tuple) -> None:
    faces, names = att
    alone = people_of(att, 0, 2, 5)
    strangers = slice(200, 300)
    given = Dataset(
        alone.faces,
        alone.names,
        alone.sources,
        strangers=faces[strangers],
        stranger_names=tuple(names[strangers].tolist()),
        stranger_sources=tuple(map(str, range(100))),
    )
    recognizer = FaceRecognizer.fit(given, recipe="lpq-fisherfaces", fpir=0.05)
    assert recognizer.people == alone.people
    assert "10 people (10 of them from pictures of strangers" in recognizer.open_set.note
    named = [match.known for match in recognizer.identify(faces[20:200])]
    assert np.mean(named) <= 0.1
    assert all(match.probability is not None for match in recognizer.identify(faces[20:30]))
    known = [match.name == name for match, name in zip(recognizer.identify(faces[:20]), names[:20], strict=True)]
    assert np.mean(known) >= 0.7
