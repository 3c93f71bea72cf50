"""What the Train screen says about a trained model, without a browser."""

from __future__ import annotations

import pytest

from facerec.datasets import people_from_uploads
from tests.pages.test_doctor import faces_of_three, opened


def test_folds_follow_the_sessions_of_a_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name.removeprefix("all/"): data for name, data in faces_of_three().items()}
    lines = [f"{path};{path.split('/')[0]};day {int(path[-5]) % 2}" for path in files]
    table = "\n".join(["path;label;session", *lines]).encode()
    app = opened(people_from_uploads([("people.csv", table), *files.items()]), monkeypatch)
    next(button for button in app.button if button.label == "Train").click().run()
    assert not app.exception
    captions = [caption.value for caption in app.caption]
    assert any("Folds follow the column 'session'" in caption for caption in captions)
    assert any("2-fold cross-validation" in caption for caption in captions), "two sessions allow no more"
