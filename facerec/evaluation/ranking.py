"""The order of methods: DIR where every method names the same share of strangers.

Thresholds chosen for one target give methods unequal measured FPIRs, above all with few people, so a method that lets
strangers through would come first. Instead, each method is taken at the threshold at which its measured FPIR is the
same as that of the others. At the usual target of 1 % that FPIR would rest on a handful of searches, and the order of
two halves of the same people would agree little; so it is at least that of 30 searches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from facerec.evaluation.outcomes import Turn

Doubles = NDArray[np.float64]

# The rule of 30 of `facerec.evaluation.verifying`, for strangers' searches. On halves of AT&T on which nothing was
# chosen, Kendall's tau was 0.78; no other rule was clearly better (docs/benchmarks/comparing.md).
_NAMED = 30
_MOST = 0.5


class AtEqualFpir(NamedTuple):
    """DIR at a measured FPIR.

    Attributes
    ----------
    fpir : float or None
        The FPIR, the same for all methods of a comparison; None where it could not be measured.
    dir : float or None
    """

    fpir: float | None
    dir: float | None


def at_equal_fpir(turns: Sequence[Turn], target: float) -> AtEqualFpir:
    """Measure DIR at the FPIR at which methods are compared.

    Parameters
    ----------
    turns : sequence of Turn
    target : float in (0, 1)
        FPIR that thresholds are chosen for; the FPIR compared at is at least that.

    Notes
    -----
    One threshold serves all turns. As each turn has its own fit, distances are first brought to one scale, with 0 at
    the turn's median distance of known people's searches and 1 at that of strangers'.
    """
    used = [turn for turn in turns if len(turn.known) and len(turn.strangers)]
    if not used:
        return AtEqualFpir(None, None)
    known = np.concatenate([_scaled(turn.known.nearest, turn) for turn in used])
    right = np.concatenate([turn.known.right for turn in used])
    strangers = np.sort(np.concatenate([_scaled(turn.strangers.nearest, turn) for turn in used]))
    named = round(max(target, min(_NAMED / len(strangers), _MOST)) * len(strangers))
    below_next = strangers[min(max(named, 1), len(strangers) - 1)]
    return AtEqualFpir(named / len(strangers), float(np.mean(right & (known < below_next))))


def _scaled(distances: Doubles, turn: Turn) -> Doubles:
    own, other = float(np.median(turn.known.nearest)), float(np.median(turn.strangers.nearest))
    return (distances - own) / (other - own) if other > own else distances - own
