"""Constant, tiny and extreme faces: a finite answer or an error in words, and no warning (an error here) of NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.errors import BadParameter
from facerec.features import (
    HOG,
    Eigenfaces,
    Fisherfaces,
    Gabor,
    HistogramEqualization,
    LBPHistograms,
    LBPImage,
    MinMaxNormalize,
    Pixels,
    Resize,
    TanTriggs,
    ZScoreNormalize,
)
from facerec.features.lbp_histograms import DESCRIPTORS
from facerec.matching import METRICS, NearestNeighbor, person_distances

RANDOM = np.random.default_rng(0)
UNIT = RANDOM.random((6, 20, 16))
NOISE = (255 * UNIT).astype(np.uint8)
FACES = {
    "black": np.zeros_like(NOISE),
    "white": np.full_like(NOISE, 255),
    "some black": np.where(np.arange(6)[:, None, None] < 3, 0, NOISE).astype(np.uint8),
    "nearly even": 128 + 1e-6 * UNIT,
    "negative": UNIT - 2,
    "halves": UNIT.astype(np.float16),
    "yes or no": UNIT > 0.5,
    "16 bits": (65535 * UNIT).astype(np.uint16),
    "64 bits": ((UNIT - 0.5) * 2**62).astype(np.int64),
    "at float32's end": 1e38 * UNIT,
    "beyond float32": 1e300 * UNIT,
    "below float32": 1e-300 * UNIT,
    "at float32's beginning": 1e-38 * UNIT,
    "one bright pixel": np.where((np.arange(20)[:, None] == 9) & (np.arange(16) == 9), 1e30, 1 + 0 * UNIT),
    "one pixel": NOISE[:, :1, :1],
    "one row": NOISE[:, :1],
}
STEPS = [
    *(HOG(), Gabor(), TanTriggs(), MinMaxNormalize(), ZScoreNormalize(), Pixels(), Resize((9, 9))),
    *(HistogramEqualization(), HistogramEqualization(clahe=True)),
    *(Eigenfaces(), Eigenfaces(n_components=0.9), Fisherfaces()),
    *(LBPHistograms(descriptor, grid=(2, 2)) for descriptor in DESCRIPTORS),
    *(LBPImage(descriptor) for descriptor in DESCRIPTORS),
]
NAMES = np.array(list("aabbcc"))


@pytest.mark.parametrize("faces", FACES.values(), ids=FACES)
@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_features_are_finite_or_refused(step, faces) -> None:
    try:
        features = step.fit(faces, NAMES).transform(faces)
    except (ValueError, BadParameter):
        return
    assert np.isfinite(features).all()


@pytest.mark.parametrize("faces", FACES.values(), ids=FACES)
@pytest.mark.parametrize("metric", METRICS)
def test_distances_are_finite_or_refused(metric: str, faces) -> None:
    try:
        features = Pixels().fit_transform(faces)
        distances = person_distances(NearestNeighbor(metric=metric).fit(features, NAMES), features)
    except (ValueError, BadParameter):
        return
    assert np.isfinite(distances).all()
    assert (distances.argmin(axis=1) < 3).all()


def test_what_is_out_of_reach_says_what_is_allowed() -> None:
    with pytest.raises(ValueError, match=r"Grey levels reach 1e\+30; allowed are 1e-15 to 1e\+09\. Scale them"):
        Pixels().transform(FACES["one bright pixel"])
    with pytest.raises(ValueError, match="NaN or infinity"):
        Pixels().transform(FACES["beyond float32"])
