"""What can be imported from facerec itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import facerec
from facerec import features

CHECKOUT = Path(__file__).resolve().parent.parent


def test_every_public_name_is_there() -> None:
    assert set(features.__all__) - set(facerec.__all__) == set()
    assert {"FaceRecognizer", "NearestNeighbor", "load", "save"} <= set(facerec.__all__) <= set(dir(facerec))
    assert all(getattr(facerec, name) is not None for name in facerec.__all__)
    with pytest.raises(AttributeError, match="'facerec' has no attribute 'Eigenface'"):
        facerec.Eigenface  # noqa: B018 - looking is the test


def test_importing_facerec_imports_nothing_heavy() -> None:
    heavy = "import sys, facerec; print(*({'cv2', 'numpy', 'sklearn'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", heavy], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
