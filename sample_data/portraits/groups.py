"""Group photographs: several people under one light, the back row a little higher and smaller."""

from typing import Any

import numpy as np

from .backdrop import Picture, develop, paint_backdrop
from .expression import face_of
from .identity import Person
from .light import Light
from .portrait import Drawing, Pose, draw
from .shots import points_of

SHOULDERS = 0.31
"""Room for one person, as a share of the height of the picture."""
MARGIN = 0.107


def take_group(people: list[Person], seed: int, number: int, height: int) -> tuple[Picture, list[dict[str, Any]]]:
    """Draw a group photograph, uint8 RGB of `height` rows, and the truth about its people from left to right."""
    dice = np.random.default_rng([85, seed, number])
    width = round((SHOULDERS * len(people) + 2 * MARGIN) * height)
    light = Light((dice.uniform(-0.7, 0.7), 0.55, 0.8), key=1.0, fill=0.45, warmth=dice.uniform(-0.2, 0.8))
    scene = paint_backdrop(dice, height, width)
    truths: dict[int, dict[str, Any]] = {}
    # Odd places stand behind, so they are drawn first.
    for place in sorted(range(len(people)), key=lambda place: -(place % 2)):
        person = people[place]
        mood = str(dice.choice(["happy", "happy", "neutral"]))
        pose = _stand(place, len(people), dice)
        glasses = person.glasses is not None
        drawing = draw(person, face_of(mood, dice.uniform(0.8, 1.0), dice), pose, light, (height, width), glasses)
        scene = scene * (1 - drawing.cover[..., None]) + drawing.picture
        truths[place] = {
            "person": person.name, "expression": mood, "glasses": glasses, "box": face_box(drawing),
            "yaw": round(pose.yaw, 2), "pitch": round(pose.pitch, 2), "roll": round(pose.roll, 2), **points_of(drawing),
        }  # fmt: skip
    return develop(scene, 1.0, 1.0, 0.0, 0.006, dice), [truths[place] for place in sorted(truths)]


def _stand(place: int, count: int, dice: np.random.Generator) -> Pose:
    """Shoulder to shoulder, turned a little to the middle."""
    behind = place % 2
    x = (MARGIN + SHOULDERS * (place + 0.5)) / (2 * MARGIN + SHOULDERS * count) + dice.normal(0, 0.004)
    y = (0.33 if behind else 0.56) + dice.normal(0, 0.015)
    return Pose(
        yaw=float((0.5 - (place + 0.5) / count) * 16 + dice.normal(0, 4)), pitch=float(dice.normal(0, 2.5)),
        roll=float(dice.normal(0, 2.5)), scale=0.178 if behind else 0.195, centre=(float(x), float(y)),
    )  # fmt: skip


def face_box(drawing: Drawing) -> list[int]:
    """[left, top, right, bottom] around a face, brow to chin, in whole pixels: a square as detectors draw it.

    Its middle lies a little below the eyes, its side is 2.3 eye distances, about the width of a face.
    """
    left, right = np.array(drawing.landmarks["left_eye"]), np.array(drawing.landmarks["right_eye"])
    mouth = (np.array(drawing.landmarks["mouth_left"]) + np.array(drawing.landmarks["mouth_right"])) / 2
    middle = 0.6 * (left + right) / 2 + 0.4 * mouth
    half = 1.15 * float(np.linalg.norm(right - left))
    return [round(edge) for edge in (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)]
