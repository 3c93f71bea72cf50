"""Recognizers through their files: the same answers afterwards, and refusals for what does not fit together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from facerec.datasets import Dataset
from facerec.errors import ModelFileError, WeightsError, WeightsMissing
from facerec.features import Resize
from facerec.images import resize
from facerec.recipes import RECIPES
from facerec.recognizer import FaceRecognizer
from facerec.storage import load, manifest_of, save
from facerec.storage.model_file import ModelContent
from facerec.storage.recognizers import content_of, recognizer_from


@pytest.fixture(scope="module")
def people() -> Dataset:
    """Five made-up people: a pattern each, with noise; as small as the recipes allow."""
    rng = np.random.default_rng(0)
    patterns = rng.integers(30, 220, (5, 7, 6)).repeat(8, axis=1).repeat(8, axis=2)
    faces = np.clip(patterns.repeat(4, axis=0) + rng.normal(0, 12, (20, 56, 48)), 0, 255).astype(np.uint8)
    names = np.repeat(["Ada", "Bob", "Eve", "Ивана", "Zoë"], 4)
    return Dataset(faces, names, tuple(f"{row}.png" for row in range(20)))


@pytest.fixture(scope="module")
def recognizer(people: Dataset) -> FaceRecognizer:
    return FaceRecognizer.fit(people, recipe="fisherfaces", folds=2)


@pytest.mark.parametrize("recipe", [name for name, recipe in RECIPES.items() if not recipe.colour])
def test_every_recipe_answers_the_same_from_its_file(recipe: str, people: Dataset, tmp_path: Path) -> None:
    fitted = FaceRecognizer.fit(people, recipe=recipe, folds=2)
    save(fitted, tmp_path / "m.facerec")
    loaded = load(tmp_path / "m.facerec")
    assert loaded.identify(people.faces) == fitted.identify(people.faces)
    assert manifest_of(loaded) == manifest_of(fitted)
    assert load((tmp_path / "m.facerec").read_bytes()).people == fitted.people


def test_the_manifest_says_what_the_model_is(recognizer: FaceRecognizer, people: Dataset) -> None:
    manifest = manifest_of(recognizer)
    assert manifest["recipe"] == "fisherfaces"
    assert manifest["parameters"] == {"shrinkage": 0.2}
    assert manifest["people"] == {"Ada": 4, "Bob": 4, "Eve": 4, "Zoë": 4, "Ивана": 4}
    assert manifest["pictures"] == 20
    assert manifest["digest"] == people.digest
    assert manifest["crop"]["rule"] == "none"
    assert manifest["fpir"]["target"] == 0.01
    assert manifest["threshold"] == recognizer.open_set.threshold
    assert {"numpy", "scikit-learn", "skops"} <= manifest["libraries"].keys()


def test_detection_names_the_files_it_depends_on(recognizer: FaceRecognizer) -> None:
    weights = manifest_of(recognizer.finding_faces())["weights"]
    assert len(weights["haarcascade_frontalface_alt.xml"]) == 64


def test_without_faces_no_picture_is_inside(people: Dataset, tmp_path: Path) -> None:
    save(FaceRecognizer.fit(people, recipe="lbph", folds=2, keep_faces=False), tmp_path / "m.facerec")
    loaded = load(tmp_path / "m.facerec")
    assert loaded.gallery.faces is None
    assert manifest_of(loaded)["pictures_inside"] is False


@pytest.mark.parametrize("recipe", ["fisherfaces", "lbph", "hog-svm", "fusion"])
def test_a_forgotten_name_is_nowhere_in_the_file(recipe: str, people: Dataset, tmp_path: Path) -> None:
    name = "Zebulon Quist"
    names = np.where(people.names == "Eve", name, people.names)
    sources = tuple(f"{whose}/{number}.png" for number, whose in enumerate(names))
    trained = FaceRecognizer.fit(replace(people, names=names, sources=sources), recipe=recipe, folds=2)
    enrolled_later = trained.forget(name).enrol(name, people.faces[8:12], [f"{name}.png"] * 4)
    save(trained, tmp_path / "known.facerec")
    assert _holds(tmp_path / "known.facerec", name), "the search finds what is there"
    for forgotten in (trained.forget(name), enrolled_later.forget(name)):
        save(forgotten, tmp_path / "forgotten.facerec")
        assert not _holds(tmp_path / "forgotten.facerec", name)


def _holds(file: Path, text: str) -> bool:
    """Search the parts of a model file, and the arrays within them, for a text as JSON and as numpy write it."""
    with ZipFile(file) as archive:
        parts = b"".join(archive.read(part) for part in archive.namelist())  # the arrays are stored, not packed
    return any(text.encode(encoding) in parts for encoding in ("utf-8", "utf-32-le"))


def _without(name: str) -> Callable[[ModelContent], ModelContent]:
    return lambda content: replace(content, objects={k: v for k, v in content.objects.items() if k != name})


def _with(**objects: Any) -> Callable[[ModelContent], ModelContent]:
    return lambda content: replace(content, objects=content.objects | objects)


def _samples_of_another_width(content: ModelContent) -> ModelContent:
    content.objects["pipeline"][-1].samples_ = content.objects["pipeline"][-1].samples_[:, :2].copy()
    return content


def _with_open_set(**changes: Any) -> Callable[[ModelContent], ModelContent]:
    return lambda content: _with(open_set=content.objects["open_set"] | changes)(content)


def _with_manifest(**changes: Any) -> Callable[[ModelContent], ModelContent]:
    return lambda content: replace(content, manifest=content.manifest | changes)


def _with_somebody_called(name: str) -> Callable[[ModelContent], ModelContent]:
    def rename(content: ModelContent) -> ModelContent:
        classifier = content.objects["pipeline"][-1]
        classifier.classes_ = np.where(classifier.classes_ == "Ada", name, classifier.classes_)
        return _with(names=np.where(content.objects["names"] == "Ada", name, content.objects["names"]))(content)

    return rename


def _samples_of_nobody(content: ModelContent) -> ModelContent:
    content.objects["pipeline"][-1].codes_[-1] = 99
    return content


def _faces_of_a_million_pixels_a_side(content: ModelContent) -> ModelContent:
    content.objects["pipeline"] = make_pipeline(Resize((10**6, 10**6)), *content.objects["pipeline"])
    return content


@pytest.mark.parametrize(
    "tamper",
    [
        _with_open_set(threshold=float("nan")),
        _with_open_set(target=0.0),
        _with_open_set(stranger_share=2.0),
        _with_open_set(n_extra=float("inf")),
        _with_manifest(seconds=float("nan")),
        _with_manifest(created="[yesterday](https://example.org)"),
        _with_manifest(crop={"rule": "none", "size": [float("inf"), 48], "detector": "haar", "reason": ""}),
        _with_somebody_called("\x1b[2J"),
        _with_somebody_called("x" * 201),
        _with_somebody_called("Unknown"),
        _with(sources=[1] * 20),
        _samples_of_nobody,
        _faces_of_a_million_pixels_a_side,
        _without("pipeline"),
        _without("open_set"),
        _with(names=np.array(["Ada"])),
        _with(names=["Ada"] * 20),
        _with(sources=["1.png"]),
        _with(pipeline="a pipeline"),
        _with(open_set={}),
        _samples_of_another_width,
        lambda content: replace(content, thumbnails=content.thumbnails[:3]),
        lambda content: replace(content, manifest=content.manifest | {"crop": {"rule": "guess"}}),
        lambda content: replace(content, manifest=content.manifest | {"folds": "ten"}),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(
    tamper: Callable[[ModelContent], ModelContent], recognizer: FaceRecognizer, tmp_path: Path
) -> None:
    save(recognizer, tmp_path / "m.facerec")
    content = content_of(load(tmp_path / "m.facerec"))
    with pytest.raises(ModelFileError, match=r"[Tt]his model file"):
        recognizer_from(tamper(content))


@pytest.fixture
def embedded(people: Dataset, zoo_folder: Path, tmp_path: Path) -> Path:
    """A model file of the people in colour, by the network mobileface-v2."""
    faces = np.stack([resize(np.repeat(face[..., None], 3, axis=2), (112, 112)) for face in people.faces])
    colour = replace(people, faces=faces)
    recognizer = FaceRecognizer.fit(colour, recipe="embedding", parameters={"model": "mobileface-v2"}, folds=2)
    save(recognizer, tmp_path / "colour.facerec")
    loaded = load(tmp_path / "colour.facerec")
    assert loaded.identify(faces) == recognizer.identify(faces)
    assert loaded.crop.colour
    return tmp_path / "colour.facerec"


def test_an_embedding_records_its_network_and_opens_with_no_other(embedded: Path, zoo_folder: Path) -> None:
    network, other = zoo_folder / "mobileface_id_v2.onnx", zoo_folder / "mobileface_id_v3.onnx"
    manifest = manifest_of(load(embedded))
    assert manifest["parameters"] == {"model": "mobileface-v2"}
    assert manifest["weights"] == {"mobileface-v2": sha256(network.read_bytes()).hexdigest()}
    network.unlink()
    network.symlink_to(other.resolve())  # 256 numbers a face as well, with another meaning
    with pytest.raises(WeightsError, match="described by another network than the mobileface-v2 that is here"):
        load(embedded)
    network.unlink()
    with pytest.raises(WeightsMissing, match="mobileface-v2, which is not known here"):
        load(embedded)
    description = zoo_folder / "mobileface-v2.toml"
    known = f'bytes = 4000000\nsha256 = "{manifest["weights"]["mobileface-v2"]}"\n'
    description.write_text(known + description.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(WeightsMissing, match=r"mobileface_id_v2\.onnx .* is not on this machine"):
        load(embedded)


def test_an_embedding_whose_parts_name_different_networks_is_refused(embedded: Path) -> None:
    content = content_of(load(embedded))
    content.manifest["weights"] = {"mobileface-v2": "0" * 64}
    with pytest.raises(ModelFileError, match="names another mobileface-v2"):
        recognizer_from(content)
    content = content_of(load(embedded))
    content.objects["pipeline"].steps[0][1].model = "mobileface-v3"
    with pytest.raises(ModelFileError, match="lacks a part"):
        recognizer_from(content)
