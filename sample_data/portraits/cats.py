"""Cats: the same craft with another skull. A ball with a muzzle, two big eyes, two ears, a chest, and fur all over."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .backdrop import Picture, develop, paint_backdrop
from .curves import Field, bell, light_of, mix, noise, smoothstep, spot, unit
from .light import Light
from .portrait import OVERSIZE
from .raster import Camera, dice, shrink, splat, turn

EYE = (0.40, 0.12)
"""Place of an eye beside and above the middle of the face; lengths are in half head widths."""
EYE_SIZE = (0.185, 0.150)
CENTRE, SCALE = (0.5, 0.55), 0.27


@dataclass(frozen=True)
class Cat:
    seed: int
    fur: tuple[int, int, int]
    stripes: tuple[int, int, int] | None
    eyes: tuple[int, int, int]
    nose: tuple[int, int, int]
    bib: bool
    """White muzzle and chest."""


CATS = (
    Cat(6, (206, 142, 84), (150, 84, 42), (126, 160, 76), (198, 122, 114), bib=True),
    Cat(11, (158, 146, 130), (70, 62, 55), (190, 172, 70), (196, 118, 110), bib=True),
)


@dataclass(frozen=True)
class Pelt:
    """Part of a cat: a grid of points, normals and colours, and how furry each point is."""

    points: Field
    normals: Field
    colours: Field
    fur: Field
    wet: Field
    lie: tuple[float, float, float] | None
    """Which way the fur lies; None is away from the nose."""


def take_cat(cat: Cat, size: int) -> tuple[Picture, dict[str, Any]]:
    """Photograph a cat: uint8 RGB (size, size, 3), and where its eyes and nose are in pixels."""
    rng = np.random.default_rng([31, cat.seed])
    yaw, pitch, roll = (float(np.clip(rng.normal(0, spread), -2 * spread, 2 * spread)) for spread in (5, 3, 3))
    turned = turn(yaw, pitch, roll)
    light = Light((float(rng.uniform(-0.7, 0.7)), 0.6, 0.8), key=1.0, fill=0.5, warmth=0.2)
    width = size * OVERSIZE
    camera = Camera(width, width, SCALE * width, (CENTRE[0] * width, CENTRE[1] * width))
    picture, cover = splat(*_dots_of(cat, camera, (turned, turn(0.2 * yaw, 0, 0)), light, rng), camera)
    picture, cover = shrink(picture, OVERSIZE), shrink(cover, OVERSIZE)
    scene = picture + paint_backdrop(rng, size, size) * (1 - cover[..., None])
    points = {"left_eye": (-EYE[0], EYE[1], 0.75), "right_eye": (EYE[0], EYE[1], 0.75), "nose": (0.0, -0.25, 1.1)}
    places = {name: camera.project(np.array([point], np.float32) @ turned.T) for name, point in points.items()}
    truth = {
        name: [round(float(x[0]) / OVERSIZE, 2), round(float(y[0]) / OVERSIZE, 2)] for name, (x, y) in places.items()
    }
    pose = {"yaw": round(yaw, 2), "pitch": round(pitch, 2), "roll": round(roll, 2)}
    return develop(scene, 1.0, 1.0, 0.0, 0.006, rng), {"cat": True, **pose, **truth}


def _dots_of(
    cat: Cat, camera: Camera, turned: tuple[Field, Field], light: Light, rng: np.random.Generator
) -> tuple[Field, Field]:
    """All dots of a cat, in space and colour; `turned` is the rotation of the head and of the body."""
    fineness = int(np.clip(camera.scale * 1.2, 110, 420))
    head, body = turned
    parts = [
        (_head(cat, fineness, rng), head),
        *((_ear(cat, fineness, side), head) for side in (-1, 1)),
        (_chest(cat, fineness), body),
    ]
    clouds = [
        cloud for pelt, pose in parts for cloud in (_light_pelt(pelt, pose, light), _grow_fur(pelt, pose, light, rng))
    ]
    points, colours = zip(*clouds, _whiskers(head), strict=True)
    return np.concatenate(points), np.concatenate(colours)


def _normals(points: Field, sign: float = 1.0) -> Field:
    return unit(np.cross(np.gradient(points, axis=1), np.gradient(points, axis=0)) * sign)


def _head(cat: Cat, fineness: int, rng: np.random.Generator) -> Pelt:
    across, up = np.meshgrid(
        np.linspace(-np.pi, np.pi, 2 * fineness), np.linspace(-np.pi / 2, np.pi / 2, int(1.6 * fineness))
    )
    across, up = across.astype(np.float32), up.astype(np.float32)
    level = np.sin(up)
    x = np.cos(up) * np.sin(across) * (1 + 0.10 * bell(level, -0.25, 0.3))
    y, z = 0.86 * level, 0.80 * np.cos(up) * np.cos(across)
    front, side = smoothstep(0, 0.3, np.cos(across)), np.abs(x)
    muzzle = (
        0.22 * spot(x, y, (0, -0.30), (0.30, 0.26))
        + 0.10 * spot(side, y, (0.15, -0.36), (0.15, 0.13))
        + 0.05 * spot(x, y, (0, -0.56), (0.14, 0.10))
    )
    bridge = 0.16 * bell(x, 0, 0.13) * smoothstep(0.35, -0.15, y) * smoothstep(-0.32, -0.20, y)
    sockets = 0.04 * spot(side, y, (EYE[0], EYE[1] + 0.24), (0.2, 0.06)) - 0.07 * spot(side, y, EYE, (0.2, 0.17))
    z = z + (muzzle + bridge + sockets) * front
    colours = _coat(cat, x, y, noise(rng, x.shape, 10, 3))
    colours, z, wet = _eyes(cat, x, y, z, colours, front)
    colours, z, bare = _nose_and_mouth(cat, x, y, z, colours, front)
    points = np.dstack([x, y, z]).astype(np.float32)
    normals = _normals(points)
    normals[0], normals[-1] = (0, -1, 0), (0, 1, 0)
    return Pelt(points, normals, colours, (1 - wet) * (1 - bare), wet, None)


def _coat(cat: Cat, x: Field, y: Field, cloud: Field) -> Field:
    """Tabby stripes along the cheeks and up the forehead, a white bib."""
    fur = np.broadcast_to(light_of(cat.fur), (*x.shape, 3))
    side = np.abs(x)
    if cat.stripes:
        cheeks = np.sin((9 * side + 3.2 * np.sin(4 * y) + 0.7 * cloud) * 1.6) * smoothstep(0.1, 0.5, side)
        brow = np.sin(26 * x) * smoothstep(0.35, 0.55, y) * smoothstep(0.45, 0.2, side)
        fur = mix(fur, light_of(cat.stripes), (0.8 * np.clip(0.5 + 0.7 * (cheeks + brow), 0, 1))[..., None])
    if cat.bib:
        white = np.clip(1.3 * spot(x, y, (0, -0.45), (0.34, 0.24)) + spot(x, y, (0, 0.1), (0.07, 0.35)), 0, 1)
        fur = mix(fur, light_of((240, 236, 228)), white[..., None])
    return fur


def _eyes(cat: Cat, x: Field, y: Field, z: Field, colours: Field, front: Field) -> tuple[Field, Field, Field]:
    """Slanted almonds with an upright pupil, a dark rim and a glint."""
    wet = np.zeros_like(x)
    for side in (-1, 1):
        right, up = side * (x - side * EYE[0]) / EYE_SIZE[0], (y - EYE[1]) / EYE_SIZE[1]
        up = up - 0.37 * right
        radius = np.hypot(right, up)
        eye = smoothstep(1.03, 0.95, radius) * front
        rim = bell(radius, 1.08, 0.10) * front
        rays = 1 + 0.12 * np.sin(23 * np.arctan2(up, right))
        iris = (
            light_of(cat.eyes) * ((1.25 - 0.5 * radius**2) * rays * (1 - 0.5 * smoothstep(0.78, 1, radius)))[..., None]
        )
        pupil = smoothstep(1.1, 0.9, np.hypot(right / 0.26, 0.80 * up / 0.66))
        glint = np.exp(-((((x - side * EYE[0] - 0.05) / 0.032) ** 2 + ((y - EYE[1] - 0.06) / 0.032) ** 2) ** 2))
        ball = (
            mix(mix(iris, 0.004, pupil[..., None]), 1.2, glint[..., None])
            * (1 - 0.5 * smoothstep(0.45, 1.0, up))[..., None]
        )
        colours = mix(colours * (1 - 0.8 * rim[..., None]), ball, eye[..., None])
        z = z + 0.05 * eye * np.sqrt(np.clip(1 - radius**2, 0, 1))
        wet = np.maximum(wet, eye)
    return colours, z, wet


def _nose_and_mouth(cat: Cat, x: Field, y: Field, z: Field, colours: Field, front: Field) -> tuple[Field, Field, Field]:
    side = np.abs(x)
    narrowing = 0.125 * smoothstep(-0.36, -0.22, y) + 0.002
    nose = smoothstep(1, 0.8, side / narrowing) * smoothstep(-0.15, -0.17, y) * smoothstep(-0.36, -0.34, y) * front
    colours = mix(colours, light_of(cat.nose), nose[..., None])
    cleft = bell(x, 0, 0.013) * smoothstep(-0.35, -0.37, y) * smoothstep(-0.46, -0.44, y)
    smile = bell(y, -0.435 - 0.10 * np.sin(np.clip(side / 0.2, 0, 1) * np.pi), 0.014) * smoothstep(0.22, 0.19, side)
    line = np.clip(cleft + smile, 0, 1) * front
    dots = sum(
        spot(side, y, (0.13 + 0.06 * column, -0.36 - 0.045 * row + 0.01 * column), (0.009, 0.009))
        for column in range(3)
        for row in range(3)
    )
    colours = colours * (1 - 0.85 * line[..., None]) * (1 - 0.5 * (dots * front)[..., None])
    return colours, z + 0.03 * nose, np.clip(nose + 0.9 * line, 0, 1)


def _ear(cat: Cat, fineness: int, side: int) -> Pelt:
    cells = int(0.7 * fineness)
    across, up = np.meshgrid(np.linspace(-1, 1, cells, dtype=np.float32), np.linspace(0, 1, cells, dtype=np.float32))
    half = 0.36 * (1 - up) ** 0.8
    points = np.dstack([
        side * (0.60 + 0.14 * up) + 0.95 * across * half,
        0.42 + 0.86 * up - 0.16 * side * across * (1 - up),
        0.17 - 0.17 * up + 0.12 * across**2 * (1 - up),
    ]).astype(np.float32)  # fmt: skip
    inner = smoothstep(0.85, 0.55, np.abs(across)) * smoothstep(0, 0.15, up) * smoothstep(0.95, 0.8, up)
    pink = light_of((205, 150, 140)) * 0.75 * (1 - 0.4 * inner * (1 - up))[..., None]
    normals = _normals(points)
    normals = normals * np.sign(normals[..., 2:] + 1e-9)
    return Pelt(
        points, normals, mix(light_of(cat.fur) * 0.9, pink, inner[..., None]), 1 - 0.75 * inner, 0 * inner, (0, 1, 0)
    )


def _chest(cat: Cat, fineness: int) -> Pelt:
    around, down = np.meshgrid(np.linspace(-np.pi, np.pi, 2 * fineness), np.linspace(0, 1, int(1.1 * fineness)))
    around, down = around.astype(np.float32), down.astype(np.float32)
    wide = 0.62 + 0.35 * down
    points = np.dstack([wide * np.sin(around), -0.4 - 1.5 * down, 0.55 * np.cos(around) * (1 + 0.3 * down) - 0.25])
    normals = unit(np.dstack([np.sin(around), np.full_like(around, 0.2), np.cos(around)]))
    colour = light_of((236, 230, 222)) if cat.bib else light_of(cat.fur)
    colours = np.broadcast_to(colour, points.shape) * (0.75 + 0.25 * smoothstep(0.0, 0.35, down))[..., None]
    return Pelt(points.astype(np.float32), normals, colours, np.ones_like(down), np.zeros_like(down), (0, -1, 0))


def _light_pelt(pelt: Pelt, turned: Field, light: Light) -> tuple[Field, Field]:
    normals = pelt.normals @ turned.T
    diffuse = np.clip((normals @ light.towards + 0.3) / 1.3, 0, 1)[..., None]
    colours = pelt.colours * (light.key_colour * diffuse + light.fill_colour * (0.7 + 0.3 * normals[..., 1:2]))
    wet = pelt.wet[..., None]
    colours = mix(colours, pelt.colours * (0.55 * light.key + light.fill), wet)
    shine = np.clip(normals @ light.halfway, 0, 1)[..., None] ** 30
    colours = colours + 0.12 * shine * (pelt.fur[..., None] < 0.2)
    return dice(pelt.points @ turned.T, 2), dice(colours.astype(np.float32), 2)


def _grow_fur(pelt: Pelt, turned: Field, light: Light, rng: np.random.Generator) -> tuple[Field, Field]:
    """Short strands that lie away from the nose, longer on the cheeks and the chest."""
    root, normal, colour, fur = (
        values.reshape(-1, *values.shape[2:]) for values in (pelt.points, pelt.normals, pelt.colours, pelt.fur)
    )
    grows = np.flatnonzero(rng.random(len(root)) < 0.18 * fur)
    root, normal, colour = root[grows], normal[grows], colour[grows]
    lie = (
        root - np.array((0, -0.22, 0.9), np.float32)
        if pelt.lie is None
        else np.broadcast_to(np.array(pelt.lie, np.float32), root.shape)
    )
    lie = unit(lie - normal * (lie * normal).sum(1, keepdims=True))
    cheek = smoothstep(0.6, 0.95, np.abs(root[:, 0])) * smoothstep(0.2, -0.4, root[:, 1]) if pelt.lie is None else 0.0
    length = (0.07 + 0.10 * cheek + (0.08 if pelt.lie == (0, -1, 0) else 0.0)) * rng.uniform(0.6, 1.2, len(root))
    heading = unit(lie + 0.35 * normal + rng.normal(0, 0.2, root.shape))
    way = np.linspace(0, 1, 10, dtype=np.float32)[None, :, None]
    strands = (root[:, None] + heading[:, None] * way * length[:, None, None]).astype(np.float32)
    strands[..., 1] -= 0.25 * way[..., 0] ** 2 * length[:, None]
    along, out = heading @ turned.T, normal @ turned.T
    across = np.sqrt(np.clip(1 - (along @ light.towards) ** 2, 0, 1))
    facing = np.clip((out @ light.towards + 0.3) / 1.3, 0, 1)
    lamp = light.key_colour * (0.26 * across + 0.79 * facing)[:, None]
    tone = (1 + 0.18 * rng.standard_normal(len(root))).clip(0.5, 1.6)[:, None]
    lit = colour * tone * (lamp + light.fill_colour * (0.75 + 0.25 * out[:, 1:2]))
    return strands.reshape(-1, 3) @ turned.T, (lit[:, None] * (0.72 + 0.38 * way)).reshape(-1, 3).astype(np.float32)


def _whiskers(turned: Field) -> tuple[Field, Field]:
    way = np.linspace(0, 1, 420, dtype=np.float32)[:, None]
    hairs = [
        np.array((side * 0.2, -0.36 - 0.02 * i, 0.98))
        + np.array((side, 0.28 - 0.13 * i, -0.15)) * way * 0.95
        + np.array((0, -0.12, -0.1)) * way**2
        for side in (-1, 1)
        for i in range(6)
    ]
    points = np.concatenate(hairs).astype(np.float32) @ turned.T
    return points, np.full_like(points, 0.75)
