"""Pretrained files: what is known of them, where they are, and how they get here.

Nothing here is needed by the classical methods. A file is used only when its size and SHA-256 are the ones described.
"""

from facerec.zoo.fetching import fetch
from facerec.zoo.places import folders
from facerec.zoo.registry import Verified, damaged, is_here, path, registry, verify, weights
from facerec.zoo.weights import Input, Weights

__all__ = [
    "Input",
    "Verified",
    "Weights",
    "damaged",
    "fetch",
    "folders",
    "is_here",
    "path",
    "registry",
    "verify",
    "weights",
]
