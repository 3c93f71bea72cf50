"""The doctor finds what was planted, says nothing about clean data, and remembers what is left out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from scipy.fft import dctn
from sklearn.linear_model import Ridge

from facerec.datasets import Dataset, People, Skipped, Source, load
from facerec.detection import Box, Crop, Detection
from facerec.errors import Cancelled, PeopleError
from facerec.evaluation.doctor import (
    KINDS,
    Exclusion,
    Exclusions,
    Look,
    examine,
    exclusions,
    exclusions_of,
    files,
    groups,
    labels,
    look_at,
    remember,
    remembered,
)
from facerec.evaluation.doctor.best_copy import best_copy
from facerec.evaluation.doctor.duplicates import perceptual_hash
from facerec.evaluation.doctor.pixels import sharpness
from facerec.images import encode, to_grey

SIZE = (112, 92)


def dataset(faces: list | np.ndarray, names: list | np.ndarray) -> Dataset:
    return Dataset(np.array(faces, np.uint8), np.array(names), tuple(f"{row}.png" for row in range(len(names))))


def textures(n: int, size: tuple[int, ...] = SIZE, seed: int = 0) -> np.ndarray:
    """Patterns as different as people, with sharp edges and a middling light."""
    noise = np.random.default_rng(seed).normal(size=(n, *size))
    blurred = np.stack([cv2.GaussianBlur(one, (0, 0), 5) * 8 + one * 0.4 for one in noise])
    return np.clip(128 + 35 * blurred, 0, 255).astype(np.uint8)


def kinds(data: Dataset, looks: list[Look] | None = None) -> dict[str, int]:
    return examine(data, looks).counts


# Real faces


def test_clean_faces_give_nothing_but_bursts(att: tuple[np.ndarray, np.ndarray]) -> None:
    report = examine(dataset(*att))
    assert set(report.counts) == {"burst"}, "AT&T holds pictures of one moment"
    assert np.bincount(report.groups).max() <= 3
    assert report.suggested() == {}
    copies, bursts = groups(*att)
    np.testing.assert_array_equal(report.groups, bursts)
    assert len(np.unique(copies)) == 400, "it holds no picture twice"


def test_planted_faults_are_found(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = att[0].copy(), att[1].copy()
    names[[7, 123, 250]] = ["s20", "s1", "s9"]
    faces[31] = cv2.GaussianBlur(faces[31], (0, 0), 2)
    faces[47] = faces[47] // 5
    faces[58] = np.minimum(faces[58] * 2.5, 255)
    faces[66] = faces[66] // 10 + 110
    jpeg = cv2.imdecode(cv2.imencode(".jpg", faces[300], [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_GRAYSCALE)
    shifted = np.roll(faces[210], (3, -2), axis=(0, 1))
    report = examine(dataset([*faces, jpeg, faces[150], shifted], [*names, names[300], names[150], "s1"]))
    wrong = {(finding.rows[0], finding.sentence) for finding in report.of("wrong-label")}
    assert {row for row, _ in wrong} >= {7, 123, 250}
    assert 402 not in {row for row, _ in wrong}, "it is told of once, as one picture under two names"
    assert any("named s20 looks like s1 " in sentence for _, sentence in wrong)
    assert {finding.rows for finding in report.of("near-duplicate")} == {(300, 400)}
    assert {finding.rows for finding in report.of("exact-duplicate")} == {(150, 401)}
    (both,) = report.of("two-names")
    assert (both.rows, both.people) == ((210, 402), ("s22", "s1"))
    assert both.exclude == (402,), "the other faces of s22 say whose picture it is"
    assert [finding.rows for kind in ("blur", "dark", "bright", "flat") for finding in report.of(kind)] == [
        (31,),
        (47,),
        (58,),
        (66,),
    ]
    assert {7, 123, 250, 31, 47, 58, 66, 400, 401, 402} == set(report.suggested())
    assert report.groups[300] == report.groups[400]


def test_of_near_copies_the_best_stays(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces = att[0][:100:5]
    shrunk = [cv2.resize(cv2.resize(face, (74, 90), interpolation=cv2.INTER_AREA), (92, 112)) for face in faces]
    noise = np.random.default_rng(0).normal(0, 8, faces.shape)
    noisy = np.clip(faces + noise, 0, 255).astype(np.uint8)
    data = dataset([*shrunk, *noisy, *faces], ["ada"] * 60)
    chosen = [best_copy(data, (row, row + 20, row + 40), None) for row in range(20)]
    assert {why.partition(":")[0] for _, why in chosen} == {"the sharpest"}
    assert np.mean([row >= 20 for row, _ in chosen]) == 1, "never the shrunk one"
    chosen = [best_copy(data, (row + 40, row + 20), None) for row in range(20)]
    assert chosen == [(row + 40, "the first, as they are equally sharp") for row in range(20)], "noise is not sharp"
    looks = [Look(112, 92, 92)] * 20 + [Look(336, 276, 200)] * 40
    assert best_copy(data, (20, 40), looks) == (20, "the first, as they are equally sharp")
    looks[20] = Look(112, 92, 92)
    assert best_copy(data, (20, 40), looks) == (40, "whose face is 200 pixels wide, in the smallest 92")
    report = examine(dataset([*shrunk[:1], *faces], ["s1", *att[1][:100:5]]))
    (copies,) = report.of("near-duplicate")
    assert (copies.rows, copies.exclude) == ((0, 1), (0,))
    assert "To keep: 1.png, the sharpest: the least sharp has 6" in copies.sentence


def test_wrong_names_do_not_mislead_about_the_others(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = att[0], att[1].copy()
    rng = np.random.default_rng(5)
    wrong = rng.choice(400, 40, replace=False)
    names[wrong] = att[1][(wrong + 10 * rng.integers(1, 40, 40)) % 400]
    doubts, _ = labels.doubtful_names(faces, names, np.arange(400))
    found = {doubt.row for doubt in doubts}
    assert len(found & set(wrong)) >= 38
    assert len(found - set(wrong)) <= 1
    rivals = {doubt.row: doubt.rival for doubt in doubts}
    assert all(rivals[row] == att[1][row] for row in found & set(wrong)), "and it says who they are"


# Against peers and by hand


def test_unseen_scores_are_those_of_fits_without_the_group() -> None:
    rng = np.random.default_rng(1)
    X, codes = rng.normal(size=(12, 30)), np.repeat([0, 1, 2], 4)
    numbers = np.array([0, 0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9])
    learned = np.arange(12) != 11
    scores = labels._unseen_scores(X @ X.T, codes, numbers, learned)
    inside = X[learned] - X[learned].mean(axis=0)
    height = labels._SHRINKAGE * np.sum(inside**2) / len(inside)
    targets = np.eye(3)[codes]
    for row in range(12):
        rest = learned & (numbers != numbers[row])
        peer = Ridge(alpha=height).fit(X[rest], targets[rest])
        np.testing.assert_allclose(scores[row], peer.predict(X[row : row + 1])[0], atol=1e-9)


def test_perceptual_hash_is_the_dct_of_scipy() -> None:
    face = textures(1, (32, 32))[0]
    low = dctn(face.astype(float), norm="ortho")[:8, :8].ravel()[1:]
    np.testing.assert_allclose(perceptual_hash(face), low / np.linalg.norm(low), atol=1e-5)
    assert not perceptual_hash(np.full((20, 20), 9, np.uint8)).any()


def test_sharpness_by_hand_and_whatever_the_light() -> None:
    stripes = np.tile(np.array([0, 0, 100, 100], np.uint8), (12, 3))
    # Laplacian of two-pixel stripes: ±100 everywhere but at the border, where the mirrored pixel counts: 100 times the
    # edge beside it, none beside the first and last column.
    row = np.array([0, 100, -100, -100, 100, 100, -100, -100, 100, 100, -100, 0])
    assert sharpness(stripes[None])[0] == pytest.approx(row.var() / 2500)
    face = textures(1)[0] // 2
    np.testing.assert_allclose(*sharpness(np.stack([face, face + 100])), rtol=1e-6)
    assert sharpness(np.full((1, 9, 9), 3, np.uint8))[0] == 0


# Odd data sets


def test_two_people_with_a_picture_each() -> None:
    report = examine(dataset(textures(2), ["ada", "bob"]))
    assert report.counts == {"few": 2}
    assert any("names of 2 faces were not checked" in sentence for sentence in report.unchecked)


def test_everybody_is_the_same_picture() -> None:
    data = dataset(np.repeat(textures(1), 8, axis=0), np.repeat(["ada", "bob"], 4))
    report = examine(data)
    assert report.counts == {"two-names": 1}
    assert report.of("two-names")[0].exclude == tuple(range(8))
    assert set(report.groups) == {0}


def test_even_faces_are_flat_and_no_reason_to_fail() -> None:
    report = examine(dataset(np.full((6, 20, 20), 90), np.repeat(["ada", "bob"], 3)))
    assert report.counts == {"two-names": 1, "flat": 6}


def test_three_hundred_people_and_small_faces() -> None:
    faces = np.repeat(textures(300, (28, 23)), 3, axis=0)
    faces = np.clip(faces + np.random.default_rng(3).normal(0, 8, faces.shape), 0, 255).astype(np.uint8)
    names = np.repeat([f"p{person}" for person in range(300)], 3)
    names[0] = "p7"
    doubts, judged = labels.doubtful_names(faces, names, np.arange(900))
    assert [(doubt.row, doubt.rival) for doubt in doubts] == [(0, "p0")]
    assert np.flatnonzero(~judged).tolist() == [1, 2], "p0 has two pictures left"


def test_more_faces_than_one_model_judges(att: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_MOST_TOGETHER", 60)
    names = att[1][:100].copy()
    names[0] = "s10"  # s1, s10 and s2 are judged by one model
    doubts, judged = labels.doubtful_names(att[0][:100], names, np.arange(100))
    assert [(doubt.row, doubt.rival) for doubt in doubts] == [(0, "s1")]
    assert judged.all()


def test_colour_faces_are_judged_by_their_luma(att: tuple[np.ndarray, np.ndarray]) -> None:
    grey, names = att[0][:30], att[1][:30].copy()
    names[3] = "s2"
    colour = np.repeat(grey[..., None], 3, axis=3)
    ours, theirs = examine(dataset(colour, names)), examine(dataset(grey, names))
    assert ours.findings == theirs.findings
    assert [finding.rows[0] for finding in ours.of("wrong-label")] == [3]


def test_counts_of_pictures() -> None:
    report = examine(dataset(textures(16), ["ada"] * 10 + ["bob"] * 3 + ["eve"] * 2 + ["ivy"]))
    assert [(finding.people, finding.score) for finding in report.of("few")] == [(("ivy",), 1), (("eve",), 2)]
    (unequal,) = report.of("imbalance")
    assert unequal.people == ("ada",)
    assert unequal.score == 4, "10 over the median of 2.5"


def test_work_can_be_stopped_and_looks_must_fit() -> None:
    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled(stage)

    data = dataset(textures(4), ["ada", "ada", "bob", "bob"])
    with pytest.raises(Cancelled):
        examine(data, progress=stop)
    with pytest.raises(ValueError, match="3 looks"):
        examine(data, [Look(9, 9, 9)] * 3)


def test_every_kind_is_explained() -> None:
    assert {kind.severity for kind in KINDS.values()} == {"high", "medium", "low"}


# Files


def people(*entries: tuple[str, str, bytes]) -> People:
    return People(tuple((who, Source(file, lambda data=data: data)) for who, file, data in entries), (), "test.csv")


@pytest.fixture
def four() -> People:
    pictures = [encode(np.repeat(face[..., None], 3, axis=2)) for face in textures(4)]
    named = zip(["ada", "ada", "bob", "bob"], ["a/1", "a/2", "b/1", "b/2"], pictures, strict=True)
    return people(*named)


def test_looks_tell_what_only_the_picture_shows(four: People, monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.array([[20, 20], [40, 20], [38, 30]], np.float32)  # the nose is 8 of 20 pixels off the middle
    turned = Detection(Box(0, 0, 60, 60), 1.0, landmarks=points)
    found = iter([[turned], [], [turned, Detection(Box(60, 0, 90, 30), 1.0)], [Detection(Box(0, 0, 9, 9), 1.0)]])

    class Four:
        def detect(self, picture: np.ndarray, *, lenient: bool = False) -> list[Detection]:
            return next(found)

    monkeypatch.setattr(files, "detector", lambda name: Four())
    monkeypatch.setenv("FACEREC_THREADS", "1")
    broken = replace(four, entries=(*four.entries, ("bob", Source("b/3", lambda: b"broken"))))
    data, looks = look_at(broken, Crop("none", (224, 184)), count_with="any")
    assert looks[0] == Look(112, 92, 92, 1, pytest.approx(0.4))
    assert [look.faces for look in looks] == [1, 0, 2, 1]
    report = examine(data, looks)
    assert report.counts == {"unused": 2, "several-faces": 1, "small": 4, "pose": 2, "few": 2}
    assert {finding.sources for finding in report.of("unused")} == {("a/2",), ("b/3",)}
    assert report.of("small")[0].score == 0.5
    assert any("pose of 2 faces" in sentence for sentence in report.unchecked)


def test_faces_that_are_found_are_those_of_a_training(assets: Path) -> None:
    group = (assets / "data/pictures/test_face_processing.jpg").read_bytes()
    alone = (assets / "data/att/s1/1.pgm").read_bytes()
    listing, crop = people(("ada", "group.jpg", group), ("bob", "1.pgm", alone)), Crop("detect")
    data, looks = look_at(listing, crop)
    assert data.digest == load(listing, crop.face).digest
    assert [look.faces for look in looks] == [17, 1]
    assert kinds(data, looks)["several-faces"] == 1


@pytest.mark.usefixtures("zoo_folder")
def test_a_network_counts_faces_and_sees_where_they_look(att: tuple[np.ndarray, np.ndarray]) -> None:
    pictures = [encode(face) for face in att[0][:390:10]]
    listing = people(*((name, f"{name}.png", one) for name, one in zip(att[1][:390:10], pictures, strict=True)))
    data, looks = look_at(listing, Crop("none", SIZE), count_with="yunet")
    assert {look.faces for look in looks} == {1}
    assert max(look.turn for look in looks) < files.TURNED, "AT&T looks ahead, more or less"
    assert set(kinds(data, looks)) == {"few"}


# Leaving out


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
