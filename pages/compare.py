"""Model Compare: people in, out comes which method works on them, and how sure one can be."""

from functools import partial

import streamlit as st

from facerec.datasets.grouping import Grouping
from facerec.evaluation.comparing import Comparison, compare
from facerec.evaluation.kept import Kept
from facerec.memory import give_back
from pages import compared, contestants, cuts, exports, sources, ui, winner

st.title("Model Compare")
choices, outcome = st.columns([3, 5], gap="large")

with choices:
    st.header("People")
    with ui.errors_in_words():
        chosen = sources.choose_people()
if chosen is None:
    outcome.info("Which method works on your people? Choose their pictures to begin, or take the sample people.")
    ui.same_from_code("python -m facerec compare people.csv")
    st.stop()
key, people = chosen

with choices:
    cut = sources.choose_crop(colour=False, several=False)
    st.header("Methods")
    contest = contestants.choose()
    tied = st.toggle(
        "Keep the shots of a burst together",
        value=True,
        key="choice-bursts",
        help="Pictures that are nearly the same are all learned or all asked about: a picture is easy to name for who"
        " has learned its twin. Published figures part them; copies are kept together in any case.",
    )
where = "sample_data/people.csv" if key == sources.SAMPLE else "people.csv"
command = f"python -m facerec compare {where}{contest.options}{cut.options}{'' if tied else ' --protocol kfold'} --json"

if not contest:
    outcome.info("Choose one method or more to compare.")
    ui.same_from_code("python -m facerec compare people.csv")
    st.stop()

with choices:
    with ui.errors_in_words():
        methods = contest.contestants()
        faces, crops = cuts.read(key, people, cut, methods)
    asked = st.button("Compare", type="primary", icon=":material/compare_arrows:", width="stretch")
    progress_place = st.container()  # where people look when they press the button
made_from = (faces.digest, crops, contest, tied)


def work() -> Comparison:
    shown = faces.shown
    twins_found = ui.picture_slot(("twins", shown.digest, tied))
    kept = st.session_state.setdefault("outcomes", Kept())
    with progress_place, ui.progress_with_stop("compare") as progress:
        find = partial(
            Grouping.found, shown.faces, shown.names, bursts=tied, attributes=shown.attributes, progress=progress
        )
        comparison = compare(
            faces, methods, contest.plan, grouping=ui.once(twins_found, find), progress=progress, cache=kept
        )
    kept.trim()
    give_back()  # what this took beside its results, and what people before have left
    return comparison


with outcome:
    if ui.left_off("compare") and not asked:
        progress_place.info("The comparison was stopped. Methods that were through are kept; compare again to go on.")
    if asked:
        with ui.errors_in_words():
            st.session_state["compared"] = made_from, work(), faces
    if "compared" in st.session_state:
        compared_from, comparison, compared_on = st.session_state["compared"]
        if compared_from != made_from:
            st.warning("The choices have changed since; compare again to see what they give. What is known is kept.")
        compared.show_table(comparison)
        exports.offer(comparison, compared_on, compared_from[1])
        winner.offer(comparison, compared_on, compared_from[1])
    else:
        st.info("Every method names pictures of known people, and of strangers, that it has not learned from.")
    shown = faces.shown
    for sentence in contest.plan.notes(shown.counts):
        st.info(ui.plain(sentence), icon=":material/info:")
    with st.expander(f"The people that were read ({len(shown.people)})", expanded="compared" not in st.session_state):
        sources.show_faces(shown, crops[0])

if "compared" in st.session_state:
    compared.show(comparison, compared_on, compared_from)
    if st.session_state["choice-view"] == compared.SPOILED:
        command += " --robustness"
ui.same_from_code(command)
