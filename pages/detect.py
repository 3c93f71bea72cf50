"""Detect: pictures in, boxes out; several detectors side by side."""

import streamlit as st

from pages import detected, downloads, pictures, ui

st.title("Detect")
choices, outcome = st.columns([1, 2], gap="large")

with choices:
    chosen = pictures.choose(("groups", "cats", "stranger"), several=True)
    search = detected.choose_search()
    downloads.offer(detected.missing(search.target))
    hide = detected.choose_anonymising(search.target)

with outcome:
    if not chosen:
        st.info("Choose pictures to begin, or take a sample.")
    elif not search.detectors:
        st.info("Choose one or more detectors.")
    else:
        for number, (file, data) in enumerate(chosen):
            detected.show(file, data, search, hide, number)

ui.same_from_code(*search.commands())
