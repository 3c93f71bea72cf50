"""The live webcam in a real Chromium whose camera shows sample people."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Playwright, expect

from facerec.datasets import load, open_people
from facerec.detection import decide_crop
from facerec.recognizer import FaceRecognizer
from facerec.storage import save
from tests.browser.conftest import CHECKOUT, DESKTOP, PHONE, QUIET, Server, choose, running_server, settled
from tests.live.streams import one_person, write_y4m

pytestmark = pytest.mark.browser

SECONDS = 8  # of video, which the camera shows again and again
PERSON = "Ravi Laurent"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> Iterator[Server]:
    """The dashboard with YuNet and a model of the sample people."""
    home = tmp_path_factory.mktemp("home")
    people = open_people(CHECKOUT / "sample_data/people.csv")
    crop = decide_crop("detect", people, detector="haar")
    (home / "models").mkdir()
    save(FaceRecognizer.fit(load(people, crop.face), crop=crop), home / "models/sample.facerec")
    with running_server(home, FACEREC_ZOO_DIR=str(assets / "weights")) as server:
        yield server


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    video = tmp_path_factory.mktemp("camera") / "person.y4m"
    write_y4m(video, (picture for picture, _ in one_person("ravi-laurent", (1, 2)).frames(30 * SECONDS)))
    return video


def with_flags(playwright: Playwright, chromium: str, *flags: str) -> Browser:
    return playwright.chromium.launch(executable_path=chromium, args=[*QUIET, *flags])


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str, camera: Path) -> Iterator[Browser]:
    running = with_flags(
        playwright,
        chromium,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    )
    yield running
    running.close()


def start(page: Page) -> FrameLocator:
    settled(page)
    choose(page, "Live webcam")
    frame = page.frame_locator("iframe[title*=webrtc]")
    frame.get_by_role("button", name="Start the webcam").click()
    return frame


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_name_appears_and_the_stream_ends_with_the_screen(
    open_page: Callable[..., Page], server: Server, size: tuple[int, int]
) -> None:
    page = open_page("recognize", size)
    frame = start(page)
    expect(page.get_by_text("frames a second", exact=False)).to_be_visible()
    video = frame.locator("video")
    video.wait_for()
    assert video.evaluate("video => [video.videoWidth, video.videoHeight]") == [640, 480]
    expect(page.get_by_test_id("stTable").get_by_text(PERSON)).to_be_visible(timeout=180_000)  # slow where busy
    assert video.evaluate("video => video.getVideoPlaybackQuality().totalVideoFrames") > 30

    assert busy(server, page) > 0.1
    page.goto(f"{server.url}/edge_filter")
    expect(page.get_by_role("heading", level=1, name="Edge Filter")).to_be_visible()
    assert comes_to_rest(server, page), "the worker stops when its viewer leaves"


def comes_to_rest(server: Server, page: Page) -> bool:
    """Tell whether the server's work ends within eight seconds."""
    return any(busy(server, page) < 0.05 for _ in range(4))


def busy(server: Server, page: Page) -> float:
    """Share of a core that the server uses, over two seconds."""

    def seconds() -> float:
        fields = Path(f"/proc/{server.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before = seconds()
    page.wait_for_timeout(2_000)
    return (seconds() - before) / 2


def test_a_snapshot_is_recognized(open_page: Callable[..., Page]) -> None:
    page = open_page("recognize")
    settled(page)
    choose(page, "Camera")
    page.get_by_role("button", name="Take Photo").click()
    expect(page.get_by_text("snapshot.jpg").first).to_be_visible()
    expect(page.get_by_text("This is …").first).to_be_visible()


def test_faces_are_enrolled_from_the_stream(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page("recognize")
    start(page)
    expect(page.get_by_text("frames a second", exact=False)).to_be_visible()
    page.get_by_text("Enrol somebody from the webcam").click()
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Take ten faces").click()
    page.get_by_role("button", name="Add them to the model").click(timeout=180_000)
    expect(page.get_by_text("People in sample (21)", exact=False)).to_be_visible()


def test_an_unplugged_camera_is_told_and_the_work_ends(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page("recognize")
    page.add_init_script(
        "const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = async wanted => (window.camera = await ask(wanted));"
    )
    page.reload()
    start(page)
    expect(page.get_by_text("frames a second", exact=False)).to_be_visible()
    (frame,) = (frame for frame in page.frames if "webrtc" in frame.url)
    frame.evaluate("camera.getTracks().forEach(track => track.stop())")
    expect(page.get_by_text("the camera was unplugged", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Take a snapshot")).to_be_visible()
    assert comes_to_rest(server, page)


def test_a_camera_that_is_denied_is_told(playwright: Playwright, chromium: str, server: Server) -> None:
    denied = with_flags(playwright, chromium, "--use-fake-device-for-media-stream", "--deny-permission-prompts")
    page = denied.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/recognize")
    frame = start(page)
    expect(frame.get_by_text("NotAllowedError", exact=False)).to_be_visible()
    told = page.get_by_role("alert").get_by_text("The camera is not allowed", exact=False)
    expect(told).to_be_visible(timeout=5_000)  # and not after the ten seconds in which a connection may come about
    page.get_by_text("Does the webcam not start?").click()
    page.get_by_role("button", name="Test camera and connection").click()
    expect(page.get_by_test_id("stAlert").get_by_text("The camera is not allowed", exact=False)).to_be_visible()
    denied.close()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("new DOMException('Could not start video source', 'NotReadableError')", "another program uses it"),
        ("new DOMException('Starting videoinput failed', 'AbortError')", "failed while it was opened"),
        ("new DOMException('The operation is insecure.', 'SecurityError')", "forbid the camera"),
        ("new TypeError('At least one of audio and video must be requested')", "cannot ask for a camera here"),
        ("new DOMException('as yet unheard of', 'BrandNewTrouble')", "refuses the camera (BrandNewTrouble)"),
        ("'no error at all'", "refuses the camera (unnamed)"),
    ],
)
def test_whatever_the_camera_is_refused_for_is_told_with_other_ways(
    open_page: Callable[..., Page], reason: str, words: str
) -> None:
    page = open_page("recognize")
    page.add_init_script(f"navigator.mediaDevices.getUserMedia = () => Promise.reject({reason});")
    page.reload()
    start(page)
    expect(page.get_by_role("alert").get_by_text(words, exact=False)).to_be_visible(timeout=5_000)
    settled(page)  # the report of the name runs the screen once, not again and again
    expect(page.get_by_role("button", name="Take a snapshot")).to_be_visible()
    page.get_by_role("button", name="Upload a picture").click()
    expect(page.get_by_test_id("stFileUploader")).to_be_visible()


def test_a_question_for_the_camera_that_waits_is_pointed_out(open_page: Callable[..., Page]) -> None:
    page = open_page("recognize")
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => new Promise(() => {});"
        "navigator.permissions.query = async () => ({ state: 'prompt' });"
    )
    page.reload()
    start(page)
    expect(page.get_by_role("alert").get_by_text("The browser asks", exact=False)).to_be_visible(timeout=5_000)


def test_without_a_camera_the_test_says_so(playwright: Playwright, chromium: str, server: Server) -> None:
    bare = with_flags(playwright, chromium, "--use-fake-ui-for-media-stream")
    page = bare.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/recognize")
    settled(page)
    choose(page, "Live webcam")
    page.get_by_text("Does the webcam not start?").click()
    page.get_by_role("button", name="Test camera and connection").click()
    expect(page.get_by_text("No camera was found", exact=False)).to_be_visible()
    bare.close()
