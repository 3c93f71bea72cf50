"""A head from the front inwards: skull, cheeks, nose, mouth, eyes, brows, each in its own file."""

from dataclasses import dataclass

import numpy as np

from . import brows, complexion, eyes, mouth, nose
from .canvas import blank_canvas
from .curves import Field
from .expression import Expression
from .identity import Person
from .skull import front_depth


@dataclass(frozen=True)
class Surface:
    """A grid of points ready for light: (rows, columns, 3) points, normals and colours, (rows, columns) the rest."""

    points: Field
    normals: Field
    colours: Field
    gloss: Field | float = 0.0
    openness: Field | float = 1.0
    """Share of the ambient light that reaches the point."""
    wet: Field | float = 0.0
    soft_normals: Field | None = None
    """Normals blurred as light is that scatters in skin."""


def model_head(person: Person, expression: Expression, fineness: int) -> Surface:
    """Model and paint the head of a person with an expression on a grid with `fineness` rows."""
    canvas = blank_canvas(person, expression, fineness)
    complexion.tint_skin(canvas, person)
    complexion.shadow_of_beard(canvas, person)
    complexion.model_cheeks(canvas, person, expression)
    nose.model_nose(canvas, person, expression)
    mouth.model_mouth(canvas, person, expression)
    eyes.model_eyes(canvas, person, expression)
    complexion.age_skin(canvas, person, expression)
    brows.model_brows(canvas, person, expression)
    complexion.cover_scalp(canvas, person)
    gloss = np.clip(canvas.gloss, 0, 1.2) * (1 - canvas.wet) * (1 - 0.7 * canvas.mouth_inside)
    return Surface(
        points=np.dstack([canvas.x, canvas.y, canvas.z]),
        normals=canvas.normals(fineness / 260), soft_normals=canvas.normals(fineness / 26),
        colours=canvas.colour, gloss=gloss, openness=canvas.hollows(), wet=canvas.wet,
    )  # fmt: skip


def landmarks(person: Person, expression: Expression) -> dict[str, tuple[float, float, float]]:
    """Points of the face in head coordinates; left and right are those of the picture.

    An eye is the middle between its corners and between its lids at rest.
    """
    lips = mouth.lips_of(person, expression, np.zeros(1, np.float32))
    corner = (lips.half_width, lips.middle + person.mouth.corners + 0.7 * expression.corners)
    lip_depth = front_depth(person.skull, corner[0], corner[1]) + person.mouth.forward
    left, right = eyes.centre_of(person, -1), eyes.centre_of(person, 1)
    tip = front_depth(person.skull, 0, person.nose.tip) + person.nose.length_out
    middle = (person.eyes.opening - person.eyes.lower) / 2
    chin = -0.98 + person.skull.chin_drop - expression.jaw
    return {
        "left_eye": (left[0], left[1] + middle, left[2] + eyes.BALL),
        "right_eye": (right[0], right[1] + middle, right[2] + eyes.BALL),
        "nose": (0.0, person.nose.tip, tip),
        "mouth_left": (-corner[0], corner[1], lip_depth),
        "mouth_right": (corner[0], corner[1], lip_depth),
        "chin": (0.0, chin, front_depth(person.skull, 0, -0.9)),
    }
