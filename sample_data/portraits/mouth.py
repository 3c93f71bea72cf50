"""The mouth: two lips between three curves, what shows between them, and the folds around."""

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas
from .curves import Field, bell, mix, smoothstep, spot
from .expression import Expression
from .identity import Person

TEETH = np.array((0.92, 0.88, 0.80), np.float32)
THROAT = np.array((0.030, 0.010, 0.009), np.float32)
TONGUE = np.array((0.20, 0.060, 0.055), np.float32)
EDGE = 0.007
"""Half the softness of the edge of a lip."""


@dataclass(frozen=True)
class Lips:
    """The four curves of a mouth over `u`, -1 at one corner and 1 at the other."""

    u: Field
    line: Field
    upper_edge: Field
    upper_inner: Field
    lower_inner: Field
    lower_edge: Field
    half_width: float
    middle: float


def lips_of(person: Person, expression: Expression, x: Field) -> Lips:
    mouth = person.mouth
    half_width = mouth.half_width * (1 + expression.width)
    middle = mouth.height - 0.30 * expression.jaw
    corners = mouth.corners + expression.corners
    u = x / half_width
    off = np.minimum(np.abs(u), 1)
    line = middle + corners * off**1.7 - 0.30 * expression.corners + 0.006 * np.cos(4 * u)
    gap = expression.gap * (1 - off**2.4) ** 0.75
    smiling = np.clip(expression.corners / 0.1, 0, 1)
    upper_inner = line + gap * (0.42 - 0.22 * smiling) + expression.upper_lip * (1 - off**2) * 0.7
    lower_inner = line - gap * (0.58 + 0.22 * smiling)
    thin = (1 - 0.55 * max(expression.press, 0)) * (1 - 0.7 * max(expression.width, 0))
    bow = 1 - mouth.bow * bell(u, 0, 0.17) + 0.12 * bell(np.abs(u), 0.28, 0.2)
    upper_edge = upper_inner + mouth.upper * thin * (1 - off**2) ** 0.72 * bow
    lower_edge = lower_inner - mouth.lower * thin * (1 - off**2) ** 0.60
    return Lips(u, line, upper_edge, upper_inner, lower_inner, lower_edge, half_width, middle)


def model_mouth(canvas: Canvas, person: Person, expression: Expression) -> None:
    x, y, side = canvas.x, canvas.y, canvas.side
    mouth, lips = person.mouth, lips_of(person, expression, x)
    _muzzle(canvas, person, expression, lips)
    inside = np.abs(lips.u) < 1
    upper = smoothstep(-EDGE, EDGE, lips.upper_edge - y) * smoothstep(-EDGE, EDGE, y - lips.upper_inner) * inside
    lower = smoothstep(-EDGE, EDGE, lips.lower_inner - y) * smoothstep(-EDGE, EDGE, y - lips.lower_edge) * inside
    taper = np.sqrt(1 - np.minimum(np.abs(lips.u), 1) ** 2)
    upper_way = np.clip((y - lips.upper_inner) / np.maximum(lips.upper_edge - lips.upper_inner, 0.004), 0, 1)
    lower_way = np.clip((lips.lower_inner - y) / np.maximum(lips.lower_inner - lips.lower_edge, 0.004), 0, 1)
    full = 1 - 0.5 * max(expression.press, 0)
    canvas.push(0.036 * upper * taper * np.sin(np.pi * np.clip(0.85 * upper_way + 0.10, 0, 1)) * full)
    canvas.push(0.046 * lower * taper * np.sin(np.pi * np.clip(0.90 * lower_way + 0.05, 0, 1)) * full)
    _paint_lips(canvas, person, upper, lower)
    if expression.gap > 0.01:
        _open(canvas, expression, lips, inside)
    else:
        seam = bell(y, lips.line, 0.010) * smoothstep(1.08, 0.88, np.abs(lips.u))
        canvas.push(-0.020 * seam)
        canvas.shade(0.66 * seam * canvas.front, (0.80, 0.95, 0.95))
    corner_height = lips.middle + (mouth.corners + expression.corners) - 0.30 * expression.corners
    corner = spot(side, y, (lips.half_width * 1.01, corner_height), (0.026, 0.024))
    canvas.push(-0.016 * corner)
    canvas.shade(0.34 * corner * canvas.front, (0.8, 0.95, 0.95))
    _smile_folds(canvas, person, expression, lips, corner_height)


def _paint_lips(canvas: Canvas, person: Person, upper: Field, lower: Field) -> None:
    mouth = person.mouth
    lips = np.clip(upper + lower, 0, 1) * canvas.front
    shade = np.where(upper > lower, 0.78, 1.0) * (1 + 0.05 * np.sin(canvas.x * 230 + 2 * canvas.grain))
    colour = mix(canvas.colour, mouth.colour * shade[..., None], 0.86)
    canvas.paint(colour, lips)
    canvas.gloss += mouth.gloss * lips * (1 - 0.6 * person.skin.melanin)


def _muzzle(canvas: Canvas, person: Person, expression: Expression, lips: Lips) -> None:
    """The round of the teeth behind the lips, the groove above them and the chin below."""
    x, y, side, mouth, jaw = canvas.x, canvas.y, canvas.side, person.mouth, expression.jaw
    canvas.push(mouth.forward * spot(x, y, (0, mouth.height + 0.03), (0.25, 0.19)))
    canvas.push(-0.012 * spot(x, y, (0, mouth.height + 0.115), (0.024, 0.055)))
    canvas.push(0.006 * spot(side, y, (0.045, mouth.height + 0.105), (0.020, 0.05)))
    below = mouth.height - mouth.lower - 0.080 - jaw
    canvas.push(-0.034 * spot(x, y, (0, below), (0.15, 0.038)))
    canvas.push(person.skull.chin_forward * spot(x, y, (0, -0.87 + person.skull.chin_drop - jaw), (0.15, 0.10)))


def _open(canvas: Canvas, expression: Expression, lips: Lips, inside: Field) -> None:
    """Dark, a tongue, and the rows of teeth the expression shows."""
    y = canvas.y
    mouth = (
        smoothstep(0, 0.012, lips.upper_inner - y) * smoothstep(0, 0.012, y - lips.lower_inner) * inside * canvas.front
    )
    canvas.push(-0.04 * mouth)
    canvas.mouth_inside = mouth
    off = np.clip(np.abs(lips.u), 0, 1)
    gaps = 1 - 0.16 * bell((canvas.x / 0.052) % 1, 0.5, 0.08)
    ivory = TEETH * (gaps * (1 - 0.55 * off**2.5))[..., None]
    height = min(0.075, 0.85 * expression.gap)
    top = smoothstep(-0.003, 0.005, y - (lips.upper_inner - height * (1 - 0.25 * off))) * expression.upper_teeth
    bottom = smoothstep(-0.003, 0.005, lips.lower_inner + 0.4 * height - y) * expression.lower_teeth
    tongue = smoothstep(0, 0.06, lips.lower_inner + 0.060 - y)[..., None]
    picture = mix(THROAT, TONGUE, 0.75 * tongue * (1 - min(1.0, expression.lower_teeth)))
    picture = mix(picture, ivory, np.clip(top + bottom, 0, 1)[..., None] * smoothstep(1.0, 0.80, off)[..., None])
    canvas.paint(picture, mouth)


def _smile_folds(canvas: Canvas, person: Person, expression: Expression, lips: Lips, corner_height: float) -> None:
    """The line from the wing of the nose around the corner of the mouth; age and laughter deepen it."""
    start = (person.nose.wings + 0.052, person.nose.tip + 0.02)
    end = (lips.half_width + 0.060, corner_height + 0.02)
    along = (end[0] - start[0], end[1] - start[1])
    t = ((canvas.side - start[0]) * along[0] + (canvas.y - start[1]) * along[1]) / (along[0] ** 2 + along[1] ** 2)
    t = np.clip(t, 0, 1.1)
    away_x = canvas.side - start[0] - t * along[0] - 0.022 * np.sin(3.1 * t)
    away_y = canvas.y - start[1] - t * along[1]
    fold = np.exp(-(away_x**2 + away_y**2) / 0.024**2) * (1 - 0.5 * t)
    depth = 0.16 + 0.45 * person.skin.wrinkles + 0.75 * expression.cheeks + 0.6 * expression.nose_wrinkle
    canvas.push(-0.014 * depth * fold)
    canvas.shade(0.30 * depth * fold * canvas.front, (0.45, 0.70, 0.75))
