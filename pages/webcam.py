"""The live webcam: video through WebRTC, what is seen in it now, and what to do where it does not connect."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

import av
import streamlit as st
from streamlit_webrtc import WebRtcMode, webrtc_streamer

from facerec.live import LiveWorker, Mode, Seen
from facerec.memory import give_back_after
from facerec.settings import settings
from pages import camera_check, camera_trouble

_PATIENCE = 10.0  # seconds after which a connection that does not come about is given up
_UNTIL_GONE = 5.0  # seconds after which the connection has let go of its frames, too
_VIDEO = {"width": {"ideal": 640}, "height": {"ideal": 480}, "frameRate": {"ideal": 30}}
_WORDS = {
    "start": "Start the webcam",
    "stop": "Stop",
    "select_device": "Choose a camera",
    "media_api_not_available": "This browser gives the page no camera: open the page by HTTPS or on localhost.",
    "device_ask_permission": camera_trouble.ASKED,
    "device_not_available": "No camera was found. Plug one in, or take a picture from a file.",
    "device_access_denied": "The camera is not allowed. Click the camera or the lock beside the address, and allow it.",
}


class Viewer:
    """One browser's video: a worker while frames come, none before and after."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._key: Hashable = None
        self._make: Callable[[], Mode] | None = None
        self._worker: LiveWorker | None = None
        self._wanted_since: float | None = None
        self._last_frame: float | None = None
        self.wanted = False

    def watch(self, key: Hashable, make: Callable[[], Mode]) -> None:
        """Say what is to be done with the frames; another key ends what was done before."""
        with self._lock:
            if key != self._key:
                self._let_go()
            self._key, self._make = key, make

    def frame(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return a frame with what is seen in it."""
        with self._lock:
            self._last_frame = time.monotonic()
            if self._worker is None and self._make is not None:
                self._worker = LiveWorker(self._make())
            worker = self._worker
        if worker is None:
            return frame
        return av.VideoFrame.from_ndarray(worker.draw(frame.to_ndarray(format="rgb24")), format="rgb24")

    def ended(self) -> None:
        """Let the worker go, since no more frames come."""
        with self._lock:
            self._let_go()

    def seen(self) -> Seen | None:
        """Return what is seen now; None before the first frame and after the last."""
        worker = self._worker
        return worker.seen() if worker else None

    def waiting(self) -> float:
        """Return for how many seconds video is wanted and no frame came."""
        now = time.monotonic()
        if not self.wanted:
            self._wanted_since = self._last_frame = None
            return 0.0
        self._wanted_since = self._wanted_since or now
        return now - (self._last_frame or self._wanted_since)

    def _let_go(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.close()
            give_back_after(_UNTIL_GONE)


def show(key: Hashable, make: Callable[[], Mode]) -> Viewer:
    """Show the webcam with what is seen in it, and the way out where it does not connect.

    Parameters
    ----------
    key : hashable
        Names what is to be done; a change takes effect at once, without connecting anew.
    make : callable
        Makes the mode; called when the first frame comes.
    """
    viewer: Viewer = st.session_state.setdefault("webcam-viewer", Viewer())
    viewer.watch(key, make)
    context = webrtc_streamer(
        key="webcam",
        mode=WebRtcMode.SENDRECV,
        rtc_configuration={"iceServers": _ice_servers()},
        media_stream_constraints={"video": _VIDEO, "audio": False},
        desired_playing_state=False if _gave_up() else None,
        video_frame_callback=viewer.frame,
        on_video_ended=viewer.ended,
        video_html_attrs={"autoPlay": True, "muted": True, "style": {"width": "100%"}},
        translations=_WORDS,
        media_toggle_controls=False,
    )
    trouble = camera_trouble.show()
    viewer.wanted = context.state.playing or context.state.signalling
    st.fragment(_watch_connection, run_every=0.5 if viewer.wanted else None)(viewer)
    with st.container():  # there also while it is empty, so that what stands below does not move and close
        if _gave_up():
            _ladder()
        elif trouble:
            _offer_pictures()
    return viewer


def help_out() -> None:
    """Offer to find out why the webcam does not start."""
    with st.expander("Does the webcam not start?", icon=":material/troubleshoot:", expanded=_gave_up()):
        camera_check.show(_ice_servers())


def _ice_servers() -> list[dict[str, Any]]:
    return [server.model_dump(exclude_none=True) for server in settings().ice_servers]


def _gave_up() -> bool:
    return bool(st.session_state.get("webcam-gave-up"))


def _watch_connection(viewer: Viewer) -> None:
    """Give up where no frames come, so that nobody waits for ever."""
    waited = viewer.waiting()
    if waited > _PATIENCE:
        st.session_state["webcam-gave-up"] = True
        st.rerun()
    if waited > 1:
        what = "Connecting" if viewer.seen() is None else "No picture comes; is the camera still plugged in?"
        st.caption(f"{what} … {waited:.0f} of {_PATIENCE:.0f} seconds")


def _ladder() -> None:
    """Say why there may be no video, and what can be done instead."""
    st.warning(
        "No video came within ten seconds. Either the camera was unplugged or is used elsewhere, or the network lets no"
        " video through (ICE failed): between networks a TURN server is needed, which FACEREC_ICE_SERVERS names."
        " A snapshot or an upload works without."
    )
    with st.container(horizontal=True):
        st.button("Try again", icon=":material/refresh:", on_click=_forget_giving_up)
        _offer_pictures()


def _offer_pictures() -> None:
    """Offer to go on without video."""
    with st.container(horizontal=True):
        for label, source in (("Take a snapshot", "Camera"), ("Upload a picture", "Upload")):
            st.button(label, on_click=_take_pictures_from, args=(source,))


def _forget_giving_up() -> None:
    st.session_state["webcam-gave-up"] = False


def _take_pictures_from(source: str) -> None:
    _forget_giving_up()
    st.session_state["choice-live"] = "Pictures"
    st.session_state["choice-picture-source"] = source
