"""Everything that can go wrong and is somebody's to mend: one catalogue.

Each class is one kind of trouble. `code` is stable and meant for programs, `status` is the HTTP status the kind
deserves, and ``str(error)`` is a sentence for people: what was given, what is allowed, what to do.
"""

from __future__ import annotations

import re
from typing import ClassVar

_LONGEST, _LONGEST_QUOTE = 500, 80  # characters of a sentence, and of a name or value in it
_QUOTE = re.compile(rf"'([^']{{{_LONGEST_QUOTE}}})[^']+'|\"([^\"]{{{_LONGEST_QUOTE}}})[^\"]+\"")


class FacerecError(Exception):
    """Any trouble that is told to people in one sentence instead of a traceback.

    Parameters
    ----------
    message : str
        One sentence or two. Names and values in it come from files and from people, so line breaks become spaces,
        characters that cannot be seen are replaced, and what is too long is cut.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(_sentence(message))


def _sentence(message: str) -> str:
    words = " ".join(str(message).split())
    seen = "".join(one if one.isprintable() else "\ufffd" for one in words)
    short = _QUOTE.sub(lambda quote: f"'{quote[1] or quote[2]}…'", seen)
    return short if len(short) <= _LONGEST else f"{short[: _LONGEST - 1]}…"


class Cancelled(FacerecError):
    """Whoever asked for the work asked to stop it; raised from inside a progress callback."""

    code = "cancelled"
    status = 499


# Pictures


class PictureError(FacerecError):
    """A picture that cannot be read: empty, truncated, damaged."""

    code = "bad_picture"
    status = 422


class PictureTooLarge(PictureError):
    """More bytes or more pixels than the settings allow."""

    code = "picture_too_large"
    status = 413


class UnsupportedPicture(PictureError):
    """Not a picture, or a format that is not read here."""

    code = "unsupported_picture"
    status = 415


class NoFaceFound(FacerecError):
    """The detector found no face in a picture that should hold one."""

    code = "no_face"
    status = 422


class SeveralFaces(FacerecError):
    """A picture of one person shows several faces, and the rule does not decide between them."""

    code = "several_faces"
    status = 422


# People


class PeopleError(FacerecError):
    """A CSV, a folder or a zip from which no people can be read."""

    code = "bad_people"
    status = 422


class TableError(PeopleError):
    """A CSV line that has none of the accepted shapes.

    Parameters
    ----------
    message : str
        What is wrong and what is allowed.
    line, column : int
        Where, counted from 1.
    """

    code = "bad_table"

    def __init__(self, message: str, *, line: int, column: int = 1) -> None:
        super().__init__(f"Line {line}, column {column}: {message}")
        self.line = line
        self.column = column


class ArchiveError(PeopleError):
    """A zip that is damaged, or that does what an honest zip of pictures does not."""

    code = "bad_archive"


class TooManyPictures(PeopleError):
    """More pictures than the settings allow."""

    code = "too_many_pictures"
    status = 413


class TooFewPeople(PeopleError):
    """Fewer people, or pictures of them, than the work needs."""

    code = "too_few_people"


# Models


class ModelError(FacerecError):
    """A model that cannot do what is asked."""

    code = "bad_model"
    status = 422


class UnknownRecipe(ModelError):
    """No recipe has this name."""

    code = "unknown_recipe"
    status = 404


class BadParameter(ModelError):
    """A parameter outside its range."""

    code = "bad_parameter"


class CannotUpdate(ModelError):
    """The kind of model cannot take in, or let go of, people without being trained again."""

    code = "cannot_update"
    status = 409


class UnknownPerson(ModelError):
    """Nobody of this name is in the model."""

    code = "unknown_person"
    status = 404


class ModelFileError(ModelError):
    """A file that is not a facerec model, or is damaged."""

    code = "bad_model_file"


class ModelTooNew(ModelFileError):
    """A model file written by a newer facerec."""

    code = "model_too_new"


class ModelNotFound(ModelError):
    """The store has no model of this name."""

    code = "model_not_found"
    status = 404


class ModelExists(ModelError):
    """The store already has a model of this name."""

    code = "model_exists"
    status = 409


class ModelChanged(ModelError):
    """Another model has taken the place of the one that an action was meant for."""

    code = "model_changed"
    status = 409


class ModelBusy(ModelError):
    """Another process or browser is changing the model."""

    code = "model_busy"
    status = 409


class BadModelName(ModelError):
    """A name that cannot be a file name in the store."""

    code = "bad_model_name"


# Results


class CannotWrite(FacerecError):
    """A place to which results cannot be written, or where something else would be lost."""

    code = "cannot_write"
    status = 409


# Pretrained files and pictures from the network


class WeightsError(FacerecError):
    """A pretrained file that cannot be used: the wrong bytes, or a description that does not fit."""

    code = "bad_weights"
    status = 422


class UnknownWeights(WeightsError):
    """Neither the registry nor a description of one's own has this name."""

    code = "unknown_weights"
    status = 404


class WeightsMissing(WeightsError):
    """The file is not on this machine, and could not be, or must not be, fetched."""

    code = "weights_missing"
    status = 424


class FetchError(FacerecError):
    """A URL from which no picture could be fetched."""

    code = "fetch_failed"
    status = 422


class FetchRefused(FetchError):
    """A URL that is not fetched on purpose: a private address, another protocol, switched off."""

    code = "fetch_refused"
    status = 403


class SettingsError(FacerecError):
    """An environment variable with a value that cannot be used."""

    code = "bad_settings"
