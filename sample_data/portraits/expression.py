"""What a face is doing: seventeen numbers, all zero for a face at rest.

Each is a muscle or a group of them, named after what one sees move; the seven expressions follow the action units
Ekman and Friesen list for them (brow raised AU1+2, knit AU4, cheek AU6, nose AU9, lip corners AU12 and AU15, ...).
"""

from dataclasses import dataclass, fields, replace

import numpy as np


@dataclass(frozen=True)
class Expression:
    brow_raise: float = 0.0
    brow_inner: float = 0.0
    """Inner ends of the brows, up (sorrow) or down (anger)."""
    brow_knit: float = 0.0
    lids: float = 0.0
    """Upper lids: 0.4 wide open, -0.4 nearly shut."""
    lower_lids: float = 0.0
    cheeks: float = 0.0
    nose_wrinkle: float = 0.0
    corners: float = 0.0
    """Corners of the mouth, up or down."""
    width: float = 0.0
    gap: float = 0.0
    jaw: float = 0.0
    upper_teeth: float = 0.0
    lower_teeth: float = 0.0
    upper_lip: float = 0.0
    press: float = 0.0
    look_down: float = 0.0
    look_aside: float = 0.0


EXPRESSIONS = {
    "neutral": Expression(),
    "happy": Expression(
        cheeks=1.0, corners=0.105, width=0.30, gap=0.085, jaw=0.035, upper_teeth=1.0, lids=-0.16,
        lower_lids=0.55, brow_raise=0.006,
    ),
    "sad": Expression(
        brow_inner=0.075, brow_raise=-0.012, brow_knit=0.35, lids=-0.26, corners=-0.075, width=-0.06, press=-0.15,
        look_down=0.014,
    ),
    "surprised": Expression(brow_raise=0.095, lids=0.42, gap=0.15, jaw=0.17, width=-0.25),
    "angry": Expression(
        brow_inner=-0.072, brow_raise=-0.030, brow_knit=1.0, lids=-0.10, lower_lids=0.45, press=0.65, corners=-0.035,
        nose_wrinkle=0.4,
    ),
    "disgusted": Expression(
        brow_inner=-0.035, brow_raise=-0.030, brow_knit=0.5, lids=-0.38, lower_lids=0.75, nose_wrinkle=1.0, cheeks=0.5,
        upper_lip=0.055, corners=-0.055, gap=0.022, upper_teeth=0.9,
    ),
    "fearful": Expression(
        brow_raise=0.060, brow_inner=0.060, brow_knit=0.7, lids=0.40, width=0.20, gap=0.065, jaw=0.055,
        upper_teeth=0.35, lower_teeth=0.9, corners=-0.050,
    ),
}  # fmt: skip


def face_of(name: str, strength: float, rng: np.random.Generator) -> Expression:
    """The named expression at a strength of about 1, with the small unrest no living face is without.

    Now and then a smile keeps its lips closed.
    """
    pose = EXPRESSIONS[name]
    if name == "happy" and rng.random() < 0.3:
        pose = replace(pose, gap=0.0, jaw=0.0, upper_teeth=0.0, width=0.24)
    values = {part.name: getattr(pose, part.name) * strength for part in fields(Expression)}
    values["brow_raise"] += rng.normal(0, 0.005)
    values["brow_inner"] += rng.normal(0, 0.004)
    values["lids"] += rng.normal(0, 0.05)
    values["corners"] += rng.normal(0, 0.005)
    values["width"] += rng.normal(0, 0.015)
    values["look_aside"] += rng.normal(0, 0.008)
    values["look_down"] += rng.normal(0, 0.004)
    return Expression(**values)
