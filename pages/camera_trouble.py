"""Why the webcam's frame shows no video: what the browser calls it there, in words, at once."""

from __future__ import annotations

import streamlit as st

from pages import camera_check

ASKED = "The browser asks whether this page may use the camera. Please allow it."

_CSS = """
p {
  margin: 0; padding: 0.5rem 0.75rem; font: inherit; color: var(--st-text-color);
  border: 1px solid var(--st-border-color); border-left: 4px solid var(--st-primary-color);
  border-radius: var(--st-button-radius);
}
p[hidden] { display: none; }
"""

# The frame tells nobody but its viewer that the camera was refused or is still asked for, so what it shows is read: a
# name such as NotAllowedError, or that it waits. It lies in this very site; where a browser keeps it closed all the
# same, nothing is said here.
_JS = """
const look = (words, permission) => {
  if (!window.isSecureContext) return words.insecure;
  if (!navigator.mediaDevices?.getUserMedia) return words.unsupported;
  const shown = document.querySelector("iframe[title*=webrtc]")?.contentDocument?.body;
  if (permission === "prompt" && shown?.querySelector("[role=progressbar]")) return words.asked;
  return words[shown?.innerText.match(/\\b[A-Z][A-Za-z]+Error\\b/)?.[0]] ?? "";
};

export default function ({ parentElement, data }) {
  const place = parentElement.querySelector("p");
  let permission;
  navigator.permissions?.query({ name: "camera" }).then(answer => { permission = answer; }, () => {});  // not all can
  const tell = () => {
    const sentence = look(data.words, permission?.state);
    if (place.textContent !== sentence) place.textContent = sentence;
    place.hidden = !sentence;
  };
  tell();
  const timer = setInterval(tell, 500);
  return () => clearInterval(timer);
}
"""

_component = st.components.v2.component("camera_trouble", html='<p role="alert" hidden></p>', css=_CSS, js=_JS)


def show() -> None:
    """Say what keeps the camera from starting, as long as something does."""
    _component(key="camera-trouble", data={"words": camera_check.CAMERA | {"asked": ASKED}})
