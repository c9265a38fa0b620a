"""Peak memory of a piece of work: resident memory of this process, or of a child it waited for.

What the process held before counts too: it is what a machine must have. Linux alone can forget an
earlier peak; elsewhere a later piece of work shows the larger peak of an earlier one.
"""

from __future__ import annotations

import sys
from pathlib import Path

CLEAR = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")
FORGET_PEAK = "5"
BYTES_OF_USAGE = 1 if sys.platform == "darwin" else 1024


class PeakMemory:
    """Counts from when it is made."""

    def __init__(self) -> None:
        self._fresh = _forget()
        self._children = largest_child()

    def megabytes(self) -> float | None:
        """The peak so far, in units of 10^6 bytes; None where the system does not tell."""
        own = _high_water() if self._fresh else None
        own = own if own is not None else _usage(children=False)
        children = largest_child()
        # The largest child ever: it is one of this work's only if it is a new largest.
        if children is not None and (self._children is None or children > self._children):
            own = max(own or 0, children)
        return None if own is None else round(own / 1e6, 1)


def _forget() -> bool:
    """Let Linux forget the process's peak; False where that cannot be done."""
    try:
        CLEAR.write_text(FORGET_PEAK, encoding="ascii")
    except OSError:
        return False
    return _high_water() is not None


def _high_water() -> int | None:
    """Linux's peak in bytes since it was last forgotten."""
    try:
        lines = STATUS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    kilobytes = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(kilobytes[0]) * 1024 if kilobytes else None


def largest_child() -> int | None:
    """The peak in bytes of the largest child that ever ended."""
    return _usage(children=True)


def _usage(*, children: bool) -> int | None:
    """The peak in bytes since the process began, or of its largest child."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    return int(resource.getrusage(who).ru_maxrss) * BYTES_OF_USAGE
