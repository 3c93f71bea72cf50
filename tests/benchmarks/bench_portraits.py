"""How fast sample people are drawn, in processor seconds, and how much memory that takes.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_portraits.py -s

The first shot of a person also grows the hair; the rate is that of ten shots of each of four people at 160 pixels.
"""

import resource

import cv2
import pytest

from sample_data.portraits.casting import cast
from sample_data.portraits.shots import plan_shot, take
from tests.benchmarks.processor_time import seconds

SHOTS = 10


@pytest.mark.timeout(1200)
def test_drawing():
    cv2.setNumThreads(1)
    people = [cast(20, 0)[number] for number in (0, 5, 8, 17)]
    taken = []
    print()
    for person in people:
        taken.append(seconds(lambda person=person: draw(person), 1))
        print(f"{person.hair.style:8s} {SHOTS / taken[-1]:.2f} pictures per CPU second")
    print(f"together {SHOTS * len(people) / sum(taken):.2f} pictures per CPU second")
    print(f"memory   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


def draw(person):
    for number in range(SHOTS):
        take(person, plan_shot(person, number), 160)
