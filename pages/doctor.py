"""The doctor: what is wrong with people's pictures before a training, and what to leave out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np
import streamlit as st

from facerec.datasets import Dataset, People
from facerec.datasets.grouping import Grouping
from facerec.detection import Crop
from facerec.evaluation.doctor import (
    KINDS,
    Exclusion,
    Exclusions,
    Finding,
    QuickCheck,
    Report,
    examine,
    exclusions_of,
    face_counter,
    face_describer,
    look_at,
    quick_check,
    remember,
    remembered,
)
from facerec.progress import Progress, silent
from facerec.recognizer import FaceRecognizer
from pages import sources, ui

_SHOWN = 5  # findings of a kind, until people ask for all
_TILES, _COLUMNS = 10, 5  # faces of a finding, and side by side
_BADGES = {"high": ("look at these", "red"), "medium": ("may harm", "orange"), "low": ("good to know", "blue")}
_ONE_FACE = ("wrong-label", "several-faces", "small", "pose")  # the first face is in doubt, even where all may stay


@dataclass(frozen=True, eq=False)
class _Examined:
    """What the doctor said, about which faces; the pictures to it are drawn when they are shown."""

    of: tuple[sources.Key, Crop]
    dataset: Dataset
    report: Report
    sheets: dict[int, ui.Sheet] = field(default_factory=dict)


def offer(key: sources.Key, people: People, dataset: Dataset, crop: Crop) -> None:
    """Let people ask the doctor, see what is found, leave pictures out and take them back in.

    Parameters
    ----------
    key : Key
        Identifies the people.
    people : People
        All of them, with what is left out.
    dataset : Dataset
        The faces that would be learned.
    crop : Crop
    """
    left = remembered(people)
    st.write("Copies, wrong names, blurred faces: what would spoil a training, found before it.")
    whole = st.checkbox(
        "Look at the whole pictures, too",
        key="doctor-whole",
        help="How many faces they show, how large, and turned how far. This reads all pictures again.",
    )
    asked = st.button("Examine these pictures", key="ask-doctor", icon=":material/stethoscope:")
    if ui.left_off("doctor") and not asked:
        st.info("The examination was stopped.")
    if asked:
        with ui.errors_in_words(stop=False):
            st.session_state["examined"] = _examine((key, crop), left.apply(people) if whole else None, dataset)
    _show_left_out(people, left)
    examined: _Examined | None = st.session_state.get("examined")
    if examined and examined.of == (key, crop):
        _show(examined, people, left)


def grouping_of(dataset: Dataset, progress: Progress = silent) -> Grouping:
    """Find the pictures that folds keep together, by near-duplicates and sessions, once for a data set."""

    def find() -> Grouping:
        return Grouping.found(dataset.faces, dataset.names, attributes=dataset.attributes, progress=progress)

    grouping: Grouping = ui.once(ui.drawing_slot(("grouping", dataset.digest)), find)
    return grouping


def show_quick_check(recognizer: FaceRecognizer, dataset: Dataset, key: Hashable) -> None:
    """Say in a sentence what the checks of every training found, and where to see more."""
    if st.session_state.get("quick-check", (None,))[0] != key:
        check = quick_check(dataset, grouping_of(dataset).numbers, recognizer.pipeline)
        st.session_state["quick-check"] = key, check
    found: QuickCheck = st.session_state["quick-check"][1]
    if found.found:
        skipped = found.no_face or found.several_faces
        where = ["“The people that were read”"] * bool(skipped) + ["“Ask the doctor”"] * found.doubts
        st.warning(f"{ui.plain(found.sentence)} See below: {' and '.join(where)}.", icon=":material/stethoscope:")
    else:
        st.caption(ui.plain(found.sentence))
    for sentence in found.unchecked:
        st.caption(ui.plain(sentence))


def _examine(of: tuple[sources.Key, Crop], people: People | None, dataset: Dataset) -> _Examined:
    """Examine the faces; where people are given, their pictures as well."""
    with ui.progress_with_stop("doctor") as progress:
        looks = None
        if people:
            dataset, looks = look_at(
                people, of[1], count_with=face_counter(), describe_with=face_describer(), progress=progress
            )
        return _Examined(of, dataset, examine(dataset, looks, progress=progress))


# What is left out


def _show_left_out(people: People, left: Exclusions) -> None:
    if not left.entries:
        return
    entry = st.selectbox(f"Left out: {len(left.entries):,}", left.entries, format_func=_title, key="choice-left-out")
    if entry:
        st.caption(ui.plain(entry.reason))
        with st.container(horizontal=True):
            st.button("Take back in", key="take-back", on_click=_take_back, args=(people, (entry,)))
            if len(left.entries) > 1:
                st.button("Take all back in", key="take-all-back", on_click=_take_back, args=(people, left.entries))


def _title(entry: Exclusion) -> str:
    return f"{entry.person}: {entry.source}"


def _take_back(people: People, entries: tuple[Exclusion, ...]) -> None:
    record = remembered(people)
    for entry in entries:
        record = record.but_not(entry.person, entry.source)
    remember(people, record)


def _leave_out(people: People, dataset: Dataset, reasons: Mapping[int, str]) -> None:
    remember(people, remembered(people).and_also(exclusions_of(dataset, reasons)))


# What was found


def _show(examined: _Examined, people: People, left: Exclusions) -> None:
    dataset, report = examined.dataset, examined.report
    for sentence in dataset.notes[len(people.notes) :]:  # those of the people stand beside their source
        st.caption(ui.plain(sentence))
    gone = left.rows_of(dataset)
    findings = {
        number: finding
        for number, finding in enumerate(report.findings)
        if not _offered(finding) or not gone.keys() >= set(_offered(finding))
    }
    if not report.findings:
        st.success(f"These {len(dataset.faces):,} pictures are in good health: nothing was found.")
    elif not findings:
        st.success("All that was found is left out. Examine again to see whether the rest is in good health.")
    elif gone:
        st.info("The findings are those from before the pictures were left out; examine again to renew them.")
    if findings:
        kinds = Counter(KINDS[finding.kind].title for finding in findings.values())
        st.caption("Found: " + "; ".join(f"{title.lower()} {count:,}" for title, count in kinds.items()) + ".")
    suggested = {row: why for row, why in report.suggested().items() if row not in gone}
    if suggested:
        label = f"Leave out all that the doctor suggests ({len(suggested):,})"
        _leave_out_button(label, "leave-out-all", people, dataset, suggested, gone)
    for kind in report.counts:
        numbers = [number for number, finding in findings.items() if finding.kind == kind]
        if numbers:
            _show_kind(examined, kind, numbers, people, gone)
    for sentence in report.unchecked:
        st.caption(ui.plain(sentence))


def _show_kind(examined: _Examined, kind: str, numbers: list[int], people: People, gone: Mapping[int, str]) -> None:
    words, colour = _BADGES[KINDS[kind].severity]
    st.markdown(f"**{KINDS[kind].title}: {len(numbers):,}** :{colour}-badge[{words}]")
    every = len(numbers) <= _SHOWN or st.toggle(f"Show all {len(numbers):,}", key=f"doctor-all-{kind}")
    for number in numbers if every else numbers[:_SHOWN]:
        finding = examined.report.findings[number]
        with st.container(border=bool(finding.rows)):
            st.write(ui.plain(finding.sentence))
            if finding.rows:
                if number not in examined.sheets:
                    examined.sheets[number] = _side_by_side(examined.dataset, finding)
                sheet = examined.sheets[number]
                st.image(sheet.whole, alt=sheet.caption, width=sheet.width)
            reasons = {row: finding.sentence for row in _offered(finding) if row not in gone}
            if reasons:
                label = _leave_out_words(examined.dataset, list(reasons))
                _leave_out_button(label, f"leave-out-{number}", people, examined.dataset, reasons, gone)


def _offered(finding: Finding) -> tuple[int, ...]:
    """Return the rows that one click leaves out: those the doctor suggests, else the one face in doubt."""
    return finding.exclude or (finding.rows[:1] if finding.kind in _ONE_FACE else ())


def _side_by_side(dataset: Dataset, finding: Finding) -> ui.Sheet:
    rows = list(finding.rows[:_TILES])
    names, files = [str(dataset.names[row]) for row in rows], [_file(dataset, row) for row in rows]
    more = len(finding.rows) - len(rows)
    words = ", ".join(f"{name}: {file}" for name, file in zip(names, files, strict=True))
    words += f" and {more:,} more" if more else ""
    captions = names if len(set(names)) > 1 else files  # both do not fit; the sentence names a single person
    return ui.sheet(dataset.faces[rows], words, captions, columns=min(len(rows), _COLUMNS))


def _leave_out_words(dataset: Dataset, rows: list[int]) -> str:
    if len(rows) > 1:
        return f"Leave out {len(rows):,} pictures"
    return ui.plain(f"Leave out {_file(dataset, rows[0])} of {dataset.names[rows[0]]}")


def _file(dataset: Dataset, row: int) -> str:
    return PurePosixPath(dataset.sources[row]).name


def _leave_out_button(
    label: str, key: str, people: People, dataset: Dataset, reasons: Mapping[int, str], gone: Mapping[int, str]
) -> None:
    """Offer to leave rows out, unless nobody would be left to tell from another."""
    staying = [row for row in range(len(dataset.names)) if row not in reasons and row not in gone]
    too_few = len(np.unique(dataset.names[staying])) < 2
    st.button(
        label,
        key=key,
        icon=":material/block:",
        disabled=too_few,
        help="Fewer than two people would be left." if too_few else None,
        on_click=_leave_out,
        args=(people, dataset, reasons),
    )
