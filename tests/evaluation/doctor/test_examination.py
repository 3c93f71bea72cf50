"""The doctor finds what was planted and says nothing about clean data."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from scipy.fft import dctn
from sklearn.linear_model import Ridge

from facerec.datasets.near_duplicates import groups, perceptual_hash
from facerec.errors import Cancelled
from facerec.evaluation.doctor import KINDS, Look, examine, labels
from facerec.evaluation.doctor.best_copy import best_copy
from facerec.evaluation.doctor.pixels import sharpness
from tests.evaluation.doctor.conftest import dataset, textures

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
    doubts = labels.doubtful_names(faces, names, np.arange(400)).doubts
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
    judgement = labels.doubtful_names(faces, names, np.arange(900))
    doubts, judged = judgement.doubts, judgement.judged
    assert [(doubt.row, doubt.rival) for doubt in doubts] == [(0, "p0")]
    assert np.flatnonzero(~judged).tolist() == [1, 2], "p0 has two pictures left"


def test_more_faces_than_one_model_judges(att: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_MOST_TOGETHER", 60)
    names = att[1][:100].copy()
    names[0] = "s10"  # s1, s10 and s2 are judged by one model
    judgement = labels.doubtful_names(att[0][:100], names, np.arange(100))
    doubts, judged = judgement.doubts, judgement.judged
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
