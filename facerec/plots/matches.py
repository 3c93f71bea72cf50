"""Names beside the faces of a picture."""

from __future__ import annotations

from collections.abc import Sequence

from facerec.images import Picture
from facerec.matching.answers import Match
from facerec.plots.pen import Pen
from facerec.plots.style import KNOWN, STRANGER


def draw_matches(picture: Picture, matches: Sequence[Match]) -> Picture:
    """Draw boxes, numbers and names into a copy of a picture: known people framed solid, strangers dashed.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
    matches : sequence of Match
        Numbered from 1 where there are several; "(again)" stands beside a name that another face has more probably.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB
        A small picture is enlarged by a whole factor first, so that the names do not hide it.
    """
    pen = Pen(picture)
    for match in matches:
        pen.frame(match.box, _colour(match), dashed=not match.known)
    for number, match in enumerate(matches, start=1):
        name = f"{match.name} (again)" if match.already_named else match.name
        pen.label(f"{number} · {name}" if len(matches) > 1 else name, match.box, _colour(match))
    return pen.drawn


def _colour(match: Match) -> str:
    return KNOWN if match.known else STRANGER
