"""A pretrained network, ready to run in OpenCV."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.errors import WeightsError
from facerec.images import to_grey
from facerec.pool import Pool
from facerec.zoo import trial
from facerec.zoo.registry import path, weights
from facerec.zoo.weights import Input, Weights

Floats = NDArray[np.float32]


class Network:
    """One network for any number of threads: OpenCV's serve one caller at a time, so each caller gets its own.

    Parameters
    ----------
    described : Weights
    file : Path
        Where it is.

    Raises
    ------
    WeightsError
        When OpenCV cannot read it.
    """

    def __init__(self, described: Weights, file: Path) -> None:
        self.described = described
        self._nets = Pool(lambda: self._read(file))
        with self._nets.one() as net:
            self._outputs = net.getUnconnectedOutLayersNames()

    def run(self, pictures: NDArray[np.uint8]) -> list[Floats]:
        """Return what the network says of pictures of the size that it takes.

        Parameters
        ----------
        pictures : ndarray of shape (n, height, width, 3), uint8 RGB

        Returns
        -------
        list of ndarray, float32
            Its outputs, in its order.

        Raises
        ------
        WeightsError
            When it takes something else than is described.
        """
        given = blob(pictures, self.described.input)
        with self._nets.one() as net:
            try:
                net.setInput(given)
                return [np.array(output, np.float32) for output in net.forward(self._outputs)]
            except cv2.error as error:
                raise WeightsError(
                    f"{self.described.file} does not take what its description says: {error.err}."
                ) from error

    def _read(self, file: Path) -> cv2.dnn.Net:
        try:
            return cv2.dnn.readNetFromONNX(str(file))
        except cv2.error as error:
            raise WeightsError(f"{self.described.file} cannot be read as a network: {error.err}.") from error


def blob(pictures: NDArray[np.uint8], wanted: Input) -> Floats:
    """Bring pictures into the form a network was trained on: colours, scale and order of the axes.

    Parameters
    ----------
    pictures : ndarray of shape (n, height, width, 3), uint8 RGB
    wanted : Input

    Returns
    -------
    ndarray of shape (n, channels, height, width) or (n, height, width, channels), float32
    """
    if wanted.colour == "grey":
        pictures = np.stack([to_grey(picture) for picture in pictures])[..., None]
    elif wanted.colour == "bgr":
        pictures = pictures[..., ::-1]
    gain, offset = _line(wanted)
    if wanted.layout == "NCHW":  # moved as bytes, then worked on in place: that is where the time goes
        pictures, gain, offset = pictures.transpose(0, 3, 1, 2), gain[:, None, None], offset[:, None, None]
    levels = np.ascontiguousarray(pictures).astype(np.float32)
    levels *= gain
    if offset.any():
        levels += offset
    return levels


@cache
def _line(wanted: Input) -> tuple[Floats, Floats]:
    """Return gain and offset, per channel or for all, that are ``(picture * scale - mean) / std``."""
    mean, std = np.array(wanted.mean), np.array(wanted.std)
    return np.asarray(wanted.scale / std, np.float32), np.asarray(-mean / std, np.float32)


def open_network(name: str) -> Network:
    """Return a network of the zoo; it is read once.

    Raises
    ------
    UnknownWeights, WeightsMissing, WeightsError
    """
    return _opened(weights(name), path(name))


@lru_cache(maxsize=8)
def _opened(described: Weights, file: Path) -> Network:
    trial.check(described, file)
    return Network(described, file)
