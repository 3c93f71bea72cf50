"""What is known of a pretrained file: where it comes from, what goes into it, and what comes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from facerec.errors import WeightsError

DECODERS = {
    "faces": ("yunet", "ultraface"),
    "objects": ("fastestdet", "nanodet", "yolox"),
    "embedding": ("face-recognizer-sf",),
    "emotion": ("scores", "softmax"),
    "classification": ("scores", "softmax"),
}
"""How the output of each task can be read; of ``scores`` the softmax is still to be taken, ``softmax`` holds shares."""

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a character that cannot be seen")
    return text


Words = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
Link = Annotated[str, Field(max_length=500, pattern=r"^https?://[^/\s@]+/\S*$"), AfterValidator(_printable)]
LinkOrNone = Annotated[str, Field(max_length=500, pattern=r"^(https?://[^/\s@]+/\S*)?$"), AfterValidator(_printable)]
Pixels = Annotated[int, Field(ge=0, le=4096)]
Positive = Annotated[float, Field(gt=0)]
FileName = Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.+-]*\.onnx$")]


@dataclass(frozen=True, config=_STRICT)
class Input:
    """What a network wants to see: ``(picture * scale - mean) / std``.

    Attributes
    ----------
    height, width : int
        In pixels; 0 where any size will do.
    colour : {"rgb", "bgr", "grey"}
        The order of the channels, from grey levels 0..255.
    scale : float
        What a grey level is multiplied by first.
    mean, std : tuple of float
        One number for all channels or one a channel, in the order of `colour`.
    layout : {"NCHW", "NHWC"}
        The order of the axes: batch, channels, height, width.
    crop : {"none", "letterbox", "centre", "box", "aligned"}
        How a picture gets the size: stretched; shrunk and padded; its short side brought to `short_side` and the centre
        cut out; the square around the detector's box; the face brought upright by its landmarks.
    short_side : int
        For `crop` "centre", in pixels; 0 means the shorter side of the input.
    """

    height: Pixels
    width: Pixels
    colour: Literal["rgb", "bgr", "grey"]
    scale: Positive = 1.0
    mean: tuple[float, ...] = (0.0,)
    std: tuple[Positive, ...] = (1.0,)
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    crop: Literal["none", "letterbox", "centre", "box", "aligned"] = "none"
    short_side: Pixels = 0

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        channels = 1 if self.colour == "grey" else 3
        for name, numbers in (("mean", self.mean), ("std", self.std)):
            if len(numbers) not in (1, channels):
                raise ValueError(f"{name} has {len(numbers)} numbers; give 1, or {channels} for {self.colour}")
        if (self.height == 0) != (self.width == 0):
            raise ValueError("height and width are both 0, for any size, or neither is")
        if self.short_side and (self.crop != "centre" or self.short_side < max(self.height, self.width)):
            raise ValueError("short_side belongs to crop = 'centre' and is no smaller than the input")
        return self


@dataclass(frozen=True, config=_STRICT)
class Weights:
    """A pretrained file: an entry of registry.toml, or a description that lies beside one's own file.

    Attributes
    ----------
    name : str
        What it is called here, e.g. "yunet".
    title : str
        What it is called to people.
    file : str
        The file's name, without a folder.
    task : {"faces", "objects", "embedding", "emotion", "classification"}
    decoder : str
        How its output is read; see `DECODERS`.
    url : str or None
        Where its publisher offers it, by http or https.
    bytes : int
        The size of the file.
    sha256 : str
        The SHA-256 of the file, in hexadecimal.
    licence, licence_url, source : str
        Under which terms, where they stand, and where the file comes from; addresses may be empty for one's own.
    verified : bool
        Whether this very file was run and its answers compared with known ones.
    input : Input
    labels : tuple of str
        The names of the outputs in their order; empty where they are not known.
    folder : Path or None
        Where one's own file lies; None for an entry of the registry.
    """

    name: Annotated[str, Field(max_length=60, pattern="^[a-z0-9][a-z0-9._-]*$")]
    title: Annotated[Words, Field(min_length=1)]
    file: FileName
    task: Literal["faces", "objects", "embedding", "emotion", "classification"]
    decoder: str
    url: Link | None
    bytes: Annotated[int, Field(gt=0, le=4_000_000_000)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    licence: Words
    licence_url: LinkOrNone
    source: LinkOrNone
    verified: bool
    input: Input
    labels: Annotated[tuple[Words, ...], Field(max_length=30_000)] = ()
    folder: Path | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.decoder not in DECODERS[self.task]:
            raise ValueError(f"decoder for {self.task} is one of {', '.join(DECODERS[self.task])}")
        if self.task in ("objects", "emotion") and not self.labels:
            raise ValueError(f"labels are needed for {self.task}: names in their order, or a .txt file of them")
        if self.input.height == 0 and self.decoder != "yunet":
            raise ValueError("input.height and input.width may be 0, for any size, with the decoder yunet only")
        return self


_ADAPTER = TypeAdapter(Weights)


def describe(fields: Mapping[str, object], origin: str) -> Weights:
    """Check the fields of a description, as they come from TOML.

    Parameters
    ----------
    fields : mapping
        By the names of the attributes of `Weights`.
    origin : str
        What is described, for the sentence about what is wrong.

    Raises
    ------
    WeightsError
        When a field is missing, unknown, or outside what is allowed; names it.
    """
    try:
        as_json = json.dumps(fields, default=lambda _: {})  # a date or a time, which no field is
        return _ADAPTER.validate_json(as_json)
    except ValidationError as error:
        raise WeightsError(f"{origin} does not describe a pretrained file: {_first_trouble(error)}.") from error
    except RecursionError as error:
        raise WeightsError(f"{origin} does not describe a pretrained file: it is nested too deeply.") from error


_SHAPES = {
    "name": "give lower-case letters, digits, dots and dashes",
    "file": "give the name of a file beside it, without a folder, that ends with .onnx",
    "url": "give an address with http:// or https://, without a password",
    "sha256": "give 64 hexadecimal digits in lower case",
}
"""What a text that does not match its pattern should look like, by field."""


def _first_trouble(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    field = "".join(filter(str.isprintable, ".".join(str(part) for part in first["loc"][:2])))[:60]
    words = first["msg"].removeprefix("Value error, ").rstrip(".")
    if first["type"] == "string_pattern_mismatch":
        words = _SHAPES.get(field, _SHAPES["url"])
    value = first["input"]
    given = f" (given: {value!r:.80})" if isinstance(value, str | int | float) else ""
    return f"{field}: {words}{given}" if field else words
