"""Names that show nothing, or something else than they are, are refused."""

from __future__ import annotations

import pytest

from facerec.datasets.names import can_be_shown, is_clear, why_no_name
from facerec.errors import BadParameter
from facerec.training import check_names

INVISIBLE = ["Ada\u200b", "\u202eadA", "A\u00adda", "Ada\ufeff", "A\u2060da", "Ada\u2066"]


@pytest.mark.parametrize("name", INVISIBLE)
def test_a_name_with_characters_that_cannot_be_seen_is_refused(name: str) -> None:
    assert not is_clear(name)
    assert can_be_shown(name)  # older model files hold such names
    reason = why_no_name(name)
    assert reason is not None
    assert reason.isprintable()
    assert "cannot be seen" in reason
    with pytest.raises(BadParameter, match="cannot be seen"):
        check_names(["Ada", name])


@pytest.mark.parametrize("name", ["Ada", "می\u200cخواهم", "क्\u200dष", "Zoë", "李", "👩\u200d🔬"])
def test_joiners_that_scripts_need_are_part_of_names(name: str) -> None:
    assert is_clear(name)
    assert why_no_name(name) is None
    check_names([name])
