"""From scores to figures, after ISO/IEC 19795-1 and NIST FRTE; scores are distances, smaller is more alike."""

from facerec.metrics.identification import cmc, confusion_matrix, dir_at_rank_1, fpir, ranks, recalls
from facerec.metrics.intervals import (
    CONFIDENCE,
    UNMEASURED,
    Rate,
    clopper_pearson,
    effective_number,
    rare_rate,
    rate,
    wilson,
)
from facerec.metrics.learning_curve import NOT_TRAINED, PicturesTrained, extrapolated, rate_with_all
from facerec.metrics.reliability import Reliability, brier_score, brier_skill, reliability
from facerec.metrics.resampling import Resampled, draws, resample
from facerec.metrics.verification import Comparisons, ErrorCurve, d_prime, error_curve

__all__ = [
    "CONFIDENCE",
    "NOT_TRAINED",
    "UNMEASURED",
    "Comparisons",
    "ErrorCurve",
    "PicturesTrained",
    "Rate",
    "Reliability",
    "Resampled",
    "brier_score",
    "brier_skill",
    "clopper_pearson",
    "cmc",
    "confusion_matrix",
    "d_prime",
    "dir_at_rank_1",
    "draws",
    "effective_number",
    "error_curve",
    "extrapolated",
    "fpir",
    "ranks",
    "rare_rate",
    "rate",
    "rate_with_all",
    "recalls",
    "reliability",
    "resample",
    "wilson",
]
