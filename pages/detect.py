"""Detect: pictures in, boxes out; several detectors side by side."""

import streamlit as st

from pages import detected, downloads, pictures, ui

st.title("Detect")
choices, outcome = st.columns([1, 2], gap="large")

with choices:
    chosen = pictures.choose(detected.samples(), several=True)
    search = detected.choose_search()
    downloads.offer(detected.missing(search.target), open=not search.detectors)
    hide = detected.choose_anonymising(search.target)

with outcome:
    if not chosen:
        pictures.invite("Choose pictures to begin, or take a sample: people, a stranger, or cats.")
    elif not search.detectors:
        st.info("Nobody looks yet: choose a detector, or fetch one.")
    else:
        for number, (file, data) in enumerate(chosen):
            detected.show(file, data, search, hide, number)

ui.same_from_code(*search.commands())
