"""The models of the store on the screens, while other sessions and programs change them."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from facerec.datasets import Dataset
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, load

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def recognizer(att: tuple[np.ndarray, np.ndarray]) -> FaceRecognizer:
    faces, names = att[0][:40, ::4, ::4].copy(), att[1][:40]
    return FaceRecognizer.fit(Dataset(faces, names, tuple(map(str, range(40))), ()), recipe="pixels", folds=2)


def screen(name: str) -> AppTest:
    app = AppTest.from_file(str(CHECKOUT / "pages" / "menu.py"), default_timeout=120)
    app.switch_page(name)
    return app.run()


def button(app: AppTest, label: str, number: int = 0):
    return [each for each in app.button if each.label == label][number]


def warned(app: AppTest) -> str:
    assert not app.exception
    return " ".join(warning.value for warning in app.warning)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes, and names that are no text")
def test_odd_files_end_no_screen_and_can_be_deleted(recognizer: FaceRecognizer) -> None:
    store = ModelStore()
    store.save(recognizer, "family")
    Path(os.fsdecode(os.fsencode(store.folder) + b"/caf\xe9.facerec")).touch()
    os.mkfifo(store.folder / "pipe.facerec")
    (store.folder / "two\nlines.facerec").touch()
    assert "no regular file" in warned(screen("home.py"))
    assert "family" in screen("recognize.py").selectbox[0].options
    app = screen("train.py")
    assert not app.exception
    assert len(app.error) == 3
    for _ in range(3):
        odd = [each for each in app.button if each.label == "Delete for good" and "-family-" not in each.key]
        app = odd[0].click().run()
        assert not app.exception
    assert not app.error
    assert os.listdir(store.folder) == ["family.facerec"]  # noqa: PTH208


def test_a_model_that_was_replaced_elsewhere_is_neither_deleted_nor_renamed(recognizer: FaceRecognizer) -> None:
    store = ModelStore()
    store.save(recognizer, "family")
    app = screen("train.py")
    store.save(recognizer, "family", replace=True)
    app = button(app, "Delete for good").click().run()
    assert "replaced elsewhere since this list was shown: family" in warned(app)
    assert store.names() == ["family"]
    store.delete("family")
    app.run()
    assert "family" in warned(app)
    assert not warned(app.run())


def test_who_is_forgotten_is_of_the_model_that_was_shown(recognizer: FaceRecognizer) -> None:
    store = ModelStore()
    store.save(recognizer, "family")
    app = screen("recognize.py")
    next(box for box in app.selectbox if box.label == "Forget").select("s1")
    store.save(recognizer, "family", replace=True)  # other people of the same names, as far as the screen can tell
    app = button(app, "Forget this person").click().run()
    assert "Another model has taken the name family" in warned(app)
    assert load(store.path("family")).people == recognizer.people
    next(box for box in app.selectbox if box.label == "Forget").select("s1")
    app = button(app, "Forget this person").click().run()
    assert not warned(app)
    assert load(store.path("family")).people == ["s2", "s3", "s4"]


def test_a_model_that_was_renamed_elsewhere_leads_to_no_other(recognizer: FaceRecognizer) -> None:
    store = ModelStore()
    store.save(recognizer, "family")
    store.save(recognizer, "office")
    app = screen("recognize.py")
    assert app.selectbox[0].value == "family"
    next(box for box in app.selectbox if box.label == "Forget").select("s1")
    store.rename("family", "home")
    app = button(app, "Forget this person").click().run()
    assert "no model called family any more" in warned(app)
    assert {name: manifest["pictures"] for name, manifest in store.manifests().items()} == {"home": 40, "office": 40}


@pytest.mark.parametrize("page", ["home.py", "train.py"])
def test_that_models_are_shared_is_said(page: str) -> None:
    assert any("for everybody who uses this server" in caption.value for caption in screen(page).caption)


def test_commands_quote_the_name_of_a_model(recognizer: FaceRecognizer) -> None:
    ModelStore().save(recognizer, "x'; rm -rf ~; '")
    commands = screen("recognize.py").code[-1].value.splitlines()
    assert [shlex.split(command)[4] for command in commands] == ["x'; rm -rf ~; '"] * 3
