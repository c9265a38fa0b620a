"""What a long run shows: a bar on a terminal, plain lines elsewhere, always on stderr.

Results never go through here; they are files, or `--json` on stdout.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import TextIO, TypeVar

T = TypeVar("T")

SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Messages and loops of a run. `quiet` shows nothing (tests)."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self.quiet = quiet
        self.stream = stream if stream is not None else sys.stderr

    def say(self, text: str) -> None:
        """One line."""
        if not self.quiet:
            print(text, file=self.stream, flush=True)

    def track(self, values: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
        """The same values, counted while they pass. `total` defaults to `len(values)`, if any."""
        if total is None and isinstance(values, Sized):
            total = len(values)
        if self.quiet:
            yield from values
        elif self.stream.isatty():
            from tqdm import tqdm

            yield from tqdm(values, desc=label, total=total, file=self.stream, leave=False)
        else:
            yield from self._lines(values, label, total)

    def _lines(self, values: Iterable[T], label: str, total: int | None) -> Iterator[T]:
        start = last = time.monotonic()
        done = 0
        for value in values:
            yield value
            done += 1
            now = time.monotonic()
            if now - last >= SECONDS_BETWEEN_LINES:
                last = now
                self.say(self._line(label, done, total, now - start))
        taken = time.monotonic() - start
        if taken >= SECONDS_BETWEEN_LINES:
            self.say(f"{label}: {done} done in {duration(taken)}")

    @staticmethod
    def _line(label: str, done: int, total: int | None, taken: float) -> str:
        if not total:
            return f"{label}: {done} ({duration(taken)})"
        left = taken / done * (total - done)
        return f"{label}: {done}/{total} ({100 * done // total} %), about {duration(left)} left"


QUIET = Progress(quiet=True)


def duration(seconds: float) -> str:
    """In the unit one would say it in: 90 s, 12 min, 2 h 5 min."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
