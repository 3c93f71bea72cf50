"""How often the 95 % interval of a share holds the true one, of simulated people, beside one that counts pictures.

pytest tests/benchmarks/bench_intervals.py -s
"""

import numpy as np
import pytest
from scipy.special import ndtri

from facerec import metrics

TIMES = 1000
PEOPLE = {
    "40 people with 10 pictures": np.full(40, 10),
    "100 people with 4 pictures": np.full(100, 4),
    "one person with 100 pictures, 30 with 2": np.append(100, np.full(30, 2)),
}


@pytest.mark.parametrize("sizes", PEOPLE.values(), ids=PEOPLE)
def test_how_often_intervals_hold(sizes):
    """Scores are normal, a part of their variance is the person's; searches are right below a threshold."""
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(len(sizes)), sizes)
    print()
    for share in (0.99, 0.95, 0.8):
        for person in (0.0, 0.3, 0.5, 0.7):
            held, widths, alone = [], [], []
            for _ in range(TIMES):
                own, rest = rng.normal(size=len(sizes))[people], rng.normal(size=len(people))
                right = np.sqrt(person) * own + np.sqrt(1 - person) * rest < ndtri(share)
                rate = metrics.rate(right, people)
                low, high = metrics.wilson(right.mean(), len(right))
                held.append(rate.low <= share <= rate.high)
                alone.append(low <= share <= high)
                widths.append(rate.high - rate.low)
            print(
                f"{share:.0%} right, {person:.0%} of the variance the person's: holds {np.mean(held):.1%} of {TIMES}"
                f" times, mean width {np.mean(widths):.1%}; counting pictures alone {np.mean(alone):.1%}"
            )
