"""Do two halves of the people agree which method is better? Kendall's tau between the orders of Model Compare.

FACEREC_THREADS=1 OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_ranking.py -s

FACEREC_BENCH_ALL=1 adds the recipes that take most of the time. FACEREC_BENCH_SEEDS limits the seeds, e.g. "10,11": a
half of AT&T takes about 20 seconds. The scores of each half are stored (see cropped_faces.py), so that another rule
takes no fit.
"""

import os

import numpy as np
import pytest
from scipy.stats import kendalltau

from facerec.datasets import Dataset
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.plans import Plan
from facerec.recipes import RECIPES
from tests.benchmarks.cropped_faces import SAMPLE_PEOPLE, cropped, stored

CHOSEN, CONFIRMED = range(10, 18), range(20, 28)  # rules are tried on the first and confirmed on the second
SEEDS = [int(seed) for seed in os.environ.get("FACEREC_BENCH_SEEDS", "").split(",") if seed] or [*CHOSEN, *CONFIRMED]
FAST = [
    "pixels",
    "eigenfaces",
    "fisherfaces",
    "tantriggs-fisherfaces",
    "lbph",
    "lbp-fisherfaces",
    "lpq-fisherfaces",
    "gabor-fisherfaces",
    "hog-svm",
]
ALL = [name for name, recipe in RECIPES.items() if not recipe.colour and name != "auto"]
NAMES = ALL if os.environ.get("FACEREC_BENCH_ALL") else FAST
FPIRS = np.geomspace(0.01, 0.3, 25)
PEOPLE = {"att": 20, "sample": 8}  # in each half


def people_of(data, request):
    """Return faces and numbers of people."""
    if data == "sample":
        return cropped(data, SAMPLE_PEOPLE)
    faces, names = request.getfixturevalue("att")
    return faces, np.unique(names, return_inverse=True)[1]


def compared(faces, codes, people):
    """Compare all recipes on some people, and return the scores of each, its figures, and which two differ."""
    rows = np.flatnonzero(np.isin(codes, people))
    names = np.array([f"p{code:02}" for code in codes[rows]])
    dataset = Dataset(faces[rows].copy(), names, ("",) * len(rows))
    comparison = compare(dataset, [Contestant.of(name) for name in NAMES], Plan(folds=5))
    arrays = {"distinct": np.zeros((len(NAMES), len(NAMES)), bool)}
    for name in NAMES:
        method = comparison.method(name)
        known, strangers = method.known, method.strangers
        arrays |= {
            f"{name}/known": known.nearest,
            f"{name}/right": known.right,
            f"{name}/known_turns": known.turns,
            f"{name}/strangers": strangers.nearest,
            f"{name}/stranger_people": strangers.people,
            f"{name}/stranger_turns": strangers.turns,
            f"{name}/figures": np.array(
                [method.at_equal_fpir.dir, method.dir.value, method.rank1.value, method.keeps_promise]
            ),
        }
    for difference in comparison.differences:
        if difference.is_distinct:
            first, second = NAMES.index(difference.first), NAMES.index(difference.second)
            arrays["distinct"][[first, second], [second, first]] = True
    return arrays


def half(data, seed, number, request):
    """Return what `compared` does for a half of the people; it is stored for the next time."""

    def make():
        faces, codes = people_of(data, request)
        first = number * PEOPLE[data]
        people = np.random.default_rng(seed).permutation(codes.max() + 1)[first : first + PEOPLE[data]]
        return compared(faces, codes, people)

    return stored(f"{data}-{len(NAMES)}-{seed}-{number}", make)


def scaled(arrays, name):
    """Return known people's and strangers' distances, scaled by the medians of their turn."""
    known, strangers = arrays[f"{name}/known"].copy(), arrays[f"{name}/strangers"].copy()
    for turn in np.unique(arrays[f"{name}/known_turns"]):
        mine, theirs = arrays[f"{name}/known_turns"] == turn, arrays[f"{name}/stranger_turns"] == turn
        own, other = np.median(known[mine]), np.median(strangers[theirs])
        scale = other - own if other > own else 1.0
        known[mine], strangers[theirs] = (known[mine] - own) / scale, (strangers[theirs] - own) / scale
    return known, strangers


def rules(arrays, name):
    """Return what each rule sorts a method by; more is better."""
    equal, dir_, rank1, promise = arrays[f"{name}/figures"]
    known, strangers = scaled(arrays, name)
    right = arrays[f"{name}/right"]
    _, codes, counts = np.unique(arrays[f"{name}/stranger_people"], return_inverse=True, return_counts=True)
    order = np.argsort(strangers, kind="stable")
    shares = (1 / counts[codes])[order] / len(counts)  # every person counts the same
    fpir = np.cumsum(shares)
    below = np.searchsorted(np.sort(known[right]), strangers[order]) / len(known)  # DIR just below each stranger
    at = np.minimum(np.searchsorted(fpir, FPIRS, side="right"), len(below) - 1)
    return {
        "DIR at equal FPIR of 30 searches (now)": (equal, rank1),
        "promise kept, then DIR": (promise, dir_, rank1),
        "DIR at own threshold": (dir_, rank1),
        "mean DIR over log FPIR, 1 to 30 %": (below[at].mean(), rank1),
        "mean DIR over FPIR, 0 to 30 %": (np.sum(shares * below * (fpir <= 0.3)) / 0.3, rank1),
        "right name nearer than a stranger": (np.sum(shares * below), rank1),
        "expected cost at equal priors": (np.max(below - fpir + shares), rank1),
        "rank 1": (rank1,),
    }


def places(keys):
    return [sorted(set(keys)).index(key) for key in keys]


def agreement(first, second, rule):
    """Return Kendall's tau; then the same over pairs that either half, or both, call different, with their number."""
    orders = [np.array(places([rules(arrays, name)[rule] for name in NAMES])) for arrays in (first, second)]
    signs = np.prod([np.sign(order[:, None] - order[None]) for order in orders], axis=0)
    either = np.triu(first["distinct"] | second["distinct"], 1)
    both = np.triu(first["distinct"] & second["distinct"], 1)
    return kendalltau(*orders).statistic, signs[either].sum(), either.sum(), signs[both].sum(), both.sum()


@pytest.mark.timeout(0)
@pytest.mark.parametrize("data", PEOPLE)
def test_orders_of_two_halves(data, request):
    size = PEOPLE[data]
    print(f"\n{data}, {size} + {size} people, {len(NAMES)} recipes: mean tau ± its error (smallest),")
    print("tau in the pairs of methods that either half calls different, tau in those that both do")
    for seeds in (CHOSEN, CONFIRMED):
        used = [seed for seed in seeds if seed in SEEDS]
        halves = [(half(data, seed, 0, request), half(data, seed, 1, request)) for seed in used]
        if not halves:
            continue
        for rule in rules(halves[0][0], NAMES[0]):
            taus, *sums = np.transpose([agreement(*both, rule) for both in halves])
            either, n_either, both, n_both = (each.sum() for each in sums)
            error = taus.std() / len(used) ** 0.5
            print(
                f"seeds {used[0]} to {used[-1]} ({len(used)}): {rule:40} {taus.mean():.2f} ± {error:.2f}"
                f" ({taus.min():.2f}), {either / max(n_either, 1):.2f} in {n_either / len(used):.0f} pairs,"
                f" {both / max(n_both, 1):.2f} in {n_both / len(used):.0f}"
            )
