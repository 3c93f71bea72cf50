"""A person, a pose and a light become a picture."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from .bust import model_bust
from .curves import Field
from .ears import model_ears
from .expression import Expression
from .hair import Strands, grow_beard, grow_hair
from .head import Surface, landmarks, model_head
from .identity import Person
from .light import Light
from .raster import Camera, shrink, splat, turn
from .staging import Cloud, Figure, Stage, light_figure, light_wire, place, reflect

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


def draw(
    person: Person, expression: Expression, pose: Pose, light: Light, size: tuple[int, int], glasses: bool = False
) -> Drawing:
    """Draw a person on nothing, `size` is (height, width) in pixels."""
    height, width = size[0] * OVERSIZE, size[1] * OVERSIZE
    camera = Camera(width, height, pose.scale * height, (pose.centre[0] * width, pose.centre[1] * height))
    # In steps, so that pictures of about the same scale share ears and bust.
    fineness = int(np.clip(40 * np.ceil(camera.scale * 1.25 / 40), 120, 440))
    stage = Stage(camera, turn(pose.yaw, pose.pitch, pose.roll), turn(0.25 * pose.yaw, 0, 0), light, fineness)
    wears_glasses = glasses and person.glasses is not None
    picture, cover = splat(*_dots_of(_model(person, expression, pose, fineness), stage, person, wears_glasses), camera)
    if wears_glasses:
        picture = reflect(picture, person, stage)
    marks = {name: _to_pixels(point, stage) for name, point in landmarks(person, expression).items()}
    return Drawing(shrink(picture, OVERSIZE), shrink(cover, OVERSIZE), marks)


def _dots_of(figure: Figure, stage: Stage, person: Person, glasses: bool) -> Cloud:
    """All that is to be drawn as one cloud; its parts are let go, as there are millions of dots."""
    clouds = light_figure(figure, stage)
    if glasses:
        clouds.append(light_wire(person, stage))
    points, colours = zip(*clouds, strict=True)
    return np.concatenate(points), np.concatenate(colours)


def _to_pixels(point: tuple[float, float, float], stage: Stage) -> tuple[float, float]:
    column, row = stage.camera.project(place(np.array([point], np.float32), stage.head))
    return float(column[0]) / OVERSIZE, float(row[0]) / OVERSIZE


def _model(person: Person, expression: Expression, pose: Pose, fineness: int) -> Figure:
    sitter = _Sitter(person)
    below_the_picture = float(np.floor((pose.centre[1] - 1) / pose.scale - 0.1))
    return Figure(
        model_head(person, expression, fineness),
        _ears_of(sitter, fineness),
        _bust_of(sitter, fineness, below_the_picture),
        [_follow_jaw(bundle, expression) for bundle in _strands_of(sitter)],
    )


def _follow_jaw(bundle: Strands, expression: Expression) -> Strands:
    """A beard goes where the chin goes."""
    drop = np.multiply.outer(np.atleast_1d(bundle.on_jaw), np.array((0, expression.jaw, 0))).astype(np.float32)
    return replace(bundle, points=bundle.points - drop[:, None]) if drop.any() else bundle


@dataclass(frozen=True, eq=False)
class _Sitter:
    """A person as a key for what does not change from picture to picture: seed and number say everything."""

    person: Person

    def __hash__(self) -> int:
        return hash((self.person.seed, self.person.number))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Sitter):
            return NotImplemented
        return (self.person.seed, self.person.number) == (other.person.seed, other.person.number)


@lru_cache(maxsize=2)
def _strands_of(sitter: _Sitter) -> list[Strands]:
    rng = np.random.default_rng([82, sitter.person.seed, sitter.person.number])
    return grow_hair(sitter.person, rng) + grow_beard(sitter.person, rng)


@lru_cache(maxsize=2)
def _ears_of(sitter: _Sitter, fineness: int) -> list[Surface]:
    return model_ears(sitter.person, fineness)


@lru_cache(maxsize=4)
def _bust_of(sitter: _Sitter, fineness: int, bottom: float) -> Surface:
    return model_bust(sitter.person, fineness, bottom)
