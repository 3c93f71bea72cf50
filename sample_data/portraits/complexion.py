"""Skin: cheeks and their colour, freckles, moles, crow's feet, the shadow of a beard, the scalp under the hair."""

import cv2
import numpy as np

from .canvas import Canvas
from .curves import Field, bell, smoothstep, spot
from .expression import Expression
from .identity import Person
from .skull import hairline

SCALP_COVER = {"bald": 0.14, "buzz": 0.82}
BEARD_SHADOW = {"none": 0.16, "stubble": 0.66, "full": 0.85, "goatee": 0.30, "moustache": 0.26}


def model_cheeks(canvas: Canvas, person: Person, expression: Expression) -> None:
    """Cheekbones, the apples a smile makes, the hollow below, and temples."""
    side, y, skull = canvas.side, canvas.y, person.skull
    smile = expression.cheeks
    bone = 0.032 + 0.2 * skull.cheekbones
    canvas.push(bone * spot(side, y, (0.38, -0.16 + 0.03 * smile), (0.16, 0.13)))
    canvas.push((0.012 + 0.3 * skull.fullness) * spot(side, y, (0.30, -0.33), (0.17, 0.17)))
    canvas.push(0.050 * smile * spot(side, y, (0.33, -0.24), (0.12, 0.10)))
    canvas.push(-(0.030 - 0.6 * skull.fullness) * spot(side, y, (0.41, -0.50), (0.14, 0.18)))
    canvas.push(0.05 * spot(canvas.x, y, (0, 0.50), (0.5, 0.30)))


def tint_skin(canvas: Canvas, person: Person) -> None:
    """Blotches, pores, and warmer cheeks, nose and chin."""
    skin, side, x, y = person.skin, canvas.side, canvas.x, canvas.y
    canvas.colour *= (1 + 0.035 * canvas.clouds + 0.060 * canvas.grain)[..., None]
    warm = 0.8 * spot(side, y, (0.36, -0.24), (0.17, 0.13)) + 0.7 * spot(x, y, (0, person.nose.tip), (0.11, 0.08))
    warm += 0.3 * spot(x, y, (0, -0.9), (0.15, 0.08)) + 0.25 * bell(canvas.longitude, 1.5, 0.25)
    rouge = 0.35 * person.eyes.makeup * spot(side, y, (0.42, -0.20), (0.12, 0.09))
    canvas.shade((skin.ruddy * warm + rouge) * canvas.front, (0.02, 0.17, 0.15))
    yellow = bell(y, 0.45, 0.25) * canvas.front
    canvas.shade(0.05 * yellow, (0.0, 0.3, 1.0))
    if skin.freckles:
        _freckles(canvas, person)
    for mole_x, mole_y, radius in skin.moles:
        dot = np.exp(-((((x - mole_x) ** 2 + (y - mole_y) ** 2) / radius**2) ** 2))
        canvas.shade(0.7 * dot * canvas.front, (0.8, 0.95, 1.0))
    canvas.gloss += 0.10 * spot(x, y, (0, 0.36), (0.4, 0.25)) * canvas.front


def _freckles(canvas: Canvas, person: Person) -> None:
    rng = np.random.default_rng([80, person.seed, person.number])
    dots = (rng.random((360, 378)) < 0.012).astype(np.float32)
    dots = cv2.GaussianBlur(dots, (0, 0), 1.5) * 9
    dots = cv2.resize(dots, canvas.x.shape[::-1], interpolation=cv2.INTER_AREA).clip(0, 1)
    where = spot(canvas.side, canvas.y, (0.22, -0.15), (0.30, 0.17)) * canvas.front
    canvas.shade(person.skin.freckles * dots * where, (0.32, 0.50, 0.58))


def age_skin(canvas: Canvas, person: Person, expression: Expression) -> None:
    """Crow's feet (also from laughing) and lines beside the chin."""
    laugh = max(expression.cheeks, 0)
    depth = person.skin.wrinkles * (0.6 + 0.8 * laugh) + 0.25 * laugh
    edge = person.eyes.spacing + person.eyes.half_width
    rays: Field = np.zeros_like(canvas.x)
    for k in (-1, 0, 1):
        slope = person.eyes.height + 0.02 + k * (0.02 + 0.35 * (canvas.side - edge))
        rays = rays + bell(canvas.y, slope, 0.008) * bell(canvas.side, edge + 0.07, 0.04)
    sag = person.skin.wrinkles * spot(canvas.side, canvas.y, (0.27, person.mouth.height - 0.14), (0.020, 0.10))
    canvas.push(-0.005 * depth * rays - 0.010 * sag)
    canvas.shade((0.28 * depth * rays + 0.18 * sag) * canvas.front, (0.45, 0.70, 0.75))


def shadow_of_beard(canvas: Canvas, person: Person) -> None:
    """Even a shaved chin is a little darker."""
    if person.female:
        return
    side, y = canvas.side, canvas.y
    around_mouth = smoothstep(0.28, 0.46, np.hypot(side * 0.9, (y - 0.02) * 0.8))
    chin = smoothstep(-0.30, -0.58, y) * around_mouth
    lip = 0.8 * spot(side, y, (0, person.mouth.height + 0.10), (0.2, 0.05))
    dots = 0.75 + 0.30 * np.clip(canvas.grain, -1, 1)
    amount = BEARD_SHADOW[person.beard.kind] * np.maximum(0.8 * chin, lip) * canvas.front * dots
    fair = 0.55 if person.hair.colour.mean() > 0.15 else 1.0
    canvas.shade(fair * amount, (0.62, 0.58, 0.52))


def cover_scalp(canvas: Canvas, person: Person) -> None:
    """Paint the scalp towards the hair colour, fading in over a finger's width at the hairline."""
    edge = hairline(person, canvas.longitude)
    hairy = smoothstep(-0.03, 0.11, canvas.latitude - edge + 0.008 * canvas.grain)
    cover = SCALP_COVER.get(person.hair.style, 0.90) * hairy
    if person.hair.style == "buzz":
        cover = cover * np.clip(0.9 + 0.10 * canvas.grain, 0, 1)
    canvas.paint(person.hair.colour * (0.75 if person.hair.style in SCALP_COVER else 0.55), cover)
    canvas.gloss *= 1 - (0.3 if person.hair.style == "bald" else 1.0) * hairy
