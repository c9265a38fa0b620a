from __future__ import annotations

import mmap
import subprocess
import sys
from pathlib import Path

import pytest

from musicrec import memory
from musicrec.memory import PeakMemory

LARGE = 60_000_000


def touch(size: int) -> None:
    """Hold ``size`` fresh bytes for a moment.

    Straight from the system: an allocator may answer with what it kept from earlier work, which is
    resident already and so raises no peak.
    """
    with mmap.mmap(-1, size) as fresh:
        for start in range(0, size, mmap.PAGESIZE):
            fresh[start] = 1


@pytest.mark.skipif(not memory.CLEAR.exists(), reason="Linux alone forgets a peak")
def test_a_peak_is_that_of_the_work_alone() -> None:
    before = PeakMemory()
    touch(LARGE)
    during = before.megabytes()
    after = PeakMemory()
    touch(1000)
    later = after.megabytes()
    assert during is not None and later is not None
    assert during - later > 0.8 * LARGE / 1e6


def test_elsewhere_the_process_s_own_peak_stands_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(memory, "CLEAR", tmp_path / "no" / "clear_refs")
    monkeypatch.setattr(memory, "STATUS", tmp_path / "no" / "status")
    touch(LARGE)
    found = PeakMemory().megabytes()
    assert found is not None
    assert found > LARGE / 1e6


def test_a_child_larger_than_the_process_counts() -> None:
    peak = PeakMemory()
    own, former = peak.megabytes(), memory.largest_child()
    assert own is not None and former is not None
    size = max(int(own * 1e6), former) + LARGE
    subprocess.run([sys.executable, "-c", f"len(b'1' * {size})"], check=True)
    found = peak.megabytes()
    assert found is not None
    assert found >= size / 1e6
    # The same child is not counted for later work.
    later = PeakMemory().megabytes()
    assert later is not None
    assert later < size / 1e6
