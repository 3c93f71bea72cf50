"""Strangers: what a threshold from the training promises, and what new people then show.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_strangers.py -s

AT&T, 20 random splits of people: 30 enrolled with 5 pictures, their other 5 ask as known people, all 10 pictures of
the other 10 people ask as strangers. The target is an FPIR of 1 %.
"""

import time

import numpy as np
import pytest

from facerec.matching import OpenSet, held_out_scores, learn_more, person_distances
from facerec.recipes import build

SPLITS = 20
TARGET = 0.01


def splits(n_known):
    for seed in range(SPLITS):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        yield rows[:n_known], rows[n_known:]


def search(pipeline, faces, names):
    distances = person_distances(pipeline, faces)
    return distances.min(axis=1), pipeline.classes_[distances.argmin(axis=1)] == names


def shares(thresholds, genuine, right, strangers):
    return [(np.mean(strangers <= limit), np.mean(right & (genuine <= limit))) for limit in thresholds]


def calibration_error(chances, outcomes, weights):
    bins = np.minimum((chances * 10).astype(int), 9)
    return sum(abs(np.sum((weights * (chances - outcomes))[bins == number])) for number in range(10))


@pytest.mark.parametrize(
    "recipe", ["lpq-fisherfaces", "fusion", "gabor-fisherfaces", "lbp-fisherfaces", "fisherfaces", "eigenfaces"]
)
def test_strangers_on_att(att, recipe):
    faces, names = att
    measured, widths, promised, chances, outcomes, seconds = [], [], [], [], [], []
    for known, unknown in splits(30):
        train, test, strange = known[:, :5].ravel(), known[:, 5:].ravel(), unknown.ravel()
        start = time.process_time()
        held_out = held_out_scores(build(recipe), faces[train], names[train])
        open_set = OpenSet.from_held_out(held_out, TARGET)
        seconds.append(time.process_time() - start)
        pipeline = build(recipe).fit(faces[train], names[train])
        genuine, right = search(pipeline, faces[test], names[test])
        strangers, _ = search(pipeline, faces[strange], names[strange])
        naive = np.quantile(held_out.strangers, TARGET)
        limits = (naive, held_out.strangers.min(), open_set.threshold)
        measured.append(shares(limits, genuine, right, strangers))
        widths.append([rate.high - rate.low for rate in (open_set.fpir, open_set.dir, open_set.rank1)])
        promised.append([open_set.expected_fpir, open_set.dir.value])
        chances.append(open_set.probability(np.concatenate([genuine, strangers])))
        outcomes.append(np.concatenate([right, np.zeros(len(strangers), bool)]))
    weights = np.repeat([0.5 / len(genuine), 0.5 / len(strangers)], [len(genuine), len(strangers)])
    print(f"\n{recipe}: held out and thresholds in {np.mean(seconds):.2f} s of processor time")
    for method, (fpir, dir_) in zip(
        ("naive 99 % quantile", "smallest held-out score", "ours"), np.mean(measured, axis=0), strict=True
    ):
        print(f"  {method:24} FPIR {fpir:6.2%}  DIR {dir_:6.2%}")
    print("  said at training: FPIR {:.2%}, DIR {:.2%}".format(*np.mean(promised, axis=0)))
    print("  mean width of the intervals: FPIR {:.1%}, DIR {:.1%}, rank-1 {:.1%}".format(*np.mean(widths, axis=0)))
    all_chances, all_outcomes = np.array(chances), np.array(outcomes)
    base = np.sum(weights * all_outcomes.mean(axis=0))
    brier = np.mean(np.sum(weights * (all_chances - all_outcomes) ** 2, axis=1))
    pooled = calibration_error(all_chances.ravel(), all_outcomes.ravel(), np.tile(weights, SPLITS) / SPLITS)
    print(f"  probability: Brier score {1 - brier / (base * (1 - base)):.0%} below the base rate's, ECE {pooled:.1%}")


@pytest.mark.parametrize("recipe", ["lpq-fisherfaces", "lbp-fisherfaces"])
def test_twenty_people_more_without_training(att, recipe):
    """10 people trained, 20 enrolled later, the other 10 ask."""
    faces, names = att
    figures = []
    for known, others in splits(10):
        train, strange = known[:, :5].ravel(), others[20:].ravel()
        before = OpenSet.from_held_out(held_out_scores(build(recipe), faces[train], names[train]), TARGET)
        pipeline, after = build(recipe).fit(faces[train], names[train]), before
        for new in others[:20, :5]:
            people = [str(name) for name in pipeline.classes_]
            after = after.after_update(str(names[new[0]]), person_distances(pipeline, faces[new]), people)
            pipeline = learn_more(pipeline, faces[new], names[new])
        enrolled = np.concatenate([known, others[:20]])[:, 5:].ravel()
        genuine, right = search(pipeline, faces[enrolled], names[enrolled])
        strangers, _ = search(pipeline, faces[strange], names[strange])
        by_count = 1 - (1 - before.expected_fpir) ** 3
        told = after.at_threshold(before.threshold)
        old, new = shares((before.threshold, after.threshold), genuine, right, strangers)
        figures.append([by_count, told.fpir.value, *old, after.expected_fpir, after.dir.value, *new])
    print(
        "\n{}: old threshold: foretold by the number of people {:.1%}, by newcomers {:.1%}; measured FPIR {:.1%}, "
        "DIR {:.1%}; new threshold: foretold FPIR {:.1%}, DIR {:.1%}; measured {:.1%}, {:.1%}".format(
            recipe, *np.mean(figures, axis=0)
        )
    )
