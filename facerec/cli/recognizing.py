"""``recognize``: pictures in, names out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facerec.cli.arguments import Commands, add_command, distance
from facerec.cli.console import print_json
from facerec.cli.files import in_folders, open_model, read_pictures, targets
from facerec.datasets.sample_people import LEARNED_FROM_SAMPLES, is_sample_picture
from facerec.errors import FacerecError
from facerec.explaining import explain, occlusion
from facerec.images import Picture
from facerec.plots import explained, png
from facerec.recognizer import FaceRecognizer
from facerec.writing import write_whole


def add_commands(commands: Commands) -> None:
    """Add ``recognize``."""
    parser = add_command(
        commands,
        "recognize",
        "Name the faces in pictures, or say that they are unknown.",
        "recognize family party.jpg beach.png --json",
    )
    parser.add_argument("model", metavar="MODEL", help="a path or a name in the store")
    parser.add_argument("pictures", metavar="PICTURE", nargs="+", help="files, or folders with pictures in them")
    parser.add_argument(
        "--threshold", type=distance, help="the largest distance of a match, instead of the model's own"
    )
    parser.add_argument(
        "--allow-twice", action="store_true", help="do not mark who is named twice in a picture, as in a collage"
    )
    parser.add_argument("--find-faces", action="store_true", help="also where the model takes a picture for a face")
    parser.add_argument("--detector", metavar="NAME", help="find the faces, by this one instead of the model's own")
    parser.add_argument(
        "--why", metavar="DIR", type=Path, help="write what speaks for each name and for its runner-up into DIR"
    )
    parser.set_defaults(run=_recognize)


def _recognize(options: argparse.Namespace) -> int:
    recognizer = open_model(options.model)
    if options.find_faces or options.detector:
        recognizer = recognizer.finding_faces(options.detector)
    listed = list(in_folders(options.pictures))
    skipped = {file: reason for file, reason in listed if reason is not None}
    files = [file for file, reason in listed if reason is None]
    pictures = zip(read_pictures(files), targets(options.why, files, "why"), strict=True)
    results = [
        _answer(file, picture, recognizer, options.threshold, not options.allow_twice, target)
        for (file, picture), target in pictures
    ]
    results += [{"file": file, "error": None, "note": f"skipped: {why}", "faces": []} for file, why in skipped.items()]
    if options.json:
        print_json(results)
    else:
        for result in results:
            _print(result)
    return 2 if any(result["error"] for result in results) else 0


def _answer(
    file: str,
    picture: Picture | FacerecError,
    recognizer: FaceRecognizer,
    threshold: float | None,
    each_once: bool,
    target: Path | None,
) -> dict[str, Any]:
    if isinstance(picture, FacerecError):
        return {"file": file, "error": str(picture), "note": None, "faces": []}
    found = recognizer.crop.faces(picture)
    faces = [face for _, face in found]
    matches = recognizer.identify_found(found, threshold=threshold, each_once=each_once)
    answers = [match.to_dict() for match in matches]
    if target is not None and faces:
        answers = [answer | reason for answer, reason in zip(answers, _why(recognizer, faces, target), strict=True)]
    other = recognizer.gallery.of_samples and not is_sample_picture(Path(file))
    notes = [recognizer.crop.note(picture, found), LEARNED_FROM_SAMPLES if other and found else None]
    return {"file": file, "error": None, "note": " ".join(filter(None, notes)) or None, "faces": answers}


def _why(recognizer: FaceRecognizer, faces: list[NDArray[np.uint8]], target: Path) -> list[dict[str, Any]]:
    """Draw the reasons, a face below the other, and return runner-ups and margins by their JSON keys."""
    reasons = [explain(recognizer.pipeline, recognizer.gallery, face) for face in faces]
    sheets = []
    for face, why in zip(faces, reasons, strict=True):
        names = why.nearest.name, why.runner_up.name
        values = why.exact.places if why.exact else occlusion(recognizer.pipeline, face, *names)
        sheets.append(explained(face, recognizer.gallery.faces, why, values))
    write_whole(target, png(np.concatenate(sheets)))
    return [
        {"runner_up": {"name": why.runner_up.name, "distance": why.runner_up.distance}, "margin": why.margin}
        for why in reasons
    ]


def _print(result: dict[str, Any]) -> None:
    if result["error"]:
        print(f"{result['file']}: {result['error']}")
        return
    if result["note"]:
        print(f"{result['file']}: {result['note']}")
    if not result["faces"] and not str(result["note"]).startswith("skipped: "):
        print(f"{result['file']}: no face found")
    for face in result["faces"]:
        left, top, right, bottom = face["box"]
        chance = "unknown" if face["probability"] is None else f"{100 * face['probability']:.0f} %"
        print(
            f"{result['file']}: {face['name']} (probability {chance}, distance {face['distance']:.4g})"
            f" at {left},{top}-{right},{bottom}"
        )
        if face["note"]:
            print(f"  {face['note']}")
        if "runner_up" in face:
            other = face["runner_up"]
            print(f"  then {other['name']} (distance {other['distance']:.4g}), a margin of {face['margin']:.4g}")
