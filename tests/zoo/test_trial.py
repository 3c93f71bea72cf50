"""Networks that end the process in which OpenCV reads them: a convolution without weights does, in OpenCV 4.14."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from facerec.detection import detector
from facerec.errors import WeightsError
from facerec.settings import settings
from facerec.zoo import trial
from facerec.zoo.network import open_network

resource = pytest.importorskip("resource", reason="needs limits of memory")


def field(number: int, value: bytes | int) -> bytes:
    """A field of a protocol buffer; all lengths and values here are below 128."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    return bytes([number << 3 | 2, len(value)]) + value


def tensor(name: bytes) -> bytes:
    """What ONNX's ValueInfoProto says of 1 x 1 x 8 x 8 numbers."""
    dimensions = b"".join(field(1, field(1, side)) for side in (1, 1, 8, 8))
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dimensions)))


def onnx(operator: bytes, *inputs: bytes) -> bytes:
    """Return a network of one node without attributes (onnx.proto: ModelProto, GraphProto, NodeProto)."""
    node = b"".join(field(1, each) for each in inputs) + field(2, b"y") + field(4, operator)
    graph = field(1, node) + field(2, b"g") + field(11, tensor(b"x")) + field(12, tensor(b"y"))
    return field(1, 7) + field(8, field(2, 11)) + field(7, graph)


DAMAGED = onnx(b"Conv", b"x", b"w")


def put(content: bytes, task: str = "embedding", decoder: str = "face-recognizer-sf") -> None:
    folder = settings().home / "zoo"
    folder.mkdir(parents=True)
    (folder / "mine.onnx").write_bytes(content)
    (folder / "mine.toml").write_text(
        f'file = "mine.onnx"\ntask = "{task}"\ndecoder = "{decoder}"\n'
        'input = { height = 8, width = 8, colour = "grey" }\n',
        encoding="utf-8",
    )


def test_what_works_is_tried_once_and_then_used(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Mock(wraps=subprocess.run)
    monkeypatch.setattr(trial, "_troubles", {})
    monkeypatch.setattr(trial.subprocess, "run", run)
    put(onnx(b"Relu", b"x"))
    for _ in range(2):
        network = open_network("mine")
        open_network.__globals__["_opened"].cache_clear()
    run.assert_called_once()
    (output,) = network.run(np.full((1, 8, 8, 3), 7, np.uint8))
    assert output.shape == (1, 1, 8, 8)
    assert output == pytest.approx(np.full((1, 1, 8, 8), 7))


def test_what_would_end_the_process_is_refused_in_words() -> None:
    put(DAMAGED)
    with pytest.raises(WeightsError, match=r"mine\.onnx brings OpenCV down .*replace it with an intact copy"):
        open_network("mine")


def test_detectors_of_faces_are_tried_too() -> None:
    put(DAMAGED, "faces", "yunet")
    with pytest.raises(WeightsError, match="brings OpenCV down"):
        detector("mine")


def test_what_only_cannot_be_read_is_said_as_ever() -> None:
    put(b"no network, but bytes")
    with pytest.raises(WeightsError, match="cannot be read as a network"):
        open_network("mine")


def test_what_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_MOST_SECONDS", 0.001)
    monkeypatch.setattr(trial, "_troubles", {})
    put(onnx(b"Relu", b"x"))
    with pytest.raises(WeightsError, match="was not read and run within"):
        open_network("mine")


def test_what_asks_for_any_amount_of_memory_is_refused_and_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant of 60,000 x 60,000 ones, in 131 bytes."""
    monkeypatch.setattr(trial, "_troubles", {})
    put(filled(60_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(WeightsError, match="needs more than the 3 GB of memory"):
        open_network("mine")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 500_000, "kB; the network itself takes 14 GB"


def test_the_limits_hold_for_the_trial_alone() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    put(onnx(b"Relu", b"x"))
    open_network("mine")
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    code = "import trial_run; trial_run.limit(500_000_000, 5); bytearray(600_000_000)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(trial.__file__).parent, capture_output=True, text=True, check=False
    )
    assert "MemoryError" in done.stderr


def varint(value: int) -> bytes:
    low, high = value & 127, value >> 7
    return bytes([low | 128]) + varint(high) if high else bytes([low])


def filled(side: int) -> bytes:
    """ConstantOfShape makes side x side ones; their sum is added to the picture."""
    dims = field(1, 2) + field(2, 7) + field(8, b"shape") + bytes([7 << 3 | 2])
    data = varint(side) + varint(side)
    shape = dims + bytes([len(data)]) + data
    made = field(1, b"shape") + field(2, b"ones") + field(4, b"ConstantOfShape")
    summed = field(1, b"ones") + field(2, b"sum") + field(4, b"ReduceSum")
    added = field(1, b"x") + field(1, b"sum") + field(2, b"y") + field(4, b"Add")
    nodes = b"".join(field(1, node) for node in (made, summed, added))
    graph = nodes + field(2, b"g") + field(5, shape) + field(11, tensor(b"x")) + field(12, tensor(b"y"))
    return field(1, 7) + field(8, field(2, 11)) + bytes([7 << 3 | 2]) + varint(len(graph)) + graph
