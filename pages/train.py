"""Train: people in, a recognizer out, with what it learned and how well it does."""

import streamlit as st

from facerec.recipes import DEFAULT_RECIPE, RECIPES
from facerec.recognizer import FaceRecognizer
from pages import learned, models, sources, ui

FPIR_CHOICES = [0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0]

st.title("Train")

st.subheader("1 · People")
with ui.errors_in_words():
    chosen = sources.choose_people()
rule, size = sources.choose_crop()
if chosen is None:
    st.info("Choose pictures to begin, or take the sample people.")
    models.manage()
    st.stop()
key, people = chosen
with ui.errors_in_words():
    dataset, crop = sources.read_faces(key, people, rule, size)
sources.show_faces(dataset, crop)

st.subheader("2 · Method")
names = list(RECIPES)
recipe = st.selectbox(
    "Recipe", names, index=names.index(DEFAULT_RECIPE), format_func=lambda name: RECIPES[name].title, key="recipe"
)
st.caption(RECIPES[recipe].sentence)
parameters = models.choose_parameters(recipe)
strangers = st.select_slider(
    "Of 100 pictures of strangers, how many may get a name?",
    FPIR_CHOICES,
    value=1.0,
    help="The target FPIR (false positive identification rate, ISO/IEC 19795-1). Fewer means that more pictures of"
    " people you know are called unknown.",
)
with st.expander("More settings"):
    folds = st.slider("Folds of the cross-validation", 2, 20, 10)
    keep_faces = st.toggle(
        "Keep the training faces in the model",
        value=True,
        help="They explain names and let the model train again. Without them no picture is inside, but the features"
        " that are can still reveal faces: all the Eigenfaces weights of a picture rebuild it.",
    )
settings = (dataset.digest, crop, recipe, tuple(sorted(parameters.items())), strangers, folds, keep_faces)


def train() -> FaceRecognizer:
    """Train with a bar and a Stop button."""
    with ui.progress_with_stop("train") as progress:
        return FaceRecognizer.fit(
            dataset,
            recipe=recipe,
            parameters=parameters,
            crop=crop,
            fpir=strangers / 100,
            folds=folds,
            keep_faces=keep_faces,
            progress=progress,
        )


if ui.was_stopped("train"):
    st.info("The training was stopped. The pictures that were read are still here.")
asked = st.button("Train", type="primary", icon=":material/model_training:") or st.session_state.pop("train-now", False)
if asked:
    with ui.errors_in_words():
        st.session_state["trained"] = settings, ui.once("recognizer", settings, train, shared=True)

if "trained" in st.session_state:
    made_with, recognizer = st.session_state["trained"]
    st.subheader("3 · Result")
    if made_with != settings:
        st.warning("The choices above have changed since; train again to see what they give.")
    learned.show(recognizer, dataset if made_with[0] == dataset.digest else None)
    models.keep(recognizer)

models.manage()
ui.same_from_code(
    f"python -m facerec train {'sample_data/people.csv' if key == ('sample',) else 'people.csv'} -o family"
    f" --recipe {recipe} --crop {rule} --fpir {strangers / 100:g} --folds {folds}"
    + ("" if keep_faces else " --no-faces")
)
