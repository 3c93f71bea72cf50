"""Pictures to boxes, landmarks and aligned faces."""

from facerec.detection.cropping import FACE_SIZE, Crop, align, decide_crop
from facerec.detection.detector import Box, Detection, Detector, detector
from facerec.detection.haar import HaarFaces

__all__ = ["FACE_SIZE", "Box", "Crop", "Detection", "Detector", "HaarFaces", "align", "decide_crop", "detector"]
