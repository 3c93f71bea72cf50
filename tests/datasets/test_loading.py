"""From a listing to faces."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from facerec.datasets import Dataset, People, Skipped, Source, load, open_people
from facerec.errors import Cancelled, NoFaceFound, TooFewPeople
from facerec.images import to_grey


def grey(level: int, size: tuple[int, int] = (3, 2)) -> bytes:
    return b"P5 %d %d 255\n" % (size[1], size[0]) + bytes([level]) * (size[0] * size[1])


def people(*entries: tuple[str, str, bytes]) -> People:
    return People(tuple((who, Source(file, lambda data=data: data)) for who, file, data in entries), (), "test")


def test_faces_names_and_sources_keep_their_order() -> None:
    listing = people(*((f"p{level % 3}", f"{level}.pgm", grey(level)) for level in range(50)))
    dataset = load(listing, to_grey)
    assert dataset.faces[:, 0, 0].tolist() == list(range(50))
    assert dataset.names.tolist() == [f"p{level % 3}" for level in range(50)]
    assert dataset.sources == tuple(f"{level}.pgm" for level in range(50))
    assert dataset.people == ["p0", "p1", "p2"]
    assert not dataset.faces.flags.writeable


def test_bad_pictures_are_left_out_with_the_reason_and_so_is_a_person_without_any() -> None:
    listing = people(
        ("ada", "a1.pgm", grey(1)), ("ada", "a2.pgm", b"broken"), ("bob", "b1.pgm", grey(2)), ("eve", "e1.pgm", b"")
    )
    dataset = load(listing, to_grey)
    assert dataset.counts == {"ada": 1, "bob": 1}
    assert [one.file for one in dataset.skipped] == ["a2.pgm", "e1.pgm", "eve"]
    assert "text file" in dataset.skipped[0].reason
    assert "empty" in dataset.skipped[1].reason
    assert dataset.skipped[2] == Skipped("eve", "no picture of this person could be used")


def test_a_picture_without_a_face_is_left_out() -> None:
    def crop(picture: np.ndarray) -> np.ndarray:
        if picture[0, 0, 0] == 7:
            raise NoFaceFound("No face was found in it.")
        return to_grey(picture)

    dataset = load(people(("a", "1", grey(1)), ("b", "2", grey(2)), ("b", "7", grey(7))), crop)
    assert dataset.skipped == (Skipped("7", "No face was found in it."),)


@pytest.mark.parametrize("entries", [[], [("ada", "1", grey(1))], [("ada", "1", grey(1)), ("bob", "2", b"x")]])
def test_fewer_than_two_people_is_an_error_in_words(entries: list) -> None:
    with pytest.raises(TooFewPeople, match="two or more"):
        load(people(*entries), to_grey)


def test_progress_counts_up_and_can_cancel_without_leaving_threads() -> None:
    listing = people(*((f"p{level % 2}", str(level), grey(level % 250)) for level in range(500)))
    told: list[tuple[int, int]] = []
    load(listing, to_grey, progress=lambda stage, done, total: told.append((done, total)))
    assert told == [(done, 500) for done in range(501)]

    def stop_at_20(stage: str, done: int, total: int) -> None:
        if done == 20:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        load(listing, to_grey, progress=stop_at_20)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("decode")]


def test_ten_thousand_pictures_take_little_memory(tmp_path: Path) -> None:
    picture = grey(9, (32, 32))
    listing = people(*((f"p{number % 100}", str(number), picture) for number in range(10_000)))
    dataset = load(listing, to_grey)
    assert dataset.faces.shape == (10_000, 32, 32)
    assert dataset.faces.base is None or dataset.faces.base.nbytes == dataset.faces.nbytes


def test_the_digest_depends_on_every_pixel_and_name() -> None:
    faces, names = np.zeros((2, 3, 3), np.uint8), np.array(["a", "b"])
    other = faces.copy()
    other[1, 2, 2] = 1
    digests = {
        Dataset(faces.copy(), names, ("1", "2")).digest,
        Dataset(other, names, ("1", "2")).digest,
        Dataset(faces.copy(), np.array(["a", "c"]), ("1", "2")).digest,
    }
    assert len(digests) == 3
    assert Dataset(faces.copy(), names, ("x", "y")).digest in digests


def test_att_has_forty_people(assets: Path) -> None:
    dataset = load(open_people(assets / "data" / "att"), to_grey)
    assert dataset.faces.shape == (400, 112, 92)
    assert set(dataset.counts.values()) == {10}


def test_notes_attributes_and_strangers_come_with_the_faces() -> None:
    def source(level: int, **attributes: str) -> Source:
        return Source(f"{level}.pgm", lambda: grey(level), attributes)

    entries = (("ada", source(1, session="1")), ("ada", source(2, session="2")), ("bob", source(3, light="left")))
    strangers = (("unknown", source(4)), ("eve", Source("5.pgm", lambda: b"broken")), ("eve", source(6)))
    listing = People(entries, (), "test", ("Read so.",), strangers)
    assert listing.attributes == {"session": ("1", "2", ""), "light": ("", "", "left")}
    dataset = load(listing, to_grey)
    assert dataset.notes == ("Read so.",)
    assert {column: values.tolist() for column, values in dataset.attributes.items()} == {
        "session": ["1", "2", ""],
        "light": ["", "", "left"],
    }
    assert dataset.strangers[:, 0, 0].tolist() == [4, 6]
    assert (dataset.stranger_names, dataset.stranger_sources) == (("unknown", "eve"), ("4.pgm", "6.pgm"))
    assert [one.file for one in dataset.skipped] == ["5.pgm"]
    fewer = dataset.without({0: "as asked"})
    assert fewer.attributes["session"].tolist() == ["2", ""]
    assert (len(fewer.strangers), fewer.notes) == (2, ("Read so.",))
    without_strangers = load(People(entries, (), "test"), to_grey)
    assert without_strangers.strangers.shape == (0, 3, 2)
    assert without_strangers.digest != dataset.digest


def test_attributes_have_a_value_for_each_face() -> None:
    with pytest.raises(ValueError, match="2 faces, 2 names, 2 sources, 1 values of session"):
        Dataset(
            np.zeros((2, 3, 3), np.uint8), np.array(["a", "b"]), ("1", "2"), attributes={"session": np.array(["1"])}
        )
