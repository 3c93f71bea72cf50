"""How many strangers' tracks ever get a name, and how soon known people do.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_live_names.py -s
FACEREC_LIVE_FPIR=0.05 pytest tests/benchmarks/bench_live_names.py -s   # for another target

AT&T, 20 random splits: 30 people enrolled with 5 pictures, the other 10 are strangers. A track is 40 looks: at one
picture, trembling as in a video ("still": looks that depend on each other most), or at all pictures of a person in turn
("moving"). The target is an FPIR of 1 % for the whole track, where no other is given. Beside it: a name at any look
that is near enough, and at three in a row that agree.

Then the same 40 looks interrupted after every fifth, as of somebody who is lost and found again eight times: with a new
track's votes each time, and with those that go on; and known people's first five looks where a stranger was before.
"""

from __future__ import annotations

import os

import cv2
import numpy as np
import pytest

from facerec.live.votes import Evidence, Look, Votes
from facerec.matching import OpenSet, held_out_scores, person_distances
from facerec.recipes import build

SPLITS, LOOKS, STAY = 20, 40, 5
TARGET = float(os.environ.get("FACEREC_LIVE_FPIR", "0.01"))


def trembling(face, rng):
    height, width = face.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 1.5), 1 + rng.normal(0, 0.02))
    matrix[:, 2] += rng.normal(0, 1.0, 2)
    moved = cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    moved = cv2.GaussianBlur(moved, (0, 0), rng.uniform(0.3, 1.0))
    lit = (moved - 128) * (1 + rng.normal(0, 0.05)) + 128 + rng.normal(0, 6) + rng.normal(0, 3, moved.shape)
    return np.clip(lit, 0, 255).astype(np.uint8)


def tracks(pipeline, faces, groups, rng):
    looks = np.concatenate([[trembling(faces[rows[n % len(rows)]], rng) for n in range(LOOKS)] for rows in groups])
    return person_distances(pipeline, looks).reshape(len(groups), LOOKS, -1)


def answers(evidence, distances, stay=LOOKS, *, go_on=True):
    """Return the names given to somebody after each look, who is lost after each `stay` of them."""
    votes, names = Votes(evidence), []
    for number, each in enumerate(distances):
        if number and number % stay == 0:
            votes.forget()
            votes = votes if go_on else Votes(evidence)
        votes.hear(Look(each.astype(np.float64), float(number)))
        names.append(votes.answer.name if votes.answer.known else None)
    return names


def three_in_a_row(distances, threshold):
    near = np.where(distances.min(axis=1) <= threshold, distances.argmin(axis=1), -1)
    return any(near[n] >= 0 and near[n] == near[n + 1] == near[n + 2] for n in range(len(near) - 2))


def strangers(evidence, distances):
    threshold = evidence.open_set.threshold
    near = distances.min(axis=2) <= threshold
    in_a_row = [three_in_a_row(each, threshold) for each in distances]
    ours = [any(answers(evidence, each)) for each in distances]
    return near.mean(), near.any(axis=1).mean(), np.mean(in_a_row), np.mean(ours)


def interrupted(evidence, distances, *, go_on):
    """Return the names given at the end of each stay, shape (people, stays)."""
    return [answers(evidence, each, STAY, go_on=go_on)[STAY - 1 :: STAY] for each in distances]


def returning(evidence, unknown, own, people):
    """Return how many strangers are ever named, and how many stays of known people end with the right name.

    Each with new votes and with votes that go on; at last the known people's first stay after a stranger's looks.
    """
    rates = []
    for go_on in (False, True):
        rates.append(np.mean([any(names) for names in interrupted(evidence, unknown, go_on=go_on)]))
        given = interrupted(evidence, own, go_on=go_on)
        rates.append(np.mean([[name == person for name in names] for names, person in zip(given, people, strict=True)]))
    after = [
        answers(evidence, np.concatenate([unknown[row % len(unknown)], each[:STAY]]), LOOKS)[-1]
        for row, each in enumerate(own)
    ]
    return [*rates, np.mean([name == person for name, person in zip(after, people, strict=True)])]


def known(evidence, distances, people):
    given = [answers(evidence, each) for each in distances]
    right = np.mean([person in names for names, person in zip(given, people, strict=True)])
    wrong = np.mean([bool(set(names) - {person, None}) for names, person in zip(given, people, strict=True)])
    first = [names.index(person) + 1 for names, person in zip(given, people, strict=True) if person in names]
    return right, wrong, np.mean(first)


@pytest.mark.timeout(0)
@pytest.mark.parametrize("recipe", ["lpq-fisherfaces", "fisherfaces"])
def test_strangers_tracks_on_att(att, recipe):
    faces, names = att
    figures = {kind: ([], [], []) for kind in ("still", "moving")}
    for seed in range(SPLITS):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        train, others, unknown = rows[:30, :5].ravel(), rows[:30, 5:], rows[30:]
        open_set = OpenSet.from_held_out(held_out_scores(build(recipe), faces[train], names[train]), TARGET)
        pipeline = build(recipe).fit(faces[train], names[train])
        evidence = Evidence.of([str(name) for name in pipeline.classes_], open_set)
        for kind, groups, own in (
            ("still", unknown.reshape(-1, 1), others[:, :1]),
            ("moving", unknown, others),
        ):
            theirs, ours, people = *(tracks(pipeline, faces, each, rng) for each in (groups, own)), names[own[:, 0]]
            figures[kind][0].append(strangers(evidence, theirs))
            figures[kind][1].append(known(evidence, ours, people))
            figures[kind][2].append(returning(evidence, theirs, ours, people))
    for kind, (false_names, right_names, returns) in figures.items():
        print("\n{}, {}: strangers: single looks with a name {:.2%}; tracks with a name at any look {:.2%}, three in a "
              "row {:.2%}, ours {:.2%}".format(recipe, kind, *np.mean(false_names, axis=0)))  # fmt: skip
        print("  known: right name {:.1%}, ever a wrong one {:.2%}, after {:.1f} looks".format(
            *np.mean(right_names, axis=0)))  # fmt: skip
        print("  lost and found 8 times: strangers ever named {:.2%} with new votes, {:.2%} with votes that go on;"
              " right name of known people {:.1%}, {:.1%}; in a stranger's place {:.1%}".format(
            *np.mean(returns, axis=0)[[0, 2, 1, 3, 4]]))  # fmt: skip
