"""How methods do on pictures that get worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from facerec.datasets import Dataset
from facerec.datasets.grouping import Grouping
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.perturbations import LEVELS, PERTURBATIONS, example
from facerec.evaluation.robustness import Robustness, robustness
from facerec.plots import evaluation
from pages import ui

_MOST_KEPT = 400  # curves of a session: all methods under all perturbations, a few times over

Key = tuple[str, str, str, bool]  # the data set's digest, the contestant's key, the perturbation, bursts together


def show(contestants: Sequence[Contestant], cuts: Cuts, together: Grouping | None) -> None:
    """Show a face at each level of what can happen to it; measure what that does to the methods when asked to."""
    kind = st.selectbox(
        "What happens to the pictures",
        list(PERTURBATIONS),
        format_func=lambda name: PERTURBATIONS[name].title,
        key="choice-perturbation",
    )
    shown = cuts.shown
    slot = ui.drawing_slot(("spoiled", shown.digest, kind))
    ui.show(ui.once(slot, lambda: _levels(shown, kind)), f"levels-{kind}")
    kept: dict[Key, Robustness] = st.session_state.setdefault("robustness", {})
    tied = together is not None and together.bursts == "together"
    keys = [(cuts.of(contestant).digest, contestant.key, kind, tied) for contestant in contestants]
    missing = [one for one, key in zip(contestants, keys, strict=True) if key not in kept]
    if missing:
        st.caption("Learned from clean pictures, asked about spoiled ones. It takes some seconds for each method.")
        if not st.button("Measure", icon=":material/science:", key=f"measure-{kind}"):
            return
        with ui.errors_in_words(), ui.progress_with_stop("robustness") as progress:
            groups = together.numbers if together else None
            results = robustness(cuts, missing, kinds=[kind], groups=groups, progress=progress)
            for result, one in zip(results, missing, strict=True):
                kept[cuts.of(one).digest, one.key, kind, tied] = result
        for oldest in list(kept)[:-_MOST_KEPT]:
            del kept[oldest]
        st.rerun()  # the button has nothing left to do
    _show_curves([kept[key] for key in keys], kind, keys)


def measured(comparison: Comparison, cuts: Cuts, kept: Mapping[Key, Robustness]) -> tuple[Robustness, ...]:
    """Return what is known of the methods that were measured, in the kinds in which all of them were."""
    tied = comparison.grouping is not None and comparison.grouping.bursts == "together"
    known: dict[str, dict[str, Robustness]] = {}
    for method in comparison.methods:
        one = method.contestant
        keys = {kind: (cuts.of(one).digest, one.key, kind, tied) for kind in PERTURBATIONS}
        known[method.name] = {kind: kept[key] for kind, key in keys.items() if key in kept}
    asked = {name: results for name, results in known.items() if results}
    kinds = [kind for kind in PERTURBATIONS if asked and all(kind in results for results in asked.values())]
    return tuple(
        Robustness(name, {kind: of[kind].rank1[kind] for kind in kinds}, {kind: of[kind].fnmr[kind] for kind in kinds})
        for name, of in (asked.items() if kinds else ())
    )


def _levels(dataset: Dataset, kind: str) -> ui.Sheet:
    perturbation = PERTURBATIONS[kind]
    faces = [dataset.faces[0], *(example(dataset.faces[0], kind, level) for level in LEVELS)]
    words = ["0: clean", *(f"{level}: {amount:g}" for level, amount in zip(LEVELS, perturbation.amounts, strict=True))]
    return ui.sheet(np.stack(faces), f"{perturbation.title} from level 0 to 5: {perturbation.unit}", words)


def _show_curves(results: Sequence[Robustness], kind: str, keys: Sequence[Key]) -> None:
    title = PERTURBATIONS[kind].title
    measures = {"rank1": "named rightly", "fnmr": "own person missed, at 1 % FMR on clean pictures"}
    for column, (measure, words) in zip(st.columns(2, gap="medium"), measures.items(), strict=True):
        with column:
            slot = ui.drawing_slot(("robustness", measure, tuple(keys)))
            figure = ui.once(
                slot, lambda m=measure, w=words: ui.drawn(evaluation.robustness(results, kind, m), f"{title}: {w}")
            )
            ui.show(figure, f"{kind}-{measure}")
