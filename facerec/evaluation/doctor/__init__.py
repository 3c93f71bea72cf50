"""What is wrong with a data set, before anything is learned from it."""

from facerec.evaluation.doctor.examination import examine
from facerec.evaluation.doctor.exclusions import Exclusion, Exclusions, exclusions_of, remember, remembered
from facerec.evaluation.doctor.files import Look, face_counter, face_describer, look_at
from facerec.evaluation.doctor.finding import KINDS, Finding, Kind, Report

__all__ = [
    "KINDS",
    "Exclusion",
    "Exclusions",
    "Finding",
    "Kind",
    "Look",
    "Report",
    "examine",
    "exclusions_of",
    "face_counter",
    "face_describer",
    "look_at",
    "remember",
    "remembered",
]
