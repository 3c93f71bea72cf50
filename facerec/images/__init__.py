"""Picture bytes in, arrays out, and back: the only way in for what people upload, with limits before any work."""

from facerec.images.decoding import decode, decode_many, is_transparent, read, read_bytes
from facerec.images.pictures import Face, Picture, encode, resize, shrunk, to_grey

__all__ = [
    "Face",
    "Picture",
    "decode",
    "decode_many",
    "encode",
    "is_transparent",
    "read",
    "read_bytes",
    "resize",
    "shrunk",
    "to_grey",
]
