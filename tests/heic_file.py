"""A HEIC photo made by hand (ISO/IEC 23008-12): HEVC by PyAV, in the boxes of a file with one picture."""

from __future__ import annotations

import io
import struct

import av
import numpy as np


def heic(picture: np.ndarray, *, turn: int = 0) -> bytes:
    """Write a picture as HEIC; `turn` is by how many quarters anticlockwise a viewer must turn it (box ``irot``)."""
    config, data = _hevc(picture)
    height, width = picture.shape[:2]
    properties = _box(b"hvcC", config) + _box(b"ispe", struct.pack(">III", 0, width, height))
    associations = b"\x81\x02"  # the first property is essential
    if turn:
        properties += _box(b"irot", bytes([turn]))
        associations += b"\x83"
    ipma = struct.pack(">IIHB", 0, 1, 1, len(associations)) + associations
    kind = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")

    def meta(offset: int) -> bytes:
        return _box(
            b"meta",
            bytes(4)
            + _box(b"hdlr", bytes(8) + b"pict" + bytes(13))
            + _box(b"pitm", struct.pack(">IH", 0, 1))
            + _box(b"iloc", struct.pack(">IBBHHHHII", 0, 0x44, 0, 1, 1, 0, 1, offset, len(data)))
            + _box(
                b"iinf", struct.pack(">IH", 0, 1) + _box(b"infe", b"\x02\0\0\0" + struct.pack(">HH", 1, 0) + b"hvc1\0")
            )
            + _box(b"iprp", _box(b"ipco", properties) + _box(b"ipma", ipma)),
        )

    return kind + meta(len(kind) + len(meta(0)) + 8) + _box(b"mdat", data)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def _hevc(picture: np.ndarray) -> tuple[bytes, bytes]:
    """Return the decoder's configuration and the coded picture, as an MP4 of one frame holds them."""
    height, width = picture.shape[:2]
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=1, options={"crf": "12", "x265-params": "log-level=none:info=0"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv444p"
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        for packet in [*stream.encode(frame), *stream.encode()]:
            container.mux(packet)
    data = file.getvalue()
    at = data.index(b"hvcC")
    config = data[at + 4 : at - 4 + struct.unpack(">I", data[at - 4 : at])[0]]
    at = data.index(b"mdat")
    return config, data[at + 4 : at - 4 + struct.unpack(">I", data[at - 4 : at])[0]]
