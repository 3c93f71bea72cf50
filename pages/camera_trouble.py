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

# The frame does not report that the camera was refused or is still being asked for, so its text is read: an alert
# such as "NotAllowedError: Permission denied", or a sign that it waits. The frame belongs to this site; where a browser
# keeps it closed all the same, nothing is shown here. The name goes to the server, which offers other ways.
_JS = """
const look = (words, permission) => {
  if (!window.isSecureContext) return { sentence: words.insecure, name: "" };
  if (!navigator.mediaDevices?.getUserMedia) return { sentence: words.unsupported, name: "" };
  const shown = document.querySelector("iframe[title*=webrtc]")?.contentDocument?.body;
  if (permission === "prompt" && shown?.querySelector("[role=progressbar]")) return { sentence: words.asked, name: "" };
  const alert = shown?.querySelector("[role=alert]")?.innerText;
  if (alert === undefined) return { sentence: "", name: "" };
  const name = alert.match(/^\\s*(\\w+)\\s*:/)?.[1] ?? "unnamed";
  return { sentence: words[name] ?? words.unknown.replace("{name}", name), name };
};

export default function ({ parentElement, data, setStateValue }) {
  const place = parentElement.querySelector("p");
  let permission;
  navigator.permissions?.query({ name: "camera" }).then(answer => { permission = answer; }, () => {});  // not all can
  const tell = () => {
    const { sentence, name } = look(data.words, permission?.state);
    if (place.textContent !== sentence) place.textContent = sentence;
    place.hidden = !sentence;
    if ((place.dataset.name ?? "") !== name) {  // each report runs the page again
      place.dataset.name = name;
      setStateValue("name", name);
    }
  };
  tell();
  const timer = setInterval(tell, 500);
  return () => clearInterval(timer);
}
"""

_component = st.components.v2.component("camera_trouble", html='<p role="alert" hidden></p>', css=_CSS, js=_JS)


def show() -> str:
    """Say what keeps the camera from starting, as long as something does.

    Returns
    -------
    str
        What the browser calls it, e.g. "AbortError", also where the name is not known here; "" where there is none.
    """
    result = _component(
        key="camera-trouble",
        data={"words": camera_check.CAMERA | {"asked": ASKED, "unknown": camera_check.UNKNOWN}},
        default={"name": ""},
        on_name_change=lambda: None,
    )
    return str(result.name or "")
