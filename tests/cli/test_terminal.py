"""What names may do to a terminal: nothing."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from facerec.cli import main
from facerec.cli.console import Cleaned


def test_commands_in_names_are_replaced_and_lines_stay() -> None:
    stream = io.StringIO()
    print("a\x1b[2Jb\u202ec\x07\td\x9b31m", "e", sep="\n", file=Cleaned(stream))
    assert stream.getvalue() == "a\ufffd[2Jb\ufffdc\ufffd\td\ufffd31m\ne\n"


@pytest.mark.skipif(os.name != "posix", reason="needs such file names")
def test_a_file_name_sends_no_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "a\x1b[2J\nb.png"
    picture.write_bytes(b"no picture")
    main(["detect", str(picture), "--detector", "haar"])
    assert "\x1b" not in "".join(capsys.readouterr())
    main(["detect", str(picture), "--detector", "haar", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["file"] == str(picture)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes")
def test_plans_are_neither_read_from_pipes_nor_written_to_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert main(["compare", str(tmp_path / "pipe.toml")]) == 2
    assert "no regular file" in capsys.readouterr().err
    (tmp_path / "people").mkdir()
    assert main(["compare", str(tmp_path / "people"), "--save-plan", str(tmp_path / "pipe.toml")]) == 2
    assert "no regular file" in capsys.readouterr().err
