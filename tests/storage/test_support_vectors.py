"""A forged support vector machine is refused before libsvm reads past its arrays."""

import io
from zipfile import ZipFile

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from facerec.errors import ModelError, ModelFileError
from facerec.matching import ScoreFusion
from facerec.storage.objects import dumps, loads
from facerec.storage.support_vectors import check_machines

X = np.random.default_rng(0).random((30, 6)).astype(np.float32)
NAMES = np.repeat(["al", "bo", "cy"], 10)


def machine() -> SVC:
    return SVC(kernel="linear").fit(X, NAMES)


@pytest.mark.parametrize("kernel", ["linear", "rbf"])
@pytest.mark.parametrize("people", [2, 3])
def test_machines_come_back(kernel: str, people: int) -> None:
    pipeline = make_pipeline(StandardScaler(), SVC(kernel=kernel)).fit(X[: 10 * people], NAMES[: 10 * people])
    found = loads(dumps({"pipeline": pipeline}))["pipeline"]
    np.testing.assert_array_equal(found.decision_function(X), pipeline.decision_function(X))


@pytest.mark.parametrize(
    ("attribute", "forged"),
    [
        ("kernel", "precomputed"),
        ("_sparse", True),
        ("_impl", "nu_svc"),
        ("_n_support", np.array([-5, 5, 99], np.int32)),
        ("_n_support", np.array([1, 1, 1], np.int32)),
        ("_n_support", np.ones(300, np.int32)),
        ("support_", np.zeros(1, np.int32)),
        ("support_vectors_", np.zeros((1, 6))),
        ("support_vectors_", np.zeros(6)),
        ("_dual_coef_", np.zeros((1, 1))),
        ("dual_coef_", np.zeros((2, 1))),
        ("_intercept_", np.zeros(1)),
        ("_probA", np.zeros(1)),
        ("classes_", np.arange(500)),
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_lengths_that_do_not_fit_are_refused(attribute: str, forged: object, wrapped: bool) -> None:
    one = machine()
    vars(one)[attribute] = forged
    fusion = ScoreFusion([("one", SVC())])
    fusion.estimators_ = [make_pipeline(StandardScaler(), one)]
    with pytest.raises(ModelFileError, match="support vector machine"):
        check_machines({"pipeline": fusion if wrapped else one})


def test_reading_and_writing_look_at_machines() -> None:
    one = machine()
    counts = one._n_support
    one._n_support = np.array([40, -40, len(one.support_)], np.int32)
    with pytest.raises(ModelError, match="cannot be saved"):
        dumps({"pipeline": one})
    forged = io.BytesIO()
    with ZipFile(io.BytesIO(dumps({"pipeline": machine()}))) as old, ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(counts.tobytes(), one._n_support.tobytes()))
    with pytest.raises(ModelFileError, match="counts of the support vector machine"):
        loads(forged.getvalue())


def test_an_unfitted_machine_and_a_cycle_are_no_trouble() -> None:
    table: dict[str, object] = {"machine": SVC()}
    table["itself"] = [table]
    check_machines(table)
