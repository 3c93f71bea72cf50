"""What the steps of every recipe see, without a browser."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facerec.datasets import Dataset, load, open_people
from facerec.detection import Crop
from facerec.images import Face, Picture, resize, to_grey
from facerec.recipes import RECIPES
from facerec.recognizer import FaceRecognizer
from pages import learned, seen

CHECKOUT = Path(__file__).resolve().parents[2]


def centre(picture: Picture) -> Face:
    return resize(to_grey(picture)[40:168, 40:152], (64, 56))


@pytest.fixture(scope="module")
def few_people() -> Dataset:
    people = open_people(CHECKOUT / "sample_data" / "people.csv")
    entries = tuple((name, source) for name, source in people.entries if name in people.names[:3])
    return load(type(people)(entries, (), "sample"), centre)


@pytest.mark.parametrize("recipe", [name for name, recipe in RECIPES.items() if not recipe.colour])
def test_every_recipe_can_be_looked_at(few_people: Dataset, recipe: str) -> None:
    recognizer = FaceRecognizer.fit(few_people, recipe=recipe, folds=2)
    captions = [sheet.caption for sheet in seen.sheets(recognizer, few_people.faces, "grey")]
    assert captions[0] == "The mean face"
    assert seen.coloured(recognizer, few_people.faces) == any(
        caption.endswith("the most telling first") for caption in captions
    )
    assert ("Spectrum of the Eigenfaces: what each one explains" in captions) == (recipe == "eigenfaces")
    assert any("counted" in caption for caption in captions) == (
        recipe.startswith(("lbp", "lpq"))
        or recipe in ("fusion", "multiscale-lpq", "mirror-patterns", "mirror-fisherfaces")
    )
    plane = learned.plane(recognizer, few_people.faces)
    assert Image.open(io.BytesIO(plane.whole)).width > 400


def test_mean_face_and_reconstructions(few_people: Dataset) -> None:
    recognizer = FaceRecognizer.fit(few_people, recipe="eigenfaces", folds=2)
    sheets = {sheet.caption: sheet for sheet in seen.sheets(recognizer, few_people.faces, "grey")}
    mean = np.asarray(Image.open(io.BytesIO(sheets["The mean face"].whole)).convert("L").resize((56, 64)), float)
    assert np.abs(mean - few_people.faces.mean(axis=0)).mean() < 3
    rebuilt = sheets["Faces, and the same rebuilt from their first components"]
    # A face and four reconstructions (1, 5, 20 and all 29 components): five tiles of 168 pixels, gaps of 8 between.
    assert Image.open(io.BytesIO(rebuilt.whole)).width == 5 * 168 + 4 * 8


def test_an_embedding_shows_its_faces_and_the_pairs_it_is_least_sure_of(zoo_folder: Path) -> None:
    people = open_people(CHECKOUT / "sample_data" / "people.csv")
    entries = tuple((name, source) for name, source in people.entries if name in people.names[:3])
    crop = Crop("detect", (112, 112), "yunet", colour=True)
    faces = load(type(people)(entries, (), "sample"), crop.face)
    recognizer = FaceRecognizer.fit(faces, recipe="embedding", crop=crop, folds=2)
    captions = [sheet.caption.partition(":")[0] for sheet in seen.sheets(recognizer, faces.faces, "grey")]
    assert captions == [
        "The mean face",
        "As the network gets it",
        "One person, yet far apart",
        "Two people, yet close together",
    ]
    assert Image.open(io.BytesIO(learned.plane(recognizer, faces.faces).whole)).width > 400
