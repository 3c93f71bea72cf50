"""Pictures that are decoded at the same time share a budget."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import numpy as np
import pytest

from facerec.errors import PictureError
from facerec.images import decode
from facerec.images.decoding_budget import BUDGET, DecodingBudget
from tests import hostile_pictures as hostile

LIMIT = 1_600


def test_only_as_many_pictures_as_fit_are_decoded_at_once() -> None:
    budget, lock, at_once = DecodingBudget(), Lock(), []
    inside = 0

    def work(_: int) -> None:
        nonlocal inside
        with budget.borrow(50, LIMIT):  # half of the budget
            with lock:
                inside += 1
                at_once.append(inside)
            Event().wait(0.005)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))
    assert max(at_once) <= 2
    assert len(at_once) == 40
    assert budget.lent == 0


def test_a_picture_above_the_whole_budget_waits_until_it_is_alone() -> None:
    budget, started, done = DecodingBudget(), Event(), Event()

    def large() -> None:
        started.set()
        with budget.borrow(10_000, LIMIT):
            done.set()

    with ThreadPoolExecutor(1) as threads:
        with budget.borrow(1, LIMIT):
            threads.submit(large)
            assert started.wait(30)
            assert not done.wait(0.05)
        assert done.wait(30)


def test_memory_is_returned_after_damage() -> None:
    decode(hostile.pgm(np.eye(4), 255))
    for data in (hostile.pgm(np.eye(4), 255)[:-1], hostile.jpeg_scans(8, 1)[:-200]):
        with pytest.raises(PictureError, match="damaged"):
            decode(data)
    assert BUDGET.lent == 0
