"""``recognize``: pictures in, names out."""

from __future__ import annotations

import argparse
from typing import Any

from facerec.cli.console import Commands, add_command, distance, open_model, print_json, read_pictures
from facerec.errors import FacerecError
from facerec.images import Picture
from facerec.recognizer import FaceRecognizer


def add_commands(commands: Commands) -> None:
    """Add ``recognize``."""
    parser = add_command(
        commands,
        "recognize",
        "Name the faces in pictures, or say that they are unknown.",
        "recognize family party.jpg beach.png --json",
    )
    parser.add_argument("model", metavar="MODEL", help="a path or a name in the store")
    parser.add_argument("pictures", metavar="PICTURE", nargs="+")
    parser.add_argument(
        "--threshold", type=distance, help="the largest distance of a match, instead of the model's own"
    )
    parser.add_argument("--find-faces", action="store_true", help="also where the model takes a picture for a face")
    parser.add_argument("--detector", metavar="NAME", help="find the faces, by this one instead of the model's own")
    parser.set_defaults(run=_recognize)


def _recognize(options: argparse.Namespace) -> int:
    recognizer = open_model(options.model)
    if options.find_faces or options.detector:
        recognizer = recognizer.finding_faces(options.detector)
    results = [
        _answer(file, picture, recognizer, options.threshold) for file, picture in read_pictures(options.pictures)
    ]
    if options.json:
        print_json(results)
    else:
        for result in results:
            _print(result)
    return 2 if any(result["error"] for result in results) else 0


def _answer(
    file: str, picture: Picture | FacerecError, recognizer: FaceRecognizer, threshold: float | None
) -> dict[str, Any]:
    if isinstance(picture, FacerecError):
        return {"file": file, "error": str(picture), "note": None, "faces": []}
    matches = recognizer.recognize(picture, threshold=threshold)
    return {
        "file": file,
        "error": None,
        "note": recognizer.crop.note(picture),
        "faces": [match.to_dict() for match in matches],
    }


def _print(result: dict[str, Any]) -> None:
    if result["error"]:
        print(f"{result['file']}: {result['error']}")
        return
    if result["note"]:
        print(f"{result['file']}: {result['note']}")
    if not result["faces"]:
        print(f"{result['file']}: no face found")
    for face in result["faces"]:
        left, top, right, bottom = face["box"]
        print(
            f"{result['file']}: {face['name']} (probability {face['probability']:.0%},"
            f" distance {face['distance']:.4g}) at {left},{top}-{right},{bottom}"
        )
