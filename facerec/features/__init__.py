"""Faces in, vectors out: scikit-learn transformers that chain with each other and with any other step."""

from facerec.features.eigenfaces import Eigenfaces
from facerec.features.embedding import Embedding
from facerec.features.emphasis import DiscriminantEmphasis
from facerec.features.fisherfaces import Fisherfaces
from facerec.features.gabor import Gabor
from facerec.features.hog import HOG
from facerec.features.lbp_histograms import LBPHistograms, LBPImage
from facerec.features.pixels import Pixels
from facerec.features.preprocessing import HistogramEqualization, MinMaxNormalize, Resize, TanTriggs, ZScoreNormalize

__all__ = [
    "HOG",
    "DiscriminantEmphasis",
    "Eigenfaces",
    "Embedding",
    "Fisherfaces",
    "Gabor",
    "HistogramEqualization",
    "LBPHistograms",
    "LBPImage",
    "MinMaxNormalize",
    "Pixels",
    "Resize",
    "TanTriggs",
    "ZScoreNormalize",
]
