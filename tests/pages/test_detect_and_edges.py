"""Detect and Edge Filter without a browser."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from facerec import zoo
from pages import detected
from tests.pages.test_pages import screen


def with_sample(name: str) -> AppTest:
    app = screen(name)
    assert not app.exception
    assert any("to begin" in info.value for info in app.info)
    return app.button(key="take-sample").click().run()


def test_faces_of_a_sample_photo() -> None:
    app = with_sample("detect.py")
    assert not app.exception
    assert any("6 boxes" in text.value for text in app.markdown)
    assert len(app.dataframe[0].value) == 6
    next(slider for slider in app.slider if slider.label.startswith("Smallest side")).set_value(400).run()
    assert not app.exception
    assert any("Nothing found" in caption.value for caption in app.caption)


def test_cats_need_a_file_and_a_sentence_says_so() -> None:
    app = screen("detect.py")
    app.segmented_control(key="choice-target").set_value("Cats").run()
    assert not app.exception
    assert any("found by pretrained networks" in info.value for info in app.info)
    assert any("Fetch" in button.label for button in app.button)
    app.button(key="take-sample").click().run()
    assert next(box for box in app.selectbox if box.label == "Photo").value.stem == "cat-1"


def test_networks_join_where_their_files_are(zoo_folder: Path) -> None:
    app = with_sample("detect.py")
    assert any("YuNet" in text.value and "6 boxes" in text.value for text in app.markdown)
    app.segmented_control(key="choice-target").set_value("Any object").run()
    assert not app.exception
    assert any("FastestDet" in text.value for text in app.markdown)


def test_a_network_that_nobody_here_has_run_is_marked(zoo_folder: Path) -> None:
    marked = {name for name in ("haar", *zoo.registry()) if "not yet verified by us" in detected.title_of(name)}
    assert {"nanodet", "yolox", "sface"} < marked
    assert not marked & {"haar", "yunet", "fastestdet", "mobileface-v2"}


@pytest.mark.parametrize("alpha", [0, 255])
def test_edges_say_that_transparency_lies_over_white(alpha: int) -> None:
    def screen_of(data: bytes) -> None:
        from pages import edged

        edged.show("logo.png", data, edged.Filter("sobel", {"aperture": 3}))

    file = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, alpha)).save(file, "PNG")
    app = AppTest.from_function(screen_of, default_timeout=60, kwargs={"data": file.getvalue()}).run()
    assert not app.exception
    assert any("laid over white" in caption.value for caption in app.caption) == (alpha < 255)


@pytest.mark.parametrize("method", ["canny", "sobel", "scharr", "laplacian", "dog"])
def test_each_filter_shows_edges(method: str) -> None:
    app = with_sample("edge_filter.py")
    app.selectbox(key="choice-filter").set_value(method).run()
    assert not app.exception
    assert any(f"--method {method}" in code.value for code in app.code)
