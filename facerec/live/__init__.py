"""Live video: find, follow, name and draw, always on the newest frame."""

from facerec.live.modes import Detecting, EdgeFilter, Mode, Recognizing
from facerec.live.seen import Seen, Track
from facerec.live.worker import LiveWorker

__all__ = ["Detecting", "EdgeFilter", "LiveWorker", "Mode", "Recognizing", "Seen", "Track"]
