"""Recognize: pictures in, names out, with the reasons."""

import shlex

import streamlit as st

from pages import answers, live_people, members, pictures, sources, ui

st.title("Recognize")
if st.query_params.pop("from", None) == "webcam":  # a link that promises the webcam leads to it
    st.session_state["choice-live"] = "Live webcam"
choices, outcome = st.columns([1, 2], gap="large")

name = ui.choose_model(choices)
if name is None:
    st.info("There is no model yet. Train one first; the sample people take a few seconds.")
    sources.offer_sample_people()
    st.page_link("train.py", label="Train with my own pictures", icon=":material/model_training:")
    ui.same_from_code("python -m facerec train people.csv -o family", "python -m facerec recognize family picture.jpg")
    st.stop()

with choices:
    with ui.errors_in_words():
        recognizer = ui.open_model(name)
    source = st.segmented_control(
        "From", ("Pictures", "Live webcam"), default="Pictures", key="choice-live", required=True
    )
    chosen = pictures.choose(several=True) if source == "Pictures" else []
    threshold = answers.choose_threshold(name, recognizer)
    members.note_changes(name, recognizer)

with outcome:
    if source == "Live webcam":
        live_people.show(name, recognizer, threshold)
    elif not chosen:
        pictures.invite("Choose a picture to begin, or take the sample group photo.")
    for number, (file, data) in enumerate(chosen):
        answers.show(name, recognizer, file, data, threshold, number)

members.show(name, recognizer)
model = shlex.quote(name)
ui.same_from_code(
    f"python -m facerec recognize {model} picture.jpg --threshold {threshold:.4g} --json --why reasons",
    f"python -m facerec update {model} Ada ada-1.jpg ada-2.jpg",
    f"python -m facerec forget {model} Ada",
)
