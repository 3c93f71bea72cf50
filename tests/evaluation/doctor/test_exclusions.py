"""What is left out is remembered, by the pictures themselves."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from facerec.datasets import People, Skipped, Source, load
from facerec.errors import PeopleError
from facerec.evaluation.doctor import Exclusion, Exclusions, exclusions, exclusions_of, remember, remembered
from facerec.images import to_grey


def test_what_is_left_out_is_remembered_and_told(four: People) -> None:
    data = load(four, to_grey)
    assert remembered(four) == Exclusions()
    chosen = exclusions_of(data, {1: "blurred"})
    remember(four, chosen)
    assert remembered(four) == chosen
    left = chosen.apply(four)
    assert [source.name for _, source in left.entries] == ["a/1", "b/1", "b/2"]
    assert left.skipped == (Skipped("a/2", "left out as asked: blurred"),)
    assert load(left, to_grey).digest == data.without({1: "blurred"}).digest
    assert data.without({1: "blurred"}).skipped == left.skipped

    more = chosen.and_also(exclusions_of(data, {1: "wrong name", 2: "a copy"}))
    assert [(entry.source, entry.reason) for entry in more.entries] == [("a/2", "wrong name"), ("b/1", "a copy")]
    assert more.but_not("bob", "b/1").apply(four).counts == {"ada": 1, "bob": 2}
    remember(four, Exclusions())
    assert remembered(four) == Exclusions()


def moved(listing: People, rows: list[int]) -> People:
    """Some of the pictures under other names, in a data set of another name."""
    entries = [listing.entries[row] for row in rows]
    renamed = [(who, Source(f"new {at}", source.read)) for at, (who, source) in enumerate(entries)]
    return People(tuple(renamed), (), "another.zip")


def test_a_record_follows_the_pictures_and_not_the_names(four: People) -> None:
    remember(four, exclusions_of(load(four, to_grey), {0: "blurred"}))
    (who, first), *rest = four.entries
    assert [entry.source for entry in remembered(moved(four, [2, 1, 0])).entries] == ["new 2"]

    def gone() -> bytes:
        raise FileNotFoundError(2, "No such file")

    for other in (lambda: b"another", gone):
        changed = replace(four, entries=((who, Source(first.name, other)), *rest))
        assert remembered(changed) == Exclusions(), "another picture in its place"
    assert remembered(replace(four, entries=(("eve", first), *rest))) == Exclusions(), "another person's"


def test_of_copies_one_stays_wherever_they_are(four: People) -> None:
    twice = replace(four, entries=(*four.entries, ("ada", Source("a/3", four.entries[0][1].read))))
    remember(twice, exclusions_of(load(twice, to_grey), {0: "a copy"}))
    assert [entry.source for entry in remembered(twice).entries] == ["a/1"], "the very one that was left out"
    assert [entry.source for entry in remembered(moved(twice, [4, 2, 0])).entries] == ["new 2"], "one of the two"
    assert remembered(moved(twice, [0, 1, 2, 3])) == Exclusions(), "without its copy, it is none"


def test_a_record_by_the_name_of_the_data_set_is_read_until_the_next_change(four: People) -> None:
    remember(four, Exclusions())
    path = exclusions._old_record(four)
    sha256 = hashlib.sha256(four.entries[1][1].read()).hexdigest()
    old = {"person": "ada", "source": "a/2", "sha256": sha256, "reason": "blurred"}
    path.write_text(json.dumps({"origin": "test.csv", "left_out": [old, old | {"source": "a/1"}]}))
    assert remembered(four) == Exclusions((Exclusion("ada", "a/2", "blurred"),))
    remember(four, remembered(four))
    assert not path.exists()
    assert [entry.source for entry in remembered(moved(four, [1])).entries] == ["new 0"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"left_out": 3}', '{"left_out": [{"person": "ada"}]}'])
def test_a_damaged_record_is_an_error_in_words(four: People, content: str) -> None:
    remember(four, exclusions_of(load(four, to_grey), {0: "blurred"}))
    (record,) = exclusions._folder().glob("*.json")
    for path in (record, exclusions._old_record(four)):
        before = path.read_text() if path.exists() else None
        path.write_text(content)
        with pytest.raises(PeopleError, match="delete it to use the pictures"):
            remembered(four)
        if before:
            path.write_text(before)
