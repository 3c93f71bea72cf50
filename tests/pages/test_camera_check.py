"""What the browser says of camera and connection, in words that help."""

from __future__ import annotations

import re

import pytest

from pages.camera_check import in_words


@pytest.mark.parametrize(
    ("camera", "words"),
    [
        ("insecure", "HTTPS"),
        ("unsupported", "gives pages no camera"),
        ("unanswered", "not answered"),
        ("NotAllowedError", "allow it"),
        ("NotFoundError", "No camera was found"),
        ("NotReadableError", "another program uses it"),
        ("AbortError", "failed while it was opened"),
        ("SecurityError", "forbid the camera"),
        ("TypeError", "cannot ask for a camera"),
        ("BrandNewTrouble", r"refuses the camera \(BrandNewTrouble\)"),
    ],
)
def test_what_is_wrong_with_the_camera(camera: str, words: str) -> None:
    good, sentence = in_words({"camera": camera, "ways": ["host"]}, with_servers=False)
    assert not good
    assert re.search(words, sentence)


@pytest.mark.parametrize(
    ("ways", "with_servers", "good", "words"),
    [
        (["host"], False, True, "within this network. Between networks a TURN server is needed"),
        (["host", "srflx"], True, True, "can send video."),
        (["host", "relay", "srflx"], True, True, "by a relay."),
        ([], False, False, "no ICE candidate"),
        (["NotSupportedError"], False, False, "no ICE candidate"),
        (["host"], True, False, "none of the ICE servers answered"),
    ],
)
def test_what_is_wrong_with_the_connection(ways: list[str], with_servers: bool, good: bool, words: str) -> None:
    told, sentence = in_words({"camera": "ok", "ways": ways}, with_servers=with_servers)
    assert told is good
    assert words in sentence


def test_an_answer_that_is_none_is_no_traceback() -> None:
    assert in_words({}, with_servers=True)[0] is False
