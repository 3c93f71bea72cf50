"""The doctor: what it finds of faults planted on purpose in AT&T, and what it finds in clean data.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_doctor.py -s

Each check is measured alone, over 20 seeds with 20 faults planted among the 400 faces: precision is the share of the
faces it names that were planted, recall the share of the planted faces that it names.
"""

import time

import cv2
import numpy as np
import pytest

from facerec.datasets import Dataset
from facerec.evaluation.doctor import examine
from facerec.evaluation.doctor.pixels import pixel_findings

SEEDS = 20
PLANTED = 20


def dataset(faces, names):
    return Dataset(np.array(faces), np.array(names), tuple(f"{row}.pgm" for row in range(len(names))))


def told(report, kind):
    return {finding.rows[0] for finding in report.of(kind)}  # of a wrong name, the second is a face of the rival


def show(check, found, planted):
    right = sum(len(one & two) for one, two in zip(found, planted, strict=True))
    named, there = sum(map(len, found)), sum(map(len, planted))
    precision = f"{right / named:.1%}" if named else "-"
    print(
        f"  {check:44} precision {precision:>7}  recall {right / there:7.1%}  ({named - right} false, {there} planted)"
    )


def moved(face, right, down, degrees=0.0):
    height, width = face.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    matrix[:, 2] += right, down
    return cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def resized(face, rng):
    small = cv2.resize(face, None, fx=(share := rng.uniform(0.5, 0.8)), fy=share, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, face.shape[::-1])


def lit(face, factor, levels=0.0):
    return np.clip(face * factor + levels, 0, 255).astype(np.uint8)


COPIES = {
    "JPEG, quality 30 to 90": lambda face, rng: cv2.imdecode(
        cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 91))])[1], 0
    ),
    "halved to 0.8 and enlarged": resized,
    "20 to 40 levels brighter or darker": lambda face, rng: lit(face, 1, rng.choice([-1, 1]) * rng.uniform(20, 40)),
    "shifted by up to 4 pixels": lambda face, rng: moved(face, *rng.integers(1, 5, 2) * rng.choice([-1, 1], 2)),
    "turned by 1 to 2 degrees": lambda face, rng: moved(face, 0, 0, rng.uniform(1, 2)),
}


def with_copies(att, copy, seed, *, other_name=False):
    faces, names = att
    rng = np.random.default_rng(seed)
    rows = rng.choice(400, PLANTED, replace=False)
    copies = np.stack([copy(faces[row], rng) for row in rows])
    new_names = names[(rows + rng.integers(1, 40, PLANTED) * 10) % 400] if other_name else names[rows]
    return dataset([*faces, *copies], [*names, *new_names]), {frozenset((row, 400 + at)) for at, row in enumerate(rows)}


def pairs(report, *kinds):
    return {
        frozenset((first, second))
        for kind in kinds
        for finding in report.of(kind)
        for first in finding.rows
        for second in finding.rows
        if first < second
    }


def test_clean(att):
    start = time.process_time()
    report = examine(dataset(*att))
    seconds = time.process_time() - start
    sizes = np.bincount(report.groups)
    print(f"\nclean AT&T: {report.counts}; largest group {sizes.max()}; {seconds:.1f} s of processor time")


@pytest.mark.parametrize(("n_pictures", "share"), [(10, 0.05), (10, 0.1), (5, 0.05), (3, 0.05)])
def test_wrong_names(att, n_pictures, share):
    faces, names = att
    found, clear, planted = [], [], []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        rows = np.concatenate([10 * person + rng.permutation(10)[:n_pictures] for person in range(40)])
        wrong = rng.choice(len(rows), round(share * len(rows)), replace=False)
        given = names[rows]
        given[wrong] = names[(rows[wrong] + rng.integers(1, 40, len(wrong)) * 10) % 400]
        report = examine(dataset(faces[rows], given))
        found.append(told(report, "wrong-label"))
        clear.append({row for finding in report.of("wrong-label") for row in finding.exclude})
        planted.append(set(wrong.tolist()))
    print()
    show(f"wrong names, {share:.0%}, {n_pictures} pictures a person", found, planted)
    show("  those the doctor would leave out", clear, planted)


def test_no_wrong_names_among_few_pictures(att):
    faces, names = att
    print()
    for n_pictures in (3, 5, 10):
        false = []
        for seed in range(SEEDS):
            rng = np.random.default_rng(seed)
            rows = np.concatenate([10 * person + rng.permutation(10)[:n_pictures] for person in range(40)])
            false.append(len(told(examine(dataset(faces[rows], names[rows])), "wrong-label")) / len(rows))
        print(f"  names doubted where all are right, {n_pictures} pictures a person: {np.mean(false):.2%}")


@pytest.mark.parametrize("how", COPIES)
def test_copies(att, how):
    found, bursts, planted = [], [], []
    for seed in range(SEEDS):
        data, copies = with_copies(att, COPIES[how], seed)
        report = examine(data)
        found.append(pairs(report, "exact-duplicate", "near-duplicate"))
        bursts.append(pairs(report, "exact-duplicate", "near-duplicate", "burst"))
        planted.append(copies)
    print()
    show(f"copies: {how}", found, planted)
    together = sum(len(one & two) for one, two in zip(bursts, planted, strict=True))
    print(f"    kept together by the groups: {together / SEEDS / PLANTED:.1%}")


def test_two_names(att):
    found, planted = [], []
    ways = list(COPIES.values())[:4]
    for seed in range(SEEDS):
        data, copies = with_copies(att, ways[seed % 4], seed, other_name=True)
        found.append(pairs(examine(data), "two-names"))
        planted.append(copies)
    print()
    show("the same picture under two names", found, planted)


PIXELS = {
    "blur, sigma 1 pixel": ("blur", lambda face: cv2.GaussianBlur(face, (0, 0), 1)),
    "blur, sigma 2 pixels": ("blur", lambda face: cv2.GaussianBlur(face, (0, 0), 2)),
    "blur, sigma 4 pixels": ("blur", lambda face: cv2.GaussianBlur(face, (0, 0), 4)),
    "a quarter as light": ("dark", lambda face: lit(face, 0.25)),
    "2.5 times as light": ("bright", lambda face: lit(face, 2.5)),
    "a tenth of the contrast": ("flat", lambda face: lit(face, 0.1, 110)),
}


@pytest.mark.parametrize("how", PIXELS)
def test_pixels(att, how):
    faces, names = att
    kind, spoil = PIXELS[how]
    found, planted = [], []
    for seed in range(SEEDS):
        spoilt = faces.copy()
        rows = np.random.default_rng(seed).choice(400, PLANTED, replace=False)
        spoilt[rows] = [spoil(face) for face in faces[rows]]
        named = pixel_findings(dataset(spoilt, names))
        found.append({finding.rows[0] for finding in named if finding.kind == kind})
        planted.append(set(rows.tolist()))
    print()
    show(how, found, planted)


def test_three_hundred_people():
    """Random textures stand in for people, moved and lit in ten ways each."""
    rng = np.random.default_rng(0)
    faces, names = [], []
    for person in range(300):
        texture = cv2.GaussianBlur(rng.normal(128, 500, (112, 92)), (0, 0), 4)
        for _ in range(10):
            shot = lit(moved(texture, *rng.uniform(-2, 2, 2), rng.uniform(-5, 5)), rng.uniform(0.7, 1.2))
            faces.append(np.clip(shot + rng.normal(0, 5, shot.shape), 0, 255).astype(np.uint8))
            names.append(f"p{person}")
    start = time.process_time()
    report = examine(dataset(faces, names))
    print(
        f"\n3,000 faces of 300 made-up people: {time.process_time() - start:.0f} s of processor time, {report.counts}"
    )
