"""The nose: a ridge, a ball, two wings, joined like clay, with nostrils underneath."""

import numpy as np

from .canvas import Canvas
from .curves import bell, dome, smooth_max, smoothstep, spot
from .expression import Expression
from .identity import Person


def model_nose(canvas: Canvas, person: Person, expression: Expression) -> None:
    nose, x, y, side = person.nose, canvas.x, canvas.y, canvas.side
    wings = nose.wings * (1 + 0.13 * expression.nose_wrinkle + 1.1 * max(expression.corners, 0))
    base = nose.tip - 0.075
    tip = (0.0, nose.tip + 0.012 + nose.turned_up)

    shape = _ridge(canvas, person)
    shape = smooth_max(shape, (nose.length_out + nose.ball) * dome(x, y, tip, (0.085, 0.085)) ** 0.9, 0.05)
    wing = (0.56 * nose.length_out) * dome(side, y, (wings, nose.tip - 0.022), (0.056, 0.062)) ** 0.8
    shape = smooth_max(shape, wing, 0.035)
    column = 0.62 * nose.length_out * dome(x, y, (0, nose.tip - 0.035), (0.036, 0.062))
    shape = smooth_max(shape, column, 0.03)
    canvas.push(shape - 0.012)

    nostril = spot(side, y, (0.046 * nose.wings / 0.085, nose.tip - 0.058), (0.026, 0.015))
    canvas.push(-0.03 * nostril)
    crease = bell(np.hypot((side - wings) / 0.058, (y - nose.tip + 0.020) / 0.062), 1.06, 0.17)
    crease *= smoothstep(wings - 0.01, wings + 0.035, side + 0.35 * (y - base))
    canvas.push(-0.008 * crease)
    canvas.shade(0.80 * nostril, (0.82, 1.0, 1.0))
    canvas.shade(0.26 * crease * canvas.front, (0.5, 0.75, 0.8))
    _wrinkles(canvas, expression)
    canvas.gloss += 0.22 * spot(x, y, tip, (0.06, 0.07))


def _ridge(canvas: Canvas, person: Person) -> np.ndarray:
    """Height of the bridge, rising from between the eyes to the tip, with soft flanks."""
    nose = person.nose
    top = person.eyes.height + 0.09
    down = np.clip((top - canvas.y) / (top - nose.tip), 0, 1)
    rise = nose.root * smoothstep(0.0, 0.22, down) + (nose.length_out - nose.root) * down**1.35
    crest = rise + nose.hump * bell(down, 0.42, 0.22)
    crest = crest * smoothstep(-0.075, 0.015, canvas.y - nose.tip)
    width = nose.ridge + 0.020 + 0.030 * down**1.5
    flank = 0.74 * np.exp(-(np.abs(canvas.x / width) ** 1.8)) + 0.26 * bell(canvas.x, 0, 0.145 + 0.03 * down)
    return crest * flank


def _wrinkles(canvas: Canvas, expression: Expression) -> None:
    """Disgust folds the skin on both sides of the bridge."""
    if expression.nose_wrinkle <= 0:
        return
    folds = sum(spot(canvas.side, canvas.y, (0.055, -0.02 - 0.05 * k), (0.05, 0.012)) for k in range(3))
    canvas.push(-0.007 * expression.nose_wrinkle * folds)
    canvas.shade(0.30 * expression.nose_wrinkle * folds * canvas.front, (0.5, 0.72, 0.75))
