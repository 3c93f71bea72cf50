"""Edge Filter: what remains of a picture when only its edges are looked at."""

import streamlit as st

from pages import edged, pictures, ui

st.title("Edge Filter")
choices, outcome = st.columns([1, 2], gap="large")

with choices:
    chosen = pictures.choose(("groups", "cats", "stranger"))
    method = edged.choose_method()

with outcome:
    if not chosen:
        pictures.invite("Choose a picture to begin, or take a sample.")
    for file, data in chosen:
        edged.show(file, data, method)

edged.show_faces_of_model(method)
ui.same_from_code(method.command())
