"""Results of contestants, kept for the next comparison, but never more than fit into some memory."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

import numpy as np

from facerec.evaluation.outcomes import Outcome, Searches
from facerec.metrics import Comparisons

Key = tuple[str, str, str]

_MOST_BYTES = 200_000_000  # hundreds of results on 400 pictures, some on 5,000


class Kept(MutableMapping[Key, Outcome]):
    """A cache for `compare` that lets go of what was kept first once all of it takes too much memory.

    Parameters
    ----------
    most_bytes : int, default=200,000,000
        The latest result stays, however large it is.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._outcomes: dict[Key, Outcome] = {}

    @property
    def n_bytes(self) -> int:
        """What the arrays of all results take."""
        return sum(_size(outcome) for outcome in self._outcomes.values())

    def trim(self) -> None:
        """Let go of the oldest; after a comparison, as it needs all of its own."""
        while len(self) > 1 and self.n_bytes > self.most_bytes:
            del self[next(iter(self))]

    def __getitem__(self, key: Key) -> Outcome:
        return self._outcomes[key]

    def __setitem__(self, key: Key, outcome: Outcome) -> None:
        self._outcomes[key] = outcome

    def __delitem__(self, key: Key) -> None:
        del self._outcomes[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._outcomes)

    def __len__(self) -> int:
        return len(self._outcomes)


def _size(outcome: Outcome) -> int:
    parts = [outcome.closed, outcome.few, outcome.comparisons]
    parts += [part for turn in outcome.turns for part in (turn.known, turn.few, turn.strangers)]
    return sum(_arrays(part) for part in parts if part is not None)


def _arrays(part: Searches | Comparisons) -> int:
    return sum(value.nbytes for value in vars(part).values() if isinstance(value, np.ndarray))
