"""Right boxes over the size of a face, and what the second search costs a frame of 640x480 pixels.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_face_sizes.py -s

Faces of photos and of AT&T are scaled and pasted on random textures; the known box is that of OpenCV's own YuNet on the
picture at its native size. A box is right from an intersection over union of 0.5 on (0.4 for the square boxes of Haar's
cascades, whose box of a right face overlaps that of YuNet by 0.7 to 0.8).
"""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.detection import detector
from facerec.images import read

Sources = list[tuple[np.ndarray, np.ndarray]]

# Height and width of a picture, and widths of the face: in pixels, or below 1 as a share of the largest that fits.
SCENES = [
    ((480, 640), [20, 30, 40, 160, 0.7, 0.95]),
    ((640, 480), [40, 0.7, 0.95]),
    ((960, 1280), [20, 30, 60, 420, 560, 700, 0.95]),
    ((3000, 2250), [0.3, 0.6, 0.95]),
]


@pytest.fixture
def sources(assets: Path, zoo_folder: Path) -> Sources:
    """Twenty photos and ten AT&T faces, with left, top, width and height of the face."""
    net = cv2.FaceDetectorYN.create(str(zoo_folder / "face_detection_yunet_2023mar.onnx"), "", (320, 320), 0.6, 0.3)
    files = [assets / f"data/photos/p{person:02}/1.jpg" for person in range(1, 61, 3)]
    files += [assets / f"data/att/s{person}/1.pgm" for person in range(1, 41, 4)]
    found: Sources = []
    for file in files:
        picture, room = read(file), 40
        around = cv2.copyMakeBorder(picture, room, room, room, room, cv2.BORDER_REPLICATE)
        net.setInputSize(around.shape[1::-1])
        faces = net.detect(around[..., ::-1].copy())[1]
        largest = max(faces, key=lambda face: face[2])
        found.append((picture, largest[:4] - np.array([room, room, 0, 0])))
    return found


def scene(
    picture: np.ndarray, box: np.ndarray, width: float, shape: tuple[int, int], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return a texture with the picture on it, its face as wide as asked, and the edges of the face."""
    height, across = shape
    if width < 1:
        width *= min(across, height * box[2] / box[3])
    scale = width / box[2]
    sides = np.array([width, scale * box[3]])
    free = np.maximum([across, height] - sides, 0)
    centre = sides / 2 + free * (0.5 if sides.max() > min(shape) / 2 else rng.uniform(0, 1, 2))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    matrix = np.diag([scale, scale]) @ np.diag(np.array(picture.shape[1::-1]) / small.shape[1::-1])
    shift = centre - scale * (box[:2] + box[2:] / 2)
    cells = rng.integers(60, 200, (max(2, height // 40), max(2, across // 40), 3), np.uint8)
    texture = cv2.resize(cells, (across, height), interpolation=cv2.INTER_CUBIC)
    pasted = cv2.warpAffine(
        small,
        np.column_stack([matrix, shift]),
        (across, height),
        dst=texture,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    return pasted, np.concatenate([centre - sides / 2, centre + sides / 2])


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    low, high = np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])
    shared = float(np.prod(np.maximum(high - low, 0)))
    return shared / (float(np.prod(one[2:] - one[:2]) + np.prod(other[2:] - other[:2])) - shared)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["yunet", "rfb-320", "haar", "haar-alt2", "haar-default"])
def test_recall_over_size(name: str, sources: Sources) -> None:
    cv2.setNumThreads(1)
    slow = name.startswith("haar")
    finder, least, rng = detector(name), 0.4 if slow else 0.5, np.random.default_rng(0)
    for shape, widths in SCENES:
        shares, false = [], 0
        used = sources[:: 6 if slow or max(shape) > 2000 else 2]
        for width in widths:
            right = 0
            for picture, box in used:
                pasted, known = scene(picture, box, width, shape, rng)
                good = [overlap(np.array(one.box), known) >= least for one in finder.detect(pasted)]
                right, false = right + any(good), false + len(good) - any(good)
            shares.append(f"{width:g}: {right / len(used):.0%}")
        cells = ", ".join(shares)
        print(f"\n{name} {shape[1]}x{shape[0]}: {cells}; {false} other boxes in {len(widths) * len(used)} pictures")


@pytest.mark.parametrize("name", ["yunet", "rfb-320", "haar"])
def test_att_enlarged(name: str, att: tuple[np.ndarray, np.ndarray], zoo_folder: Path, sources: Sources) -> None:
    cv2.setNumThreads(1)
    shares = []
    for times in (5, 7, 9):
        right = 0
        for picture, box in sources[20:]:
            large = cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
            edges = times * np.clip(np.concatenate([box[:2], box[:2] + box[2:]]), 0, [92, 112, 92, 112])
            right += any(overlap(np.array(one.box), edges) >= 0.5 for one in detector(name).detect(large))
        shares.append(f"{times} times: {right} of 10")
    print(f"\n{name}, AT&T enlarged: {', '.join(shares)}")


@pytest.mark.parametrize("name", ["yunet", "rfb-320", "haar"])
def test_cost_of_a_frame(name: str, assets: Path, zoo_folder: Path) -> None:
    """The whole detector against its first search alone, in turn, in processor time."""
    cv2.setNumThreads(1)
    group = read(assets / "data/pictures/test_face_processing.jpg")
    frame = cv2.resize(group, (640, 480), interpolation=cv2.INTER_AREA)
    finder, times = detector(name), []
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    first = {
        "yunet": lambda: finder._search(frame, 1.0, frame.shape, False),
        "rfb-320": lambda: finder._search(frame, False),
        "haar": lambda: finder._found(grey, 1.0, 0, grey.shape, 25, 5),
    }[name]
    for _ in range(8 if name == "haar" else 40):
        took = []
        for work in (first, lambda: finder.detect(frame)):
            begun = time.process_time()
            work()
            took.append(time.process_time() - begun)
        times.append(took)
    one, both = np.median(times, axis=0)
    more = both / one - 1
    print(f"\n{name}, 640x480: {1000 * one:.1f} ms for the first search, {1000 * both:.1f} ms in all ({more:+.1%})")
