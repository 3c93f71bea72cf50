"""Detectors see the drawings as faces, where the truth says they are; measured on people nobody has picked by hand."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from sample_data import measure
from sample_data.portraits.casting import cast
from sample_data.portraits.shots import plan_shot, points_of, take

SAMPLE = Path(measure.__file__).parent
FRESH_SEED = 20
YUNET = Path("weights", "face_detection_yunet_2023mar.onnx")
Portrait = tuple[np.ndarray, dict[str, list[float]]]


@pytest.fixture(scope="module")
def fresh() -> list[Portrait]:
    """Forty portraits of twenty people from a seed that is not the shipped one, as drawn the first time."""
    shots = [(person, plan_shot(person, number)) for person in cast(20, FRESH_SEED) for number in (0, 4)]
    with ThreadPoolExecutor(2) as hands:
        drawn = list(hands.map(lambda planned: take(*planned, 160), shots))
    return [(picture, points_of(drawing)) for picture, drawing in drawn]


def found_by_cascade(picture: np.ndarray, name: str, neighbours: int = 3, least: int = 40) -> np.ndarray:
    cascade = cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_{name}.xml")
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.array(cascade.detectMultiScale(grey, 1.1, neighbours, minSize=(least, least))).reshape(-1, 4)


def holds_eyes_and_mouth(box: np.ndarray, truth: dict[str, list[float]]) -> bool:
    points = np.array([truth["left_eye"], truth["right_eye"], truth["mouth"]])
    return bool(((points >= box[:2]) & (points <= box[:2] + box[2:4])).all())


@pytest.mark.parametrize("cascade", ["frontalface_alt", "frontalface_default"])
def test_cascades_find_fresh_portraits(fresh: list[Portrait], cascade: str) -> None:
    """97 and 96 in 100 are the aim; of 40, three misses are within chance of that (binomial, 95 %)."""
    hits = [
        any(holds_eyes_and_mouth(box, truth) for box in found_by_cascade(picture, cascade)) for picture, truth in fresh
    ]
    assert sum(hits) >= len(fresh) - 3


def test_yunet_finds_every_fresh_portrait_and_nothing_else(fresh: list[Portrait], assets: Path) -> None:
    for picture, truth in fresh:
        rows = measure.boxes_of(picture, assets / YUNET)["YuNet"]
        assert len(rows) == 1
        assert holds_eyes_and_mouth(np.array(rows[0][:4]), truth)


def yunet_eyes(picture: np.ndarray, weights: Path) -> np.ndarray:
    """(2, 2) eyes: median over three sizes and their mirror images, as one answer alone scatters by about 5 %."""
    answers = []
    for zoom in (1.0, 1.35, 1.8):
        large = cv2.resize(picture[..., ::-1], None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
        for mirrored in (False, True):
            seen = np.ascontiguousarray(large[:, ::-1] if mirrored else large)
            rows = cv2.FaceDetectorYN.create(str(weights), "", seen.shape[1::-1], 0.5).detect(seen)[1]
            eyes = max(rows, key=lambda row: row[14])[4:8].reshape(2, 2)
            if mirrored:
                eyes = np.column_stack([seen.shape[1] - 1 - eyes[:, 0], eyes[:, 1]])[::-1]
            answers.append(eyes / zoom)
    return np.median(answers, axis=0)


def test_eyes_are_where_the_truth_says(fresh: list[Portrait], assets: Path) -> None:
    """Mean distance of an eye from where YuNet sees it, within 6 % of the eye distance."""
    errors = []
    for picture, truth in fresh:
        eyes = np.array([truth["left_eye"], truth["right_eye"]])
        offsets = np.linalg.norm(yunet_eyes(picture, assets / YUNET) - eyes, axis=1)
        errors.append(offsets.mean() / np.linalg.norm(eyes[1] - eyes[0]))
    assert np.mean(errors) < 0.06
    assert np.max(errors) < 0.15


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict]:
    return json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))["pictures"]


def read(name: str) -> np.ndarray:
    return cv2.cvtColor(cv2.imread(str(SAMPLE / name)), cv2.COLOR_BGR2RGB)


def test_the_shipped_sample_is_complete_and_small(shipped: dict[str, dict]) -> None:
    rows = (SAMPLE / "people.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 20
    for row in rows:
        name, folder = row.split(";")
        shots = sorted(path.relative_to(SAMPLE).as_posix() for path in (SAMPLE / folder).glob("*.jpg"))
        assert len(shots) == 10
        assert {shipped[shot]["person"] for shot in shots} == {name}
    pictures = list(SAMPLE.rglob("*.jpg"))
    assert {path.relative_to(SAMPLE).as_posix() for path in pictures} == set(shipped)
    assert sum(path.stat().st_size for path in pictures) <= 3_000_000


def test_the_shipped_sample_is_what_the_code_draws() -> None:
    accepted = json.loads((SAMPLE / "accepted_seeds.json").read_text(encoding="utf-8"))["attempts"]
    people = cast(20, 0)
    for number, shot in ((2, 0), (11, 6)):
        folder = f"people/{people[number].name.lower().replace(' ', '-')}"
        picture, _ = take(people[number], plan_shot(people[number], shot, accepted[folder][shot]), 192)
        kept = read(f"{folder}/{shot + 1:02d}.jpg")
        assert np.abs(picture.astype(int) - kept).mean() < 4  # JPEG


def test_every_face_in_the_group_photos_is_found_by_both(shipped: dict[str, dict], assets: Path) -> None:
    for name in ("groups/group-1.jpg", "groups/group-2.jpg"):
        picture, people = read(name), shipped[name]["people"]
        assert 5 <= len(people) <= 7
        assert sum(person["person"] == shipped[name]["stranger"] for person in people) == 1
        boxes = measure.boxes_of(picture, assets / YUNET)
        for detector in ("frontalface_alt", "YuNet"):
            assert len(boxes[detector]) == len(people)
            for person in people:
                assert any(holds_eyes_and_mouth(np.array(box[:4]), person) for box in boxes[detector])


def test_cascades_find_the_cats() -> None:
    for name in ("cats/cat-1.jpg", "cats/cat-2.jpg"):
        assert len(found_by_cascade(read(name), "frontalcatface", least=60)) == 1
