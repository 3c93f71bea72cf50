"""Inventing people: from a seed to everything in `identity`.

Features of a face are not independent, so they are not rolled one by one. A person first gets a build (masculine,
heavy, broad, long ...) and a colouring; each trait leans on those and adds only a little chance of its own. Skin,
hair style, beard and age are dealt like cards from a deck, so any twenty people show everything the generator knows.
"""

from dataclasses import dataclass

import numpy as np

from .curves import Field, light_of, mix
from .identity import Beard, Brows, Clothes, Ears, Eyes, Glasses, Hair, Mouth, Nose, Person, Skin, Skull
from .names import invent_names

SKIN_TONES = ((243, 208, 188), (235, 190, 163), (222, 168, 134), (193, 136, 101), (148, 98, 69), (104, 68, 50))
HAIR_COLOURS = {
    "black": (26, 22, 21), "dark": (56, 38, 28), "brown": (92, 62, 41), "auburn": (124, 64, 38),
    "blond": (198, 158, 102), "grey": (158, 155, 152),
}  # fmt: skip
IRIS_COLOURS = ((74, 46, 28), (92, 62, 36), (114, 86, 50), (96, 114, 76), (82, 120, 150), (112, 134, 144))
CLOTH_COLOURS = (
    (178, 58, 52), (46, 78, 120), (214, 168, 72), (60, 104, 84), (232, 226, 214), (52, 52, 58),
    (140, 88, 120), (96, 132, 160), (206, 120, 84), (120, 128, 100), (30, 60, 66), (190, 150, 150),
)  # fmt: skip
WOMENS_STYLES = ("long", "bob", "wavy", "bun", "fringed", "afro", "side", "curly", "pixie")
MENS_STYLES = ("crop", "side", "back", "bald", "buzz", "curly", "fringe", "afro")
BEARDS = ("none", "stubble", "none", "full", "none", "goatee", "none", "moustache")
CURLY_STYLES = {"afro", "curly", "buzz"}


@dataclass(frozen=True)
class Cards:
    """What is dealt to a person so that all kinds of people occur."""

    female: bool
    melanin: float
    style: str
    beard: str
    age: float


@dataclass(frozen=True)
class Build:
    """What the traits of one person have in common, each about standard normal, and chance for the rest."""

    rng: np.random.Generator
    masculine: float
    heavy: float
    broad: float
    long: float
    almond: float
    """0..1: flat bridge and single lids."""
    melanin: float
    age: float

    def chance(self, spread: float) -> float:
        return float(np.clip(self.rng.normal(0, spread), -1.8 * spread, 1.8 * spread))

    def trait(self, mean: float, spread: float, **leanings: float) -> float:
        """A number around `mean`: `leanings` (per unit of a quality of the build) plus independent chance."""
        return mean + self.chance(spread) + sum(getattr(self, quality) * pull for quality, pull in leanings.items())


def cast(count: int, seed: int) -> list[Person]:
    """Invent `count` people; the first ones are the same however many are asked for."""
    hands = deal(max(count, 48), seed)[:count]
    names = invent_names([hand.female for hand in hands], np.random.default_rng([101, seed]))
    return [invent(hand, name, seed, number) for number, (hand, name) in enumerate(zip(hands, names, strict=True))]


def deal(count: int, seed: int) -> list[Cards]:
    """Deal sex, skin, age, style and beard: all kinds early, repeats late, and curls more often to darker skins."""
    rng = np.random.default_rng([77, seed])
    used: dict[str, float] = {}

    def scarce(options: tuple[str, ...], wish: dict[str, float]) -> str:
        weights = [wish.get(option, 1.0) * 10 ** -used.get(option, 0.0) * rng.uniform(0.6, 1.4) for option in options]
        choice = options[int(np.argmax(weights))]
        used[choice] = used.get(choice, 0.0) + 1
        return choice

    hands, first_tone = [], int(rng.integers(6))
    for number in range(count):
        female = number % 2 == 0
        tone = (first_tone + number * 5 + number // 6) % 6
        age = float(((number * 0.618 + rng.uniform(0, 0.1)) % 1) ** 1.25)
        styles = WOMENS_STYLES if female else MENS_STYLES
        curl_wish = (0.03, 0.1, 0.4, 1.5, 8.0, 20.0)[tone]
        wish = dict.fromkeys(CURLY_STYLES, curl_wish) | {"bald": 0.3 + 3 * age, "long": 2 - 2 * age, "pixie": 0.5 + age}
        style = scarce(styles, wish)
        beard = "none" if female else scarce(tuple(f"{i}:{kind}" for i, kind in enumerate(BEARDS)), {}).split(":")[1]
        hands.append(Cards(female, float(np.clip(tone / 5 + rng.normal(0, 0.05), 0, 1)), style, beard, age))
    return hands


def invent(hand: Cards, name: str, seed: int, number: int) -> Person:
    """One person in full from the cards dealt and a seed of their own."""
    rng = np.random.default_rng([78, seed, number])
    build = Build(
        rng,
        masculine=(-1.0 if hand.female else 1.0) + float(rng.normal(0, 0.25)),
        heavy=float(np.clip(rng.normal(0.3 * hand.age, 0.9), -1.6, 1.8)),
        broad=float(np.clip(rng.normal(0, 0.8), -1.5, 1.5)),
        long=float(np.clip(rng.normal(0, 0.9), -1.7, 1.7)),
        almond=float(rng.uniform(0.7, 1.0)) if 0.05 < hand.melanin < 0.7 and rng.random() < 0.3 else 0.0,
        melanin=hand.melanin,
        age=hand.age,
    )
    skin = _skin(build)
    hair = _hair(build, hand)
    return Person(
        seed=seed, number=number, name=name, female=hand.female, age=hand.age, skin=skin,
        skull=_skull(build), hair=hair,
        eyes=_eyes(build), brows=_brows(build, hair, skin), nose=_nose(build), mouth=_mouth(build, skin),
        ears=Ears(build.trait(1.0, 0.07, masculine=0.05, age=0.12), build.trait(0.42, 0.11), build.trait(0.5, 0.25)),
        beard=Beard(hand.beard, build.trait(0.07, 0.02, masculine=0.01)), glasses=_glasses(build),
        clothes=_clothes(build),
    )  # fmt: skip


def _skin(build: Build) -> Skin:
    rng = build.rng
    place = build.melanin * 5
    below = min(int(place), 4)
    colour = mix(SKIN_TONES[below], SKIN_TONES[below + 1], place - below)
    colour = colour * (1 + build.chance(0.025)) + (build.chance(2), build.chance(2), build.chance(4))
    freckled = build.melanin < 0.35 and rng.random() < 0.4
    return Skin(
        colour=light_of(np.clip(colour, 20, 250)),
        melanin=build.melanin,
        ruddy=abs(build.trait(0.55, 0.22, heavy=0.08)),
        freckles=float(rng.uniform(0.4, 1.0)) if freckled else 0.0,
        wrinkles=float(np.clip(build.age * 1.25 - 0.2 + build.chance(0.1), 0, 1)),
        moles=tuple(
            (float(rng.uniform(-0.45, 0.45)), float(rng.uniform(-0.85, 0.4)), float(rng.uniform(0.008, 0.015)))
            for _ in range(rng.integers(0, 5))
        ),
    )


def _skull(build: Build) -> Skull:
    return Skull(
        width=build.trait(0.985, 0.018, heavy=0.028, broad=0.034, long=-0.036),
        squareness=build.trait(2.28, 0.10, masculine=0.05),
        cheekbones=build.trait(0.030, 0.014, broad=0.018, almond=0.03, masculine=-0.006),
        jaw=build.trait(0.0, 0.03, masculine=0.055, heavy=0.045, broad=0.03),
        chin_width=build.trait(0.02, 0.07, masculine=0.10, heavy=0.05),
        temples=build.trait(0.0, 0.022, broad=0.012),
        chin_forward=build.trait(0.045, 0.016, masculine=0.016),
        chin_drop=build.trait(0.01, 0.016, long=-0.030),
        fullness=build.trait(0.012, 0.010, heavy=0.036),
        brow_ridge=build.trait(0.030, 0.006, masculine=0.013, almond=-0.008),
        neck=build.trait(0.40, 0.012, masculine=0.038, heavy=0.03),
    )


def _eyes(build: Build) -> Eyes:
    rng = build.rng
    dark = build.melanin > 0.55 or build.almond > 0 or rng.random() < 0.2
    iris = light_of((60, 38, 24)) if dark else light_of(IRIS_COLOURS[rng.integers(len(IRIS_COLOURS))])
    return Eyes(
        spacing=build.trait(0.278, 0.012, broad=0.009, almond=0.008),
        height=build.trait(-0.010, 0.012, long=0.012),
        half_width=build.trait(0.156, 0.006, broad=0.002, masculine=-0.002, almond=0.004),
        opening=build.trait(0.071, 0.005, masculine=-0.005, age=-0.008, almond=-0.006),
        lower=build.trait(0.040, 0.004, masculine=-0.001),
        tilt=build.trait(0.05, 0.05, masculine=-0.03, age=-0.08, almond=0.10),
        crease=0.12 if build.almond else build.trait(0.75, 0.18, age=0.2),
        crease_height=build.trait(0.040, 0.006, masculine=-0.005, age=-0.006),
        iris_radius=build.trait(0.064, 0.002),
        iris=iris * (1 + build.chance(0.12)),
        makeup=float(rng.uniform(0, 1)) if build.masculine < 0 else 0.0,
        lashes=build.trait(0.75, 0.06, masculine=-0.14),
        asymmetry=build.chance(0.010),
    )


def _brows(build: Build, hair: Hair, skin: Skin) -> Brows:
    pale = hair.grey or hair.colour.mean() > 0.2
    colour = np.minimum(hair.colour * (0.34 if pale else 0.6), skin.colour * 0.24)
    return Brows(
        height=build.trait(0.158, 0.012, masculine=-0.010, long=0.008),
        thickness=build.trait(0.036, 0.005, masculine=0.006),
        arch=build.trait(0.022, 0.012, masculine=-0.008),
        slope=build.chance(0.06),
        length=build.trait(0.205, 0.012),
        inner=build.trait(0.105, 0.012, masculine=-0.006),
        density=float(np.clip(build.trait(0.84, 0.09, age=-0.1), 0.45, 1)),
        colour=colour.astype(np.float32),
    )


def _nose(build: Build) -> Nose:
    return Nose(
        tip=build.trait(-0.330, 0.018, long=-0.022, masculine=-0.006, age=-0.012),
        length_out=build.trait(0.215, 0.016, masculine=0.016, broad=-0.008, almond=-0.028, melanin=-0.012, age=0.012),
        wings=build.trait(0.083, 0.005, broad=0.008, masculine=0.004, melanin=0.014),
        ridge=build.trait(0.052, 0.005, broad=0.005, masculine=0.003),
        hump=build.trait(0.0, 0.012, masculine=0.003, almond=-0.008),
        ball=build.trait(0.030, 0.008, broad=0.005, age=0.008),
        turned_up=build.trait(0.002, 0.010, masculine=-0.006, age=-0.008),
        root=build.trait(0.052, 0.012, masculine=0.006, almond=-0.034, melanin=-0.010),
    )


def _mouth(build: Build, skin: Skin) -> Mouth:
    lipstick = build.masculine < 0 and build.rng.random() < 0.5
    natural = mix(skin.colour * (0.88, 0.55, 0.55), skin.colour, 0.12)
    colour = mix(natural, light_of((186, 66, 72)), 0.5) if lipstick else natural
    return Mouth(
        height=build.trait(-0.598, 0.010, long=-0.012),
        half_width=build.trait(0.208, 0.010, broad=0.012, masculine=0.004),
        upper=build.trait(0.046, 0.008, masculine=-0.007, melanin=0.018, age=-0.012),
        lower=build.trait(0.064, 0.008, masculine=-0.006, melanin=0.016, age=-0.010),
        bow=float(np.clip(build.trait(0.20, 0.09), 0.02, 0.5)),
        corners=build.trait(0.026, 0.007, age=-0.010, heavy=0.002),
        forward=build.trait(0.045, 0.011, melanin=0.016),
        colour=colour.astype(np.float32),
        gloss=0.9 if lipstick else 0.45,
    )


def _hair(build: Build, hand: Cards) -> Hair:
    rng = build.rng
    dark = build.melanin > 0.5 or build.almond > 0
    choices = ("black", "dark", "black") if dark else ("dark", "brown", "auburn", "blond", "brown", "blond")
    name = choices[rng.integers(len(choices))]
    grey = hand.age > 0.62 and rng.random() < 0.85
    colour = light_of(np.array(HAIR_COLOURS["grey" if grey else name]) * (1 + build.chance(0.08)))
    return Hair(
        style=hand.style,
        colour=colour,
        grey=grey,
        parting=float(rng.choice([-1, 1]) * rng.uniform(0.06, 0.26)),
        volume=build.trait(1.0, 0.15),
        receding=0.0 if hand.female else max(0.0, build.trait(0.0, 0.02, age=0.075)),
    )


def _glasses(build: Build) -> Glasses | None:
    rng = build.rng
    if rng.random() > 0.16 + 0.22 * build.age:
        return None
    colours = ((26, 23, 23), (84, 48, 30), (128, 112, 100), (34, 44, 84), (120, 40, 44))
    return Glasses(
        half_width=build.trait(0.190, 0.010),
        half_height=build.trait(0.145, 0.014),
        squareness=float(rng.choice([2.1, 3.0, 4.5])),
        thickness=abs(build.trait(0.013, 0.004)),
        colour=light_of(colours[rng.integers(len(colours))]),
    )


def _clothes(build: Build) -> Clothes:
    rng = build.rng
    first, second = rng.choice(len(CLOTH_COLOURS), 2, replace=False)

    def cloth(which: int) -> Field:
        return light_of(np.clip(np.array(CLOTH_COLOURS[which]) * rng.uniform(0.85, 1.1), 10, 240)) * 0.85

    pattern = str(rng.choice(["plain", "plain", "stripes", "checks", "knit"]))
    neckline = str(rng.choice(["round", "v", "collar"]))
    return Clothes(cloth(first), cloth(second), pattern, neckline)
