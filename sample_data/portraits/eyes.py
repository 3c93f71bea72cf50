"""Eyes: two balls in their sockets, with lids drawn over them."""

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas
from .curves import Field, bell, mix, smooth_max, smoothstep, spot
from .expression import Expression
from .identity import Person
from .skull import front_depth

BALL = 0.135
"""Radius of an eyeball."""
LID = 0.014
"""Thickness of a lid."""
WHITE = np.array((0.52, 0.48, 0.46), np.float32)


@dataclass(frozen=True)
class Lids:
    """The curves of one eye over `u`: -1 at the nose, 1 at the temple; heights in head units."""

    u: Field
    axis: Field
    upper: Field
    lower: Field
    fold: Field


def model_eyes(canvas: Canvas, person: Person, expression: Expression) -> None:
    _sockets(canvas, person, expression)
    for mirror in (-1, 1):
        _eye(canvas, person, expression, mirror)


def centre_of(person: Person, mirror: int) -> tuple[float, float, float]:
    """Centre of the eyeball on the left (-1) or right (1) of the picture."""
    eyes = person.eyes
    height = eyes.height + (eyes.asymmetry if mirror > 0 else 0.0)
    depth = front_depth(person.skull, eyes.spacing, height) - 0.060 - BALL
    return mirror * eyes.spacing, height, depth


def _sockets(canvas: Canvas, person: Person, expression: Expression) -> None:
    side, y, eyes = canvas.side, canvas.y, person.eyes
    raised = 0.5 * expression.brow_raise
    canvas.push(-0.100 * spot(side, y, (eyes.spacing - 0.01, eyes.height + 0.015), (0.165, 0.115)))
    canvas.push(-0.026 * spot(side, y, (0.135, eyes.height + 0.05), (0.055, 0.075)))
    canvas.push(0.024 * spot(side, y, (eyes.spacing + 0.03, eyes.height + 0.115 + raised), (0.15, 0.035)))
    canvas.push(person.skull.brow_ridge * spot(side, y, (0.2, 0.165 + raised), (0.22, 0.06)))
    shadow = 0.26 + 0.18 * person.skin.melanin
    canvas.shade(
        shadow * spot(side, y, (eyes.spacing, eyes.height + 0.02), (0.2, 0.11)) * canvas.front, (0.7, 0.9, 0.9)
    )


def _lids(person: Person, expression: Expression, x: Field, y_centre: float, mirror: int) -> Lids:
    eyes = person.eyes
    u = mirror * (x - mirror * eyes.spacing) / eyes.half_width
    off = np.minimum(np.abs(u), 1)
    axis = y_centre + 0.5 * eyes.tilt * eyes.half_width * u
    inner_high = 1 - 0.16 * u
    opening = eyes.opening * (1 + expression.lids)
    upper = axis + opening * np.clip(1 - off**2.2, 0, 1) ** 0.70 * inner_high
    shut = expression.lower_lids
    lower = (
        axis
        - eyes.lower * (1 - 0.45 * shut) * np.clip(1 - off**2.2, 0, 1) ** 0.85 * (1 + 0.15 * u)
        + 0.012 * shut * (1 - off**2)
    )
    fold_height = opening + eyes.crease_height * (1 - 0.3 * expression.lids) + 0.25 * expression.brow_raise
    fold = axis + fold_height * np.clip(1 - (0.88 * off) ** 2.2, 0, 1) ** 0.7 * inner_high
    return Lids(u, axis, upper, lower, fold)


def _eye(canvas: Canvas, person: Person, expression: Expression, mirror: int) -> None:
    """Work on the patch of the canvas around one eye only; the rest is far away."""
    eyes, centre = person.eyes, centre_of(person, mirror)
    near = (mirror * canvas.x > 0.02) & (np.abs(canvas.x - centre[0]) < 0.36) & (np.abs(canvas.y - centre[1]) < 0.30)
    near &= canvas.front > 0.3
    x, y, z = canvas.x[near], canvas.y[near], canvas.z[near]
    lids = _lids(person, expression, x, centre[1], mirror)
    open_ = smoothstep(0, 0.008, lids.upper - y) * smoothstep(0, 0.008, y - lids.lower) * (np.abs(lids.u) < 1)

    from_centre = (x - centre[0]) ** 2 + (y - centre[1]) ** 2
    lid = centre[2] + np.sqrt(np.clip((BALL + LID) ** 2 - from_centre, 0, None))
    z = np.where(from_centre < (BALL + LID) ** 2, smooth_max(z, lid, 0.03), z)
    ball = centre[2] + np.sqrt(np.clip(BALL**2 - from_centre, 1e-4, None))
    fold = bell(y, lids.fold, 0.010) * smoothstep(1.15, 0.8, np.abs(lids.u)) * eyes.crease
    bag = bell(y, lids.lower - 0.045, 0.022) * smoothstep(1.2, 0.6, np.abs(lids.u))
    tired = 0.3 + person.skin.wrinkles + expression.lower_lids
    canvas.z[near] = mix(z, np.minimum(ball, z), open_) - 0.018 * fold - 0.009 * bag * tired
    canvas.wet[near] = open_

    colour = canvas.colour[near]
    colour = colour * (1 - 0.10 * (1 + person.skin.wrinkles) * bag[:, None] * np.array((0.6, 0.9, 0.85)))
    colour = colour * (1 - 0.45 * (fold * (1 - 0.5 * person.skin.melanin))[:, None] * np.array((0.6, 0.8, 0.9)))
    shadow = smoothstep(0, 0.01, y - lids.upper) * smoothstep(0.008, -0.004, y - lids.fold) * (np.abs(lids.u) < 1.1)
    colour = colour * (1 - 0.5 * max(eyes.makeup - 0.4, 0) * shadow[:, None] * np.array((0.6, 0.8, 0.7)))
    colour = mix(colour, _ball_colour(person, expression, lids, x, y, centre), open_[:, None])
    canvas.colour[near] = _lashes(person, lids, y, colour)


def _ball_colour(person: Person, expression: Expression, lids: Lids, x: Field, y: Field, centre: tuple) -> Field:
    """White, iris with its rays and dark rim, pupil; darker under the lids, pink in the inner corner."""
    eyes = person.eyes
    right, up = x - centre[0] - expression.look_aside, y - centre[1] - 0.006 + expression.look_down
    radius, angle = np.hypot(right, up), np.arctan2(up, right)
    white = WHITE * (1 - 0.30 * np.clip(np.abs(lids.u), 0, 1)[:, None] ** 3 * np.array((0.3, 1, 1)))
    rays = 1.25 + 0.22 * np.sin(angle * 19 + 3 * np.sin(angle * 7))
    glow = 1 + 1.1 * np.clip(-up / 0.05, -0.4, 0.9)
    rim = smoothstep(eyes.iris_radius * 0.76, eyes.iris_radius, radius)
    iris = eyes.iris * (rays * glow * (1 - 0.72 * rim))[:, None]
    colour = mix(white, iris, smoothstep(eyes.iris_radius + 0.004, eyes.iris_radius - 0.004, radius)[:, None])
    colour = mix(colour, 0.006, smoothstep(0.027, 0.021, radius)[:, None])
    lid_shade = (1 - 0.62 * np.exp(-np.clip(lids.upper - y, 0, None) / 0.018)) * (
        1 - 0.2 * np.exp(-np.clip(y - lids.lower, 0, None) / 0.012)
    )
    corner = 0.6 * np.exp(-(((lids.u + 0.95) / 0.16) ** 2) - ((y - lids.axis) / 0.03) ** 2)
    return mix(colour * lid_shade[:, None], np.array((0.38, 0.14, 0.12)), corner[:, None])


def _lashes(person: Person, lids: Lids, y: Field, colour: Field) -> Field:
    """The dark edge of the upper lid, with a little wing, and the pale rim of the lower one."""
    eyes = person.eyes
    ends = smoothstep(-1.08, -0.6, lids.u) * smoothstep(1.22, 1.0, lids.u)
    edge = np.where(lids.u > 0.92, lids.axis + 0.03 * (lids.u - 0.92), lids.upper)
    above = y - edge
    width = 0.007 + (0.004 + 0.006 * eyes.makeup) * max(eyes.lashes - 0.6, 0) * 3 * smoothstep(-0.8, 0.7, lids.u)
    lash = np.exp(-(np.where(above > 0, above / width, above / 0.006) ** 2)) * ends * eyes.lashes
    colour = colour * (1 - 0.95 * lash[:, None])
    rim = bell(y, lids.lower, 0.007) * smoothstep(1.1, 0.8, np.abs(lids.u))
    colour = mix(colour, person.skin.colour * (0.9, 0.52, 0.50), 0.32 * rim[:, None])
    return colour.astype(np.float32)
