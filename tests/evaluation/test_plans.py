"""What a plan says where people have too few pictures for it."""

from __future__ import annotations

import pytest

from facerec.evaluation.plans import Plan


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"ann": 10, "bob": 10}, "Each person has 10 pictures; 12 were asked for to train on"),
        ({"ann": 10, "bob": 12, "cy": 13}, "2 of 3 people have 10 to 12 pictures; 12 were asked for"),
        ({"ann": 13, "bob": 20}, None),
    ],
)
def test_more_pictures_to_train_on_than_people_have(counts: dict[str, int], says: str | None) -> None:
    notes = Plan("few-pictures", pictures=12).notes(counts)
    assert len(notes) == (says is not None)
    assert says is None or notes[0].startswith(says)
    assert Plan("kfold", pictures=12).notes(counts) == ()
