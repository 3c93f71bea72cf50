"""On which occasion pictures were taken, from a column of the CSV such as ``session`` or ``date``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

COLUMNS = ("session", "visit", "date", "day", "datetime", "taken", "captured")
"""Names of columns that tell the occasion, the first found is used; case is ignored."""

_DAY = re.compile(r"\d{4}[-/:.]\d{1,2}[-/:.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")


def session_column(names: NDArray[np.str_], attributes: Mapping[str, NDArray[np.str_]]) -> str:
    """Return the column that tells the sessions; empty unless half of the people with two pictures have two sessions.

    Parameters
    ----------
    names : ndarray of shape (n_faces,)
    attributes : mapping of str to ndarray of shape (n_faces,)
    """
    by_name = {column.strip().casefold(): column for column in reversed(list(attributes))}
    for known in COLUMNS:
        if known in by_name:
            sessions = sessions_of(attributes[by_name[known]])
            several = [sessions[names == name] for name in np.unique(names) if np.sum(names == name) > 1]
            apart = sum(len(np.unique(mine[mine != ""])) > 1 for mine in several)
            if several and 2 * apart >= len(several):
                return by_name[known]
    return ""


def sessions_of(values: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return the session of each picture, shape (n_faces,): of a date with a time only the day, else the value."""
    found = [(value.strip().casefold(), _DAY.match(value.strip())) for value in values.tolist()]
    return np.array([day.group() if day else value for value, day in found], str)


def joined_by_session(names: NDArray[np.str_], sessions: NDArray[np.str_], groups: NDArray[Any]) -> NDArray[np.int64]:
    """Join groups with the pictures of one person and session; pictures without a session stay as they are.

    Parameters
    ----------
    names, sessions, groups : ndarray of shape (n_faces,)

    Returns
    -------
    ndarray of shape (n_faces,), int64
    """
    known = np.flatnonzero(sessions != "")
    pairs = np.array([f"{name}\0{session}" for name, session in zip(names[known], sessions[known], strict=True)], str)
    every = np.arange(len(names))
    of_sessions = every.copy()
    if known.size:
        _, starts, codes = np.unique(pairs, return_index=True, return_inverse=True)
        of_sessions[known] = known[starts[codes]]
    _, starts, codes = np.unique(groups, return_index=True, return_inverse=True)
    of_groups = starts[codes]
    rows, columns = np.tile(every, 2), np.concatenate([of_sessions, of_groups])
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(names)))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)
