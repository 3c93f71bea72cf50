"""Embeddings are what OpenCV's own recognizer gives, and of one network only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.utils import get_tags

from facerec.errors import BadParameter, UnknownWeights, WeightsError, WeightsMissing
from facerec.features import Embedding
from facerec.features.embedding import check_weights, weights_of
from facerec.matching import NearestNeighbor
from facerec.matching.steps import is_stateless


@pytest.fixture
def faces() -> np.ndarray:
    """Forty blurred patches of colour, (40, 112, 112, 3) uint8 RGB: more than go through a network at once."""
    noise = np.random.default_rng(0).integers(0, 256, (40, 112, 112, 3), np.uint8)
    return np.stack([cv2.GaussianBlur(each, (0, 0), 3) for each in noise])


def opencv_s_own(file: Path, faces: np.ndarray) -> np.ndarray:
    """Features of `cv2.FaceRecognizerSF`, which takes BGR, brought to length 1."""
    recognizer = cv2.FaceRecognizerSF.create(str(file), "")
    features = np.concatenate([recognizer.feature(np.ascontiguousarray(face[..., ::-1])) for face in faces])
    return features / np.linalg.norm(features, axis=1, keepdims=True)


@pytest.mark.parametrize("number", [2, 3])
def test_features_are_opencv_s_own(zoo_folder: Path, faces: np.ndarray, number: int) -> None:
    features = Embedding(f"mobileface-v{number}").fit_transform(faces)
    assert features.dtype == np.float32
    np.testing.assert_allclose(features, opencv_s_own(zoo_folder / f"mobileface_id_v{number}.onnx", faces), atol=1e-6)


def test_a_network_is_given_what_its_description_says(zoo_folder: Path, faces: np.ndarray) -> None:
    (zoo_folder / "other.toml").write_text(
        'file = "mobileface_id_v2.onnx"\ntask = "embedding"\ndecoder = "face-recognizer-sf"\n'
        'input = { height = 112, width = 112, colour = "bgr", scale = 2, mean = [0, 16, 32], std = [2, 1, 4] }\n'
    )
    by_hand = (2.0 * faces[:3, ..., ::-1] - [0, 16, 32]) / [2, 1, 4]
    net = cv2.dnn.readNetFromONNX(str(zoo_folder / "mobileface_id_v2.onnx"))
    net.setInput(np.ascontiguousarray(by_hand.transpose(0, 3, 1, 2), np.float32))
    expected = net.forward()
    features = Embedding("other").fit_transform(faces[:3])
    np.testing.assert_allclose(features, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-5)


class OneAtATime:
    """A network that was exported for exactly one picture."""

    def __init__(self, net: cv2.dnn.Net) -> None:
        self.net = net

    def setInput(self, blob: np.ndarray) -> None:  # noqa: N802 - OpenCV's name
        if len(blob) != 1:
            raise cv2.error("the shape of the input does not match")
        self.net.setInput(blob)

    def forward(self, names: tuple[str, ...]) -> tuple[np.ndarray, ...]:
        return self.net.forward(names)

    def getUnconnectedOutLayersNames(self) -> tuple[str, ...]:  # noqa: N802
        return self.net.getUnconnectedOutLayersNames()


def test_a_network_for_one_face_is_asked_one_by_one(
    zoo_folder: Path, faces: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Embedding("mobileface-v2").fit_transform(faces[:3])
    read = cv2.dnn.readNetFromONNX
    monkeypatch.setattr(cv2.dnn, "readNetFromONNX", lambda file: OneAtATime(read(file)))
    (zoo_folder / "one.toml").write_bytes((zoo_folder / "mobileface-v2.toml").read_bytes())
    np.testing.assert_allclose(Embedding("one").fit_transform(faces[:3]), expected, atol=1e-6)


def test_a_face_is_described_alike_alone_and_among_others_in_eight_threads(zoo_folder: Path, faces: np.ndarray) -> None:
    embedding = Embedding("mobileface-v2").fit(faces)
    together = embedding.transform(faces)
    with ThreadPoolExecutor(8) as pool:
        alone = list(pool.map(lambda row: embedding.transform(faces[row : row + 1]), range(len(faces))))
    np.testing.assert_allclose(np.concatenate(alone), together, atol=1e-6)


def test_it_is_a_step_that_learns_nothing(zoo_folder: Path, faces: np.ndarray) -> None:
    embedding = clone(Embedding("mobileface-v2"))
    np.testing.assert_array_equal(embedding.transform(faces[:2]), clone(embedding).fit_transform(faces[:2]))
    assert embedding.get_params() == {"model": "mobileface-v2"}
    assert is_stateless(embedding)
    assert not get_tags(embedding).input_tags.two_d_array
    names = embedding.get_feature_names_out()
    assert (len(names), names[0], names[-1]) == (256, "embedding0", "embedding255")
    named = make_pipeline(Embedding("mobileface-v2"), NearestNeighbor()).fit(faces, np.arange(40).astype(str))
    assert named.predict(faces[7:9]).tolist() == ["7", "8"]


def test_features_of_two_networks_never_meet(zoo_folder: Path, faces: np.ndarray) -> None:
    fitted = make_pipeline(Embedding("mobileface-v2"), NearestNeighbor(metric="cosine")).fit(faces[:4], list("abcd"))
    fitted.set_params(embedding__model="mobileface-v3")  # 256 numbers as well
    with pytest.raises(WeightsError, match=r"another network than the mobileface-v3 .* cannot be compared"):
        fitted.predict(faces[:4])
    assert fitted.fit(faces[:4], list("abcd")).predict(faces[3:4]) == ["d"]


def test_says_which_networks_it_depends_on(zoo_folder: Path, faces: np.ndarray) -> None:
    v2, v3 = Embedding("mobileface-v2"), Embedding("mobileface-v3")
    digests = weights_of(make_pipeline(FeatureUnion([("a", v2), ("b", v3)]), NearestNeighbor()))
    files = {number: (zoo_folder / f"mobileface_id_v{number}.onnx").read_bytes() for number in (2, 3)}
    assert digests == {f"mobileface-v{number}": sha256(data).hexdigest() for number, data in files.items()}
    check_weights("mobileface-v2", digests["mobileface-v2"])
    with pytest.raises(WeightsError, match="another network"):
        check_weights("mobileface-v2", digests["mobileface-v3"])
    with pytest.raises(WeightsMissing, match=r"my-network.*not known here"):
        check_weights("my-network", "0" * 64)


def test_refuses_what_it_cannot_describe(zoo_folder: Path, faces: np.ndarray) -> None:
    grey = faces[..., 0]
    for wrong in (
        grey,
        faces[0],
        faces[:, :100],
        faces[:0],
        faces.astype(np.float32),
        np.zeros((2, 112, 112, 4), "u1"),
    ):
        with pytest.raises(ValueError, match=r"Expected colour faces.*\(n_faces, 112, 112, 3\)"):
            Embedding("mobileface-v2").fit(wrong)
    with pytest.raises(UnknownWeights, match="mobileface-v2"):
        Embedding("mobileface-v1").fit(faces)
    with pytest.raises(BadParameter, match="task is faces"):
        Embedding("yunet").fit(faces)
    with pytest.raises(WeightsMissing, match=r"face_recognition_sface_2021dec\.onnx"):
        Embedding().fit(faces)


def test_a_file_that_is_no_network_is_told_in_words(zoo_folder: Path, faces: np.ndarray) -> None:
    (zoo_folder / "text.onnx").write_text("not a network")
    (zoo_folder / "text.toml").write_text(
        'file = "text.onnx"\ntask = "embedding"\ndecoder = "face-recognizer-sf"\n'
        'input = { height = 112, width = 112, colour = "rgb" }\n'
    )
    with pytest.raises(WeightsError, match=r"text\.onnx cannot be read as a network"):
        Embedding("text").fit(faces)
