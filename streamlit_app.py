"""One process, one port: the dashboard, and room for the routes of an API beside it."""

import streamlit as st

app = st.App("pages/menu.py")
