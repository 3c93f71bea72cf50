"""From features to names: distances, the nearest neighbour, and what any classifier in its place can give."""

from facerec.matching.classifiers import can, forget, learn_more, nearest_samples, person_distances
from facerec.matching.distances import METRICS, Metric
from facerec.matching.fusion import ScoreFusion
from facerec.matching.neighbours import NearestNeighbor

__all__ = [
    "METRICS",
    "Metric",
    "NearestNeighbor",
    "ScoreFusion",
    "can",
    "forget",
    "learn_more",
    "nearest_samples",
    "person_distances",
]
