"""Changes of one model from several processes: none is lost, and none reaches another model."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from facerec.datasets import Dataset
from facerec.errors import ModelChanged, ModelError, ModelNotFound
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, change_file, load, opened, save
from facerec.storage.model_file import read_manifest, write
from facerec.storage.recognizers import content_of

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def few(att: tuple[np.ndarray, np.ndarray]) -> FaceRecognizer:
    """Four people of AT&T, by pixels."""
    faces, names = att[0][:40, ::4, ::4], att[1][:40]
    sources = tuple(f"{name}/{number}" for number, name in enumerate(names))
    return FaceRecognizer.fit(Dataset(faces.copy(), names, sources, ()), recipe="pixels", folds=2)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


CHANGING = """
import sys, numpy as np
from pathlib import Path
from facerec.storage import ModelStore
folder, what, number = sys.argv[1:]
store = ModelStore(Path(folder))
print("ready", flush=True)
sys.stdin.readline()
for count in range(int(number)):
    if what.startswith("-"):
        store.change("family", lambda current: current.forget(what[1:]))
    else:
        face = np.full((1, 28, 23), count, np.uint8)
        store.change("family", lambda current: current.enrol(what, face, [f"{what} {count}"]))
"""


def run_together(store: ModelStore, **numbers: int) -> None:
    """Run processes that change the model "family", each so many times, from the same moment on."""
    racers = []
    for what, number in numbers.items():
        command = [sys.executable, "-c", CHANGING, str(store.folder), what, str(number)]
        racers.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT))
    for racer in racers:
        racer.stdout.readline()
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    assert [racer.communicate(timeout=240) and racer.returncode for racer in racers] == [0] * len(racers)


def test_updates_of_two_processes_are_all_there(few: FaceRecognizer, store: ModelStore) -> None:
    store.save(few, "family")
    run_together(store, Ada=12, Zoë=12)
    assert load(store.path("family")).gallery.counts == {"Ada": 12, "Zoë": 12} | few.gallery.counts
    assert sorted(path.name for path in store.folder.iterdir()) == ["family.facerec"]


def test_who_is_forgotten_beside_updates_stays_forgotten(few: FaceRecognizer, store: ModelStore) -> None:
    store.save(few, "family")
    run_together(store, **{"Ada": 8, "-s1": 1, "-s2": 1})
    assert load(store.path("family")).gallery.counts == {"Ada": 8, "s3": 10, "s4": 10}


def test_an_action_reaches_the_model_that_it_was_meant_for_or_none(few: FaceRecognizer, store: ModelStore) -> None:
    store.save(few, "family")
    shown = store.identity("family")
    store.change("family", lambda current: current.forget("s1"), expected=shown)  # an update changes no identity
    store.rename("family", "office", expected=shown)
    assert store.identity("office") == shown
    gone = "renamed or deleted meanwhile"
    with pytest.raises(ModelNotFound, match=gone):
        store.change("family", lambda current: current.forget("s2"), expected=shown)
    store.save(few, "family")  # the same people, but another model
    for action in (
        lambda: store.change("family", lambda current: current.forget("s2"), expected=shown),
        lambda: store.rename("family", "home", expected=shown),
        lambda: store.delete("family", expected=shown),
    ):
        with pytest.raises(ModelChanged, match=r"'family' meanwhile\. Nothing was changed"):
            action()
    assert load(store.path("family")).people == few.people
    store.delete("office", expected=shown)
    for action in (store.delete, lambda name, expected: store.rename(name, "x", expected=expected)):
        with pytest.raises(ModelNotFound, match=gone):
            action("office", expected=shown)


def test_a_file_from_before_there_were_identities_has_one_that_stays(few: FaceRecognizer, tmp_path: Path) -> None:
    path = tmp_path / "old.facerec"
    write(content_of(few), path)
    assert "id" not in read_manifest(path)
    known_as = opened(path).identity
    change_file(path, lambda current: current.forget("s1"), expected=known_as)
    assert opened(path).identity == read_manifest(path)["id"] == known_as
    save(replace(few), path)
    assert opened(path).identity != known_as


def test_a_change_that_fails_leaves_the_model_and_no_lock(few: FaceRecognizer, tmp_path: Path) -> None:
    path = tmp_path / "family.facerec"
    save(few, path)
    with pytest.raises(ModelError, match="Nobody here is called"):
        change_file(path, lambda current: current.forget("Ada"))
    assert load(path).people == few.people
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(ModelNotFound):
        change_file(tmp_path / "nowhere" / "x.facerec", lambda current: current)
    assert list(tmp_path.iterdir()) == [path]
