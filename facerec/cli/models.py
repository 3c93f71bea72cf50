"""``threshold``, ``update``, ``forget``, ``info`` and ``models``: what can be done with a trained model."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from facerec.cli.arguments import Commands, add_command, add_which, share
from facerec.cli.console import Console, print_json, print_several, rates
from facerec.cli.files import change_model, open_model, open_to_change, read_pictures
from facerec.datasets import Dataset
from facerec.datasets.dataset import Skipped
from facerec.datasets.grouping import Grouping
from facerec.datasets.names import showable
from facerec.errors import BadParameter, FacerecError, PictureError
from facerec.evaluation.doctor import QuickCheck, quick_check
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, manifest_of

_RETRAIN = "train again on the stored faces, so that features and rates fit the people there are now"


def add_commands(commands: Commands) -> None:
    """Add the commands on trained models."""
    threshold = _on_model(
        commands, "threshold", "Choose another threshold, without training again.", "threshold family --fpir 0.02"
    )
    threshold.add_argument("--fpir", type=share, help="share of strangers' pictures that may get a name")
    threshold.add_argument(
        "--stranger-share", type=share, metavar="SHARE", help="of all searches, for the probabilities (at first 0.5)"
    )
    threshold.set_defaults(run=_threshold)

    update = _on_model(
        commands, "update", "Add pictures of a person, new or known.", "update family Ada ada-1.jpg ada-2.jpg"
    )
    update.add_argument("name", metavar="NAME")
    update.add_argument("pictures", metavar="PICTURE", nargs="+")
    add_which(update, default=None)
    update.add_argument("--retrain", action="store_true", help=_RETRAIN)
    update.set_defaults(run=_update)

    forget = _on_model(commands, "forget", "Remove a person's name, features and faces.", "forget family Ada")
    forget.add_argument("name", metavar="NAME")
    forget.add_argument("--retrain", action="store_true", help=_RETRAIN)
    forget.set_defaults(run=_forget)

    _on_model(commands, "info", "Say what a model is and how well it does.", "info family").set_defaults(run=_info)
    listing = add_command(commands, "models", "List the models in the store.", "models --json")
    listing.set_defaults(run=_models)


def _on_model(commands: Commands, name: str, sentence: str, example: str) -> argparse.ArgumentParser:
    parser = add_command(commands, name, sentence, example)
    parser.add_argument("model", metavar="MODEL", help="a path or a name in the store")
    return parser


def _threshold(options: argparse.Namespace) -> int:
    if options.fpir is None and options.stranger_share is None:
        raise BadParameter("Nothing to change: give --fpir, --stranger-share or both.")

    def change(recognizer: FaceRecognizer) -> FaceRecognizer:
        recognizer = recognizer if options.fpir is None else recognizer.at_fpir(options.fpir)
        return recognizer if options.stranger_share is None else recognizer.for_strangers(options.stranger_share)

    return _report(options, change_model(options.model, change))


def _update(options: argparse.Namespace) -> int:
    recognizer, known_as = open_to_change(options.model)  # the faces are cut for this model, and for no other
    crop = recognizer.crop if options.which is None else replace(recognizer.crop, which=options.which)
    faces, sources, several = [], [], []
    skipped: list[Skipped] = []
    for file, picture in read_pictures(options.pictures):
        try:
            if isinstance(picture, FacerecError):
                raise picture
            enrolled = crop.enrolled(picture)
            faces.append(enrolled.face)
            sources.append(file)
            if enrolled.found and len(enrolled.found) > 1:
                several.append({"file": file, "faces": len(enrolled.found), "taken": crop.which})
        except FacerecError as error:
            skipped.append(Skipped(file, str(error), error.code))
    if not faces:
        reasons = "; ".join(f"{one.file}: {one.reason.rstrip('.')}" for one in skipped)
        raise PictureError(f"None of the pictures could be used: {reasons}.")

    def change(current: FaceRecognizer) -> FaceRecognizer:
        return _retrained(options, current.enrol(options.name, np.stack(faces), sources))

    changed = change_model(options.model, change, known_as)
    told = [{"file": one.file, "reason": one.reason} for one in skipped]
    checks = _checks(changed, len(faces), skipped)
    return _report(options, changed, added=len(faces), skipped=told, several_faces=several, checks=checks)


def _checks(recognizer: FaceRecognizer, added: int, skipped: Sequence[Skipped]) -> dict[str, Any]:
    """Check the pictures that were added last beside those that were there before."""
    gallery = recognizer.gallery
    if gallery.faces is None:
        unchecked = "Whether the pictures stand under two names was not checked: the model keeps no pictures."
        return QuickCheck(unchecked=(unchecked,)).to_dict()
    dataset = Dataset(gallery.faces, gallery.names, gallery.sources, tuple(skipped))
    groups = Grouping.found(dataset.faces, dataset.names).numbers
    total = len(dataset.names)
    return quick_check(dataset, groups, recognizer.pipeline, rows=range(total - added, total)).to_dict()


def _forget(options: argparse.Namespace) -> int:
    changed = change_model(options.model, lambda current: _retrained(options, current.forget(options.name)))
    code = _report(options, changed, forgotten=options.name)
    if not options.json and not options.retrain:
        print("What was learned with the person's pictures keeps their influence until the model is trained again.")
        if changed.gallery.faces is not None:
            print("With --retrain, forget does both.")
    return code


def _retrained(options: argparse.Namespace, recognizer: FaceRecognizer) -> FaceRecognizer:
    return recognizer.retrain(progress=Console().progress) if options.retrain else recognizer


def _report(options: argparse.Namespace, recognizer: FaceRecognizer, **more: Any) -> int:
    open_set = recognizer.open_set
    result = {
        "model": options.model,
        "people": len(recognizer.people),
        "pictures": len(recognizer.gallery.names),
        **more,
        **rates(open_set),
        "stale": open_set.stale,
        "note": open_set.note,
    }
    if options.json:
        print_json(result)
        return 0
    for skipped in more.get("skipped", []):
        print(f"skipped {skipped['file']}: {skipped['reason']}")
    print_several(more.get("several_faces", []))
    if "checks" in more:
        print(" ".join([more["checks"]["sentence"], *more["checks"]["unchecked"]]))
        for wrong in more["checks"]["wrong_names"]:
            print(f"{wrong['file']}: named {wrong['name']}, but looks like {wrong['looks_like']}")
    print(f"{options.model}: {result['people']} people, {result['pictures']} pictures")
    print(f"threshold {open_set.threshold:.4g} for a target FPIR of {100 * open_set.target:g} %")
    print(f"strangers given a name (FPIR): {open_set.fpir}; known people named rightly (DIR): {open_set.dir}")
    print(open_set.note)
    return 0


def _info(options: argparse.Namespace) -> int:
    manifest = manifest_of(open_model(options.model))
    if options.json:
        print_json(manifest)
        return 0
    for key, value in manifest.items():
        if isinstance(value, dict):
            print(f"{key}:")
            for inner, detail in value.items():
                print(showable(f"  {inner}: {detail}"))
        else:
            print(showable(f"{key}: {value}"))
    return 0


def _models(options: argparse.Namespace) -> int:
    store = ModelStore()
    manifests = store.manifests()
    if options.json:
        print_json([{"model": name} | manifest for name, manifest in manifests.items()])
        return 0
    for name, reason in store.damaged().items():
        print(f"facerec: {name} cannot be read: {reason}", file=sys.stderr)
    if not manifests:
        print(f"No models in {store.folder} yet; train one: python -m facerec train PEOPLE -o NAME")
    for name, manifest in manifests.items():
        recipe = showable(manifest["recipe"])
        print(f"{name}: {len(manifest['people'])} people, {manifest['pictures']} pictures, {recipe}")
    return 0
