"""Light: one lamp with a shadow, light from everywhere, and how skin, cloth and hair answer.

Skin is wrapped Lambert with more wrap in red than in blue, because red light travels further inside it (compare
Jimenez et al., "Screen-space perceptual rendering of human skin", 2009), plus two highlights; hair follows Kajiya and
Kay, "Rendering fur with three dimensional textures", 1989.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .curves import Field, smoothstep, unit
from .head import Surface

VIEWER = np.array((0, 0, 1), np.float32)
SOFT_TAPS = ((0, 0), (2, 1), (-2, -1), (1, -2), (-1, 2), (3, -1), (-3, 1))


@dataclass(frozen=True)
class Light:
    direction: tuple[float, float, float]
    """Towards the lamp: x right, y up, z to the viewer."""
    key: float
    """Strength of the lamp, about 1."""
    fill: float
    """Strength of the light from everywhere, about 0.45."""
    warmth: float = 0.0
    """-1 bluish lamp .. 1 golden lamp; the fill leans the other way."""

    @property
    def towards(self) -> Field:
        return unit(self.direction)

    @property
    def halfway(self) -> Field:
        return unit(self.towards + VIEWER)

    @property
    def key_colour(self) -> Field:
        return np.array((1 + 0.12 * self.warmth, 1, 1 - 0.18 * self.warmth), np.float32) * 1.05 * self.key

    @property
    def fill_colour(self) -> Field:
        return np.array((1 - 0.06 * self.warmth, 1, 1 + 0.08 * self.warmth), np.float32) * self.fill


class ShadowMap:
    """What the lamp sees: the nearest point along each ray of light."""

    def __init__(self, points: Field, light: Light, cells: int) -> None:
        up = unit(np.cross(light.towards, (1, 0, 0) if abs(light.towards[0]) < 0.9 else (0, 1, 0)))
        self.axes = np.stack([np.cross(up, light.towards), up, light.towards], 1).astype(np.float32)
        self.cells = cells
        seen = points @ self.axes[:, :2]
        self.corner = seen.min(axis=0)
        self.step = float((seen.max(axis=0) - self.corner).max()) / (cells - 1)
        column, row, depth = self._place(points)
        order = np.argsort(((depth + 4) * 8000).clip(0, 65535).astype(np.uint16), kind="stable")
        nearest = np.full(cells * cells, -9, np.float32)
        nearest[(row * cells + column).take(order)] = depth.take(order)
        self.nearest = cv2.dilate(nearest.reshape(cells, cells), np.ones((3, 3), np.uint8))

    def _place(self, points: Field) -> tuple[Field, Field, Field]:
        seen = points @ self.axes
        cell = ((seen[:, :2] - self.corner) / self.step).astype(np.int32).clip(0, self.cells - 1)
        return cell[:, 0], cell[:, 1], seen[:, 2]

    def lit(self, points: Field, bias: float, taps: int = 7) -> Field:
        """Share of the lamp, 0..1, that reaches each of the (n, 3) points, averaged over `taps` rays.

        What lies less than `bias` nearer to the lamp throws no shadow.
        """
        column, row, depth = self._place(points)
        hidden = np.zeros(len(points), np.float32)
        for right, up in SOFT_TAPS[:taps]:
            ahead = self.nearest[(row + up).clip(0, self.cells - 1), (column + right).clip(0, self.cells - 1)] - depth
            hidden += smoothstep(bias, bias + 0.07, ahead)
        return 1 - hidden / taps


def light_skin(surface: Surface, turned: Field, lit: Field, light: Light) -> Field:
    """Colours (rows, columns, 3) of a head; `turned` is its rotation, `lit` the (rows, columns) shadow."""
    normals, soft = surface.normals @ turned.T, surface.soft_normals @ turned.T
    sharp = (normals @ light.towards)[..., None] * np.array((0.35, 0.62, 0.78), np.float32)
    blurred = (soft @ light.towards)[..., None] * np.array((0.65, 0.38, 0.22), np.float32)
    wrap = np.array((0.26, 0.13, 0.08), np.float32)
    diffuse = np.clip((sharp + blurred + wrap) / (1 + wrap), 0, 1)
    shadow = lit[..., None] ** np.array((0.70, 1.0, 1.1), np.float32)
    openness = surface.openness[..., None]
    sky = (0.66 + 0.34 * normals[..., 1:2]) * (0.74 + 0.26 * normals[..., 2:])
    ambient = light.fill_colour * sky * openness ** np.array((0.75, 1.0, 1.05), np.float32)
    colours = surface.colours * (light.key_colour * diffuse * shadow * (0.55 + 0.45 * openness) + ambient)
    edge = np.clip(1 - normals[..., 2:], 0, 1)
    shine = np.clip(normals @ light.halfway, 0, 1)[..., None]
    highlight = (0.13 * shine**16 + 0.09 * shine**55) * (1 + 0.35 + 0.65 * edge**2)
    colours += surface.gloss[..., None] * lit[..., None] * light.key_colour * openness * highlight
    colours += 0.07 * light.fill * edge**3 * openness
    return _light_eyes(surface, colours, shine, lit, light)


def _light_eyes(surface: Surface, colours: Field, shine: Field, lit: Field, light: Light) -> Field:
    """Eyeballs: evenly lit, as the white scatters, with one sharp reflection of the lamp."""
    wet = surface.wet[..., None]
    inner = surface.colours * (
        0.45 * light.key_colour * (0.35 + 0.65 * lit[..., None]) + 0.9 * light.fill_colour + 0.06
    )
    sparkle = smoothstep(0.975, 0.993, shine) * (0.55 * light.key + 0.4 * light.fill)
    return (colours * (1 - wet) + (inner + sparkle) * wet).astype(np.float32)


def light_cloth(surface: Surface, turned: Field, lit: Field, light: Light, wrap: float = 0.15) -> Field:
    """Colours of cloth, ears and necks: Lambert with a little wrap."""
    normals = surface.normals @ turned.T
    diffuse = np.clip(((normals @ light.towards) + wrap) / (1 + wrap), 0, 1) * lit
    openness = np.broadcast_to(np.asarray(surface.openness, np.float32), lit.shape)[..., None]
    ambient = light.fill_colour * (0.66 + 0.34 * normals[..., 1:2]) * openness
    shine = np.clip(normals @ light.halfway, 0, 1) ** 20 * surface.gloss * lit
    return (
        surface.colours * (light.key_colour * diffuse[..., None] + ambient) + 0.12 * shine[..., None] * light.key_colour
    ).astype(np.float32)


def light_hair(points: Field, along: Field, colours: Field, lit: Field, light: Light) -> Field:
    """Colours (n, 3) of points on strands that run `along` (n, 3): darkest end-on to the lamp, with a sheen across."""
    to_lamp, to_halfway = along @ light.towards, along @ light.halfway
    across = np.sqrt(np.clip(1 - to_lamp**2, 0, 1))
    outwards = unit(points + np.array((0, 0.05, 0.1), np.float32))
    facing = np.clip(0.7 * (outwards @ light.towards) + 0.35, 0, 1)
    sheen = np.square(np.square(np.square(1 - to_halfway**2)))
    glint = np.square(np.square(sheen))
    lamp = light.key_colour * (across * facing * (0.30 + 0.70 * lit) * 1.25)[:, None]
    sky = light.fill_colour * (0.72 + 0.28 * outwards[:, 1:2])
    gleam = (
        (lit * facing)[:, None]
        * light.key_colour
        * (sheen[:, None] * (0.003 + 0.22 * colours) + 0.03 * glint[:, None] * (0.5 + colours))
    )
    return (colours * (lamp + sky) + gleam).astype(np.float32)
