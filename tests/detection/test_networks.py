"""Networks of one input size: against plain OpenCV, and with stand-ins where files cannot be had."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from facerec import zoo
from facerec.detection import Box, detector, make_detector, networks
from facerec.errors import BadParameter, WeightsError
from facerec.images import read


def test_rfb_gives_what_plain_opencv_gives(zoo_folder: Path, assets: Path) -> None:
    picture = read(assets / "data" / "pictures" / "test_face_processing.jpg")
    net = cv2.dnn.readNetFromONNX(str(zoo_folder / "version-RFB-320.onnx"))
    smaller = cv2.resize(picture, (320, 240), interpolation=cv2.INTER_AREA)
    net.setInput(cv2.dnn.blobFromImage(smaller, 1 / 128, (320, 240), (127, 127, 127)))
    scores, boxes = (output[0] for output in net.forward(["scores", "boxes"]))
    edges = (boxes * [640, 482, 640, 482])[scores[:, 1] >= 0.6]
    sure = scores[scores[:, 1] >= 0.6, 1]
    kept = cv2.dnn.NMSBoxes([(*edge[:2], *(edge[2:] - edge[:2])) for edge in edges], sure.tolist(), 0.6, 0.35)

    found = detector("rfb-320").detect(picture)
    expected = sorted((edges[kept].round().astype(int).tolist(), sure[kept].tolist()) for kept in kept)
    assert len(found) == len(expected) == 17
    for one, (box, score) in zip(found, expected, strict=True):
        assert one.box == pytest.approx(box, abs=1)
        assert one.score == pytest.approx(score, abs=1e-3)
        assert (one.label, one.landmarks) == ("face", None)


@pytest.mark.parametrize(
    ("file", "label", "scores"),
    [
        ("cat.jpg", "cat", [0.79]),
        ("cat_keras.jpg", "cat", [0.78]),
        ("car.jpg", "car", [0.86]),
        ("test_cat_face_detection.jpg", "cat", [0.90, 0.77]),
    ],
)
def test_fastestdet_finds_cats_and_cars(
    zoo_folder: Path, assets: Path, file: str, label: str, scores: list[float]
) -> None:
    found = detector("fastestdet").detect(read(assets / "data" / "pictures" / file))
    assert [one.label for one in found] == [label] * len(scores)
    assert [one.score for one in found] == pytest.approx(scores, abs=0.011)


def test_eight_threads_and_all_kinds_of_detectors_at_once(zoo_folder: Path, assets: Path) -> None:
    group = read(assets / "data" / "pictures" / "test_face_processing.jpg")
    group = np.ascontiguousarray(group[20:160, 40:340])
    finders = [detector(name) for name in ("yunet", "rfb-320", "fastestdet", "haar")]

    def boxes(number: int) -> list[tuple[Box, str]]:
        return [(one.box, one.label) for one in finders[number % 4].detect(group)]

    alone = [boxes(number) for number in range(4)]
    assert all(alone[:2])
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(boxes, range(48))) == 12 * alone


@example(name="yunet", shape=(16, 16), score=0.001, grey=0, seed=None)
@given(
    name=st.sampled_from(["rfb-320", "fastestdet", "yunet"]),
    shape=st.tuples(st.integers(1, 70), st.integers(1, 70)),
    score=st.floats(0.001, 0.999),
    grey=st.integers(0, 255),
    seed=st.none() | st.integers(0, 9),
)
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_boxes_lie_in_the_picture_whatever_it_shows(
    zoo_folder: Path, name: str, shape: tuple[int, int], score: float, grey: int, seed: int | None
) -> None:
    picture = np.full((*shape, 3), grey, np.uint8)
    if seed is not None:
        picture = np.random.default_rng(seed).integers(0, 256, picture.shape, np.uint8)
    for one in make_detector(name, score=score).detect(picture):
        assert 0 <= one.box.left < one.box.right <= shape[1]
        assert 0 <= one.box.top < one.box.bottom <= shape[0]
        assert score <= one.score + 1e-6 <= 1 + 1e-6


def test_parameters_out_of_range_are_refused(zoo_folder: Path) -> None:
    for score in (0, 1, float("nan")):
        with pytest.raises(BadParameter, match="above 0 and below 1"):
            make_detector("fastestdet", score=score)


def test_ones_own_file_is_a_detector_by_its_name(zoo_folder: Path, assets: Path) -> None:
    (zoo_folder / "mine.toml").write_text(
        """
        file = "version-RFB-320.onnx"
        task = "faces"
        decoder = "ultraface"
        input = { height = 240, width = 320, colour = "rgb", mean = [127], std = [128] }
        """
    )
    picture = read(assets / "data" / "pictures" / "test_face_processing.jpg")
    mine, ours = (detector(name).detect(picture) for name in ("mine", "rfb-320"))
    assert [one.box for one in mine] == [one.box for one in ours]


def test_a_description_that_does_not_fit_is_told_in_words(zoo_folder: Path) -> None:
    description = 'file = "version-RFB-320.onnx"\ntask = "objects"\ndecoder = "{}"\nlabels = ["thing"]\n'
    picture = np.zeros((50, 50, 3), np.uint8)
    for decoder, size in (("yolox", "height = 240, width = 320"), ("nanodet", "height = 240, width = 320")):
        (zoo_folder / f"{decoder}-wrong.toml").write_text(
            description.format(decoder) + f'input = {{ {size}, colour = "rgb" }}'
        )
        with pytest.raises(WeightsError, match=f"is not one that {decoder} gives"):
            detector(f"{decoder}-wrong").detect(picture)


@pytest.mark.parametrize("shape", [(300, 900), (900, 300), (640, 640), (40, 31)])
@pytest.mark.parametrize("crop", ["letterbox", "none"])
def test_boxes_are_mapped_back_to_the_picture(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int], crop: str
) -> None:
    def run(pictures: np.ndarray) -> list[np.ndarray]:
        """Answer as a YOLOX that finds what is white."""
        left, top, width, height = cv2.boundingRect((pictures[0, ..., 0] > 200).astype(np.uint8))
        output = np.zeros((1, 80 * 80 + 40 * 40 + 20 * 20, 5 + 80), np.float32)
        column, row = (left + width / 2) / 8, (top + height / 2) / 8
        output[0, 0] = [column, row, np.log(width / 8), np.log(height / 8), 1.0, *np.eye(80)[15]]
        return [output]

    described = zoo.weights("yolox")
    described = replace(described, input=replace(described.input, crop=crop))
    monkeypatch.setattr(networks, "open_network", lambda _: SimpleNamespace(described=described, run=run))
    picture = np.zeros((*shape, 3), np.uint8)
    top, left = shape[0] // 4, shape[1] // 3
    picture[top : top + shape[0] // 2, left : left + shape[1] // 4] = 255
    (found,) = networks.NetworkDetector("yolox").detect(picture)
    expected = (left, top, left + shape[1] // 4, top + shape[0] // 2)
    assert found.box == pytest.approx(expected, abs=max(1.0, max(shape) / 640))
    assert (found.label, found.score) == ("cat", 1.0)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("rfb-320", [(1, 100, 2), (1, 50, 4)]),  # fewer boxes than scores
        ("rfb-320", [(1, 100, 2), (1, 100, 3)]),
        ("rfb-320", [(1, 100, 2)]),
        ("yolox", [(1, 1, 85)]),
        ("yolox", [(1, 8400, 5)]),
        ("yolox", []),
        ("nanodet", [(1, 2704, 80), (1, 1, 32)] * 4),
        ("fastestdet", [(1, 85, 22)]),
        ("fastestdet", [(1, 5, 22, 22)]),
        ("fastestdet", [()]),
    ],
)
def test_outputs_of_other_shapes_are_told_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str, shapes: list[tuple[int, ...]]
) -> None:
    outputs = [np.ones(shape, np.float32) for shape in shapes]
    answering = SimpleNamespace(described=zoo.weights(name), run=lambda _: outputs)
    monkeypatch.setattr(networks, "open_network", lambda _: answering)
    with pytest.raises(WeightsError, match=f"is not one that {answering.described.decoder} gives"):
        networks.NetworkDetector(name).detect(np.zeros((40, 50, 3), np.uint8))
