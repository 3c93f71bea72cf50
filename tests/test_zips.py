"""Entries of zips, counted without opening them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from facerec import zips


@pytest.mark.parametrize("piece", [1 << 24, 7])
def test_every_entry_is_counted_wherever_the_file_is_cut_into_pieces(
    piece: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(zips, "_PIECE", piece)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20):
            archive.writestr("x" * number + "/", b"")
    assert zips.most_entries(path) == zips.most_entries(path.read_bytes()) == 20
