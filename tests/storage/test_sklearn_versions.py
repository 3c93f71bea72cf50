"""Models of another scikit-learn: patch releases are silent, minor ones are told once."""

from __future__ import annotations

import io
import json
import logging
from zipfile import ZipFile

import numpy as np
import pytest
import sklearn
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from facerec.errors import ModelFileError
from facerec.storage import objects, sklearn_versions
from facerec.storage.bounds import check_parameters

X, Y = np.random.default_rng(0).random((9, 3)), list("abcabcabc")
PIPELINE = make_pipeline(StandardScaler(), SVC(kernel="linear")).fit(X, Y)
SERIES, PATCH = sklearn.__version__.rsplit(".", 1)


def as_of(version: str | None) -> bytes:
    """What another scikit-learn would have written: it states its version in each of its three estimators."""
    data, buffer = objects.dumps({"pipeline": PIPELINE}), io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for member in old.infolist():
            part = old.read(member)
            if member.filename == "schema.json":
                stated = json.dumps(json.dumps(sklearn.__version__)).encode()
                assert part.count(stated) == 3
                part = part.replace(stated, json.dumps(json.dumps(version)).encode())
            new.writestr(member, part)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def _nothing_told_yet() -> None:
    sklearn_versions._tell.cache_clear()


def test_another_patch_release_is_read_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "facerec"):
        read = objects.loads(as_of(f"{SERIES}.{int(PATCH) + 76}"))["pipeline"]  # warnings are errors here
    np.testing.assert_array_equal(read.predict(X), PIPELINE.predict(X))
    assert not hasattr(read[-1], "_sklearn_version")
    assert caplog.messages == []


def test_another_minor_release_is_told_once_in_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    for version in ("0.24.1", "0.24.2"):
        read = objects.loads(as_of(version))["pipeline"]
        np.testing.assert_array_equal(read.predict(X), PIPELINE.predict(X))
    (sentence,) = caplog.messages
    assert sentence.startswith("A model was trained with scikit-learn 0.24 and is read with ")
    assert "\n" not in sentence


@pytest.mark.parametrize("version", [None, 1.9, "1." * 40])
def test_an_estimator_without_a_version_is_refused(version: object) -> None:
    with pytest.raises(ModelFileError, match="which scikit-learn wrote it"):
        objects.loads(as_of(version))


def test_what_another_release_marks_as_deprecated_is_the_default_of_this_one() -> None:
    scaler = StandardScaler().set_params(with_mean="deprecated")
    scaler.mean_, scaler.scale_, scaler.n_features_in_ = X.mean(axis=0), X.std(axis=0), 3
    check_parameters([scaler])
    assert scaler.with_mean is True
    np.testing.assert_allclose(scaler.transform(X), StandardScaler().fit_transform(X))
