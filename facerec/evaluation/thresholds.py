"""How much of DIR is the luck of whose pictures the thresholds were chosen from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facerec import metrics
from facerec.evaluation.outcomes import Turn
from facerec.matching.strangers import Strangers

_TIMES = 40  # drawings of people, from which a standard deviation is known within some 11 %


def variance_of_dir(turns: Sequence[Turn], fpir: float, seed: int = 0) -> float:
    """Measure how much DIR varies when thresholds are chosen from people drawn anew.

    DIR is asked for at an FPIR, and the distance that gives this FPIR is itself known only as well as the people at
    hand tell. So they are drawn again, the same in all turns, and every turn's known people are asked about again at
    the thresholds that follow.

    Parameters
    ----------
    turns : sequence of Turn
    fpir : float in (0, 1)
        That thresholds are chosen for.
    seed : int, default=0

    Returns
    -------
    float
        0 where nobody could be held out to choose a threshold from.
    """
    searches = sum(len(turn.known) for turn in turns)
    detected = np.zeros(_TIMES)
    for turn in turns:
        if not turn.held_out.strangers.size or not len(turn.known):
            continue
        enrolled = np.flatnonzero(np.isfinite(turn.known.distances[0]))
        counts = metrics.draws(turn.known.distances.shape[1], _TIMES, seed)[:, enrolled]
        thresholds = Strangers(turn.held_out, turn.held_out.n_people, 0).drawn_anew(fpir, counts)
        detected += len(turn.known) * metrics.dir_at_rank_1(turn.known.nearest, turn.known.right, thresholds)
    return float(np.var(detected / searches, ddof=1)) if searches else 0.0
