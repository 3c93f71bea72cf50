"""Eyebrows, and the forehead they crease."""

import numpy as np

from .canvas import Canvas
from .curves import bell, smoothstep, spot
from .expression import Expression
from .identity import Person


def model_brows(canvas: Canvas, person: Person, expression: Expression) -> None:
    _forehead(canvas, person, expression)
    brows, side, y = person.brows, canvas.side, canvas.y
    along = (side - brows.inner + 0.018 * expression.brow_knit) / (brows.length * 1.75)
    t = np.clip(along, 0, 1)
    line = (
        brows.height + expression.brow_raise
        + 1.2 * brows.arch * np.sin(np.clip(1.25 * t, 0, 1.4) * np.pi * 0.62)
        - 0.050 * t**2.2
        + 0.022 * t - 0.008
        + 0.10 * brows.slope * (t - 0.4)
        + 1.15 * expression.brow_inner * (1 - t) ** 1.5
        - 0.012 * expression.brow_knit * (1 - t)
    )  # fmt: skip
    half = brows.thickness * (1 - 0.70 * t**1.6) * (0.74 + 0.26 * smoothstep(0, 0.2, along))
    cover = np.exp(-(np.abs((y - line) / half) ** 2.6)) * smoothstep(-0.12, 0.10, along) * smoothstep(1.08, 0.85, along)
    hairs = 0.5 + 0.5 * np.sin(side * 150 + y * 120 * (1 - 1.6 * t) + 1.2 * canvas.grain)
    canvas.push(0.006 * cover)
    canvas.paint(brows.colour, np.clip(cover * brows.density * (0.82 + 0.24 * hairs), 0, 1) * canvas.front)
    canvas.gloss *= 1 - cover


def _forehead(canvas: Canvas, person: Person, expression: Expression) -> None:
    """Two upright folds when the brows are knit, level lines when they are raised or old."""
    side, y, x = canvas.side, canvas.y, canvas.x
    knit = expression.brow_knit * spot(side, y, (0.050, 0.155), (0.014, 0.06))
    canvas.push(-0.016 * knit)
    depth = 0.45 * person.skin.wrinkles + 9 * max(expression.brow_raise, 0)
    lines = depth * sum(bell(y + 0.015 * np.cos(x * 5 + k), 0.33 + 0.085 * k, 0.014) for k in range(3))
    lines = lines * smoothstep(0.42, 0.22, side)
    canvas.push(-0.005 * lines)
    canvas.shade(np.clip(0.45 * knit + 0.17 * lines, 0, 0.8) * canvas.front, (0.45, 0.70, 0.75))
