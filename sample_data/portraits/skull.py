"""The head without features: a globe pulled into the shape of a skull, and where hair begins on it."""

import numpy as np

from .curves import Field, bell, smoothstep, through
from .identity import Person, Skull

WIDTH = through(
    ((1, 0.64), (0.45, 0.665), (0.1, 0.66), (-0.2, 0.64), (-0.4, 0.615), (-0.6, 0.59), (-0.8, 0.56), (-1, 0.50))
)
DEPTH = through(((1, 0.76), (0.5, 0.77), (0.2, 0.765), (-0.1, 0.75), (-0.4, 0.72), (-0.7, 0.66), (-1, 0.60)))
HAIRLINE = through(
    ((0, 0.60), (25, 0.59), (45, 0.52), (60, 0.43), (72, 0.28), (80, 0.06), (90, -0.06), (100, 0.0),
     (112, -0.16), (130, -0.38), (180, -0.52))
)  # fmt: skip


def outline(y: Field) -> Field:
    """Radius of the globe at height y, 1 at the equator; rounder above than an ellipse, broader at the chin."""
    power = np.where(y > 0, 2.55, 2.05).astype(np.float32)
    return np.clip(1 - np.abs(y) ** power, 0, 1) ** (1 / power)


def breadth(skull: Skull, y: Field) -> Field:
    """Half the width of the head at height y, before the outline closes it."""
    cheeks = (skull.cheekbones + 0.5 * skull.fullness) * bell(y, -0.14, 0.24)
    jaw = (skull.jaw + 1.1 * skull.fullness) * bell(y, -0.60, 0.22)
    chin = skull.chin_width * bell(y, -0.93, 0.14)
    return WIDTH(y) * skull.width * (1 + cheeks + jaw + chin + skull.temples * bell(y, 0.35, 0.3))


def globe(skull: Skull, longitude: Field, latitude: Field, jaw: float = 0.0) -> tuple[Field, Field, Field]:
    """Points x, y, z of the bare head at these angles in radians; `jaw` lowers the chin."""
    y = np.sin(latitude)
    sine, cosine = np.sin(longitude), np.cos(longitude)
    power = skull.squareness
    section = (np.abs(sine) ** power + np.abs(cosine) ** power) ** (-1 / power)
    radius = outline(y) * section
    x = breadth(skull, y) * radius * sine
    z = DEPTH(y) * radius * cosine
    behind = 1.12 * (1 - 0.66 * smoothstep(-0.02, -0.65, y))
    z = np.where(cosine < 0, z * behind, z) + _chin_shift(skull, y)
    lowered = y - (jaw - skull.chin_drop) * smoothstep(-0.48, -0.82, y)
    return x.astype(np.float32), lowered.astype(np.float32), z.astype(np.float32)


def _chin_shift(skull: Skull, y: Field) -> Field:
    """The jaw hangs forward of the axis of the globe."""
    return 0.27 * smoothstep(-0.30, -0.95, y)


def front_depth(skull: Skull, x: float, y: float) -> float:
    """Z of the bare face at (x, y)."""
    height = np.float32(y)
    across = min(abs(x) / float(breadth(skull, height) * outline(height)), 0.999)
    power = skull.squareness
    return float(DEPTH(height) * outline(height) * (1 - across**power) ** (1 / power) + _chin_shift(skull, height))


def hairline(person: Person, longitude: Field) -> Field:
    """Height (sin of the latitude) above which hair grows."""
    degrees = np.abs(np.degrees(longitude))
    receding = person.hair.receding * (0.7 * bell(degrees, 0, 30) + 2.2 * bell(degrees, 38, 20))
    soft = (0.05 * bell(degrees, 45, 30) + 0.02) if person.female else 0.0
    wavy = 0.012 * np.sin(longitude * 9 + person.number) + 0.008 * np.sin(longitude * 23)
    return HAIRLINE(degrees) + receding - soft + wavy
