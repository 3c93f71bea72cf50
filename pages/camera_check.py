"""A test of the camera and the connection, in the browser itself, with the answer in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_HTML = '<button type="button">Test camera and connection</button> <span role="status"></span>'

_CSS = """
button {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color); cursor: pointer;
  padding: 0.35rem 0.75rem; border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
}
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
span { font: inherit; color: var(--st-text-color); opacity: 0.7; }
"""

# The camera is opened and let go at once; then the browser is asked by which ways it can be reached. Each step has a
# limit of its own, so that no test takes longer than ten seconds.
_JS = """
const within = (promise, seconds, otherwise) =>
  Promise.race([promise, new Promise(resolve => setTimeout(() => resolve(otherwise), 1000 * seconds))]);

async function camera() {
  if (!window.isSecureContext) return { camera: "insecure" };
  if (!navigator.mediaDevices?.getUserMedia) return { camera: "unsupported" };
  const asked = navigator.mediaDevices.getUserMedia({ video: true }).then(
    stream => {
      const label = stream.getVideoTracks()[0]?.label ?? "";
      stream.getTracks().forEach(track => track.stop());
      return { camera: "ok", label };
    },
    error => ({ camera: error.name }),
  );
  return within(asked, 6, { camera: "unanswered" });
}

async function ways(iceServers) {
  if (!window.RTCPeerConnection) return ["unsupported"];
  const peer = new RTCPeerConnection({ iceServers });
  try {
    const found = new Set();
    const all = new Promise(resolve => {
      peer.onicecandidate = event => event.candidate?.type ? found.add(event.candidate.type) : resolve();
    });
    peer.addTransceiver("video");
    await peer.setLocalDescription(await peer.createOffer());
    await within(all, 3);
    return [...found].sort();
  } finally {
    peer.close();
  }
}

export default function ({ parentElement, data, setStateValue }) {
  const button = parentElement.querySelector("button"), status = parentElement.querySelector("span");
  button.onclick = async () => {
    button.disabled = true;
    status.textContent = "Testing; the browser may ask for permission …";
    try {
      const answer = await camera();
      answer.ways = await ways(data.iceServers).catch(error => [error.name]);
      setStateValue("answer", answer);
    } finally {
      button.disabled = false;
      status.textContent = "";
    }
  };
}
"""

_component = st.components.v2.component("camera_check", html=_HTML, css=_CSS, js=_JS)

CAMERA = {
    "insecure": "This page is not opened by HTTPS, and browsers give a camera only to pages that are, or to localhost."
    " Open it by https:// or on the machine it runs on; or upload a picture.",
    "unsupported": "This browser gives pages no camera. Take a current Firefox, Chrome, Edge or Safari.",
    "unanswered": "The question for the camera was not answered. Look for it beside the address, and allow the camera.",
    "NotAllowedError": "The camera is not allowed. Click the camera or the lock beside the address, allow it, and try"
    " again; also see whether the operating system lets the browser use it.",
    "NotFoundError": "No camera was found. Plug one in, or take a picture from a file.",
    "NotReadableError": "The camera is there, but another program uses it. Close that program and try again.",
    "OverconstrainedError": "The camera cannot give pictures of the wanted size. Choose another one.",
    "AbortError": "The camera failed while it was opened. Plug it in again or restart the browser, and try again.",
    "SecurityError": "The browser's settings, or a page around this one, forbid the camera. Allow it in the browser's"
    " settings, or open this page in a tab of its own.",
    "TypeError": "The browser cannot ask for a camera here. Open the page by HTTPS or on localhost, in a current"
    " Firefox, Chrome, Edge or Safari.",
}
"""What to do, by what the browser calls its trouble with the camera."""

UNKNOWN = "The browser refuses the camera ({name}). Try another camera or browser, or take a picture from a file."
"""What to do about a name that is not in `CAMERA`."""


def show(ice_servers: list[dict[str, Any]]) -> None:
    """Offer the test, and say what came of it."""
    result = _component(
        key="camera-check",
        data={"iceServers": ice_servers},
        default={"answer": None},
        on_answer_change=lambda: None,
    )
    if not result.answer:
        return
    good, sentence = in_words(result.answer, with_servers=bool(ice_servers))
    (st.success if good else st.warning)(sentence)


def in_words(answer: Mapping[str, Any], *, with_servers: bool) -> tuple[bool, str]:
    """Say what the browser answered, and whether video can be expected to work.

    Parameters
    ----------
    answer : mapping
        ``camera``: "ok" or what went wrong; ``ways``: the types of ICE candidates that the browser found.
    with_servers : bool
        Whether ICE servers are set.
    """
    camera, ways = str(answer.get("camera")), set(answer.get("ways") or ())
    if camera != "ok":
        return False, CAMERA.get(camera, UNKNOWN.format(name=camera))
    if not ways & {"host", "srflx", "relay"}:
        return False, (
            "The camera works, but the browser finds no way to send video (no ICE candidate): a network or privacy"
            " setting blocks WebRTC. Allow it for this page, or take snapshots."
        )
    if with_servers and not ways & {"srflx", "relay"}:
        return False, (
            "The camera works, but none of the ICE servers answered. In the same network video may work all the same;"
            " else check FACEREC_ICE_SERVERS."
        )
    return True, (
        "The camera works, and the browser can send video"
        + (" by a relay." if "relay" in ways else " within this network." if ways == {"host"} else ".")
        + ("" if with_servers else " Between networks a TURN server is needed: see FACEREC_ICE_SERVERS in the README.")
    )
