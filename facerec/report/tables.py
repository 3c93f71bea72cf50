"""Tables for spreadsheets and statistics programs: the result, and the raw scores that every figure follows from.

A spreadsheet takes a cell that begins with = + - @ for a formula, and runs it; names of people, files and methods come
from others. So an apostrophe goes before such a text, as [1]_ advises; numbers stay numbers. The JSON file holds all
names as they are.

References
----------
.. [1] OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facerec.evaluation.comparing import Comparison
from facerec.evaluation.figures import Method
from facerec.evaluation.outcomes import Searches

Cell = str | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_RATES = {"rank1": "rank1", "dir": "dir", "fpir": "fpir", "fpir_predicted": "predicted_fpir", "eer": "eer"}
_COSTS = ("ms_per_face", "train_seconds", "model_bytes", "peak_bytes")


def table_csv(comparison: Comparison) -> bytes:
    """Write the result, a line a method, the best first; rates are shares with the ends of their 95 % intervals."""
    head = [
        "method",
        "recipe",
        "dir_at_equal_fpir",
        "equal_fpir",
        *(f"{rate}{end}" for rate in _RATES for end in ("", "_low", "_high")),
        *_COSTS,
    ]
    rows: list[Sequence[Cell]] = []
    for method in comparison.methods:
        measured = [getattr(method, rate) for rate in _RATES.values()]
        shares = [end for rate in measured for end in (rate if rate.value is not None else (None, None, None))]
        costs = [getattr(method.outcome.cost, name) for name in _COSTS]
        equal = (method.at_equal_fpir.dir, method.at_equal_fpir.fpir)
        rows.append([_text(method.name), method.contestant.recipe, *equal, *shares, *costs])
    return _written(head, rows)


def known_csv(method: Method, files: Sequence[str]) -> bytes:
    """Write the searches with known people's pictures, everybody enrolled: what rank 1, CMC and confusions count."""
    searches, people = method.outcome.closed, method.outcome.people
    own = searches.distances[np.arange(len(searches)), searches.people]
    head = ["turn", "file", "person", "nearest_person", "distance", "distance_to_own_person", "rank"]
    columns = (*_who(searches, people, files), _numbers(searches.nearest), _numbers(own), searches.ranks.tolist())
    return _written(head, zip(*columns, strict=True))


def open_set_csv(method: Method, files: Sequence[str]) -> bytes:
    """Write the searches with strangers about: known people's and strangers' pictures, with the turn's threshold."""
    head = ["kind", "turn", "file", "person", "nearest_person", "distance", "threshold", "named"]
    thresholds = np.array([each.threshold for each in method.open_sets])
    rows: list[tuple[Cell, ...]] = []
    for kind, searches in (("known", method.known), ("stranger", method.strangers)):
        limits = thresholds[searches.turns]
        named = (searches.nearest <= limits).astype(int).tolist()
        columns = (*_who(searches, method.outcome.people, files), _numbers(searches.nearest), _numbers(limits), named)
        rows += [(kind, *row) for row in zip(*columns, strict=True)]
    return _written(head, rows)


def comparisons_csv(method: Method) -> bytes:
    """Write every comparison of two pictures: whose they are, and how far apart."""
    comparisons, people = method.outcome.comparisons, [_text(name) for name in method.outcome.people]
    head = ["person", "other_person", "mated", "distance"]
    if comparisons is None:
        return _written(head, [])
    columns = (
        [people[code] for code in comparisons.first.tolist()],
        [people[code] for code in comparisons.second.tolist()],
        comparisons.is_mated.astype(int).tolist(),
        _numbers(comparisons.distances),
    )
    return _written(head, zip(*columns, strict=True))


def _who(searches: Searches, people: Sequence[str], files: Sequence[str]) -> tuple[list[Cell], ...]:
    """Return the turn, the file, whose picture it is, and who is nearest, of every search."""
    return (
        searches.turns.tolist(),
        [_text(files[row]) for row in searches.rows.tolist()],
        [_text(people[code]) for code in searches.people.tolist()],
        [_text(people[code]) for code in searches.named.tolist()],
    )


def _numbers(values: NDArray[np.floating[Any]]) -> list[Cell]:
    """Return numbers with the digits that single precision has."""
    return [f"{value:.7g}" for value in values.tolist()]


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _written(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode(errors="backslashreplace")  # names of files may hold bytes that are no text
