"""Ways to wear hair: for every root, where the strand wants to go and how long it is; `hair` lets it grow."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .curves import Field, smoothstep

RIGHT, UP, FORWARD = np.eye(3, dtype=np.float32)


@dataclass(frozen=True)
class Roots:
    """Where strands leave the scalp; all fields have one entry per strand."""

    points: Field
    outwards: Field
    side: Field
    """-1 or 1: the side of the parting a strand falls to, as (n, 1)."""
    front: Field
    """1 above the forehead, 0 elsewhere, as (n, 1)."""
    above: Field
    """Height over the hairline."""

    @property
    def height(self) -> Field:
        return self.points[:, 1]


@dataclass(frozen=True)
class Style:
    comb: Callable[[Roots], Field]
    length: Callable[[Roots], Field]
    strands: int = 8500
    lift: float = 0.5
    """How steeply strands leave the scalp."""
    thickness: float = 0.2
    """How far the outermost layer lies above the skull."""
    gravity: float = 0.0
    wave: float = 0.0
    free: bool = False
    """Springy hair stands where it grows; other hair is laid along the head."""
    frames_face: bool = False
    """Keep strands out of the face."""


def _top(roots: Roots, start: float, end: float) -> Field:
    return smoothstep(start, end, roots.height)


def _down_sides(roots: Roots) -> Field:
    return roots.side * RIGHT - 0.30 * roots.front * FORWARD - 0.12 * UP


def _hang_to(level: float) -> Callable[[Roots], Field]:
    return lambda roots: np.maximum(0.25, roots.height - level + 0.30 * _top(roots, 0.4, 0.9))


def _crop_comb(roots: Roots) -> Field:
    sides = 1 - roots.front
    return 0.55 * roots.front * FORWARD + 0.45 * roots.side * RIGHT - sides * (0.7 * UP + 0.3 * FORWARD)


def _side_comb(roots: Roots) -> Field:
    low = (roots.height < 0.5)[:, None]
    return roots.side * RIGHT + (0.30 * roots.front - 0.35) * FORWARD - 0.6 * UP * low


def _fringe_comb(roots: Roots) -> Field:
    return 1.1 * roots.front * FORWARD + 0.45 * roots.side * RIGHT - 0.30 * UP


def _pixie_comb(roots: Roots) -> Field:
    return (0.9 * roots.front - 0.25) * FORWARD + 0.9 * roots.side * RIGHT - 0.45 * UP * (1 - roots.front)


def _back_comb(roots: Roots) -> Field:
    return -FORWARD + 0.15 * roots.side * RIGHT + 0.1 * UP


def _bun_comb(roots: Roots) -> Field:
    return -FORWARD + 0.55 * UP * (roots.height < 0.5)[:, None]


def _fringed_comb(roots: Roots) -> Field:
    bangs = bangs_of(roots)[:, None]
    return np.where(bangs, FORWARD + 0.18 * np.sign(roots.points[:, :1]) * RIGHT, _down_sides(roots))


def _fringed_length(roots: Roots) -> Field:
    to_brows = (roots.height - 0.36) * 1.05 + 0.25 * np.clip(0.9 - roots.points[:, 2], 0, 0.7)
    return np.where(bangs_of(roots), to_brows, _hang_to(-1.25)(roots))


def bangs_of(roots: Roots) -> Field:
    """Which strands are cut short over the forehead in the fringed style."""
    return (roots.points[:, 2] > 0.20) & (np.abs(roots.points[:, 0]) < 0.47) & (roots.height > 0.48)


STYLES = {
    "crop": Style(_crop_comb, lambda r: 0.07 + 0.11 * _top(r, 0.3, 0.9), 9500, lift=0.55, thickness=0.15),
    "side": Style(
        _side_comb, lambda r: 0.09 + 0.34 * _top(r, 0.25, 0.8), 9000, thickness=0.19, gravity=0.08, frames_face=True,
    ),
    "back": Style(_back_comb, lambda r: 0.16 + 0.30 * _top(r, 0.3, 0.7), 9000, lift=0.55, thickness=0.19),
    "fringe": Style(_fringe_comb, lambda r: 0.13 + 0.20 * _top(r, 0.2, 0.7), 9000, thickness=0.16, gravity=0.30),
    "pixie": Style(
        _pixie_comb, lambda r: 0.15 + 0.20 * _top(r, 0.1, 0.8), 9000, lift=0.55, thickness=0.18, gravity=0.15,
    ),
    "long": Style(
        _down_sides, _hang_to(-1.55), 4400, lift=0.4, thickness=0.20, gravity=0.5, wave=0.014, frames_face=True,
    ),
    "wavy": Style(
        _down_sides, _hang_to(-1.40), 4400, lift=0.45, thickness=0.24, gravity=0.5, wave=0.050, frames_face=True,
    ),
    "bob": Style(
        _down_sides, _hang_to(-0.82), 5000, lift=0.45, thickness=0.23, gravity=0.5, wave=0.014, frames_face=True,
    ),
    "fringed": Style(
        _fringed_comb, _fringed_length, 4800, lift=0.45, thickness=0.20, gravity=0.5, wave=0.014, frames_face=True,
    ),
    "bun": Style(_bun_comb, lambda r: np.full(len(r.points), 0.5, np.float32), 7500, lift=0.1, thickness=0.08),
    "curly": Style(
        lambda r: r.outwards + 0.3 * r.front * FORWARD, lambda r: 0.18 + 0.10 * _top(r, 0.3, 0.9), 6500, lift=1.0,
        thickness=0.45, wave=0.045, free=True,
    ),
    "afro": Style(
        lambda r: r.outwards + 0.1 * UP, lambda r: np.full(len(r.points), 0.27, np.float32), 8000, lift=1.4,
        thickness=0.6, wave=0.034, free=True,
    ),
}  # fmt: skip
"""Bald and buzz are not here: they are painted on the scalp."""
