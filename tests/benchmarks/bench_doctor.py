"""The doctor: what it finds of faults planted on purpose in AT&T, and what it finds in clean data.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_doctor.py -s

Each check is measured alone, over 20 seeds with 20 faults planted among the 400 faces: precision is the share of the
faces it names that were planted, recall the share of the planted faces that it names.
"""

import time

import cv2
import numpy as np
import pytest

from facerec.datasets import Dataset, load, open_people
from facerec.datasets.grouping import Grouping
from facerec.datasets.near_duplicates import groups
from facerec.detection import Crop
from facerec.evaluation.doctor import examine, labels, quick_check
from facerec.evaluation.doctor.pixels import pixel_findings
from facerec.features import Embedding, Resize
from facerec.recognizer import FaceRecognizer

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


def perturbed(faces, how, rng):
    """Blur, add noise to or turn faces so strongly that the check itself errs often."""
    blur, noise, turn = HARD[how]
    found = []
    for face in faces:
        away = moved(face, *rng.uniform(-turn / 3, turn / 3, 2), rng.uniform(-turn, turn)) if turn else face
        soft = cv2.GaussianBlur(away, (0, 0), rng.uniform(0.3, 1) * blur) if blur else away
        found.append(np.clip(soft + rng.normal(0, noise, face.shape), 0, 255).astype(np.uint8))
    return np.stack(found)


HARD = {"as they are": (0, 0, 0), "blur": (6, 0, 0), "noise": (0, 45, 0), "turn": (0, 0, 25), "all": (3, 20, 12)}


def second_half(faces, names):
    """The people on whom no limit was chosen."""
    people = np.unique(names)
    kept = np.isin(names, people[len(people) // 2 :])
    return faces[kept], names[kept]


def judged(features, names, groups, n_pictures, share, seed):
    """Exchange a share of the names of some pictures of each person, and judge them."""
    rng = np.random.default_rng(3000 + seed)
    people = np.unique(names)
    rows = np.concatenate([rng.permutation(np.flatnonzero(names == person))[:n_pictures] for person in people])
    given, wrong = names[rows], np.zeros(len(rows), bool)
    wrong[rng.choice(len(rows), round(share * len(rows)), replace=False)] = True
    given[wrong] = [rng.choice(people[people != name]) for name in given[wrong]]
    nothing = np.zeros((len(rows), 1, 1), np.uint8)
    result = labels.doubtful_names(nothing, given, groups[rows], features[rows])
    doubted = np.zeros(len(rows), bool)
    doubted[[doubt.row for doubt in result.doubts]] = True
    return wrong, doubted, result.rank1


def patterns(faces):
    """What the doctor describes faces by."""
    return labels.descriptor().fit_transform(Resize((112, 92)).fit_transform(faces))


def table(title, features, names, groups):
    for n_pictures in (3, 5, 10):
        for share in (0.0, 0.05, 0.1):
            parts = [judged(features, names, groups, n_pictures, share, seed) for seed in range(SEEDS)]
            wrong, doubted = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
            silent = np.mean([not part[1].any() and part[2] < labels.USABLE for part in parts])
            recall = f"{doubted[wrong].mean():.1%}" if wrong.any() else "-"
            print(
                f"  {title:24} {n_pictures:2} pictures, {share:3.0%} exchanged: rank 1"
                f" {np.mean([part[2] for part in parts]):6.1%}, right names doubted {doubted[~wrong].mean():6.2%},"
                f" recall {recall:>6}, silent in {silent:4.0%} of {SEEDS} seeds"
            )


@pytest.mark.parametrize("whose", ["AT&T", "sample people", "photos"])
def test_names_of_hard_faces(whose, assets, zoo_folder):
    """On the second half of the people; the limits were chosen on the first."""
    folders = {"AT&T": assets / "data/att", "sample people": "sample_data/people.csv", "photos": assets / "data/photos"}
    crop = Crop("none" if whose == "AT&T" else "detect", (112, 92), "yunet", which="centre")
    people = load(open_people(folders[whose]), crop.face)
    faces, names = second_half(people.faces, people.names)
    print()
    for how in HARD if whose != "photos" else ["as they are"]:
        hard = perturbed(faces, how, np.random.default_rng(0))
        table(f"{whose}, {how}", patterns(hard), names, groups(hard, names)[1])


def test_right_names_over_draws_of_the_perturbation(zoo_folder):
    """With all pictures of a person, seeds draw neither other pictures nor other perturbations: draw those anew."""
    people = load(open_people("sample_data/people.csv"), Crop("detect", (112, 92), "yunet", which="centre").face)
    faces, names = second_half(people.faces, people.names)
    print()
    for how in ("all", "turn", "blur"):
        shares = []
        for seed in range(8):
            hard = perturbed(faces, how, np.random.default_rng(5000 + seed))
            doubted = labels.doubtful_names(hard, names, groups(hard, names)[1]).doubts
            shares.append(len(doubted) / len(names))
        print(f"  {how}: right names doubted {np.mean(shares):.2%}, in the worst draw {max(shares):.0%}")


def test_names_of_photos_by_an_embedding(assets, zoo_folder):
    crop = Crop("detect", (112, 112), "yunet", colour=True, which="centre")
    people = load(open_people(assets / "data/photos"), crop.face)
    faces, names = second_half(people.faces, people.names)
    print()
    table("photos, embedding", Embedding("mobileface-v2").fit(faces).transform(faces), names, groups(faces, names)[1])


def test_cost_of_the_quick_checks(att):
    faces, names = att
    data = dataset(faces, names)
    begun = time.process_time()
    grouping = Grouping.found(faces, names)
    recognizer = FaceRecognizer.fit(data, grouping=grouping)
    trained = time.process_time()
    quick_check(data, grouping.numbers, recognizer.pipeline)
    took, training = time.process_time() - trained, trained - begun
    share = took / training
    print(f"\nquick checks, 400 faces: {took:.2f} s of processor time, {share:.1%} of the training's {training:.1f} s")
