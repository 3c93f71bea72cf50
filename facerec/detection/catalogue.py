"""The detectors by their names."""

from __future__ import annotations

from functools import cache

from facerec import zoo
from facerec.detection.cascades import digest
from facerec.detection.detector import Detector
from facerec.detection.eyes import EYE_CASCADES
from facerec.detection.haar import CASCADES, HaarCascade
from facerec.detection.networks import NetworkDetector
from facerec.detection.yunet import YuNet
from facerec.errors import BadParameter


def face_detectors() -> list[str]:
    """Return the names of the detectors of faces, one's own files included; some may need a file that is not here."""
    return [name for name, one in CASCADES.items() if one.label == "face"] + _of_task("faces")


def cat_detectors() -> list[str]:
    """Return the names of the detectors of cats' faces."""
    return [name for name, one in CASCADES.items() if one.label == "cat"]


def object_detectors() -> list[str]:
    """Return the names of the detectors of objects, one's own files included."""
    return _of_task("objects")


def default_face_detector() -> str:
    """Return the best detector of faces that is here: "yunet" when its file is, else "haar"."""
    return "yunet" if zoo.is_here("yunet") else "haar"


def labels_of(name: str) -> tuple[str, ...]:
    """Return what a detector can find.

    Raises
    ------
    BadParameter
        For a name that no detector has.
    """
    check_name(name)
    return (CASCADES[name].label,) if name in CASCADES else zoo.weights(name).labels or ("face",)


def needs_file(name: str) -> bool:
    """Whether a detector needs a pretrained file that is not on this machine."""
    return name not in CASCADES and not zoo.is_here(name)


def gives_five_points(name: str) -> bool:
    """Return whether a detector finds eyes, nose and corners of the mouth with each face."""
    return name not in CASCADES and zoo.weights(name).decoder == "yunet"


def make_detector(
    name: str,
    *,
    scale_factor: float = 1.1,
    min_neighbors: int = 5,
    min_size: int = 25,
    score: float = 0.6,
) -> Detector:
    """Make a detector with parameters of its own; those that it does not know are not looked at.

    Parameters
    ----------
    name : str
        A cascade's name or that of a detector in the zoo.
    scale_factor, min_neighbors, min_size
        Of cascades, as in `HaarCascade`.
    score : float in (0, 1), default=0.6
        Of networks: the least score.

    Raises
    ------
    BadParameter
        For a name that no detector has, or a parameter out of range.
    WeightsMissing, WeightsError
        When its file is not here or cannot be used.
    """
    if name in CASCADES:
        return HaarCascade(name, scale_factor=scale_factor, min_neighbors=min_neighbors, min_size=min_size)
    check_name(name)
    return YuNet(name, score=score) if gives_five_points(name) else NetworkDetector(name, score=score)


def detector(name: str) -> Detector:
    """Return a detector with its usual parameters; made once.

    Raises
    ------
    BadParameter, WeightsMissing, WeightsError
    """
    check_name(name)
    return _made(name, "" if name in CASCADES else str(zoo.path(name)))


def check_name(name: str) -> None:
    """Refuse a name that no detector has.

    Raises
    ------
    BadParameter
    """
    known = [*CASCADES, *_of_task("faces"), *_of_task("objects")]
    if name not in known:
        raise BadParameter(f"There is no detector {name!r}; there is {', '.join(known)}.")


def digests(name: str) -> dict[str, str]:
    """Return the SHA-256, in hex, of each file that a detector's faces depend on, by the file's name.

    For a cascade of faces these include the cascades that find the eyes.
    """
    if name not in CASCADES:
        return {zoo.weights(name).file: zoo.weights(name).sha256}
    eyes = EYE_CASCADES if CASCADES[name].label == "face" else ()
    return {file: digest(file) for file in (CASCADES[name].file, *eyes)}


@cache
def _made(name: str, file: str) -> Detector:
    return make_detector(name)


def _of_task(task: str) -> list[str]:
    return [name for name, described in zoo.registry().items() if described.task == task]
