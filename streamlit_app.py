"""One process, one port: the dashboard, and room for the routes of an API beside it."""

import streamlit as st
from starlette.middleware import Middleware

from facerec import plots, storage  # noqa: F401  # loads the libraries before the first visitor has to wait for them
from pages.hosts import HostCheck

app = st.App("pages/menu.py", middleware=[Middleware(HostCheck)])
