"""The doctor on whole pictures: turned, missing, several, small and wrongly exposed faces, planted on purpose.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_doctor_pictures.py -s

As in bench_doctor.py, 20 faults are planted at a time, over 20 seeds, and each check is measured alone. Turned and
wrongly exposed people are drawn with the sample people's generator, from seeds nothing was chosen on: so the true
angle and exposure are known.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.datasets import People, Source, open_people
from facerec.detection import Crop
from facerec.evaluation.doctor import look_at
from facerec.evaluation.doctor.files import file_findings
from facerec.evaluation.doctor.pixels import pixel_findings
from facerec.images import decode, encode, read, resize
from sample_data.portraits.casting import cast
from sample_data.portraits.shots import Shot, plan_shot, take

PLANTED = 20
SEEDS = 20
TURNED_SEED, EXPOSED_SEED = 31, 47
SIZE = 192  # pixels, of the sample people's pictures

AS_THEY_ARE = Crop("none", (112, 92))
FOUND_BY = {name: Crop("detect", (112, 92), name) for name in ("yunet", "haar")}
PEOPLE = ["AT&T", *FOUND_BY]


@pytest.fixture(autouse=True)
def _files(zoo_folder: Path) -> None:
    """All pretrained files are here."""


@cache
def pictures(whose: str, assets: Path) -> list[np.ndarray]:
    people = open_people(assets / "data" / "att" if whose == "AT&T" else Path("sample_data", "people.csv"))
    return [decode(source.read()) for _, source in people.entries]


def told(found: list[np.ndarray], whose: str, assets: Path) -> list[set[str]]:
    """Return, for each picture, the kinds of finding that are told of it."""
    good = pictures(whose, assets)[::10][:2]  # without two people who have a face, there is no data set
    sources = [(f"p{at % 2}", Source(f"{at}", lambda one=one: encode(one))) for at, one in enumerate([*found, *good])]
    crop, counter = (AS_THEY_ARE, "yunet") if whose == "AT&T" else (FOUND_BY[whose], None)
    data, looks = look_at(People(tuple(sources), (), "planted"), crop, count_with=counter)
    kinds: list[set[str]] = [set() for _ in sources]
    for finding in (*file_findings(data, looks), *pixel_findings(data)):
        for source in finding.sources:
            kinds[int(source)].add(finding.kind)
    return kinds[: len(found)]


def show(check: str, kind: str, clean: list[set[str]], faulty: list[set[str]]) -> None:
    """Plant faults among clean pictures and count; where each picture has a faulty twin, that takes its place."""
    right = false = 0
    for seed in range(SEEDS):
        rows = np.random.default_rng(seed).choice(len(faulty), PLANTED, replace=False)
        right += sum(kind in faulty[row] for row in rows)
        spared = [kinds for row, kinds in enumerate(clean) if len(faulty) < len(clean) or row not in rows]
        false += sum(kind in kinds for kinds in spared)
    precision = f"{right / (right + false):.1%}" if right + false else "-"
    print(f"  {check:58} precision {precision:>7}  recall {right / SEEDS / PLANTED:7.1%}  ({false} false)")


@cache
def clean(whose: str, assets: Path) -> list[set[str]]:
    return told(pictures(whose, assets), whose, assets)


@pytest.mark.parametrize("whose", PEOPLE)
def test_number_and_size_of_faces(assets: Path, whose: str) -> None:
    there, random = pictures(whose, assets), np.random.default_rng(0)
    car = read(assets / "data" / "pictures" / "car.jpg")

    def part_of_a_car(picture: np.ndarray) -> np.ndarray:
        height, width = picture.shape[:2]
        top, left = random.integers(0, car.shape[0] - height), random.integers(0, car.shape[1] - width)
        return car[top : top + height, left : left + width]

    def shrunk(picture: np.ndarray) -> np.ndarray:
        share = random.uniform(0.3, 0.6)
        return resize(picture, tuple(round(side * share) for side in picture.shape[:2]))

    print(f"\n{whose}")
    kinds = clean(whose, assets)
    show("no face: part of a car", "unused", kinds, told([part_of_a_car(one) for one in there], whose, assets))
    beside = [cv2.hconcat([one, there[row - 57]]) for row, one in enumerate(there)]
    show("two people beside each other", "several-faces", kinds, told(beside, whose, assets))
    show("shrunk to 0.3 to 0.6", "small", kinds, told([shrunk(one) for one in there], whose, assets))


def drawn(seed: int, changed: dict[str, float]) -> list[np.ndarray]:
    """Draw people as the sample people are, but turned or exposed as told; stops count from a good exposure."""
    found, random = [], np.random.default_rng(1)
    for person in cast(PLANTED, seed):
        shot: Shot = plan_shot(person, int(random.integers(0, 10)))
        if "yaw" in changed:
            shot = replace(shot, pose=replace(shot.pose, yaw=changed["yaw"] * random.choice([-1, 1])))
        if "stops" in changed:
            metered = float(np.clip((0.33 / person.skin.colour.mean()) ** 0.4, 0.7, 1.7))
            shot = replace(shot, exposure=metered * 2 ** changed["stops"])
        found.append(take(person, shot, SIZE)[0])
    return found


@pytest.mark.parametrize("degrees", [30, 40, 50, 60])
def test_turned_aside(assets: Path, degrees: int) -> None:
    kinds = [*clean("AT&T", assets), *clean("yunet", assets)]
    show(
        f"turned by {degrees} degrees, among AT&T's and sample people's",
        "pose",
        kinds,
        told(drawn(TURNED_SEED, {"yaw": degrees}), "yunet", assets),
    )


@pytest.mark.parametrize(("stops", "kind"), [(-4, "dark"), (-3, "dark"), (2, "bright"), (3, "bright")])
def test_exposed_wrongly(assets: Path, stops: int, kind: str) -> None:
    show(
        f"{stops:+} stops, among sample people's",
        kind,
        clean("yunet", assets),
        told(drawn(EXPOSED_SEED, {"stops": stops}), "yunet", assets),
    )
