"""A figure on stage: its parts are turned to the camera, lit, and become clouds of coloured points."""

from dataclasses import dataclass

import cv2
import numpy as np

from .curves import Field
from .glasses import bend_wire, lens_depth
from .hair import Strands
from .head import Surface
from .identity import Person
from .light import Light, ShadowMap, light_cloth, light_hair, light_skin
from .raster import Camera, dice

NECK_JOINT = np.array((0, -0.7, -0.1), np.float32)
Cloud = tuple[Field, Field]
"""(n, 3) points turned to the camera and their (n, 3) colours."""


@dataclass(frozen=True)
class Figure:
    """A modelled person, looking straight ahead."""

    head: Surface
    ears: list[Surface]
    bust: Surface
    strands: list[Strands]


@dataclass(frozen=True)
class Stage:
    """Where a figure is seen from, how its head and body are turned, and the light on it."""

    camera: Camera
    head: Field
    """Rotation of the head, (3, 3)."""
    body: Field
    light: Light
    fineness: int
    """Rows of the grid of the head."""


def place(points: Field, turned: Field) -> Field:
    """Turn (..., 3) points around the joint of the neck."""
    return (points - NECK_JOINT) @ turned.T + NECK_JOINT


def light_figure(figure: Figure, stage: Stage) -> list[Cloud]:
    """Light all parts of a figure; each throws shadows on the others."""
    shadow = _shadows(figure, stage)
    # Dots are 2 x 2 pixels: at most 1.4 pixels apart they leave no gaps.
    times = int(np.ceil(np.pi * stage.camera.scale / stage.fineness / 1.4))
    clouds = [_light_surface(figure.head, stage.head, shadow, stage.light, 0.075, times)]
    clouds += [_light_surface(ear, stage.head, shadow, stage.light, 0.12, 1) for ear in figure.ears]
    clouds += [_light_surface(figure.bust, stage.body, shadow, stage.light, 0.06, times)]
    return clouds + [_light_strands(bundle, shadow, stage) for bundle in figure.strands]


def _shadows(figure: Figure, stage: Stage) -> ShadowMap:
    """Shadows are soft: every second row, column and strand throws enough of them."""
    casters = [place(surface.points[::2, ::2], stage.head).reshape(-1, 3) for surface in (figure.head, *figure.ears)]
    casters += [place(figure.bust.points[::2, ::2], stage.body).reshape(-1, 3)]
    casters += [place(bundle.points[::2][bundle.alive[::2]], stage.head) for bundle in figure.strands]
    return ShadowMap(np.concatenate(casters), stage.light, int(np.clip(stage.fineness * 0.75, 110, 300)))


def _light_surface(surface: Surface, turned: Field, shadow: ShadowMap, light: Light, bias: float, times: int) -> Cloud:
    """Light a surface on its own grid, then draw `times` x `times` dots for each of its points."""
    points = place(surface.points, turned)
    coarse = points[::2, ::2]
    lit = shadow.lit(coarse.reshape(-1, 3), bias).reshape(coarse.shape[:2])
    lit = cv2.resize(lit, points.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    illuminate = light_cloth if surface.soft_normals is None else light_skin
    facing = np.flatnonzero(dice(surface.normals @ turned[2], times) > -0.35)
    colours = dice(illuminate(surface, turned, lit, light), times)
    return dice(points, times).take(facing, axis=0), colours.take(facing, axis=0)


def _light_strands(bundle: Strands, shadow: ShadowMap, stage: Stage) -> Cloud:
    """Light each joint of the strands from which hair goes on, and draw dots from there to the next."""
    points = place(bundle.points, stage.head)
    goes_on = np.zeros(points.shape[:2], bool)
    goes_on[:, :-1] = bundle.alive[:, 1:]
    start = np.flatnonzero(goes_on)
    flat = points.reshape(-1, 3)
    joint = flat.take(start, axis=0)
    step = flat.take(start + 1, axis=0) - joint
    shade = (bundle.tone.clip(0.45, 1.7)[:, None] * bundle.depth).reshape(-1).take(start)
    along = bundle.directions.reshape(-1, 3).take(start, axis=0) @ stage.head.T
    colours = light_hair(joint, along, bundle.colour * shade[:, None], shadow.lit(joint, 0.09, taps=3), stage.light)
    reach = np.linalg.norm(points[:, 1] - points[:, 0], axis=1).mean() * stage.camera.scale
    dots = int(np.clip(np.ceil(reach / 1.9), 1, 8))
    shares = (np.arange(dots, dtype=np.float32) / dots)[None, :, None]
    between = joint[:, None] + step[:, None] * shares
    return between.reshape(-1, 3), np.repeat(colours, dots, axis=0)


def light_wire(person: Person, stage: Stage) -> Cloud:
    """Light the frame of the glasses; it is too thin to throw a shadow."""
    light = stage.light
    points, normals = bend_wire(person, person.glasses)
    normals = normals @ stage.head.T
    diffuse = np.clip(normals @ light.towards, 0, 1)[:, None]
    shine = np.clip(normals @ light.halfway, 0, 1)[:, None] ** 30
    colours = person.glasses.colour * (light.key_colour * diffuse + light.fill_colour) + 0.35 * light.key_colour * shine
    return place(points, stage.head), colours.astype(np.float32)


def reflect(picture: Field, person: Person, stage: Stage) -> Field:
    """Add a faint window to each lens."""
    glasses, camera = person.glasses, stage.camera
    lenses = np.zeros(picture.shape[:2], np.float32)
    for side in (-1, 1):
        x = side * person.eyes.spacing
        column, row = camera.project(
            place(np.array([(x, person.eyes.height - 0.015, float(lens_depth(x)))], np.float32), stage.head)
        )
        axes = (int(glasses.half_width * camera.scale * 0.95), int(glasses.half_height * camera.scale * 0.95))
        cv2.ellipse(lenses, (int(column[0]), int(row[0])), axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    down, across = np.mgrid[: picture.shape[0], : picture.shape[1]]
    stripes = np.sin(7 * (across + down) / camera.scale) > 0.3
    return picture + (lenses * (0.022 * stripes + 0.008))[..., None]
