"""Live video without a browser: a stream of two sample people, 640 x 480, replayed at 30 frames a second.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_live.py -s
FACEREC_LIVE_SECONDS=300 pytest tests/benchmarks/bench_live.py -s -k "yunet and recognize"   # for the memory

Frames a second, processor time as a share of one core (of this process, drawing and analysis of all workers), the 95th
percentile of the age of what is drawn, and how much memory grows after the first five seconds.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from facerec.datasets import load, open_people
from facerec.detection import Crop, detector
from facerec.live import Detecting, LiveWorker, Recognizing
from facerec.recognizer import FaceRecognizer
from tests.live.streams import FPS, SAMPLE_DATA, two_people

SECONDS = float(os.environ.get("FACEREC_LIVE_SECONDS", "15"))


@pytest.fixture(scope="module")
def frames():
    """Four seconds, shown to and fro."""
    there = [frame for frame, _ in two_people().frames(4 * FPS)]
    return there + there[::-1]


def recognizer(name):
    people, crop = open_people(SAMPLE_DATA / "people.csv"), Crop("detect", detector=name)
    return FaceRecognizer.fit(load(people, crop.face), crop=crop)


def resident_megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def watch(worker, frames, figures):
    started, drawing = time.perf_counter(), []
    for number in range(int(SECONDS * FPS)):
        time.sleep(max(0.0, started + number / FPS - time.perf_counter()))
        before = time.perf_counter()
        worker.draw(frames[number % len(frames)])
        drawing.append(time.perf_counter() - before)
        if number == 5 * FPS:
            figures["memory"] = resident_megabytes()
    seen = worker.seen()
    figures |= {"fps": seen.fps, "age": seen.age, "ms": seen.milliseconds, "names": [one.name for one in seen.tracks]}
    figures["drawing"] = 1000 * np.percentile(drawing, 50)


@pytest.mark.parametrize("viewers", [1, 3])
@pytest.mark.parametrize("name", ["haar", "yunet"])
@pytest.mark.parametrize("mode", ["detect", "recognize"])
def test_stream(frames, mode, name, viewers, zoo_folder):
    made = Detecting(detector(name)) if mode == "detect" else Recognizing(recognizer(name), detector(name))
    all_figures = [{} for _ in range(viewers)]
    workers = [LiveWorker(made) for _ in range(viewers)]
    threads = [
        threading.Thread(target=watch, args=(worker, frames, figures))
        for worker, figures in zip(workers, all_figures, strict=True)
    ]
    wall, spent = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    share = (time.process_time() - spent) / (time.perf_counter() - wall)
    closing = time.perf_counter()
    for worker in workers:
        worker.close()
    closing = time.perf_counter() - closing
    grown = resident_megabytes() - all_figures[0]["memory"]
    print(f"\n{mode}, {name}, {viewers} at once: {share:.0%} of a core, {grown:+.1f} MB, closed in {closing:.2f} s")
    for figures in all_figures:
        print(
            "  {fps:.1f} fps, age {age:.0f} ms (p95), analysis {ms:.0f} ms, draw {drawing:.1f} ms, {names}".format(
                **figures
            )
        )
