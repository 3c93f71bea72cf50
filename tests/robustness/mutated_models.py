"""Model files that somebody changed on purpose, checksums included, and everything that is done with a model.

A file must be refused with an error of the catalogue, or work everywhere. ``python tests/robustness/mutated_models.py
100000`` tries so many; the tests try some hundred of them.
"""

from __future__ import annotations

import collections
import copy
import io
import json
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from facerec.datasets import Dataset
from facerec.errors import FacerecError
from facerec.explaining import explain
from facerec.features import Eigenfaces, HistogramEqualization, LBPImage, Pixels, Resize, TanTriggs
from facerec.matching import NearestNeighbor
from facerec.recognizer import FaceRecognizer
from facerec.storage import load, manifest_of
from facerec.storage.model_file import write
from facerec.storage.recognizers import content_of

SIDES = (24, 20)
ODD: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 1, 2, 3, 7, 1e30, -1e30, 0.5, 10**30, "", "Ada", "x" * 500, [], {}, [0], [[]]),
    *(float("nan"), float("inf"), float("-inf"), 2**31, 2**63, 1e-320, "\u202e", "euclidean", "chi_square", [1, 2]),
)


def base_models(folder: Path, faces: np.ndarray, names: np.ndarray) -> dict[str, bytes]:
    """Train small models of many kinds, and return their files."""
    custom = {
        "scaled": make_pipeline(Pixels(), StandardScaler(), PCA(5), NearestNeighbor(3, "mahalanobis_cosine")),
        "steps": make_pipeline(
            Resize((16, 16)), HistogramEqualization(True), TanTriggs(), LBPImage(), Eigenfaces(4), NearestNeighbor()
        ),
        "lda": make_pipeline(Pixels(), PCA(6), LinearDiscriminantAnalysis()),
        "logistic": make_pipeline(Pixels(), MinMaxScaler(), LogisticRegression()),
        "bayes": make_pipeline(Pixels(), PCA(4), GaussianNB(var_smoothing=1.0)),
        "centroid": make_pipeline(Pixels(), PCA(4), NearestCentroid()),
    }
    dataset = Dataset(faces, names, tuple(f"{name}.png" for name in names), ())
    bare = ("pixels", "eigenfaces", "lbph", "lpq-fisherfaces", "gabor-fisherfaces", "hog-svm", "fusion")
    recipes: dict[str, Any] = dict.fromkeys(bare) | custom
    made = {}
    for name, pipeline in recipes.items():
        keep = name not in ("pixels", "bayes")
        try:
            recognizer = FaceRecognizer.fit(dataset, recipe=pipeline or name, folds=2, keep_faces=keep)
        except FacerecError:
            continue  # such a classifier gives names only
        write(content_of(recognizer), folder / "base.facerec")
        made[name] = (folder / "base.facerec").read_bytes()
    return made


# Changing files


def mutated(rng: np.random.Generator, data: bytes) -> bytes:
    """Change one to three things in a model file, and make its checksums right again."""
    parts = _unpacked(data)
    inner = _unpacked(parts["content.skops"])
    for _ in range(rng.integers(1, 4)):
        where = rng.integers(4)
        if where == 0:
            parts["manifest.json"] = _changed_json(rng, parts["manifest.json"])
        elif where == 1:
            inner["schema.json"] = _changed_schema(rng, inner["schema.json"])
        elif where == 2 and "thumbnails.npy" in parts and rng.random() < 0.3:
            parts["thumbnails.npy"] = _changed_array(rng, parts["thumbnails.npy"])
        else:
            name = rng.choice([name for name in inner if name.endswith(".npy")])
            inner[name] = _changed_array(rng, inner[name])
    parts["content.skops"] = packed(inner, compressed=False)
    return packed(_signed(parts))


def _signed(parts: dict[str, bytes]) -> dict[str, bytes]:
    manifest = json.loads(parts["manifest.json"])
    if isinstance(manifest, dict):
        manifest["sha256"] = {name: sha256(part).hexdigest() for name, part in parts.items() if name[0] != "m"}
    return parts | {"manifest.json": json.dumps(manifest).encode()}


def signed(data: bytes, change: Callable[[dict[str, bytes], dict[str, bytes]], None]) -> bytes:
    """Change the parts of a model file, and those of its learned part, and make its checksums right again."""
    parts = _unpacked(data)
    inner = _unpacked(parts["content.skops"])
    change(parts, inner)
    return packed(_signed(parts | {"content.skops": packed(inner, compressed=False)}))


def _unpacked(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], *, compressed: bool = True) -> bytes:
    """Make a zip."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED if compressed else 0) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _leaves(item: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a JSON value: the container and the key or index."""
    keys = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
    for key, inner in list(keys):
        yield item, key
        yield from _leaves(inner)


def _changed_json(rng: np.random.Generator, text: bytes) -> bytes:
    tree = json.loads(text)
    places = list(_leaves(tree))
    container, key = places[rng.integers(len(places))]
    if rng.random() < 0.2:
        del container[key]
    else:
        container[key] = ODD[rng.integers(len(ODD))]
    return json.dumps(tree).encode()


def _changed_schema(rng: np.random.Generator, text: bytes) -> bytes:
    tree = json.loads(text)
    nodes = [container[key] for container, key in _leaves(tree) if isinstance(container[key], dict)]
    nodes = [node for node in nodes if "__loader__" in node]
    node = nodes[rng.integers(len(nodes))]
    content = node.get("content")
    if node["__loader__"] == "JsonNode":
        node["content"] = json.dumps(ODD[rng.integers(len(ODD))])
    elif isinstance(content, dict | list) and len(content) and "__loader__" not in content:
        key = rng.choice(list(content)) if isinstance(content, dict) else int(rng.integers(len(content)))
        if rng.random() < 0.4:
            del content[key]
        elif isinstance(content, list) and rng.random() < 0.5:
            content.append(copy.deepcopy(content[key]))
        else:
            content[key] = copy.deepcopy(nodes[rng.integers(len(nodes))])
    elif "file" in node:
        node["file"] = rng.choice([other["file"] for other in nodes if "file" in other])
    else:
        node["__class__"] = rng.choice([other["__class__"] for other in nodes])
    return json.dumps(tree).encode()


def _changed_array(rng: np.random.Generator, data: bytes) -> bytes:
    array = np.load(io.BytesIO(data), allow_pickle=False)
    changed = _reshaped(rng, array) if rng.random() < 0.4 else _revalued(rng, array)
    buffer = io.BytesIO()
    np.save(buffer, changed, allow_pickle=False)
    return buffer.getvalue()


def _reshaped(rng: np.random.Generator, array: np.ndarray) -> np.ndarray:
    ways: list[Callable[[], np.ndarray]] = [
        lambda: array[..., None],
        lambda: array.ravel(),
        lambda: array.T,
        lambda: array[:0] if array.ndim else array,
        lambda: array[:-1] if array.ndim else array,
        lambda: array[..., :-1] if array.ndim else array,
        lambda: np.concatenate([array, array[:1]]) if array.ndim else np.repeat(array, 2),
        lambda: array[None],
        lambda: array[0] if array.ndim and len(array) else array,
    ]
    return ways[rng.integers(len(ways))]()


def _revalued(rng: np.random.Generator, array: np.ndarray) -> np.ndarray:
    kinds = (np.float32, np.float64, np.int64, np.uint8, np.bool_, np.int32)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if array.dtype.kind == "U":
            changed = array.copy()
            if changed.size:
                changed.flat[rng.integers(changed.size)] = rng.choice(["", "unknown", "\u202e", "s1", "zz", "a\nb"])
            return changed
        if rng.random() < 0.25:
            return array.astype(kinds[rng.integers(len(kinds))])
        changed = array.copy()
        values = (0, -1, 1, 2, 7, 1e30, -1e30, np.nan, np.inf, -np.inf, 2**31 - 1, -(2**31), 1e-320)
        for _ in range(rng.integers(1, 4) if changed.size else 0):
            value = np.array(values[rng.integers(len(values))]).astype(changed.dtype)
            if rng.random() < 0.3:
                changed[...] = value
            else:
                changed.flat[rng.integers(changed.size)] = value
        return changed


# Using them


def use_everywhere(data: bytes) -> bool:
    """Do everything that can be done with a model; return whether it opened.

    Raises
    ------
    Exception
        Whatever is no error of the catalogue: a failure.
    """
    try:
        recognizer = load(data)
    except FacerecError:
        return False
    rng = np.random.default_rng(0)
    faces = rng.integers(0, 256, (2, *recognizer.crop.shape)).astype(np.uint8)
    first, last = recognizer.people[0], recognizer.people[-1]
    _ask(recognizer, faces)
    for change in (
        lambda: recognizer.enrol("Somebody new", faces),
        lambda: recognizer.enrol(first, faces),
        lambda: recognizer.enrol("Somebody new", faces).enrol("Another", faces).forget("Somebody new"),
        lambda: recognizer.forget(first),
        lambda: recognizer.forget(last),
        lambda: recognizer.at_fpir(0.1),
        lambda: recognizer.for_strangers(0.2),
    ):
        try:
            changed = change()
        except FacerecError:
            continue  # e.g. a model without faces, whose classifier has to be fitted anew
        _ask(changed, faces)
        _write(changed)
    _explain(recognizer, faces[0])
    return True


def _explain(recognizer: FaceRecognizer, face: np.ndarray) -> None:
    try:
        explanation = explain(recognizer.pipeline, recognizer.gallery, face)
    except FacerecError:
        return
    assert np.isfinite([explanation.nearest.distance, explanation.runner_up.distance]).all()


def _ask(recognizer: FaceRecognizer, faces: np.ndarray) -> None:
    matches = recognizer.identify(faces)
    json.dumps([match.to_dict() for match in matches], allow_nan=False)
    assert all(match.probability is None or 0 <= match.probability <= 1 for match in matches)
    json.dumps(manifest_of(recognizer), allow_nan=False)
    thresholds, _, _ = recognizer.open_set.curve()
    assert np.isfinite(thresholds).all()
    assert recognizer.open_set.note


def _write(recognizer: FaceRecognizer) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.facerec"
        try:
            write(content_of(recognizer), path)
        except FacerecError:
            return  # e.g. features of forged sizes, which no file may hold
        assert load(path).people == recognizer.people


def strictly() -> None:
    """Make every warning an error, but for those that scikit-learn's fits give for honest data of this kind, too."""
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    warnings.filterwarnings("ignore", "self.within_class_std_dev_ has at least 1 zero")


def main(number: int, seed: int = 0, source: str = "../shared/data/att") -> None:
    """Try many files; print how many opened, and every kind of failure with its seed."""
    import cv2

    files = [Path(source) / f"s{person}" / f"{shot}.pgm" for person in range(1, 6) for shot in range(1, 5)]
    faces = np.stack([cv2.resize(cv2.imread(str(file), 0), SIDES[::-1]) for file in files])
    names = np.array([file.parent.name for file in files])
    with tempfile.TemporaryDirectory() as folder:
        models = list(base_models(Path(folder), faces, names).items())
    strictly()
    failures: collections.Counter[str] = collections.Counter()
    n_opened, slowest = 0, 0.0
    for each in range(seed, seed + number):
        rng = np.random.default_rng(each)
        kind, data = models[rng.integers(len(models))]
        started = time.process_time()
        try:
            n_opened += use_everywhere(mutated(rng, data))
        except Exception as error:  # noqa: BLE001 - what is counted here
            place = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno} {error}"[:160]
            if what not in failures:
                calls = [f"{Path(one.filename).name}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)]
                print(each, kind, what, " < ".join(calls[:-6:-1]), flush=True)
            failures[what] += 1
        slowest = max(slowest, time.process_time() - started)
    print(f"{number:,} files from seed {seed}: {n_opened:,} opened, {failures.total()} failed,", end=" ")
    print(f"slowest {slowest:.2f} s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
