"""The menu: the main script, so that a screen opened by its address finds it too."""

from pathlib import Path

import streamlit as st

from facerec.storage import ModelStore

st.set_page_config(page_title="facerec", page_icon=Path(__file__).with_name("icon.svg"), layout="wide")
style = "[data-testid='stMainBlockContainer'] {padding-top: 4.5rem; max-width: 84rem}"
if st.context.theme.type == "dark":  # white letters on its teal had a contrast of 3 to 1; these have 6, pointed at 7
    style += " [data-testid^='stBaseButton-primary'], [data-tag] {color: #101517 !important}"
    style += " [data-testid^='stBaseButton-primary']:is(:hover, :focus-visible) {background: #5bb5af !important}"
st.html(f"<style>{style}</style>")


@st.cache_resource(show_spinner=False)
def tidy_store() -> None:
    """Remove, once a server, what killed processes left among the models."""
    ModelStore().tidy()


tidy_store()

for key in [key for key in st.session_state if str(key).startswith("choice-")]:
    st.session_state[key] = st.session_state[key]  # else a choice is forgotten when people look at another screen

screen = st.navigation(
    [
        st.Page("home.py", title="Home", icon=":material/home:", default=True),
        st.Page("train.py", title="Train", icon=":material/model_training:"),
        st.Page("recognize.py", title="Recognize", icon=":material/familiar_face_and_zone:"),
        st.Page("detect.py", title="Detect", icon=":material/center_focus_strong:"),
        st.Page("edge_filter.py", title="Edge Filter", icon=":material/blur_linear:"),
        st.Page("compare.py", title="Model Compare", icon=":material/compare_arrows:"),
    ],
    position="top",
)
screen.run()
