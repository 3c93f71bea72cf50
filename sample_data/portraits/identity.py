"""Who somebody is: the numbers that stay the same in every picture of a person.

Lengths are in half head heights: the chin is at y = -1, the crown at y = +1, the eyes near y = 0. x grows to the
right of the picture, y upwards, z towards the viewer. Colours are linear light, 0..1.
"""

from dataclasses import dataclass

from .curves import Field


@dataclass(frozen=True)
class Skin:
    colour: Field
    melanin: float
    """0 very pale .. 1 very dark."""
    ruddy: float
    freckles: float
    wrinkles: float
    moles: tuple[tuple[float, float, float], ...]
    """(x, y, radius) of each."""


@dataclass(frozen=True)
class Skull:
    width: float
    squareness: float
    """Exponent of the horizontal section: 2 is an ellipse."""
    cheekbones: float
    jaw: float
    chin_width: float
    temples: float
    chin_forward: float
    chin_drop: float
    fullness: float
    """How much flesh is on cheeks and throat."""
    brow_ridge: float
    neck: float


@dataclass(frozen=True)
class Eyes:
    spacing: float
    """Distance of a pupil from the middle of the face."""
    height: float
    half_width: float
    opening: float
    lower: float
    tilt: float
    crease: float
    """How deep the fold of the upper lid is; 0 is a single lid."""
    crease_height: float
    iris_radius: float
    iris: Field
    makeup: float
    lashes: float
    asymmetry: float


@dataclass(frozen=True)
class Brows:
    height: float
    thickness: float
    arch: float
    slope: float
    length: float
    inner: float
    density: float
    colour: Field


@dataclass(frozen=True)
class Nose:
    tip: float
    """Height (y) of the tip."""
    length_out: float
    """How far the tip stands out of the face."""
    wings: float
    ridge: float
    hump: float
    ball: float
    turned_up: float
    root: float
    """How high the bridge starts between the eyes."""


@dataclass(frozen=True)
class Mouth:
    height: float
    half_width: float
    upper: float
    lower: float
    bow: float
    corners: float
    forward: float
    colour: Field
    gloss: float


@dataclass(frozen=True)
class Ears:
    size: float
    stick_out: float
    """Angle to the head in radians."""
    lobe: float


@dataclass(frozen=True)
class Hair:
    style: str
    colour: Field
    grey: bool
    parting: float
    """x of the parting; its sign is the side."""
    volume: float
    receding: float


@dataclass(frozen=True)
class Beard:
    kind: str
    """none, stubble, moustache, goatee or full."""
    length: float


@dataclass(frozen=True)
class Glasses:
    half_width: float
    half_height: float
    squareness: float
    thickness: float
    colour: Field


@dataclass(frozen=True)
class Clothes:
    colour: Field
    second_colour: Field
    pattern: str
    """plain, stripes, checks or knit."""
    neckline: str
    """round, v or collar."""


@dataclass(frozen=True)
class Person:
    seed: int
    number: int
    name: str
    female: bool
    age: float
    """0 about twenty years .. 1 about eighty."""
    skin: Skin
    skull: Skull
    eyes: Eyes
    brows: Brows
    nose: Nose
    mouth: Mouth
    ears: Ears
    hair: Hair
    beard: Beard
    glasses: Glasses | None
    clothes: Clothes
