"""Photographs as in life: the same person with another expression, pose, light, background and camera each time."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .backdrop import Picture, develop, paint_backdrop
from .expression import face_of
from .identity import Person
from .light import Light
from .portrait import Drawing, Pose, draw

MOODS = ("neutral", "happy", "neutral", "surprised", "sad", "angry", "happy", "disgusted", "fearful", "neutral")
"""What ten shots of a person show, dealt in another order to everybody; the first shot is always calm."""
MILD = {"surprised": 0.65}
"""Moods that are shown less strongly in photographs: a mouth wide open is half another face."""


@dataclass(frozen=True)
class Shot:
    """Everything that varies from one picture of a person to the next."""

    expression: str
    strength: float
    pose: Pose
    light: Light
    glasses: bool
    exposure: float
    """Factor on the light; 2 is one stop more."""
    contrast: float
    """Exponent of the tones around middle grey: below 1 is hazy, above 1 is hard."""
    blur: float
    grain: float
    dice: np.random.Generator
    """For what has no name: the background and the noise of the sensor."""


def plan_shot(person: Person, number: int, attempt: int = 0) -> Shot:
    """Decide on shot `number` (0, 1, ...) of a person; another `attempt` changes all but the expression."""
    dice = np.random.default_rng([83, person.seed, person.number, number, attempt])

    def around(middle: float, most: float) -> float:
        return middle + float(np.clip(dice.normal(0, 0.55 * most), -most, most))

    pose = Pose(
        yaw=around(0, 10), pitch=around(0, 5), roll=around(0, 6), scale=0.335 * dice.uniform(0.94, 1.07),
        centre=(around(0.5, 0.03), around(0.48, 0.02)),
    )  # fmt: skip
    light = Light(
        direction=(dice.uniform(-0.24, 0.24), dice.uniform(0.36, 0.62), dice.uniform(0.7, 1)),
        key=dice.uniform(0.7, 1.05), fill=dice.uniform(0.44, 0.64), warmth=dice.uniform(-0.6, 1),
    )  # fmt: skip
    # A camera measures the light on the face, and errs; the first shot of ten is by somebody who knows how.
    metered = float(np.clip((0.33 / person.skin.colour.mean()) ** 0.4, 0.7, 1.7))
    error = 0.3 if number % 10 == 0 else 1.0
    mood = mood_of(person, number)
    return Shot(
        expression=mood, strength=dice.uniform(0.75, 1.1) * MILD.get(mood, 1), pose=pose, light=light,
        glasses=person.glasses is not None and dice.random() < 0.6,
        exposure=metered * 2 ** (error * dice.uniform(-1.8, 1.2)),
        contrast=2 ** (error * dice.uniform(-1.0, 0.4)),
        blur=float(dice.choice([0, 0, 0, 0.25])), grain=dice.uniform(0.0005, 0.002), dice=dice,
    )  # fmt: skip


def mood_of(person: Person, number: int) -> str:
    """The expression of shot `number`: every round of ten has all seven."""
    order = 1 + np.random.default_rng([84, person.seed, person.number, number // 10]).permutation(9)
    return MOODS[0 if number % 10 == 0 else order[number % 10 - 1]]


def take(person: Person, shot: Shot, size: int) -> tuple[Picture, Drawing]:
    """Draw and develop a shot: uint8 RGB (size, size, 3), and the drawing with its landmarks."""
    expression = face_of(shot.expression, shot.strength, shot.dice)
    drawing = draw(person, expression, shot.pose, shot.light, (size, size), shot.glasses)
    room = 0.4 + 1.2 * shot.light.fill
    behind = paint_backdrop(shot.dice, size, size) * room
    scene = drawing.picture + behind * (1 - drawing.cover[..., None])
    return develop(scene, shot.exposure, shot.contrast, shot.blur * size / 160, shot.grain, shot.dice), drawing


def truth_of(person: Person, shot: Shot, drawing: Drawing) -> dict[str, Any]:
    """What is known about a picture because we drew it; angles in degrees, points in pixels."""
    light = shot.light.towards
    return {
        "person": person.name,
        "expression": shot.expression,
        "strength": round(shot.strength, 3),
        "yaw": round(shot.pose.yaw, 2),
        "pitch": round(shot.pose.pitch, 2),
        "roll": round(shot.pose.roll, 2),
        "light": {
            "direction": [round(float(part), 3) for part in light],
            "key": round(shot.light.key, 3),
            "fill": round(shot.light.fill, 3),
        },
        "exposure": round(shot.exposure, 3),
        "contrast": round(shot.contrast, 3),
        "glasses": shot.glasses,
        **points_of(drawing),
    }


def points_of(drawing: Drawing) -> dict[str, list[float]]:
    """Landmarks rounded for a file, with the middle of the mouth."""
    points = {name: [round(x, 2), round(y, 2)] for name, (x, y) in drawing.landmarks.items()}
    left, right = points["mouth_left"], points["mouth_right"]
    return points | {"mouth": [round((left[0] + right[0]) / 2, 2), round((left[1] + right[1]) / 2, 2)]}
