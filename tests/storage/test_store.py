import errno
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from facerec.errors import BadModelName, ModelError, ModelExists, ModelNotFound
from facerec.settings import settings
from facerec.storage.model_file import ModelContent, read_manifest
from facerec.storage.store import ModelStore, check_name


def content(which: str) -> ModelContent:
    said = {"recipe": "pixels", "people": {}, "pictures": 0, "pictures_inside": False, "rank1": {"value": 0.9}}
    return ModelContent(said | {"stale": False, "created": "", "which": which}, {"numbers": np.arange(3)})


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def test_lives_in_the_data_folder_and_starts_empty() -> None:
    store = ModelStore()
    assert store.folder == settings().home / "models"
    assert store.names() == []
    assert store.manifests() == {}
    assert not store.folder.exists()


def test_finds_what_was_saved_by_name_in_any_case(store: ModelStore) -> None:
    store.write(content("first"), "Family")
    store.write(content("second"), "école")
    assert store.names() == ["Family", "école"]
    assert read_manifest(store.path("fAMILY"))["which"] == "first"
    assert {name: manifest["which"] for name, manifest in store.manifests().items()} == {
        "Family": "first",
        "école": "second",
    }


def test_one_name_in_two_unicode_forms_is_one_model(store: ModelStore) -> None:
    store.write(content("first"), "e\u0301cole")
    assert store.names() == ["\u00e9cole"]
    with pytest.raises(ModelExists):
        store.write(content("second"), "\u00e9cole")


def test_does_not_overwrite_unless_asked(store: ModelStore) -> None:
    path = store.write(content("first"), "family")
    with pytest.raises(ModelExists, match="'family'"):
        store.write(content("second"), "FAMILY")
    assert store.write(content("third"), "FAMILY", replace=True) == path
    assert store.names() == ["family"]
    assert read_manifest(path)["which"] == "third"


def test_renames(store: ModelStore) -> None:
    store.write(content("first"), "family")
    store.write(content("second"), "office")
    with pytest.raises(ModelExists, match="'office'"):
        store.rename("family", "Office")
    store.rename("family", "Family")
    assert store.names() == ["Family", "office"]
    assert read_manifest(store.rename("family", "home"))["which"] == "first"
    assert store.names() == ["home", "office"]


def test_deletes(store: ModelStore) -> None:
    store.write(content("first"), "family")
    store.delete("family")
    assert store.names() == []
    for ask in (store.path, store.delete, lambda name: store.rename(name, "other")):
        with pytest.raises(ModelNotFound, match="none yet"):
            ask("family")


def test_a_damaged_file_does_not_hide_the_others(store: ModelStore) -> None:
    store.write(content("first"), "family")
    (store.folder / "broken.facerec").write_bytes(b"no model")
    store.write(ModelContent({"people": 3}, {"numbers": np.arange(3)}), "edited")
    (store.folder / "notes.txt").touch()
    (store.folder / ".family.facerec.x.part").touch()
    assert store.names() == ["broken", "edited", "family"]
    assert list(store.manifests()) == ["family"]
    assert "not a facerec model" in store.damaged()["broken"]
    assert "lacks recipe, people" in store.damaged()["edited"]
    store.write(replace(content("x"), manifest=content("x").manifest | {"rank1": {}}), "edited", replace=True)
    assert "lacks rank1" in store.damaged()["edited"]


@pytest.mark.skipif(os.name != "posix", reason="needs pipes, and names that are no text")
def test_odd_files_are_shown_as_damaged_and_can_be_deleted(store: ModelStore) -> None:
    store.write(content("first"), "family")
    folder = os.fsencode(store.folder)
    Path(os.fsdecode(folder + b"/caf\xe9.facerec")).touch()
    Path(os.fsdecode(folder + b"/caf\xe8.facerec")).touch()
    os.mkfifo(store.folder / "pipe.facerec")
    for name in ("con", "two\nlines", "a" * 200, "x:y"):
        (store.folder / f"{name}.facerec").touch()
    store.write(replace(content("x"), manifest=content("x").manifest | {"rank1": {"value": 1e30}}), "huge")
    store.write(replace(content("x"), manifest=content("x").manifest | {"pictures": 10**400}), "long")
    store.write(replace(content("x"), manifest=content("x").manifest | {"created": "yesterday"}), "when")
    assert list(store.manifests()) == ["family"]
    assert store.names() == ["family", "huge", "long", "pipe", "when"]
    damaged = store.damaged()
    assert len(damaged) == 10
    assert sum(name.startswith("caf\ufffd (") for name in damaged) == 2
    assert "no regular file" in damaged["pipe"]
    assert "no model can have" in next(reason for name, reason in damaged.items() if name.startswith("con ("))
    assert all(name.encode() and name.isprintable() for name in damaged)
    for name in damaged:
        store.delete(name, expected=store.identity(name))
    assert os.listdir(folder) == [b"family.facerec"]  # noqa: PTH208 - bytes show what there is


def test_spellings_of_one_name_reach_each_file(store: ModelStore) -> None:
    """Two files that differ by case or by Unicode form only may have been copied here by hand."""
    store.write(content("upper"), "Family")
    for spelling, name in (("lower", "family"), ("decomposed", "e\u0301cole")):
        store.write(content(spelling), "copied")
        store.path("copied").rename(store.folder / f"{name}.facerec")
    assert read_manifest(store.path("family"))["which"] == "lower"
    assert read_manifest(store.path("\u00e9cole"))["which"] == "decomposed"
    store.delete("family")
    assert store.names() == ["Family", "\u00e9cole"]


def test_without_hard_links_a_model_gets_its_name_all_the_same(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_here(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")  # what exFAT and many network shares answer

    monkeypatch.setattr(Path, "hardlink_to", none_here)
    store.write(content("first"), "family")
    store.write(content("second"), "office")
    with pytest.raises(ModelExists):
        store.write(content("third"), "family")
    with pytest.raises(ModelExists):
        store.rename("family", "office")
    store.rename("family", "home")
    assert {name: manifest["which"] for name, manifest in store.manifests().items()} == {
        "home": "first",
        "office": "second",
    }
    assert len(list(store.folder.iterdir())) == 2


def test_what_the_file_system_refuses_is_told_in_words(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    store.write(content("first"), "family")
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only)
        for action in (
            lambda: store.delete("family"),
            lambda: store.rename("family", "home"),
            lambda: store.change("family", lambda current: current),
            lambda: store.write(content("second"), "family", replace=True),
        ):
            with pytest.raises(ModelError, match="Read-only file system"):
                action()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", read_only)
        with pytest.raises(ModelError, match=r"folder of the models.*cannot be read: Read-only"):
            store.names()
    assert store.names() == ["family"]
    (store.folder / "folder.facerec").mkdir()
    with pytest.raises(ModelError, match="cannot be deleted"):
        store.delete("folder")


def test_what_killed_processes_left_is_swept_whatever_its_name(store: ModelStore) -> None:
    store.write(content("first"), "family")
    store.write(content("second"), "office")
    left = [f".{name}.facerec.abcd1234.part" for name in ("deleted long ago", "family", "two\nlines")]
    left.append(f".{'0' * 24}.facerec.lock")

    def leave() -> None:
        for name in left:
            (store.folder / name).touch()

    for action in (
        store.tidy,
        lambda: store.write(content("third"), "third"),
        lambda: store.rename("third", "fourth"),
        lambda: store.delete("fourth"),
    ):
        leave()
        action()
        assert not [name for name in left if (store.folder / name).exists()]
    assert store.names() == ["family", "office"]


OUTSIDE = ["", " ", ".", "..", ".hidden", "a/b", "a\\b", "../up", "C:x", "a\0b"]
ELSEWHERE = ["a*", "a|b", "tail.", "tail ", " head", "NUL", "com1.old", "family.facerec", "x" * 121, "é" * 61]
UNSEEN = ["a\nb", "\u202egpj", "\ud800"]


@pytest.mark.parametrize("name", [*OUTSIDE, *ELSEWHERE, *UNSEEN])
def test_names_that_are_no_file_names_are_refused(store: ModelStore, name: str) -> None:
    for ask in (store.path, store.delete, lambda name: store.write(content("x"), name)):
        with pytest.raises(BadModelName, match="cannot be called"):
            ask(name)
    assert not store.folder.exists()


@pytest.mark.parametrize("name", ["family", "My models (2024), v1.2", "家族", "Ñandú & Søn", "a" * 120, "console"])
def test_plain_names_of_any_script_are_allowed(store: ModelStore, name: str) -> None:
    store.write(content("x"), name)
    assert store.names() == [name]


@hypothesis_settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(max_size=140))
def test_a_name_is_refused_or_stays_a_file_in_the_folder(tmp_path: Path, name: str) -> None:
    try:
        checked = check_name(name)
    except BadModelName:
        return
    file = (tmp_path / f"{checked}.facerec").resolve()
    assert file.parent == tmp_path.resolve()
    file.touch()
    assert file.is_file()


RACING = """
import sys, numpy as np
from pathlib import Path
from facerec.errors import ModelExists
from facerec.storage.model_file import ModelContent
from facerec.storage.store import ModelStore
store = ModelStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(12):
    try:
        store.write(ModelContent({"by": sys.argv[2]}, {"noise": np.arange(999)}), f"model-{number}")
        print(f"model-{number}")
    except ModelExists:
        continue
"""


def test_two_processes_that_save_under_the_same_names_share_them(store: ModelStore) -> None:
    racers = {name: start_racer(store, name) for name in ("one", "two")}
    for racer in racers.values():
        racer.stdout.readline()  # both have imported what they need
    for racer in racers.values():
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = {name: racer.communicate(timeout=120)[0].split() for name, racer in racers.items()}
    assert sorted(won["one"] + won["two"]) == sorted(f"model-{number}" for number in range(12))
    assert {name: read_manifest(store.path(name))["by"] for name in store.names()} == {
        name: racer for racer, names in won.items() for name in names
    }


def start_racer(store: ModelStore, name: str) -> subprocess.Popen[str]:
    checkout = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", RACING, str(store.folder), name]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=checkout)
