"""Only regular files are opened, and only so much of them is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from facerec.reading import open_regular, read_regular


def test_a_file_is_read_up_to_one_byte_past_the_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read_regular(tmp_path / "file", 10) == b"0123456789"
    assert read_regular(tmp_path / "link", 3) == b"0123"


@pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices")
def test_pipes_devices_and_folders_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    for odd in (tmp_path / "pipe", tmp_path / "link", Path("/dev/stdin"), tmp_path):
        with pytest.raises(OSError, match=r"no regular file|directory|No such"):
            open_regular(odd)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux")
def test_a_kernel_file_without_a_size_is_bounded_too() -> None:
    assert len(read_regular(Path("/proc/kallsyms"), 100)) == 101
