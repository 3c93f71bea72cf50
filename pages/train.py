"""Train: people in, a recognizer out, with what it learned and how well it does."""

import streamlit as st

from facerec.recognizer import FaceRecognizer
from pages import doctor, given_strangers, learned, methods, models, sources, ui

st.title("Train")
choices, outcome = st.columns([2, 3], gap="large")

with choices:
    st.header("People")
    with ui.errors_in_words():
        chosen = sources.choose_people()

if chosen is None:
    outcome.info("Choose pictures of people to begin, or take the sample people.")
    models.manage()
    ui.same_from_code("python -m facerec train people.csv -o family")
    st.stop()
key, people = chosen
samples = key == sources.SAMPLE
where = "sample_data/people.csv" if samples else "people.csv"

with choices:
    with ui.errors_in_words():
        key, people = given_strangers.choose(key, people)
    reading = st.container()  # right below what was just chosen, where people look; on a phone, too
    faces = st.container()  # asked for above the method, which says of what kind they have to be
    st.header("Method")
    method = methods.choose()
    with faces:
        cut = sources.choose_crop(method.colour)
reserve = "" if key == chosen[0] else " --strangers strangers.zip"
command = f"python -m facerec train {where} -o family{reserve}{cut.options}{method.options}"

if method.missing:
    outcome.info("This method needs a network whose file is not here yet: fetch it, or choose another recipe.")
    models.manage()
    ui.same_from_code(f"python -m facerec zoo fetch {method.missing}", command)
    st.stop()

with choices:
    with reading, ui.errors_in_words():
        dataset, crop = sources.read_faces(key, people, cut)
    asked = st.button("Train", type="primary", icon=":material/model_training:", width="stretch")
    asked = st.session_state.pop("train-now", False) or asked
    made_from = (dataset.digest, crop, method)
    slot = ui.recognizer_slot(("trained", made_from))


def train() -> FaceRecognizer:
    with ui.progress_with_stop("train") as progress:
        return FaceRecognizer.fit(
            dataset,
            recipe=method.recipe,
            parameters=method.parameters,
            crop=crop,
            fpir=method.fpir,
            folds=method.folds,
            keep_faces=method.keep_faces,
            grouping=doctor.grouping_of(dataset, progress),
            progress=progress,
        )


with outcome:
    if ui.left_off("train") and not asked:
        st.info("The training was stopped. The pictures that were read are still here.")
    if asked:
        with ui.errors_in_words():
            st.session_state["trained"] = made_from, ui.once(slot, train), dataset
            st.toast("Trained: see the result.", icon=":material/check:")  # it may be below the edge of the screen
    if "trained" in st.session_state:
        trained_from, recognizer, trained_on = st.session_state["trained"]
        st.header("Result")
        if trained_from != made_from:
            st.warning("The choices have changed since; train again to see what they give.")
        doctor.show_quick_check(recognizer, trained_on, trained_from)
        learned.show_figures(recognizer)
        models.keep(recognizer, "sample people" if samples else "family")
        learned.show(recognizer, trained_on.faces, trained_from)
    with st.expander(f"The people that were read ({len(dataset.people)})", expanded="trained" not in st.session_state):
        sources.show_faces(dataset, crop)
    with st.expander("Ask the doctor", icon=":material/stethoscope:"):
        doctor.offer(key, people, dataset, crop)

models.manage()
ui.same_from_code(f"python -m facerec doctor {where}", command)
