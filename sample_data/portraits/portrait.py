"""A person, a pose and a light become a picture."""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from .bust import model_bust
from .curves import Field
from .ears import model_ears
from .expression import Expression
from .glasses import bend_wire, lens_depth
from .hair import Strands, grow_beard, grow_hair
from .head import Surface, landmarks, model_head
from .identity import Person
from .light import Light, ShadowMap, light_cloth, light_hair, light_skin
from .raster import Camera, dice, shrink, splat, turn

NECK_JOINT = np.array((0, -0.7, -0.1), np.float32)
Cloud = tuple[Field, Field]
"""(n, 3) points turned to the camera and their (n, 3) colours."""
OVERSIZE = 3
"""Pictures are drawn this much larger and shrunk."""


@dataclass(frozen=True)
class Pose:
    """How somebody holds their head, in degrees, and where it is in the picture."""

    yaw: float = 0.0
    """Positive: turned to the right of the picture."""
    pitch: float = 0.0
    """Positive: looking up."""
    roll: float = 0.0
    """Positive: leaning to the right of the picture."""
    scale: float = 0.335
    """Half the height of the head, as a share of the height of the picture."""
    centre: tuple[float, float] = (0.5, 0.48)
    """Where the middle of the head is when it is not turned: shares of the width and of the height."""


@dataclass(frozen=True)
class Drawing:
    """Linear light (height, width, 3), multiplied by its `cover` (height, width), and landmarks in pixels."""

    picture: Field
    cover: Field
    landmarks: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Parts:
    """What does not change from picture to picture of one person."""

    ears: list[Surface]
    bust: Surface
    strands: list[Strands]


@lru_cache(maxsize=3)
def _parts(person_key: "_ByNumber", fineness: int, bottom: float) -> Parts:
    person = person_key.person
    rng = np.random.default_rng([82, person.seed, person.number])
    return Parts(model_ears(person, fineness), model_bust(person, fineness, bottom), grow_hair(person, rng) + grow_beard(person, rng))


@dataclass(frozen=True, eq=False)
class _ByNumber:
    """A person as a cache key: seed and number say everything."""

    person: Person

    def __hash__(self) -> int:
        return hash((self.person.seed, self.person.number))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByNumber) and hash(self) == hash(other)


def draw(person: Person, expression: Expression, pose: Pose, light: Light, size: tuple[int, int], glasses: bool = False) -> Drawing:
    """Draw a person on nothing, `size` is (height, width) in pixels."""
    height, width = size[0] * OVERSIZE, size[1] * OVERSIZE
    camera = Camera(width, height, pose.scale * height, (pose.centre[0] * width, pose.centre[1] * height))
    fineness = int(np.clip(camera.scale * 1.4, 110, 420))
    parts = _parts(_ByNumber(person), fineness, round((pose.centre[1] - 1.1) / pose.scale, 1))
    head = model_head(person, expression, fineness)
    turned, body = turn(pose.yaw, pose.pitch, pose.roll), turn(0.25 * pose.yaw, 0, 0)

    strands = [_follow_jaw(bundle, expression) for bundle in parts.strands]
    casters = [_place(surface.points, turned)[::2, ::2].reshape(-1, 3) for surface in (head, *parts.ears)]
    casters += [_place(parts.bust.points, body)[::2, ::2].reshape(-1, 3)]
    casters += [_place(bundle.points[bundle.alive], turned) for bundle in strands]
    shadow = ShadowMap(np.concatenate(casters), light, int(np.clip(fineness * 0.75, 110, 300)))

    times = int(np.ceil(np.pi * camera.scale / fineness / 1.2))
    clouds = [_light_surface(head, turned, shadow, light, 0.075, times)]
    clouds += [_light_surface(ear, turned, shadow, light, 0.12, 1) for ear in parts.ears]
    clouds += [_light_surface(parts.bust, body, shadow, light, 0.06, times)]
    clouds += [_light_strands(bundle, turned, shadow, light, camera) for bundle in strands]
    if glasses and person.glasses:
        clouds.append(_light_wire(person, turned, light))
    picture, cover = splat(*(np.concatenate(column) for column in zip(*clouds, strict=True)), camera)
    if glasses and person.glasses:
        picture = _reflect(picture, person, turned, camera)
    marks = {name: _to_pixels(point, turned, camera) for name, point in landmarks(person, expression).items()}
    return Drawing(shrink(picture, OVERSIZE), shrink(cover, OVERSIZE), marks)


def _place(points: Field, turned: Field) -> Field:
    """Turn points around the joint of the neck."""
    return (points - NECK_JOINT) @ turned.T + NECK_JOINT


def _to_pixels(point: tuple[float, float, float], turned: Field, camera: Camera) -> tuple[float, float]:
    column, row = camera.project(_place(np.array([point], np.float32), turned))
    return float(column[0]) / OVERSIZE, float(row[0]) / OVERSIZE


def _follow_jaw(bundle: Strands, expression: Expression) -> Strands:
    """A beard goes where the chin goes."""
    drop = np.multiply.outer(np.atleast_1d(bundle.on_jaw), np.array((0, expression.jaw, 0))).astype(np.float32)
    return replace(bundle, points=bundle.points - drop[:, None]) if drop.any() else bundle


def _light_surface(surface: Surface, turned: Field, shadow: ShadowMap, light: Light, bias: float, times: int) -> Cloud:
    """Light a surface on its own grid, then draw `times` x `times` dots for each of its points."""
    points = _place(surface.points, turned)
    # Shadows are soft: every second point is enough.
    coarse = points[::2, ::2]
    lit = shadow.lit(coarse.reshape(-1, 3), bias).reshape(coarse.shape[:2])
    lit = cv2.resize(lit, points.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    illuminate = light_cloth if surface.soft_normals is None else light_skin
    facing = dice(surface.normals @ turned[2], times) > -0.35
    return dice(points, times)[facing], dice(illuminate(surface, turned, lit, light), times)[facing]


def _light_strands(bundle: Strands, turned: Field, shadow: ShadowMap, light: Light, camera: Camera) -> Cloud:
    """Light the joints of the strands and draw dots between them."""
    points = _place(bundle.points, turned)
    flat = points.reshape(-1, 3)
    colours = (bundle.colour * (bundle.tone.clip(0.45, 1.7)[:, None] * bundle.depth)[..., None]).reshape(-1, 3)
    along = (bundle.directions() @ turned.T).reshape(-1, 3)
    colours = light_hair(flat, along, colours, shadow.lit(flat, 0.09, taps=3), light).reshape(points.shape)
    alive = bundle.alive[:, :-1] & bundle.alive[:, 1:]
    reach = np.linalg.norm(points[:, 1] - points[:, 0], axis=1).mean() * camera.scale
    dots = int(np.clip(np.ceil(reach / 1.9), 1, 8))
    shares = (np.arange(dots, dtype=np.float32) / dots)[None, :, None]
    between = [values[:, :-1][alive][:, None] * (1 - shares) + values[:, 1:][alive][:, None] * shares for values in (points, colours)]
    return between[0].reshape(-1, 3), between[1].reshape(-1, 3)


def _light_wire(person: Person, turned: Field, light: Light) -> Cloud:
    points, normals = bend_wire(person, person.glasses)
    normals = normals @ turned.T
    diffuse = np.clip(normals @ light.towards, 0, 1)[:, None]
    shine = np.clip(normals @ light.halfway, 0, 1)[:, None] ** 30
    colours = person.glasses.colour * (light.key_colour * diffuse + light.fill_colour) + 0.35 * light.key_colour * shine
    return _place(points, turned), colours.astype(np.float32)


def _reflect(picture: Field, person: Person, turned: Field, camera: Camera) -> Field:
    """A faint window in each lens."""
    glasses = person.glasses
    lenses = np.zeros(picture.shape[:2], np.float32)
    for side in (-1, 1):
        x = side * person.eyes.spacing
        column, row = camera.project(_place(np.array([(x, person.eyes.height - 0.015, float(lens_depth(x)))], np.float32), turned))
        axes = (int(glasses.half_width * camera.scale * 0.95), int(glasses.half_height * camera.scale * 0.95))
        cv2.ellipse(lenses, (int(column[0]), int(row[0])), axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    down, across = np.mgrid[: picture.shape[0], : picture.shape[1]]
    stripes = np.sin(7 * (across + down) / camera.scale) > 0.3
    return picture + (lenses * (0.022 * stripes + 0.008))[..., None]
