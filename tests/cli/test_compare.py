"""``compare`` from the command line."""

from __future__ import annotations

import json
from operator import itemgetter
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for person in ("ada", "ben", "cleo", "dora"):
        (tmp_path / "people" / person).mkdir(parents=True)
        middle = cv2.resize(rng.integers(0, 256, (6, 5)).astype(np.uint8), (30, 36), interpolation=cv2.INTER_CUBIC)
        for shot in range(4):
            face = np.clip(middle + rng.normal(0, 10, middle.shape), 0, 255).astype(np.uint8)
            cv2.imwrite(str(tmp_path / "people" / person / f"{shot}.png"), face)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def without_costs(text: str) -> dict:
    content = json.loads(text)
    for method in content["methods"]:
        del method["train_seconds"], method["ms_per_face"]
    return content


def test_a_saved_plan_gives_the_same_figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = folder / "facerec.toml"
    recipes = ("--recipes", "pixels", "eigenfaces", "--folds", 4, "--seed", 3, "--crop", "none")
    code, out, _ = run(capsys, "compare", folder / "people", *recipes, "--open-set", 0.5, "--save-plan", plan, "--json")
    first = without_costs(out)
    assert code == 0
    assert [set(first), first["folds"], first["seed"]] == [
        {"methods", "sorted_by", "ties", "folds", "seed", "note", "notes", "dataset"},
        4,
        3,
    ]
    assert first["dataset"]["people"] == 4
    code, out, _ = run(capsys, "compare", plan, "--json")
    assert code == 0
    assert without_costs(out) == first


def test_copies_are_kept_together_and_bursts_unless_one_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, turned in ((8, 0.0), (9, 2.0)):  # a copy of one face, and of another what stands for a burst
        face = cv2.imread(str(folder / "people" / "ada" / f"{number - 8}.png"), cv2.IMREAD_GRAYSCALE)
        turn = cv2.getRotationMatrix2D((face.shape[1] / 2, face.shape[0] / 2), turned, 1)
        again = cv2.warpAffine(face, turn, face.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
        cv2.imwrite(str(folder / "people" / "ada" / f"{number}.png"), again)
    plan, asked = folder / "facerec.toml", ("--recipes", "pixels", "--folds", 4, "--crop", "none")
    _, out, _ = run(capsys, "compare", folder / "people", *asked)
    assert "4 pictures are near-duplicates or shots of a burst. They form 2 groups" in out
    _, out, _ = run(capsys, "compare", folder / "people", *asked, "--protocol", "kfold", "--save-plan", plan)
    assert "2 pictures are near-duplicates. They form 1 group, and each group stays in one fold" in out
    assert "2 pictures seem to be shots of a burst and were put into different folds" in out
    _, out, _ = run(capsys, "compare", plan, "--json")
    apart = {"groups": 1, "pictures": 2, "never_asked": [], "parted": 2, "sessions": None}
    assert json.loads(out)["dataset"]["groups"] == apart
    _, out, _ = run(capsys, "compare", folder / "people", *asked, "--ignore-bursts", "--json")
    assert json.loads(out)["dataset"]["groups"] == apart
    plan.write_text(plan.read_text().replace('bursts = "apart"', 'bursts = "together"'))
    _, out, _ = run(capsys, "compare", plan, "--json")
    assert json.loads(out)["dataset"]["groups"] == {
        "groups": 2,
        "pictures": 4,
        "never_asked": [],
        "parted": 0,
        "sessions": None,
    }
    for wrong in ((plan, "--ignore-bursts"), (folder / "people", "--ignore-bursts", "--protocol", "grouped-kfold")):
        code, _, err = run(capsys, "compare", *wrong)
        assert code == 2
        assert "--ignore-bursts cannot be given" in err


def test_the_table_names_methods_and_ends_with_advice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--recipes", "pixels", "--folds", 2, "--crop", "none", "--robustness")
    code, out, err = run(capsys, "compare", folder / "people", *asked)
    assert code == 0
    assert "4 people, 16 pictures, 2 turns, seed 0" in out
    assert "DIR at FPIR 1 %" in out
    assert "pixels names 100.0 %" in out
    assert "Light from a side     100.0" in out
    assert "Comparing: pixels" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--folds", "1"), "folds is 1"),
        (("--open-set", "2"), "held out as strangers is 2"),
        (("--seed", "-1"), "seed is -1"),
    ],
)
def test_bad_settings_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], said: str
) -> None:
    code, _, err = run(capsys, "compare", folder / "people", *arguments)
    assert code == 2
    assert said in err


def test_a_plan_and_settings_do_not_mix(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "p.toml").write_text('people = "people"\n[[contestants]]\nrecipe = "pixels"\n')
    code, _, err = run(capsys, "compare", folder / "p.toml", "--folds", 3)
    assert code == 2
    assert "so --folds cannot be given" in err


def test_the_plan_in_a_report_gives_its_figures_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--recipes", "pixels", "--folds", 2, "--seed", 5, "--crop", "none", "--open-set", 0.5)
    code, out, err = run(capsys, "compare", folder / "people", *asked, "--report", folder / "out")
    assert code == 0, err
    assert "FPIR of others, predicted" in out
    assert out.endswith(f"The whole report: {folder / 'out' / 'report.html'}\n")
    first = without_costs((folder / "out" / "comparison.json").read_text())
    code, _, err = run(capsys, "compare", folder / "out" / "facerec.toml", "--report", folder / "again")
    assert code == 0, err
    again = without_costs((folder / "again" / "comparison.json").read_text())
    for content in (first, again):
        del content["methods"][0]["peak_bytes"], content["date"]
    assert again == first


def test_a_folder_with_something_else_is_refused_before_any_work(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "compare", folder / "people", "--report", folder)
    assert code == 2
    assert out == ""
    assert "which no report does. Name a folder that is new" in err
    assert "Comparing" not in err


def test_settings_pipelines_and_models_take_part_and_the_plan_holds_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people, plan, model = folder / "people", folder / "facerec.toml", folder / "family.facerec"
    trained = ("--recipe", "eigenfaces", "--set", "n_components=3", "--crop", "none", "--folds", 2)
    code, _, err = run(capsys, "train", people, "-o", model, *trained)
    assert code == 0, err
    asked = ("--recipes", "eigenfaces", "eigenfaces:n_components=2", "--models", model)
    own = (
        "--preprocessing",
        "none",
        "clahe",
        "--features",
        "pixels",
        "lbp:radius=3",
        "--metrics",
        "cosine",
        "chi_square:neighbors=2",
    )
    rest = ("--folds", 2, "--crop", "none", "--open-set", 0)
    code, out, err = run(capsys, "compare", people, *asked, *own, *rest, "--save-plan", plan, "--json")
    assert code == 0, err
    first = without_costs(out)
    assert {(method["name"], method["recipe"]) for method in first["methods"]} == {
        ("eigenfaces", "eigenfaces"),
        ("eigenfaces (n_components=2)", "eigenfaces"),
        ("family (model)", "eigenfaces"),
        ("pixels + cosine", "custom"),
        ("lbp (radius=3) + cosine", "custom"),
        ("lbp (radius=3) + chi_square (neighbors=2)", "custom"),
        ("clahe + pixels + cosine", "custom"),
        ("clahe + lbp (radius=3) + cosine", "custom"),
        ("clahe + lbp (radius=3) + chi_square (neighbors=2)", "custom"),
    }
    code, out, err = run(capsys, "compare", plan, "--json")
    assert code == 0, err
    again = without_costs(out)["methods"]  # of equals the quicker comes first, which the clock says
    assert sorted(again, key=itemgetter("name")) == sorted(first["methods"], key=itemgetter("name"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--recipes", "magic"), "no recipe 'magic'"),
        (("--recipes", "lbph:cells=__import__('os')"), "cells is"),
        (("--recipes", "eigenfaces:"), "no settings after its colon"),
        (("--recipes", "pixels", "pixels"), "Two contestants are called 'pixels'"),
        (("--features", "hog", "--metrics", "chi_square"), "None of chi_square can compare hog"),
        (("--metrics", "miles"), "no metric 'miles'"),
        (("--features", "lbp:radius=99"), "radius is 99"),
        (("--features", "pixels:radius=3"), "features pixels has no parameter 'radius'"),
        (("--models", "nobody"), "no model called 'nobody'"),
        (("--recipes", "embedding"), "is not on this machine"),
    ],
)
def test_contestants_that_cannot_be_are_refused_before_any_work(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, "compare", folder / "people", *arguments, "--crop", "none")
    assert (code, out) == (2, "")
    assert said in err
    assert "Comparing" not in err


def test_an_embedding_and_a_grey_method_in_one_table(
    folder: Path, capsys: pytest.CaptureFixture[str], zoo_folder: Path
) -> None:
    asked = ("--recipes", "pixels", "embedding:model=mobileface-v2", "--folds", 2, "--crop", "none", "--open-set", 0)
    code, out, err = run(capsys, "compare", folder / "people", *asked, "--json")
    assert code == 0, err
    content = json.loads(out)
    assert {method["recipe"] for method in content["methods"]} == {"pixels", "embedding"}
    assert content["dataset"]["pictures"] == 16
