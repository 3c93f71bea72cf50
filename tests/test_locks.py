"""Locks exclude processes and threads, and end with their holder."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from facerec import locks
from facerec.locks import locked

CHECKOUT = Path(__file__).resolve().parents[1]
HOLDING = """
import sys, time
from pathlib import Path
from facerec.locks import locked
with locked(Path(sys.argv[1]), 10):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDING, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT) as holder:
        holder.stdout.readline()
        with pytest.raises(TimeoutError, match="another process"), locked(lock, 0.05):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert lock.exists()
    with locked(lock, 10):
        assert lock.exists()
    assert not lock.exists()


def test_threads_wait_for_each_other_although_each_holder_removes_the_file(tmp_path: Path) -> None:
    inside, most, count = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, count
        for _ in range(50):
            with locked(tmp_path / "lock", 60):
                inside += 1
                most = max(most, inside)
                count += 1
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, count) == (1, 200)
    assert list(tmp_path.iterdir()) == []


def test_on_a_file_system_without_locks_one_in_the_temporary_folder_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, local = tmp_path / "share", tmp_path / "local"
    share.mkdir()
    local.mkdir()
    flock = locks.fcntl.flock

    def refused_on_the_share(descriptor: int, operation: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve().parent == share:
            raise OSError(errno.ENOLCK, "No locks available")
        flock(descriptor, operation)

    monkeypatch.setattr(locks.fcntl, "flock", refused_on_the_share)
    monkeypatch.setattr(locks.tempfile, "tempdir", str(local))
    with locked(share / "lock", 10):
        assert len(list(local.iterdir())) == 1
        with pytest.raises(TimeoutError), locked(share / "lock", 0.05):
            pass
    assert list(local.iterdir()) == []
