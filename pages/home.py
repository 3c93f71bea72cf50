"""Home: what this is, what it is not, and the quickest way in."""

import streamlit as st

from facerec.storage import ModelStore
from pages import models, sources, ui

words, photo = st.columns([3, 2], gap="large", vertical_alignment="center")
with words:
    st.title("facerec")
    st.markdown(
        "A laboratory for recognizing faces. Give it pictures of people, and it learns to tell them apart with the"
        " method you choose, shows what that method sees, and measures how well it does: on your people, and on"
        " strangers. Nothing is downloaded unless you ask, and no picture leaves this machine."
    )
    sources.offer_sample_people()
    st.caption("Twenty drawn people who do not exist, ten pictures each.")
photo.image(ui.SAMPLE_DATA / "groups" / "group-1.jpg", alt="Some of the sample people, drawn", width="stretch")

st.header("What else it does")
with st.container(horizontal=True):
    st.page_link("compare.py", label="Which method suits my people?", icon=":material/compare_arrows:")
    st.page_link(
        "recognize.py", label="Name faces live, by webcam", icon=":material/videocam:", query_params={"from": "webcam"}
    )
    st.page_link("detect.py", label="Find faces, cats and objects", icon=":material/center_focus_strong:")
    st.page_link("edge_filter.py", label="Filter edges", icon=":material/blur_linear:")

st.header("What it is not")
st.markdown(
    "It does not check that a face is alive: a photo of a photo passes, so do not guard a door with it."
    " Ask people before you enrol them."
)

st.header("Trained already")
st.caption(models.FOR_EVERYBODY)
with ui.errors_in_words():
    store = ModelStore()
    manifests, damaged = store.manifests(), store.damaged()
if not manifests and not damaged:
    st.info("Nothing yet. Train a model with the sample people, or with your own pictures.")
    st.page_link("train.py", label="Train with my own pictures", icon=":material/model_training:")
for name, manifest in manifests.items():
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{ui.plain(name)}**  \n{models.in_short(manifest)}", width="content")
        if st.button("Recognize", key=f"use-{name}", icon=":material/familiar_face_and_zone:"):
            st.session_state["latest-model"] = name
            st.switch_page("recognize.py")
for name, reason in damaged.items():
    st.warning(ui.plain(f"{name}: {reason}"))
    models.offer_delete(store, name, models.identity_of(store, name))

ui.same_from_code("python -m facerec train sample_data/people.csv -o sample", "python -m facerec models")
