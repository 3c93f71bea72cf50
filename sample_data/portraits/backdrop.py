"""What is behind people (paper, blurred lamps, a blurred room, a cloudy wall), and how a camera develops light."""

import cv2
import numpy as np

from .curves import Field, light_of, noise

Picture = np.ndarray


def paint_backdrop(rng: np.random.Generator, height: int, width: int) -> Field:
    """Paint a random background, linear light (height, width, 3)."""
    kind = rng.integers(4)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    ground = _colour(rng, (80, 215), 18) * (1 - down) + _colour(rng, (50, 190), 18) * down
    ground = np.broadcast_to(ground, (height, width, 3)).astype(np.float32).copy()
    if kind == 1:
        ground = _lamps(rng, ground)
    elif kind == 2:
        ground = _room(rng, ground)
    elif kind == 3:
        ground *= (1 + 0.10 * noise(rng, (height, width), 5, 4))[..., None]
    return np.clip(ground, 0, 2)


def _colour(rng: np.random.Generator, brightness: tuple[int, int], spread: float) -> Field:
    return light_of(np.clip(rng.uniform(*brightness) + rng.normal(0, spread, 3), 15, 242))


def _lamps(rng: np.random.Generator, ground: Field) -> Field:
    """Round patches of light, out of focus."""
    height, width = ground.shape[:2]
    for _ in range(14):
        lamp = np.zeros((height, width), np.float32)
        place = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        cv2.circle(lamp, place, int(rng.uniform(0.05, 0.16) * height), 1.0, -1, cv2.LINE_AA)
        ground += lamp[..., None] * _colour(rng, (90, 240), 35) * 0.22
    return cv2.GaussianBlur(ground, (0, 0), height / 45)


def _room(rng: np.random.Generator, ground: Field) -> Field:
    """Furniture, doors and pictures, out of focus."""
    height, width = ground.shape[:2]
    for _ in range(7):
        left, top = int(rng.uniform(-0.1, 1) * width), int(rng.uniform(-0.1, 1) * height)
        right, bottom = left + int(rng.uniform(0.1, 0.4) * width), top + int(rng.uniform(0.2, 0.8) * height)
        cv2.rectangle(ground, (left, top), (right, bottom), _colour(rng, (50, 220), 22).tolist(), -1)
    return cv2.GaussianBlur(ground, (0, 0), height / 30)


def develop(
    light: Field, exposure: float, contrast: float, blur: float, grain: float, rng: np.random.Generator
) -> Picture:
    """Linear light -> uint8 RGB: exposure, soft highlights (Reinhard et al. 2002), lens blur, gamma, sensor noise.

    `contrast` bends the tones around middle grey, `blur` is in pixels, `grain` a share of white.
    """
    exposed = light * exposure
    exposed = exposed * (1 + exposed / 4) / (1 + exposed) * 1.45
    if blur:
        exposed = cv2.GaussianBlur(exposed, (0, 0), blur)
    middle = 0.21
    screen = np.clip(middle * (exposed / middle) ** contrast, 0, 1) ** (1 / 2.2)
    screen = screen + grain * (
        0.6 * rng.standard_normal(screen.shape) + rng.standard_normal(screen.shape[:2])[..., None]
    )
    return (np.clip(screen, 0, 1) * 255 + 0.5).astype(np.uint8)
