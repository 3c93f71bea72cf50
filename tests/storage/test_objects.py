"""Only listed classes are read or written, and a forged schema reaches nothing."""

import io
import json
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVR, LinearSVC

from facerec.errors import ModelError, ModelFileError
from facerec.matching import NearestNeighbor, ScoreFusion
from facerec.storage import objects
from facerec.storage.objects import dumps, loads, trusted_estimators

X = np.random.default_rng(0).random((30, 6)).astype(np.float32)
NAMES = np.repeat(["al", "bo", "cy"], 10)


@pytest.mark.parametrize(
    "classifier",
    [
        NearestNeighbor(),
        NearestNeighbor(metric="mahalanobis_cosine"),
        NearestNeighbor(n_neighbors=3, metric="chi_square"),
        ScoreFusion([("a", NearestNeighbor()), ("b", make_pipeline(StandardScaler(), NearestNeighbor()))]),
        make_pipeline(
            FeatureUnion([("centred", StandardScaler(with_std=False)), ("scaled", StandardScaler())]), NearestNeighbor()
        ),
        LinearSVC(),
        LogisticRegression(),
    ],
    ids=str,
)
def test_fitted_classifiers_come_back(classifier) -> None:
    fitted = classifier.fit(X, NAMES)
    found = loads(dumps({"it": fitted}))["it"]
    np.testing.assert_array_equal(found.predict(X), fitted.predict(X))
    assert found.get_params(deep=False).keys() == fitted.get_params(deep=False).keys()


def test_names_of_any_type_come_back() -> None:
    for names in (NAMES.astype(object), np.repeat([7, 3, 5], 10)):
        found = loads(dumps({"it": NearestNeighbor().fit(X, names)}))["it"]
        np.testing.assert_array_equal(found.predict(X), names)


def test_plain_values_come_back() -> None:
    values = {"n": 3, "t": 0.25, "none": None, "pair": (1, "ü"), "rows": ["a", "b"], "by": {"k": np.float32(2.5)}}
    assert loads(dumps(values)) == values


@pytest.mark.parametrize("stranger", [FunctionTransformer(np.sin), SVR(), np.sin, np.dtype("f4"), b"x"])
def test_what_could_not_be_read_again_is_not_written(stranger) -> None:
    with pytest.raises(ModelError, match="cannot be saved"):
        dumps({"it": stranger})


def test_the_list_holds_our_estimators_and_no_functions() -> None:
    trusted = trusted_estimators()
    assert {"facerec.matching.neighbours.NearestNeighbor", "sklearn.pipeline.Pipeline"} <= trusted
    assert all(name.startswith(("facerec.features.", "facerec.matching.", "sklearn.")) for name in trusted)
    assert not any("FunctionTransformer" in name or "Tree" in name for name in trusted)


def forged(node: dict, files: dict[str, bytes] | None = None, compression: int = ZIP_STORED) -> bytes:
    """What skops would read: one object called `it`, described by a node of the forger's choice."""
    keys = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode", "content": [type_node("str")]}
    schema = {
        "__class__": "dict",
        "__module__": "builtins",
        "__loader__": "DictNode",
        "content": {"it": node},
        "key_types": keys,
        "protocol": 2,
        "_skops_version": "0.16.0",
    }
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        archive.writestr("schema.json", json.dumps(schema))
        for name, data in (files or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def type_node(name: str, module: str = "builtins") -> dict:
    return {"__class__": name, "__module__": module, "__loader__": "TypeNode"}


def array_node(file: str, kind: str = "ndarray") -> dict:
    return {"__class__": kind, "__module__": "numpy", "__loader__": "NdArrayNode", "type": "numpy", "file": file}


def json_node(text: str) -> dict:
    return {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "content": text, "is_json": True}


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def test_the_forger_of_these_tests_can_forge_what_is_allowed() -> None:
    assert loads(forged(json_node("[1, 2]"))) == {"it": [1, 2]}
    np.testing.assert_array_equal(loads(forged(array_node("a.npy"), {"a.npy": npy(X)}))["it"], X)


@pytest.mark.parametrize(
    "node",
    [
        {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode"},
        {"__class__": "add", "__module__": "numpy", "__loader__": "FunctionNode"},  # skops trusts this one
        {"__class__": "PoissonRegressor", "__module__": "sklearn.linear_model", "__loader__": "ObjectNode"},
        {"__class__": "Popen", "__module__": "subprocess", "__loader__": "ObjectNode"},
        {"__class__": "Pipeline", "__module__": "sklearn.pipeline", "__loader__": "ConstructorFromReduceNode"},
        {"__class__": "Popen", "__module__": "subprocess", "__loader__": "JsonNode", "content": "1"},
        {"__class__": "partial", "__module__": "functools", "__loader__": "PartialNode"},
        {"__class__": "anything", "__module__": "an_untrusted_module", "__loader__": "NoSuchNode"},
        type_node("map"),  # skops trusts this one
        type_node("eval"),
        array_node("a.npy", "memmap"),
    ],
    ids=lambda node: f"{node['__loader__']}-{node['__class__']}",
)
@pytest.mark.parametrize("depth", [0, 2])
def test_anything_else_is_refused_by_name_before_it_is_imported(node: dict, depth: int, monkeypatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("skops was reached")

    monkeypatch.setattr(skops.io, "loads", never)
    name = f"{node['__module__']}.{node['__class__']}"
    for _ in range(depth):
        node = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode", "content": [node]}
    with pytest.raises(ModelFileError, match=name.replace(".", r"\.")):
        loads(forged(node))


def header(shape: str, descr: str = "<f8") -> bytes:
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize(
    "array",
    [
        header("(1000000000000,)"),
        header("(-1, -8)") + bytes(64),
        header("(3,)") + bytes(8),
        header("(1,)") + bytes(16),
        header("(1,)", "|O") + bytes(8),
        header("(1,)", "V8") + bytes(8),
        header("(" * 500),
        b"\x93NUMPY\x09\x00",
        b"not an array",
        b"",
    ],
)
def test_arrays_that_promise_what_does_not_follow_are_refused(array: bytes) -> None:
    with pytest.raises(ModelFileError):
        loads(forged(array_node("a.npy"), {"a.npy": array}))


def test_one_array_cannot_be_read_a_thousand_times() -> None:
    many = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode"}
    many["content"] = [array_node("a.npy") for _ in range(1000)]
    with pytest.raises(ModelFileError, match="more than once"):
        loads(forged(many, {"a.npy": npy(np.zeros(100_000))}))


def test_a_second_zip_inside_cannot_hide_a_bomb() -> None:
    with pytest.raises(ModelFileError, match="packed twice"):
        loads(forged(array_node("a.npy"), {"a.npy": npy(np.zeros(1_000_000))}, ZIP_DEFLATED))


def test_depth_and_cycles_are_damage_not_a_crash() -> None:
    deep = json_node("1")
    for _ in range(400):
        deep = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode", "content": [deep]}
    with pytest.raises(ModelFileError, match="damaged"):
        loads(forged(deep))
    inner = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode", "content": [], "__id__": 7}
    with pytest.raises(ModelFileError, match="damaged"):
        loads(forged(inner | {"content": [inner]}))
    with pytest.raises(ModelFileError, match="damaged"):
        loads(forged(json_node("[" * 100_000)))


@pytest.mark.parametrize(
    "node",
    [
        {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode"},
        {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode", "content": [3]},
        {"__class__": "dict", "__module__": "builtins", "__loader__": "DictNode", "content": {}, "key_types": None},
        {"__loader__": "ListNode"},
        {"__class__": [], "__module__": "builtins", "__loader__": []},
        array_node("missing.npy"),
        array_node(5),
        json_node("not json"),
        json_node(None),
    ],
)
def test_malformed_nodes_are_damage_not_a_crash(node: dict) -> None:
    with pytest.raises(ModelFileError):
        loads(forged(node))


def test_a_model_that_is_no_table_is_refused() -> None:
    with pytest.raises(ModelFileError, match="not a table"):
        loads(skops.io.dumps([1, 2]))


def test_a_zip_that_lists_millions_is_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "ZipFile", None)
    with pytest.raises(ModelFileError, match="more files than a model has"):
        loads(b"PK\x01\x02" * 100_001)
