"""Every screen without a browser, on real sample people and the real store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from facerec.datasets import People, load, open_people
from facerec.detection import Crop
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, model_file
from pages import sources

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def six() -> People:
    """Six of the sample people."""
    people = open_people(CHECKOUT / "sample_data" / "people.csv")
    return People(tuple((name, source) for name, source in people.entries if name in people.names[:6]), (), "sample")


@pytest.fixture(scope="module")
def recognizer(six: People) -> FaceRecognizer:
    crop = Crop("detect")
    return FaceRecognizer.fit(load(six, crop.face), recipe="fisherfaces", crop=crop, folds=2)


def screen(name: str = "", **choices: object) -> AppTest:
    """Open a screen by its address, where some choices were made before."""
    app = AppTest.from_file(str(CHECKOUT / "pages" / "menu.py"), default_timeout=120)
    if name:
        app.switch_page(name)
    for key, value in choices.items():
        app.session_state[f"choice-{key}"] = value
    return app.run()


def test_home_says_what_this_is_and_lists_models(recognizer: FaceRecognizer) -> None:
    app = screen()
    assert not app.exception
    assert app.title[0].value == "facerec"
    assert any("do not guard a door" in text.value for text in app.markdown)
    assert any("Nothing yet" in info.value for info in app.info)
    ModelStore().save(recognizer, "family")
    assert any("family" in text.value and "Fisherfaces ·" in text.value for text in app.run().markdown)


def test_train_reads_the_sample_people_and_trains() -> None:
    app = screen("train.py")
    app.segmented_control(key="choice-source").set_value("Sample people").run()
    assert not app.exception
    read = {metric.label: metric.value for metric in app.metric}
    assert read["People"] == "20"
    assert int(read["Faces read"]) + int(read["Left out"]) == 200
    app.selectbox(key="choice-recipe").select("eigenfaces")
    next(button for button in app.button if button.label == "Train").click().run()
    assert not app.exception
    assert any(metric.label.startswith("Named rightly") for metric in app.metric)
    assert any("are called unknown" in warning.value for warning in app.warning)  # eigenfaces know few of them for sure
    next(box for box in app.text_input if box.label == "Name of the model").input("my people")
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception
    assert ModelStore().names() == ["my people"]


def test_train_without_pictures_says_what_to_choose() -> None:
    app = screen("train.py")
    assert any("or take the sample people" in info.value for info in app.info)
    app.segmented_control(key="choice-source").set_value("Zip").run()
    assert not app.exception
    assert any("Choose pictures of people to begin" in info.value for info in app.info)


def test_recognize_without_a_model_leads_to_training() -> None:
    app = screen("recognize.py")
    assert not app.exception
    assert any("no model yet" in info.value for info in app.info)
    assert any(button.label == "Try it with the sample people" for button in app.button)
    app.query_params["from"] = "webcam"  # as Home's link says it
    assert app.run().session_state["choice-live"] == "Live webcam"


def test_recognize_names_a_group_photo_and_takes_corrections(recognizer: FaceRecognizer) -> None:
    ModelStore().save(recognizer, "family")
    app = screen("recognize.py")
    app.segmented_control(key="choice-picture-source").set_value("Sample").run()
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) >= 4
    assert set(table["name"]) <= {*recognizer.people, "unknown"}
    next(box for box in app.selectbox if box.label == "Who is it?").select(recognizer.people[0])
    next(button for button in app.button if button.label == "Add this face to the model").click().run()
    assert not app.exception
    manifest = ModelStore().manifests()["family"]
    assert manifest["pictures"] == len(recognizer.gallery.names) + 1
    assert manifest["stale"]


def test_the_threshold_changes_names_at_once(recognizer: FaceRecognizer) -> None:
    ModelStore().save(recognizer, "family")
    app = screen("recognize.py")
    app.segmented_control(key="choice-picture-source").set_value("Sample").run()
    slider = app.slider[0]
    slider.set_value(slider.min).run()
    assert not app.exception
    assert set(app.dataframe[0].value["name"]) == {"unknown"}


def test_forget_removes_a_person(recognizer: FaceRecognizer) -> None:
    ModelStore().save(recognizer, "family")
    app = screen("recognize.py")
    gone = recognizer.people[2]
    next(box for box in app.selectbox if box.label == "Forget").select(gone)
    next(button for button in app.button if button.label == "Forget this person").click().run()
    assert not app.exception
    assert gone not in ModelStore().manifests()["family"]["people"]


def test_a_damaged_model_is_told_in_words(recognizer: FaceRecognizer) -> None:
    path = ModelStore().save(recognizer, "family")
    path.write_bytes(path.read_bytes()[:1000])
    for name in ("", "train.py", "recognize.py"):
        app = screen(name)
        assert not app.exception
        assert [*app.error, *app.warning], f"{name or 'home'} is silent about a damaged model"


def test_what_a_model_file_says_of_itself_is_no_markdown(recognizer: FaceRecognizer) -> None:
    path = ModelStore().save(recognizer, "family")
    content = model_file.read(path)
    model_file.write(
        replace(content, manifest=content.manifest | {"recipe": "![eigenfaces](https://example.org)"}), path
    )
    app = screen("")
    assert not app.exception
    (said,) = [text.value for text in app.markdown if "eigenfaces" in text.value]
    assert r"!\[eigenfaces\](https\://example.org)" in said


def test_an_embedding_offers_its_network_until_it_is_here(
    six: People, zoo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "choose_people", lambda: (("six",), six))
    app = screen("train.py")
    assert app.selectbox(key="choice-detector").value == "yunet"
    app.selectbox(key="choice-recipe").select("embedding").run()
    assert not app.exception
    network = app.selectbox(key="choice-embedding-model")
    assert network.value == "mobileface-v2"
    assert any("112 × 112 pixels" in caption.value for caption in app.caption)
    network.select("sface").run()
    assert not app.exception
    assert any("whose file is not here yet" in info.value for info in app.info)
    assert "python -m facerec zoo fetch sface" in [code.value for code in app.code]
    assert not [button for button in app.button if button.label == "Train"]
