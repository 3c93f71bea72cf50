"""What many tests need: the shared real faces, and a clean environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import hypothesis
import numpy as np
import pytest

from facerec.settings import settings

hypothesis.settings.register_profile("no clock", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("no clock")

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def assets() -> Path:
    """Folder of real faces, pictures and weights, which are not ours to ship."""
    folder = Path(os.environ.get("FACEREC_TEST_ASSETS", CHECKOUT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"needs real faces and weights in {folder} (set FACEREC_TEST_ASSETS)")
    return folder


@pytest.fixture(scope="session")
def att(assets: Path) -> tuple[np.ndarray, np.ndarray]:
    """AT&T faces: (400, 112, 92) uint8 in the order s1..s40, 1..10, and the names of their people."""
    files = [assets / "data" / "att" / f"s{person}" / f"{shot}.pgm" for person in range(1, 41) for shot in range(1, 11)]
    faces = np.stack([cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files])
    return faces, np.array([file.parent.name for file in files])


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep every test away from the models and the pretrained files of whoever runs it."""
    monkeypatch.setenv("FACEREC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FACEREC_ZOO_DIR", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


OWN_ONNX = {
    "mobileface-v2": """
        file = "mobileface_id_v2.onnx"
        task = "embedding"
        decoder = "face-recognizer-sf"
        input = { height = 112, width = 112, colour = "rgb", crop = "aligned" }""",
    "mobileface-v3": """
        file = "mobileface_id_v3.onnx"
        task = "embedding"
        decoder = "face-recognizer-sf"
        input = { height = 112, width = 112, colour = "rgb", crop = "aligned" }""",
    "emotion-faceapi": """
        file = "face_expression_faceapi.onnx"
        task = "emotion"
        decoder = "softmax"
        labels = ["neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised"]
        input = { height = 112, width = 112, colour = "rgb", crop = "box" }""",
    "emotion-xception": """
        file = "fer2013_mini_xception.onnx"
        task = "emotion"
        decoder = "softmax"
        labels = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
        input = { height = 64, width = 64, colour = "grey", crop = "box", mean = [127.5], std = [127.5] }""",
    "mobilenet-small": """
        file = "mobilenet_v1_0.25_128_quant.onnx"
        task = "classification"
        decoder = "softmax"
        labels = "imagenet_labels.txt"
        input = { height = 128, width = 128, colour = "rgb", crop = "centre" }""",
    "mobilenet-large": """
        file = "mobilenet_v2_1.0_224_quant.onnx"
        task = "classification"
        decoder = "softmax"
        labels = "imagenet_labels.txt"
        input = { height = 224, width = 224, colour = "rgb", crop = "centre" }""",
}
"""Descriptions of the converted files among the assets, as somebody would write them for their own ONNX files."""


@pytest.fixture
def zoo_folder(assets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """FACEREC_ZOO_DIR with all pretrained files that can be had, the converted ones described as one's own ONNX."""
    folder = tmp_path / "zoo"
    folder.mkdir()
    weights = assets / "weights"
    for file in [*weights.glob("*.onnx"), *(weights / "imagenet").iterdir()]:
        (folder / file.name).symlink_to(file)
    for name, description in OWN_ONNX.items():
        (folder / f"{name}.toml").write_text(description, encoding="utf-8")
    monkeypatch.setenv("FACEREC_ZOO_DIR", str(folder))
    settings.cache_clear()
    return folder
