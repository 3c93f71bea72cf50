"""What to take, in a sentence."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from facerec.evaluation.verdict import verdict
from facerec.metrics import Rate

GOOD = Rate(0.9, 0.8, 0.95)


def method(name: str, ms: float, *, keeps_promise: bool = True, rate: Rate = GOOD) -> Any:
    cost = SimpleNamespace(ms_per_face=ms)
    return SimpleNamespace(
        name=name,
        rank1=rate,
        dir=rate,
        fpir=Rate(0.01, 0.0, 0.05),
        fpir_target=0.01,
        keeps_promise=keeps_promise,
        outcome=SimpleNamespace(cost=cost),
    )


def test_a_quicker_equal_is_named_only_where_it_keeps_strangers_out() -> None:
    slow, quick, leaky = method("slow", 6), method("quick", 2), method("leaky", 1, keeps_promise=False)
    alike = [["slow", "quick", "leaky"]]
    assert verdict([slow, quick, leaky], alike).endswith(
        "cannot be told apart on this data; quick is 3 times as quick."
    )
    assert verdict([slow, leaky], [["slow", "leaky"]]).endswith("slow and leaky cannot be told apart on this data.")


def test_a_quicker_method_far_behind_is_not_recommended_where_few_people_tie_it() -> None:
    good, poor = method("good", 6), method("poor", 1, rate=Rate(0.0, 0.0, 0.85))
    assert verdict([good, poor], [["good", "poor"]]).endswith("good and poor cannot be told apart on this data.")


def test_a_method_that_names_too_many_strangers_is_not_taken_where_others_keep_them_out() -> None:
    leaky, tight = method("leaky", 1, keeps_promise=False), method("tight", 6)
    assert verdict([leaky, tight], []).startswith("Take tight: ")
    assert verdict([leaky], []).startswith("leaky names")
    assert verdict([leaky, leaky], []).startswith("Take none of these for strangers: even leaky")
