"""Evaluation: its speed against scikit-learn, and whether the interval for FPIR on new people holds.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_evaluation.py -s
"""

import time

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_curve

from facerec.datasets import Dataset
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.prediction import predicted_fpir
from facerec.matching import OpenSet, held_out_scores, person_distances
from facerec.matching.once import done_once
from facerec.metrics import Comparisons, draws, resample
from facerec.recipes import RECIPES, build

SPLITS = 200
BOOTSTRAPS = 200


def test_a_million_comparisons():
    """ROC, DET, EER and 200 bootstraps over 40 people; scikit-learn's share is timed on three bootstraps."""
    rng = np.random.default_rng(0)
    first = rng.integers(0, 40, 1_000_000)
    second = np.where(rng.random(len(first)) < 0.02, first, rng.integers(0, 40, len(first)))
    is_mated = first == second
    distances = np.where(is_mated, rng.normal(0.4, 0.1, len(first)), rng.normal(0.8, 0.12, len(first)))
    start = time.perf_counter()
    comparisons = Comparisons(distances.astype(np.float32), first, second)
    eer, drawn = comparisons.curve.eer, resample(comparisons, BOOTSTRAPS).eer
    ours = time.perf_counter() - start
    start = time.perf_counter()
    for weights in draws(40, 3):
        weight = np.where(is_mated, weights[first], weights[first] * weights[second])
        roc_curve(is_mated, -distances, sample_weight=weight)
    peer = (time.perf_counter() - start) * BOOTSTRAPS / 3
    print(
        f"\nEER {eer:.4f} ± {drawn.std():.4f}: {ours:.2f} s, scikit-learn {peer:.0f} s, {peer / ours:.0f} times as fast"
    )


@pytest.mark.parametrize(
    "recipes", [["eigenfaces", "fisherfaces", "lbph"], [name for name in RECIPES if name != "embedding"]]
)
def test_comparing_on_att(att, recipes):
    faces, names = att
    wall, processor = time.perf_counter(), time.process_time()
    comparison = compare(Dataset(faces, names, ("",) * 400), [Contestant.of(recipe) for recipe in recipes])
    content = comparison.to_dict()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"\n{len(recipes)} recipes: {wall:.1f} s, {processor:.1f} s of processor time; ties {content['ties']}")
    for method in comparison.methods:
        rates = f"rank 1 {method.rank1}, DIR {method.dir}, FPIR {method.fpir}, EER {method.eer}"
        print(f"  {method.name:22} {rates}, ECE {method.reliability.error:.1%}, Brier {method.brier_skill:.0%} better")


@pytest.mark.parametrize("recipe", ["fisherfaces", "lpq-fisherfaces", "lbp-fisherfaces"])
def test_fpir_on_people_never_seen(att, recipe):
    """30 people with 5 pictures enrolled, 10 others with 10 pictures ask, 200 random splits of people."""
    faces, _ = att
    people = np.repeat(np.arange(40), 10)
    classifier, X = done_once(build(recipe), faces)
    covered, widths, measured = [], [], []
    for seed in range(SPLITS):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        known, strange = rows[:30, :5].ravel(), rows[30:].ravel()
        held_out = held_out_scores(classifier, X[known], people[known], folds=5, newcomers=False)
        open_set = OpenSet.from_held_out(held_out, 0.01)
        fitted = clone(classifier).fit(X[known], people[known])
        share = np.mean(person_distances(fitted, X[strange]).min(axis=1) <= open_set.threshold)
        predicted = predicted_fpir(open_set, 10, 10)
        covered.append(predicted.low <= share <= predicted.high)
        widths.append(predicted.high - predicted.low)
        measured.append(share)
    print(
        f"\n{recipe}: the 95 % interval holds {np.mean(covered):.1%} of {SPLITS} measurements, mean width "
        f"{np.mean(widths):.1%}; measured FPIR {np.mean(measured):.2%}"
    )
