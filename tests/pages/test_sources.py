"""What the screens say about how people were read."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.datasets import people_from_uploads
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
