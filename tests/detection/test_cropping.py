"""From pictures to faces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_score

from facerec.datasets import load, open_people
from facerec.detection import Box, Crop, Detection, align, align_five, align_four, decide_crop, detector
from facerec.detection.alignment import EYES, EYES_IN_BOX
from facerec.detection.eyes import find_eyes
from facerec.errors import BadParameter, NoFaceFound, SeveralFaces, TooFewPeople, WeightsMissing
from facerec.images import read, to_grey
from facerec.recipes import build

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.mark.parametrize(("turn", "scale", "shift"), [(0, 1.0, (0, 0)), (25, 0.6, (30, 10)), (-40, 2.0, (-5, 40))])
def test_eyes_land_on_their_points(turn: float, scale: float, shift: tuple[int, int]) -> None:
    rotation = cv2.getRotationMatrix2D((150, 150), turn, scale)[:, :2]
    eyes = np.array([[-30, 0], [30, 0]]) @ rotation.T + [150 + shift[0], 150 + shift[1]]
    picture = np.zeros((320, 320, 3), np.uint8)
    for x, y in eyes:
        cv2.circle(picture, (round(x), round(y)), max(2, round(4 * scale)), (255, 255, 255), -1)
    face = align(picture, Detection(Box(0, 0, 1, 1), 1.0, landmarks=eyes.astype(np.float32)), (112, 92))
    for half, (x, y) in zip((face[:, :46], face[:, 46:]), EYES * [92, 112] - [[0, 0], [46, 0]], strict=True):
        moments = cv2.moments(half)
        assert moments["m10"] / moments["m00"] == pytest.approx(x, abs=1.5)
        assert moments["m01"] / moments["m00"] == pytest.approx(y, abs=1.5)


def test_without_eyes_the_box_frames_the_face_as_with_them(assets: Path) -> None:
    picture = read(assets / "data/pictures/test_face_processing.jpg")
    found = [(one.box, find_eyes(to_grey(picture), one.box)) for one in detector("haar").detect(picture)]
    for box, eyes in [(box, eyes) for box, eyes in found if eyes is not None][:6]:
        usual = (EYES_IN_BOX * [box.width, box.height] + [box.left, box.top]).astype(np.float32)
        aligned, boxed = (align(picture, Detection(box, 1.0, landmarks=points)) for points in (eyes, usual))
        assert np.corrcoef(boxed.ravel(), aligned.ravel())[0, 1] > 0.5


def test_what_lies_far_from_a_face_does_not_matter() -> None:
    near = np.random.default_rng(0).integers(0, 255, (300, 400), np.uint8)
    wide = np.hstack([near, np.full((300, 33_000), 255, np.uint8)])  # wider than OpenCV warps
    for box in (Box(0, 0, 60, 60), Box(20, 20, 260, 260)):
        expected = align(near, Detection(box, 1.0))
        np.testing.assert_array_equal(align(wide, Detection(box, 1.0)), expected)


def test_rule_none_takes_the_whole_picture() -> None:
    picture = np.full((50, 40, 3), 9, np.uint8)
    ((detection, face),) = Crop("none", (10, 8)).faces(picture)
    assert detection.box == (0, 0, 40, 50)
    assert face.shape == (10, 8)
    assert (face == 9).all()


def test_rule_detect_finds_everybody_and_trains_on_one_if_it_is_clear_which(assets: Path) -> None:
    picture = read(assets / "data/pictures/test_face_processing.jpg")
    crop = Crop("detect", (64, 64))
    assert len(crop.faces(picture)) == 17
    with pytest.raises(SeveralFaces, match=r"several faces \(17\): the two largest are 46 and 44 pixels wide"):
        crop.face(picture)
    middle = replace(crop, which="centre").enrolled(picture)
    assert (middle.taken.box, len(middle.found)) == ((288, 173, 331, 216), 17)
    assert middle.face.shape == (64, 64)
    with pytest.raises(NoFaceFound, match="larger, brighter"):
        crop.face(np.full((60, 60, 3), 128, np.uint8))


def test_auto_takes_att_for_faces_and_searches_the_sample_people(assets: Path) -> None:
    att = decide_crop("auto", open_people(assets / "data" / "att"))
    assert (att.rule, att.size) == ("none", (112, 92))
    assert "of the width" in att.reason
    sample = decide_crop("auto", open_people(SAMPLE / "people.csv"))
    assert (sample.rule, sample.size) == ("detect", (112, 92))


def test_enrolment_finds_the_faces_that_recognition_finds(assets: Path) -> None:
    crop = Crop("detect")
    for person in range(1, 41, 2):
        picture = read(assets / f"data/att/s{person}/5.pgm")
        found = crop.faces(picture)
        if found:
            np.testing.assert_array_equal(crop.face(picture), found[0][1])
        else:
            with pytest.raises(NoFaceFound):
                crop.face(picture)


@pytest.mark.usefixtures("zoo_folder")
def test_a_picture_without_a_face_is_refused_among_ready_cut_faces(assets: Path) -> None:
    crop = decide_crop("auto", open_people(assets / "data" / "att"))
    assert (crop.rule, crop.checked) == ("none", True)
    face, car = read(assets / "data/att/s1/1.pgm"), read(assets / "data/pictures/car.jpg")
    np.testing.assert_array_equal(crop.face(face), to_grey(face))
    with pytest.raises(NoFaceFound, match="crop rule none"):
        crop.face(car)
    crop.check(face)
    with pytest.raises(SeveralFaces):
        crop.check(np.hstack([face, face]))
    assert crop.faces(car)[0][1].shape == crop.size, "recognition takes whole pictures as it always did"
    asked = decide_crop("none", open_people(assets / "data" / "att"))
    assert asked.face(car).shape == asked.size, "as asked, without a check"


def test_an_embedding_without_five_points_asks_for_yunet(assets: Path, tmp_path: Path) -> None:
    people = open_people(assets / "data" / "att")
    for rule in ("auto", "detect"):
        with pytest.raises(WeightsMissing, match="zoo fetch yunet"):
            decide_crop(rule, people, colour=True)
    assert decide_crop("auto", people, colour=True, detector="haar").detector == "haar", "as asked"
    for person in "ab":
        (tmp_path / person).mkdir()
        cv2.imwrite(str(tmp_path / person / "1.png"), np.zeros((112, 112), np.uint8))
    ready = decide_crop("auto", open_people(tmp_path), colour=True)
    assert (ready.rule, ready.colour) == ("none", True)


def test_asked_rules_and_sizes_are_kept(assets: Path) -> None:
    people = open_people(assets / "data" / "att")
    assert decide_crop("none", people, (60, 50)).size == (60, 50)
    assert decide_crop("detect", people).rule == "detect"
    with pytest.raises(BadParameter, match="auto, none and detect"):
        decide_crop("guess", people)


def test_large_pictures_taken_for_faces_are_bounded(tmp_path: Path) -> None:
    for person in "ab":
        (tmp_path / person).mkdir()
        cv2.imwrite(str(tmp_path / person / "1.png"), np.zeros((800, 400), np.uint8))
    assert decide_crop("none", open_people(tmp_path)).size == (200, 100)
    (tmp_path / "a" / "1.png").write_bytes(b"")
    (tmp_path / "b" / "1.png").write_bytes(b"")
    with pytest.raises(TooFewPeople, match="could be read"):
        decide_crop("auto", open_people(tmp_path))


def test_a_scene_given_to_a_model_of_faces_is_noticed(assets: Path) -> None:
    crop = Crop("none", (112, 92))
    assert "17 faces" in crop.note(read(assets / "data/pictures/test_face_processing.jpg"))
    assert crop.note(read(assets / "data/att/s1/1.pgm")) is None
    assert crop.detecting().note(read(assets / "data/pictures/cat.jpg")) is None


def test_plain_values_and_back() -> None:
    crop = Crop("detect", (60, 50), reason="why")
    assert Crop.from_dict(crop.to_dict()) == crop
    older = {key: value for key, value in crop.to_dict().items() if key not in ("which", "checked", "alignment")}
    assert Crop.from_dict(older) == crop
    for wrong in (
        {"alignment": "ears"},
        {"rule": "guess"},
        {"size": [0, 5]},
        {"size": [5]},
        {"detector": "psychic"},
        {"which": "best"},
    ):
        with pytest.raises((ValueError, TypeError, BadParameter)):
            Crop.from_dict(crop.to_dict() | wrong)


def test_the_detector_is_named_and_can_be_another(zoo_folder: Path, assets: Path) -> None:
    people = open_people(assets / "data" / "att")
    few = type(people)(people.entries[::10], people.skipped, people.origin)
    assert "by yunet" in decide_crop("detect", few).reason
    named = decide_crop("auto", few, detector="haar-alt2")
    assert named.detector == "haar-alt2"
    assert named.reason.count("haar-alt2") == 1
    assert decide_crop("detect", few).detecting("haar").detector == "haar"
    for ask in (lambda: decide_crop("none", few, detector="psychic"), lambda: named.detecting("psychic")):
        with pytest.raises(BadParameter, match="there is haar"):
            ask()


def test_colour_faces_are_aligned_by_five_points(zoo_folder: Path, assets: Path) -> None:
    people = open_people(assets / "data" / "att")
    crop = decide_crop("auto", people, colour=True)
    assert (crop.rule, crop.size, crop.detector, crop.colour) == ("detect", (112, 112), "yunet", True)
    picture = read(assets / "data/pictures/test_face_processing.jpg")
    (first, face), *others = crop.faces(picture)
    assert len(others) == 16
    np.testing.assert_array_equal(face, align_five(picture, first))
    whole = decide_crop("none", people, colour=True).face(picture)
    assert whole.shape == (112, 112, 3)
    assert (whole[..., 0] != whole[..., 2]).any()
    with pytest.raises(BadParameter, match="112x112"):
        decide_crop("auto", people, (60, 50), colour=True)


def test_grey_faces_are_aligned_by_the_mouth_where_the_detector_gives_it(zoo_folder: Path, assets: Path) -> None:
    people = open_people(assets / "data" / "photos")
    few = type(people)(people.entries[:12], people.skipped, people.origin)
    picture = read(assets / "data/photos/p01/1.jpg")
    for name, rule, cut in (("yunet", "mouth", align_four), ("haar", "eyes", align)):
        crop = decide_crop("auto", few, detector=name)
        assert (crop.rule, crop.alignment) == ("detect", rule)
        assert decide_crop("detect", few, detector=name).alignment == rule
        ((found, face),) = crop.faces(picture)
        np.testing.assert_array_equal(face, cut(picture, found))


def test_a_model_of_before_cuts_by_the_eyes_as_it_did(zoo_folder: Path, assets: Path) -> None:
    described = Crop("detect", (60, 50), "yunet").to_dict()
    del described["alignment"]
    picture = read(assets / "data/photos/p01/1.jpg")
    ((found, face),) = Crop.from_dict(described).faces(picture)
    np.testing.assert_array_equal(face, align(picture, found, (60, 50)))


def test_photographs_are_named_better_with_the_mouth_than_by_the_eyes(zoo_folder: Path, assets: Path) -> None:
    people = open_people(assets / "data" / "photos")
    few = type(people)(people.entries[:180], people.skipped, people.origin)  # people p01 to p30
    right = {}
    for rule in ("eyes", "mouth"):
        dataset = load(few, Crop("detect", detector="yunet", alignment=rule).face)
        folds = StratifiedKFold(3, shuffle=True, random_state=0)
        right[rule] = cross_val_score(build("lpq-fisherfaces"), dataset.faces, dataset.names, cv=folds).mean()
    assert right["mouth"] > right["eyes"]


def test_a_model_opens_where_the_file_of_its_detector_is_missing() -> None:
    described = Crop("detect", detector="yunet").to_dict()
    del described["colour"]  # as in files of before there was colour
    crop = Crop.from_dict(described)
    assert crop == Crop("detect", detector="yunet")
    assert crop.weights().keys() == {"face_detection_yunet_2023mar.onnx"}
    with pytest.raises(WeightsMissing, match="zoo fetch yunet"):
        crop.faces(np.zeros((50, 50, 3), np.uint8))


def test_sample_people_are_found_and_cut(tmp_path: Path) -> None:
    people = open_people(SAMPLE / "people.csv")
    few = type(people)(people.entries[::4], people.skipped, people.origin)
    dataset = load(few, Crop("detect").face)
    assert len(dataset.faces) >= 0.95 * len(few.entries)
