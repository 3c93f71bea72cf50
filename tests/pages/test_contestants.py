"""What can be compared on the screen: turned recipes, pipelines put together from parts, networks, trained models."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facerec.datasets import Dataset
from facerec.evaluation.grid import FEATURES, PREPROCESSING
from facerec.matching.distances import METRICS
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, load
from pages import exports
from tests.pages.test_compare import compared, drawn_people, opened

PEOPLE = drawn_people(6, 4)


def button(app: Any, label: str) -> Any:
    return next(each for each in app.button if each.label == label)


def rows(app: Any) -> set[str]:
    """The methods in the table, without the marks before their names."""
    return {name.lstrip("★≈▲ ") for name in app.dataframe[0].value["Method"]}


def taken(app: Any) -> tuple[Any, ...]:
    """What was compared, and on what."""
    made_from, comparison, cuts = app.session_state["compared"]
    return comparison, cuts, made_from[1]


def save_winner(app: Any, method: str) -> Any:
    """Train a method on everybody, save it, and open what was saved."""
    next(box for box in app.selectbox if box.label == "Take").select(method).run()
    app.button(key="train-winner").click().run()
    next(box for box in app.text_input if box.label == "Name of the model").input("best")
    button(app, "Save").click().run()
    assert not app.exception
    return load(ModelStore().path("best"))


def test_a_turned_recipe_stands_beside_the_one_as_it_is_and_can_win(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(PEOPLE, monkeypatch, ("eigenfaces",))
    assert button(app, "Add it to the methods").disabled
    app.slider(key="version-eigenfaces-n_components").set_value(3).run()
    button(app, "Add it to the methods").click().run()
    assert button(app, "Add it to the methods").disabled
    compared(app)
    assert rows(app) == {"Eigenfaces", "Eigenfaces (eigenfaces 3)"}
    assert "--recipes eigenfaces eigenfaces:n_components=3" in app.code[-1].value
    winner = save_winner(app, "Eigenfaces (eigenfaces 3)")
    assert (winner.training.recipe, winner.training.parameters) == ("eigenfaces", {"n_components": 3})


def test_parts_make_pipelines_which_are_counted_compared_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(PEOPLE, monkeypatch, ("pixels",))
    app.multiselect(key="grid-Prepare").set_value(["none", "clahe"]).run()
    assert any("Choose something of each" in caption.value for caption in app.caption)
    app.multiselect(key="grid-Describe").set_value(["pixels"]).run()
    app.multiselect(key="grid-Compare by").set_value(["chi_square"]).run()
    app.selectbox(key="version-of-part").select(("metric", "cosine")).run()
    app.slider(key="version-cosine-neighbors").set_value(2).run()
    button(app, "Add it to the parts").click().run()
    assert app.multiselect(key="grid-Compare by").value == ["chi_square", "cosine:neighbors=2"]
    assert any("That makes 2 more" in caption.value for caption in app.caption)
    compared(app)
    name = "clahe + pixels + cosine (neighbors=2)"
    assert rows(app) == {"Pixels", "pixels + cosine (neighbors=2)", name}
    assert "--preprocessing none clahe --features pixels --metrics cosine:neighbors=2" in app.code[-1].value
    assert "cosine:neighbors=2" in exports.findings(*taken(app), {}).plan
    winner = save_winner(app, name)
    assert winner.training.parameters == {
        "preprocessing": "clahe",
        "features": "pixels",
        "metric": "cosine:neighbors=2",
    }
    assert winner.pipeline.steps[0][1].clahe


def test_too_many_pipelines_and_none_at_all_are_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(PEOPLE, monkeypatch, ("pixels",))
    for part, names in (("Prepare", PREPROCESSING), ("Describe", FEATURES), ("Compare by", METRICS)):
        app.multiselect(key=f"grid-{part}").set_value(list(names)).run()
    assert any("at most 60 can be compared at once" in error.value for error in app.error)
    app.multiselect(key="grid-Describe").set_value(["hog"]).run()
    app.multiselect(key="grid-Compare by").set_value(["chi_square"]).run()
    assert any("can compare hog" in error.value for error in app.error)
    compared(app)
    assert rows(app) == {"Pixels"}


def test_a_trained_model_lends_its_method(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (9, 20, 16), np.uint8)
    strangers = Dataset(faces, np.repeat(["ada", "bob", "eve"], 3), tuple(f"{number}.png" for number in range(9)))
    known = FaceRecognizer.fit(strangers, recipe="eigenfaces", parameters={"n_components": 5}, folds=2)
    ModelStore().save(known, "my family")
    app = opened(PEOPLE, monkeypatch, ())
    app.multiselect(key="choice-models").set_value(["my family"]).run()
    compared(app)
    assert rows(app) == {"my family (model)"}
    assert "--models 'my family'" in app.code[-1].value
    assert save_winner(app, "my family (model)").training.parameters == {"n_components": 5}
    ModelStore().delete("my family")
    app.run()
    assert not app.exception


def test_without_a_network_it_is_said_and_one_can_be_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(PEOPLE, monkeypatch)
    assert not [name for name in app.multiselect(key="choice-contestants").options if "sface" in name.lower()]
    assert any("once a network is here" in caption.value for caption in app.caption)
    assert button(app, "Fetch, under these terms")


def test_an_embedding_and_a_grey_method_are_asked_about_the_same_pictures(
    zoo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(PEOPLE, monkeypatch, ("pixels", "embedding:model=mobileface-v2"))
    compared(app)
    made_from, comparison, cuts = app.session_state["compared"]
    grey, colour = made_from[1]
    assert 'crop = "none"' in exports.findings(comparison, cuts, (grey, colour), {}).plan
    found = dataclasses.replace(colour, rule="detect")
    assert 'crop = "auto"' in exports.findings(comparison, cuts, (grey, found), {}).plan
    assert {method.contestant.colour for method in comparison.methods} == {True, False}
    assert cuts.grey.sources == cuts.colour.sources
    assert cuts.colour.faces.shape == (24, 112, 112, 3)
    for view in ("Confusions", "Spoiled pictures", "What they see", "One face"):
        app.pills(key="choice-view").set_value(view).run()
        assert not app.exception, view
        assert not app.error, view
    network = next(method.name for method in comparison.methods if method.contestant.colour)
    winner = save_winner(app, network)
    assert winner.crop.colour
    assert winner.training.parameters == {"model": "mobileface-v2"}
