"""Folds by session, from a column of the CSV."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.datasets.grouping import ANOTHER_DAY, Grouping
from facerec.datasets.sessions import joined_by_session, session_column, sessions_of
from facerec.matching.dealing import splits_by_picture

NAMES = np.repeat(["ada", "ben", "cleo"], 4)
DATES = np.tile(["2024-05-03 10:00", "2024-05-03 18:30", "2024-06-01", "2024-06-01"], 3)


def test_a_date_with_a_time_is_its_day() -> None:
    values = np.array(["2024-05-03 10:00", "2024:05:03 18:30:11", "03.05.2024", "Spring ", ""])
    assert sessions_of(values).tolist() == ["2024-05-03", "2024:05:03", "03.05.2024", "spring", ""]


@pytest.mark.parametrize(
    ("attributes", "column"),
    [
        ({"id": np.arange(12).astype(str), "Date": DATES}, "Date"),
        ({"date": DATES, "session": np.tile(list("aabb"), 3)}, "session"),
        ({"date": np.full(12, "2024-05-03")}, ""),
        ({"date": np.where(NAMES == "ada", DATES, "2024-05-03")}, ""),
        ({}, ""),
    ],
)
def test_a_column_counts_where_half_of_the_people_have_two_sessions(attributes: dict, column: str) -> None:
    assert session_column(NAMES, attributes) == column


def test_pictures_without_a_session_stay_and_groups_are_joined() -> None:
    names, sessions = np.repeat("ada", 6), np.array(["a", "a", "b", "b", "", ""])
    numbers = joined_by_session(names, sessions, np.array([0, 1, 2, 3, 4, 3]))
    assert len(np.unique(numbers)) == 3
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3] == numbers[5]


def test_no_probe_is_tested_after_its_session_was_trained_on() -> None:
    faces = np.random.default_rng(0).integers(0, 256, (12, 56, 46)).astype(np.uint8)
    grouping = Grouping.found(faces, NAMES, attributes={"date": DATES})
    assert (grouping.sessions, grouping.groups, grouping.to_dict()["sessions"]) == ("date", 0, "date")
    assert "another session" in grouping.note
    days = np.char.add(NAMES, [date[:10] for date in DATES])
    splits = splits_by_picture(np.unique(NAMES, return_inverse=True)[1], grouping.numbers, 10, 0)
    assert sorted(np.concatenate([asked for _, asked in splits])) == list(range(12))
    assert not any(np.intersect1d(days[learned], days[asked]).size for learned, asked in splits)
    assert Grouping.found(faces, NAMES, bursts=False, attributes={"date": DATES}).note == ANOTHER_DAY
