"""``recognize --why``: the runner-up, the margin, and a drawing of what speaks for either."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facerec.cli import main
from facerec.datasets import Dataset
from facerec.images import encode
from facerec.recognizer import FaceRecognizer
from facerec.storage import save


@pytest.mark.parametrize(("recipe", "kept"), [("eigenfaces", True), ("hog-svm", False)])
def test_why_tells_of_the_runner_up_and_draws(
    recipe: str, kept: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    patterns = rng.integers(60, 200, (4, 1, 48, 40))
    faces = (patterns + rng.integers(-25, 26, (4, 3, 48, 40))).reshape(-1, 48, 40).astype(np.uint8)
    dataset = Dataset(faces[:-1], np.repeat([*"ABCD"], 3)[:-1], tuple(map(str, range(11))), ())
    model, picture = str(tmp_path / "four.facerec"), tmp_path / "a.png"
    save(FaceRecognizer.fit(dataset, recipe=recipe, folds=2, keep_faces=kept), Path(model))
    picture.write_bytes(encode(faces[-1]))
    (tmp_path / "again").mkdir()
    again = shutil.copy(picture, tmp_path / "again" / "a.png")
    drawn = tmp_path / "drawn"
    assert main(["recognize", model, str(picture), str(again), "--why", str(drawn), "--json"]) == 0
    for result in json.loads(capsys.readouterr().out):
        (face,) = result["faces"]
        assert face["runner_up"]["name"] in {*"ABC"}
        assert face["margin"] == pytest.approx(face["runner_up"]["distance"] - face["distance"])
    assert sorted(file.name for file in drawn.iterdir()) == ["a-why-2.png", "a-why.png"]
    with Image.open(drawn / "a-why.png") as sheet:
        assert sheet.width > (400 if kept else 200)
    assert main(["recognize", model, str(picture), "--why", str(drawn)]) == 0
    assert "a margin of" in capsys.readouterr().out
