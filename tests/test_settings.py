"""What the environment may say, and what happens when it says nonsense."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from facerec.errors import SettingsError
from facerec.settings import settings


def test_limits_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in os.environ:
        if variable.startswith("FACEREC_MAX_"):
            monkeypatch.delenv(variable)
    assert (settings().max_picture_bytes, settings().max_picture_pixels) == (20_000_000, 50_000_000)


def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEREC_HOME", "/somewhere")
    monkeypatch.setenv("FACEREC_MAX_PICTURES", "7")
    assert (settings().home, settings().max_pictures) == (Path("/somewhere"), 7)
    monkeypatch.setenv("FACEREC_MAX_PICTURES", "8")
    assert settings().max_pictures == 7


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEREC_HOME", "")
    assert settings().home.is_absolute(), "not the folder one happens to be in"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FACEREC_MAX_PICTURES", "many"),
        ("FACEREC_MAX_PICTURE_PIXELS", "0"),
        ("FACEREC_THREADS", "-1"),
        ("FACEREC_ICE_SERVERS", "stun.example.org"),
        ("FACEREC_ICE_SERVERS", '[{"url": "stun:stun.example.org"}]'),
    ],
)
def test_nonsense_is_refused_and_names_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=re.escape(f"{variable}={value!r} cannot be used")):
        settings()


def test_servers_for_the_webcam_are_read_from_json(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().ice_servers == []
    settings.cache_clear()
    monkeypatch.setenv("FACEREC_ICE_SERVERS", '[{"urls": "turn:turn.example.org", "username": "u", "credential": "c"}]')
    (server,) = settings().ice_servers
    assert (server.urls, server.username, server.credential) == ("turn:turn.example.org", "u", "c")


def test_nobody_changes_them_later() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings().max_pictures = 1
