"""``detect``: pictures in, boxes out."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from facerec.cli.arguments import Commands, add_command, share
from facerec.cli.console import print_json
from facerec.cli.files import read_pictures, targets
from facerec.detection import Detector, default_face_detector, labels_of, make_detector, tiled
from facerec.errors import BadParameter, FacerecError
from facerec.images import Picture, encode
from facerec.plots import overlay
from facerec.writing import write_whole


def add_commands(commands: Commands) -> None:
    """Add ``detect``."""
    parser = add_command(
        commands,
        "detect",
        "Find faces, cats or other objects in pictures.",
        "detect party.jpg cat.jpg --detector fastestdet --label cat --out drawn",
    )
    parser.add_argument("pictures", metavar="PICTURE", nargs="+")
    parser.add_argument("--detector", metavar="NAME", help="who looks (default: yunet if its file is here, else haar)")
    parser.add_argument("--label", help="keep this only, e.g. cat")
    parser.add_argument("--tiles", action="store_true", help="look into overlapping parts, too: finds what is tiny")
    parser.add_argument("--out", metavar="DIR", type=Path, help="write the pictures with the boxes drawn into them")
    cascades = parser.add_argument_group("cascades (haar…, cat-face…)")
    cascades.add_argument("--scale-factor", type=float, default=1.1, help="between searched sizes (default: 1.1)")
    cascades.add_argument("--min-neighbors", type=int, default=5, help="overlapping hits that make a box (default: 5)")
    cascades.add_argument("--min-size", type=int, default=25, help="side of the smallest box in pixels (default: 25)")
    networks = parser.add_argument_group("networks (yunet, rfb-320, fastestdet, nanodet, yolox, your own)")
    networks.add_argument("--score", type=share, default=0.6, help="the least score of a box (default: 0.6)")
    parser.set_defaults(run=_detect)


def _detect(options: argparse.Namespace) -> int:
    finder = _finder(options)
    pictures = zip(read_pictures(options.pictures), targets(options.out, options.pictures, "boxes"), strict=True)
    results = []
    for (file, picture), target in pictures:
        results.append(_answer(file, picture, finder, options.label, target))
        if not options.json:
            _print(results[-1])
    if options.json:
        print_json(results)
    return 2 if any(result["error"] for result in results) else 0


def _finder(options: argparse.Namespace) -> Detector:
    name = options.detector or default_face_detector()
    if options.label is not None and options.label not in labels_of(name):
        raise BadParameter(f"{name} does not find {options.label!r}; it finds {', '.join(labels_of(name))}.")
    finder = make_detector(
        name,
        scale_factor=options.scale_factor,
        min_neighbors=options.min_neighbors,
        min_size=options.min_size,
        score=options.score,
    )
    return tiled(finder) if options.tiles else finder


def _answer(
    file: str, picture: Picture | FacerecError, finder: Detector, label: str | None, target: Path | None
) -> dict[str, Any]:
    result: dict[str, Any] = {"file": file, "error": None, "detector": finder.name, "ms": None, "detections": []}
    if isinstance(picture, FacerecError):
        return result | {"error": str(picture)}
    started = time.perf_counter()
    try:
        everything = finder.detect(picture)
    except FacerecError as error:
        return result | {"error": str(error)}
    milliseconds = round(1000 * (time.perf_counter() - started), 1)
    found = [one for one in everything if label in (None, one.label)]
    if target is not None:
        write_whole(target, encode(overlay(picture, found)))
    return result | {"ms": milliseconds, "detections": [one.to_dict() for one in found]}


def _print(result: dict[str, Any]) -> None:
    if result["error"]:
        print(f"{result['file']}: {result['error']}")
        return
    boxes = result["detections"]
    print(f"{result['file']}: {len(boxes) or 'nothing'} found by {result['detector']} in {result['ms']:.0f} ms")
    for one in boxes:
        left, top, right, bottom = one["box"]
        print(f"{result['file']}: {one['label']} {one['score']:.2f} at {left},{top}-{right},{bottom}")
