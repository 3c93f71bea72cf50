"""Live video: find, follow, name and draw, always on the newest frame."""

from facerec.live.enrolment import Enrolment
from facerec.live.modes import Detecting, EdgeFilter, Enrolling, Mode, Recognizing
from facerec.live.seen import Seen, Track
from facerec.live.worker import LiveWorker

__all__ = ["Detecting", "EdgeFilter", "Enrolling", "Enrolment", "LiveWorker", "Mode", "Recognizing", "Seen", "Track"]
