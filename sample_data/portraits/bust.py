"""Neck, shoulders and what they wear."""

import numpy as np

from .curves import Field, bell, mix, noise, smoothstep, through, unit
from .head import Surface
from .identity import Clothes, Person

TOP = -0.55


def model_bust(person: Person, fineness: int, bottom: float) -> Surface:
    """From the throat down to y = `bottom`, one grid: skin above the neckline, cloth below."""
    rng = np.random.default_rng([81, person.seed, person.number])
    rows, columns = int(0.29 * (TOP - bottom) * fineness), 2 * fineness
    angle, height = np.meshgrid(np.linspace(-1.85, 1.85, columns), np.linspace(TOP, bottom, rows))
    angle, y = angle.astype(np.float32), height.astype(np.float32)
    x, z = _torso(person, angle, y)
    worn, edge = _worn(person.clothes, x, y, np.cos(angle))
    swell = 1 + 0.018 * smoothstep(0, 0.02, worn) + 0.035 * edge
    x, z = x * swell, z * swell
    folds = noise(rng, y.shape, 7, 3) * smoothstep(0, 0.1, worn)
    z = z + 0.018 * folds
    points = np.dstack([x, y, z]).astype(np.float32)
    normals = unit(-np.cross(np.gradient(points, axis=1), np.gradient(points, axis=0)))
    cloth = _cloth(person.clothes, x, y, rng) * (1 - 0.30 * edge[..., None] * (person.clothes.neckline != "collar"))
    skin = person.skin.colour * (0.97, 0.92, 0.90)
    collarbone = bell(y + 0.16 * np.abs(x), -1.30, 0.03) * smoothstep(0.08, 0.2, np.abs(x))
    colours = mix(skin * (1 + 0.06 * collarbone[..., None]), cloth, smoothstep(0, 0.015, worn)[..., None])
    under_chin = 1 - 0.42 * smoothstep(-1.25, -0.85, y)
    return Surface(points, normals, colours.astype(np.float32), openness=under_chin)


def _torso(person: Person, angle: Field, y: Field) -> tuple[Field, Field]:
    """Neck and shoulders as sections that widen downwards."""
    neck, shoulders = person.skull.neck, 0.98 if person.female else 1.10
    half_width = through((
        (-0.5, neck), (-0.95, neck * 0.98), (-1.12, neck * 1.06), (-1.26, neck * 1.42), (-1.40, 0.94 * shoulders),
        (-1.55, 1.28 * shoulders), (-1.75, 1.52 * shoulders), (-2.2, 1.62 * shoulders), (-3.4, 1.66 * shoulders),
    ))(y)  # fmt: skip
    depth = through(
        ((-0.5, 0.38), (-0.95, 0.37), (-1.15, 0.38), (-1.30, 0.42), (-1.45, 0.50), (-1.75, 0.60), (-3.4, 0.72))
    )(y)
    power = 2.2
    section = (np.abs(np.sin(angle)) ** power + np.abs(np.cos(angle)) ** power) ** (-1 / power)
    x = half_width * np.sin(angle) * section
    z = depth * np.cos(angle) * section - 0.16 + 0.14 * smoothstep(-1.2, -1.9, y)
    sinew = 0.020 * bell(np.abs(x) + 0.28 * (y + 0.75), 0.20, 0.05) * smoothstep(-1.25, -0.95, y) * (np.cos(angle) > 0)
    return x, z + sinew


def _worn(clothes: Clothes, x: Field, y: Field, facing: Field) -> tuple[Field, Field]:
    """How far below the neckline a point lies, and the band along it."""
    front = smoothstep(0, 0.3, facing)
    opening = {"round": 0.10, "v": 0.34, "collar": 0.20}[clothes.neckline]
    shape = np.clip(1 - np.abs(x) / 0.34, 0, 1) if clothes.neckline != "round" else np.clip(1 - (x / 0.42) ** 2, 0, 1)
    start = {"round": 1.24, "v": 1.24, "collar": 1.10}[clothes.neckline]
    below = -y - start - opening * shape * front
    return below, bell(below, 0.035, 0.035 if clothes.neckline != "collar" else 0.07)


def _cloth(clothes: Clothes, x: Field, y: Field, rng: np.random.Generator) -> Field:
    colour = np.broadcast_to(clothes.colour, (*x.shape, 3))
    weave = 1 + 0.035 * noise(rng, x.shape, 70, 2)[..., None]
    if clothes.pattern == "stripes":
        colour = mix(colour, clothes.second_colour, (0.9 * smoothstep(0.35, 0.5, np.sin(y * 34)))[..., None])
    elif clothes.pattern == "checks":
        lines = np.maximum(smoothstep(0.6, 0.75, np.sin(x * 26)), smoothstep(0.6, 0.75, np.sin(y * 26)))
        colour = mix(colour, clothes.second_colour, 0.45 * lines[..., None])
    elif clothes.pattern == "knit":
        weave = weave * (1 + 0.10 * np.sin(y * 85 + 0.8 * np.sin(x * 85)))[..., None]
    return colour * weave
