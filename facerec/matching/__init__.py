"""From features to names: distances, the nearest neighbour, and what any classifier in its place can give."""

from facerec.matching.classifiers import (
    can,
    describe,
    forget,
    learn_more,
    nearest_samples,
    person_distances,
    refitted,
)
from facerec.matching.cross_validation import held_out_scores
from facerec.matching.distances import METRICS, Metric
from facerec.matching.fusion import ScoreFusion
from facerec.matching.held_out import HeldOut
from facerec.matching.neighbours import NearestNeighbor
from facerec.matching.open_set import OpenSet

__all__ = [
    "METRICS",
    "HeldOut",
    "Metric",
    "NearestNeighbor",
    "OpenSet",
    "ScoreFusion",
    "can",
    "describe",
    "forget",
    "held_out_scores",
    "learn_more",
    "nearest_samples",
    "person_distances",
    "refitted",
]
