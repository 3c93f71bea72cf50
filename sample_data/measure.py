"""Measure the sample people: what detectors find, and how far recognition methods get.

    python sample_data/measure.py --yunet face_detection_yunet_2023mar.onnx  # the pictures in this folder
    python sample_data/measure.py --yunet ... --folder /tmp/people           # another collection
    python sample_data/measure.py --yunet ... --accept                       # choose other attempts for missed shots

Detection needs OpenCV's cascades, which come with it, and YuNet's weights, which do not. Recognition is
facerec's recipes as they come, on faces aligned by the true eyes.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import cv2
import numpy as np
from sklearn.model_selection import StratifiedShuffleSplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

# ruff: noqa: E402 - the path has to be set before these
from facerec.detection import Box, Detection, align
from facerec.recipes import build
from sample_data.portraits.casting import cast
from sample_data.portraits.collection import QUALITY, accepted_attempts
from sample_data.portraits.identity import Person
from sample_data.portraits.names import folder_name
from sample_data.portraits.shots import plan_shot, points_of, take

CASCADES = ("frontalface_alt", "frontalface_default")


def boxes_of(picture: np.ndarray, yunet: Path) -> dict[str, list[np.ndarray]]:
    """Boxes (left, top, width, height) by detector; YuNet's rows go on with five points. `picture` is RGB."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    found = {}
    for name in CASCADES:
        cascade = cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_{name}.xml")
        found[name] = list(cascade.detectMultiScale(grey, 1.1, 3, minSize=(40, 40)))
    detector = cv2.FaceDetectorYN.create(str(yunet), "", picture.shape[1::-1], 0.6)
    rows = detector.detect(np.ascontiguousarray(picture[..., ::-1]))[1]
    return found | {"YuNet": [] if rows is None else list(rows)}


def hits(boxes: list[np.ndarray], truth: dict) -> tuple[bool, int]:
    """Whether a box holds both eyes and the mouth, and how many boxes do not."""
    points = np.array([truth[name] for name in ("left_eye", "right_eye", "mouth")])
    right = [
        bool(((points >= box[:2]) & (points <= np.add(box[:2], box[2:4]))).all()) and box[2] < 5 * np.ptp(points[:2, 0])
        for box in boxes
    ]
    return any(right), len(right) - sum(right)


def eye_error(rows: list[np.ndarray], truth: dict) -> float:
    """Mean distance of YuNet's eyes from the true ones, as a share of the eye distance."""
    eyes = np.array([truth["left_eye"], truth["right_eye"]])
    seen = np.array(max(rows, key=lambda row: row[14])[4:8]).reshape(2, 2)
    return float(np.linalg.norm(seen - eyes, axis=1).mean() / np.linalg.norm(eyes[1] - eyes[0]))


def measure_detection(pictures: dict[str, np.ndarray], truths: dict[str, dict], yunet: Path) -> set[str]:
    """Print rates over single portraits; return the names of pictures some detector got wrong."""
    wrong, errors = set(), []
    found, false = {}, {}
    for name, picture in pictures.items():
        boxes = boxes_of(picture, yunet)
        for detector, rows in boxes.items():
            hit, others = hits(rows, truths[name])
            found[detector] = found.get(detector, 0) + hit
            false[detector] = false.get(detector, 0) + others
            if not hit or others:
                wrong.add(name)
        if boxes["YuNet"]:
            errors.append(eye_error(boxes["YuNet"], truths[name]))
    for detector, count in found.items():
        print(f"{detector:20s} {count} of {len(pictures)} ({count / len(pictures):.1%}), {false[detector]} false boxes")
    print(
        f"eyes, YuNet to truth: {np.mean(errors):.1%} of the eye distance, 95 in 100 <= {np.quantile(errors, 0.95):.1%}"
    )
    return wrong


def crop(picture: np.ndarray, truth: dict) -> np.ndarray:
    """Cut the face out as facerec does, but by its true eyes."""
    eyes = np.array([truth["left_eye"], truth["right_eye"]], np.float32)
    whole = Box(0, 0, picture.shape[1], picture.shape[0])
    return align(picture, Detection(whole, score=1.0, landmarks=eyes))


def recognition_rates(faces: np.ndarray, names: np.ndarray, splits: int = 10) -> dict[str, np.ndarray]:
    """Rank 1 in percent by recipe, one per random split: half of each person's pictures to learn, half to name."""
    halves = list(StratifiedShuffleSplit(splits, test_size=0.5, random_state=0).split(faces, names))
    return {
        recipe: np.array(
            [
                100 * np.mean(build(recipe).fit(faces[learn], names[learn]).predict(faces[ask]) == names[ask])
                for learn, ask in halves
            ]
        )
        for recipe in ("eigenfaces", "fisherfaces", "lbph")
    }


def accept(folder: Path, wrong: set[str], yunet: Path) -> None:
    """For each wrong picture find an attempt that every detector gets right; record which are to be drawn."""
    made = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["made_with"]
    known = cast(made["people"], made["seed"])
    attempts = {f"people/{folder_name(person.name)}": [0] * made["shots"] for person in known}
    attempts |= accepted_attempts(made["seed"])
    for person in known:
        place = f"people/{folder_name(person.name)}"
        for number in range(made["shots"]):
            if f"{place}/{number + 1:02d}.jpg" in wrong:
                attempts[place][number] = _next_good(person, number, attempts[place][number] + 1, made["size"], yunet)
                print(f"  {place}/{number + 1:02d}.jpg: attempt {attempts[place][number]}")
    text = json.dumps({"seed": made["seed"], "attempts": attempts}, indent=1)
    (HERE / "accepted_seeds.json").write_text(re.sub(r"\n +(?=[0-9\]])", " ", text) + "\n", encoding="utf-8")


def _next_good(person: Person, number: int, first: int, size: int, yunet: Path) -> int:
    for attempt in range(first, first + 20):
        picture, drawing = take(person, plan_shot(person, number, attempt), size)
        data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
        boxes = boxes_of(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1], yunet)
        if all(hits(rows, points_of(drawing)) == (True, 0) for rows in boxes.values()):
            return attempt
    raise SystemExit(f"no attempt at shot {number + 1} of {person.name} suits the detectors")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the sample people.")
    parser.add_argument("--folder", type=Path, default=HERE)
    parser.add_argument("--yunet", type=Path, required=True)
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    truth = json.loads((options.folder / "truth.json").read_text(encoding="utf-8"))
    truths = {name: entry for name, entry in truth["pictures"].items() if name.startswith("people/")}
    pictures = {name: cv2.imread(str(options.folder / name))[..., ::-1] for name in truths}
    wrong = measure_detection(pictures, truths, options.yunet)
    if options.accept:
        accept(options.folder, wrong, options.yunet)
        return
    faces = np.array([crop(picture, truths[name]) for name, picture in pictures.items()])
    names = np.array([entry["person"] for entry in truths.values()])
    for recipe, rates in recognition_rates(faces, names).items():
        print(f"{recipe:20s} {rates.mean():.1f} % +- {rates.std():.1f}   (chance {100 / len(set(names)):.0f} %)")


if __name__ == "__main__":
    main()
