"""Names drawn into pictures, counted pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from facerec import plots
from facerec.detection import Box
from facerec.matching.answers import UNKNOWN, Match


def rgb(colour: str) -> np.ndarray:
    return np.round(255 * np.array(to_rgb(colour)))


def match(box: tuple[int, int, int, int], name: str) -> Match:
    return Match(Box(*box), name, name != UNKNOWN, 0.1, 0.9, "Ada")


class TestDrawMatches:
    def test_known_people_have_a_solid_frame_and_strangers_a_dashed_one(self) -> None:
        picture = np.full((500, 600, 3), 255, np.uint8)
        drawn = plots.draw_matches(picture, [match((50, 100, 250, 300), "Ada"), match((300, 100, 500, 300), UNKNOWN)])
        assert drawn.shape == picture.shape
        assert (picture == 255).all(), "the picture itself stays as it is"
        solid, dashed = drawn[299, 52:248], drawn[300, 302:498]
        assert (solid == rgb(plots.KNOWN)).all()
        share = (dashed == rgb(plots.STRANGER)).all(axis=1).mean()
        assert 0.3 < share < 0.7

    def test_a_small_picture_grows_so_that_names_do_not_hide_it(self) -> None:
        drawn = plots.draw_matches(np.zeros((112, 92, 3), np.uint8), [match((0, 0, 92, 112), "Ada")])
        assert drawn.shape == (5 * 112, 5 * 92, 3)

    def test_a_name_at_any_edge_stays_inside(self) -> None:
        def written(*box: int) -> int:
            drawn = plots.draw_matches(np.zeros((500, 600, 3), np.uint8), [match(box, "Ada Lovelace")])
            return int((drawn > 200).all(axis=2).sum())

        whole = written(150, 150, 190, 190)
        assert whole > 100
        for box in ((0, 0, 40, 40), (560, 0, 600, 40), (560, 460, 600, 500), (0, 0, 600, 500)):
            assert written(*box) == pytest.approx(whole, rel=0.2)
