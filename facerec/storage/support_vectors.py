"""Support vector machines out of files.

libsvm is compiled code that follows the lengths and offsets it is told, past the end of its arrays if they are forged
(CVE-2020-28975 was one such case). So they are checked before a machine is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.svm import SVC

from facerec.errors import ModelFileError

_KERNELS = ("linear", "poly", "rbf", "sigmoid")


def check_machines(objects: dict[str, Any]) -> None:
    """Refuse objects among which a support vector machine is not what fitting on dense data leaves.

    Raises
    ------
    ModelFileError
        Names what does not fit.
    """
    for item in everything_in(objects):
        if isinstance(item, SVC) and hasattr(item, "support_vectors_"):
            _check(item)


def _check(machine: SVC) -> None:
    vectors, counts = machine.support_vectors_, machine._n_support
    people = len(machine.classes_)
    pairs = people * (people - 1) // 2
    flaws = {
        "kernel": machine.kernel not in _KERNELS or machine._sparse is not False or machine._impl != "c_svc",
        "support vectors": vectors.ndim != 2 or machine.support_.shape != vectors.shape[:1],
        "counts": counts.shape != (people,) or counts.min() < 0 or counts.sum() != len(vectors),
        "coefficients": any(
            each.shape != (people - 1, len(vectors)) for each in (machine._dual_coef_, machine.dual_coef_)
        ),
        "intercepts": any(each.shape != (pairs,) for each in (machine._intercept_, machine.intercept_)),
        "probabilities": any(each.shape not in ((0,), (pairs,)) for each in (machine._probA, machine._probB)),
    }
    for part, flawed in flaws.items():
        if flawed:
            raise ModelFileError(f"The {part} of the support vector machine in this model cannot be used.")


def everything_in(item: Any) -> Iterator[Any]:
    """Yield everything that containers and estimators hold, however deep."""
    waiting, seen = [item], set()
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
        elif isinstance(item, np.ndarray) and item.dtype == object:
            waiting.extend(item.ravel())
        elif isinstance(item, BaseEstimator):
            waiting.extend(vars(item).values())
