"""Fetching pretrained files: from a mirror or their publishers, never more than stated, never left half-done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from facerec.errors import SettingsError, WeightsError
from facerec.progress import Progress, silent
from facerec.settings import settings
from facerec.zoo.places import cache_folder
from facerec.zoo.registry import is_here, missing, path, weights
from facerec.zoo.weights import Weights

if TYPE_CHECKING:
    import pooch
    from requests import Response

_RETRIES = 2
_TIMEOUT = (10.0, 30.0)  # seconds to connect, and between two pieces of the answer
_PIECE = 65_536
_GRACE = 30.0  # seconds before the rate counts
_LEAST_RATE = 4_000  # bytes a second, over all of a file: what a telephone line carries


def addresses(known: Weights) -> list[str]:
    """Return from where a file may be fetched, first one first: the mirror of the settings, then its publisher.

    Raises
    ------
    SettingsError
        When the mirror is no http or https address.
    """
    mirror = settings().zoo_mirror
    if mirror and not mirror.startswith(("http://", "https://")):
        raise SettingsError(f"FACEREC_ZOO_MIRROR={mirror!r} cannot be used: give an address with http:// or https://.")
    mirrored = [f"{mirror.rstrip('/')}/{quote(known.file)}"] if mirror else []
    return mirrored + ([known.url] if known.url else [])


def fetch(name: str, progress: Progress = silent) -> Path:
    """Return the file, fetched into the cache folder where it is not here yet.

    Show its licence before: `Weights.licence` and `licence_url`. A file stands under its name only when its SHA-256 is
    the one described; a broken download is begun anew, twice at each address.

    Parameters
    ----------
    name : str
    progress : Progress
        Told in bytes.

    Raises
    ------
    UnknownWeights
    WeightsMissing
        When it is not here and could not be fetched, or must not be; says why for each address, and what to do.
    WeightsError
        When it cannot be saved.
    """
    known = weights(name)
    if is_here(name):
        return path(name)
    if settings().offline:
        raise missing(known, "is not on this machine, and the setting FACEREC_OFFLINE forbids fetching it")
    troubles = []
    for url in addresses(known):
        trouble = _download(known, url, progress)
        if trouble is None:
            return path(name)
        troubles.append(f"{url}: {trouble}")
    reasons = f" could not be fetched ({'; '.join(troubles)})" if troubles else "is offered nowhere"
    raise missing(known, reasons.strip())


def _download(known: Weights, url: str, progress: Progress) -> str | None:
    """Fetch a file into the cache folder; return what went wrong on the way."""
    import pooch  # loads requests: a wait that only those have who fetch
    from requests.exceptions import RequestException

    pooch.get_logger().setLevel("WARNING")  # it would announce every download on stderr
    store = pooch.create(
        path=cache_folder(),
        base_url="",
        registry={known.file: f"sha256:{known.sha256}"},
        urls={known.file: url},
        retry_if_failed=_RETRIES,
    )
    try:
        store.fetch(known.file, downloader=_Download(known, progress))
    except _Hopeless as error:
        return str(error)
    except RequestException as error:
        return _in_words(error)
    except ValueError:
        return "its SHA-256 is not the published one"
    except OSError as error:
        raise WeightsError(f"{known.file} cannot be saved in {cache_folder()}: {error.strerror or error}.") from error
    return None


class _Hopeless(Exception):
    """An answer that will not be better the next time, so it is not asked for again."""


class _Download:
    """A downloader for pooch that stops where an answer is longer than it should be, or hardly comes at all."""

    def __init__(self, known: Weights, progress: Progress) -> None:
        self._known = known
        self._progress = progress

    def __call__(self, url: str, output_file: str, store: pooch.Pooch) -> None:
        from requests.exceptions import HTTPError

        from facerec.zoo.prompt import session

        headers, hooks = {"Accept-Encoding": "identity"}, {"response": _without_detours}
        try:
            with (
                session(_TIMEOUT[1]) as asking,
                asking.get(url, stream=True, timeout=_TIMEOUT, headers=headers, hooks=hooks) as answer,
                Path(output_file).open("wb") as file,
            ):
                answer.raise_for_status()
                answer.raw.stream = lambda *_, **__: self._pieces(answer.raw)  # requests would wait for full pieces
                for piece in answer.iter_content(_PIECE):
                    file.write(piece)
        except HTTPError as error:
            if error.response is None or error.response.status_code >= 500:  # it may be well again in a second
                raise
            raise _Hopeless(_in_words(error)) from error

    def _pieces(self, body: Any) -> Iterator[bytes]:
        """Yield what arrives, as long as it is no more than stated and comes quickly enough; tell how much it is."""
        begun, came = time.monotonic(), 0
        while piece := body.read1(_PIECE, decode_content=True):
            came += len(piece)
            if came > self._known.bytes:
                raise _Hopeless(f"it is larger than the published {self._known.bytes:,} bytes")
            if time.monotonic() - begun > _GRACE + came / _LEAST_RATE:
                raise _Hopeless(f"it comes with less than {_LEAST_RATE:,} bytes a second")
            self._progress(f"Fetching {self._known.file}, bytes", came, self._known.bytes)
            yield piece


def _without_detours(answer: Response, **_: Any) -> None:
    """Leave the body of a redirect unread; requests would wait for all of it."""
    if answer.is_redirect:
        answer.raw.close()
        answer.raw.stream = lambda *_, **__: iter(())


def _in_words(error: Exception) -> str:
    from requests import exceptions

    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code}"
    if isinstance(error, exceptions.ChunkedEncodingError):
        return "the answer broke off"
    if isinstance(error, exceptions.Timeout) or "timed out" in str(error):
        return f"no answer within {_TIMEOUT[1]:g} s"
    if isinstance(error, exceptions.ConnectionError):
        return "no connection"
    return f"refused ({type(error).__name__})"
