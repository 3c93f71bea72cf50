"""The checks of every training: what they report, and where they keep silent."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from facerec.datasets import Dataset, load, open_people
from facerec.datasets.dataset import Skipped
from facerec.detection import Crop
from facerec.evaluation.doctor import examine, labels, look_at, quick, quick_check
from facerec.features import Embedding
from facerec.matching import NearestNeighbor
from facerec.recipes import build
from tests.evaluation.doctor.conftest import dataset


def noisy(faces: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 120, faces.shape)
    return np.clip(faces + noise, 0, 255).astype(np.uint8)


def test_planted_faults_are_counted_and_told_by_file(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = att[0][:200], att[1][:200].copy()
    names[[7, 123]] = ["s20", "s1"]
    skipped = (Skipped("car.jpg", "No face", "no_face"), Skipped("broken.jpg", "no picture", "bad_picture"))
    data = dataset([*faces, faces[50]], [*names, "s2"])
    data = Dataset(data.faces, data.names, data.sources, skipped)
    groups = np.arange(201)
    groups[200] = 50
    check = quick_check(data, groups)
    assert check.sentence == (
        "Quick checks: 2 pictures stand under two names, 2 names are probably wrong, 1 picture was skipped (no face)."
    )
    assert set(check.two_names) == {data.sources[50], data.sources[200]}
    assert {(file, like) for file, _, like in check.wrong_names} == {
        (data.sources[7], "s1"),
        (data.sources[123], "s13"),
    }
    assert check.no_face == ("car.jpg",)
    assert check.unchecked == ()
    assert quick_check(data, groups, rows=[0, 1]).two_names == ()


def test_no_name_is_doubted_where_the_check_is_often_wrong_itself(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = noisy(att[0][:200]), att[1][:200]
    judgement = labels.doubtful_names(faces, names, np.arange(200))
    assert judgement.rank1 < labels.USABLE
    assert judgement.doubts == []
    assert not judgement.judged.any()
    report = examine(dataset(faces, names))
    assert report.of("wrong-label") == ()
    assert any("the doctor's own method finds the right person for only" in sentence for sentence in report.unchecked)


def test_blurred_faces_are_still_judged(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = np.stack([cv2.GaussianBlur(face, (0, 0), 3) for face in att[0]]), att[1].copy()
    names[[3, 99, 250]] = ["s9", "s1", "s2"]
    judgement = labels.doubtful_names(faces, names, np.arange(400))
    assert judgement.rank1 > labels.SURE
    assert {doubt.row for doubt in judgement.doubts} >= {3, 99, 250}
    assert len(judgement.doubts) <= 3 + 4, "at most 1 % of the right names"


def test_three_pictures_of_a_person_are_enough(att: tuple[np.ndarray, np.ndarray]) -> None:
    rows = [10 * person + picture for person in range(40) for picture in (0, 4, 8)]
    faces, names = att[0][rows], att[1][rows].copy()
    names[[5, 40, 77, 100]] = ["s30", "s2", "s9", "s1"]
    doubted = {doubt.row: doubt.rival for doubt in labels.doubtful_names(faces, names, np.arange(120)).doubts}
    planted = {row: str(att[1][rows[row]]) for row in (5, 40, 77, 100)}
    assert planted.items() <= doubted.items()
    assert len(doubted) <= 4 + 2, "at most 2 % of the right names"


def test_a_training_with_the_default_recipe_has_described_the_faces(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = att[0][:60], att[1][:60].copy()
    names[7] = "s3"
    pipeline = build("mirror-patterns").fit(faces, names)
    described = quick._templates(pipeline, 60)
    assert described is not None
    np.testing.assert_allclose(described, pipeline[0].transform(faces), atol=1e-5)
    assert quick._templates(build("mirror-patterns", cells=4).fit(faces, names), 60) is None
    assert quick._templates(build("lbph").fit(faces, names), 60) is None
    check = quick_check(dataset(faces, names), np.arange(60), pipeline)
    assert check == quick_check(dataset(faces, names), np.arange(60))
    assert check.wrong_names == (("7.png", "s3", "s1"),)


@pytest.mark.usefixtures("zoo_folder")
def test_an_embedding_judges_photos_that_histograms_cannot(assets: Path) -> None:
    people = open_people(assets / "data" / "photos")
    few = type(people)(people.entries[:120], people.skipped, people.origin)
    crop = Crop("detect", (112, 92), "yunet", which="centre")
    data, looks = look_at(few, crop, describe_with="mobileface-v2")
    names = data.names.copy()
    names[[10, 70]] = ["p15", "p03"]
    data = Dataset(data.faces, names, data.sources)
    assert examine(data).of("wrong-label") == ()
    assert {finding.rows[0] for finding in examine(data, looks).of("wrong-label")} == {10, 70}
    colour = load(few, Crop("detect", (112, 112), "yunet", colour=True, which="centre").face)
    colour = Dataset(colour.faces, names, colour.sources)
    trained = make_pipeline(Embedding("mobileface-v2"), NearestNeighbor(metric="cosine")).fit(colour.faces, names)
    wrong = quick_check(colour, np.arange(120), trained).wrong_names
    assert {file for file, _, _ in wrong} == {colour.sources[10], colour.sources[70]}
