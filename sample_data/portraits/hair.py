"""Hair and beards, strand by strand.

A strand is grown in small steps like a vine: it leaves the scalp, turns towards where the style combs it, is pulled
down by gravity and pushed out of the head and out of the face. Neighbours belong to the same lock: they share tone
and turns.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .curves import Field, noise, smoothstep, spot, unit
from .hair_styles import STYLES, UP, Roots, Style, bangs_of
from .identity import Person
from .skull import globe, hairline

STEP = 0.036
"""Length of one step of growth, in head units."""
SCALP_DEPTH = 0.84
LONGEST = 75


@dataclass(frozen=True)
class Strands:
    """(strands, steps, 3) points; which steps exist; tone and depth in the hair of each."""

    points: Field
    alive: Field
    tone: Field
    depth: Field
    """Share of light that reaches a step through the hair above it."""
    colour: Field
    on_jaw: Field | float = 0.0
    """How far each strand follows the jaw down: 0 not at all, 1 fully."""

    @cached_property
    def directions(self) -> Field:
        return unit(np.gradient(self.points, axis=1))


def grow_hair(person: Person, rng: np.random.Generator) -> list[Strands]:
    """All hair on the scalp: nothing for painted styles, two bundles for a bun."""
    style = STYLES.get(person.hair.style)
    if style is None:
        return []
    roots, locks, layer = _plant(person, style, rng)
    length = style.length(roots) * _edge_shortening(roots, style) * rng.uniform(0.82, 1.05, len(layer))
    steps = int(min(np.ceil(length.max() / STEP) + 1, LONGEST))
    points = _grow(person, style, roots, locks, layer, steps, rng)
    if style.wave:
        _curl(points, style, locks, rng)
    alive = np.arange(steps) * STEP <= length[:, None]
    tone = 1 + 0.11 * rng.standard_normal(len(layer)) + 0.15 * locks
    depth = (0.42 + 0.58 * layer)[:, None] * (0.62 + 0.38 * np.minimum(1, np.arange(steps) / 6))
    hair = [Strands(points, alive, tone.astype(np.float32), depth.astype(np.float32), person.hair.colour)]
    return [*hair, _bun(person, rng)] if person.hair.style == "bun" else hair


def _plant(person: Person, style: Style, rng: np.random.Generator) -> tuple[Roots, Field, Field]:
    """Choose roots above the hairline, thinning out towards it, and give each a lock and a layer."""
    tries = 4 * style.strands
    longitude = rng.uniform(-np.pi, np.pi, tries).astype(np.float32)
    latitude = np.arcsin(rng.uniform(-0.7, 1, tries)).astype(np.float32)
    above = np.sin(latitude) - hairline(person, longitude)
    grows = above > np.abs(rng.normal(0, 0.035, tries)) - 0.03
    # Nobody looks at the back of a head.
    grows &= (np.abs(longitude) < 1.9) | (rng.random(tries) < 0.5)
    longitude, latitude, above = (values[grows][: style.strands] for values in (longitude, latitude, above))
    points = np.stack(globe(person.skull, longitude, latitude), 1)
    field = noise(rng, (64, 64), 10, 2)
    column = (np.degrees(longitude) / 360 * 63 + 31).astype(int).clip(0, 63)
    locks = field[column, (latitude / np.pi * 63 + 31).astype(int).clip(0, 63)]
    untidy = rng.normal(0, 0.05 if style.gravity >= 0.3 else 0.13, len(points))
    side = np.where(points[:, 0] + untidy > person.hair.parting, 1.0, -1.0).astype(np.float32)[:, None]
    front = (smoothstep(0.15, 0.5, points[:, 2]) * smoothstep(0.35, 0.6, points[:, 1]))[:, None]
    roots = Roots(points, _outwards(person, points), side, front, above)
    return roots, locks, (rng.random(len(points)) ** 0.8).astype(np.float32)


def _edge_shortening(roots: Roots, style: Style) -> Field:
    """Strands at the hairline are short and fine, unless they are the ones that hang."""
    if style.gravity >= 0.3:
        return np.ones(len(roots.above), np.float32)
    return 0.45 + 0.55 * smoothstep(-0.03, 0.16, roots.above)


def _outwards(person: Person, points: Field) -> Field:
    return unit(points / np.array((0.67 * person.skull.width, 1, SCALP_DEPTH), np.float32) ** 2)


def _grow(
    person: Person, style: Style, roots: Roots, locks: Field, layer: Field, steps: int, rng: np.random.Generator
) -> Field:
    count = len(layer)
    unrest = rng.normal(0, 0.10, (count, 3)) + locks[:, None] * rng.normal(0, 0.14, 3)
    wanted = (style.comb(roots) + unrest).astype(np.float32)
    point, outwards = roots.points.copy(), roots.outwards
    heading = unit(outwards * style.lift + wanted)
    path = np.empty((count, steps, 3), np.float32)
    bangs = bangs_of(roots) if person.hair.style == "fringed" else np.zeros(count, bool)
    for step in range(steps):
        path[:, step] = point
        grown = step * STEP / 0.22
        along = wanted if style.free else wanted - outwards * (wanted * outwards).sum(1, keepdims=True)
        target = unit(along + outwards * style.lift * max(0.0, 1 - 1.6 * grown))
        heading = 0.62 * heading + 0.38 * target
        heading = unit(heading - UP * (style.gravity * 0.55 * min(1.0, 0.3 + grown)))
        point = _lay(person, style, roots, point + heading * STEP, layer, grown)
        if style.frames_face:
            point = _part_from_face(person, roots, point, layer, ~bangs)
        outwards = _outwards(person, point * np.where(np.arange(3) == 1, point[:, 1:2] > -0.05, True))
    return path


def _lay(person: Person, style: Style, roots: Roots, point: Field, layer: Field, grown: float) -> Field:
    """Keep a strand out of the skull and, unless it is springy, in its layer over the skull."""
    radii = np.array((0.67 * person.skull.width, 1, SCALP_DEPTH), np.float32)
    down = np.where(np.arange(3) == 1, np.maximum(point, -0.05), point) / radii
    distance = np.sqrt(np.einsum("ni,ni->n", down, down))
    if style.free:
        pull = np.where(distance < 1.01, 1.01 / distance, 1)
    else:
        parting = 0.85 + 0.15 * smoothstep(0, 0.35, np.abs(point[:, 0] - person.hair.parting))
        hangs = style.gravity >= 0.3
        crown = (0.70 if hangs else 0.35) + (0.30 if hangs else 0.65) * smoothstep(-0.2, 0.7, point[:, 1])
        level = 1.012 + style.thickness * person.hair.volume * layer * parting * crown * min(1.0, 0.5 + 1.3 * grown)
        pull = np.where(distance < level, level / distance, 1 + 0.7 * (level / distance - 1))
    pull = np.where((np.arange(3) == 1) & (point[:, 1:2] < -0.05), 1, pull[:, None])
    return (point * pull).astype(np.float32)


def _part_from_face(person: Person, roots: Roots, point: Field, layer: Field, falls: Field) -> Field:
    """Like a curtain: strands in front of the face are moved beside it."""
    before = (point[:, 2] > 0.1) & (point[:, 1] < 0.80) & falls
    beside = (0.50 + 0.10 * layer + 0.12 * smoothstep(0.55, 0.15, point[:, 1])) * person.skull.width
    beside = beside * smoothstep(0.82, 0.46, point[:, 1])
    sign = np.sign(np.where(np.abs(point[:, 0]) < 0.05, roots.side[:, 0], point[:, 0]))
    point[before, 0] = (sign * np.maximum(np.abs(point[:, 0]), beside))[before]
    point[(point[:, 1] < 0.35) & (point[:, 2] > 0.42) & falls, 2] -= 0.04
    return point


def _curl(points: Field, style: Style, locks: Field, rng: np.random.Generator) -> None:
    """Add waves; springy hair curls strand by strand, long hair lock by lock."""
    count, steps = points.shape[:2]
    phase = rng.uniform(0, 6.28, (count, 1)) if style.free else 3 * locks[:, None] + 4 * points[:, 0, :1]
    turns = np.arange(steps) * STEP * (16 if style.free else 7) * (1 + 0.12 * rng.standard_normal((count, 1)))
    width = style.wave * np.minimum(1, np.arange(steps) / 5)
    points[..., 0] += width * np.sin(1.6 * turns + phase)
    points[..., 2] += width * np.cos(1.6 * turns + phase)
    points[..., 1] += 0.5 * width * np.sin(1.1 * turns + 2 * phase)


def _bun(person: Person, rng: np.random.Generator) -> Strands:
    """A ball of hair wound on the crown: arcs of great circles."""
    count, steps = 1500, 22
    start = unit(rng.normal(0, 1, (count, 3)))
    across = unit(np.cross(start, (0.3, 1, 0.2)))[:, None]
    angle = np.linspace(0, 1.2, steps)[None, :, None]
    ball = (start[:, None] * np.cos(angle) + across * np.sin(angle)) * (0.33, 0.30, 0.30)
    ball = ball * (1 + 0.03 * rng.standard_normal((count, 1, 1))) + (0, 1.02, -0.45)
    tone = 1 + 0.12 * rng.standard_normal(count)
    alive = np.ones((count, steps), bool)
    return Strands(
        ball.astype(np.float32),
        alive,
        tone.astype(np.float32),
        np.full((count, steps), 0.9, np.float32),
        person.hair.colour,
    )


def grow_beard(person: Person, rng: np.random.Generator) -> list[Strands]:
    """Moustache, goatee or full beard; stubble is painted."""
    if person.beard.kind not in ("moustache", "goatee", "full"):
        return []
    tries, steps = 11000, 7
    longitude = rng.uniform(-1.75, 1.75, tries).astype(np.float32)
    latitude = np.arcsin(rng.uniform(-1, -0.2, tries)).astype(np.float32)
    x, y, z = globe(person.skull, longitude, latitude)
    chin, lip = _beard_area(person, np.abs(x), y, rng)
    x, y, z, on_lip = (values[chin | lip] for values in (x, y, z, lip))
    z = z + person.mouth.forward * spot(x, y, (0, person.mouth.height + 0.03), (0.25, 0.19)) + 0.01 * on_lip
    z = z + person.skull.chin_forward * spot(x, y, (0, -0.87), (0.15, 0.10))
    root = np.stack([x, y, z], 1)
    outwards = unit(np.stack([x / 0.45, np.clip(y + 0.5, -1, 0) * 0.8, z / 0.64], 1))
    combed = np.stack([0.5 * x + 0.6 * np.sign(x) * on_lip, np.where(on_lip, -0.7, -1.0), 0 * x], 1)
    heading = unit(0.5 * outwards + combed + rng.normal(0, 0.20, root.shape))
    length = np.where(on_lip, 0.055, person.beard.length * rng.uniform(0.6, 1.2, len(x)))
    points = root[:, None] + heading[:, None] * (np.linspace(0, 1, steps)[None, :, None] * length[:, None, None])
    points[..., 2] += 0.006
    shade = np.broadcast_to((0.55 + 0.45 * rng.random(len(x)))[:, None], points.shape[:2]).astype(np.float32)
    tone = (1 + 0.15 * rng.standard_normal(len(x))).astype(np.float32)
    on_jaw = np.where(on_lip, 0, smoothstep(-0.40, -0.66, y))
    return [
        Strands(points.astype(np.float32), np.ones(shade.shape, bool), tone, shade, person.hair.colour * 0.8, on_jaw)
    ]


def _beard_area(person: Person, side: Field, y: Field, rng: np.random.Generator) -> tuple[Field, Field]:
    """Which roots lie on the chin and cheeks, and which on the upper lip."""
    mouth, soft = person.mouth, rng.normal(0, 0.025, len(y))
    lips = (side < 1.02 * mouth.half_width) & (np.abs(y - mouth.height + 0.012) < 0.085)
    cheek_line = -0.40 - 0.22 * np.exp(-((side / 0.33) ** 2)) + 0.42 * smoothstep(0.40, 0.62, side)
    chin = (y + soft < cheek_line) & ~lips
    if person.beard.kind == "goatee":
        chin &= side + soft < 0.22
    elif person.beard.kind == "moustache":
        chin &= False
    low, high = mouth.height + 0.050 - 0.16 * side, mouth.height + 0.125 - 0.22 * side
    lip = (side < 1.06 * mouth.half_width) & (y > low) & (y + 0.5 * soft < high)
    return chin, lip
