"""The command line, as its users type it: real processes where that matters, `main` where it is quicker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from facerec.cli import main
from facerec.settings import settings

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def people(assets: Path, tmp_path: Path) -> Path:
    """Eight AT&T people with pictures 1 to 6, as a folder and a CSV; the others are left for the tests."""
    for person in range(1, 9):
        folder = tmp_path / "people" / f"s{person}"
        folder.mkdir(parents=True)
        for shot in range(1, 7):
            shutil.copy(assets / "data" / "att" / f"s{person}" / f"{shot}.pgm", folder)
    lines = "".join(f"Person {person};s{person}\n" for person in range(1, 9))
    (tmp_path / "people" / "people.csv").write_text(lines, encoding="utf-8")
    return tmp_path / "people"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def train(capsys: pytest.CaptureFixture[str], people: Path, *more: str) -> dict:
    code, out, err = run(
        capsys, "train", people / "people.csv", "-o", "family", "--recipe", "fisherfaces", "--json", *more
    )
    assert code == 0, err
    return json.loads(out)


def test_train_says_what_was_learned(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (people / "s3" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    result = train(capsys, people)
    keys = ["model", "recipe", "requested", "choice", "advice", "people", "pictures", "skipped", "strangers"]
    keys += ["several_faces"]
    keys += ["notes", "rank1", "threshold", "fpir", "dir", "groups", "note", "seconds", "checks"]
    assert list(result) == keys
    assert result["several_faces"] == []
    assert "held out as strangers" in result["note"]
    assert "On another day" in result["note"]
    assert result["checks"]["sentence"] == "Quick checks: nothing was found."
    assert (result["model"], result["recipe"], result["people"], result["pictures"]) == ("family", "fisherfaces", 8, 48)
    assert (result["requested"], result["choice"], result["advice"]) == ("fisherfaces", "", "")
    (skipped,) = result["skipped"]
    assert skipped["file"].endswith("broken.jpg")
    assert list(result["rank1"]) == ["value", "low", "high", "folds", "cross_validated"]
    assert result["rank1"]["folds"] == 6, "six pictures a person allow no more"
    assert 0.7 < result["rank1"]["low"] <= result["rank1"]["value"] <= result["rank1"]["high"] <= 1
    assert list(result["fpir"]) == ["target", "value", "low", "high"]
    assert result["fpir"]["target"] == 0.01
    assert list(result["dir"]) == ["value", "low", "high", "cross_validated"]


def test_train_chooses_a_recipe_and_says_why(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "train", people, "-o", "family")
    assert code == 0
    assert "recipe: mirror-patterns, chosen automatically. It needs no download" in out
    code, out, _ = run(capsys, "info", "family", "--json")
    manifest = json.loads(out)
    assert (manifest["recipe"], manifest["requested"]) == ("mirror-patterns", "auto")
    code, _, err = run(capsys, "train", people, "-o", "family", "--set", "radius=3")
    assert code == 2
    assert "mirror-patterns" in err


def test_recognize_names_people_strangers_and_errors(
    people: Path, assets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(capsys, people, "--fpir", "0.05")
    (tmp_path / "text.jpg").write_text("not a picture")
    known, stranger = assets / "data/att/s2/9.pgm", assets / "data/att/s30/1.pgm"
    code, out, _ = run(capsys, "recognize", "family", "gone.png", known, stranger, tmp_path / "text.jpg", "--json")
    gone, first, second, third = json.loads(out)
    assert code == 2, "two of the four are no pictures"
    assert gone["file"] == "gone.png"
    assert "No such file" in gone["error"]
    assert first["file"] == str(known)
    assert first["error"] is None
    (face,) = first["faces"]
    assert list(face) == [
        "box",
        "name",
        "known",
        "distance",
        "probability",
        "neighbours",
        "turned",
        "already_named",
        "note",
    ]
    assert face["name"] == "Person 2"
    assert face["known"] is True
    assert face["box"] == [0, 0, 92, 112]
    assert face["neighbours"][0]["name"] == "Person 2"
    assert "s2" in face["neighbours"][0]["source"]
    assert second["faces"][0]["name"] == "unknown"
    assert third["faces"] == []
    assert "text.jpg" in third["error"]


def test_threshold_update_forget_change_the_stored_model(
    people: Path, assets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained = train(capsys, people)
    code, out, _ = run(capsys, "threshold", "family", "--fpir", "0.2", "--json")
    assert code == 0
    assert json.loads(out)["fpir"]["target"] == 0.2
    assert json.loads(out)["threshold"] >= trained["threshold"]
    pictures = [assets / f"data/att/s20/{shot}.pgm" for shot in range(1, 6)]
    code, out, _ = run(capsys, "update", "family", "Ada", *pictures, "--json")
    updated = json.loads(out)
    assert (code, updated["people"], updated["pictures"], updated["added"]) == (0, 9, 53, 5)
    assert updated["stale"] is True
    _, out, _ = run(capsys, "recognize", "family", assets / "data/att/s20/8.pgm", "--threshold", "1e9", "--json")
    assert json.loads(out)[0]["faces"][0]["name"] == "Ada"
    code, out, _ = run(capsys, "threshold", "family", "--stranger-share", "0.1", "--json")
    assert (code, json.loads(out)["threshold"]) == (0, updated["threshold"])
    assert json.loads(run(capsys, "info", "family", "--json")[1])["stranger_share"] == 0.1
    code, out, _ = run(capsys, "forget", "family", "Person 3")
    assert "keeps their influence" in out
    assert "--retrain" in out
    code, out, _ = run(capsys, "forget", "family", "Ada", "--retrain", "--json")
    assert (code, json.loads(out)["people"], json.loads(out)["stale"]) == (0, 7, False)
    _, out, _ = run(capsys, "info", "family", "--json")
    assert "Ada" not in out
    _, out, _ = run(capsys, "models", "--json")
    assert [model["model"] for model in json.loads(out)] == ["family"]


@pytest.mark.usefixtures("zoo_folder")
def test_what_shows_no_face_or_several_is_never_enrolled(
    people: Path, assets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    group = assets / "data/pictures/test_face_processing.jpg"
    shutil.copy(assets / "data/pictures/car.jpg", people / "s1" / "car.jpg")
    shutil.copy(group, people / "s2" / "group.jpg")
    result = train(capsys, people)
    assert result["pictures"] == 48
    reasons = {Path(one["file"]).name: one["reason"] for one in result["skipped"]}
    assert reasons.keys() == {"car.jpg", "group.jpg"}
    assert "No face" in reasons["car.jpg"]
    assert "several faces (17)" in reasons["group.jpg"]
    checks = result["checks"]
    assert [Path(file).name for file in checks["no_face"] + checks["several_faces"]] == ["car.jpg", "group.jpg"]
    assert "1 picture was skipped (no face), 1 picture was skipped (several faces)" in checks["sentence"]
    _, out, _ = run(capsys, "doctor", people / "people.csv", "--json")
    unused = [one["sentence"] for one in json.loads(out) if one["kind"] == "unused"]
    assert any("No face" in sentence for sentence in unused), "the doctor's rule is that of the training"
    code, out, err = run(capsys, "update", "family", "Ada", people / "s1" / "car.jpg", group)
    assert (code, out) == (2, "")
    assert "No face" in err
    two = cv2.resize(cv2.imread(str(assets / "data/att/s20/1.pgm")), None, fx=3, fy=3)
    two[:112, -92:] = cv2.imread(str(assets / "data/att/s21/1.pgm"))
    cv2.imwrite(str(tmp_path / "two.png"), two)
    code, out, err = run(capsys, "update", "family", "Ada", tmp_path / "two.png", "--json")
    updated = json.loads(out)
    assert updated["several_faces"] == [{"file": str(tmp_path / "two.png"), "faces": 2, "taken": "largest"}]
    code, out, err = run(capsys, "update", "family", "Ada", tmp_path / "two.png", "--which", "only", "--json")
    assert code == 2
    assert "several faces (2)" in err


def test_training_and_update_say_what_the_quick_checks_find(
    people: Path, assets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for person in range(1, 9):
        for shot in (7, 8, 9, 10):
            shutil.copy(assets / f"data/att/s{person}/{shot}.pgm", people / f"s{person}")
    shutil.move(people / "s1" / "10.pgm", people / "s2" / "wrong.pgm")
    shutil.copy(people / "s3" / "1.pgm", people / "s4" / "copy.pgm")
    code, out, _ = run(capsys, "train", people / "people.csv", "-o", "family", "--recipe", "pixels")
    assert code == 0
    (sentence,) = [line for line in out.splitlines() if line.startswith("Quick checks")]
    assert "2 pictures stand under two names, 1 name is probably wrong" in sentence
    assert f"python -m facerec doctor {people / 'people.csv'}" in sentence
    files = [assets / f"data/att/s5/{shot}.pgm" for shot in (1, 2)]
    _, out, _ = run(capsys, "update", "family", "Person 6", *files, "--json")
    checks = json.loads(out)["checks"]
    assert checks["two_names"] == [str(file) for file in files]
    train(capsys, people, "--no-faces")
    _, out, _ = run(capsys, "update", "family", "Person 6", *files, "--json")
    assert "not checked" in json.loads(out)["checks"]["unchecked"][0]


def test_names_what_cannot_be_used(people: Path, assets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "train", people, "-o", "family", "--recipe", "pixels")
    assert code == 0
    assert "6-fold cross-validation (not 10: the fewest pictures a person has)" in out
    (settings().home / "models" / "broken.facerec").write_bytes(b"no model")
    code, out, err = run(capsys, "models")
    assert (code, out.count("\n")) == (0, 1)
    assert "broken cannot be read" in err
    (people / "text.jpg").write_text("not a picture")
    code, out, err = run(capsys, "update", "family", "Ada", people / "text.jpg", "gone.png")
    assert (code, out) == (2, "")
    assert "text.jpg is a text file" in err
    assert "gone.png: gone.png cannot be read" in err


@pytest.mark.parametrize("model", ["bad:name", ".", "/dev/null/model.facerec"])
def test_where_no_model_can_be_saved_nothing_is_trained(
    model: str, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "train", people, "-o", model, "--recipe", "pixels")
    assert (code, out) == (2, "")
    assert "Reading" not in err


@pytest.mark.parametrize("source", ["people.csv", ".", "people.zip"])
def test_csv_folder_and_zip_give_the_same_people(
    people: Path, source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if source == "people.zip":
        shutil.make_archive(str(people / "people"), "zip", root_dir=people)
    elif source == ".":
        (people / "people.csv").unlink()
    model = tmp_path / "a.facerec"
    code, out, err = run(capsys, "train", people / source, "-o", model, "--recipe", "pixels", "--folds", "2", "--json")
    assert code == 0, err
    assert (json.loads(out)["people"], json.loads(out)["pictures"]) == (8, 48)
    assert model.is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "nowhere.csv", "-o", "m"], "nowhere.csv"),
        (["recognize", "no-such-model", "a.png"], "no-such-model"),
        (["info", "../../etc/passwd"], "passwd"),
        (["forget", "no-such-model", "Ada"], "no-such-model"),
        (["threshold", "no-such-model"], "--fpir"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert says in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "people.csv"],
        ["train", "p.csv", "-o", "m", "--fpir", "1.5"],
        ["train", "p.csv", "-o", "m", "--size", "4x4"],
        ["train", "p.csv", "-o", "m", "--recipe", "magic"],
        ["recognize", "m", "a.png", "--threshold", "nan"],
        ["dance"],
        [],
    ],
)
def test_wrong_arguments_exit_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "recognize", "threshold", "update", "forget", "info", "models"])
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"Example: python -m facerec {command}" in capsys.readouterr().out


def test_runs_as_a_module_with_progress_on_stderr_only(people: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "facerec", "train", people, "-o", tmp_path / "m.facerec", "--recipe", "eigenfaces"]
    done = subprocess.run([*map(str, command), "--json"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["people"] == 8
    assert "Reading pictures 48/48" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="file names of bytes")
def test_bytes_that_are_no_text_and_a_reader_who_leaves(people: Path, tmp_path: Path) -> None:
    model, picture = tmp_path / "m.facerec", os.fsencode(tmp_path) + b"/\xff.pgm"
    shutil.copy(people / "s1" / "1.pgm", picture)
    facerec = [sys.executable, "-m", "facerec"]
    subprocess.run([*facerec, "train", people, "-o", model, "--recipe", "pixels"], cwd=CHECKOUT, check=True)
    command = [*facerec, "recognize", model, picture, "--json"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    assert os.fsencode(json.loads(done.stdout)[0]["file"]) == picture, "as given"
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as left:
        left.stdout.close()
        assert left.stderr.read() == b""
    assert left.returncode == 141


def test_train_by_an_embedding_with_one_s_own_network(
    people: Path, zoo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(capsys, people, "--recipe", "embedding", "--model", "mobileface-v3", "--folds", "2")
    code, out, _ = run(capsys, "info", "family", "--json")
    manifest = json.loads(out)
    assert (code, manifest["recipe"], manifest["parameters"]) == (0, "embedding", {"model": "mobileface-v3"})
    assert manifest["crop"]["colour"]
    assert "mobileface-v3" in manifest["weights"]
    code, out, _ = run(capsys, "recognize", "family", people / "s3" / "2.pgm")
    assert (code, "Person 3 (probability" in out) == (0, True)


def test_a_recipe_s_parameters_are_set_and_checked_before_any_work(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(capsys, people, "--set", "shrinkage=0.5", "--folds", "2")
    assert json.loads(run(capsys, "info", "family", "--json")[1])["parameters"] == {"shrinkage": 0.5}
    for wrong, words in (
        (("--set", "shrinkage=9"), "it must be a number from 0.01 to 2.0"),
        (("--set", "shrinkage=much"), "shrinkage is 'much'"),
        (("--set", "radius=2"), "has no parameter 'radius'"),
        (("--recipe", "embedding"), "python -m facerec zoo fetch sface"),
    ):
        code, _, err = run(capsys, "train", people / "nobody.csv", "-o", "m", "--recipe", "fisherfaces", *wrong)
        assert (code, words in err) == (2, True), err
    with pytest.raises(SystemExit, match="2"):
        run(capsys, "train", people, "-o", "m", "--set", "shrinkage")
    assert "give NAME=VALUE" in capsys.readouterr().err
