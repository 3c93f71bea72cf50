"""The Edge Filter screen's filter with its sliders, and what it makes of a picture and of a model's faces."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
import streamlit as st

from facerec import plots
from facerec.edges import METHODS, OVER_WHITE, automatic_thresholds, find_edges, gradients, over
from facerec.images import Face, Picture, decode, encode, is_transparent, shrunk
from facerec.parameters import Parameter
from pages import ui

_REACH = {3: 1000.0, 5: 12_000.0, 7: 160_000.0}  # of Canny's sliders: wider filters give larger magnitudes
_SCREEN = 1200  # pixels of a picture's longer side that are filtered
_FACES = 10


@dataclass(frozen=True)
class Filter:
    """A method with its parameters; `automatic` takes Canny's thresholds from the picture."""

    method: str
    parameters: dict[str, float] = field(default_factory=dict)
    automatic: bool = False

    def apply(self, picture: np.ndarray) -> Face:
        """Return the edges of a picture."""
        return find_edges(picture, self.method, **(self.parameters | self.thresholds(picture)))

    def thresholds(self, picture: np.ndarray) -> dict[str, float]:
        """Return Canny's thresholds for a picture; nothing for the other methods."""
        if self.automatic:
            return dict(zip(("low", "high"), automatic_thresholds(picture), strict=True))
        return {name: self.parameters[name] for name in ("low", "high") if name in self.parameters}

    def command(self) -> str:
        """Return the command line that does the same."""
        numbers = "".join(f" --{name} {value:g}" for name, value in self.parameters.items())
        return f"python -m facerec edges picture.jpg -o edges.png --method {self.method}{numbers}" + (
            " --auto" if self.automatic else ""
        )


def choose_method() -> Filter:
    """Ask for a filter, and show a slider for each of its parameters."""
    name = st.selectbox("Filter", list(METHODS), format_func=lambda key: METHODS[key].title, key="choice-filter")
    method = METHODS[name]
    st.caption(method.sentence)
    automatic = name == "canny" and st.toggle(
        "Thresholds from the picture", value=True, help="A third below and above the median grey level."
    )
    values: dict[str, float] = {}
    for parameter in reversed(method.parameters):  # the aperture decides how far the thresholds reach
        if not (automatic and parameter.name in ("low", "high")):
            values[parameter.name] = _slider(name, parameter, values)
    return Filter(name, values, automatic)


def _slider(method: str, parameter: Parameter, others: dict[str, float]) -> float:
    key = f"edges-{method}-{parameter.name}"
    if parameter.name == "aperture":
        sizes = range(int(parameter.low), int(parameter.high) + 1, 2)
        return st.select_slider(parameter.title, sizes, parameter.default, key=key, help=parameter.sentence)
    if (parameter.low, parameter.high) == (0, 1):
        return int(st.toggle(parameter.title, bool(parameter.default), key=key, help=parameter.sentence))
    high, default = parameter.high, parameter.default
    if "aperture" in others:
        high = _REACH[int(others["aperture"])]
        default, key = default * high / _REACH[3], f"{key}-{others['aperture']}"
    step = (high - parameter.low) / 100 if high > 100 else 0.1
    return st.slider(parameter.title, parameter.low, high, default, step, key=key, help=parameter.sentence)


def show(file: str, data: bytes, chosen: Filter) -> None:
    """Show a picture, its edges, both together, and the gradients that decide."""
    with ui.errors_in_words(stop=False):
        picture: Picture = ui.once(ui.decoded_slot(sha256(data).hexdigest()), lambda: decode(data, file))
        small, scale = shrunk(picture, _SCREEN)
        edges = chosen.apply(small)
        before, after = st.columns(2)
        before.image(small, caption="The picture", alt=file)
        if is_transparent(data):
            before.caption(OVER_WHITE)
        title = METHODS[chosen.method].title
        if chosen.method == "canny":  # the others leave something nearly everywhere
            title += f": {ui.percent((edges > 0).mean())} of the pixels are edges"
        after.image(edges, caption=title, alt="Edges")
        both = over(small, edges)
        st.image(both, caption="The edges over the picture", alt="Edges over the picture")
        if scale < 1:
            st.caption(f"Shown at {small.shape[1]} × {small.shape[0]} pixels; the downloads are at the full size.")
        _downloads(file, picture, chosen)
        if chosen.method == "canny":
            _histogram(small, chosen)


def _downloads(file: str, picture: Picture, chosen: Filter) -> None:
    stem = file.rsplit(".", 1)[0]
    with st.container(horizontal=True):
        for label, make in (
            ("Download edges", lambda: encode(chosen.apply(picture))),
            ("Download both", lambda: encode(over(picture, chosen.apply(picture)))),
        ):
            st.download_button(
                label,
                make,
                f"{stem}-{'edges' if label.endswith('edges') else 'both'}.png",
                "image/png",
                icon=":material/download:",
                on_click="ignore",
            )


def _histogram(picture: Picture, chosen: Filter) -> None:
    aperture, l2 = int(chosen.parameters["aperture"]), bool(chosen.parameters["l2"])
    figure = plots.gradient_histogram(gradients(picture, aperture, l2), tuple(chosen.thresholds(picture).values()))
    ui.show(ui.drawn(figure, "How many pixels have which gradient, and the thresholds"), "gradients")


def show_faces_of_model(chosen: Filter) -> None:
    """Show what the filter leaves of the faces that a model learned from."""
    with st.expander("On the faces of a model", icon=":material/familiar_face_and_zone:"):
        name = ui.choose_model(st)
        if name is None:
            st.caption("There is no model yet. Train one to see what an edge-based method would see of its people.")
            return
        with ui.errors_in_words(stop=False):
            gallery = ui.open_model(name).gallery
            if gallery.faces is None:
                st.caption("This model keeps no faces.")
                return
            faces = gallery.faces[np.linspace(0, len(gallery.faces) - 1, min(_FACES, len(gallery.faces))).astype(int)]
            small = np.stack([chosen.apply(face) for face in faces])
            ui.show(ui.sheet(small, f"{METHODS[chosen.method].title} of faces of {name}"), "edges-of-faces")
