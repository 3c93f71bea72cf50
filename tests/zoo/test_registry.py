"""The shipped registry: what it says agrees with the publishers' figures and with the files themselves."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from facerec import zoo
from facerec.errors import UnknownWeights, WeightsError, WeightsMissing
from facerec.settings import settings
from facerec.zoo.registry import shipped


@pytest.fixture
def shared_weights(assets: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACEREC_ZOO_DIR", str(assets / "weights"))
    settings.cache_clear()
    return assets / "weights"


def published(assets: Path) -> dict[str, tuple[str, int, str, str]]:
    """The table of official files: url, bytes, sha256 and licence by file name."""
    text = (assets / "ASSETS.md").read_text("utf-8")
    bases = dict(re.findall(r"^Base (\w) = (\S+)$", text, re.MULTILINE))
    rows = re.findall(r"^\| (\w) \| (\S+) \| (\d+) \| ([0-9a-f]{64}) \| (\S+) \|", text, re.MULTILINE)
    table = {
        path.rpartition("/")[2]: (bases[base] + path, int(size), digest, licence)
        for base, path, size, digest, licence in rows
    }
    url, size, digest, licence = re.search(
        r"FastestDet: (\S+), (\d+) bytes, sha256 ([0-9a-f]{64}), (\S+)\.$", text, re.MULTILINE
    ).groups()
    return table | {"FastestDet.onnx": (url, int(size), digest, licence)}


def test_every_official_file_stands_in_the_registry_as_published(assets: Path) -> None:
    table = published(assets)
    assert len(table) == 19
    known = {one.file: one for one in shipped().values()}
    assert set(known) == set(table)
    for file, (url, size, digest, licence) in table.items():
        assert (known[file].url, known[file].bytes, known[file].sha256) == (url, size, digest)
        assert known[file].licence.startswith(licence), file


def test_verified_are_those_whose_bytes_are_here(assets: Path) -> None:
    here = {path.name: path for path in (assets / "weights").glob("*.onnx")}
    verified = [one for one in shipped().values() if one.verified]
    assert {one.name for one in verified} == {"yunet", "rfb-320", "fastestdet"}
    assert {one.file for one in shipped().values()} & set(here) == {one.file for one in verified}
    for one in verified:
        data = here[one.file].read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (one.bytes, one.sha256)


def test_entries_are_complete() -> None:
    for one in shipped().values():
        assert one.url.startswith("https://")
        assert one.url.endswith(one.file)
        assert one.licence_url.startswith("https://")
        assert one.source.startswith("https://")
        assert one.folder is None
    coco = shipped()["yolox"].labels
    assert len(set(coco)) == 80
    assert (coco[0], coco[2], coco[15], coco[79]) == ("person", "car", "cat", "toothbrush")


def test_inputs_are_as_published() -> None:
    nanodet, imagenet, lite = (zoo.weights(name).input for name in ("nanodet", "squeezenet", "efficientnet-lite4"))
    assert (nanodet.colour, nanodet.height, nanodet.width) == ("bgr", 416, 416)
    assert (nanodet.mean, nanodet.std) == ((103.53, 116.28, 123.675), (57.375, 57.12, 58.395))
    assert (imagenet.crop, imagenet.short_side, imagenet.scale) == ("centre", 256, 1 / 255)
    assert (imagenet.mean, imagenet.std) == ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    assert (lite.layout, lite.mean, lite.std) == ("NHWC", (127,), (128,))
    assert zoo.weights("emotion-ferplus").input.colour == "grey"


def test_files_in_the_folder_of_the_settings_are_found(shared_weights: Path) -> None:
    assert zoo.is_here("yunet")
    assert zoo.path("yunet") == shared_weights / "face_detection_yunet_2023mar.onnx"
    assert not zoo.is_here("sface")


def test_a_missing_file_is_told_in_one_sentence() -> None:
    assert not zoo.is_here("yunet")
    with pytest.raises(WeightsMissing) as caught:
        zoo.path("yunet")
    sentence = str(caught.value)
    yunet = zoo.weights("yunet")
    for part in (yunet.file, yunet.url, str(settings().home / "zoo"), "zoo fetch yunet", "goes on working"):
        assert part in sentence
    assert sentence.count(". ") == 0, "one sentence"


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownWeights, match=r"'yunett'.*yunet, rfb-320.*vgg16"):
        zoo.weights("yunett")
    with pytest.raises(UnknownWeights):
        zoo.is_here("yunett")


def test_wrong_bytes_are_never_used(assets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = (assets / "weights" / "face_detection_yunet_2023mar.onnx").read_bytes()
    mine, cache = tmp_path / "mine", settings().home / "zoo"
    monkeypatch.setenv("FACEREC_ZOO_DIR", str(mine))
    settings.cache_clear()
    for folder, data in ((mine, right[:-1]), (cache, right[:-1] + b"\x00")):
        folder.mkdir(parents=True)
        (folder / zoo.weights("yunet").file).write_bytes(data)
    assert not zoo.is_here("yunet")
    with pytest.raises(WeightsError, match=r"232,588 bytes instead of 232,589") as caught:
        zoo.path("yunet")
    assert not isinstance(caught.value, WeightsMissing)
    (mine / zoo.weights("yunet").file).unlink()
    with pytest.raises(WeightsError, match=r"SHA-256 [0-9a-f]{64} instead of 8f2383e4"):
        zoo.path("yunet")
    (cache / zoo.weights("yunet").file).write_bytes(right)
    assert zoo.path("yunet").parent == cache, "a changed file is looked at again"
