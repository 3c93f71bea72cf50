"""Estimators and arrays as bytes, and back, without pickle.

skops writes a zip of plain arrays and a schema that names the class of every object. Which classes may be named is
decided here, not by the file and not by skops, whose own list holds some hundred estimators and functions: a node whose
loader or class is not on the closed list below is refused before skops sees it, so nothing else is ever imported, let
alone called.
"""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from math import prod
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import numpy as np
from numpy.lib import format as npy
from sklearn.base import BaseEstimator

from facerec.errors import ModelError, ModelFileError
from facerec.storage.bounds import check_parameters
from facerec.storage.sklearn_versions import as_of_here
from facerec.storage.support_vectors import check_machines, everything_in
from facerec.zips import most_entries

_SCHEMA = "schema.json"
_MAX_SCHEMA_BYTES = 32_000_000  # a model of 50,000 pictures needs about half of it
_MAX_ENTRIES = 100_000  # in the zip, and in the one inside; every entry of these is an array, and a model has hundreds

_SCIKIT_LEARN = frozenset(
    f"sklearn.{name}"
    for name in (
        "decomposition._pca.PCA",
        "discriminant_analysis.LinearDiscriminantAnalysis",
        "discriminant_analysis.QuadraticDiscriminantAnalysis",
        "linear_model._logistic.LogisticRegression",
        "linear_model._ridge.RidgeClassifier",
        "naive_bayes.GaussianNB",
        "neighbors._nearest_centroid.NearestCentroid",
        "pipeline.FeatureUnion",
        "pipeline.Pipeline",
        "preprocessing._data.MinMaxScaler",
        "preprocessing._data.Normalizer",
        "preprocessing._data.StandardScaler",
        "preprocessing._label.LabelBinarizer",
        "svm._classes.LinearSVC",
        "svm._classes.SVC",
    )
)
"""Estimators whose prediction is arithmetic in numpy, and SVC, which `check_machines` looks at. Left out are those that
call what they are given (FunctionTransformer) and those whose compiled code trusts the indices it finds (trees)."""

_NUMBERS = frozenset(
    f"numpy.{name}"
    for name in ("ndarray", "bool", "str_", "uint8", "int32", "int64", "uint32", "uint64", "float32", "float64")
)

_DAMAGE = (
    AttributeError,
    BadZipFile,
    EOFError,
    ImportError,
    LookupError,
    NotImplementedError,
    RuntimeError,  # RecursionError among them
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What reading a damaged or forged file raises inside zipfile, numpy and skops."""


def dumps(objects: dict[str, Any]) -> bytes:
    """Return objects as bytes that `loads` reads.

    Raises
    ------
    ModelError
        When something among them could not be read again: a class that is not on the closed list.
    """
    from skops import io as skops  # takes seconds to import, which only saving and loading have to spend

    data: bytes = skops.dumps(objects)
    try:
        _audit(data)
        check_machines(objects)
        check_parameters(everything_in(objects))
    except ModelFileError as error:
        raise ModelError(
            f"This model cannot be saved: {error} A model file holds facerec's own steps and the scikit-learn ones "
            f"{', '.join(sorted(name.rpartition('.')[2] for name in _SCIKIT_LEARN))}."
        ) from error
    return data


def loads(data: bytes) -> dict[str, Any]:
    """Read objects that `dumps` wrote.

    Raises
    ------
    ModelFileError
        When the bytes are damaged, or name anything that is not on the closed list.
    """
    from skops import io as skops

    try:
        nodes = _audit(data)
        objects = skops.loads(as_of_here(data, nodes), trusted=sorted(trusted_estimators()))
        check_machines(objects)
    except _DAMAGE as error:
        raise ModelFileError(f"The learned part of this model file is damaged: {error}.") from error
    if not isinstance(objects, dict):
        raise ModelFileError("The learned part of this model file is not a table of objects by name.")
    return objects


@cache
def trusted_estimators() -> frozenset[str]:
    """Return the full names of the classes that a model file may hold: facerec's own estimators and a few more."""
    rooms = [import_module(name) for name in ("facerec.features", "facerec.matching")]
    public = [getattr(room, name) for room in rooms for name in room.__all__]
    ours = [item for item in public if isinstance(item, type) and issubclass(item, BaseEstimator)]
    return _SCIKIT_LEARN | {f"{kind.__module__}.{kind.__qualname__}" for kind in ours}


def check_entries(archive: bytes | Path) -> None:
    """Refuse a zip that lists more files than a model has, of which a few megabytes can list a million."""
    if most_entries(archive) > _MAX_ENTRIES:
        raise ModelFileError("This is not a facerec model: its zip lists more files than a model has.")


def check_array(stream: IO[bytes], n_bytes: int, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Read the header of a ``.npy`` stream and refuse one that promises other data than follow.

    numpy takes memory for what the header says, before it looks whether there is as much.
    """
    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    try:
        shape, _, dtype = readers[npy.read_magic(stream)](stream)
    except (KeyError, RecursionError, SyntaxError, TokenError, TypeError, ValueError) as error:
        raise ModelFileError(f"The array {name} in this model file is damaged: {error}.") from error
    if dtype.kind not in "biufU" or min(shape, default=0) < 0:
        raise ModelFileError(f"The array {name} in this model file has the type {dtype}, which is not used here.")
    if prod(shape) * dtype.itemsize != n_bytes - stream.tell():
        raise ModelFileError(f"The array {name} in this model file is cut off, or longer than it says.")
    return shape, dtype


def _audit(data: bytes) -> list[dict[str, Any]]:
    """Refuse bytes that are not what `dumps` writes: stored arrays, and a schema of nothing but listed classes.

    Returns
    -------
    list of dict
        The nodes of the schema.
    """
    check_entries(data)
    with ZipFile(io.BytesIO(data)) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist()}
        if any(member.compress_type != ZIP_STORED for member in archive.infolist()):
            raise ModelFileError("The learned part of this model file is packed twice, which facerec never does.")
        if sizes.get(_SCHEMA, 0) > _MAX_SCHEMA_BYTES:
            raise ModelFileError("The learned part of this model file describes more objects than a model has.")
        nodes = list(_nodes(json.loads(archive.read(_SCHEMA))))
        _check_identities(nodes)
        arrays = [node["file"] for node in nodes if "file" in node]
        if sum(sizes[name] for name in arrays) > len(data):
            raise ModelFileError("The learned part of this model file uses an array more than once.")
        for name in arrays:
            with archive.open(name) as stream:
                check_array(stream, sizes[name], name)
    return nodes


def _check_identities(nodes: list[dict[str, Any]]) -> None:
    """Refuse two descriptions of one object: skops would take the first of them for both."""
    times = Counter(node["__id__"] for node in nodes if "__id__" in node)
    if any(times[node.get("__id__")] > 1 for node in nodes if node["__loader__"] in ("ObjectNode", "DictNode")):
        raise ModelFileError("The learned part of this model file describes an object more than once.")


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every node of a schema, each checked against the closed list."""
    allowed = {
        "DictNode": {"builtins.dict"},
        "JsonNode": {"builtins.str"},
        "ListNode": {"builtins.list"},
        "NdArrayNode": _NUMBERS,
        "ObjectNode": trusted_estimators(),
        "TupleNode": {"builtins.tuple"},
        "TypeNode": {"builtins.str", "builtins.int"},  # of a dict's keys
    }
    waiting = [schema]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
            if "__loader__" in item:
                kind = f"{item['__module__']}.{item['__class__']}"
                if kind not in allowed.get(item["__loader__"], ()):
                    raise ModelFileError(f"It holds a {kind} ({item['__loader__']}), which no model file may hold.")
                if item["__loader__"] == "DictNode" and len(item["key_types"]["content"]) != len(item["content"]):
                    raise ModelFileError("A table in this model file has more keys than kinds of keys, or fewer.")
                yield item
        elif isinstance(item, list):
            waiting.extend(item)
