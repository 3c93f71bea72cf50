"""What a table of methods says, in sentences for people."""

from __future__ import annotations

from collections.abc import Sequence

from facerec.evaluation.figures import Method

_QUICKER = 2  # times as quick, from which it is worth a sentence


def recommended(methods: Sequence[Method]) -> Method:
    """Return the best method that keeps strangers out as asked for; the best one where none does.

    Parameters
    ----------
    methods : sequence of Method
        The best first.
    """
    return next((method for method in methods if method.keeps_promise), methods[0])


def verdict(methods: Sequence[Method], ties: Sequence[Sequence[str]]) -> str:
    """Say which method to take, and why.

    Parameters
    ----------
    methods : sequence of Method
        The best first.
    ties : sequence of sequence of str
        Groups that cannot be told apart.
    """
    best = recommended(methods)
    if best.rank1.value is None:
        return (
            "Which method to take could not be measured, because no person has two pictures of different occasions. Add"
            " a second picture for some people."
        )
    strength = _strength(best)
    if len(methods) == 1:
        return f"{best.name} {strength}. Add other methods to compare it with."
    if not best.keeps_promise:
        return (
            f"Take none of these for strangers: even {best.name} gives {best.fpir} of their pictures a name, "
            f"where {100 * best.fpir_target:g} % was asked for."
        )
    equals = {name for group in ties if best.name in group for name in group} - {best.name}
    tied = [method for method in methods if method.name in equals]
    if not tied:
        return f"Take {best.name}: it {strength}. It can be told apart from every other method here."
    said = f"Take {best.name}: it {strength}. {_alike([best, *tied])}"
    keeping = (method for method in tied if method.keeps_promise and _comparable(best, method))
    quickest = min(keeping, key=lambda method: method.outcome.cost.ms_per_face, default=best)
    times = best.outcome.cost.ms_per_face / quickest.outcome.cost.ms_per_face
    return f"{said}; {quickest.name} is {times:.0f} times as quick." if times >= _QUICKER else f"{said}."


def _comparable(best: Method, method: Method) -> bool:
    """Tell whether a method's rate lies in the interval of the best one; few people tie methods that are far apart."""
    if best.dir.value is not None:
        return method.dir.value is not None and method.dir.value >= best.dir.low
    return method.rank1.value is not None and method.rank1.value >= best.rank1.low


def _strength(method: Method) -> str:
    if method.dir.value is not None:
        return (
            f"names {method.dir} of known people's pictures rightly, with a threshold at which "
            f"{method.fpir} of strangers' pictures got a name"
        )
    return f"names {method.rank1} of known people's pictures rightly (rank 1)"


def _alike(methods: Sequence[Method]) -> str:
    names = [method.name for method in methods]
    return f"{', '.join(names[:-1])} and {names[-1]} cannot be told apart on this data"
