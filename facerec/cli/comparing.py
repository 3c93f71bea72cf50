"""``compare``: which method works on these people, and how sure one can be."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path

from facerec.cli.arguments import Commands, add_command, share, size
from facerec.cli.console import Console, print_json, print_notes
from facerec.cli.files import check_writable, open_model
from facerec.datasets import open_people
from facerec.datasets.grouping import NOT_GROUPED, Grouping
from facerec.errors import BadParameter, PeopleError
from facerec.evaluation.comparing import Comparison, compare
from facerec.evaluation.contestants import Contestant, check_names
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.doctor import remembered
from facerec.evaluation.grid import FEATURES, PREPROCESSING, grid
from facerec.evaluation.perturbations import PERTURBATIONS
from facerec.evaluation.plan_file import MOST_BYTES, PlanFile
from facerec.evaluation.plans import PROTOCOLS, Plan
from facerec.evaluation.robustness import Robustness, robustness
from facerec.matching.distances import METRICS
from facerec.progress import Progress
from facerec.reading import read_regular
from facerec.recipes import AUTO, RECIPES
from facerec.report import Findings, check_folder, plan_text
from facerec.report import write as write_report
from facerec.report.words import extrapolation
from facerec.writing import write_whole

_OF_A_GRID = ("preprocessing", "features", "metrics")
_GROUPED = "grouped-kfold"
_PLAN = ("protocol", "folds", "pictures", "repeats", "seed", "open_set", "fpir")


def add_commands(commands: Commands) -> None:
    """Add ``compare``."""
    parser = add_command(
        commands,
        "compare",
        "Compare methods on your people: who is named rightly, how many strangers get a name, and what it costs.",
        "compare people.csv --recipes eigenfaces fisherfaces lbph --folds 10 --save-plan facerec.toml",
    )
    parser.add_argument(
        "people", metavar="PEOPLE", help="a CSV, a folder of folders, a zip, or a plan saved before (.toml)"
    )
    parser.add_argument("--report", type=Path, metavar="DIR", help="write page, numbers, scores and figures")
    parser.add_argument("--save-plan", type=Path, metavar="FILE", help="write all settings to a .toml to run again")
    _add_methods(parser)
    _add_questions(parser)
    _add_faces(parser)
    parser.set_defaults(run=_compare)


def _add_methods(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recipes",
        nargs="+",
        metavar="RECIPE",
        help=f"of {', '.join((AUTO, *RECIPES))}; with settings as in lbph:cells=8,radius=3 (default: all that need no"
        " file)",
    )
    parser.add_argument("--models", nargs="+", metavar="MODEL", help="the methods of trained models, learned anew")
    own = "for pipelines of your own, each with each, with settings as in lbp:radius=3:"
    parser.add_argument("--preprocessing", nargs="+", metavar="NAME", help=f"{own} {', '.join(PREPROCESSING)}")
    parser.add_argument("--features", nargs="+", metavar="NAME", help=f"{own} {', '.join(FEATURES)}")
    parser.add_argument("--metrics", nargs="+", metavar="NAME", help=f"{own} {', '.join(METRICS)}")


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--protocol",
        choices=(_GROUPED, *PROTOCOLS),
        help=f"how known people's pictures are held out: {_GROUPED} (the default) keeps the shots of a burst together,"
        " kfold parts them, as published figures do",
    )
    parser.add_argument("--folds", type=int, help="of both kinds of kfold (default: 10)")
    parser.add_argument("--pictures", type=int, help="of each person to learn from, for few-pictures (default: 5)")
    parser.add_argument("--repeats", type=int, help="of few-pictures (default: 10)")
    parser.add_argument("--seed", type=int, help="same seed, same numbers (default: 0)")
    parser.add_argument(
        "--open-set",
        type=float,
        metavar="SHARE",
        help="of the people held out as strangers in each turn (default: 0.25)",
    )
    parser.add_argument("--fpir", type=share, help="share of strangers' pictures that may get a name (default: 0.01)")
    parser.add_argument("--robustness", action="store_true", help="also ask about spoiled pictures: blur, noise, …")


def _add_faces(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", type=size, metavar="WxH", help="of a face in pixels (default: from the pictures)")
    parser.add_argument(
        "--crop", choices=("auto", "none", "detect"), help="find the face, or is the picture the face? (default: auto)"
    )
    parser.add_argument(
        "--detector", metavar="NAME", help="who finds the faces (default: yunet if it is here, else haar)"
    )
    parser.add_argument(
        "--ignore-bursts",
        action="store_const",
        const=True,
        help="let the other protocols part the shots of a burst, too, which makes figures too good",
    )


def _compare(options: argparse.Namespace) -> int:
    console = Console()
    plan_file = _read(options) if options.people.endswith(".toml") else _from(options)
    check_names(plan_file.contestants)
    if options.report:
        check_folder(options.report)
    if options.save_plan:
        write_whole(check_writable(options.save_plan), plan_file.text(options.save_plan.parent).encode())
    cuts = _faces(plan_file, console.progress)
    comparison, spoiled = _measured(plan_file, cuts, options.robustness, console.progress)
    if options.report:
        plan, today = plan_text(plan_file, options.report), date.today().isoformat()
        write_report(
            options.report, Findings(comparison, cuts.shown, cuts.reason, plan, spoiled, today), console.progress
        )
    notes = [*cuts.shown.notes, *plan_file.plan.notes(cuts.shown.counts), *_unused(options, plan_file)]
    if options.json:
        curves = {"robustness": [each.to_dict() for each in spoiled]} if spoiled else {}
        print_json(comparison.to_dict() | {"notes": notes} | curves)
        return 0
    print_notes(notes)
    for skipped in cuts.shown.skipped:
        print(f"skipped {skipped.file}: {skipped.reason}")
    _print(comparison)
    _print_robustness(spoiled)
    if options.report:
        print(f"The whole report: {options.report / 'report.html'}")
    return 0


def _unused(options: argparse.Namespace, plan_file: PlanFile) -> list[str]:
    """Say which options the protocol does not use."""
    names = [name for name in ("pictures", "repeats") if getattr(options, name) is not None]
    if not names or plan_file.plan.protocol == "few-pictures":
        return []
    return [f"{' and '.join(f'--{name}' for name in names)} had no effect: they are for --protocol few-pictures."]


def _faces(plan_file: PlanFile, progress: Progress) -> Cuts:
    people = open_people(plan_file.people)
    return Cuts.read(
        remembered(people).apply(people),
        plan_file.contestants,
        crop=plan_file.crop,
        size=plan_file.size,
        detector=plan_file.detector,
        progress=progress,
    )


def _measured(
    plan_file: PlanFile, cuts: Cuts, spoil: bool, progress: Progress
) -> tuple[Comparison, tuple[Robustness, ...]]:
    contestants, plan, shown = plan_file.contestants, plan_file.plan, cuts.shown
    grouping = Grouping.found(
        shown.faces, shown.names, bursts=plan_file.bursts == "together", attributes=shown.attributes, progress=progress
    )
    comparison = compare(cuts, contestants, plan, grouping=grouping, progress=progress)
    if not spoil:
        return comparison, ()
    best_first = [method.contestant for method in comparison.methods]
    return comparison, robustness(cuts, best_first, seed=plan.seed, groups=grouping.numbers, progress=progress)


def _from(options: argparse.Namespace) -> PlanFile:
    given = {name: getattr(options, name) for name in _PLAN if getattr(options, name) is not None}
    apart = options.ignore_bursts or options.protocol == "kfold"
    if options.protocol == _GROUPED:
        if apart:
            raise BadParameter(
                f"{_GROUPED} keeps bursts together, so --ignore-bursts cannot be given; kfold parts them."
            )
        given["protocol"] = "kfold"
    return PlanFile(
        people=str(Path(options.people)),
        contestants=_contestants(options),
        plan=replace(Plan(), **given),
        crop=options.crop or "auto",
        size=options.size,
        detector=options.detector,
        bursts="apart" if apart else "together",
    )


def _contestants(options: argparse.Namespace) -> tuple[Contestant, ...]:
    asked = [getattr(options, what) for what in _OF_A_GRID]
    combined = []
    if any(asked):
        first = ["none"], list(FEATURES), ["cosine"]
        combined = grid(*(names or usual for names, usual in zip(asked, first, strict=True)))
    models = [Contestant.like(open_model(model), f"{Path(model).stem} (model)") for model in options.models or ()]
    others = bool(combined or models)
    recipes = options.recipes or ([] if others else [name for name, recipe in RECIPES.items() if not recipe.colour])
    return (*map(Contestant.parse, recipes), *map(Contestant.combined, combined), *models)


def _read(options: argparse.Namespace) -> PlanFile:
    """Read a plan; what it says is all that counts."""
    held = (*_PLAN, *_OF_A_GRID, "recipes", "models", "size", "crop", "detector", "ignore_bursts")
    given = [name for name in held if getattr(options, name) is not None]
    if given:
        said = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise BadParameter(f"The plan {options.people} holds all settings, so {said} cannot be given: edit the plan.")
    path = Path(options.people)
    data = read_regular(path, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise PeopleError(f"{path} is too large for a plan; {MOST_BYTES:,} bytes are allowed.")
    return PlanFile.read(data, path.parent)


def _print(comparison: Comparison) -> None:
    fpir = f"{100 * comparison.plan.fpir:g} %"
    seed = comparison.plan.seed
    print(f"{comparison.people} people, {comparison.pictures} pictures, {comparison.folds} turns, seed {seed}")
    print(comparison.grouping or NOT_GROUPED)
    width = max(len(method.name) for method in comparison.methods)
    heads = "  ".join(f"{head:26}" for head in ("rank 1", f"DIR at FPIR {fpir}", "FPIR", "FPIR of others, predicted"))
    print(f"{'':{width}}  {'DIR at equal FPIR':17}  {heads}  {'ms a face':>9}  {'training':>8}")
    for method in comparison.methods:
        cost = method.outcome.cost
        rates = "  ".join(f"{rate!s:26}" for rate in (method.rank1, method.dir, method.fpir, method.predicted_fpir))
        equal = method.at_equal_fpir.dir
        rates = f"{'-' if equal is None else f'{100 * equal:.1f} %':17}  {rates}"
        print(f"{method.name:{width}}  {rates}  {cost.ms_per_face:9.2f}  {cost.train_seconds:6.2f} s")
    print(comparison.order)
    print(comparison.sentence)
    for said in extrapolation(comparison.methods[0]):
        print(said)
    print(comparison.note)
    print(comparison.machine)


def _print_robustness(spoiled: tuple[Robustness, ...]) -> None:
    for each in spoiled:
        print(f"\n{each.name}: rank 1 in %, on clean pictures and on five levels of each kind")
        for kind, rates in each.rank1.items():
            print(f"{PERTURBATIONS[kind].title:20}", *(f"{100 * (rate.value or 0):6.1f}" for rate in rates))
