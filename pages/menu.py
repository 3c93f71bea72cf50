"""The menu: the main script, so that a screen opened by its address finds it too."""

from pathlib import Path

import streamlit as st

st.set_page_config(page_title="facerec", page_icon=Path(__file__).with_name("icon.svg"), layout="wide")
st.html("<style>[data-testid='stMainBlockContainer'] {padding-top: 4.5rem; max-width: 84rem}</style>")

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
