"""``train``: people in, a model out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from facerec.auto_recipe import advice, choose, takes_colour
from facerec.cli.arguments import Commands, add_command, add_people, add_which, setting, share
from facerec.cli.console import Console, print_check, print_json, print_notes, print_several, rates
from facerec.cli.files import check_target, save_model
from facerec.datasets import Dataset, open_people
from facerec.datasets.grouping import Grouping
from facerec.detection import Crop, decide_crop
from facerec.evaluation.doctor import Look, QuickCheck, look_at, quick_check, remembered
from facerec.recipes import AUTO, DEFAULT_RECIPE, RECIPES, build
from facerec.recognizer import FaceRecognizer


def add_commands(commands: Commands) -> None:
    """Add ``train``."""
    parser = add_command(
        commands,
        "train",
        "Train a model on a CSV, a folder or a zip of people, and choose the threshold that rejects strangers.",
        "train people.csv -o family --recipe fisherfaces --fpir 0.02",
    )
    add_people(parser)
    add_which(parser)
    parser.add_argument("-o", "--output", metavar="MODEL", required=True, help="a path or a name; replaced if there")
    parser.add_argument(
        "--recipe",
        choices=(AUTO, *RECIPES),
        default=DEFAULT_RECIPE,
        help="the method (default: %(default)s, which chooses one and says why)",
    )
    parser.add_argument(
        "--set",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="parameters",
        help="a parameter of the recipe, e.g. n_components=40; can be given several times",
    )
    parser.add_argument(
        "--strangers",
        metavar="PEOPLE",
        help="a CSV, a folder or a zip of people who are not enrolled: their searches count for the threshold",
    )
    parser.add_argument("--model", metavar="NETWORK", help="for the recipe embedding: as --set model=NETWORK")
    parser.add_argument(
        "--detector", metavar="NAME", help="who finds the faces (default: yunet if it is here, else haar)"
    )
    parser.add_argument(
        "--fpir", type=share, default=0.01, help="share of strangers' pictures that may get a name (default: 0.01)"
    )
    parser.add_argument("--folds", type=int, default=10, help="of the cross-validation (default: 10)")
    parser.add_argument("--seed", type=int, default=0, help="same seed, same numbers (default: 0)")
    parser.add_argument("--no-faces", action="store_true", help="keep no pictures in the model")
    parser.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> int:
    console = Console()
    check_target(options.output)
    parameters = dict(options.parameters) | ({} if options.model is None else {"model": options.model})
    recipe = "embedding" if options.recipe == AUTO and options.model is not None else options.recipe
    colour = takes_colour(recipe, crop=options.crop, size=options.size, detector=options.detector)
    named = choose(colour=colour).recipe if recipe == AUTO else recipe
    build(named, **parameters)  # what cannot be built is told before any picture is read
    crop, dataset, looks = _read(options, colour, console)
    grouping = Grouping.found(dataset.faces, dataset.names, attributes=dataset.attributes, progress=console.progress)
    recognizer = FaceRecognizer.fit(
        dataset,
        recipe=recipe,
        parameters=parameters,
        crop=crop,
        fpir=options.fpir,
        folds=options.folds,
        seed=options.seed,
        keep_faces=not options.no_faces,
        grouping=grouping,
        progress=console.progress,
    )
    save_model(recognizer, options.output)
    check = quick_check(dataset, grouping.numbers, recognizer.pipeline, progress=console.progress)
    result = _result(options.output, recognizer, dataset, looks, grouping) | {"checks": check.to_dict()}
    print_json(result) if options.json else _print(result, recognizer, grouping, check, options.people)
    return 0


def _read(options: argparse.Namespace, colour: bool, console: Console) -> tuple[Crop, Dataset, list[Look]]:
    people = open_people(options.people)
    people = remembered(people).apply(people)
    if options.strangers is not None:
        people = people.with_strangers(open_people(options.strangers))
    crop = decide_crop(
        options.crop,
        people,
        options.size,
        detector=options.detector,
        colour=colour,
        which=options.which,
        progress=console.progress,
    )
    return crop, *look_at(people, crop, progress=console.progress)


def _result(
    model: str, recognizer: FaceRecognizer, dataset: Dataset, looks: Sequence[Look], grouping: Grouping
) -> dict[str, Any]:
    open_set = recognizer.open_set
    several = [(file, look) for file, look in zip(dataset.sources, looks, strict=True) if (look.faces or 0) > 1]
    return {
        "model": model,
        "recipe": recognizer.training.recipe,
        "requested": recognizer.training.requested,
        "choice": recognizer.training.choice,
        "advice": advice(recognizer.training.recipe, open_set.rank1.value),
        "people": len(dataset.people),
        "pictures": len(dataset.faces),
        "skipped": [{"file": skipped.file, "reason": skipped.reason} for skipped in dataset.skipped],
        "strangers": {"people": len(set(dataset.stranger_names)), "pictures": len(dataset.strangers)},
        "several_faces": [{"file": file, "faces": look.faces, "taken": look.which} for file, look in several],
        "notes": list(dataset.notes),
        **rates(open_set),
        "groups": grouping.to_dict(),
        "note": f"{open_set.note} {grouping.note}",
        "seconds": round(recognizer.training.seconds, 3),
    }


def _print(
    result: dict[str, Any], recognizer: FaceRecognizer, grouping: Grouping, check: QuickCheck, people: str
) -> None:
    open_set = recognizer.open_set
    print_notes(result["notes"])
    for skipped in result["skipped"]:
        print(f"skipped {skipped['file']}: {skipped['reason']}")
    print_several(result["several_faces"])
    print(f"{result['model']}: {result['people']} people, {result['pictures']} pictures, {result['recipe']}")
    if result["strangers"]["pictures"]:
        print("strangers given: {people} people, {pictures} pictures".format(**result["strangers"]))
    if result["choice"]:
        print(f"recipe: {result['recipe']}, chosen automatically. {result['choice']}")
    print(f"faces: {recognizer.crop.reason}")
    folds, asked = open_set.folds, recognizer.training.folds
    fewer = f" (not {asked}: the fewest pictures a person has)" if 0 < folds < asked else ""
    print(f"right person nearest (rank 1): {open_set.rank1}, {folds}-fold cross-validation{fewer}")
    if result["advice"]:
        print(result["advice"])
    print(f"threshold {open_set.threshold:.4g} for a target FPIR of {100 * open_set.target:g} %")
    print(f"strangers given a name (FPIR): {open_set.fpir}")
    print(f"known people named rightly (DIR): {open_set.dir}")
    if open_set.extrapolation:
        print(open_set.extrapolation)
    print(grouping)
    print(result["note"])
    print_check(check, f"python -m facerec doctor {people}")
    print(f"{result['seconds']:.1f} s")
