"""One's own ONNX files, described by a TOML beside them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from facerec import zoo
from facerec.errors import WeightsError, WeightsMissing
from facerec.settings import settings
from facerec.zoo.own import read_description
from facerec.zoo.weights import describe
from tests.conftest import CHECKOUT, OWN_ONNX

GOOD = """
file = "net.onnx"
task = "classification"
decoder = "scores"
labels = ["dark", "bright"]
input = { height = 8, width = 8, colour = "grey", mean = [127.5], std = [127.5] }
"""


@pytest.fixture
def folder() -> Path:
    """The cache folder, with a file that any description here may mean."""
    folder = settings().home / "zoo"
    folder.mkdir(parents=True)
    (folder / "net.onnx").write_bytes(b"no network, but bytes")
    return folder


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_converted_files_become_part_of_the_registry(zoo_folder: Path) -> None:
    assert zoo.damaged() == {}
    registry = zoo.registry()
    assert set(OWN_ONNX) < set(registry)
    for name in OWN_ONNX:
        file = zoo_folder / registry[name].file
        assert zoo.path(name) == file
        assert registry[name].sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
        assert not registry[name].verified
    labels = registry["mobilenet-small"].labels
    assert (len(labels), labels[0], labels[1]) == (1001, "background", "tench, Tinca tinca")


def test_what_is_not_given_is_filled_in_plainly(folder: Path) -> None:
    written(folder, GOOD)
    mine = zoo.weights("mine")
    assert (mine.name, mine.title, mine.url, mine.licence) == ("mine", "mine", None, "not stated")
    assert (mine.bytes, mine.folder) == (21, folder)
    assert (mine.input.scale, mine.input.layout, mine.input.crop) == (1.0, "NCHW", "none")
    (folder / "net.onnx").write_bytes(b"another network")
    assert zoo.weights("mine").sha256 == hashlib.sha256(b"another network").hexdigest()


def test_a_given_sha256_is_checked(folder: Path) -> None:
    written(folder, f'sha256 = "{"0" * 64}"' + GOOD)
    assert not zoo.is_here("mine")
    with pytest.raises(WeightsError, match=r"SHA-256 [0-9a-f]{64} instead of 0000"):
        zoo.path("mine")


def test_a_file_that_can_be_fetched_need_not_be_here(folder: Path) -> None:
    written(folder, f'url = "https://example.org/net.onnx"\nbytes = 21\nsha256 = "{"a" * 64}"' + GOOD)
    (folder / "net.onnx").unlink()
    with pytest.raises(WeightsMissing, match=r"https://example.org/net.onnx"):
        zoo.path("mine")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("net.onnx", "../net.onnx"), "file: give the name of a file beside it"),
        (("net.onnx", "/etc/net.onnx"), "without a folder"),
        (("net.onnx", "mine.toml"), "ends with .onnx"),
        (("net.onnx", "gone.onnx"), "no readable file 'gone.onnx' beside it"),
        (("classification", "divination"), "task"),
        (('"scores"', '"yunet"'), "decoder for classification is one of scores, softmax"),
        (("classification", "objects"), "decoder for objects is one of fastestdet, nanodet, yolox"),
        (("[127.5], std", "[1.0, 2.0, 3.0], std"), "mean has 3 numbers; give 1, or 1 for grey"),
        (("std = [127.5]", "std = [0.0]"), "input.std"),
        (("std = [127.5]", "std = [nan]"), "input.std"),
        (("height = 8", "height = 0"), "both 0, for any size, or neither"),
        (("height = 8", "height = 1979-05-27"), "input.height"),
        (("height = 8", "height = true"), "input.height"),
        (("height = 8, ", ""), "input.height: Field required"),
        (('["dark", "bright"]', '"../labels.txt"'), "name of a .txt file beside it"),
        (('["dark", "bright"]', '"gone.txt"'), "gone.txt cannot be read"),
        (('"dark"', '"\\u001b[2J"'), "character that cannot be seen"),
        (("decoder", "decodor"), "decod"),
        (("file", "verified = true\nfile"), "leave out verified and folder"),
        (("file", "url = 'file:///etc/passwd'\nfile"), "url: give an address with http:// or https://"),
        (("file", "url = 'https://me:secret@example.org/net.onnx'\nfile"), "without a password"),
        (("file", "licence_url = 'somewhere'\nfile"), "licence_url: give an address with http:// or https://"),
        (("file", '"\\u001b[2J" = 1\nfile'), "[2J: Unexpected keyword argument"),
        (("file", "sha256 = 'AB'\nfile"), "sha256: give 64 hexadecimal digits"),
        (("file", 'name = "yunet"\nfile'), "the name 'yunet' is taken"),
        (("file", "name = 'Mine!'\nfile"), "name: give lower-case letters"),
        (("file", "= file"), "is not TOML"),
        (("8", "9" * 5000), "is not TOML"),
        (("file", f"x = {'[' * 9_000}\nfile"), "is not TOML"),
        (("file", f"{'.'.join('a' * 4_000)} = 1\nfile"), "nested too deeply"),
        (("file", f"# {'x' * 10_000}\nfile"), "larger than 10,000 bytes"),
    ],
)
def test_a_broken_description_is_told_and_leaves_the_rest_whole(
    folder: Path, change: tuple[str, str], words: str
) -> None:
    broken = written(folder, GOOD.replace(change[0], change[1], 1), "broken.toml")
    written(folder, GOOD)
    told = zoo.damaged()
    assert list(told) == [str(broken)]
    assert words in told[str(broken)]
    assert len(told[str(broken)]) < 500
    assert told[str(broken)].isprintable()
    assert "mine" in zoo.registry()
    assert zoo.is_here("mine")


def test_the_example_of_the_readme_is_understood(folder: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (CHECKOUT / "README.md").read_text("utf-8"), re.DOTALL)
    (folder / "my_expressions.onnx").write_bytes(b"bytes")
    written(folder, example, "expressions.toml")
    assert zoo.damaged() == {}
    assert zoo.weights("expressions").labels == ("calm", "cross")


def test_a_name_is_given_once(folder: Path) -> None:
    written(folder, 'name = "net"' + GOOD, "a.toml")
    second = written(folder, 'name = "net"' + GOOD, "b.toml")
    assert list(zoo.damaged()) == [str(second)]


def test_a_description_that_is_no_text_is_told(folder: Path) -> None:
    (folder / "binary.toml").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in zoo.damaged()[str(folder / "binary.toml")]


@pytest.mark.parametrize("name", ["net.onnx", "labels.txt"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_ordinary_file_is_not_waited_for(folder: Path, name: str, kind: str) -> None:
    written(folder, GOOD.replace('["dark", "bright"]', '"labels.txt"'))
    (folder / "labels.txt").write_text("dark\nbright\n")
    (folder / name).unlink()
    if kind == "pipe":
        os.mkfifo(folder / name)
    elif kind == "device":
        (folder / name).symlink_to("/dev/zero")
    else:
        (folder / name).mkdir()
    assert re.search(f"no readable file '{name}'|{name} cannot be read", zoo.damaged()[str(folder / "mine.toml")])


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_mutated_descriptions_give_weights_or_a_sentence(folder: Path, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([GOOD, *OWN_ONNX.values()])).encode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 8))
        new = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"{}", b"[[", b'"""', b"inf", b"1e999", b"\n[input]\n"])
        )
        text = text[:start] + new + text[start + cut :]
    path = folder / "mutated.toml"
    path.write_bytes(text)
    told: list[str] = []
    try:
        found = read_description(path)
    except WeightsError as error:
        told.append(str(error))
    else:
        assert Path(found.file).name == found.file
        assert tomllib.loads(text.decode("utf-8-sig"))["task"] == found.task
    assert "".join(told).isprintable()


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@hypothesis_settings(max_examples=150, deadline=None)
@given(field=st.sampled_from(sorted(tomllib.loads(GOOD))), value=_VALUES, inside=st.booleans())
def test_any_value_of_a_field_gives_weights_or_a_sentence(field: str, value: object, inside: bool) -> None:
    fields = tomllib.loads(GOOD) | {"name": "mine", "title": "mine", "bytes": 1, "sha256": "a" * 64, "url": None}
    fields |= {"licence": "", "licence_url": "", "source": "", "verified": False}
    fields = fields | {"input": fields["input"] | {"height": value}} if inside else fields | {field: value}
    with contextlib.suppress(WeightsError):
        assert describe(fields, "mine").name == fields["name"]
