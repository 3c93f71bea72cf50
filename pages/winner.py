"""From a comparison to a model: train one of its methods on everybody and keep it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from facerec.detection import Crop
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.verdict import recommended
from facerec.recognizer import FaceRecognizer
from pages import methods, models, ui

_FOLDS = 10


def offer(comparison: Comparison, cuts: Cuts, crops: Sequence[Crop]) -> None:
    """Offer to train a method, the best first, and to save it."""
    names = [method.name for method in comparison.methods]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = names.index(recommended(comparison.methods).name)
        name = st.selectbox("Take", names, index=first, key=f"take-{names}", help="The best comes first.")
        asked = st.button("Train it on everybody", key="train-winner", icon=":material/model_training:")
    contestant = comparison.method(name).contestant
    dataset, fpir = cuts.of(contestant), comparison.plan.fpir
    crop = next(crop for crop in crops if crop.colour == contestant.colour)
    own = contestant.recipe == "custom"
    method = methods.Method(contestant.recipe, tuple(contestant.parameters.items()), fpir, _FOLDS, keep_faces=True)
    request = dataset.digest, crop, contestant.key if own else method
    slot = ui.recognizer_slot(("trained", request))  # as on the Train screen: what was trained there is there

    def train() -> FaceRecognizer:
        with ui.progress_with_stop("winner") as progress:
            return FaceRecognizer.fit(
                dataset,
                recipe=contestant.pipeline if own else contestant.recipe,
                parameters=contestant.parameters,
                crop=crop,
                fpir=fpir,
                folds=_FOLDS,
                progress=progress,
            )

    if asked:
        with ui.errors_in_words(stop=False):
            st.session_state["winner"] = request, ui.once(slot, train)
    if st.session_state.get("winner", (None, None))[0] == request:
        recognizer = st.session_state["winner"][1]
        st.caption(
            f"{ui.plain(name)} has learned all {len(dataset.faces):,} faces; its threshold is"
            f" {recognizer.open_set.threshold:.4g}. {ui.plain(recognizer.open_set.note)}"
        )
        models.keep(recognizer, name if own else contestant.recipe)
