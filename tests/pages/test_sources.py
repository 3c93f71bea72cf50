"""What the screens say about how people were read."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.datasets import People, people_from_uploads
from facerec.images import encode
from tests.pages.test_pages import screen


@pytest.mark.parametrize("page", ["train.py", "compare.py"])
def test_what_was_put_together_is_said_where_people_are_chosen(page: str) -> None:
    rng = np.random.default_rng(0)
    names = [f"{part}/{person}/{n}.png" for part in ("train", "val") for person in ("ann", "bob") for n in range(2)]
    people = people_from_uploads([(name, encode(rng.integers(0, 256, (24, 20), np.uint8))) for name in names])
    app = screen(page, crop="none", source="Zip")
    app.session_state["people"] = {"Zip": (("some", "zip"), people)}  # as an upload leaves it
    app.run()
    assert not app.exception
    assert any(info.value.startswith("The folders train, val were put together") for info in app.info)


def test_strangers_count_on_the_train_screen_and_can_be_taken_out(att: tuple[np.ndarray, np.ndarray]) -> None:
    def pictures(people: range) -> People:
        rows = [10 * person + shot for person in people for shot in range(4)]
        return people_from_uploads([(f"people/{att[1][row]}/{row}.png", encode(att[0][row])) for row in rows])

    app = screen("train.py", crop="none", source="Zip", recipe="fisherfaces")
    kept = {"Zip": (("some", "zip"), pictures(range(3))), "strangers": (("other",), pictures(range(20, 24)))}
    app.session_state["people"] = kept
    app.run()
    next(button for button in app.button if button.label == "Train").click().run()
    assert not app.exception
    assert any("7 people (4 of them from pictures of strangers" in info.value for info in app.info)
    assert any("--strangers strangers.zip" in code.value for code in app.code)
    app.button(key="no-strangers").click().run()
    assert not app.exception
    assert any("The choices have changed since" in warning.value for warning in app.warning)
    assert not any("--strangers" in code.value for code in app.code)
