"""What the environment says about facerec, read once into one object."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from facerec.errors import SettingsError

_MEGA = 1_000_000


class IceServer(BaseModel):
    """A server that helps browser and dashboard to find each other, as in the browser's RTCIceServer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: str | list[str]
    username: str | None = None
    credential: str | None = None


def _from_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _names(value: Any) -> Any:
    return tuple(name.strip().lower() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


class Settings(BaseSettings):
    """Limits and places; each can be set by an environment variable, e.g. ``FACEREC_MAX_PICTURE_BYTES``.

    Attributes
    ----------
    home : Path
        The data folder; the model store is ``home / "models"``.
    max_picture_bytes, max_picture_pixels : int
        The largest picture that is read, as a file and as width x height.
    max_decoding_bytes : int
        The memory that pictures decoded at the same time may take together, as estimated from their pixels.
    max_upload_bytes : int
        The most that the uploads of one session may have together.
    max_pictures : int
        The most pictures one training reads.
    max_archive_bytes : int
        The most a zip may hold once extracted.
    max_archive_ratio : int
        The most a file in a zip may grow by extraction, in times.
    max_model_bytes : int
        The largest model file that is read, as a file and as what it holds.
    threads : int
        How many pictures are decoded at the same time.
    zoo_dir : Path or None
        A folder of pretrained files that are already there; searched before the cache in ``home / "zoo"``.
    zoo_mirror : str
        A base URL at which the pretrained files are sought by their names, before their publishers are asked.
    offline : bool
        Never use the network.
    url_pictures : bool
        Whether pictures may be fetched by a URL that people type.
    url_private : bool
        Whether such a URL may lead to private addresses; for tests against a server on loopback.
    allowed_hosts : tuple of str
        Names by which the dashboard is reached, besides localhost and the address it listens on; with commas between
        them. ``*.example.org`` allows all names of a domain, ``*`` all names there are.
    ice_servers : list of IceServer
        STUN and TURN servers for the webcam, as JSON: ``[{"urls": "turn:…", "username": …, "credential": …}]``.
    """

    model_config = SettingsConfigDict(env_prefix="FACEREC_", env_ignore_empty=True, frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("facerec", appauthor=False))
    max_picture_bytes: int = Field(20 * _MEGA, gt=0)
    max_picture_pixels: int = Field(50 * _MEGA, gt=0)
    max_decoding_bytes: int = Field(2_000 * _MEGA, gt=0)
    max_upload_bytes: int = Field(2_000 * _MEGA, gt=0)
    max_pictures: int = Field(50_000, gt=0)
    max_archive_bytes: int = Field(4_000 * _MEGA, gt=0)
    max_archive_ratio: int = Field(200, gt=0)
    max_model_bytes: int = Field(2_000 * _MEGA, gt=0)
    threads: int = Field(default_factory=lambda: os.cpu_count() or 1, gt=0)
    zoo_dir: Path | None = None
    zoo_mirror: str = ""
    offline: bool = False
    url_pictures: bool = True
    url_private: bool = False
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ()
    ice_servers: Annotated[list[IceServer], NoDecode, BeforeValidator(_from_json)] = Field(default_factory=list)


@cache
def settings() -> Settings:
    """Read the environment on first use.

    Raises
    ------
    SettingsError
        When a variable has a value that cannot be used; names the variable.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # pydantic fills the fields from the environment
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"FACEREC_{first['loc'][0]}".upper()
        given = os.environ.get(variable, first["input"])
        raise SettingsError(f"{variable}={given!r} cannot be used: {first['msg']}.") from error
