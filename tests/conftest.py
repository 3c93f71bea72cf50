"""What many tests need: the shared real faces, and a clean environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.settings import settings

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def assets() -> Path:
    """Folder of real faces, pictures and weights, which are not ours to ship."""
    folder = Path(os.environ.get("FACEREC_TEST_ASSETS", CHECKOUT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"needs real faces and weights in {folder} (set FACEREC_TEST_ASSETS)")
    return folder


@pytest.fixture(scope="session")
def att(assets: Path) -> tuple[np.ndarray, np.ndarray]:
    """AT&T faces: (400, 112, 92) uint8 in the order s1..s40, 1..10, and the names of their people."""
    files = [assets / "data" / "att" / f"s{person}" / f"{shot}.pgm" for person in range(1, 41) for shot in range(1, 11)]
    faces = np.stack([cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files])
    return faces, np.array([file.parent.name for file in files])


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep every test away from the models of whoever runs it."""
    monkeypatch.setenv("FACEREC_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield
    settings.cache_clear()
