"""How fast sample people are drawn, in CPU seconds, and how much memory that takes.

    OMP_NUM_THREADS=1 python tests/benchmarks/bench_portraits.py

The first shot of a person also grows the hair; the rate is that of ten shots of each of four people at 160 pixels.
"""

import resource
import sys
import time
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sample_data.portraits.casting import cast
from sample_data.portraits.shots import plan_shot, take

cv2.setNumThreads(1)
shots = 10
people = [cast(20, 0)[number] for number in (0, 5, 8, 17)]
start = time.process_time()
for person in people:
    begun = time.process_time()
    for number in range(shots):
        take(person, plan_shot(person, number), 160)
    print(f"{person.hair.style:8s} {shots / (time.process_time() - begun):.2f} pictures per CPU second")
print(f"together {shots * len(people) / (time.process_time() - start):.2f} pictures per CPU second")
print(f"memory   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
