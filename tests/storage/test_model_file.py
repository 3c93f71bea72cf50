"""The model file: what is written comes back, and nothing else gets in."""

import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_LZMA, ZipFile

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline

from facerec.errors import ModelError, ModelFileError, ModelNotFound, ModelTooNew
from facerec.matching import NearestNeighbor
from facerec.settings import settings
from facerec.storage.model_file import ModelContent, read, read_manifest, write
from facerec.writing import in_one_step, sweep


def small_content(**manifest) -> ModelContent:
    rng = np.random.default_rng(0)
    X, names = rng.random((12, 9)), np.repeat(["Ada", "Zoë"], 6)
    pipeline = make_pipeline(PCA(3), NearestNeighbor()).fit(X, names)
    faces = rng.integers(0, 256, size=(12, 3, 3)).astype(np.uint8)
    return ModelContent({"people": {"Ada": 6, "Zoë": 6}} | manifest, {"pipeline": pipeline, "names": names}, faces)


@pytest.fixture(scope="module")
def model_bytes(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("model") / "family.facerec"
    write(small_content(), path)
    return path.read_bytes()


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """A model file with some of its parts, by stem, replaced or (None) left out."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = changes.pop(name.partition(".")[0], old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in changes.items():
            new.writestr(name, part)
    return buffer.getvalue()


def manifest_with(data: bytes, **changes) -> bytes:
    return repacked(data, manifest=json.dumps(read_manifest(data) | changes).encode())


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    content, path = small_content(note="ünïcode"), tmp_path / "new folder" / "family.facerec"
    write(content, path)
    found = read(path)
    assert found.manifest.items() >= content.manifest.items()
    np.testing.assert_array_equal(found.objects["names"], content.objects["names"])
    np.testing.assert_array_equal(found.thumbnails, content.thumbnails)
    queries = np.random.default_rng(1).random((5, 9))
    np.testing.assert_array_equal(
        found.objects["pipeline"].predict(queries), content.objects["pipeline"].predict(queries)
    )
    assert read_manifest(path) == found.manifest == read(path.read_bytes()).manifest
    assert list(path.parent.iterdir()) == [path]


def test_without_faces_there_are_none_inside(tmp_path: Path) -> None:
    content = small_content()
    write(ModelContent(content.manifest, content.objects), tmp_path / "bare.facerec")
    assert read(tmp_path / "bare.facerec").thumbnails is None
    with ZipFile(tmp_path / "bare.facerec") as archive:
        assert sorted(archive.namelist()) == ["content.skops", "manifest.json"]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    write(small_content(), tmp_path / "family.facerec")
    assert (tmp_path / "family.facerec").stat().st_mode & 0o077 == 0


def test_an_existing_file_stays_unless_replacing_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "family.facerec"
    write(small_content(version="old"), path)
    with pytest.raises(FileExistsError):
        write(small_content(version="new"), path, replace=False)
    assert read_manifest(path)["version"] == "old"
    write(small_content(version="new"), path)
    assert read_manifest(path)["version"] == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_that_fails_says_so_and_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "family.facerec"
    write(small_content(version="old"), path)

    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(ModelError, match="No space left"):
        write(small_content(version="new"), path)
    assert read_manifest(path)["version"] == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").touch()
    with pytest.raises(ModelError, match="cannot be saved as"):
        write(small_content(), tmp_path / "models" / "family.facerec", replace=False)


SAVING = """
import sys, numpy as np
from pathlib import Path
from facerec.settings import settings
from facerec.storage.model_file import ModelContent, write
noise = np.random.default_rng(0).random((400, 5000))
for number in range(10_000):
    write(ModelContent({"number": number}, {"noise": noise + number}), Path(sys.argv[1]))
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_a_killed_save_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "family.facerec"
    while not any(tmp_path.glob(".*.part")):  # what a save leaves that was killed in its middle
        kill_while_saving(path)
        content = read(path)
        noise = np.random.default_rng(0).random((400, 5000))
        np.testing.assert_array_equal(content.objects["noise"], noise + content.manifest["number"])


def kill_while_saving(path: Path) -> None:
    checkout = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", SAVING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=checkout) as saving:
        saving.stdout.readline()  # one save is complete
        while not any(path.parent.glob(".*.part")):
            time.sleep(0.001)
        saving.send_signal(signal.SIGKILL)


def test_what_a_killed_save_left_is_swept_away(tmp_path: Path) -> None:
    """Files without a lock are nobody's, whatever their age; the one that is being written is left alone."""
    left = tmp_path / ".a.facerec.abcdefg1.part"
    others = [tmp_path / name for name in (".b.facerec.abcdefg2.part", ".part", "notes.part", ".a.facerec.short.part")]
    for file in (left, *others):
        file.touch()
    with in_one_step(tmp_path / "a.facerec") as being_written:
        write(small_content(), tmp_path / "a.facerec")
        assert not left.exists()
        assert Path(being_written.name).exists()
    assert all(file.exists() for file in others)
    sweep(tmp_path, r".*\.facerec")
    assert [file for file in others if not file.exists()] == others[:1]


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"nowhere\.facerec"):
        read(tmp_path / "nowhere.facerec")
    with pytest.raises(ModelFileError, match="cannot be opened"):
        read(tmp_path)


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_a_pickle_renamed_is_refused_and_not_run(tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "family.facerec"
    path.write_bytes(pickle.dumps(Trap(str(tmp_path / "ran")), protocol=protocol))
    with pytest.raises(ModelFileError, match="pickle"):
        read(path)
    assert not (tmp_path / "ran").exists()


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (self.path,))


@pytest.mark.parametrize("data", [b"", b"PK", b"\xff\xd8\xff\xe0 a picture", b"PK\x03\x04" + b"x" * 99])
def test_what_is_not_a_model_is_refused(data: bytes) -> None:
    with pytest.raises(ModelFileError, match=r"not a facerec model|damaged"):
        read(data)


def test_other_zips_are_refused(model_bytes: bytes) -> None:
    with pytest.raises(ModelFileError, match="parts of one"):
        read(repacked(model_bytes, content=None))
    with pytest.raises(ModelFileError, match="parts of one"):
        read(repacked(model_bytes, **{"../../evil.py": b""}))
    with pytest.raises(ModelFileError, match="does not say so"):
        read(manifest_with(model_bytes, format="something else"))
    with pytest.raises(ModelFileError, match="does not say so"):
        read(repacked(model_bytes, manifest=b"[]"))


def test_a_newer_format_asks_for_a_newer_facerec(model_bytes: bytes) -> None:
    with pytest.raises(ModelTooNew, match=r"'9\.1' or later"):
        read(manifest_with(model_bytes, format_version=2, facerec="9.1"))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(model_bytes: bytes, share: float) -> None:
    with pytest.raises(ModelFileError, match=r"damaged|not a facerec model"):
        read(model_bytes[: int(share * len(model_bytes))])


def test_a_changed_part_does_not_match_its_checksum(model_bytes: bytes) -> None:
    faces = io.BytesIO()
    np.save(faces, np.zeros((12, 3, 3), np.uint8))
    with pytest.raises(ModelFileError, match=r"damaged: thumbnails\.npy"):
        read(repacked(model_bytes, thumbnails=faces.getvalue()))
    with pytest.raises(ModelFileError, match="damaged"):
        read(manifest_with(model_bytes, sha256={}))


@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), cut=st.booleans())
def test_a_mutated_file_is_read_or_refused_and_nothing_else(
    model_bytes: bytes, position: float, value: int, cut: bool
) -> None:
    mutated = bytearray(model_bytes)
    place = int(position * len(mutated))
    mutated[place] = value
    try:
        found = read(bytes(mutated[:place] if cut else mutated))
    except ModelError:
        return
    assert set(found.objects) == {"pipeline", "names"}


def test_limits_hold_before_anything_is_unpacked(model_bytes: bytes, monkeypatch) -> None:
    monkeypatch.setenv("FACEREC_MAX_MODEL_BYTES", "1000000")
    settings.cache_clear()
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", compression=8) as archive:
        for name in ("manifest.json", "content.skops", "thumbnails.npy"):
            archive.writestr(name, bytes(400_000))
    assert len(bomb.getvalue()) < 3000
    with pytest.raises(ModelFileError, match="Unpacked"):
        read(bomb.getvalue())
    with pytest.raises(ModelFileError, match="may have 1 MB"):
        read(model_bytes + bytes(1_000_000))
    with pytest.raises(ModelError, match="FACEREC_MAX_MODEL_BYTES"):
        write(ModelContent({}, {"large": np.zeros(300_000)}), Path("never.facerec"))


def test_slow_packing_is_refused() -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w", compression=ZIP_LZMA) as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr("content.skops", "")
    with pytest.raises(ModelFileError, match="packed in a way"):
        read(packed.getvalue())


@pytest.mark.parametrize(
    "faces", [np.zeros((2, 3), np.uint8), np.zeros((2, 3, 3), np.float32), np.zeros((1, 2, 3, 4), np.uint8)]
)
def test_faces_of_another_shape_are_refused(tmp_path: Path, faces: np.ndarray, model_bytes: bytes) -> None:
    data = io.BytesIO()
    np.save(data, faces)
    checksums = read_manifest(model_bytes)["sha256"] | {"thumbnails.npy": sha256(data.getvalue()).hexdigest()}
    with pytest.raises(ModelFileError, match="not grey or colour pictures"):
        read(manifest_with(repacked(model_bytes, thumbnails=data.getvalue()), sha256=checksums))
