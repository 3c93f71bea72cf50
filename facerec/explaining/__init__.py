"""Why a method names a face as it does, and what it sees of it."""

from facerec.explaining.candidates import Candidate, two_nearest
from facerec.explaining.contributions import Contributions, contributions
from facerec.explaining.explanation import Explanation, explain
from facerec.explaining.occlusion import occlusion

__all__ = [
    "Candidate",
    "Contributions",
    "Explanation",
    "contributions",
    "explain",
    "occlusion",
    "two_nearest",
]
