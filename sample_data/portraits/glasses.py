"""Spectacles: two rims, a bridge and temples as bent wire."""

import numpy as np

from .curves import Field, unit
from .identity import Glasses, Person

AROUND = 14
"""Points around the wire."""


def bend_wire(person: Person, glasses: Glasses) -> tuple[Field, Field]:
    """(n, 3) points and outward normals of the frame, in head coordinates."""
    eyes = person.eyes
    turn = np.linspace(0, 2 * np.pi, 420)
    power = glasses.squareness
    rim = (np.abs(np.cos(turn)) ** power + np.abs(np.sin(turn)) ** power) ** (-1 / power)
    back = np.linspace(0, 1, 220)
    wires = []
    for side in (-1, 1):
        x = side * eyes.spacing + glasses.half_width * np.cos(turn) * rim
        y = eyes.height - 0.015 + glasses.half_height * np.sin(turn) * rim
        wires.append(np.stack([x, y, lens_depth(x)], 1))
        edge = eyes.spacing + glasses.half_width
        temple = side * (edge + back * (0.70 * person.skull.width - edge))
        wires.append(np.stack([temple, np.full_like(back, eyes.height + 0.05), lens_depth(edge) - 0.80 * back], 1))
    middle = np.linspace(-1, 1, 90)
    arch = eyes.height + 0.03 + 0.02 * np.cos(1.5 * middle)
    wires.append(np.stack([middle * (eyes.spacing - glasses.half_width), arch, 0.89 + 0.02 * np.cos(1.5 * middle)], 1))
    wire = np.concatenate(wires)
    spread = unit(np.random.default_rng(1).normal(0, 1, (AROUND, *wire.shape)))
    points = wire + spread * glasses.thickness
    return points.reshape(-1, 3).astype(np.float32), unit(spread + np.array((0, 0.2, 0.9))).reshape(-1, 3)


def lens_depth(x: Field | float) -> Field:
    """Z of the lenses: a shallow curve around the face."""
    return 0.89 - 0.13 * (np.abs(x) / 0.45) ** 2
