"""Model files changed on purpose are refused in words, or work everywhere; a few take no machine."""

from __future__ import annotations

import importlib.util
import io
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from zipfile import ZIP_DEFLATED, ZipFile

import cv2
import numpy as np
import pytest

from facerec.errors import ModelFileError
from facerec.storage import load

Parts = dict[str, bytes]


def _harness() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutated_models", Path(__file__).with_name("mutated_models.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mutated_models = _harness()


@pytest.fixture(scope="module")
def models(att: tuple[np.ndarray, np.ndarray], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    rows = [10 * person + shot for person in range(5) for shot in range(4)]
    faces = np.stack([cv2.resize(att[0][row], mutated_models.SIDES[::-1]) for row in rows])
    return mutated_models.base_models(tmp_path_factory.mktemp("models"), faces, att[1][rows])


def test_every_kind_of_model_works_unchanged(models: dict[str, bytes]) -> None:
    assert len(models) >= 11
    with warnings.catch_warnings():
        mutated_models.strictly()
        assert all(mutated_models.use_everywhere(data) for data in models.values())


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_file_is_refused_or_works_everywhere(models: dict[str, bytes], seed: int) -> None:
    rng = np.random.default_rng(seed)
    with warnings.catch_warnings():
        mutated_models.strictly()
        for data in [list(models.values())[rng.integers(len(models))] for _ in range(10)]:
            mutated_models.use_everywhere(mutated_models.mutated(rng, data))


def setting(**values: object) -> Callable[[Parts, Parts], None]:
    """Set parameters of estimators, wherever they have them."""

    def change(_: Parts, inner: Parts) -> None:
        tree, found = json.loads(inner["schema.json"]), 0
        for container, key in list(mutated_models._leaves(tree)):
            if key in values and isinstance(container[key], dict):
                container[key] = node(values[key])
                found += 1
        assert found
        inner["schema.json"] = json.dumps(tree).encode()

    return change


def node(value: object) -> dict[str, object]:
    """What skops writes for a value."""
    if isinstance(value, tuple):
        items = [node(item) for item in value]
        return {"__class__": "tuple", "__module__": "builtins", "__loader__": "TupleNode", "content": items} | {
            "__id__": id(value)
        }
    content = {"content": json.dumps(value), "is_json": True, "__id__": id(value)}
    return {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode"} | content


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("steps", {"size": (20_000, 20_000)}),  # took 9.4 GB
        ("steps", {"size": (16.0, 16.0)}),
        ("steps", {"sigma1": 1e6}),  # took 48 s
        ("steps", {"grid": (2_000, 2_000)}),
        ("lbph", {"grid": (2_000, 2_000)}),
        ("lbph", {"radius": 10**6}),
        ("scaled", {"n_neighbors": 0}),
        ("hog-svm", {"C": -1.0}),
        ("hog-svm", {"gamma": "largest"}),
        ("logistic", {"solver": "guess"}),
    ],
)
def test_parameters_out_of_bounds_are_refused_before_anything_runs(
    models: dict[str, bytes], kind: str, values: dict[str, object]
) -> None:
    with pytest.raises(ModelFileError, match=r"out of bounds|parameter"):
        load(mutated_models.signed(models[kind], setting(**values)))


def test_a_crop_larger_than_any_is_refused(models: dict[str, bytes]) -> None:
    def enlarge(parts: Parts, _: Parts) -> None:
        manifest = json.loads(parts["manifest.json"])
        manifest["crop"]["size"] = [4096, 4096]
        parts["manifest.json"] = json.dumps(manifest).encode()

    with pytest.raises(ModelFileError, match="4096"):
        load(mutated_models.signed(models["pixels"], enlarge))


def test_a_file_that_grows_like_no_model_is_refused_before_it_is_unpacked() -> None:
    zeros = io.BytesIO()
    with ZipFile(zeros, "w", ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "{}")
        with archive.open("content.skops", "w") as part:
            for _ in range(300):
                part.write(bytes(1_000_000))
    assert len(zeros.getvalue()) < 400_000
    with pytest.raises(ModelFileError, match="grows more by unpacking"):
        load(zeros.getvalue())


def arrays(change: Callable[[np.ndarray], np.ndarray], which: Callable[[np.ndarray], bool]) -> Callable[..., None]:
    """Change the arrays of a file that have some property."""

    def change_all(_: Parts, inner: Parts) -> None:
        chosen = [name for name in inner if name.endswith(".npy") and which(np.load(io.BytesIO(inner[name])))]
        assert chosen
        for name in chosen:
            buffer = io.BytesIO()
            np.save(buffer, change(np.load(io.BytesIO(inner[name]))))
            inner[name] = buffer.getvalue()

    return change_all


def rows_too_few(array: np.ndarray) -> np.ndarray:
    return array[:-1]


def not_finite(array: np.ndarray) -> np.ndarray:
    return np.full_like(array, np.nan)


def beyond(array: np.ndarray) -> np.ndarray:
    return array + 1000


@pytest.mark.parametrize("kind", ["pixels", "scaled", "lbph", "lpq-fisherfaces"])
@pytest.mark.parametrize(
    ("change", "which"),
    [
        (rows_too_few, lambda array: array.dtype.kind == "U"),
        (rows_too_few, lambda array: array.ndim == 2 and len(array) == 20),  # the samples
        (not_finite, lambda array: array.dtype == np.float32),
        (not_finite, lambda array: array.dtype == np.float64 and array.ndim == 1),  # the held-out scores
        (beyond, lambda array: array.dtype.kind == "i" and array.shape == (20,)),  # whose each sample is
    ],
)
def test_what_does_not_fit_together_is_refused(models: dict[str, bytes], kind: str, change, which) -> None:
    try:
        data = mutated_models.signed(models[kind], arrays(change, which))
    except AssertionError:
        pytest.skip("this model holds no such array")
    with pytest.raises(ModelFileError):
        load(data)


def test_what_follows_from_the_samples_is_not_taken_from_the_file(models: dict[str, bytes]) -> None:
    """A forged order of the samples by person would read other people's distances."""
    honest = load(models["pixels"])
    probes = np.random.default_rng(0).integers(0, 256, (3, *honest.crop.shape)).astype(np.uint8)

    def rolled(array: np.ndarray) -> np.ndarray:
        return np.roll(array, 1)

    data = mutated_models.signed(
        models["pixels"], arrays(rolled, lambda array: array.tolist() == list(range(20)) and array.dtype.kind == "i")
    )
    for mine, theirs in zip(honest.identify(probes), load(data).identify(probes), strict=True):
        assert mine == theirs
