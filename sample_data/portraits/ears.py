"""Ears: a leaf with a rolled rim, a second fold inside it and a bowl before the ear canal."""

import numpy as np

from .curves import bell, mix, smoothstep, spot, unit
from .head import Surface
from .identity import Person
from .skull import breadth


def model_ears(person: Person, fineness: int) -> list[Surface]:
    """The left and the right ear, in head coordinates."""
    return [_ear(person, fineness, mirror) for mirror in (-1, 1)]


def _ear(person: Person, fineness: int, mirror: int) -> Surface:
    rings = max(24, int(0.30 * fineness))
    angle, out = np.meshgrid(np.linspace(0, 2 * np.pi, 3 * rings), np.linspace(0.02, 1, rings))
    angle, out = angle.astype(np.float32), out.astype(np.float32)
    size, ears = person.ears.size, person.ears
    up = 0.185 * size * out * np.sin(angle) * (1 + 0.12 * np.sin(angle)) * (1 + 0.12 * ears.lobe * (np.sin(angle) < 0))
    back = 0.105 * size * out * np.cos(angle) * (1 + 0.24 * np.sin(angle))
    rim = bell(out, 0.86, 0.10) * smoothstep(-1.05, -0.3, np.sin(angle) + 0.6 * np.cos(angle))
    fold = bell(out, 0.60 - 0.10 * np.sin(angle), 0.10) * smoothstep(-0.35, 0.3, np.cos(angle))
    bowl = spot(back, up, (-0.022 * size, -0.025 * size), (0.042 * size, 0.062 * size))
    flap = spot(back, up, (-0.088 * size, -0.015 * size), (0.022 * size, 0.035 * size))
    relief = 0.034 * rim + 0.020 * fold - 0.045 * bowl + 0.024 * flap - 0.030 * smoothstep(0.93, 1, out)

    width = float(breadth(person.skull, np.float32(-0.08)))
    cos, sin = np.cos(ears.stick_out), np.sin(ears.stick_out)
    points = np.dstack([
        mirror * (width - 0.025 + (back + 0.075) * sin + relief * cos),
        -0.085 + up,
        -0.03 - (back + 0.075) * cos + relief * sin,
    ]).astype(np.float32)  # fmt: skip
    normals = unit(np.cross(np.gradient(points, axis=1), np.gradient(points, axis=0)) * -mirror)
    shade = np.clip(0.75 * bowl + 0.35 * bell(out, 0.74, 0.07) * (rim > 0.02), 0, 1)
    rosy = person.skin.colour * (1.0, 0.86, 0.84)
    colours = mix(rosy, rosy * (0.42, 0.30, 0.28), shade[..., None]).astype(np.float32)
    return Surface(points, normals, colours, gloss=0.25, openness=1 - 0.55 * bowl)
