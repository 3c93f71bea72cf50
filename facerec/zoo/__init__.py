"""Pretrained files: what is known of them, where they are, and how they get here.

Nothing here is needed by the classical methods. A file is used only when its size and SHA-256 are the ones described.
"""

from facerec.zoo.fetching import fetch
from facerec.zoo.registry import damaged, is_here, path, registry, weights
from facerec.zoo.weights import Input, Weights

__all__ = ["Input", "Weights", "damaged", "fetch", "is_here", "path", "registry", "weights"]
