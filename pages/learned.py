"""What a recognizer learned: its figures, the curve of its threshold, and what its features see."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec import plots
from facerec.datasets import Dataset
from facerec.features import Eigenfaces, Fisherfaces, LBPHistograms, LBPImage
from facerec.recognizer import FaceRecognizer
from pages import ui

_RECONSTRUCTED_WITH = (1, 5, 20, 80)


def show(recognizer: FaceRecognizer, dataset: Dataset | None) -> None:
    """Show a trained recognizer; without its data set only what it keeps itself."""
    _figures(recognizer)
    faces = dataset.faces if dataset else recognizer.gallery.faces
    threshold, sees, plane = st.tabs(["Threshold", "What it sees", "Faces in a plane"])
    with threshold:
        ui.show_figure(
            plots.threshold_curve(recognizer.open_set),
            "Share of known people named rightly and of strangers given a name, over the threshold",
            "threshold",
        )
        st.caption(
            "To the right more people you know are named, and more strangers are, too. The dots are this model's"
            " threshold, with 95 % intervals."
        )
    with sees:
        if faces is None:
            st.info("The model keeps no faces to show this with.")
        else:
            _what_it_sees(recognizer, faces)
    with plane:
        if faces is None:
            st.info("The model keeps no faces to show this with.")
        else:
            _plane(recognizer, faces)


def _figures(recognizer: FaceRecognizer) -> None:
    open_set = recognizer.open_set
    with st.container(horizontal=True):
        _rate("Named rightly (rank 1)", open_set.rank1, f"{open_set.folds}-fold cross-validation, nobody turned away")
        _rate("Known people named (DIR)", open_set.dir, "at the threshold; the others are called unknown")
        _rate("Strangers named (FPIR)", open_set.fpir, f"at the threshold; the target is {ui.percent(open_set.target)}")
        st.metric("Threshold", f"{open_set.threshold:.4g}", border=True, help="The largest distance that gets a name.")
    st.info(open_set.note, icon=":material/info:")
    st.caption(f"Trained and measured in {recognizer.training.seconds:.1f} s.")


def _rate(label: str, rate: Any, explanation: str) -> None:
    measured = rate.value is not None
    st.metric(
        label,
        ui.percent(rate.value) if measured else "not measured",
        f"{100 * rate.low:.3g} to {ui.percent(rate.high)}" if measured else None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        help=f"{explanation}. The second line is the 95 % interval.",
    )


def _what_it_sees(recognizer: FaceRecognizer, faces: NDArray[np.uint8]) -> None:
    """Walk down the pipeline and show every step that can be shown as pictures."""
    seen: Any = faces
    shown = False
    for step in (step for _, step in recognizer.pipeline.steps[:-1]):
        if isinstance(step, Eigenfaces | Fisherfaces):
            if np.ndim(seen) == 3:
                _subspace(step, seen)
                shown = True
            _spectrum(step)
        elif isinstance(step, LBPHistograms):
            sample = seen[:: max(1, len(seen) // 10)][:10]
            wanted = LBPImage().get_params()
            codes = LBPImage(**{name: value for name, value in step.get_params().items() if name in wanted})
            _strip(plots.montage(_as_pictures(codes.transform(sample))), "The patterns whose histograms are compared")
            shown = True
        seen = step.transform(seen)
        if np.ndim(seen) == 3:
            _strip(plots.montage(_as_pictures(seen[:10])), f"Faces after {type(step).__name__}")
            shown = True
    if not shown:
        st.caption("The recipe compares numbers that have no picture of their own.")


def _subspace(step: Eigenfaces | Fisherfaces, seen: NDArray[Any]) -> None:
    kind, shape = type(step).__name__, seen.shape[1:]
    colour_map = st.segmented_control("Colours", ["gray", "coolwarm", "viridis"], default="gray", key="colour-map")
    mean = step.mean_.reshape(1, *shape)
    _strip(_as_pictures(mean)[0], "Mean face", width=160)
    components = step.components_[:20].reshape(-1, *shape)
    captions = [str(number) for number in range(1, len(components) + 1)]
    sheet = plots.montage(plots.levels(components, colour_map=colour_map or "gray"), captions=captions)
    _strip(sheet, f"{kind}, the most telling first")
    weights = step.transform(seen[:1])
    rebuilt, counts = [seen[0]], sorted({min(count, weights.shape[1]) for count in _RECONSTRUCTED_WITH})
    for count in counts:
        kept = np.where(np.arange(weights.shape[1]) < count, weights, 0).astype(np.float32)
        rebuilt.append(step.inverse_transform(kept).reshape(shape))
    captions = ["the face", *(f"from {count}" for count in counts)]
    _strip(plots.montage(_as_pictures(np.stack(rebuilt)), captions=captions), "A face, and rebuilt from its components")


def _spectrum(step: Eigenfaces | Fisherfaces) -> None:
    ratios = getattr(step, "explained_variance_ratio_", None)
    if ratios is not None:
        ui.show_figure(plots.spectrum(ratios), "Share of the variance in each component, and their sum", "spectrum")


def _as_pictures(images: NDArray[Any]) -> NDArray[np.uint8]:
    """Stretch images to the full range of greys, unless they are grey levels already."""
    values = np.asarray(images, np.float32)
    low, high = values.min(), values.max()
    if low < 0 or high > 255 or high <= 1:
        values = (values - low) * (255 / max(high - low, 1e-6))
    return values.astype(np.uint8)


def _strip(picture: NDArray[np.uint8], caption: str, *, width: int | str = "stretch") -> None:
    st.image(picture, caption, width=width, alt=caption)


def _plane(recognizer: FaceRecognizer, faces: NDArray[np.uint8]) -> None:
    features = np.asarray(recognizer.pipeline[:-1].transform(faces))
    points = features.reshape(len(features), -1)[:, :2]
    if points.shape[1] < 2:
        st.caption("The recipe has one component only.")
        return
    names = recognizer.gallery.names.tolist()
    ui.show_figure(plots.scatter(points, names), "Faces by their first two components, a colour a person", "plane")
    st.caption("Each dot is a training face. These two components alone tell few people apart; the others do the rest.")
