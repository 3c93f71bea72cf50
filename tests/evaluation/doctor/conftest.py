"""Data sets for the doctor."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from facerec.datasets import Dataset, People, Source
from facerec.evaluation.doctor import Look, examine
from facerec.images import encode

SIZE = (112, 92)


def dataset(faces: list | np.ndarray, names: list | np.ndarray) -> Dataset:
    return Dataset(np.array(faces, np.uint8), np.array(names), tuple(f"{row}.png" for row in range(len(names))))


def textures(n: int, size: tuple[int, ...] = SIZE, seed: int = 0) -> np.ndarray:
    """Patterns as different as people, with sharp edges and a middling light."""
    noise = np.random.default_rng(seed).normal(size=(n, *size))
    blurred = np.stack([cv2.GaussianBlur(one, (0, 0), 5) * 8 + one * 0.4 for one in noise])
    return np.clip(128 + 35 * blurred, 0, 255).astype(np.uint8)


def kinds(data: Dataset, looks: list[Look] | None = None) -> dict[str, int]:
    return examine(data, looks).counts


def people(*entries: tuple[str, str, bytes]) -> People:
    return People(tuple((who, Source(file, lambda data=data: data)) for who, file, data in entries), (), "test.csv")


@pytest.fixture
def four() -> People:
    pictures = [encode(np.repeat(face[..., None], 3, axis=2)) for face in textures(4)]
    named = zip(["ada", "ada", "bob", "bob"], ["a/1", "a/2", "b/1", "b/2"], pictures, strict=True)
    return people(*named)
