"""Faces as a neural network describes them: one person's close together, other people's far, whoever they are."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassNamePrefixFeaturesOutMixin

from facerec import zoo
from facerec.errors import BadParameter, WeightsError, WeightsMissing
from facerec.features.stacks import as_array
from facerec.features.stateless import Stateless
from facerec.images import resize
from facerec.zoo.network import Network, open_network

Floats = NDArray[np.float32]
Colours = NDArray[np.uint8]

ALIGNED = (112, 112)
"""Height and width of the aligned faces that such networks learned from [1]_, in pixels."""

_TOGETHER = 32  # faces in one pass: more gain nothing


class Embedding(ClassNamePrefixFeaturesOutMixin, Stateless):
    """Describe a face by the output of a pretrained network, scaled to length 1.

    Such a network was trained to bring the pictures of one person together and to keep people apart [1]_ [2]_, on
    people who are none of ours; so it learns nothing here, and a person who is added later fares as well as the others.

    Parameters
    ----------
    model : str, default="sface"
        Name of an embedding in `facerec.zoo`, one's own ONNX files included.

    Attributes
    ----------
    digest_ : str
        SHA-256, in hex, of the network's file at `fit`. From then on no other network describes faces: the features of
        two networks mean different things, and distances between them would be numbers without sense.

    Notes
    -----
    Equal to ``cv2.FaceRecognizerSF.feature`` on the same aligned face, then brought to length 1. Threads may share an
    instance.

    References
    ----------
    .. [1] Deng, Guo, Xue & Zafeiriou, "ArcFace: Additive Angular Margin Loss for Deep Face Recognition", 2019,
           doi:10.1109/CVPR.2019.00482
    .. [2] Zhong, Deng, Hu, Zhao, Li & Wen, "SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition",
           2021, doi:10.1109/TIP.2020.3048632
    """

    def __init__(self, model: str = "sface") -> None:
        self.model = model

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Check the faces, and remember which network it is; nothing is learned.

        Raises
        ------
        ValueError
            For faces of another shape or type.
        BadParameter, UnknownWeights, WeightsError, WeightsMissing
            When there is no such embedding, or its file cannot be used or is not here.
        """
        self._checked(X)
        self.digest_ = _open(self.model).digest
        return self

    def transform(self, X: ArrayLike) -> Floats:
        """Describe each face.

        Parameters
        ----------
        X : array-like of shape (n_faces, 112, 112, 3), uint8
            RGB, aligned by five points as `facerec.detection.align_five` does.

        Returns
        -------
        ndarray of shape (n_faces, n_features), float32
            Rows of length 1.

        Raises
        ------
        ValueError
            For faces of another shape or type.
        WeightsError
            When the network is not the one that was there at `fit`.
        """
        faces = self._checked(X)
        return self._network().describe(faces)

    @property
    def _n_features_out(self) -> int:
        return self._network().n_features

    def _network(self) -> _Describer:
        return _reopen(self.model, self.digest_) if hasattr(self, "digest_") else _open(self.model)

    def _checked(self, X: ArrayLike) -> Colours:
        faces = as_array(X)
        if faces.shape[1:] != (*ALIGNED, 3) or faces.dtype != np.uint8 or not len(faces):
            raise ValueError(
                f"Expected colour faces, aligned by five points, as (n_faces, 112, 112, 3) uint8, got {faces.shape}"
                f" {faces.dtype}."
            )
        return faces.astype(np.uint8, copy=False)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = tags.input_tags.three_d_array = False
        return tags


def weights_of(estimator: Any) -> dict[str, str]:
    """Return the SHA-256 of the networks that an estimator or its parts describe faces with, by their names."""
    parts = [estimator, *estimator.get_params().values()]
    networks = [part for part in parts if isinstance(part, Embedding)]
    return {each.model: getattr(each, "digest_", "") or zoo.weights(each.model).sha256 for each in networks}


def check_weights(model: str, digest: str) -> None:
    """Refuse a network that is not here, or is not the one that described faces before.

    Parameters
    ----------
    model : str
        Its name in the zoo.
    digest : str
        The SHA-256 that its file had.

    Raises
    ------
    WeightsMissing, WeightsError
    """
    known = zoo.registry().get(model)
    if known is None:
        raise WeightsMissing(
            f"The faces were described by the network {model}, which is not known here: put its ONNX file (SHA-256"
            f" {digest}) and the TOML that describes it into the folder that FACEREC_ZOO_DIR names."
        )
    if known.sha256 != digest:
        raise WeightsError(
            f"The faces were described by another network than the {model} that is here: the file of that one had the"
            f" SHA-256 {digest}, this one has {known.sha256}. What the two say of a face cannot be compared: put the"
            " other file back, or train again from the pictures."
        )
    zoo.path(model)


class _Describer:
    """A network that describes faces of any number, whether it takes several at once or one by one."""

    def __init__(self, network: Network) -> None:
        self.digest = network.described.sha256
        self._network = network
        self.n_features = self._raw(np.zeros((1, *ALIGNED, 3), np.uint8)).size
        self._together = _TOGETHER if self._takes_several() else 1

    def describe(self, faces: Colours) -> Floats:
        parts = [self._raw(faces[row : row + self._together]) for row in range(0, len(faces), self._together)]
        features = np.concatenate(parts).reshape(len(faces), -1)
        lengths = np.linalg.norm(features, axis=1, keepdims=True)
        return np.asarray(features / np.where(lengths > 0, lengths, 1), np.float32)

    def _takes_several(self) -> bool:
        """Whether the network describes several faces at once; some were exported for exactly one."""
        try:
            return self._raw(np.zeros((2, *ALIGNED, 3), np.uint8)).size == 2 * self.n_features
        except WeightsError:
            return False

    def _raw(self, faces: Colours) -> Floats:
        wanted = self._network.described.input
        if faces.shape[1:3] != (wanted.height, wanted.width):
            faces = np.stack([resize(face, (wanted.height, wanted.width)) for face in faces])
        return self._network.run(faces)[0]


def _open(model: str) -> _Describer:
    """Return a network of the zoo; it is read once."""
    described = zoo.weights(model)
    if described.task != "embedding":
        raise BadParameter(f"{model} does not describe faces, its task is {described.task}; choose an embedding.")
    return _describer(open_network(model))


@lru_cache(maxsize=8)
def _reopen(model: str, digest: str) -> _Describer:
    """Return the network that described faces before; looked up once, as live video asks for every face."""
    check_weights(model, digest)
    return _open(model)


@lru_cache(maxsize=4)
def _describer(network: Network) -> _Describer:
    return _Describer(network)
