"""Evaluation: its speed against scikit-learn, and whether the interval for FPIR on new people holds.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_evaluation.py -s
"""

import time
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_curve

from facerec.datasets import Dataset
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.prediction import predicted_fpir
from facerec.matching import OpenSet, held_out_scores, person_distances
from facerec.matching.once import compared_once, done_once
from facerec.metrics import Comparisons, brier_skill, draws, reliability, resample
from facerec.recipes import RECIPES, build

SPLITS = 200
TARGETS = (0.01, 0.05, 0.2)
BOOTSTRAPS = 200


def resident(field):
    """Return what Linux says this process holds in memory, or held at its highest, in MB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1000


@pytest.mark.parametrize("people", [40, 1000])
def test_a_million_comparisons(people):
    """ROC, DET, EER and 200 bootstraps over people; scikit-learn's share is timed on three bootstraps."""
    rng = np.random.default_rng(0)
    first = rng.integers(0, people, 1_000_000)
    second = np.where(rng.random(len(first)) < 0.02, first, rng.integers(0, people, len(first)))
    is_mated = first == second
    distances = np.where(is_mated, rng.normal(0.4, 0.1, len(first)), rng.normal(0.8, 0.12, len(first)))
    start = time.process_time()
    comparisons = Comparisons(distances.astype(np.float32), first, second)
    eer, drawn = comparisons.curve.eer, resample(comparisons, BOOTSTRAPS).eer
    ours = time.process_time() - start
    start = time.process_time()
    for weights in draws(people, 3):
        weight = np.where(is_mated, weights[first], weights[first] * weights[second])
        roc_curve(is_mated, -distances, sample_weight=weight)
    peer = (time.process_time() - start) * BOOTSTRAPS / 3
    print(f"\n{people} people, EER {eer:.4f} ± {drawn.std():.4f}, processor time: {ours:.2f} s, ", end="")
    print(f"scikit-learn {peer:.0f} s, {peer / ours:.0f} times as fast")


@pytest.mark.parametrize(
    "recipes", [["eigenfaces", "fisherfaces", "lbph"], [name for name in RECIPES if name != "embedding"]]
)
def test_comparing_on_att(att, recipes):
    faces, names = att
    wall, processor = time.perf_counter(), time.process_time()
    memory = resident("VmRSS")
    comparison = compare(Dataset(faces, names, ("",) * 400), [Contestant.of(recipe) for recipe in recipes])
    content = comparison.to_dict()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resident("VmHWM") - memory  # the highest ever: run this test alone
    print(f"\n{len(recipes)} recipes: {wall:.1f} s, {processor:.1f} s of processor time, {memory:.0f} MB at the most")
    print(f"ties {content['ties']}")
    for method in comparison.methods:
        rates = f"rank 1 {method.rank1}, DIR {method.dir}, FPIR {method.fpir}, EER {method.eer}"
        print(f"  {method.name:22} {rates}, ECE {method.reliability.error:.1%}, Brier {method.brier_skill:.0%} better")


@pytest.mark.timeout(0)
@pytest.mark.parametrize("recipe", ["lpq-fisherfaces", "fisherfaces", "lbph"])
def test_strangers_and_probabilities_on_people_never_seen(att, recipe):
    """30 people with 5 pictures enrolled; their 5 others and 10 strangers with 10 ask; 200 random splits of people.

    Pictures are described once, and one set of held-out distances serves all targets.
    """
    faces, _ = att
    people = np.repeat(np.arange(40), 10)
    classifier, X = compared_once(*done_once(build(recipe), faces))
    covered, widths, measured = [{target: [] for target in TARGETS} for _ in range(3)]
    right, chances = [], []
    for seed in range(SPLITS):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        known, asked, strange = rows[:30, :5].ravel(), rows[:30, 5:].ravel(), rows[30:].ravel()
        held_out = held_out_scores(classifier, X[known], people[known], folds=5, newcomers=False)
        fitted = clone(classifier).fit(X[known], people[known])
        to_strangers = person_distances(fitted, X[strange]).min(axis=1)
        for target in TARGETS:
            open_set = OpenSet.from_held_out(held_out, target)
            share, predicted = np.mean(to_strangers <= open_set.threshold), predicted_fpir(open_set, 10, 10)
            covered[target].append(predicted.low <= share <= predicted.high)
            widths[target].append(predicted.high - predicted.low)
            measured[target].append(share)
        to_known = person_distances(fitted, X[asked])
        named = fitted.classes_[to_known.argmin(axis=1)]
        right += [named == people[asked], np.zeros(len(strange), bool)]
        chances += [open_set.probability(to_known.min(axis=1)), open_set.probability(to_strangers)]
    print()
    for target in TARGETS:
        print(
            f"{recipe} at {target:.0%}: the 95 % interval holds {np.mean(covered[target]):.1%} of {SPLITS} times, "
            f"mean width {np.mean(widths[target]):.1%}; measured FPIR {np.mean(measured[target]):.2%}"
        )
    weights = np.concatenate([np.full(len(each), 0.5 / len(each)) for each in right])  # half of searches are strangers'
    answers = np.concatenate(right), np.concatenate(chances), weights
    skill, error = brier_skill(*answers), reliability(*answers).error
    print(f"{recipe}: Brier score {skill:.1%} better than the base rate's, ECE {error:.1%}")
