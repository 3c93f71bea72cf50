"""What is wrong with a data set, before anything is learned from it."""

from facerec.evaluation.doctor.examination import examine
from facerec.evaluation.doctor.exclusions import Exclusion, Exclusions, exclusions_of, remember, remembered
from facerec.evaluation.doctor.files import Look, face_counter, face_describer, look_at
from facerec.evaluation.doctor.finding import KINDS, Finding, Kind, Report
from facerec.evaluation.doctor.quick import QuickCheck, quick_check

__all__ = [
    "KINDS",
    "Exclusion",
    "Exclusions",
    "Finding",
    "Kind",
    "Look",
    "QuickCheck",
    "Report",
    "examine",
    "exclusions_of",
    "face_counter",
    "face_describer",
    "look_at",
    "quick_check",
    "remember",
    "remembered",
]
