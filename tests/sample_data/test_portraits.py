"""The drawings: the same every time, and recognisably the ones on record."""

import json
from pathlib import Path

import cv2
import numpy as np

from sample_data.portraits.casting import cast
from sample_data.portraits.expression import EXPRESSIONS
from sample_data.portraits.light import Light
from sample_data.portraits.portrait import Pose, draw
from sample_data.portraits.shots import MOODS, mood_of, plan_shot, take

RECORD = Path(__file__).with_name("small_pictures.json")
LIGHT = Light((0.4, 0.5, 0.8), 1.0, 0.45)


def coarse(picture: np.ndarray) -> np.ndarray:
    """8 x 8 mean grey levels."""
    return cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (8, 8), interpolation=cv2.INTER_AREA)


def small_picture(number: int) -> np.ndarray:
    person = cast(number + 1, 0)[number]
    return take(person, plan_shot(person, 1), 64)[0]


def test_the_same_seed_draws_the_same_pixels() -> None:
    again = [small_picture(0), small_picture(13), small_picture(0)]
    np.testing.assert_array_equal(again[0], again[2])
    assert np.abs(again[0].astype(int) - again[1]).mean() > 10


def test_small_pictures_look_as_recorded() -> None:
    """Another machine may round differently: three grey levels of an 8 x 8 miniature are no visible change."""
    for number, expected in json.loads(RECORD.read_text(encoding="utf-8")).items():
        difference = np.abs(coarse(small_picture(int(number))).astype(int) - np.array(expected))
        assert difference.max() <= 3, f"person {number} is drawn differently"


def test_a_round_of_ten_shots_shows_all_seven_expressions_and_starts_calm() -> None:
    for person in cast(6, 0):
        moods = [mood_of(person, number) for number in range(10)]
        assert sorted(moods) == sorted(MOODS)
        assert set(moods) == set(EXPRESSIONS)
        assert moods[0] == "neutral"


def test_landmarks_follow_the_head() -> None:
    person, face = cast(1, 0)[0], EXPRESSIONS["neutral"]
    front = draw(person, face, Pose(), LIGHT, (64, 64)).landmarks
    right = draw(person, face, Pose(yaw=20), LIGHT, (64, 64)).landmarks
    up = draw(person, face, Pose(pitch=15), LIGHT, (64, 64)).landmarks
    clockwise = draw(person, face, Pose(roll=10), LIGHT, (64, 64)).landmarks
    assert right["nose"][0] > front["nose"][0] + 3
    assert up["nose"][1] < front["nose"][1] - 1
    assert clockwise["right_eye"][1] > clockwise["left_eye"][1] + 2


def test_surprise_opens_the_mouth_and_a_smile_lifts_its_corners() -> None:
    person, moods = cast(1, 0)[0], ("neutral", "happy", "sad", "surprised")
    marks = {mood: draw(person, EXPRESSIONS[mood], Pose(), LIGHT, (64, 64)).landmarks for mood in moods}
    assert marks["surprised"]["chin"][1] > marks["neutral"]["chin"][1] + 2
    assert marks["happy"]["mouth_left"][1] < marks["neutral"]["mouth_left"][1] < marks["sad"]["mouth_left"][1]
