"""The surface a head is modelled and painted on.

The head is a globe: columns are longitudes (the nose at 0), rows latitudes (the chin at the south pole). Features
push the surface out or in along z, which is what a sculptor does who works from the front, and paint on it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike

from . import skull
from .curves import Field, mix, smoothstep, unit
from .expression import Expression
from .identity import Person


@dataclass
class Canvas:
    """A head being made. All fields are (rows, columns) or (rows, columns, 3) float32."""

    x: Field
    y: Field
    z: Field
    latitude: Field
    """Height on the globe, untouched by the jaw: sin of the latitude, -1..1."""
    longitude: Field
    front: Field
    """1 on the face, 0 behind the temples."""
    grain: Field
    """Fine noise, for pores and stubble."""
    clouds: Field
    """Coarse noise, for blotches."""
    colour: Field
    gloss: Field
    wet: Field
    """1 on eyeballs: smooth, mirror-like, lit from inside a little."""
    mouth_inside: Field

    @property
    def side(self) -> Field:
        """Distance from the plane of symmetry, so that one shape makes both cheeks."""
        return np.abs(self.x)

    def push(self, amount: Field) -> None:
        """Move the surface towards the viewer, only on the face."""
        self.z += amount * self.front

    def shade(self, amount: Field, channels: tuple[float, float, float] = (1, 1, 1)) -> None:
        """Darken by `amount` 0..1, each colour channel by its share."""
        self.colour *= 1 - np.clip(amount, 0, 1).astype(np.float32)[..., None] * np.array(channels, np.float32)

    def paint(self, colour: ArrayLike, cover: Field) -> None:
        """Lay an opaque colour where `cover` is 1."""
        self.colour = mix(self.colour, colour, cover[..., None].astype(np.float32))

    def normals(self, blur: float) -> Field:
        points = np.dstack([self.x, self.y, self.z])
        across, up = np.gradient(points, axis=1), np.gradient(points, axis=0)
        normals = unit(np.cross(across, up))
        normals[0], normals[-1] = (0, -1, 0), (0, 1, 0)
        return unit(cv2.GaussianBlur(normals, (0, 0), blur))

    def hollows(self) -> Field:
        """How much ambient light reaches each point: less where the surface lies below its surroundings."""
        fineness = self.x.shape[0]
        wide = cv2.GaussianBlur(self.z, (0, 0), fineness / 22)
        narrow = cv2.GaussianBlur(self.z, (0, 0), fineness / 78)
        light = np.exp(-3.0 * np.clip(wide - self.z, 0, 0.2) * self.front)
        light *= np.exp(-9.0 * np.clip(narrow - self.z, 0, 0.1) * self.front)
        return light * (1 - 0.3 * self.mouth_inside) * (1 - 0.28 * smoothstep(-0.75, -1.0, self.latitude))


def blank_canvas(person: Person, expression: Expression, fineness: int) -> Canvas:
    """The bare skull in the person's skin colour; `fineness` is the number of rows."""
    rows, columns = fineness, int(1.05 * fineness)
    t = np.linspace(-1, 1, columns)
    # Columns crowd at the front, where a face needs them.
    longitude, latitude = np.meshgrid(np.pi * (0.55 * t + 0.45 * t**3), np.linspace(-np.pi / 2, np.pi / 2, rows))
    longitude, latitude = longitude.astype(np.float32), latitude.astype(np.float32)
    x, y, z = skull.globe(person.skull, longitude, latitude, expression.jaw)
    rng = np.random.default_rng([79, person.seed, person.number])
    grain = cv2.GaussianBlur(rng.standard_normal((720, 756)).astype(np.float32), (0, 0), 4.2) * 14
    clouds = cv2.resize(
        rng.standard_normal((14, 14)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC
    )
    return Canvas(
        x=x, y=y, z=z, latitude=np.sin(latitude), longitude=longitude,
        front=smoothstep(0.02, 0.38, np.cos(longitude)),
        grain=cv2.resize(grain, (columns, rows), interpolation=cv2.INTER_AREA), clouds=clouds,
        colour=np.broadcast_to(person.skin.colour, (*x.shape, 3)).astype(np.float32),
        gloss=np.full_like(x, 0.22), wet=np.zeros_like(x), mouth_inside=np.zeros_like(x),
    )  # fmt: skip
