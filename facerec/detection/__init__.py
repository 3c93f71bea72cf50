"""Pictures to boxes, landmarks and aligned faces."""

from facerec.detection.alignment import FACE_SIZE, FIVE_SIZE, align, align_five, align_four
from facerec.detection.catalogue import (
    cat_detectors,
    default_face_detector,
    detector,
    face_detectors,
    gives_five_points,
    labels_of,
    make_detector,
    needs_file,
    object_detectors,
)
from facerec.detection.crop_decision import decide_crop
from facerec.detection.cropping import Crop
from facerec.detection.detector import Box, Detection, Detector
from facerec.detection.haar import HaarCascade
from facerec.detection.tiles import tiled

__all__ = [
    "FACE_SIZE",
    "FIVE_SIZE",
    "Box",
    "Crop",
    "Detection",
    "Detector",
    "HaarCascade",
    "align",
    "align_five",
    "align_four",
    "cat_detectors",
    "decide_crop",
    "default_face_detector",
    "detector",
    "face_detectors",
    "gives_five_points",
    "labels_of",
    "make_detector",
    "needs_file",
    "object_detectors",
    "tiled",
]
