"""Curves of compared methods: errors, names, people and costs, each with what the number of people allows."""

from facerec.plots.evaluation.costs import costs, robustness
from facerec.plots.evaluation.errors import det, roc
from facerec.plots.evaluation.identification import cmc, open_set, over_threshold, reliability, scores
from facerec.plots.evaluation.people import confusion, recalls

__all__ = [
    "cmc",
    "confusion",
    "costs",
    "det",
    "open_set",
    "over_threshold",
    "recalls",
    "reliability",
    "robustness",
    "roc",
    "scores",
]
