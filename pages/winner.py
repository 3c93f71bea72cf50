"""From a comparison to a model: train one of its methods on everybody and keep it."""

from __future__ import annotations

import streamlit as st

from facerec.datasets import Dataset
from facerec.detection import Crop
from facerec.evaluation.comparing import Comparison
from facerec.recognizer import FaceRecognizer
from pages import methods, models, ui

_FOLDS = 10


def offer(comparison: Comparison, dataset: Dataset, crop: Crop) -> None:
    """Offer to train a method, the best first, and to save it."""
    names = [method.name for method in comparison.methods]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Take", names, key=f"take-{names}", help="The best comes first.")
        asked = st.button("Train it on everybody", key="train-winner", icon=":material/model_training:")
    recipe = comparison.method(name).contestant.recipe
    method = methods.Method(recipe, (), comparison.plan.fpir, _FOLDS, keep_faces=True)
    request = dataset.digest, crop, method
    slot = ui.recognizer_slot(("trained", request))  # as on the Train screen: what was trained there is there

    def train() -> FaceRecognizer:
        with ui.progress_with_stop("winner") as progress:
            return FaceRecognizer.fit(
                dataset, recipe=recipe, crop=crop, fpir=method.fpir, folds=_FOLDS, progress=progress
            )

    if asked:
        with ui.errors_in_words(stop=False):
            st.session_state["winner"] = request, ui.once(slot, train)
    if st.session_state.get("winner", (None, None))[0] == request:
        recognizer = st.session_state["winner"][1]
        st.caption(
            f"{name} has learned all {len(dataset.faces):,} faces; its threshold is"
            f" {recognizer.open_set.threshold:.4g}. {ui.plain(recognizer.open_set.note)}"
        )
        models.keep(recognizer, recipe)
